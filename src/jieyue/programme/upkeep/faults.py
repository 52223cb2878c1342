"""What pages, programs and commands say of an exception that nobody expected."""

from django.conf import settings
from django.db import DatabaseError, DataError

from jieyue.files.faults import note, note_refusal
from jieyue.rules.refusal import Fault, Refused, unkeepable
from jieyue.store.deployment.troubles import trouble_in

BEYOND_THE_DATABASE = (DataError, OverflowError, UnicodeEncodeError)
"""What was sent is nothing that a database can hold: PostgreSQL says so, SQLite's driver fails over it."""
BEYOND_LOOKING_FOR = "pattern too complex"
"""SQLite of a text that is looked for and has more than 50,000 bytes; it has no number of its own for that."""


def refusal_in(error: BaseException) -> Refused | None:
    """What to say, where it is no fault of the program: something was refused, or the machine is in trouble."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, BEYOND_THE_DATABASE) or (
        isinstance(error, DatabaseError) and BEYOND_LOOKING_FOR in str(error)
    ):
        return unkeepable()
    return trouble_in(error)


def fault_in(error: BaseException, *, doing: str) -> Fault:
    """Note the fault. `doing` says what was asked for, without names and figures."""
    noted = note(error, home=settings.JIEYUE_HOME, doing=doing)
    return Fault(
        f"系统出错，这次没有办成（错误编号 {noted.number}）。",
        do="请稍候再试；仍不行的，请把错误编号告诉系统管理员。",
        number=noted.number,
    )


def number_of(refusal: Refused, *, doing: str) -> str:
    """Under which the books have what somebody was told; noted now, unless it is a fault, which has been."""
    if isinstance(refusal, Fault):
        return refusal.number
    return note_refusal(type(refusal).__name__, home=settings.JIEYUE_HOME, doing=doing).number
