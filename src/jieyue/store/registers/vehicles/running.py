"""What was put into a vehicle, litres or kWh, one after the other: how far it went, and on how much."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from jieyue.store.registers.vehicles.models import Vehicle

REACH_DAYS = 400
"""So far back the reading before is looked for, and what a vehicle usually takes."""
YEAR = timedelta(days=365)
HUNDRED, ZERO = Decimal(100), Decimal(0)


@dataclass(frozen=True)
class Fill:
    """`amount` is in litres, or in kWh."""

    id: int
    day: date
    amount: Decimal
    odometer_km: Decimal | None

    @property
    def order(self) -> tuple[date, bool, Decimal, int]:
        """Of a day by what the odometer showed."""
        return self.day, self.odometer_km is None, self.odometer_km or ZERO, self.id


@dataclass(frozen=True)
class Leg:
    """A fill with what its odometer showed at the reading before: how far it is from there, below 0 where it went back,
    and all that was put in since, this fill included. None where nobody read it then or now.
    """

    fill: Fill
    since: date | None = None
    before_km: Decimal | None = None
    amount: Decimal = ZERO

    @property
    def km(self) -> Decimal | None:
        if self.before_km is None or self.fill.odometer_km is None:
            return None
        return self.fill.odometer_km - self.before_km


def legs(fills: Iterable[Fill], *, first_km: Decimal | None = None, since: date | None = None) -> list[Leg]:
    """In their order. `first_km` is what the odometer showed before all of them, `since` a day."""
    found, before, day, amount = [], first_km, since, ZERO
    for fill in sorted(fills, key=lambda each: each.order):
        amount += fill.amount
        found.append(Leg(fill, day, before, amount))
        if fill.odometer_km is not None:
            before, day, amount = fill.odometer_km, fill.day, ZERO
    return found


@dataclass(frozen=True)
class Took:
    """What a vehicle took over a distance, from a day on."""

    amount: Decimal
    km: Decimal
    since: date

    @property
    def per_100km(self) -> Decimal:
        return self.amount * HUNDRED / self.km


Point = tuple[date, Decimal, Decimal]
"""Day, odometer, and what was put in until then."""


@dataclass(frozen=True)
class Runs:
    """The fills of a vehicle one after the other: what is put in is what was burnt since the fill before.

    A reading that was written wrong is no point of a run, or all that is compared with it would be told of too. What
    stands behind an odometer that went back for good begins anew.
    """

    legs: Sequence[Leg]
    places: dict[int, int] = field(default_factory=dict)
    """By id of a fill, where it stands among the points of its run."""
    runs: dict[int, list[Point]] = field(default_factory=dict)
    """By id of a fill, the points of its run."""
    doubtful: set[int] = field(default_factory=set)
    """The fills whose reading, or the one before it, may have been written wrong."""

    def __post_init__(self) -> None:
        run: list[Point] = []
        amount, last, misread, before = ZERO, ZERO, _misread(self.legs), None
        for leg in self.legs:
            amount += leg.fill.amount
            odometer = leg.fill.odometer_km
            if odometer is None:
                continue
            if not misread.isdisjoint((before, leg.fill.id)):
                self.doubtful.add(leg.fill.id)
            before = leg.fill.id
            if leg.fill.id in misread:
                continue
            run, last = [] if odometer < last else run, odometer
            if leg.fill.amount:
                self.places[leg.fill.id], self.runs[leg.fill.id] = len(run), run
                run.append((leg.fill.day, odometer, amount))

    @cached_property
    def by_id(self) -> dict[int, Leg]:
        return {leg.fill.id: leg for leg in self.legs}

    @cached_property
    def by_day(self) -> Mapping[date, Decimal]:
        """All that was put in on a day."""
        found: dict[date, Decimal] = {}
        for leg in self.legs:
            found[leg.fill.day] = found.get(leg.fill.day, ZERO) + leg.fill.amount
        return found

    def lately(self, fill: int, least_km: Decimal) -> tuple[Took, int] | None:
        """What it took until this fill over so many kilometres or a little more, and from which point of the run."""
        if fill not in self.places:
            return None
        run, place = self.runs[fill], self.places[fill]
        _, odometer, amount = run[place]
        begin = bisect_right(run, odometer - least_km, hi=place, key=lambda point: point[1]) - 1
        if begin < 0 or odometer == run[begin][1]:
            return None
        since, shown, before = run[begin]
        return Took(amount - before, odometer - shown, since), begin

    def usually(self, fill: int, until: int, least_km: Decimal) -> Took | None:
        """What it took in the year before a point of the run, over so many kilometres at least."""
        run = self.runs[fill]
        day, odometer, amount = run[until]
        begin = bisect_left(run, day - YEAR, hi=until, key=lambda point: point[0])
        km = odometer - run[begin][1]
        return Took(amount - run[begin][2], km, run[begin][0]) if km and km >= least_km else None


def beginning(vehicle: Vehicle, far: date) -> dict[str, object]:
    """What the register says of the odometer of a vehicle that began in sight."""
    if vehicle.first_km is None or vehicle.used_since is None or vehicle.used_since < far:
        return {}
    return {"first_km": vehicle.first_km, "since": vehicle.used_since}


def _misread(legs: Sequence[Leg]) -> set[int | None]:
    """The fills whose odometer may be what makes it go back: without this one it goes on from the one before to the
    next. Where it would without the one before just as well, nobody knows which it was, and neither counts.
    """
    first = legs[0].before_km if legs else None
    begun = [] if first is None else [(None, first)]
    readings = [*begun, *((each.fill.id, each.fill.odometer_km) for each in legs if each.fill.odometer_km is not None)]
    found: set[int | None] = set()
    for place, ((before_id, before), (own_id, own)) in enumerate(pairwise(readings)):
        if own >= before:
            continue
        earlier, later = readings[max(place - 1, 0) : place], readings[place + 2 : place + 3]
        is_too_high = any(km <= own for _, km in earlier)
        if any(km >= before for _, km in later) or (is_too_high and not later):
            found.add(own_id)
        if is_too_high:
            found.add(before_id)
    return found
