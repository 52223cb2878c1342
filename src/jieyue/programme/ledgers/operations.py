"""Taking a row of a ledger away. It goes the way a file goes."""

from datetime import datetime

from jieyue.programme.entry.operations import EnteredRow, ImportReport, enter_rows
from jieyue.programme.ledgers.queries import row
from jieyue.rules.person import Person


def withdraw(key: str, id_: int, *, seen: int, by: Person, at: datetime, reason: str) -> ImportReport:
    """The log keeps it, and its page. `seen` is the version that whoever withdraws it looked at. Raises RowUnknown."""
    found = row(key, id_, person=by)
    entered = EnteredRow(row=1, values={**found.typed, "withdrawn": "是"}, record=found.id, seen=seen)
    return enter_rows(key, [entered], by=by, at=at, reason=reason)
