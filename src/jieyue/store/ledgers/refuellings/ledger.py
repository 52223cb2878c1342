"""The ledger of refuellings, from which each vehicle is accounted for (row C5 of the requirements)."""

from functools import partial

from jieyue.store.ledgers.refuellings.checks import LIMITS, each
from jieyue.store.ledgers.refuellings.filling import OF_FUEL_ALONE, REFUELLING
from jieyue.store.ledgers.refuellings.findings import GAP, NAMES, findings
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.ledgers.refuellings.publishing import lines
from jieyue.store.ledgers.refuellings.refusing import refuse
from jieyue.store.ledgers.refuellings.share import share_accounted
from jieyue.store.machine.ledger import Keepers, Ledger, Measure, Reads, Source
from jieyue.store.registers.filling_stations.models import FillingStation
from jieyue.store.registers.sealings.models import Sealing
from jieyue.store.registers.stops.models import Stop
from jieyue.store.registers.trips.beside_fills import AROUND
from jieyue.store.registers.trips.models import Trip
from jieyue.store.registers.vehicles.burning import burning
from jieyue.store.registers.vehicles.measuring import amount_of_known_way, driven_km, moved
from jieyue.store.registers.vehicles.models import Vehicle
from jieyue.store.registers.vehicles.running import REACH_DAYS

FUEL_KM, LITRES = "fuel_driven_km", "litres_of_known_way"

LEDGER = Ledger(
    "refuellings",
    Refuelling,
    every="month",
    series_of="vehicle",
    series_among=burning,
    measures=(
        Measure("refuelled_litres", "litres"),
        Measure("refuelled_yuan", "amount_yuan", money=True),
        Measure("driven_km", zh="行驶里程", unit="km", worked_out=partial(driven_km, REFUELLING)),
        Measure(FUEL_KM, zh="燃油车行驶里程", unit="km", worked_out=partial(driven_km, OF_FUEL_ALONE)),
        Measure(LITRES, zh="燃油车有里程的加油量", unit="L", worked_out=partial(amount_of_known_way, OF_FUEL_ALONE)),
        Measure("litres_per_100km", zh="百公里油耗", unit="L", ratio=(LITRES, FUEL_KM), times=100),
    ),
    moves=partial(moved, REFUELLING),
    checks=(each,),
    limits=(*LIMITS, GAP),
    keeps_findings=True,
    looks_ahead_days=REACH_DAYS,
    reads=(
        Reads(Sealing, "vehicle_id", "vehicle", days=("sealed_on", "unsealed_on")),
        Reads(Trip, "vehicle_id", "vehicle", days=("left_at", "back_at"), around=AROUND),
        Reads(Stop, "vehicle_id", "vehicle", days=("arrived_at", "left_at")),
        Reads(FillingStation, "organisation_id", "vehicle__organisation"),
        Reads(Vehicle, "organisation_id", "vehicle__organisation"),
    ),
    findings=findings,
    names=NAMES,
    sources={"fuel_by_month": Source(share=share_accounted)},
    published=lines,
    kept_by=Keepers(refuses=refuse),
    group="offices",
)
