"""Moments as files and commands give them: with a zone, or by the house's clock; a day alone is all of it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from jieyue.files.cells import FIRST_YEAR, LAST_YEAR, Cell, CellRefused, half_width, is_blank
from jieyue.rules.refusal import Refused

SECONDS_OF_AN_HOUR = 3600
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d.*", re.ASCII)
_DAY = re.compile(r"(\d{4})\s*[-/年]\s*(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?", re.ASCII)
_CLOCK = re.compile(rf"({_DAY.pattern})\s+(\d{{1,2}}):(\d\d)(?::(\d\d))?", re.ASCII)


class PeriodRefused(Refused):
    """What was given for a period is none."""


@dataclass(frozen=True)
class Moment:
    """The hour since 1970-01-01T00:00Z that it lies in; that behind it, where a day stands for its end. `written` is
    how it was given.
    """

    hour: int
    hour_behind: int
    is_day: bool
    written: str


def moment(cell: Cell) -> Moment | None:
    """`2024-03-01T00:00:00+08:00`, `2024-03-01 08:00`, `2024-03-01`, `2024/3/1`, or a date cell."""
    if is_blank(cell):
        return None
    found = _of_cell(cell)
    if found is None:
        written = str(cell).strip()[:40]
        do = "请写成 2024-03-01，或者带时区的 2024-03-01T00:00:00+08:00。"
        raise CellRefused("not_a_moment", f"“{written}”不是日期或时间。", do)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        says = f"年份 {found.year} 不在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。"
        raise CellRefused("year_out_of_range", says, "请核对年份。")
    return _moment(found, str(cell).strip())


def _of_cell(cell: Cell) -> date | None:
    if isinstance(cell, date):
        return cell
    written = half_width(str(cell))
    try:
        if day := _DAY.fullmatch(written):
            return date(*map(int, day.groups()))
        if clock := _CLOCK.fullmatch(written):
            return datetime(*(int(each or 0) for each in clock.groups()[1:]))  # noqa: DTZ001 (the clock on the wall)
        return datetime.fromisoformat(written) if _ISO.fullmatch(written) else None
    except ValueError:
        return None


def _moment(found: date, written: str) -> Moment:
    if not isinstance(found, datetime):
        return Moment(first_hour(found), first_hour(found + timedelta(days=1)), True, written)
    hour = _hour(found)
    return Moment(hour, hour, False, written)


def first_hour(day: date) -> int:
    """Of a day by the house's clock."""
    return _hour(datetime(day.year, day.month, day.day))  # noqa: DTZ001 (the clock on the wall)


def _hour(found: datetime) -> int:
    known = found if found.tzinfo else timezone.make_aware(found)
    return int(known.timestamp() // SECONDS_OF_AN_HOUR)


def period(written: str, *, called: str) -> tuple[int, int]:
    """`A..B`: the first hour and the hour behind the last. Raises PeriodRefused."""
    since, _, until = written.partition("..")
    if not since.strip() or not until.strip():
        do = "请写成 起..止，如 2023-01-01..2023-12-31（止日也算在内）。"
        raise PeriodRefused(f"{called}“{written}”没有写全。", do=do)
    try:
        first, last = moment(since), moment(until)
    except CellRefused as refusal:
        raise PeriodRefused(f"{called}“{written}”看不懂：{refusal.says}", do=refusal.do) from refusal
    assert first is not None  # noqa: S101 (neither is blank)
    assert last is not None  # noqa: S101
    if last.hour_behind <= first.hour:
        raise PeriodRefused(f"{called}“{written}”的止不晚于起。", do="请把早的写在前面。")
    return first.hour, last.hour_behind
