"""A unit's duties on its first page: the next day, what it can do now, what others have to do, what is long past."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from jieyue.programme.duties.queries import Shown
from jieyue.rules.duties import Duty, DutyState
from jieyue.web.duties.rows import as_rows

MOST_DUTIES = 8


def of_unit(found: Sequence[Shown], today: date) -> dict[str, object]:
    """`found` are the pressing ones, the overdue first."""
    past = [each for each in found if _is_past(each, today)]
    now = [each for each in found if not _is_past(each, today)]
    to_do = as_rows(each for each in now if not _waits(each))
    urls = {(row["shown"].duty.plan, row["shown"].duty.key): row["url"] for row in as_rows(found)}
    soonest = deadline([each.duty for each in found if not _waits(each)], today)
    return {
        "duties": to_do[:MOST_DUTIES],
        "waited_for": as_rows(each for each in now if _waits(each)),
        "past": as_rows(past),
        "deadline": soonest and {**soonest, "url": urls[soonest["duty"].plan, soonest["duty"].key]},
        "more": len(to_do) - MOST_DUTIES,
    }


def deadline(duties: Iterable[Duty], today: date) -> dict[str, Any] | None:
    """The next day on which something is due, and in how many days that is."""
    soonest = min((each for each in duties if each.due_on >= today), key=lambda each: each.due_on, default=None)
    return soonest and {"duty": soonest, "days": (soonest.due_on - today).days}


def _waits(each: Shown) -> bool:
    """Whether somebody else has to do it."""
    discharge = each.duty.entry.discharge
    return discharge is not None and discharge.by_others


def _is_past(each: Shown, today: date) -> bool:
    """Left undone in an earlier year."""
    return each.state is DutyState.OVERDUE and each.duty.due_on.year < today.year
