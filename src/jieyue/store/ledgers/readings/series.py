"""The readings of meters in order, with what they showed when they were put in and taken out."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from jieyue.rules.metering import Dial, Shown
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.meters.models import Meter


def dial_of(meter: Meter) -> Dial:
    return Dial(meter.digits, meter.multiplier)


def shown_of(meters: Iterable[Meter]) -> dict[int, list[Shown]]:
    """By meter, in one question: from its first day to its last one."""
    found = {each.pk: list(_at_its_ends(each)) for each in meters}
    rows = Reading.objects.filter(meter_id__in=any_of(found)).values_list(
        "meter_id", "read_at", "shown", "is_estimated"
    )
    for meter, *rest in rows:
        found[meter].append(_local(*rest))
    return {meter: sorted(each) for meter, each in found.items()}


def _local(at: datetime, value: object, is_estimated: bool) -> Shown:
    """Months begin and end by the clock on the wall."""
    return Shown(timezone.localtime(at), value, is_estimated)


def _at_its_ends(meter: Meter) -> Iterable[Shown]:
    for day, value in ((meter.installed_on, meter.first_shown), (meter.removed_on, meter.last_shown)):
        if day is not None and value is not None:
            yield Shown(_midnight(day), value)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
