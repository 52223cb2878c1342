"""Rows that cannot stand beside others: what is said of them, and what to do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from jieyue.rules.values import Resource
from jieyue.store.ledgers.bills.kept_bills import NOTE, Span
from jieyue.store.ledgers.bills.reading import Reading
from jieyue.store.records.kinds import Batch
from jieyue.store.registers.accounts.naming import label

ONE_DAY = timedelta(days=1)
OTHERWISE_THAN_KEPT = "请对照两张票据改正起止日期；已有的票据有误的，先将它作废（“作废”列填“是”并写明原因）再导入。"
OTHERWISE_THAN_NOTED = (
    "请对照票据改正起止日期；这几天确实用了的，请先在缺报一览里点这个户号的这个月，撤去“本月未使用”的登记，再保存票据。"
)


# --- several rows of one bill


def refuse_twice(batch: Batch, twice: Mapping[object, Sequence[Reading]]) -> None:
    """Of the rows of one bill all but the first: repeated, or parts of it that are to be added up."""
    for rows in twice.values():
        first = rows[0]
        if all(each.figures() == first.figures() for each in rows):
            for reading in rows[1:]:
                _refuse_repeated(batch, reading, first)
        elif first.invoice_number and all(each.invoice_number == first.invoice_number for each in rows):
            for reading in rows[1:]:
                _refuse_part(batch, reading, rows)
        else:
            for reading in rows[1:]:
                _refuse_other(batch, reading, rows)


def _refuse_repeated(batch: Batch, reading: Reading, first: Reading) -> None:
    batch.refuse(
        reading.row,
        "start_date",
        "duplicate_in_file",
        says=f"{label(reading.key)} {reading.days} 的票据在第 {first.row} 行已经出现，第 {reading.row} 行重复。",
        do="请对照票据保留正确的一行；确为两张的，请核对户号和起止日期。",
    )


def _refuse_part(batch: Batch, reading: Reading, rows: Sequence[Reading]) -> None:
    batch.refuse(
        reading.row,
        "quantity",
        "parts_of_one_row",
        says=f"{label(reading.key)} {reading.days} 的发票 {reading.invoice_number} 在第 {rows[0].row} 行已经出现，"
        f"第 {reading.row} 行数字不同；这 {len(rows)} 行{said(rows)}。",
        do=f"是同一张票据的几部分（如尖峰平谷、基本电费）的，请选“相加为一张票据”，"
        f"或者合并成一行，{_written(rows)}；不是同一张票据的，请核对户号、起止日期和发票号码。",
    )


def _refuse_other(batch: Batch, reading: Reading, rows: Sequence[Reading]) -> None:
    batch.refuse(
        reading.row,
        "start_date",
        "duplicate_in_file",
        says=f"{label(reading.key)} {reading.days} 的票据在第 {rows[0].row} 行已经出现，"
        f"第 {reading.row} 行数字不同；这 {len(rows)} 行{said(rows)}。",
        do=f"是同一张票据的几部分（如尖峰平谷、基本电费）的，请合并成一行，{_written(rows)}；"
        "不是同一张票据的，请核对户号和起止日期。",
    )


def said(rows: Sequence[Reading]) -> str:
    """Both sums."""
    quantity, amount = sums_of(rows)
    money = "" if amount is None else f"、金额合计 {_plain(amount)} 元"
    return f"数量合计 {_plain(quantity)} {Resource(rows[0].key[1]).sign}{money}"


def _written(rows: Sequence[Reading]) -> str:
    quantity, amount = sums_of(rows)
    named = f"、单位写 {Resource(rows[0].key[1]).unit}" if any(each.entered for each in rows) else ""
    money = "" if amount is None else f"、金额写 {_plain(amount)}"
    return f"数量写 {_plain(quantity)}{named}{money}"


def sums_of(rows: Iterable[Reading]) -> tuple[Decimal, Decimal | None]:
    """Quantity and money; None where no row tells the money."""
    rows = list(rows)
    amounts = [each.amount_yuan for each in rows if each.amount_yuan is not None]
    return sum((each.quantity for each in rows), Decimal(0)), sum(amounts, Decimal(0)) if amounts else None


def _plain(number: Decimal) -> str:
    """Without the zeros that its column keeps."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- bills that share days


def refuse_overlaps(batch: Batch, reading: Reading, others: Iterable[Span]) -> None:
    """One problem for each of the others, so that all is told at once."""
    for other in others:
        shared = _reading_day(reading, other)
        if shared is not None:
            _refuse_reading_day(batch, reading, other, shared)
        else:
            _refuse_overlap(batch, reading, other)


def _reading_day(reading: Reading, other: Span) -> date | None:
    """The one day that both have, the last of one and the first of the next, as where both name the day of reading."""
    start, end, where = other
    if where is NOTE or start == end or reading.start == reading.end:
        return None
    return next((day for day, next_first in ((end, reading.start), (reading.end, start)) if day == next_first), None)


def _refuse_reading_day(batch: Batch, reading: Reading, other: Span, shared: date) -> None:
    start, end, where = other
    is_after, is_kept = end == shared, where == "已有票据"
    if is_after and is_kept:
        column, do = "start_date", f"请将第 {reading.row} 行的起日写成 {shared + ONE_DAY}"
    elif is_after:
        column, do = "start_date", f"请将{where}的止日写成 {shared - ONE_DAY}"
    else:
        column, do = "end_date", f"请将第 {reading.row} 行的止日写成 {shared - ONE_DAY}"
    batch.refuse(
        reading.row,
        column,
        "overlap",
        says=f"{label(reading.key)}：第 {reading.row} 行的票据 {reading.days} 与{where} {start} 至 {end} "
        f"重叠 1 天，{shared} 既是前一张的止日，又是后一张的起日。",
        do=f"抄表日只算在一张里：{do}；不是抄表日的，请对照两张票据改正起止日期。",
    )


def _refuse_overlap(batch: Batch, reading: Reading, other: Span) -> None:
    start, end, where = other
    first, last = max(start, reading.start), min(end, reading.end)
    batch.refuse(
        reading.row,
        "start_date" if start < reading.start else "end_date",
        "overlap",
        says=(
            f"{label(reading.key)}：第 {reading.row} 行的票据 {reading.days} 与{where} {start} 至 {end} "
            f"重叠 {(last - first).days + 1} 天（{first} 至 {last}）。"
        ),
        do=OTHERWISE_THAN_NOTED if where is NOTE else OTHERWISE_THAN_KEPT,
    )
