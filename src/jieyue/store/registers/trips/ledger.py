"""The register of the uses of vehicles (row C5 of the requirements)."""

from jieyue.store.machine.ledger import Keepers, Ledger, Measure, Reads
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.trips.checks import LIMITS, each
from jieyue.store.registers.trips.measuring import trips_km
from jieyue.store.registers.trips.models import Trip
from jieyue.store.registers.trips.refusing import refuse
from jieyue.store.registers.vehicles.running import REACH_DAYS

LEDGER = Ledger(
    "trips",
    Trip,
    measures=(Measure("trips", zh="用车次数"), Measure("trips_km", zh="用车里程", unit="km", worked_out=trips_km)),
    checks=(each,),
    limits=LIMITS,
    keeps_findings=True,
    looks_ahead_days=REACH_DAYS,
    reads=(Reads(Sealing, "vehicle_id", "vehicle", days=("sealed_on", "unsealed_on")),),
    kept_by=Keepers(refuses=refuse),
    group="offices",
)
