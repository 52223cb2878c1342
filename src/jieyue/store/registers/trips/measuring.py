"""How far vehicles went in a month by their trips; a trip counts in the month in which it left."""

from collections.abc import Iterator
from datetime import date

from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Cast, Coalesce

from jieyue.rules.period import month_end
from jieyue.store.machine.settling import within_days
from jieyue.store.registers.trips.models import Trip

THOUSAND = 1000


def trips_km(month: date) -> Iterator[tuple[int, str, int]]:
    """Organisation and thousandths of a kilometre; the odometer is read in whole ones."""
    rows = Trip.objects.filter(within_days(Trip, month, month_end(month))).order_by()
    km = Coalesce(F("odometer_back_km") - F("odometer_out_km"), F("distance_km"))
    sums = rows.values_list("vehicle__organisation_id").annotate(km=Sum(Cast(km, BigIntegerField())))
    return ((unit, "", sum_ * THOUSAND) for unit, sum_ in sums if sum_ is not None)
