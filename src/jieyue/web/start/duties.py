"""A unit's duties on its first page: the next day, what it can do now, what others have to do, what is long past."""

from collections.abc import Sequence
from datetime import date

from jieyue.programme.duties.queries import Shown
from jieyue.rules.duties import DutyState
from jieyue.web.duties.rows import as_row

MOST_DUTIES = 8


def of_unit(found: Sequence[Shown], today: date) -> dict[str, object]:
    """`found` are the pressing ones, the overdue first."""
    to_do = [each for each in found if not _waits(each) and not _is_past(each, today)]
    to_come = [each for each in found if each.duty.due_on >= today and not _waits(each)]
    soonest = min(to_come, key=lambda each: each.duty.due_on, default=None)
    past = [each for each in found if _is_past(each, today)]
    return {
        "duties": [as_row(each) for each in to_do[:MOST_DUTIES]],
        "waited_for": [as_row(each) for each in found if _waits(each) and not _is_past(each, today)],
        "past": [as_row(each) for each in past],
        "soonest": soonest and {**as_row(soonest), "days": (soonest.duty.due_on - today).days},
        "more": len(to_do) - MOST_DUTIES,
    }


def _waits(each: Shown) -> bool:
    """Whether somebody else has to do it."""
    discharge = each.duty.entry.discharge
    return discharge is not None and discharge.by_others


def _is_past(each: Shown, today: date) -> bool:
    """Left undone in an earlier year."""
    return each.state is DutyState.OVERDUE and each.duty.due_on.year < today.year
