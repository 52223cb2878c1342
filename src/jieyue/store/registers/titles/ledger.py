"""The register of titles that organisations hold (row F5 of the requirements)."""

from jieyue.rules.roles import Right
from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.titles.models import Title

LEDGER = Ledger("titles", Title, kept_by=Keepers(Right.SHAPE), group="plans")
