"""How a refuelling is spoken of beside the others of its vehicle."""

from dataclasses import replace

from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.registers.vehicles.burning import burning_alone
from jieyue.store.registers.vehicles.filling import Filling

REFUELLING = Filling(Refuelling, day="refuelled_on", amount="litres", sign="L", does="加油", uses="用油")
OF_FUEL_ALONE = replace(REFUELLING, measured=burning_alone)
"""A plug-in goes part of its way on what it was charged with: it would make the others look thrifty."""
