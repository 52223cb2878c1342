"""What is counted twice across accounts: a main meter beside its parts, one account at two units."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from jieyue.rules.check import Finding
from jieyue.rules.period import month_end, month_of
from jieyue.store.ledgers.bills.billed import BillLine

MOST_TRIED = 500
"""So many combinations of accounts are added up for one that may be their sum, in one month; offices have a handful."""
MOST_MONTHS_TRIED = 4
MOST_ACCOUNTS = 30
"""Of more than these any figure is the sum of some others by chance, so only the sum of all others is looked for."""

Months = Mapping[date, Decimal]


class Sum(NamedTuple):
    """An account that used what the others used together, in each of the months that they all have."""

    whole: str
    parts: tuple[str, ...]
    months: tuple[date, ...]


def sums_of_others(accounts: Mapping[str, Sequence[BillLine]], *, sign: str) -> Iterator[Finding]:
    """Of the accounts of one unit and resource, by name, those that are the sum of two or more others."""
    by_month = {name: _by_month(lines) for name, lines in accounts.items()}
    for found in found_sums(by_month):
        yield _about(found, accounts, sum((by_month[found.whole][month] for month in found.months), Decimal(0)), sign)


def found_sums(accounts: Mapping[str, Months]) -> Iterator[Sum]:
    if len(accounts) > MOST_ACCOUNTS:
        yield from _sums_of_all_others(accounts)
        return
    for whole, own in accounts.items():
        found = _as_sum(whole, own, {name: each for name, each in accounts.items() if name != whole})
        if found:
            yield found


def _sums_of_all_others(accounts: Mapping[str, Months]) -> Iterator[Sum]:
    totals: Counter[date] = Counter()
    for each in accounts.values():
        totals.update(each)
    for whole, own in accounts.items():
        if own and all(totals[month] == 2 * used for month, used in own.items()):
            yield Sum(whole, tuple(name for name in accounts if name != whole), tuple(sorted(own)))


def _as_sum(whole: str, own: Months, others: Mapping[str, Months]) -> Sum | None:
    """A sum that holds in every shared month holds in each: months with the same candidates need one look."""
    tried: set[frozenset[str]] = set()
    for month in own:
        there = {name: each[month] for name, each in others.items() if 0 < each.get(month, 0) < own[month]}
        if len(there) < 2 or (names := frozenset(there)) in tried:
            continue
        if len(tried) == MOST_MONTHS_TRIED:
            return None
        tried.add(names)
        for parts in _adding_up_to(own[month], sorted(there.items(), key=lambda each: -each[1])):
            shared = [each for each in own if all(each in others[part] for part in parts)]
            if all(own[each] == sum(others[part][each] for part in parts) for each in shared):
                return Sum(whole, parts, tuple(sorted(shared)))
    return None


def _adding_up_to(target: Decimal, quantities: Sequence[tuple[str, Decimal]]) -> Iterator[tuple[str, ...]]:
    """Two or more of these that add up to the target, all of them first. `quantities` are from the largest down."""
    rest = [Decimal(0), *accumulate(quantity for _, quantity in reversed(quantities))][::-1]
    waiting: list[tuple[int, Decimal, tuple[str, ...]]] = [(0, target, ())]
    for _ in range(MOST_TRIED):
        if not waiting:
            return
        n, wanted, chosen = waiting.pop()
        if wanted == 0 and len(chosen) > 1:
            yield chosen
        elif n < len(quantities) and 0 < wanted <= rest[n]:
            name, quantity = quantities[n]
            waiting.append((n + 1, wanted, chosen))
            waiting.append((n + 1, wanted - quantity, (*chosen, name)))


def _by_month(lines: Sequence[BillLine]) -> dict[date, Decimal]:
    """What was used by the month in which a bill ends; nothing where nothing was."""
    found: dict[date, Decimal] = {}
    for line in lines:
        if line.quantity:
            month = month_of(line.end)
            found[month] = found.get(month, Decimal(0)) + line.quantity
    return found


def _about(found: Sum, accounts: Mapping[str, Sequence[BillLine]], total: Decimal, sign: str) -> Finding:
    gone = _to_withdraw(found, accounts)
    named, parts = "、".join(gone), "、".join(found.parts)
    return Finding(
        "sum_of_others",
        "account",
        f"{found.months[0]:%Y-%m} 至 {found.months[-1]:%Y-%m} 的 {len(found.months)} 个月里，{found.whole}的用量"
        f"每月都等于 {parts} 之和，合计 {total:f} {sign}，算了两遍。",
        f"总表和分表只留一边：请删去{named}的行（已经登记的，将票据作废）；各自计费、并不重复的，可不处理。",
        found.months[0],
        month_end(found.months[-1]),
        rows=_rows(found, accounts),
        figures={"whole": found.whole, "parts": found.parts, "quantity": total, "months": len(found.months)},
        subject=found.whole,
    )


def _to_withdraw(found: Sum, accounts: Mapping[str, Sequence[BillLine]]) -> tuple[str, ...]:
    """Whichever side nobody paid for; where money does not tell, the parts."""
    paid = {name for name in (found.whole, *found.parts) if any(line.amount_yuan for line in accounts[name])}
    return (found.whole,) if found.whole not in paid and paid else found.parts


def _rows(found: Sum, accounts: Mapping[str, Sequence[BillLine]]) -> tuple[int, ...]:
    lines = (
        line for name in (found.whole, *found.parts) for line in accounts[name] if month_of(line.end) in found.months
    )
    return tuple(line.row for line in lines if line.row is not None)


def at_two_units(
    own: Sequence[BillLine], other: Sequence[BillLine], *, account: str, at: str, other_unit: str, sign: str
) -> Iterator[Finding]:
    """Bills of the same days and quantity at two units under one account number."""
    there = {(line.start, line.end, line.quantity) for line in other if line.quantity}
    same = [line for line in own if (line.start, line.end, line.quantity) in there]
    if same:
        total = sum((line.quantity for line in same), Decimal(0))
        yield Finding(
            "account_at_two_units",
            "account",
            f"{account}在{at}和{other_unit}都有 {same[0].start} 至 {same[-1].end} 的 {len(same)} 张票据，起止日期和数量"
            f"都相同，合计 {total:f} {sign}，算了两遍。",
            f"一个户号只属于一家：不是{at}的户号，请删去这些行（已经登记的，将票据作废）；"
            f"是{at}的，请将{other_unit}的这些票据作废。",
            same[0].start,
            same[-1].end,
            rows=tuple(line.row for line in same if line.row is not None),
            figures={"bills": len(same), "quantity": total},
            subject=account,
        )
