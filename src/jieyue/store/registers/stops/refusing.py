"""What cannot be of a stop: an end before its beginning, no place, a place outside China."""

from collections.abc import Sequence
from datetime import datetime

from jieyue.store.machine.columns import moment_said
from jieyue.store.machine.degrees import faults
from jieyue.store.machine.settling import Coming
from jieyue.store.records.kinds import Batch


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    for row in coming:
        arrived, left = row.values["arrived_at"], row.values["left_at"]
        if isinstance(arrived, datetime) and isinstance(left, datetime) and left < arrived:
            says = f"离开时间 {moment_said(left)} 早于到达时间 {moment_said(arrived)}。"
            batch.refuse(row.row, "left_at", "left_before_it_arrived", says=says, do="请核对两个时间，更正写错的一个。")
        if not row.values["place"] and row.values["longitude"] is None and row.values["latitude"] is None:
            says = "没有填停在哪里。"
            batch.refuse(row.row, "place", "stop_without_place", says=says, do="请填写停留位置，或者填写经度和纬度。")
        for each in faults(row.values):
            batch.refuse(row.row, each.column, each.rule, says=each.says, do=each.do)
