"""The register of stations beside which it is seen whether a vehicle was there (row C5 of the requirements)."""

from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.filling_stations.models import FillingStation
from jieyue.store.registers.filling_stations.refusing import refuse

LEDGER = Ledger("filling_stations", FillingStation, kept_by=Keepers(refuses=refuse), group="offices")
