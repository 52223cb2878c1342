"""Whether the figures of a data centre contradict each other (H03)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.registers.data_centres.models import DataCentre

POWER = ("power_it_kw", "power_cooling_kw", "power_other_kw")


def parts_and_wholes(rows: Sequence[DataCentre], _limits: Limits) -> Iterator[tuple[DataCentre, Odd]]:
    """What is not filled in is not known, and contradicts nothing."""
    for each in rows:
        parts = [value for name in POWER if (value := getattr(each, name)) is not None]
        whole = sum(parts, Decimal(0))
        if each.power_kw is not None and len(parts) == len(POWER) and whole != each.power_kw:
            told = f"设备总功率 {each.power_kw.normalize():f} kW，三类设备合计 {whole.normalize():f} kW"
            says = f"{each.name} {each.year} 年{told}。"
            do = "请对照铭牌核对：设备总功率应等于三类设备功率之和。"
            yield each, Odd("power_unlike_parts", "设备功率合不上", says, do, "power_kw", each.name)
        if each.racks is not None and each.racks_reserved is not None and each.racks_reserved > each.racks:
            says = f"{each.name} {each.year} 年预留机柜 {each.racks_reserved:f} 个，多于机柜总数 {each.racks:f} 个。"
            do = "请核对机柜数量：预留的也算在总数里。"
            yield each, Odd("racks_above_whole", "预留机柜多于总数", says, do, "racks_reserved", each.name)
