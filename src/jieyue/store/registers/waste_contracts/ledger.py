"""The register of contracts with those who take waste away."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.waste_contracts.models import WasteContract

LEDGER = Ledger("waste_contracts", WasteContract, group="waste")
