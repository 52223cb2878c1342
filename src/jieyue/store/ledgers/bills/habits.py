"""Bills of one account beside its own: the same month of the year before, its usual price, round sums, estimates.

An account is measured by its own ups and downs (median and median deviation): one that always jumps is not told of.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from math import exp, log
from statistics import median

from jieyue.rules.allocation import days_covered
from jieyue.rules.check import Finding
from jieyue.rules.comparing import DEVIATION
from jieyue.store.ledgers.bills.billed import BillLine, Limits

MONTHS = 12
Month = int
"""Months since the year nought, of the last day."""
Kept = Mapping[Month, BillLine]


def beside_own(bills: Sequence[BillLine], limits: Limits, *, told: Collection[date]) -> Iterator[Finding]:
    """All of it. `told` are the first days of bills whose quantity is told of already."""
    months: dict[Month, BillLine] = {}
    if not limits.is_bought:
        months = {bill.end.year * MONTHS + bill.end.month: bill for bill in bills}
        yield from unlike_last_year(months, limits, told=told)
        yield from copied(months, limits)
        yield from mostly_estimated(months, limits)
        yield from round_amounts(bills, limits)
    yield from unlike_own_prices(bills, limits)


def unlike_own_prices(bills: Sequence[BillLine], limits: Limits) -> Iterator[Finding]:
    """A plausible price that the account never has (S03, S07): one of quantity and money is of another bill."""
    times = limits.own_price_times
    priced = [bill for bill in bills if bill.amount_yuan and bill.quantity]
    if times is None or limits.habit_rows is None or len(priced) < limits.habit_rows:
        return
    prices = [float(bill.amount_yuan or 0) / float(bill.quantity) for bill in priced]
    if min(prices) <= 0 or max(prices) <= float(times) * min(prices):
        return
    for n, usual in _standing_out(prices, float(times), limits):
        bill = priced[n]
        if not limits.is_plausible_price(bill):
            continue
        yield Finding(
            "price_unlike_own",
            "amount_yuan",
            f"票据 {bill.days}：单价 {prices[n]:.4f} 元/{limits.sign}，本户其他票据多为 {usual:.4f} 元/{limits.sign}。",
            "请对照票据核对用量、金额和单位，常见的是小数点错位、用量和金额出自两张票据；确有调价、补交的，说明即可。",
            bill.start,
            bill.end,
            _rows(bill),
            {"unit_price": prices[n], "usual_price": usual, **_beside(priced, n)},
        )


def unlike_last_year(months: Kept, limits: Limits, *, told: Collection[date] = ()) -> Iterator[Finding]:
    """Use a day beside the same month of the year before, where other months changed otherwise (S04, S09).

    Of the two years' bills the one that is further from the months beside it is told of.
    """
    times = limits.month_change_times
    if times is None or limits.habit_rows is None:
        return
    pairs = [(month, months[month - MONTHS], bill) for month, bill in months.items() if month - MONTHS in months]
    pairs = [each for each in pairs if each[1].quantity > 0 and each[2].quantity > 0]
    if len(pairs) < limits.habit_rows:
        return
    changes = [_daily(bill) / _daily(before) for _, before, bill in pairs]
    if max(changes) <= float(times) * min(changes):
        return
    for n, usual in _standing_out(changes, float(times), limits):
        month, before, bill = pairs[n]
        is_former = _oddness(months, month - MONTHS) > _oddness(months, month)
        odd = before if is_former else bill
        if odd.start in told:
            continue
        says = (
            f"票据 {odd.days}：{bill.days} 日均用量是上年同月（{before.days}）的 {changes[n]:.2g} 倍，"
            f"本户其他月份多为上年的 {usual:.2g} 倍。"
        )
        do = "请对照票据核对这张的用量和起止日期，常见的是重复计入、漏填一部分、填到了别的月份；确有原因的，说明即可。"
        figures = {"now": bill.quantity, "same_month_last_year": before.quantity}
        figures |= {"times": changes[n], "usual_times": usual, **_neighbours(months, month - MONTHS * is_former)}
        yield Finding("month_unlike_last_year", "quantity", says, do, odd.start, odd.end, _rows(odd), figures)


def copied(months: Kept, limits: Limits) -> Iterator[Finding]:
    """Month after month what stood there a year before (S06), or its money alone (S07); small ones may be alike."""
    rows, least = limits.copied_rows, limits.copied_least
    if rows is None or least is None:
        return
    quantities: list[BillLine] = []
    amounts: list[BillLine] = []
    for month in sorted(months):
        bill, before = months[month], months.get(month - MONTHS)
        if before is None or bill.quantity < least:
            quantities, amounts = [], []
            continue
        same, paid = bill.quantity == before.quantity, bill.amount_yuan and bill.amount_yuan == before.amount_yuan
        quantities = [*quantities, bill] if same else []
        amounts = [*amounts, bill] if paid and not same else []
        if len(quantities) == rows and len({each.quantity for each in quantities}) > 1:
            yield _copied("copied_from_last_year", "quantity", "用量", quantities, f"{before.quantity:f} {limits.sign}")
        if len(amounts) == rows:
            yield _copied("amount_of_last_year", "amount_yuan", "金额", amounts, f"{before.amount_yuan:f} 元")


def _copied(rule: str, column: str, what: str, run: Sequence[BillLine], last: str) -> Finding:
    tail = "，用量却不同" if column == "amount_yuan" else ""
    return Finding(
        rule,
        column,
        f"{run[0].start} 至 {run[-1].end} 连续 {len(run)} 张票据的{what}都与上年同月相同"
        f"（最后一张都是 {last}）{tail}。",
        f"请对照票据核对{what}，不要照抄上年；确实相同的，说明即可。",
        run[0].start,
        run[-1].end,
        tuple(row for bill in reversed(run) for row in _rows(bill)),
        {"bills": len(run), "values": [getattr(bill, column) for bill in run]},
    )


def round_amounts(bills: Sequence[BillLine], limits: Limits) -> Iterator[Finding]:
    """Bill after bill a round sum of money (S06): an estimate that does not say so, or a payment in advance."""
    if limits.round_rows is None or limits.round_yuan is None:
        return
    run: list[BillLine] = []
    for bill in bills:
        is_round = bill.amount_yuan and not bill.is_estimated and bill.amount_yuan % limits.round_yuan == 0
        run = [*run, bill] if is_round else []
        if len(run) == limits.round_rows:
            amounts = "、".join(f"{each.amount_yuan:.0f}" for each in run)
            yield Finding(
                "round_amounts",
                "amount_yuan",
                f"{run[0].start} 至 {bill.end} 连续 {len(run)} 张票据的金额都是整数：{amounts} 元。",
                "请对照票据核对是否为估计或预付：估计的在“估算”列填“是”，预付的按实际用量和金额填；确为这些金额的，说明即可。",
                run[0].start,
                bill.end,
                tuple(row for each in reversed(run) for row in _rows(each)),
                {"bills": len(run), "amounts": [each.amount_yuan for each in run]},
            )


def mostly_estimated(months: Kept, limits: Limits) -> Iterator[Finding]:
    """A calendar year most of whose bills are estimates."""
    share, estimated = limits.estimated_share, [bill for bill in months.values() if bill.is_estimated]
    if share is None or limits.habit_rows is None or not estimated:
        return
    for year in sorted({bill.end.year for bill in estimated}):
        of_year = [bill for bill in months.values() if bill.end.year == year]
        guessed = [bill for bill in estimated if bill.end.year == year]
        if len(of_year) >= limits.habit_rows and len(guessed) > share * len(of_year):
            yield Finding(
                "mostly_estimated",
                "estimated",
                f"{year} 年 {len(of_year)} 张票据里有 {len(guessed)} 张是估算的，超过 {share * 100:.0f}%。",
                "请抄表或向供应单位要实际用量，更正估算的票据；无法抄表的，说明原因和估算的办法。",
                min(bill.start for bill in guessed),
                max(bill.end for bill in guessed),
                tuple(row for bill in guessed for row in _rows(bill)),
                {"bills": len(of_year), "estimated": len(guessed)},
            )


def _standing_out(values: Sequence[float], times: float, limits: Limits) -> Iterator[tuple[int, float]]:
    """Which are more than so many times above or below the others' median, and beyond the account's own spread."""
    logs = [log(value) for value in values]
    middle = median(logs)
    away = [abs(each - middle) for each in logs]
    spread = DEVIATION * median(away) * float(limits.usual_spreads or 0)
    least = max(log(times), spread)
    yield from ((n, exp(middle)) for n, each in enumerate(away) if each > least)


def _oddness(months: Kept, month: Month) -> float:
    beside = [_daily(months[each]) for each in (month - 1, month + 1) if each in months and months[each].quantity > 0]
    return abs(log(_daily(months[month]) * len(beside) / sum(beside))) if beside else 0.0


def _neighbours(months: Kept, month: Month) -> dict[str, object]:
    beside = {"before": month - 1, "after": month + 1}
    return {f"month_{name}": months[each].quantity for name, each in beside.items() if each in months}


def _beside(bills: Sequence[BillLine], n: int) -> dict[str, object]:
    """The prices of the bills before and after."""
    beside = {"before": bills[max(n - 1, 0) : n], "after": bills[n + 1 : n + 2]}
    return {f"price_{name}": (each.amount_yuan or 0) / each.quantity for name, own in beside.items() for each in own}


def _daily(bill: BillLine) -> float:
    return float(bill.quantity) / days_covered(bill.start, bill.end)


def _rows(bill: BillLine) -> tuple[int, ...]:
    return () if bill.row is None else (bill.row,)
