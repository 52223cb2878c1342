"""What repairs of furniture cost: the measure by which article 5 judges daily conduct (row E3)."""

from jieyue.store.ledgers.furniture_repairs.models import FurnitureRepair
from jieyue.store.machine.ledger import Ledger, Measure

LEDGER = Ledger(
    "furniture_repairs",
    FurnitureRepair,
    measures=(Measure("furniture_repair_yuan", "cost_yuan", money=True),),
    group="offices",
)
