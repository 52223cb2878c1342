"""Temperature checks (row C1 of the requirements): spot readings and series of sensors."""

from jieyue.store.ledgers.temperature.checks import LIMITS, temperatures
from jieyue.store.ledgers.temperature.models import TemperatureCheck
from jieyue.store.machine.ledger import Ledger, Measure, Source

LEDGER = Ledger(
    "temperature",
    TemperatureCheck,
    series_of="room",
    measures=(Measure("temperature_checks"),),
    checks=(temperatures,),
    limits=LIMITS,
    keeps_findings=True,
    sources={"temperature_checks": Source()},
    group="energy",
)
