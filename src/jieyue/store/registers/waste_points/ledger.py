"""The register of points where waste is put."""

from jieyue.store.machine.ledger import Ledger, Source
from jieyue.store.registers.waste_points.models import WastePoint
from jieyue.store.registers.waste_points.share import share_signed

LEDGER = Ledger("waste_points", WastePoint, sources={"waste_points_signed": Source(share=share_signed)}, group="waste")
