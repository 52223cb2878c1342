"""Days as people mean them: beyond these bounds lie slips, and the ends of the calendar."""

from datetime import date, timedelta

from jieyue.rules.refusal import Refused

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


class DayImpossible(Refused):
    pass


def possible_day(day: date) -> date:
    """Raises DayImpossible."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise DayImpossible(
            f"日期 {day} 不在 {FIRST_DAY.year} 年至 {LAST_DAY.year} 年之间。", do="请核对年份，例如 2025-03-01。"
        )
    return day


def day_after(day: date) -> date:
    return possible_day(day) + timedelta(days=1)
