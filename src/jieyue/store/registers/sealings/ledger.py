"""The register of vehicles locked away on holidays (row C5 of the requirements)."""

from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.sealings.checks import MOST_KM, odometers
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.sealings.refusing import refuse

LEDGER = Ledger(
    "sealings",
    Sealing,
    checks=(odometers,),
    limits=(MOST_KM,),
    keeps_findings=True,
    kept_by=Keepers(refuses=refuse),
    group="offices",
)
