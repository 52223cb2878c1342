"""The ledger of chargings, from which each electric vehicle is accounted for (row C5 of the requirements)."""

from functools import partial

from jieyue.store.ledgers.chargings.checks import LIMITS, each
from jieyue.store.ledgers.chargings.filling import CHARGING
from jieyue.store.ledgers.chargings.models import Charging
from jieyue.store.ledgers.chargings.refusing import refuse
from jieyue.store.machine.ledger import Keepers, Ledger, Measure, Reads
from jieyue.store.registers.filling_stations.models import FillingStation
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.stops.models import Stop
from jieyue.store.registers.trips.beside_fills import AROUND
from jieyue.store.registers.trips.models import Trip
from jieyue.store.registers.vehicles.burning import electric
from jieyue.store.registers.vehicles.measuring import amount_of_known_way, driven_km, moved
from jieyue.store.registers.vehicles.running import REACH_DAYS

DRIVEN, OF_KNOWN_WAY = "electric_driven_km", "kwh_of_known_way"
"""Of vehicles that burn nothing: those that also burn fuel are told how far they went by their refuellings, and owe no
charging each month beside them.
"""

LEDGER = Ledger(
    "chargings",
    Charging,
    every="month",
    series_of="vehicle",
    series_among=electric,
    measures=(
        Measure("charged_kwh", "kwh"),
        Measure("charged_yuan", "amount_yuan", money=True),
        Measure(DRIVEN, zh="纯电动车行驶里程", unit="km", worked_out=partial(driven_km, CHARGING)),
        Measure(
            OF_KNOWN_WAY, zh="纯电动车有里程的充电量", unit="kWh", worked_out=partial(amount_of_known_way, CHARGING)
        ),
        Measure("kwh_per_100km", zh="百公里电耗", unit="kWh", ratio=(OF_KNOWN_WAY, DRIVEN), times=100),
    ),
    moves=partial(moved, CHARGING),
    checks=(each,),
    limits=LIMITS,
    keeps_findings=True,
    looks_ahead_days=REACH_DAYS,
    reads=(
        Reads(Sealing, "vehicle_id", "vehicle", days=("sealed_on", "unsealed_on")),
        Reads(Trip, "vehicle_id", "vehicle", days=("left_at", "back_at"), around=AROUND),
        Reads(Stop, "vehicle_id", "vehicle", days=("arrived_at", "left_at")),
        Reads(FillingStation, "organisation_id", "vehicle__organisation"),
    ),
    kept_by=Keepers(refuses=refuse),
    group="offices",
)
