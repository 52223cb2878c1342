"""What the pages of missing months ask of the warehouse, compiled once in a process."""

import ibis
from ibis import Table

from jieyue.rules.completeness import ENDED, MONTHS, subject_months, subjects_of_rows, unit_months
from jieyue.store.warehouse.tables import TABLES, Compiled, asked_every_day, compiled, variable

STANDING, ACCOUNTS, COVERAGE = TABLES["standing"], TABLES["accounts"], TABLES["coverage"]
EARLIER = TABLES["earlier"]
ASKED = ibis.table(MONTHS, name="months")
ENDED_NOW = ibis.table(ENDED, name="ended")
SUBJECT = variable("subject", "int64")


def _by_subject(*, counts_days: bool) -> Table:
    subjects = ACCOUNTS if counts_days else subjects_of_rows(COVERAGE, EARLIER, ENDED_NOW)
    asked = {"under": SUBJECT, "counts_days": counts_days}
    return subject_months(STANDING, subjects, COVERAGE, ASKED, EARLIER, **asked)


def _by_unit(*, counts_days: bool) -> Table:
    by_subject = _by_subject(counts_days=counts_days)
    return unit_months(STANDING, by_subject, ASKED, under=SUBJECT, counts_days=counts_days)


@asked_every_day
def accounts() -> Compiled:
    """The months of each account of the units at or under an organisation."""
    return compiled(_by_subject(counts_days=True))


@asked_every_day
def units() -> Compiled:
    """The months of each unit, by the bills of its accounts."""
    return compiled(_by_unit(counts_days=True))


@asked_every_day
def subjects_of_ledger() -> Compiled:
    """The months of each subject of a ledger that does not count days, of the units at or under an organisation."""
    return compiled(_by_subject(counts_days=False))


@asked_every_day
def units_of_ledger() -> Compiled:
    """The months of each unit, by the subjects of such a ledger."""
    return compiled(_by_unit(counts_days=False))
