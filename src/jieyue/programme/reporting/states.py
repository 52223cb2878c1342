"""How the reports of several units stand, in one question."""

from collections.abc import Iterable, Sequence
from datetime import date

from jieyue.programme.reporting.operations import state_of
from jieyue.rules.period import Period
from jieyue.rules.reporting import ReportState
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import Report


def states_of(
    units: Iterable[int], periods: Sequence[Period], *, today: date
) -> dict[tuple[int, str], tuple[ReportState, str]]:
    """By unit and period, the state and, where it was sent back, why."""
    units = list(units)
    rows = Report.objects.filter(organisation__in=any_of(units), period__in=[str(each) for each in periods])
    kept = {(each.organisation_id, each.period): each for each in rows}
    return {key: _state(kept.get(key), today) for key in ((unit, str(each)) for unit in units for each in periods)}


def _state(report: Report | None, today: date) -> tuple[ReportState, str]:
    state = state_of(report, today=today)
    return state, report.reason if report and state is ReportState.RETURNED else ""
