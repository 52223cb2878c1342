"""Which days hold for whose reports, and who need not report."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date

from django.db.models import Q

from jieyue.rules.period import Period
from jieyue.rules.reporting import Opened
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import NotReporting, Opening

ByPeriod = dict[tuple[int, str], Opened]
"""By unit and period."""


def opened_for(unit: int, period: Period, *, on: date) -> Opened | None:
    """The nearest opening at or above a unit, where it stands on a day; None where nobody opened the period."""
    return nearest({unit: path_on(unit, on)}, [period]).get((unit, str(period)))


def openings_of(units: Iterable[int], periods: Sequence[Period], *, on: date) -> ByPeriod:
    """The same of many, where they stand on a day, in two questions."""
    placed = Placement.objects.filter(organisation__in=any_of(units), since__lte=on, until__gt=on)
    return nearest(dict(placed.values_list("organisation_id", "path")), periods)


def nearest(paths: Mapping[int, str], periods: Sequence[Period]) -> ByPeriod:
    """By the paths of units."""
    above = {unit: _ids(path) for unit, path in paths.items()}
    places = {place for own in above.values() for place in own}
    wanted = Opening.objects.filter(organisation__in=any_of(places), period__in=[str(each) for each in periods])
    by_place = {(each.organisation_id, each.period): each.opened for each in wanted}
    found: ByPeriod = {}
    told = sorted({period for _, period in by_place})
    for unit, own in above.items() if told else ():
        for period in told:
            opened = next((by_place[place, period] for place in reversed(own) if (place, period) in by_place), None)
            if opened:
                found[unit, period] = opened
    return found


def opened_periods(path: str, periods: Sequence[Period], *, on: date) -> Set[str]:
    """Of these periods, those that are opened for an organisation with this path, or for one below it, on a day."""
    there = Q(organisation__in=any_of(_ids(path))) | Q(organisation__in=under(path, on).values("organisation"))
    rows = Opening.objects.filter(there, period__in=[str(each) for each in periods])
    return set(rows.values_list("period", flat=True))


def _ids(path: str) -> list[int]:
    return [int(each) for each in path.strip("/").split("/")]


def exempt_units(units: Iterable[int], periods: Sequence[Period]) -> dict[tuple[int, str], str]:
    """By unit and period, why it need not report."""
    rows = NotReporting.objects.filter(organisation__in=any_of(units), period__in=[str(each) for each in periods])
    return {(unit, period): reason for unit, period, reason in rows.values_list("organisation_id", "period", "reason")}
