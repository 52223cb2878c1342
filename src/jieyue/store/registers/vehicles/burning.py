"""Which vehicles burn fuel that is told in litres, and which are charged, as policy says of their fuels."""

from django.db.models import Q

from jieyue.rules.values import Resource
from jieyue.store.policies import policy
from jieyue.store.registers.vehicles.models import FUELS, PART_OF, Vehicle

LITRES = frozenset(each.value for each in Resource if each.unit == "L")


def burns_fuel(vehicle: Vehicle) -> bool:
    return vehicle.burns in LITRES


def burning() -> Q:
    """The vehicles that burn fuel."""
    found = Q()
    for fuel in sorted(LITRES):
        found |= Q(fuel__startswith=fuel)
    return found


def burning_alone() -> Q:
    """Those of them that are not charged beside it."""
    return burning() & ~Q(fuel__in=sorted(fuels_charged()))


def fuels_charged() -> frozenset[str]:
    """The keys of all that there are or have been."""
    return frozenset(each.key for each in policy().ledgers.words.get(FUELS, ()) if each.is_charged)


def electric() -> Q:
    """The vehicles that are charged and burn nothing."""
    return Q(fuel__in=sorted(each for each in fuels_charged() if each.split(PART_OF)[0] not in LITRES))
