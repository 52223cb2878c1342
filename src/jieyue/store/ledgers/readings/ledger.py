"""Readings of meters (row B2 of the requirements): raw, in whatever order they come."""

from jieyue.store.ledgers.readings.checks import LIMITS, series
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.machine.ledger import Ledger

LEDGER = Ledger("readings", Reading, every="month", series_of="meter", checks=(series,), limits=LIMITS)
