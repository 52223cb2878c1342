"""What a unit's meters say was used, month by month: worked out from the readings when it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from jieyue.programme.organisations.naming import Named, named, trail
from jieyue.rules.metering import Shown, Stretch, by_month, residual, stretches
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Resource
from jieyue.store.ledgers.readings.series import dial_of, shown_of
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on
from jieyue.store.registers.meters.models import Meter

SOON = timedelta(days=60)


@dataclass(frozen=True)
class MeterUse:
    """A meter in its place in the tree of meters: `depth` 0 hangs under none. `months` are in the resource's unit; a
    month of which no reading tells is None. `rest` is what none of its sub-meters measured; None where it has none.
    """

    id: int
    number: str
    resource: Resource
    place: str
    about: str
    depth: int
    months: Sequence[Decimal | None]
    rest: Sequence[Decimal | None] | None
    last_read: datetime | None
    last_shown: Decimal | None
    verified_until: date | None
    verification: str
    backwards: int

    @property
    def total(self) -> Decimal | None:
        known = [each for each in self.months if each is not None]
        return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True)
class Metering:
    organisation: Named
    above: Sequence[Named]
    year: int
    meters: Sequence[MeterUse]


def metering(*, organisation: str, year: int, person: Person, today: date) -> Metering:
    """Of the unit itself. A meter that replaced another goes on where that ended. Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person)
    meters = list(Meter.objects.filter(organisation=unit).order_by("number"))
    told = Told(meters, shown_of(meters), list(Period.parse(f"{year:04}").each_month()), today)
    rows = [told.of(meter, depth) for meter, depth in _in_tree(meters, None, 0)]
    path = path_on(unit.pk, person.on)
    return Metering(named([unit.pk], on=person.on)[unit.pk], trail(path, person=person), year, rows)


def _in_tree(meters: Sequence[Meter], main: int | None, depth: int) -> Iterator[tuple[Meter, int]]:
    """Each meter, followed by those that hang under it."""
    for meter in meters:
        if meter.main_id == main:
            yield meter, depth
            yield from _in_tree(meters, meter.pk, depth + 1)


@dataclass(frozen=True)
class Told:
    """What is known of a unit's meters: their readings, the months asked about, and the day."""

    meters: Sequence[Meter]
    shown: Mapping[int, Sequence[Shown]]
    months: Sequence[date]
    today: date

    def used(self, meter: Meter) -> dict[date, Decimal]:
        return by_month(self.stretches(meter))

    def stretches(self, meter: Meter) -> list[Stretch]:
        return stretches(self.shown[meter.pk], dial_of(meter))

    def rest(self, meter: Meter) -> list[Decimal | None] | None:
        subs = [each for each in self.meters if each.main_id == meter.pk and each.resource == meter.resource]
        if not subs:
            return None
        found = residual(self.used(meter), [self.used(each) for each in subs])
        return [found.get(month) for month in self.months]

    def of(self, meter: Meter, depth: int) -> MeterUse:
        used, readings = self.used(meter), self.shown[meter.pk]
        last = readings[-1] if readings else None
        return MeterUse(
            id=meter.pk,
            number=meter.number,
            resource=Resource(meter.resource),
            place=meter.place,
            about=" ".join(filter(None, (meter.occupant, meter.zone, meter.end_use))),
            depth=depth,
            months=[used.get(month) for month in self.months],
            rest=self.rest(meter),
            last_read=timezone.localtime(last.at) if last else None,
            last_shown=last.value if last else None,
            verified_until=meter.verified_until,
            verification=_verification(meter.verified_until, self.today),
            backwards=sum(1 for each in self.stretches(meter) if each.quantity is None),
        )


def _verification(until: date | None, today: date) -> str:
    """ "past", "soon", or "" where there is time, or no day is known."""
    if until is None or until > today + SOON:
        return ""
    return "past" if until < today else "soon"
