"""The readings of meters in order, with what they showed when they were put in and taken out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from jieyue.rules.metering import Dial, Shown, Stretch, stretches
from jieyue.store.ledgers.readings.models import ReadBy, Reading
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.meters.models import Meter


def dial_of(meter: Meter) -> Dial:
    return Dial(meter.digits, meter.multiplier)


def stretches_of(meters: Iterable[Meter], *, since: date, until: date) -> dict[int, list[Stretch]]:
    """By meter, those that touch the days from one to another; what lies before and after may be with them."""
    meters = list(meters)
    shown = shown_of(meters, since=midnight(since), until=midnight(until))
    return {each.pk: stretches(shown[each.pk], dial_of(each)) for each in meters}


def shown_of(meters: Iterable[Meter], *, since: datetime, until: datetime) -> dict[int, list[Shown]]:
    """By meter, in order: what it showed from one moment to another, with the last before and the first after. In two
    questions, however many meters and years there are.
    """
    by_id = {each.pk: each for each in meters}
    found: dict[int, list[Shown]] = {id_: list(_at_its_ends(each)) for id_, each in by_id.items()}
    columns = ("meter_id", "read_at", "shown", "is_estimated", "read_by")
    rows = readings_of(by_id, since=since, until=until).values_list(*columns)
    for meter, at, value, is_estimated, by in rows.iterator(chunk_size=5000):
        if is_of_its_time(by_id[meter], at):
            is_collected = by == ReadBy.SYSTEM
            found[meter].append(Shown(timezone.localtime(at), value, is_estimated, is_collected=is_collected))
    return {meter: sorted(each) for meter, each in found.items()}


def latest_of(meters: Iterable[Meter]) -> dict[int, Reading]:
    """By meter, its last reading."""
    last = _one(Reading.objects.order_by("-read_at"))
    ids = Meter.objects.filter(pk__in=any_of(each.pk for each in meters)).values_list(last)
    return {each.meter_id: each for each in Reading.objects.filter(pk__in=ids)}


def how_often(meters: Iterable[int], *, since: date, until: date) -> dict[int, timedelta]:
    """By meter that was read in the days from one to another, the usual time from one reading to the next."""
    of_these = Reading.objects.filter(
        meter_id__in=any_of(meters), read_at__gte=midnight(since), read_at__lte=midnight(until)
    )
    found = of_these.order_by().values_list("meter_id").annotate(Min("read_at"), Max("read_at"), Count("pk"))
    return {meter: (last - first) / (count - 1) if count > 1 else until - since for meter, first, last, count in found}


def readings_of(meters: Iterable[int], *, since: datetime, until: datetime) -> QuerySet[Reading]:
    """Those from one moment to another, with the last before and the first after of each meter."""
    before = _one(Reading.objects.filter(read_at__lt=since).order_by("-read_at"))
    after = _one(Reading.objects.filter(read_at__gte=until).order_by("read_at"))
    meters = any_of(meters)
    edges = Meter.objects.filter(pk__in=meters).values_list(before, after)
    beside = any_of(id_ for pair in edges for id_ in pair if id_ is not None)
    within = Q(meter_id__in=meters, read_at__gte=since, read_at__lt=until)
    return Reading.objects.filter(within | Q(pk__in=beside))


def _one(readings: QuerySet[Reading]) -> Any:
    """The first of them, of a meter that a query goes through."""
    return readings.filter(meter=OuterRef("pk")).values("pk")[:1]


def _at_its_ends(meter: Meter) -> Iterator[Shown]:
    for day, value in ((meter.installed_on, meter.first_shown), (meter.removed_on, meter.last_shown)):
        if day is not None and value is not None:
            yield Shown(midnight(day), value, is_of_register=True)


def is_of_its_time(meter: Meter, at: datetime) -> bool:
    """What the register says of a meter's first and last day holds for what it showed before and after."""
    is_before = meter.first_shown is not None and meter.installed_on and at < midnight(meter.installed_on)
    is_after = meter.last_shown is not None and meter.removed_on and at > midnight(meter.removed_on)
    return not (is_before or is_after)


@lru_cache(maxsize=4096)
def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def in_window(found: Mapping[int, Sequence[Stretch]], since: date, until: date) -> dict[int, list[Stretch]]:
    """By meter, the stretches that touch the days."""
    first, last = midnight(since), midnight(until)
    return {meter: [each for each in own if each.since < last and each.until > first] for meter, own in found.items()}
