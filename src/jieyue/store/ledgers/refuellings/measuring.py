"""How far vehicles went in a month, on the litres of which the way is known; and which months an operation moves."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

import orjson
from django.db.models import OuterRef, QuerySet, Subquery

from jieyue.rules.period import month_end
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.ledgers.refuellings.series import FIGURES, REACH_DAYS, Fill, Leg, beginning, legs
from jieyue.store.machine.ledger import Moved
from jieyue.store.records.any_of import any_of
from jieyue.store.records.log import Version
from jieyue.store.registers.vehicles.models import Vehicle

THOUSAND = 1000
Sums = Iterator[tuple[int, str, int]]


def driven_km(month: date) -> Sums:
    """Organisation and thousandths of a kilometre. What was driven since the reading before counts when it is read."""
    return _summed(month, lambda leg: leg.km)


def litres_of_known_way(month: date) -> Sums:
    return _summed(month, lambda leg: leg.litres)


def _summed(month: date, figure) -> Sums:
    sums: dict[int, Decimal] = {}
    for unit, leg in _known(month):
        sums[unit] = sums.get(unit, Decimal(0)) + figure(leg)
    return ((unit, "", int(value * THOUSAND)) for unit, value in sorted(sums.items()))


def _known(month: date) -> Iterator[tuple[int, Leg]]:
    """The legs that end in the month and did not go back."""
    rows = Refuelling.objects.filter(refuelled_on__range=(month, month_end(month)))
    vehicles = rows.order_by().values("vehicle_id")
    far = month - timedelta(days=REACH_DAYS)
    sight = {"refuelled_on__gte": far, "refuelled_on__lt": month}
    before = _read(Refuelling.objects.filter(vehicle=OuterRef("pk"), **sight))
    about = Vehicle.objects.filter(pk__in=vehicles).annotate(
        read_on=Subquery(before.values("refuelled_on")[:1]), read_km=Subquery(before.values("odometer_km")[:1])
    )
    known = {each.pk: each for each in about}
    since = {id_: each.read_on or date.min for id_, each in known.items()}
    fills: dict[int, list[Fill]] = {}
    unread = Refuelling.objects.filter(vehicle_id__in=vehicles, odometer_km=None, **sight)
    for vehicle, *values in (*unread.order_by().values_list(*FIGURES), *rows.order_by().values_list(*FIGURES)):
        fill = Fill(*values)
        if vehicle in since and fill.day >= since[vehicle]:  # in a damaged database it may be of none
            fills.setdefault(vehicle, []).append(fill)
    for id_, own in fills.items():
        vehicle = known[id_]
        begun = beginning(vehicle, far) if vehicle.read_km is None else {"first_km": vehicle.read_km}
        for leg in legs(own, **begun):
            if leg.km is not None and leg.km >= 0:
                yield vehicle.organisation_id, leg


def _read(rows: QuerySet[Refuelling]) -> QuerySet[Refuelling]:
    """Those with a reading, the last first."""
    return rows.exclude(odometer_km=None).order_by("-refuelled_on", "-odometer_km")


def moved(versions: Sequence[Version]) -> Iterator[Moved]:
    """From a row until the next reading of its vehicle: what was driven between them counts there. Of a vehicle whose
    first reading is told otherwise, all of it.
    """
    days: dict[int, list[date]] = {}
    for row in _written(versions, Refuelling):
        days.setdefault(row["vehicle_id"], []).append(date.fromisoformat(row["refuelled_on"]))
    changed = {row["id"] for row in _written(versions, Vehicle)}
    if not days and not changed:
        return
    ids = any_of([*days, *changed])
    kept: dict[int, list[tuple[date, bool]]] = {}
    rows = Refuelling.objects.filter(vehicle_id__in=ids).order_by("refuelled_on", "pk")
    for vehicle, day, odometer in rows.values_list("vehicle_id", "refuelled_on", "odometer_km"):
        kept.setdefault(vehicle, []).append((day, odometer is not None))
    units = dict(Vehicle.objects.filter(pk__in=ids).values_list("pk", "organisation_id"))
    for vehicle, own in kept.items():
        touched = [day for day, _ in own[:1]] if vehicle in changed else []
        for day in sorted({*days.get(vehicle, ()), *touched}):
            following = next((other for other, is_read in own if other > day and is_read), day)
            yield Moved(units[vehicle], day, day)
            yield Moved(units[vehicle], following, following)


def _written(versions: Sequence[Version], model) -> Iterator[dict]:
    """The rows of a table as they were and as they are."""
    table = model._meta.db_table
    for own, id_, *both in versions:
        if own == table:
            yield from ({**orjson.loads(each), "id": id_} for each in both if each)
