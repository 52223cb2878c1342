"""Months whose figures an operation moves without having a row in them: a reading shares out what was used since the
one before it, and what is measured from one row to the next stands in the month of the next.
"""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime

from django.utils import timezone

from jieyue.rules.allocation import months_between
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.ledger import Moved
from jieyue.store.records.log import Version
from jieyue.store.reporting.guarding import refuse_locked
from jieyue.store.reporting.locks import locks_of
from jieyue.store.reporting.models import LOCK_IS_SET, Report
from jieyue.store.reporting.noting import reports_of_days


def note_moved_months(versions: Sequence[Version], _parts: Set[str]) -> Iterator[str]:
    """The derived parts of these months, and of the reports that their facts count in."""
    moved = list(_moved(versions))
    yield from reports_of_days(moved)
    for each in moved:
        yield from (f"month {month:%Y-%m}" for month in months_between(each.first, each.last))
    for each in (each for ledger in ledgers() if ledger.moves for each in ledger.moves(versions)):
        yield from (f"measured {month:%Y-%m}" for month in months_between(each.first, each.last))


def refuse_moved_in_locked(versions: Sequence[Version], at: datetime) -> None:
    """Raises PeriodLocked, naming the unit and the period."""
    if not Report.objects.filter(LOCK_IS_SET).exists():
        return
    moved = list(_moved(versions))
    locks = locks_of({each.organisation for each in moved}, today=timezone.localdate(at))
    for each in moved if locks else ():
        refuse_locked(each.organisation, locks.locked(each.organisation, each.first, each.last))


def _moved(versions: Sequence[Version]) -> Iterator[Moved]:
    for ledger in ledgers():
        if ledger.facts and ledger.facts.moves:
            yield from ledger.facts.moves(versions)
