"""Whether a vehicle that was locked away was driven all the same."""

from collections.abc import Iterator, Sequence

from jieyue.rules.metering import said
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.registers.sealings.models import Sealing

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
