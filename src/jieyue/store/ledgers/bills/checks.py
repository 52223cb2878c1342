"""Data checks of bills: pure functions from the bills of one account, in order of time, to findings.

What a check compares with comes from the policy; a limit that is None is not known, and its check finds nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from statistics import median

from jieyue.rules.allocation import days_covered
from jieyue.rules.check import Finding
from jieyue.rules.period import month_end, month_of, months_later
from jieyue.rules.thresholds import Manner
from jieyue.store.ledgers.bills.billed import BillLine, Limits
from jieyue.store.ledgers.bills.habits import beside_own


def account_findings(lines: Sequence[BillLine], limits: Limits, *, is_whole: bool = True) -> Iterator[Finding]:
    """All findings about one account. `lines` are in order of time, without refunds.

    Not `is_whole`: bills of the account were refused, so that days may only seem to be uncovered.
    """
    bills = [line for line in lines if not line.is_note]
    if limits.is_bought:
        yield from bought_on_one_day(bills, limits)
    else:
        yield from uncovered_days(lines if is_whole else ())
        yield from unusual_lengths(bills, limits)
        yield from same_quantities(bills, limits)
    yield from one_side_only(bills)
    yield from unit_prices(bills, limits)
    jumps = list(quantity_jumps(bills, limits))
    yield from jumps
    yield from beside_own(bills, limits, told={each.start for each in jumps})
    if limits.manner is Manner.METERED:
        yield from readings_as_use(bills, limits)


def uncovered_days(lines: Sequence[BillLine]) -> Iterator[Finding]:
    """Days between two bills of an account that no bill covers."""
    for before, after in pairwise(lines):
        if after.start.toordinal() - before.end.toordinal() > 1:
            first, last = before.end + timedelta(days=1), after.start - timedelta(days=1)
            yield _whole_month_missing(before, after, first, last) or _month_not_covered(before, after, first, last)


def _whole_month_missing(before: BillLine, after: BillLine, first: date, last: date) -> Finding | None:
    month = first if first.day == 1 else months_later(month_of(first), 1)
    if month_end(month) > last:
        return None
    return Finding(
        "gap",
        "start_date",
        f"{first} 至 {last} 没有票据：前一张止于 {before.end}，后一张始于 {after.start}。",
        "请补录缺少的票据；这段时间确实没有使用的，请登记“本月未使用”。",
        first,
        last,
        rows=_rows(after, before),
        figures={"uncovered_days": days_covered(first, last)},
    )


def _month_not_covered(before: BillLine, after: BillLine, first: date, last: date) -> Finding:
    return Finding(
        "month_not_covered",
        "end_date",
        f"票据 {before.days} 与下一张（始于 {after.start}）之间，{first} 至 {last} 没有覆盖到。",
        "请核对起止日期：上一张的止日应是下一张起日的前一天。",
        first,
        last,
        rows=_rows(before, after),
        figures={"uncovered_days": days_covered(first, last)},
    )


def unusual_lengths(bills: Iterable[BillLine], limits: Limits) -> Iterator[Finding]:
    """Bills of fewer or more days than a meter is usually read after."""
    shortest, longest = limits.days
    if shortest is None or longest is None:
        return
    for bill in bills:
        days = days_covered(bill.start, bill.end)
        if not shortest <= days <= longest:
            usual = f"少于通常的 {shortest} 天" if days < shortest else f"多于通常的 {longest} 天"
            do = f"请对照票据核对起止日期；{_as_months(bill)}确为这些天的，可不处理。"
            yield _about(bill, "period_length", "end_date", f"共 {days} 天，{usual}。", do, days=days)


def _as_months(bill: BillLine) -> str:
    """What was meant where both days are the first of a month, as Excel writes a month."""
    if bill.start.day != 1 or bill.end.day != 1:
        return ""
    return f"日期只写到月份的，止日应写 {month_end(bill.end)}；"


def bought_on_one_day(bills: Iterable[BillLine], limits: Limits) -> Iterator[Finding]:
    """Several purchases of one day: they may be, or one of them was entered twice."""
    for (day, _), same in groupby(bills, key=lambda bill: (bill.start, bill.end)):
        bought = list(same)
        if len(bought) > 1:
            quantities, total = (
                "、".join(f"{bill.quantity:f}" for bill in bought),
                sum(bill.quantity for bill in bought),
            )
            yield Finding(
                "bought_on_one_day",
                "quantity",
                f"{day} 有 {len(bought)} 次购买：{quantities} {limits.sign}，合计 {total:f} {limits.sign}。",
                "确为几次的，可不处理；同一次填了两遍的，请删去多填的一行（已经登记的，将它作废）。",
                day,
                day,
                rows=_rows(*reversed(bought)),
                figures={"purchases": len(bought), "quantity": total},
            )


def readings_as_use(bills: Sequence[BillLine], limits: Limits) -> Iterator[Finding]:
    """What the meter shows written as what was used: bill after bill a little more, and no money that proves it."""
    if limits.reading_rows is None or limits.reading_run_rows is None or limits.reading_rise_share is None:
        return
    for run in _rising_runs(bills, limits.reading_rise_share):
        is_all = len(run) == len(bills) and len(run) >= limits.reading_rows
        if (is_all or len(run) >= limits.reading_run_rows) and not any(map(limits.is_plausible_price, run)):
            first, second = run[:2]
            yield Finding(
                "reading_as_use",
                "quantity",
                f"{run[0].start} 至 {run[-1].end} 连续 {len(run)} 张票据的用量从 {first.quantity} 逐张略增到 "
                f"{run[-1].quantity} {limits.sign}，像是表的示数，不是用量。",
                f"填的是示数的，请改为用量，即本次示数减去上次示数，如 {second.start} 至 {second.end} 为 "
                f"{second.quantity - first.quantity} {limits.sign}；确为用量的，可不处理。",
                run[0].start,
                run[-1].end,
                rows=_rows(*reversed(run)),
                figures={"first": first.quantity, "last": run[-1].quantity, "bills": len(run)},
            )


def _rising_runs(bills: Sequence[BillLine], share: Decimal) -> Iterator[list[BillLine]]:
    """The longest stretches in which each bill is more than the last by less than this share of itself."""
    run: list[BillLine] = []
    for bill in bills:
        if run and 0 < bill.quantity - run[-1].quantity < share * bill.quantity:
            run.append(bill)
            continue
        if len(run) > 1:
            yield run
        run = [bill]
    if len(run) > 1:
        yield run


def one_side_only(bills: Iterable[BillLine]) -> Iterator[Finding]:
    """Money without a quantity, or a quantity that cost nothing (H07, 匹配性)."""
    for bill in bills:
        if bill.amount_yuan is None or bool(bill.quantity) == bool(bill.amount_yuan):
            continue
        says = (
            f"用量为 0，金额为 {bill.amount_yuan} 元。" if bill.amount_yuan else f"用量为 {bill.quantity}，金额为 0。"
        )
        do = "请对照票据核对用量和金额；只收基本费或免费的，可不处理。"
        column = "quantity" if bill.amount_yuan else "amount_yuan"
        yield _about(bill, "one_side_only", column, says, do, quantity=bill.quantity, amount_yuan=bill.amount_yuan)


def unit_prices(bills: Iterable[BillLine], limits: Limits) -> Iterator[Finding]:
    """Money divided by quantity outside the plausible range (S03, DQ-2)."""
    if limits.price_yuan is None:
        return
    low, high = limits.price_yuan
    for bill in bills:
        if not bill.amount_yuan or not bill.quantity or low * bill.quantity <= bill.amount_yuan <= high * bill.quantity:
            continue
        price = bill.amount_yuan / bill.quantity
        says = f"单价 {price:.4f} 元/{limits.sign}，不在通常的 {low}～{high} 元/{limits.sign} 之间。"
        do = "请核对用量、金额和单位，常见的是小数点错位、万元与元混用、用量与金额填反。"
        yield _about(bill, "unit_price", "amount_yuan", says, do, unit_price=price, low=low, high=high)


def quantity_jumps(bills: Sequence[BillLine], limits: Limits) -> Iterator[Finding]:
    """Use per day far from the bills beside it and from the account's habit, and not so a year before either."""
    if limits.jump_times is None or limits.drop_share is None or limits.habit_rows is None:
        return
    if len(bills) < limits.habit_rows:
        return
    daily = [float(bill.quantity) / days_covered(bill.start, bill.end) for bill in bills]
    times, share = float(limits.jump_times), float(limits.drop_share)
    if share * max(daily) <= min(daily) and max(daily) <= times * min(daily):
        return
    for n, bill in enumerate(bills):
        usual = daily[max(n - 1, 0) : n] + daily[n + 1 : n + 2]
        is_high = all(daily[n] > times * each > 0 for each in usual)
        if not is_high and not all(0 < daily[n] < share * each for each in usual):
            continue
        habit = median(daily[:n] + daily[n + 1 :])
        usual = [habit, *_year_before(bill, bills, daily)]
        if all(daily[n] > times * each for each in usual) or all(daily[n] < share * each for each in usual):
            what, beside = "购买量" if limits.is_bought else "日均用量", _beside(daily, n)
            says = (
                f"{what} {daily[n]:.2f} {limits.sign}，"
                f"是本户其他票据{what.removesuffix('用量')} {habit:.2f} {limits.sign} 的 {_times(daily[n], habit)}"
                f"（{'，'.join(f'{name}一张 {each:.2f}' for name, _, each in beside)}）。"
            )
            do = "请对照票据核对用量和单位；确有原因的，可不处理。"
            neighbours = {key: each for _, key, each in beside}
            yield _about(
                bill, "quantity_jump", "quantity", says, do, per_day=daily[n], usual_per_day=habit, **neighbours
            )


