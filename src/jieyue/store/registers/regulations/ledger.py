"""The register of regulations (row A4 of the requirements)."""

from jieyue.store.machine.held import Held
from jieyue.store.machine.ledger import Ledger, Source
from jieyue.store.registers.regulations.models import Regulation

LEDGER = Ledger("regulations", Regulation, sources={"regulations": Source(held=Held(by="kind"))}, group="organisation")
