"""Whether each vehicle has a card of its own, and what its refuellings are held against."""

from collections.abc import Iterator, Sequence

from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.vehicles.burning import burns_fuel
from jieyue.store.registers.vehicles.models import Vehicle

Found = Iterator[tuple[Vehicle, Odd]]


def cards(vehicles: Sequence[Vehicle], _limits: Limits) -> Found:
    """每车一卡: a card is of one vehicle of the unit, as long as both are in use."""
    held = [each for each in vehicles if each.card_number]
    numbers = any_of({each.card_number for each in held})
    units = any_of({each.organisation_id for each in held})
    kept = Vehicle.objects.filter(organisation_id__in=units, card_number__in=numbers).order_by("plate") if held else ()
    by_card: dict[tuple[int, str], list[Vehicle]] = {}
    for each in kept:
        by_card.setdefault((each.organisation_id, each.card_number), []).append(each)
    for vehicle in held:
        same = by_card.get((vehicle.organisation_id, vehicle.card_number), ())
        others = [each.plate for each in same if each.pk != vehicle.pk and _overlap(vehicle, each)]
        if others:
            says = f"加油卡 {vehicle.card_number} 同时登记在 {vehicle.plate} 和 {'、'.join(others)} 上。"
            do = "加油卡应当一车一卡：请核对卡号；确实共用一张卡的，请办理分卡后更正。"
            yield vehicle, Odd("card_of_two_vehicles", "一张加油卡两辆车", says, do, "card_number")


def tanks(vehicles: Sequence[Vehicle], _limits: Limits) -> Found:
    for vehicle in vehicles:
        if burns_fuel(vehicle) and not vehicle.tank_litres:
            says = f"{vehicle.plate} 没有填油箱容积，加油量超过油箱时系统查不出来。"
            yield vehicle, Odd("no_tank", "没有油箱容积", says, "请按随车说明书填写“油箱容积”。", "tank_litres")


def _overlap(one: Vehicle, other: Vehicle) -> bool:
    """Whether there is a day on which both are in use."""
    return all(
        a.used_until is None or b.used_since is None or b.used_since < a.used_until
        for a, b in ((one, other), (other, one))
    )
