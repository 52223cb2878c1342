"""The register of meters (row B2 of the requirements)."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.meters.models import Meter

LEDGER = Ledger("meters", Meter)
