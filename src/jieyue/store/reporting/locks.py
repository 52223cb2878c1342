"""Which months are closed: records of a locked period stay as they are until it is opened again.

A lock goes by the same place and month as facts do: what an organisation used in a month belongs to the unit under
which it stood on the month's last day, and is locked with that unit's period.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from jieyue.rules.period import Period
from jieyue.store.orgs.standing import Stay, stays_of
from jieyue.store.reporting.models import LOCK_IS_SET, Report

Stretch = tuple[date, date, str]
"""First day, first day after, and the locked period they lie in."""


@dataclass(frozen=True)
class Locks:
    """The locked months of organisations by id: a department's are its unit's, for as long as it was that unit's."""

    stretches: Mapping[int, tuple[Stretch, ...]]

    def locked(self, organisation: int, start: date, end: date) -> str:
        """The locked period that a day from `start` to `end`, both included, lies in; "" when none does."""
        own = self.stretches.get(organisation, ())
        return next((period for first, until, period in own if start < until and end >= first), "")

    def year_locked(self, organisation: int, year: int) -> str:
        """The year, where it is locked as a whole; "" where it is not."""
        whole = str(Period.parse(f"{year:04}"))
        return whole if any(period == whole for _, _, period in self.stretches.get(organisation, ())) else ""

    def __bool__(self) -> bool:
        return bool(self.stretches)


def locked_periods(today: date) -> dict[int, list[Stretch]]:
    """By unit, the periods whose lock holds today. Whoever is about to write holds the writers' lock, so that nothing
    is locked meanwhile.
    """
    found: dict[int, list[Stretch]] = {}
    for report in Report.objects.filter(LOCK_IS_SET).defer("reason"):
        if report.is_locked_on(today):
            found.setdefault(report.organisation_id, []).append((report.first, report.until, report.period))
    return found


def locks_of(organisations: Iterable[int], *, today: date) -> Locks:
    """As of today."""
    by_unit = locked_periods(today)
    found: dict[int, set[Stretch]] = {}
    for stay in stays_of(organisations) if by_unit else ():
        found.setdefault(stay.organisation, set()).update(locked_in(stay, by_unit))
    return Locks({organisation: tuple(sorted(own)) for organisation, own in found.items() if own})


def locked_in(stay: Stay, by_unit: Mapping[int, list[Stretch]]) -> Iterator[Stretch]:
    """What of a stay lies in locked periods of those under whom it was."""
    for unit in stay.above & by_unit.keys():
        for first, until, period in by_unit[unit]:
            if found := stay.within(first, until):
                yield found.since, found.until, period
