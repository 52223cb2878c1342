"""Two accounts of a unit whose bills stand in each other's place, or are one and the same bill."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from math import log
from statistics import median
from typing import NamedTuple

from jieyue.rules.check import Finding
from jieyue.rules.period import month_end, month_of
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.store.ledgers.bills.billed import BillLine

Lines = Sequence[BillLine]


class PairLimits(NamedTuple):
    """None where policy knows none: then nothing is found."""

    least_quantity: Decimal | None
    times: Decimal | None
    near_times: Decimal | None
    habit_rows: Decimal | None

    @classmethod
    def of(cls, thresholds: Thresholds, *, on: date) -> "PairLimits":
        limits = (Limit.COPIED_LEAST_QUANTITY, Limit.SWAPPED_TIMES, Limit.SWAPPED_NEAR_TIMES, Limit.HABIT_ROWS)
        return cls(*(thresholds.number(limit, on=on) for limit in limits))


def pairs(accounts: Mapping[str, Lines], limits: PairLimits, *, unit: str) -> Iterator[Finding]:
    """Of the accounts of one unit and resource, by name."""
    for (one, own), (other, others) in combinations(accounts.items(), 2):
        yield from the_same(one, own, other, others, limits, unit=unit)
        yield from swapped(one, own, other, others, limits, unit=unit)


def the_same(one: str, own: Lines, other: str, others: Lines, limits: PairLimits, *, unit: str) -> Iterator[Finding]:
    """Bills of the same days, quantity and money under two accounts: one bill entered twice (BILL1)."""
    if limits.least_quantity is None:
        return
    there = {line[:4]: line for line in others if line.amount_yuan and line.quantity >= limits.least_quantity}
    same = [line for line in own if line[:4] in there]
    if same:
        total = sum((line.quantity for line in same), Decimal(0))
        yield Finding(
            "same_bill_twice",
            "account",
            f"{one}和{other}有 {len(same)} 张票据的起止日期、用量和金额都相同（{same[0].days} 等），"
            f"合计 {total:f} {unit}，像是一张票据登记了两次。",
            "请对照票据核对户号，将多登记的作废；确为两张票据的，说明即可。",
            same[0].start,
            same[-1].end,
            _rows([*same, *(there[line[:4]] for line in same)]),
            {"bills": len(same), "quantity": total, "other": other},
            subject=one,
        )


def swapped(one: str, own: Lines, other: str, others: Lines, limits: PairLimits, *, unit: str) -> Iterator[Finding]:
    """Months in which each account used what the other usually does."""
    if limits.times is None or limits.near_times is None or limits.habit_rows is None:
        return
    here, there = _months(own), _months(others)
    if min(len(here), len(there)) < limits.habit_rows:
        return
    usual_here, usual_there = median(here.values()), median(there.values())
    if abs(log(usual_here / usual_there)) < log(limits.times):
        return
    near = log(limits.near_times)
    for month in sorted(here.keys() & there.keys()):
        mine, theirs = here[month], there[month]
        if max(abs(log(mine / usual_there)), abs(log(theirs / usual_here))) > near:
            continue
        if min(abs(log(mine / usual_here)), abs(log(theirs / usual_there))) > near:
            yield Finding(
                "swapped_accounts",
                "account",
                f"{month:%Y-%m} {one}用了 {mine:g} {unit}、{other}用了 {theirs:g} {unit}，"
                f"而平常分别约为 {usual_here:g}、{usual_there:g} {unit}，像是填反了。",
                "请对照票据核对这两个户号这个月的用量，填反的换回来；确实如此的，说明即可。",
                month,
                month_end(month),
                _rows([line for line in (*own, *others) if month_of(line.end) == month]),
                {"quantity": mine, "other_quantity": theirs, "usual": usual_here, "other_usual": usual_there},
                subject=one,
            )


def _months(lines: Lines) -> dict[date, float]:
    """By the month in which a bill ends, where something was used."""
    found: dict[date, float] = {}
    for line in lines:
        if line.quantity:
            found[month_of(line.end)] = found.get(month_of(line.end), 0.0) + float(line.quantity)
    return found


def _rows(lines: Sequence[BillLine]) -> tuple[int, ...]:
    return tuple(line.row for line in lines if line.row is not None)
