"""The collection ledger (清运台账): class, weight, receiver and receipt (row D1 of the requirements)."""

from jieyue.store.ledgers.waste.checks import hazardous, receivers
from jieyue.store.ledgers.waste.models import Collection
from jieyue.store.machine.ledger import Ledger, Measure, Reads, Source
from jieyue.store.registers.waste_contracts.models import WasteContract

LEDGER = Ledger(
    "waste",
    Collection,
    measures=(Measure("waste_kg", "weight_kg", by="waste_class"),),
    checks=(receivers, hazardous),
    keeps_findings=True,
    reads=(Reads(WasteContract, "organisation_id", "point__organisation"),),
    sources={"collections_by_month": Source(every="month")},
    group="waste",
)
