"""The register of where vehicles stood (row C5 of the requirements)."""

from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.stops.models import Stop
from jieyue.store.registers.stops.refusing import refuse

LEDGER = Ledger("stops", Stop, kept_by=Keepers(refuses=refuse), group="offices")
