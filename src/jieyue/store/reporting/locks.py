"""Which days are closed: records of a locked quarter or year stay as they are until it is opened again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jieyue.rules.reporting import ReportState, state_on
from jieyue.store.orgs.models import Placement
from jieyue.store.records.among import listed
from jieyue.store.reporting.models import Report

MAY_BE_LOCKED = (ReportState.LOCKED, ReportState.REOPENED)


@dataclass(frozen=True)
class Locks:
    """The locked periods of organisations by id: a department's are its unit's."""

    periods: Mapping[int, tuple[tuple[date, date, str], ...]]

    def locked(self, organisation: int, start: date, end: date) -> str:
        """The locked period that a day from `start` to `end`, both included, lies in; "" when none does."""
        own = self.periods.get(organisation, ())
        return next((period for first, until, period in own if start < until and end >= first), "")

    def __bool__(self) -> bool:
        return bool(self.periods)


def locks_of(organisations: Iterable[int], *, today: date) -> Locks:
    """As of today. Whoever is about to write holds the writers' lock, so that nothing is locked meanwhile."""
    kept = Report.objects.filter(state__in=MAY_BE_LOCKED)
    fields = ("organisation_id", "first", "until", "period", "state", "reopened_until")
    by_unit: dict[int, list[tuple[date, date, str]]] = {}
    for unit, first, until, period, state, reopened_until in kept.values_list(*fields):
        if state_on(ReportState(state), reopened_until=reopened_until, today=today) is ReportState.LOCKED:
            by_unit.setdefault(unit, []).append((first, until, period))
    return Locks(_with_departments(by_unit, set(organisations)) if by_unit else {})


def _with_departments(
    by_unit: Mapping[int, list[tuple[date, date, str]]], organisations: set[int]
) -> dict[int, tuple[tuple[date, date, str], ...]]:
    """A period is locked for whoever stood at or under the unit on its last day."""
    found: dict[int, set[tuple[date, date, str]]] = {}
    placements = Placement.objects.filter(organisation_id__in=listed(organisations))
    for organisation, path, since, until in placements.values_list("organisation_id", "path", "since", "until"):
        above = {int(id_) for id_ in path.strip("/").split("/")}
        for unit in above & by_unit.keys():
            own = (each for each in by_unit[unit] if since < each[1] <= until)
            found.setdefault(organisation, set()).update(own)
    return {organisation: tuple(sorted(periods)) for organisation, periods in found.items() if periods}
