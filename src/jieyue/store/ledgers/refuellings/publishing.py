"""单车油耗公示: each refuelling of a month with the way since the one before, and what each vehicle took in all."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from jieyue.rules.period import Period
from jieyue.store.ledgers.refuellings.filling import REFUELLING
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.registers.vehicles.models import Vehicle
from jieyue.store.registers.vehicles.running import HUNDRED, ZERO, Leg

TENTH = Decimal("0.1")
Line = Mapping[str, object]


def lines(unit: int, period: Period) -> list[Line]:
    """No driver and no card: what is spent is public, not who drove."""
    vehicles = list(Vehicle.objects.filter(organisation_id=unit).order_by("plate"))
    found = {id_: own for id_, own in REFUELLING.legs_of(vehicles, period.first, period.last).items() if own}
    paid = dict(
        Refuelling.objects.filter(
            vehicle__organisation_id=unit, refuelled_on__range=(period.first, period.last)
        ).values_list("pk", "amount_yuan")
    )
    told = [(each.plate, found[each.pk]) for each in vehicles if each.pk in found]
    each_line = [line for plate, own in told for line in _of_vehicle(plate, own, paid)]
    whole = _sum("合计", [leg for _, own in told for leg in own], paid)
    return [*each_line, *([whole] if len(told) > 1 else [])]


def _of_vehicle(plate: str, own: Sequence[Leg], paid: Mapping[int, Decimal | None]) -> Iterator[Line]:
    for leg in own:
        yield {
            "vehicle": plate,
            "refuelled_on": leg.fill.day,
            "litres": leg.fill.amount,
            "amount_yuan": _known(paid[leg.fill.id]),
            "odometer_km": _known(leg.fill.odometer_km),
            "driven_km": _known(leg.km if leg.km is None or leg.km >= 0 else None),
        }
    yield _sum(f"{plate} 小计", own, paid)


def _sum(name: str, own: Sequence[Leg], paid: Mapping[int, Decimal | None]) -> Line:
    """The ratio from sums, over the way that is known."""
    way = [leg for leg in own if leg.km is not None and leg.km >= 0]
    km, yuan = sum((leg.km or ZERO for leg in way), ZERO), [paid[leg.fill.id] for leg in own]
    known = [each for each in yuan if each is not None]
    took = sum((leg.amount for leg in way), ZERO)
    return {
        "vehicle": name,
        "litres": sum((leg.fill.amount for leg in own), ZERO),
        "amount_yuan": sum(known, ZERO) if known else "",
        "driven_km": km if way else "",
        "per_100km": (took * HUNDRED / km).quantize(TENTH, ROUND_HALF_UP) if km else "",
    }


def _known(value: Decimal | None) -> Decimal | str:
    return "" if value is None else value
