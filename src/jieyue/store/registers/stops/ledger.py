"""The register of where vehicles stood (row C5 of the requirements)."""

from jieyue.store.machine.ledger import Keepers, Ledger, Reads
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.stops.checks import LIMITS, each
from jieyue.store.registers.stops.models import Stop
from jieyue.store.registers.stops.refusing import refuse
from jieyue.store.registers.stops.standing import STOOD_DAYS
from jieyue.store.registers.trips.beside_fills import KEPT_WITHIN
from jieyue.store.registers.trips.models import Trip

LEDGER = Ledger(
    "stops",
    Stop,
    checks=(each,),
    limits=LIMITS,
    keeps_findings=True,
    looks_ahead_days=STOOD_DAYS,
    reads=(
        Reads(Sealing, "vehicle_id", "vehicle", days=("sealed_on", "unsealed_on")),
        Reads(Trip, "vehicle_id", "vehicle", days=("left_at", "back_at"), around=(KEPT_WITHIN,)),
    ),
    kept_by=Keepers(refuses=refuse),
    group="offices",
)
