"""What was used in the places where a unit's meters stand, worked out from their readings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jieyue.rules.meter_places import Links, Place, places
from jieyue.rules.metering import MonthUse, PointUse, Rest, Stretch, by_month, rest_of
from jieyue.store.ledgers.readings.series import in_window, stretches_of
from jieyue.store.registers.meters.models import Meter


def places_of(meters: Iterable[Meter]) -> list[Place]:
    """Of one unit."""
    return places({each.pk: Links(each.main_id, each.replaces_id, each.resource) for each in meters})


@dataclass(frozen=True)
class Used:
    """What a unit's meters say of the days from `since` to `until`."""

    meters: Mapping[int, Meter]
    stretches: Mapping[int, Sequence[Stretch]]
    places: Sequence[Place]

    @classmethod
    def of(cls, meters: Iterable[Meter], *, since: date, until: date) -> "Used":
        meters = list(meters)
        return cls({each.pk: each for each in meters}, _between(meters, since, until), places_of(meters))

    @classmethod
    def by_unit(cls, meters: Iterable[Meter], *, since: date, until: date) -> "dict[int, Used]":
        """Of many units, their readings asked for at once."""
        meters = list(meters)
        found, own = _between(meters, since, until), {}
        for each in meters:
            own.setdefault(each.organisation_id, []).append(each)
        return {unit: cls({each.pk: each for each in theirs}, found, places_of(theirs)) for unit, theirs in own.items()}

    @property
    def each(self) -> list[Place]:
        """Every place, followed by those that hang under it."""
        return [place for top in self.places for place in top.each()]

    def of_place(self, place: Place) -> PointUse:
        return self._uses[place.now]

    def of_meter(self, meter: int) -> dict[date, MonthUse]:
        return by_month(self.stretches[meter])

    def rest(self, place: Place, month: date) -> Rest | None:
        """None where nothing hangs under it, or the main meter tells nothing of the month."""
        subs = [self.of_place(each) for each in place.subs]
        return rest_of(self.of_place(place), subs, month) if subs else None

    @cached_property
    def _uses(self) -> dict[int, PointUse]:
        return {place.now: self._use(place) for place in self.each}

    def _use(self, place: Place) -> PointUse:
        own = [self.meters[id_] for id_ in place.meters]
        found = [stretch for each in own for stretch in self.stretches[each.pk]]
        return PointUse(own[-1].number, by_month(found), own[0].installed_on, own[-1].removed_on)


def _between(meters: Sequence[Meter], since: date, until: date) -> dict[int, list[Stretch]]:
    return in_window(stretches_of(meters, since=since, until=until), since, until)
