"""How the reports of several units stand, in one question."""

from collections.abc import Collection, Iterable, Sequence, Set
from datetime import date

from jieyue.programme.reporting.operations import state_of
from jieyue.rules.period import Period
from jieyue.rules.reporting import ReportState, is_always_reported
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import Report
from jieyue.store.reporting.openings import exempt_units, openings_of


def states_of(
    units: Iterable[int], periods: Sequence[Period], *, today: date
) -> dict[tuple[int, str], tuple[ReportState, str]]:
    """By unit and period, the state and, where it was sent back, why."""
    units = list(units)
    rows = Report.objects.filter(organisation__in=any_of(units), period__in=[str(each) for each in periods])
    kept = {(each.organisation_id, each.period): each for each in rows}
    return {key: _state(kept.get(key), today) for key in ((unit, str(each)) for unit in units for each in periods)}


def asked_on(units: Collection[int], period: Period, *, today: date) -> Set[int]:
    """Those of whom the report is asked: once the period is over and opened in their region, and who is not exempt.
    A month or half that is not opened there is not asked of them.
    """
    if today < period.until:
        return frozenset()
    opened, exempt = openings_of(units, [period], on=today), exempt_units(units, [period])
    ahead = {unit for (unit, _), days in opened.items() if today < days.opens_on}
    asked = units if is_always_reported(period) else {unit for unit, _ in opened}
    return {unit for unit in asked if unit not in ahead and (unit, str(period)) not in exempt}


def _state(report: Report | None, today: date) -> tuple[ReportState, str]:
    state = state_of(report, today=today)
    return state, report.reason if report and state is ReportState.RETURNED else ""
