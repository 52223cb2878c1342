"""Working days: weekends and the official holidays, with the days that are worked instead.

Source of the days off: the State Council's yearly notice on holidays (国务院办公厅关于部分节假日安排的通知).
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta

from jieyue.rules.values import Word

SATURDAY = 5


class Shift(Word):
    """Where a due day goes that is a day off."""

    NONE = "none", "不顺延"
    NEXT_WORKDAY = "next_workday", "顺延至下一个工作日"
    PREVIOUS_WORKDAY = "previous_workday", "提前至上一个工作日"


@dataclass(frozen=True)
class YearlyDay:
    """A day off by law in every year from `since` on, whatever that year's notice adds to it."""

    month: int
    day: int
    name: str
    since: date
    until: date | None = None

    def falls_on(self, day: date) -> bool:
        in_force = self.since <= day and (self.until is None or day < self.until)
        return in_force and (day.month, day.day) == (self.month, self.day)


@dataclass(frozen=True)
class Calendar:
    """`exceptions` says of a day that it is (or is not) worked, against the weekday. `known` are the years whose
    notice is out; of others only weekends are known, and the days that are off every year.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    known: Set[int] = frozenset()
    yearly: Sequence[YearlyDay] = ()

    def is_workday(self, day: date) -> bool:
        if day in self.exceptions:
            return self.exceptions[day]
        return day.weekday() < SATURDAY and not self._is_off_every_year(day)

    def _is_off_every_year(self, day: date) -> bool:
        """Asked only where no notice says it."""
        return not self.is_known(day.year) and any(each.falls_on(day) for each in self.yearly)

    def is_known(self, year: int) -> bool:
        return year in self.known

    def shifted(self, day: date, shift: Shift, *, within_month: bool = False) -> date:
        """The day itself where it is worked or nothing shifts it, or where that would lead out of its month and it is
        to stay `within_month`.
        """
        step = {Shift.NONE: 0, Shift.NEXT_WORKDAY: 1, Shift.PREVIOUS_WORKDAY: -1}[shift]
        moved = day
        while step and not self.is_workday(moved):
            moved += timedelta(days=step)
        left_its_month = (moved.year, moved.month) != (day.year, day.month)
        return day if within_month and left_its_month else moved
