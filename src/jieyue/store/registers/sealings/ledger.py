"""The register of vehicles locked away on holidays (row C5 of the requirements)."""

from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.sealings.checks import MOST_KM, odometers, one_at_a_time
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.sealings.refusing import refuse
from jieyue.store.registers.vehicles.running import REACH_DAYS

LEDGER = Ledger(
    "sealings",
    Sealing,
    checks=(odometers, one_at_a_time),
    limits=(MOST_KM,),
    keeps_findings=True,
    looks_ahead_days=REACH_DAYS,
    kept_by=Keepers(refuses=refuse),
    group="offices",
)
