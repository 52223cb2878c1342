"""What is known of a vehicle as a trip begins: the trips that left before, and what its odometer showed at last."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from jieyue.store.machine.settling import midnight
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.trips.models import Trip
from jieyue.store.registers.vehicles.running import REACH_DAYS

FIGURES = ("pk", "left_at", "back_at", "odometer_out_km", "odometer_back_km", "distance_km")


def said_at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Line:
    """Of a trip, what those behind it are held against."""

    id: int
    left_at: datetime
    back_at: datetime | None
    out_km: Decimal | None
    back_km: Decimal | None
    distance_km: Decimal | None

    @property
    def shown_km(self) -> Decimal | None:
        """What the odometer showed at last."""
        return self.out_km if self.back_km is None else self.back_km


@dataclass(frozen=True)
class Before:
    """The trip that left `last`, the one that came back `latest`, and the last of which the odometer was `read`;
    `unread_km` is how far it went since without anybody reading it, None where nobody knows.
    """

    last: Line | None = None
    latest: Line | None = None
    read: Line | None = None
    unread_km: Decimal | None = None

    def then(self, line: Line) -> "Before":
        """After another trip."""
        return replace(self, last=line, latest=self._later(line), **self._odometer(line))

    def _later(self, line: Line) -> Line | None:
        known = [each for each in (self.latest, line) if each and each.back_at]
        return max(known, key=lambda each: each.back_at, default=None)

    def _odometer(self, line: Line) -> dict[str, object]:
        if line.back_km is not None:
            return {"read": line, "unread_km": Decimal(0)}
        if line.out_km is not None:
            return {"read": line, "unread_km": line.distance_km}
        is_known = self.unread_km is not None and line.distance_km is not None
        return {"unread_km": self.unread_km + line.distance_km if is_known else None}


def befores(trips: Sequence[Trip]) -> Mapping[int, Before]:
    """By id of these trips, in one question however many they are."""
    lines, found = _lines(trips), {}
    for own in lines.values():
        found.update(_one_after_the_other(own))
    return {each.pk: found[each.pk] for each in trips}


def _lines(trips: Sequence[Trip]) -> Mapping[int, Sequence[Line]]:
    """By vehicle its trips until the last of these, as far back as a trip is held against another."""
    days = [each.first_day for each in trips]
    since, until = min(days) - timedelta(days=REACH_DAYS), max(days) + timedelta(days=1)
    rows = Trip.objects.filter(
        vehicle_id__in=any_of({each.vehicle_id for each in trips}),
        left_at__gte=midnight(since),
        left_at__lt=midnight(until),
    )
    found: dict[int, list[Line]] = {}
    for vehicle, *figures in rows.order_by("left_at").values_list("vehicle_id", *FIGURES):
        found.setdefault(vehicle, []).append(Line(*figures))
    return found


def _one_after_the_other(lines: Iterable[Line]) -> Iterator[tuple[int, Before]]:
    before = Before()
    for line in lines:
        yield line.id, before
        before = before.then(line)
