"""检查安排 and 考核记录: how far a planned inspection has come, and what in a year stands for or against somebody."""

from datetime import date

from jieyue.rules.values import Word


class Planned(Word):
    """检查安排的进展, what has to be seen to first."""

    LATE = "late", "逾期未查"
    NOW = "now", "正在检查期内"
    TO_COME = "to_come", "未到时间"
    DONE = "done", "已检查"
    CANCELLED = "cancelled", "已取消"


def planned_state(on: date | None, first_day: date, last_day: date, *, today: date, is_cancelled: bool) -> Planned:
    """Of a unit that was inspected `on` a day of the plan's time, or not yet; what was inspected stays so."""
    if on is not None:
        return Planned.DONE
    if is_cancelled:
        return Planned.CANCELLED
    if today > last_day:
        return Planned.LATE
    return Planned.NOW if today >= first_day else Planned.TO_COME
