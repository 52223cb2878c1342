"""The months that a cell of an office's sheet means: 3月, 2024.3, 202403, 2024年3月份, 一季度, the date of a first."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from jieyue.files import spans
from jieyue.files.cells import FIRST_YEAR, LAST_YEAR, Cell, half_width

LAST_MONTH = 12
_SIX_DIGITS = re.compile(r"(\d{4})(0[1-9]|1[0-2])", re.ASCII)
_SHORT_YEAR = re.compile(r"['’]?(\d{2})\s*年\s*(.+)", re.ASCII)
_NUMBER = re.compile(r"\d{1,2}", re.ASCII)
_PARTED = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})", re.ASCII)
_YEAR_SAID = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年度?|学年)(?!\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号])", re.ASCII)
_MONTH_SAID = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:度|第)?\s*"
    r"(\d{1,2}\s*(?:[-~～—–至到]\s*\d{1,2})?\s*月份?|[1-4]\s*季度?|上半年|下半年)"
    r"(?!\s*\d{1,2}\s*[日号])",
    re.ASCII,
)
_TWO_YEARS = re.compile(r"((?:19|20)\d{2})\s*年?\s*[-~—–至到、/]\s*((?:19|20)\d{2})\s*年?度?", re.ASCII)
_TIME_BEHIND = re.compile(r"(?<=\d)[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$", re.ASCII)
_DAY_OF_YEAR = re.compile(
    r"(\d{1,2})\s*(?:月\s*(?=\d{1,2}\s*(?:[日号]|$))|[-/.](?=\d{1,2}$))(\d{1,2})[日号]?(\s.*|[^\s\d].*|)", re.ASCII
)
_CENTURY = 2000


@dataclass(frozen=True)
class When:
    """Whole months from `first` to `last` of a year, None where that is not said; or `days`, a first and a last one.
    `is_unsure` marks 2024.1, which may have been October.
    """

    year: int | None
    first: int = 1
    last: int = LAST_MONTH
    days: tuple[date, date] | None = None
    is_unsure: bool = False

    @property
    def is_month(self) -> bool:
        return self.days is None and self.first == self.last

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def is_year(self) -> bool:
        return self.days is None and self.year is not None and self.months == LAST_MONTH

    def within(self, other: "When | None") -> "When":
        """The months that both a row and a column tell: 3月 below 2024年, 2024 beside 3月."""
        if other is None:
            return self
        if other.is_year and self.year is None:
            return self.in_year(other.year)
        return other.in_year(self.year) if self.is_year and other.year is None else self

    def in_year(self, year: int | None) -> "When":
        if self.year is not None or self.days or year is None:
            return self
        return _months_of(year, self.first, self.last)

    def dates(self) -> tuple[date, date] | None:
        """The first and the last day; None where the year is not known."""
        if self.days:
            return self.days
        return None if self.year is None else _dates_of(self.year, self.first, self.last)

    def __str__(self) -> str:
        if self.days:
            return f"{self.days[0]} 至 {self.days[1]}"
        year = f"{self.year}年" if self.year else ""
        if (self.first, self.last) == (1, LAST_MONTH):
            return f"{year}全年"
        return f"{year}{self.first}月" if self.is_month else f"{year}{self.first}月至{self.last}月"


@cache
def _months_of(year: int, first: int, last: int) -> When:
    return When(year, first, last)


@cache
def _dates_of(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def when(cell: Cell, *, bare: bool = False) -> When | None:
    """`bare` takes 3 for March too: in a column that is of months."""
    if isinstance(cell, date):
        return When(cell.year, cell.month, cell.month) if cell.day == 1 else None
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _of_number(cell, bare=bare)
    return _of_text(half_width(str(cell)), bare=bare) if isinstance(cell, str) else None


def when_with_year(written: str) -> When | None:
    """As `when`, None where the year is not said."""
    found = when(written)
    return found if found and found.dates() else None


def day_said(cell: Cell) -> date | None:
    """The day that a date or a text with year, month and day names."""
    if isinstance(cell, str):
        found = spans.meant(_TIME_BEHIND.sub("", half_width(cell)))
        return found.days[0] if found and found.days and found.days[0] == found.days[1] else None
    return cell if isinstance(cell, date) else None


def _of_number(cell: float, *, bare: bool) -> When | None:
    written = str(int(cell)) if cell == int(cell) else repr(cell)
    found = _PARTED.fullmatch(written)
    if found and cell != int(cell) and _is_year(found[1]):
        month = int(found[2])
        return When(int(found[1]), month, month, is_unsure=found[2] == "1") if 1 <= month <= LAST_MONTH else None
    return _of_text(written, bare=bare)


def _of_text(written: str, *, bare: bool) -> When | None:
    if found := _SIX_DIGITS.fullmatch(written):
        return When(int(found[1]), int(found[2]), int(found[2])) if _is_year(found[1]) else None
    if bare and _NUMBER.fullmatch(written):
        month = int(written)
        return When(None, month, month) if 1 <= month <= LAST_MONTH else None
    if found := _SHORT_YEAR.fullmatch(written):
        written = f"{_CENTURY + int(found[1])}年{found[2]}"
    if len(written) < 2 or written.isdigit():
        return None
    return _meant(written)


def _meant(written: str) -> When | None:
    found = spans.meant(written)
    if found is None:
        return None
    if found.days is None:
        return When(None, *found.months) if found.months else None
    first, last = found.days
    if not (first.year >= FIRST_YEAR and last.year <= LAST_YEAR):
        return None
    if first == last:
        return None
    is_whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1] and first.year == last.year
    return When(first.year, first.month, last.month) if is_whole else When(None, days=(first, last))


def _is_year(written: str) -> bool:
    return FIRST_YEAR <= int(written) <= LAST_YEAR


def in_year(written: str, year: int, period: When | None = None) -> str | None:
    """11月26日 8:30 with its year; None where it names one itself, or no day, or one that is not of the period which a
    title names.
    """
    plain = half_width(written)
    found = _DAY_OF_YEAR.fullmatch(spans.in_digits(plain))
    if found is None:
        return None
    month = int(found[1])
    if period is not None and not period.days and not period.first <= month <= period.last:
        return None
    return f"{year}年{month}月{int(found[2])}日{found[3]}"


def years_said(text: str) -> list[int]:
    """The years that a title names, not those of a full date under it: 2024年水电费统计表, but not 2025年1月6日."""
    plain = _TWO_YEARS.sub(r"\1年\2年", spans.in_digits(half_width(text)))
    return [int(year) for year in dict.fromkeys(_YEAR_SAID.findall(plain))]


def period_said(text: str) -> When | None:
    """The month, quarter or half of a year that a title names with its year."""
    plain = spans.in_digits(half_width(text))
    found = _MONTH_SAID.search(plain)
    return when(f"{found[1]}年{''.join(found[2].split())}") if found else None


def year_of(cell: Cell) -> int | None:
    """A cell of a column of years: 2024, 2024年."""
    written = half_width(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell or ""))
    written = written.removesuffix("度").removesuffix("年").strip()
    return int(written) if re.fullmatch(r"\d{4}", written, re.ASCII) and _is_year(written) else None
