"""What a unit's meters say was used, month by month: worked out from the readings when it is asked for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone

from jieyue.programme.metering.quality import Asked, Aspect, aspects
from jieyue.programme.organisations.naming import Named, named, trail
from jieyue.rules.meter_places import Place
from jieyue.rules.metering import NOTHING, MonthUse, Rest, length_of
from jieyue.rules.metering_hours import Hours, Split, by_day_and_night, by_workdays
from jieyue.rules.period import Period, months_later
from jieyue.rules.person import Person
from jieyue.rules.validity import Validity, validity
from jieyue.rules.values import Level, Resource
from jieyue.store.facts.reconciling import Compared, compared
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.ledgers.readings.points import Used
from jieyue.store.ledgers.readings.series import latest_of
from jieyue.store.ledgers.readings.sources import source_of, source_places
from jieyue.store.machine.validity import notice_days
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.orgs.whose import of_each
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.naming import label
from jieyue.store.registers.meters.models import Meter

END_USES = Meter._meta.get_field("end_use").names
"""By key, what meters may be for."""


@dataclass(frozen=True)
class Sum:
    """What is known of several months; whole where every one of them is known from its first to its last hour."""

    quantity: Decimal
    days_known: int
    days: int
    is_estimated: bool

    @property
    def is_whole(self) -> bool:
        return self.days_known >= self.days


@dataclass(frozen=True)
class MeterPart:
    """One of the meters that followed one another in a place."""

    id: int
    number: str
    months: Sequence[MonthUse | None]
    installed_on: date | None
    removed_on: date | None


@dataclass(frozen=True)
class MeterUse:
    """A meter in its place in the tree of meters: `depth` 0 hangs under none. `months` are in the resource's unit and
    take in what the meters before it in its place used (`parts`, where there were any); a month of which no reading
    tells is None. `rest` is what none of its sub-meters measured; None where it has none. `is_adrift` where the main
    meter that it names is none that it can hang under; `counts_for` names
    the account whose use is counted by it, where it is that account's source.
    """

    id: int
    number: str
    resource: Resource
    place: str
    about: str
    depth: int
    months: Sequence[MonthUse | None]
    total: Sum | None
    rest: Sequence[Rest | None] | None
    parts: Sequence[MeterPart]
    last_read: datetime | None
    last_shown: Decimal | None
    last_is_estimated: bool
    verified_until: date | None
    verification: Validity
    backwards: int
    rolled_over: int
    is_adrift: bool
    counts_for: str


@dataclass(frozen=True)
class BillBeside:
    """A bill and what the meters of its account say of its days; the bill is what counts."""

    bill: int
    account: str
    resource: Resource
    first: date
    last: date
    billed: Decimal
    metered: Decimal | None
    percent: Decimal | None
    is_estimated: bool
    is_beyond: bool


@dataclass(frozen=True)
class MeterHours:
    """What a meter used by day and by night, on workdays and on days off, in the months of which readings tell; None
    where they tell of no month.
    """

    number: str
    resource: Resource
    by_day_and_night: Mapping[str, Decimal] | None
    by_workdays: Mapping[str, Decimal] | None
    months_of_nights: Sequence[date]
    months_of_workdays: Sequence[date]
    is_estimated: bool


@dataclass(frozen=True)
class MetersBelow:
    """How many meters are in use at and below who stands directly below a place."""

    organisation: Named
    count: int


@dataclass(frozen=True)
class Metering:
    """`below` are those with meters below a place, which has none of its own."""

    organisation: Named
    above: Sequence[Named]
    year: int
    meters: Sequence[MeterUse]
    bills: Sequence[BillBeside]
    hours: Sequence[MeterHours]
    day_begins: int | None
    night_begins: int | None
    quality: Sequence[Aspect]
    below: Sequence[MetersBelow]
    is_place: bool


def metering(*, organisation: str, year: int, person: Person, today: date) -> Metering:
    """Of the unit itself. A meter that replaced another goes on where that ended. Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person)
    meters = list(Meter.objects.filter(organisation=unit).order_by("number"))
    period = Period.parse(f"{year:04}")
    used = Used.of(meters, since=period.first, until=period.until)
    told = Told(used, list(period.each_month()), latest_of(meters), today)
    path = path_on(unit.pk, person.on)
    rows, is_place = [told.of(place) for place in used.each], Level(unit.level).is_place
    bills = compared([unit.pk], period.first, period.last, policy().thresholds)
    hours = Hours.of(policy().thresholds, on=period.last)
    split = [each for place in used.each if hours and (each := _hours(place, told, hours))]
    return Metering(
        organisation=named([unit.pk], on=person.on)[unit.pk],
        above=trail(path, person=person),
        year=year,
        meters=rows,
        bills=[_beside(each) for each in bills],
        hours=split,
        day_begins=hours and hours.day_begins,
        night_begins=hours and hours.night_begins,
        quality=aspects(_asked(told, bills, unit.pk, period)) if meters and period.first <= today else [],
        below=_below(path, person) if is_place else [],
        is_place=is_place,
    )


