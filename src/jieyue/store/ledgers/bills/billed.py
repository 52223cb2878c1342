"""A bill as the checks see it, and what they compare it with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from jieyue.rules.thresholds import Limit, Manner, Thresholds
from jieyue.rules.values import Resource, Use


class BillLine(NamedTuple):
    """A bill, or a note of no use, as the checks see it. `row` is its row in the file being imported, if any."""

    start: date
    end: date
    quantity: Decimal
    amount_yuan: Decimal | None
    is_estimated: bool = False
    is_note: bool = False
    row: int | None = None

    @property
    def days(self) -> str:
        return f"{self.start} 至 {self.end}"


@dataclass(frozen=True)
class Limits:
    """The thresholds of one resource on one day, with the sign of its unit; what heats may be billed by the season."""

    sign: str
    price_yuan: tuple[Decimal, Decimal] | None = None
    jump_times: Decimal | None = None
    drop_share: Decimal | None = None
    same_bills: int | None = None
    habit_rows: int | None = None
    days: tuple[int | None, int | None] = (None, None)
    reading_rows: int | None = None
    reading_run_rows: int | None = None
    reading_rise_share: Decimal | None = None
    manner: Manner | None = None
    own_price_times: Decimal | None = None
    month_change_times: Decimal | None = None
    usual_spreads: Decimal | None = None
    copied_rows: int | None = None
    copied_least: Decimal | None = None
    round_yuan: Decimal | None = None
    round_rows: int | None = None
    estimated_share: Decimal | None = None

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, resource: Resource, thresholds: Thresholds, *, on: date, use: Use = Use.BUILDING) -> "Limits":
        def value(limit: Limit) -> Decimal | None:
            return thresholds.number(limit, on=on)

        price, supply = thresholds.price_range(resource, on=on), thresholds.supply(resource)
        return cls(
            sign=resource.sign,
            price_yuan=(price.low_yuan, price.high_yuan) if price else None,
            jump_times=value(Limit.QUANTITY_JUMP_TIMES),
            drop_share=value(Limit.QUANTITY_DROP_SHARE),
            same_bills=_whole(value(Limit.SAME_QUANTITY_ROWS)),
            habit_rows=_whole(value(Limit.HABIT_ROWS)),
            days=(_whole(supply.shortest_days), _whole(supply.longest_days))
            if supply and use is not Use.HEATING
            else (None, None),
            reading_rows=_whole(value(Limit.READING_ROWS)),
            reading_run_rows=_whole(value(Limit.READING_RUN_ROWS)),
            reading_rise_share=value(Limit.READING_RISE_SHARE),
            manner=supply.manner if supply else None,
            own_price_times=value(Limit.OWN_PRICE_TIMES),
            month_change_times=value(Limit.MONTH_CHANGE_TIMES),
            usual_spreads=value(Limit.USUAL_SPREADS),
            copied_rows=_whole(value(Limit.COPIED_ROWS)),
            copied_least=value(Limit.COPIED_LEAST_QUANTITY),
            round_yuan=value(Limit.ROUND_AMOUNT_YUAN),
            round_rows=_whole(value(Limit.ROUND_AMOUNT_ROWS)),
            estimated_share=value(Limit.ESTIMATED_SHARE),
        )

    @property
    def is_bought(self) -> bool:
        return self.manner is Manner.BOUGHT

    def is_plausible_price(self, bill: BillLine) -> bool:
        """Whether money proves the quantity."""
        if self.price_yuan is None or not bill.amount_yuan:
            return False
        low, high = self.price_yuan
        return low * bill.quantity <= bill.amount_yuan <= high * bill.quantity


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
