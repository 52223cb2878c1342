"""What the pages of missing months ask of the warehouse, compiled once in a process."""

import ibis

from jieyue.rules.completeness import MONTHS, account_months, unit_months
from jieyue.store.warehouse.opening import TABLES, asked_every_day, compiled, variable

STANDING, ACCOUNTS, COVERAGE = TABLES["standing"], TABLES["accounts"], TABLES["coverage"]
EARLIER = TABLES["earlier"]
ASKED = ibis.table(MONTHS, name="months")
SUBJECT = variable("subject", "int64")


@asked_every_day
def accounts() -> str:
    """Each account's months, of the units at or under the subject."""
    return compiled(account_months(STANDING, ACCOUNTS, COVERAGE, ASKED, EARLIER, subject=SUBJECT))


@asked_every_day
def units() -> str:
    """Each unit's months."""
    by_account = account_months(STANDING, ACCOUNTS, COVERAGE, ASKED, EARLIER, subject=SUBJECT)
    return compiled(unit_months(STANDING, by_account, ASKED, subject=SUBJECT))
