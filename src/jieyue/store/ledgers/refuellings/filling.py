"""How a refuelling is spoken of beside the others of its vehicle."""

from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.registers.vehicles.filling import Filling

REFUELLING = Filling(Refuelling, day="refuelled_on", amount="litres", unit="L", does="加油", uses="用油")
