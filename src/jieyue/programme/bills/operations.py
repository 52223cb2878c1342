"""Taking a bill away. It goes the way a file goes."""

from datetime import datetime

from jieyue.programme.bills.queries import as_entered, bill
from jieyue.programme.entry.operations import EnteredRow, ImportReport, enter_rows
from jieyue.rules.person import Person


def withdraw(id_: int, *, seen: int, by: Person, at: datetime, reason: str) -> ImportReport:
    """The log keeps it, and its page. `seen` is the version that whoever withdraws it looked at."""
    found = bill(id_, person=by)
    row = EnteredRow(row=1, values={**as_entered(found), "withdrawn": "是"}, record=found.id, seen=seen)
    return enter_rows("bills", [row], by=by, at=at, reason=reason)
