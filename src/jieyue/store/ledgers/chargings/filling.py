"""How a charging is spoken of beside the others of its vehicle."""

from jieyue.store.ledgers.chargings.models import Charging
from jieyue.store.registers.vehicles.burning import electric
from jieyue.store.registers.vehicles.filling import Filling

CHARGING = Filling(Charging, day="charged_on", amount="kwh", sign="kWh", does="充电", uses="用电", measured=electric)
