"""The register of meters (row B2 of the requirements)."""

from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.meters.checks import accounts, replacements
from jieyue.store.registers.meters.models import Meter
from jieyue.store.registers.meters.refusing import refuse

LEDGER = Ledger("meters", Meter, checks=(replacements, accounts), kept_by=Keepers(refuses=refuse), group="energy")
