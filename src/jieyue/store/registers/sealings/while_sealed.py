"""节假日封存: what was done with a vehicle while it was locked away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q

from jieyue.store.machine.checking import Odd
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.vehicles.beside import Beside

Sealings = Mapping[int, Sequence[Sealing]]


def sealings_of(vehicles: Iterable[int], first: date, last: date) -> Sealings:
    """By vehicle, those that touch the days."""
    ends_later = Q(unsealed_on__isnull=True) | Q(unsealed_on__gte=first)
    rows = Sealing.objects.filter(ends_later, vehicle_id__in=any_of(vehicles), sealed_on__lte=last)
    found: dict[int, list[Sealing]] = {}
    for each in rows.order_by("sealed_on"):
        found.setdefault(each.vehicle_id, []).append(each)
    return found


def while_sealed(of: Beside, sealings: Sealings, *, rule: str, do: str) -> Iterator[Odd]:
    """Locked away on the day before and still so on the day after."""
    for each in sealings.get(of.vehicle.pk, ()) if of.amount else ():
        if each.holds_on(of.day, of.day):
            says = f"{of.where}{of.put_in}，{sealed_since(each)}。"
            yield Odd(rule, f"封存期间{of.filling.does}", says, do, of.filling.day)


def sealed_since(sealing: Sealing) -> str:
    until = f"{sealing.unsealed_on} 启封" if sealing.unsealed_on else "还没有启封"
    return f"这辆车 {sealing.sealed_on} 起封存（{sealing.occasion}），{until}"
