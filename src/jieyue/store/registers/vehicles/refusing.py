"""What cannot be of a vehicle: an end before its beginning, a tank of one that burns nothing, a battery of one that is
not charged.
"""

from collections.abc import Sequence
from datetime import date

from jieyue.store.machine.settling import Coming
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.vehicles.burning import LITRES, fuels_charged
from jieyue.store.registers.vehicles.models import PART_OF


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    are_charged = fuels_charged()
    for row in coming:
        values = row.values
        since, until = values["used_since"], values["used_until"]
        if isinstance(since, date) and isinstance(until, date) and until < since:
            says = f"停用日期 {until} 早于启用日期 {since}。"
            batch.refuse(row.row, "used_until", "ends_before_it_begins", says=says, do="请核对两个日期。")
        if values["tank_litres"] and str(values["fuel"]).split(PART_OF)[0] not in LITRES:
            says = f"{values['plate']} 不用油，没有油箱。"
            do = "请核对“使用燃料”，或者清空“油箱容积”。"
            batch.refuse(row.row, "tank_litres", "tank_without_fuel", says=says, do=do)
        if values["battery_kwh"] and values["fuel"] not in are_charged:
            says = f"{values['plate']} 不外接充电，不填电池容量。"
            do = "请核对“使用燃料”，或者清空“电池容量”。"
            batch.refuse(row.row, "battery_kwh", "battery_without_charging", says=says, do=do)
