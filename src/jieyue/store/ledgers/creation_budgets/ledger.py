"""The money of creation by year (row F2 of the requirements)."""

from jieyue.store.ledgers.creation_budgets.models import CreationBudget
from jieyue.store.machine.ledger import Ledger

LEDGER = Ledger("creation_budgets", CreationBudget, group="plans")
