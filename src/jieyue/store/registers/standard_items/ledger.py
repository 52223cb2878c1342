"""The register of standards that authorities brought themselves (decision 26)."""

from jieyue.rules.roles import Right
from jieyue.store.machine.checking import Checks
from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.machine.sheets import common_sheet
from jieyue.store.registers.standard_items.models import StandardItem
from jieyue.store.registers.standard_items.refusing import refuse

KEY, RIGHT = "standard_items", Right.SHAPE
SHEET = common_sheet(KEY, StandardItem, RIGHT, Checks(KEY, StandardItem, (), (), False), derived=(), refuse=refuse)

LEDGER = Ledger(KEY, StandardItem, kept_by=Keepers(RIGHT), sheets=(SHEET,), group="supervision")
"""Its sheet is named here, because it is brought by whoever directs a place and not by whoever enters for a unit."""
