"""The register of vehicles (row C5 of the requirements)."""

from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.vehicles.checks import cards, tanks
from jieyue.store.registers.vehicles.counting import of_profiles
from jieyue.store.registers.vehicles.models import Vehicle
from jieyue.store.registers.vehicles.refusing import refuse

LEDGER = Ledger(
    "vehicles",
    Vehicle,
    checks=(cards, tanks),
    beside_profiles=of_profiles,
    kept_by=Keepers(refuses=refuse),
    group="offices",
)
