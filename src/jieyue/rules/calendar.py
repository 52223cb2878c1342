"""Working days: weekends and the official holidays, with the days that are worked instead.

Source of the days off: the State Council's yearly notice on holidays (国务院办公厅关于部分节假日安排的通知).
"""

from collections.abc import Mapping, Set
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
class Calendar:
    """`exceptions` says of a day that it is (or is not) worked, against the weekday. `known` are the years whose
    notice is out; of others only weekends are known.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    known: Set[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_known(self, year: int) -> bool:
        return year in self.known

    def shifted(self, day: date, shift: Shift) -> date:
        """The day itself where it is worked or nothing shifts it."""
        step = {Shift.NONE: 0, Shift.NEXT_WORKDAY: 1, Shift.PREVIOUS_WORKDAY: -1}[shift]
        while step and not self.is_workday(day):
            day += timedelta(days=step)
        return day