def _beside(daily: Sequence[float], n: int) -> list[tuple[str, str, float]]:
    """The use per day of the bills before and after, with what they are called."""
    before = [("前", "per_day_before", each) for each in daily[max(n - 1, 0) : n]]
    return [*before, *(("后", "per_day_after", each) for each in daily[n + 1 : n + 2])]


def _year_before(bill: BillLine, bills: Sequence[BillLine], daily: Sequence[float]) -> list[float]:
    month = months_later(month_of(bill.end), -12)
    return [each for other, each in zip(bills, daily, strict=True) if month_of(other.end) == month]


def _times(now: float, habit: float) -> str:
    return f"{now / habit:.2g} 倍" if habit else "许多倍"


def same_quantities(bills: Sequence[BillLine], limits: Limits) -> Iterator[Finding]:
    """The same quantity bill after bill: probably an estimate that does not say so."""
    if limits.same_bills is None:
        return
    run: list[BillLine] = []
    for bill in bills:
        if bill.is_estimated:
            run = []
            continue
        run = [*run, bill] if run and bill.quantity == run[0].quantity else [bill]
        if len(run) == limits.same_bills and bill.quantity:
            yield Finding(
                "same_quantity",
                "quantity",
                f"{run[0].start} 至 {bill.end} 连续 {len(run)} 张票据的用量都是 {bill.quantity} {limits.sign}。",
                "请核对是否为估抄或复制；估算的请在“估算”列填“是”。",
                run[0].start,
                bill.end,
                rows=_rows(bill, *reversed(run[:-1])),
                figures={"quantity": bill.quantity, "bills": len(run)},
            )


def _about(bill: BillLine, rule: str, column: str, says: str, do: str, **figures: object) -> Finding:
    return Finding(rule, column, f"票据 {bill.days}：{says}", do, bill.start, bill.end, _rows(bill), figures)


def _rows(*lines: BillLine) -> tuple[int, ...]:
    return tuple(line.row for line in lines if line.row is not None)
