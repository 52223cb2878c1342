"""Two accounts of a unit whose bills stand in each other's place, or are one and the same bill."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
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


def pairs(accounts: Mapping[str, Lines], limits: PairLimits, *, sign: str) -> Iterator[Finding]:
    """Of the accounts of one unit and resource, by name. Only what has a bill or a month in common is held together,
    so that thousands of accounts take no longer than their bills.
    """
    yield from the_same(accounts, limits, sign=sign)
    yield from swapped(accounts, limits, sign=sign)


def the_same(accounts: Mapping[str, Lines], limits: PairLimits, *, sign: str) -> Iterator[Finding]:
    """Bills of the same days, quantity and money under two accounts: one bill entered twice (BILL1). Each is held
    against the first account that has it.
    """
    if limits.least_quantity is None:
        return
    first: dict[tuple, tuple[str, BillLine]] = {}
    found: dict[tuple[str, str], list[tuple[BillLine, BillLine]]] = {}
    lines = ((name, line) for name, own in accounts.items() for line in own)
    for name, line in lines:
        if line.amount_yuan and line.quantity >= limits.least_quantity:
            one, there = first.setdefault(line[:4], (name, line))
            if one != name:
                found.setdefault((one, name), []).append((there, line))
    for (one, other), same in found.items():
        yield _same(one, other, same, sign)


def _same(one: str, other: str, same: Sequence[tuple[BillLine, BillLine]], sign: str) -> Finding:
    own, others = zip(*same, strict=True)
    total = sum((line.quantity for line in own), Decimal(0))
    return Finding(
        "same_bill_twice",
        "account",
        f"{one}和{other}有 {len(same)} 张票据的起止日期、用量和金额都相同（{own[0].days} 等），"
        f"合计 {total:f} {sign}，像是一张票据登记了两次。",
        "请对照票据核对户号，将多登记的作废；确为两张票据的，说明即可。",
        own[0].start,
        own[-1].end,
        _rows([*own, *others]),
        {"bills": len(same), "quantity": total, "other": other},
        subject=one,
    )


class Usual(NamedTuple):
    """An account with what it usually uses in a month, and the logarithm of that."""

    name: str
    used: Mapping[date, float]
    usual: float
    size: float


def swapped(accounts: Mapping[str, Lines], limits: PairLimits, *, sign: str) -> Iterator[Finding]:
    """Months in which each of two accounts used what the other usually does."""
    if limits.times is None or limits.near_times is None or limits.habit_rows is None:
        return
    near, apart = log(limits.near_times), log(limits.times)
    order = {name: place for place, name in enumerate(accounts)}
    usual = [each for name, own in accounts.items() if (each := _usual(name, own, limits.habit_rows))]
    found = [
        (one, other, month)
        for month, odd in _odd_months(usual, near).items()
        for one, other in _in_each_others_place(month, odd, near)
        if abs(one.size - other.size) >= apart
    ]
    for one, other, month in sorted(found, key=lambda each: (order[each[0].name], order[each[1].name], each[2])):
        yield _swapped(one, other, month, [*accounts[one.name], *accounts[other.name]], sign)


def _usual(name: str, lines: Lines, habit_rows: Decimal) -> Usual | None:
    """None of an account that has not enough months to have a habit."""
    used = _months(lines)
    if len(used) < habit_rows:
        return None
    usual = median(used.values())
    return Usual(name, used, usual, log(usual))


def _odd_months(usual: Sequence[Usual], near: float) -> dict[date, list[Usual]]:
    """By month those that used something else than they usually do."""
    found: dict[date, list[Usual]] = {}
    for account in usual:
        for month, used in account.used.items():
            if abs(log(used) - account.size) > near:
                found.setdefault(month, []).append(account)
    return found


def _in_each_others_place(month: date, odd: Sequence[Usual], near: float) -> Iterator[tuple[Usual, Usual]]:
    """Pairs of which each used what the other usually does: the one is looked up by what its size would have to be."""
    place = {each.name: nth for nth, each in enumerate(odd)}
    by_size = sorted(odd, key=lambda each: each.size)
    sizes = [each.size for each in by_size]
    for one in odd:
        used = log(one.used[month])
        for other in by_size[bisect_left(sizes, used - near) : bisect_right(sizes, used + near)]:
            is_later = place[one.name] < place[other.name]
            if is_later and abs(log(other.used[month]) - one.size) <= near:
                yield one, other


def _swapped(one: Usual, other: Usual, month: date, lines: Lines, sign: str) -> Finding:
    mine, theirs = one.used[month], other.used[month]
    return Finding(
        "swapped_accounts",
        "account",
        f"{month:%Y-%m} {one.name}用了 {mine:g} {sign}、{other.name}用了 {theirs:g} {sign}，"
        f"而平常分别约为 {one.usual:g}、{other.usual:g} {sign}，像是填反了。",
        "请对照票据核对这两个户号这个月的用量，填反的换回来；确实如此的，说明即可。",
        month,
        month_end(month),
        _rows([line for line in lines if month_of(line.end) == month]),
        {"quantity": mine, "other_quantity": theirs, "usual": one.usual, "other_usual": other.usual},
        subject=one.name,
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
