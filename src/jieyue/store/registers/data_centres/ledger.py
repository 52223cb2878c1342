"""The register of data centres, each with what its statutory form asks of a year (row B3)."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.data_centres.checks import parts_and_wholes
from jieyue.store.registers.data_centres.models import DataCentre

LEDGER = Ledger("data_centres", DataCentre, checks=(parts_and_wholes,), group="energy")
