"""What one cell says of a month, or of a day with its time."""

import datetime
import re
from contextlib import suppress

from jieyue.files.cells import FIRST_YEAR, LAST_YEAR, Cell, CellRefused, day_and_rest, half_width, is_blank, text
from jieyue.files.clocks import Clock, clock_said

_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?|(\d{4})(\d{2})", re.ASCII)
_ORDINARY = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
_MIDNIGHT = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 (of any day)
_DAY_OF_YEAR = re.compile(r"\d{1,2}\s*(?:月\s*\d{1,2}\s*[日号]|[-/.]\s*\d{1,2}(?!\d))", re.ASCII)


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


class HourMissing(CellRefused):
    """A day stands where a moment should: `on` is that day."""

    def __init__(self, written: str, on: datetime.date) -> None:
        says = f"“{written}”只写了日期，没有写钟点。"
        do = f"请写到几点几分，如 {on} 08:30；确实是零点的，以文字写 {on} 00:00。"
        super().__init__("hour_missing", says, do)
        self.on = on


def moment(cell: Cell) -> datetime.datetime | None:
    """A day with its time, as the clock on the wall shows it (without a time zone): 2026-03-01 08:30,
    2026年3月1日 上午8时30分, or a date cell of Excel with its hour. Raises HourMissing for a day alone.
    """
    if isinstance(cell, datetime.datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, str):
        return _moment_of_string(cell)
    if isinstance(cell, datetime.date):
        raise HourMissing(str(cell), cell)
    if cell is None:
        return None
    if (clock := clock_in(cell)) is not None:
        raise _day_missing(f"{clock.at:%H:%M}")
    raise _not_a_moment(str(cell))


def _moment_of_string(cell: str) -> datetime.datetime | None:
    if found := _ORDINARY.fullmatch(cell):
        with suppress(ValueError):
            return datetime.datetime(*(int(each or 0) for each in found.groups()))  # noqa: DTZ001 (the clock on the wall)
    written = half_width(text(cell) or "")
    if not written:
        return None
    on, rest = day_and_rest(written)
    if on is None:
        raise _without_day(written)
    if not rest:
        raise HourMissing(written, on)
    clock = clock_said(rest)
    if clock is None:
        raise _not_a_moment(written)
    return datetime.datetime.combine(on + datetime.timedelta(days=clock.later), clock.at)


def clock_in(cell: Cell) -> Clock | None:
    """The hour that a cell says and nothing else: 8:30, 上午8时30分, or a time cell of Excel."""
    if isinstance(cell, str):
        return clock_said(half_width(cell))
    if isinstance(cell, datetime.time):
        return Clock(cell.replace(microsecond=0, tzinfo=None))
    if isinstance(cell, datetime.timedelta) and datetime.timedelta() <= cell < datetime.timedelta(days=1):
        return Clock((_MIDNIGHT + cell).time().replace(microsecond=0))
    return None


def moment_written(on: datetime.date, clock: Clock) -> str:
    """As a sheet would say it in one cell."""
    day = on + datetime.timedelta(days=clock.later)
    return f"{day} {clock.at:%H:%M:%S}" if clock.at.second else f"{day} {clock.at:%H:%M}"


def _without_day(written: str) -> CellRefused:
    if clock_said(written) is not None:
        return _day_missing(written)
    if _DAY_OF_YEAR.match(written):
        return CellRefused("year_missing", f"“{written[:40]}”没有写年份。", "请对照原件补上年份，如 2026-03-01 08:30。")
    return _not_a_moment(written)


def _day_missing(written: str) -> CellRefused:
    says, do = f"“{written[:40]}”只有钟点，没有日期。", "请连日期一起写，如 2026-03-01 08:30。"
    return CellRefused("day_missing", says, do)


def _not_a_moment(written: str) -> CellRefused:
    do = "请写成 2026-03-01 08:30 这样的日期和时间，或者 2026年3月1日 下午5时20分。"
    return CellRefused("not_a_moment", f"“{written[:40]}”不是日期和时间。", do)
