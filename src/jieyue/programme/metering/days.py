"""A meter's year day by day, what it used outside working time, and what it never stops using."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.calendar import Calendar
from jieyue.rules.meter_places import Place
from jieyue.rules.metering import Stretch
from jieyue.rules.metering_hours import AFTER_HOURS, AT_WORK, HOURS, DayUse, Hours, Split, by_day, by_working_time
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.rules.values import Resource
from jieyue.store.ledgers.readings.points import places_of
from jieyue.store.ledgers.readings.series import how_often, latest_of, stretches_of
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy
from jieyue.store.registers.meters.models import Meter

DAILY = timedelta(days=1)


@dataclass(frozen=True)
class MeterNamed:
    """A meter in its place: the one that stands there now."""

    id: int
    number: str
    resource: Resource
    place: str


@dataclass(frozen=True)
class AfterHours:
    """What was used in working time and outside it, in the months of which readings tell."""

    at_work: Decimal
    after_hours: Decimal
    months: Sequence[date]

    @property
    def share(self) -> Decimal | None:
        """Percent of the whole that was used outside working time."""
        whole = self.at_work + self.after_hours
        return self.after_hours / whole * 100 if whole else None


@dataclass(frozen=True)
class BaseLoad:
    """The least used in an hour of a day, in the middle of all days that are read densely: what never stops. `share` is
    the percent of those days' use that this makes over all their hours.
    """

    per_hour: Decimal
    days: int
    share: Decimal | None


@dataclass(frozen=True)
class DaysOfMeter:
    """`is_instead`: the meter that was asked for is not there, another one is `shown`. `days` are those of which the
    readings tell; `workdays` says of each day of the year whether it is worked, and is
    empty where the year's calendar is not out. `meters` are those that one may choose between. `is_to_be_checked`: the
    hours of day and night are not verified.
    """

    organisation: Named
    year: int
    meters: Sequence[MeterNamed]
    shown: MeterNamed | None
    is_instead: bool
    days: Mapping[date, DayUse]
    workdays: Mapping[date, bool]
    after_hours: AfterHours | None
    base: BaseLoad | None
    hours: Hours | None
    is_to_be_checked: bool


def days_of_meter(*, organisation: str, year: int, meter: int | None, person: Person) -> DaysOfMeter:
    """Of the meter asked for, else of one whose readings of the year tell of its days, if there is one.

    Raises OrganisationUnknown.
    """
    unit = organisation_within(organisation, person)
    meters = {each.pk: each for each in Meter.objects.filter(organisation=unit).order_by("number")}
    places = [place for top in places_of(meters.values()) for place in top.each()]
    period, known = Period.parse(f"{year:04}"), policy()
    wanted = next((each for each in places if meter in each.meters), None)
    place = wanted or _usual(places, meters, period)
    hours = Hours.of(known.thresholds, on=period.last)
    found = _stretches(place, meters, period) if place and hours else []
    days = by_day(found, period.first, period.until, hours) if hours else {}
    return DaysOfMeter(
        organisation=_named(unit, person),
        year=year,
        meters=[_meter(meters[each.now]) for each in places],
        shown=_meter(meters[place.now]) if place else None,
        is_instead=meter is not None and wanted is None,
        days=days,
        workdays=_workdays(known.calendar, period),
        after_hours=_after_hours(found, period, hours, known.calendar) if hours else None,
        base=_base(days.values()),
        hours=hours,
        is_to_be_checked=_is_to_be_checked(known.thresholds, period.last),
    )


def _is_to_be_checked(thresholds: Thresholds, on: date) -> bool:
    """Whether the hours of day and night are not verified."""
    found = (thresholds.limit(each, on=on) for each in (Limit.DAY_BEGINS_HOUR, Limit.NIGHT_BEGINS_HOUR))
    return any(each.certainty.needs_checking for each in found if each)


def _named(unit: Organisation, person: Person) -> Named:
    return named([unit.pk], on=person.on)[unit.pk]


def _meter(meter: Meter) -> MeterNamed:
    return MeterNamed(meter.pk, meter.number, Resource(meter.resource), meter.place)


def _usual(places: Sequence[Place], meters: Mapping[int, Meter], period: Period) -> Place | None:
    """One that was read daily or oftener, else one that was read in the period, else one that ever was; of those alike
    main meters of electricity come first.
    """
    often, ever = how_often(meters, since=period.first, until=period.until), latest_of(meters.values())

    def place_in_order(each: Place) -> tuple[bool, ...]:
        own = [often[id_] for id_ in each.meters if id_ in often]
        is_daily, was_read = any(apart <= DAILY for apart in own), any(id_ in ever for id_ in each.meters)
        is_main = meters[each.now].resource == Resource.ELECTRICITY
        return not is_daily, not own, not was_read, not is_main, each.depth

    return min(places, key=place_in_order, default=None)


def _stretches(place: Place, meters: Mapping[int, Meter], period: Period) -> list[Stretch]:
    """Of the meters that stood in the place one after the other."""
    found = stretches_of([meters[id_] for id_ in place.meters], since=period.first, until=period.until)
    return [stretch for id_ in place.meters for stretch in found[id_]]


def _workdays(calendar: Calendar, period: Period) -> dict[date, bool]:
    if not calendar.is_known(period.year):
        return {}
    days = (date.fromordinal(day) for day in range(period.first.toordinal(), period.until.toordinal()))
    return {day: calendar.is_workday(day) for day in days}


def _after_hours(found: Sequence[Stretch], period: Period, hours: Hours, calendar: Calendar) -> AfterHours | None:
    splits: dict[date, Split] = {
        month: split for month in period.each_month() if (split := by_working_time(found, month, hours, calendar))
    }
    if not splits:
        return None
    at_work, after = (
        sum((split.used.get(kind, Decimal(0)) for split in splits.values()), Decimal(0))
        for kind in (AT_WORK, AFTER_HOURS)
    )
    return AfterHours(at_work, after, list(splits))


def _base(days: Iterable[DayUse]) -> BaseLoad | None:
    dense = [(each.quantity, each.least_per_hour) for each in days if each.least_per_hour is not None]
    if not dense:
        return None
    per_hour = median(least for _, least in dense)
    whole = sum((quantity for quantity, _ in dense), Decimal(0))
    share = sum((least for _, least in dense), Decimal(0)) * HOURS / whole * 100 if whole else None
    return BaseLoad(per_hour, len(dense), share)
