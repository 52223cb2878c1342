"""The register of titles that organisations hold (row F5 of the requirements)."""

from jieyue.rules.roles import Right
from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.titles.models import Title

LEDGER = Ledger("titles", Title, right=Right.SHAPE)
