"""The register of points where waste is put."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.waste_points.models import WastePoint

LEDGER = Ledger("waste_points", WastePoint)
