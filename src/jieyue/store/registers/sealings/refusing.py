"""What cannot be of a sealing: an end before its beginning, an odometer that went back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from jieyue.rules.metering import said
from jieyue.store.machine.settling import Coming
from jieyue.store.records.kinds import Batch


def refuse(coming: Sequence[Coming], batch: Batch) -> None:
    for row in coming:
        since, until = row.values["sealed_on"], row.values["unsealed_on"]
        if isinstance(since, date) and isinstance(until, date) and until < since:
            says = f"启封日期 {until} 早于封存日期 {since}。"
            batch.refuse(row.row, "unsealed_on", "unsealed_before_sealed", says=says, do="请核对两个日期。")
        before, after = row.values["sealed_km"], row.values["unsealed_km"]
        if isinstance(before, Decimal) and isinstance(after, Decimal) and after < before:
            says = f"启封时里程 {said(after)} km，小于封存时的 {said(before)} km。"
            batch.refuse(
                row.row, "unsealed_km", "odometer_below_sealed", says=says, do="请核对两个读数，更正写错的一个。"
            )
