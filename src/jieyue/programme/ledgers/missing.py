"""Which months of a ledger are missing, of a place, a unit or what a unit has registered."""

from collections.abc import Sequence
from datetime import date

from jieyue.programme.completeness.queries import Months, SubjectMonths, months_of, subjects_by_month
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.rules.person import Person


def missing(key: str, *, person: Person, code: str, year: int, today: date) -> Months:
    """Raises LedgerUnknown, OrganisationUnknown."""
    ledger = ledger_named(key)
    asked = {"person": person, "code": code, "year": year, "today": today}
    return months_of(**asked, ledger=None if ledger.counts_days else ledger)


def missing_by_subject(key: str, *, person: Person, code: str, year: int, today: date) -> Sequence[SubjectMonths]:
    """Of a unit. Raises LedgerUnknown, OrganisationUnknown."""
    return subjects_by_month(ledger_named(key), person=person, code=code, year=year, today=today)
