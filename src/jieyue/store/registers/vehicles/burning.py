"""Which vehicles burn fuel that is told in litres."""

from jieyue.rules.values import Resource
from jieyue.store.registers.vehicles.models import Vehicle

LITRES = frozenset(each.value for each in Resource if each.unit == "L")


def burns_fuel(vehicle: Vehicle) -> bool:
    return vehicle.burns in LITRES
