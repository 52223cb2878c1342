"""Report periods: a year, half, quarter or month, half-open in days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from jieyue.rules.refusal import Refused

FIRST_YEAR, LAST_YEAR = 1901, 9998
"""So that the year before and the day after are days too."""

FIRST_KEPT = 1990
"""The first year of which there are rows."""

FORMS = (
    (re.compile(r"(\d{4})(?:年度?)?"), 12),
    (re.compile(r"(\d{4})(?:H([12])|年([上下])半年)"), 6),
    (re.compile(r"(\d{4})(?:Q([1-4])|年第?([一二三四1-4])季度?)"), 3),
    (re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|年(0?[1-9]|1[0-2])月份?)"), 1),
)
MONTH, QUARTER, HALF, YEAR = LENGTHS = 1, 3, 6, 12
"""In months, of periods that are reported."""
NUMBERS = {"上": 1, "下": 2, "一": 1, "二": 2, "三": 3, "四": 4}


class PeriodUnreadable(Refused):
    pass


def month_of(day: date) -> date:
    """A month is written as its first day."""
    return day.replace(day=1)


def months_later(month: date, count: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def month_end(month: date) -> date:
    """The month's last day."""
    return months_later(month, 1) - timedelta(days=1)


def same_day_months_before(day: date, count: int) -> date:
    """The last of its month where that has no such day."""
    end = month_end(months_later(month_of(day), -count))
    return end.replace(day=min(day.day, end.day))


@dataclass(frozen=True, order=True)
class Period:
    """`first` is the first day of its first month; `months` is 1, 3, 6 or 12, or what is over of such a one."""

    first: date
    months: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """`2024`, `2024H1`, `2024Q1`, `2024-03`, or as officers write them: 2024年度, 2024年一季度."""
        for form, months in FORMS:
            found = form.fullmatch(text)
            if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
                nth = next((NUMBERS.get(each) or int(each) for each in found.groups()[1:] if each), 1)
                return cls(date(int(found[1]), (nth - 1) * months + 1, 1), months)
        raise PeriodUnreadable(f"看不懂报告期“{text}”。", do="请写成 2024年、2024年上半年、2024年一季度或 2024年3月。")

    @property
    def until(self) -> date:
        """The first day after it."""
        return months_later(self.first, self.months)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until - timedelta(days=1)

    @property
    def last_month(self) -> date:
        return months_later(self.first, self.months - 1)

    @property
    def year(self) -> int:
        return self.first.year

    def each_month(self) -> Iterator[date]:
        return (months_later(self.first, n) for n in range(self.months))

    def in_year(self, year: int) -> Self:
        """The same period of another year."""
        return type(self)(self.first.replace(year=year), self.months)

    def quarters(self) -> "list[Period]":
        """The quarters of its year, up to and including the one it ends in."""
        return [
            Period(date(self.year, month, 1), 3) for month in (1, 4, 7, 10) if date(self.year, month, 1) < self.until
        ]

    @property
    def zh(self) -> str:
        """As an officer says it."""
        if self.months not in LENGTHS:
            return f"{self.year}年{self.first.month}至{self.last_month.month}月"
        nth = (self.first.month - 1) // self.months
        if self.months == YEAR:
            return f"{self.year}年度"
        if self.months == HALF:
            return f"{self.year}年{'上下'[nth]}半年"
        return f"{self.year}年{'一二三四'[nth]}季度" if self.months == QUARTER else f"{self.year}年{self.first.month}月"

    def __str__(self) -> str:
        if self.months not in LENGTHS:
            return f"{self.first:%Y-%m}/{self.last_month:%Y-%m}"
        year, nth = f"{self.first.year:04}", (self.first.month - 1) // self.months + 1
        return {YEAR: year, HALF: f"{year}H{nth}", QUARTER: f"{year}Q{nth}", MONTH: f"{year}-{nth:02}"}[self.months]


def periods_in(year: int) -> list[Period]:
    """A year's months, quarters, halves and itself, by the day on which they end, the shorter ones first."""
    every = (Period(date(year, month, 1), length) for length in LENGTHS for month in range(1, 13, length))
    return sorted(every, key=lambda each: (each.until, each.months))
