"""Where a vehicle stood one place after the other, and at which of them on a day."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jieyue.rules.coordinates import Coordinates, metres_between
from jieyue.store.machine.degrees import coordinates_of
from jieyue.store.machine.settling import midnight
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.stops.models import Stop
from jieyue.store.registers.trips.before import said_at

STOOD_DAYS = 100
"""So far back it is looked for where a vehicle came to stand."""
FIGURES = ("pk", "arrived_at", "left_at", "place", "longitude", "latitude")
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """A stop that is one of several: `until` is when it was over, None of one that is not."""

    id: int
    arrived_at: datetime
    left_at: datetime | None
    place: str
    at: Coordinates | None
    until: datetime | None = None

    @cached_property
    def first(self) -> date:
        return timezone.localdate(self.arrived_at)

    @cached_property
    def last(self) -> date:
        return timezone.localdate(self.until) if self.until else date.max

    @property
    def where(self) -> str:
        return where_said(self.place, self.at)

    @property
    def when(self) -> str:
        """From when to when, as a sentence tells it."""
        return (
            f"{said_at(self.arrived_at)} 至 {said_at(self.left_at)}"
            if self.left_at
            else f"{said_at(self.arrived_at)} 起"
        )


def where_said(place: str, at: Coordinates | None) -> str:
    """A place in its words, or in degrees where it has none."""
    return place or (f"经度 {at.longitude:.6f}、纬度 {at.latitude:.6f} 处" if at else "")


def km_said(metres: float) -> str:
    return f"{metres / 1000:.1f} km"


class Away(NamedTuple):
    """A place, and how far it is from another."""

    standing: Standing
    metres: float


@dataclass(frozen=True)
class Stood:
    """The stops of a vehicle as it arrived, one after the other."""

    every: Sequence[Standing] = ()
    _places: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places.update({each.id: place for place, each in enumerate(self.every)})

    @cached_property
    def located(self) -> Sequence[Standing]:
        """Those of which it is known in degrees where they are."""
        return [each for each in self.every if each.at]

    @cached_property
    def _latest(self) -> Sequence[Standing | None]:
        """Until each, itself included, the one that was over at last."""
        found: list[Standing | None] = []
        for each in self.every:
            known = [one for one in (found[-1] if found else None, each) if one and one.left_at]
            found.append(max(known, key=lambda one: one.left_at, default=None))
        return found

    def latest_before(self, id_: int) -> Standing | None:
        """Of those that arrived before, the one that left at last."""
        place = self._places[id_]
        return self._latest[place - 1] if place else None

    def on(self, day: date) -> list[Standing]:
        """Those that are located and touch the day."""
        near = self.located[bisect_left(self._lasts, day) : bisect_right(self._firsts, day)]
        return [each for each in near if each.last >= day]

    @cached_property
    def _firsts(self) -> Sequence[date]:
        return [each.first for each in self.located]

    @cached_property
    def _lasts(self) -> Sequence[date]:
        """By when it had left all until each."""
        return list(accumulate((each.last for each in self.located), max))

    def nearest(self, at: Coordinates, day: date) -> Away | None:
        """Of the places at which it stood on the day."""
        ways = [Away(each, metres_between(each.at, at)) for each in self.on(day) if each.at]
        return min(ways, key=lambda each: each.metres, default=None)

    def first_apart(self, day: date, metres: float) -> tuple[Standing, Away] | None:
        """The first place of the day that lies further than so many metres from one before it, and the furthest one."""
        places = self.on(day)
        for nth, each in enumerate(places):
            ways = [Away(other, metres_between(each.at, other.at)) for other in places[:nth]]
            furthest = max(ways, key=lambda way: way.metres, default=None)
            if furthest and furthest.metres > metres:
                return each, furthest
        return None

    def since(self, day: date, before: datetime) -> Iterator[Standing]:
        """Where it stood from where it was at the end of the day on, until before a moment."""
        own = [each for each in self.located if each.last >= day and each.arrived_at < before]
        begun = sum(each.first <= day for each in own)
        yield from own[max(begun - 1, 0) :]


def stood(vehicles: Iterable[int], first: date, last: date) -> Mapping[int, Stood]:
    """By vehicle the stops that touch the days, in one question however many they are."""
    begin, end = midnight(first), midnight(last + A_DAY)
    near = {"arrived_at__gte": midnight(first - timedelta(days=STOOD_DAYS)), "arrived_at__lt": end}
    another = Stop.objects.filter(
        vehicle_id=OuterRef("vehicle_id"), arrived_at__gt=OuterRef("arrived_at"), arrived_at__lt=begin
    )
    is_there = Q(arrived_at__gte=begin) | Q(left_at__gte=begin) | (Q(left_at__isnull=True) & ~Exists(another))
    rows = Stop.objects.filter(is_there, vehicle_id__in=any_of(vehicles), **near).order_by("arrived_at")
    found: dict[int, list[Standing]] = {}
    for vehicle, *figures, longitude, latitude in rows.values_list("vehicle_id", *FIGURES):
        found.setdefault(vehicle, []).append(Standing(*figures, coordinates_of(longitude, latitude), figures[2]))
    return {vehicle: Stood(_over_by_the_next(own)) for vehicle, own in found.items()}


def _over_by_the_next(every: Sequence[Standing]) -> list[Standing]:
    """One without an end was over when the vehicle arrived elsewhere."""
    closed = [replace(each, until=each.left_at or then.arrived_at) for each, then in pairwise(every)]
    return [*closed, *every[-1:]]
