"""The register of contracts of property management (row C12 of the requirements)."""

from jieyue.store.machine.held import Held
from jieyue.store.machine.ledger import Ledger, Source
from jieyue.store.registers.property_contracts.models import PropertyContract

LEDGER = Ledger(
    "property_contracts",
    PropertyContract,
    sources={"property_contract": Source(held=Held(asks=("energy_goal", "service_requirements")))},
    group="energy",
)
