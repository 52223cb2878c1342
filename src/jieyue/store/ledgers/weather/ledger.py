"""Mean temperatures of days, by which savings are set right for the weather (decision 73)."""

from jieyue.store.ledgers.weather.models import Weather
from jieyue.store.machine.ledger import Ledger

LEDGER = Ledger("weather", Weather, group="energy")
