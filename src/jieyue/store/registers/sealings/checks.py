"""Whether a vehicle that was locked away was driven all the same, and whether it was locked away twice at a time."""

from collections.abc import Iterator, Sequence

from jieyue.rules.metering import said
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.sealings.while_sealed import sealed_since, sealings_of

MOST_KM = "sealed_most_km"


def odometers(rows: Sequence[Sealing], limits: Limits) -> Iterator[tuple[Sealing, Odd]]:
    """A little is granted for putting it away and getting it out."""
    for each in rows:
        most, driven = limits.on(MOST_KM, each.sealed_on), each.driven_km
        if each.on_duty or most is None or driven is None or driven <= most.value:
            continue
        about = f"{each.vehicle.plate} {each.sealed_on} 封存（{each.occasion}）"
        says = f"{about}，启封时里程比封存时多 {said(driven)} km，超过 {said(most.value)} km。"
        do = "请核对两个读数，更正写错的一个；值班、应急用过车的，把“值班车”填“是”；其他用车的，请说明事由。"
        figures = {"sealed_km": each.sealed_km, "unsealed_km": each.unsealed_km}
        yield each, Odd("driven_while_sealed", "封存期间动过车", says, do, "unsealed_km", figures=figures)


def one_at_a_time(rows: Sequence[Sealing], _limits: Limits) -> Iterator[tuple[Sealing, Odd]]:
    """Beside those of the same vehicle that had begun before, in one question however many they are."""
    locked = [each for each in rows if not each.on_duty]
    days = [each.sealed_on for each in locked]
    others = sealings_of({each.vehicle_id for each in locked}, min(days), max(days)) if days else {}
    for each in locked:
        for other in others.get(each.vehicle_id, ()):
            is_over = other.unsealed_on is not None and other.unsealed_on <= each.sealed_on
            if other.on_duty or other.sealed_on >= each.sealed_on or is_over:
                continue
            says = f"{each.vehicle.plate} {each.sealed_on} 封存（{each.occasion}），而{sealed_since(other)}。"
            do = "请核对封存日期和号牌；前一次已经启封的，补填启封日期；同一次封存登记了两行的，请作废一行。"
            yield each, Odd("sealings_overlap", "同一辆车两次封存时间重叠", says, do, "sealed_on")
