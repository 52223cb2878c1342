"""What cannot be of a trip: a return before the departure, an odometer that went back on the way, a second way."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from jieyue.rules.metering import said
from jieyue.store.machine.settling import Coming
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.trips.before import said_at


class Refused(NamedTuple):
    column: str
    rule: str
    says: str
    do: str


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    for row in coming:
        for each in (*_times(row.values), *_ways(row.values)):
            batch.refuse(row.row, each.column, each.rule, says=each.says, do=each.do)


def _times(values: Mapping[str, object]) -> Iterator[Refused]:
    left, back = values["left_at"], values["back_at"]
    if isinstance(left, datetime) and isinstance(back, datetime) and back < left:
        says = f"回场时间 {said_at(back)} 早于出车时间 {said_at(left)}。"
        do = "请核对两个时间，更正写错的一个；第二天才回场的，请把回场时间的日期写成第二天。"
        yield Refused("back_at", "back_before_it_left", says, do)


def _ways(values: Mapping[str, object]) -> Iterator[Refused]:
    out, back, typed = (values[name] for name in ("odometer_out_km", "odometer_back_km", "distance_km"))
    if not isinstance(out, Decimal) or not isinstance(back, Decimal):
        return
    if back < out:
        says = f"回场时里程 {said(back)} km，小于出车时的 {said(out)} km。"
        yield Refused("odometer_back_km", "odometer_below_out", says, "请核对两个读数，更正写错的一个。")
    elif isinstance(typed, Decimal) and typed != back - out:
        says = f"行驶里程写的是 {said(typed)} km，按出车和回场时的里程是 {said(back - out)} km。"
        do = "请核对两个里程，更正写错的一个；里程无误的，请清空“行驶里程”，系统按里程表计算。"
        yield Refused("distance_km", "distance_unlike_odometers", says, do)
