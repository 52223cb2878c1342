"""The register of groups and offices that do the work (row A2 of the requirements)."""

from jieyue.store.machine.held import Held
from jieyue.store.machine.ledger import Ledger, Source
from jieyue.store.registers.work_groups.models import WorkGroup

LEDGER = Ledger(
    "work_groups",
    WorkGroup,
    sources={"responsible_office": Source(held=Held(by="kind", asks=("duties",)))},
    group="organisation",
)