def _below(path: str, person: Person) -> list[MetersBelow]:
    """By code, in as many questions however many units there are."""
    where = dict(under(path, person.on).values_list("organisation_id", "path"))
    in_use = Meter.objects.filter(Q(removed_on=None) | Q(removed_on__gt=person.on), organisation__in=any_of(where))
    depth, counts = len(path.strip("/").split("/")), Counter[int]()
    for unit, count in in_use.order_by().values_list("organisation_id").annotate(Count("pk")):
        ids = where[unit].strip("/").split("/")
        if len(ids) > depth:
            counts[int(ids[depth])] += count
    names = named(counts, on=person.on)
    found = [MetersBelow(names[id_], count) for id_, count in counts.items()]
    return sorted(found, key=lambda each: each.organisation.code)


def _asked(told: "Told", bills: Iterable[Compared], unit: int, year: Period) -> Asked:
    over, day = [month for month in told.months if months_later(month, 1) <= told.today], min(told.today, year.last)
    thresholds = of_each([unit], policy().thresholds, on=day)[unit]
    measured = {each.key for each in bills if each.metered is not None}
    return Asked(told.used, over, day, measured, thresholds)


def _hours(place: Place, told: "Told", hours: Hours) -> MeterHours | None:
    """None where nothing can be said of any month."""
    meter, calendar = told.used.meters[place.now], policy().calendar
    found = [stretch for id_ in place.meters for stretch in told.used.stretches[id_]]
    nights = {month: by_day_and_night(found, month, hours) for month in told.months}
    workdays = {month: by_workdays(found, month, hours, calendar) for month in told.months}
    if not any(nights.values()) and not any(workdays.values()):
        return None
    both = (_summed(nights.values()), _summed(workdays.values()))
    months = ([month for month, split in each.items() if split] for each in (nights, workdays))
    is_estimated = any(split.is_estimated for split in (*nights.values(), *workdays.values()) if split)
    return MeterHours(meter.number, Resource(meter.resource), *both, *months, is_estimated)


def _summed(splits: Iterable[Split | None]) -> Mapping[str, Decimal] | None:
    sums: dict[str, Decimal] = {}
    for split in splits:
        for kind, quantity in split.used.items() if split else ():
            sums[kind] = sums.get(kind, Decimal(0)) + quantity
    return sums or None


def _beside(each: Compared) -> BillBeside:
    percent = None if each.gap is None else each.gap * 100
    about = (each.first, each.last, each.billed, each.metered, percent, each.is_estimated, each.is_beyond)
    return BillBeside(each.bill, label(each.key), Resource(each.key[1]), *about)


@dataclass(frozen=True)
class Told:
    """What is known of a unit's meters: what they used, the months asked about, the last readings, and the day."""

    used: Used
    months: Sequence[date]
    latest: Mapping[int, Reading]
    today: date

    @cached_property
    def counted(self) -> dict[int, str]:
        """By the meter that stands in the place now."""
        sources = source_places(self.used.places, self.used.meters)
        return {place.now: label(source_of(place, self.used.meters).account_key) for place in sources}

    def of(self, place: Place) -> MeterUse:
        meter, use = self.used.meters[place.now], self.used.of_place(place)
        months = self._by_month(use.months)
        last = self.latest.get(meter.pk)
        found = [stretch for id_ in place.meters for stretch in self.used.stretches[id_]]
        return MeterUse(
            id=meter.pk,
            number=meter.number,
            resource=Resource(meter.resource),
            place=meter.place,
            about=" ".join(filter(None, (meter.occupant, meter.zone, END_USES().get(meter.end_use, "")))),
            depth=place.depth,
            months=months,
            total=_sum(months, self.months),
            rest=[self.used.rest(place, month) for month in self.months] if place.subs else None,
            parts=[self._part(id_) for id_ in place.meters] if len(place.meters) > 1 else [],
            last_read=timezone.localtime(last.read_at) if last else None,
            last_shown=last.shown if last else None,
            last_is_estimated=bool(last and last.is_estimated),
            verified_until=meter.verified_until,
            verification=validity(meter.verified_until, today=self.today, notice_days=notice_days(self.today)),
            backwards=sum(each.quantity is None for each in found),
            rolled_over=sum(each.rolled_over for each in found),
            is_adrift=place.is_adrift,
            counts_for=self.counted.get(place.now, ""),
        )

    def _part(self, id_: int) -> MeterPart:
        meter = self.used.meters[id_]
        months = self._by_month(self.used.of_meter(id_))
        return MeterPart(id_, meter.number, months, meter.installed_on, meter.removed_on)

    def _by_month(self, uses: Mapping[date, MonthUse]) -> list[MonthUse | None]:
        return [uses.get(month) for month in self.months]


def _sum(uses: Iterable[MonthUse | None], months: Sequence[date]) -> Sum | None:
    known = [each for each in uses if each is not None]
    if not known:
        return None
    time, whole = (sum(each, NOTHING) for each in ((use.known for use in known), (length_of(m) for m in months)))
    quantity = sum((each.quantity for each in known), Decimal(0))
    return Sum(quantity, time.days, whole.days, any(each.is_estimated for each in known))
