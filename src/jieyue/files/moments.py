"""What one cell says of a month, or of a day with its time."""

import datetime
import re

from jieyue.files.cells import FIRST_YEAR, LAST_YEAR, Cell, CellRefused, half_width, is_blank, text

_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?|(\d{4})(\d{2})", re.ASCII)
_DAY = r"(\d{4})\s*[-/年]\s*(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?"
_TIME = r"(\d{1,2})\s*[:时]\s*(\d{1,2})\s*分?(?::(\d{1,2}))?"
_MOMENT = re.compile(rf"{_DAY}\s*[T ]?\s*(?:{_TIME})?", re.ASCII)


def month(cell: Cell) -> str | None:
    """A month written 2026-03, 2026/3, 2026年3月 or 202603, or a date cell of a first day, as `2026-03`."""
    if isinstance(cell, datetime.date) and cell.day == 1:
        return _month_in_bounds(cell.year, cell.month, str(cell)[:7])
    if is_blank(cell):
        return None
    if isinstance(cell, float):  # 2026.10 typed as a number has become 2026.1
        raise _not_a_month(str(cell))
    written = half_width(str(cell))
    found = _MONTH.fullmatch(written)
    if not found:
        raise _not_a_month(written)
    year, number = found[1] or found[3], found[2] or found[4]
    return _month_in_bounds(int(year), int(number), written)


def _month_in_bounds(year: int, number: int, written: str) -> str:
    if not (1 <= number <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        raise CellRefused("no_such_month", f"没有“{written}”这个月份。", "请核对后写成 2026-03 这样的月份。")
    return f"{year:04}-{number:02}"


def _not_a_month(written: str) -> CellRefused:
    return CellRefused("not_a_month", f"“{written[:40]}”不是月份。", "请写成 2026-03 这样的月份。")


def moment(cell: Cell) -> datetime.datetime | None:
    """A day with its time, 2026-03-01 08:30 or a date cell of Excel, as the clock on the wall shows it (without a time
    zone). A day without a time is its first moment.
    """
    if isinstance(cell, datetime.datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, datetime.date):
        return datetime.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 (the clock on the wall)
    if is_blank(cell):
        return None
    written = half_width(str(cell)) if not isinstance(cell, str) else half_width(text(cell) or "")
    found = _MOMENT.fullmatch(written)
    if not found:
        raise _not_a_moment(written)
    try:
        return datetime.datetime(*(int(each or 0) for each in found.groups()))  # noqa: DTZ001
    except ValueError:
        raise _not_a_moment(written) from None


def _not_a_moment(written: str) -> CellRefused:
    return CellRefused(
        "not_a_moment",
        f"“{written[:40]}”不是日期和时间。",
        "请写成 2026-03-01 08:30 这样的日期和时间；只有日期的写 2026-03-01。",
    )
