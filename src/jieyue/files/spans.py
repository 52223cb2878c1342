"""The days that an office means by words: 2024年3月份, 第一季度, 2024年1-3月, 2024.03.01-2024.03.31.

Nothing of this is accepted as a day: a message says by it what to write instead.
"""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

Months = tuple[int, int]

_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_TO = r"\s*(?:[-~～—–―]+|至|到)\s*"
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?|(\d{4})(\d\d)(\d\d)", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", re.ASCII)
_YEAR = re.compile(r"(\d{4})\s*(?:年度?|[-/.])?\s*(.*)", re.ASCII)
_MONTHS = re.compile(rf"(\d{{1,2}})月?{_TO}(\d{{1,2}})\s*月份?|(\d{{1,2}})\s*月份?", re.ASCII)
_BARE_MONTH = re.compile(r"\d{1,2}", re.ASCII)
_QUARTER = re.compile(r"第?([1-4])\s*季度?|[qQ]([1-4])", re.ASCII)
_ENDS = re.compile(r"\s*(?:开?始|起|止|为止|当[日天]|前|后)$")


class Meant(NamedTuple):
    """`days` are the first and the last one; where the year is not said, `months` only."""

    days: tuple[date, date] | None
    months: Months | None = None


def meant(written: str) -> Meant | None:
    """What a text says in other words than a day's; None when it says nothing that could be told."""
    plain = _ENDS.sub("", in_digits(written).strip())
    if days := _day(plain) or _of_year(plain) or _from_to(plain):
        return Meant(days)
    months = _months(plain)
    return Meant(None, months) if months else None


def day_of_a_year(written: str) -> tuple[int, int] | None:
    """Month and day of what names no year: 11月30日, 11.30, 11-30."""
    found = _DAY_OF_YEAR.fullmatch(_ENDS.sub("", in_digits(written).strip()))
    return (int(found[1]), int(found[2])) if found and _span(2024, int(found[1]), int(found[2])) else None


def in_digits(written: str) -> str:
    """Chinese numerals as digits: 二〇二四年十二月 is 2024年12月, and 元月 is 1月."""
    written = written.replace("元月", "1月")
    tens = _TENS.sub(lambda found: f"{found[1] or '一'}{found[2] or '零'}", written)
    return tens.translate(_DIGITS)


def _day(plain: str) -> tuple[date, date] | None:
    found = _DAY.fullmatch(plain)
    return _span(*(int(part) for part in found.groups() if part)) if found else None


def _span(year: int, month: int, day: int) -> tuple[date, date] | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _from_to(plain: str) -> tuple[date, date] | None:
    """`2024.03.01-2024.03.31`, the end also without its year. A dash may join two days or the parts of one."""
    for found in re.finditer(_TO, plain):
        first, written = _days(plain[: found.start()]), plain[found.end() :]
        last = first and (_days(written) or _later_in(first[0].year, written))
        if first and last and first[0] <= last[1]:
            return first[0], last[1]
    return None


def _days(plain: str) -> tuple[date, date] | None:
    return _day(plain) or _of_year(plain)


def _later_in(year: int, plain: str) -> tuple[date, date] | None:
    found = _DAY_OF_YEAR.fullmatch(plain)
    return _span(year, int(found[1]), int(found[2])) if found else None


def _of_year(plain: str) -> tuple[date, date] | None:
    found = _YEAR.fullmatch(plain)
    if not found or not 1 <= int(found[1]) <= 9999:
        return None
    year, rest = int(found[1]), found[2].strip()
    if not rest or rest == "全年":
        months: Months | None = (1, 12) if "年" in plain else None
    elif _BARE_MONTH.fullmatch(rest):
        months = _possible(int(rest), int(rest))
    else:
        months = _months(rest)
    return (date(year, months[0], 1), date(year, months[1], monthrange(year, months[1])[1])) if months else None


def _months(plain: str) -> Months | None:
    if found := _MONTHS.fullmatch(plain):
        first, last = (found[1], found[2]) if found[1] else (found[3], found[3])
        return _possible(int(first), int(last))
    if found := _QUARTER.fullmatch(plain):
        quarter = int(found[1] or found[2])
        return 3 * quarter - 2, 3 * quarter
    return {"上半年": (1, 6), "下半年": (7, 12)}.get(plain)


def _possible(first: int, last: int) -> Months | None:
    return (first, last) if 1 <= first <= last <= 12 else None
