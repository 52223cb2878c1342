"""How far vehicles went in a month, on what of which the way is known; and which months an operation moves."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

import orjson
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from jieyue.rules.period import month_end
from jieyue.store.machine.ledger import Moved
from jieyue.store.records.any_of import any_of
from jieyue.store.records.log import Version
from jieyue.store.registers.vehicles.filling import Filling
from jieyue.store.registers.vehicles.models import Vehicle
from jieyue.store.registers.vehicles.running import REACH_DAYS, Fill, Leg, beginning, legs

THOUSAND = 1000
Sums = Iterator[tuple[int, str, int]]


def driven_km(filling: Filling, month: date) -> Sums:
    """Organisation and thousandths of a kilometre. What was driven since the reading before counts when it is read."""
    return _summed(filling, month, lambda leg: leg.km)


def amount_of_known_way(filling: Filling, month: date) -> Sums:
    return _summed(filling, month, lambda leg: leg.amount)


def _summed(filling: Filling, month: date, figure: Callable[[Leg], Decimal]) -> Sums:
    sums: dict[int, Decimal] = {}
    for unit, leg in _known(filling, month):
        sums[unit] = sums.get(unit, Decimal(0)) + figure(leg)
    return ((unit, "", int(value * THOUSAND)) for unit, value in sorted(sums.items()))


def _known(filling: Filling, month: date) -> Iterator[tuple[int, Leg]]:
    """The legs that end in the month and did not go back."""
    every, day = filling.model._default_manager, filling.day
    rows = every.filter(**{f"{day}__range": (month, month_end(month))})
    if not rows.exists():  # as in most months that another ledger has changed
        return
    vehicles = rows.order_by().values("vehicle_id")
    far = month - timedelta(days=REACH_DAYS)
    sight = {f"{day}__gte": far, f"{day}__lt": month}
    before = _read(filling, every.filter(vehicle=OuterRef("pk"), **sight))
    about = Vehicle.objects.filter(filling.measured(), pk__in=vehicles).annotate(
        read_on=Subquery(before.values(day)[:1]), read_km=Subquery(before.values("odometer_km")[:1])
    )
    known = {each.pk: each for each in about}
    since = {id_: each.read_on or date.min for id_, each in known.items()}
    fills: dict[int, list[Fill]] = {}
    unread = every.filter(vehicle_id__in=vehicles, odometer_km=None, **sight)
    figures = filling.figures
    for vehicle, *values in (*unread.order_by().values_list(*figures), *rows.order_by().values_list(*figures)):
        fill = Fill(*values)
        if vehicle in since and fill.day >= since[vehicle]:  # in a damaged database it may be of none
            fills.setdefault(vehicle, []).append(fill)
    for id_, own in fills.items():
        vehicle = known[id_]
        begun = beginning(vehicle, far) if vehicle.read_km is None else {"first_km": vehicle.read_km}
        for leg in legs(own, **begun):
            if leg.km is not None and leg.km >= 0:
                yield vehicle.organisation_id, leg


def _read(filling: Filling, rows: QuerySet) -> QuerySet:
    """Those with a reading, the last first."""
    return rows.exclude(odometer_km=None).order_by(f"-{filling.day}", "-odometer_km")


def moved(filling: Filling, versions: Sequence[Version]) -> Iterator[Moved]:
    """From a row until the next reading of its vehicle: what was driven between them counts there. Of a vehicle whose
    first reading is told otherwise, all of that; of one whose fuel is, all that it ever had.
    """
    days: dict[int, list[date]] = {}
    for row in _written(versions, filling.model):
        days.setdefault(row["vehicle_id"], []).append(date.fromisoformat(row[filling.day]))
    fuels: dict[int, set[str]] = {}
    for row in _written(versions, Vehicle):
        fuels.setdefault(row["id"], set()).add(row["fuel"])
    if not days and not fuels:
        return
    ids = any_of([*days, *fuels])
    kept: dict[int, list[tuple[date, bool]]] = {}
    rows = filling.model._default_manager.filter(vehicle_id__in=ids).order_by(filling.day, "pk")
    for vehicle, day, odometer in rows.values_list("vehicle_id", filling.day, "odometer_km"):
        kept.setdefault(vehicle, []).append((day, odometer is not None))
    units = dict(Vehicle.objects.filter(pk__in=ids).values_list("pk", "organisation_id"))
    for vehicle, own in kept.items():
        told = [day for day, _ in own] if len(fuels.get(vehicle, ())) > 1 else []
        begun = [day for day, _ in own[:1]] if vehicle in fuels else []
        for day in sorted({*days.get(vehicle, ()), *begun, *told}):
            following = next((other for other, is_read in own if other > day and is_read), day)
            yield Moved(units[vehicle], day, day)
            yield Moved(units[vehicle], following, following)


def _written(versions: Sequence[Version], model: type[models.Model]) -> Iterator[dict]:
    """The rows of a table as they were and as they are."""
    table = model._meta.db_table
    for own, id_, *both in versions:
        if own == table:
            yield from ({**orjson.loads(each), "id": id_} for each in both if each)
