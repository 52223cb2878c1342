"""The yearly tasks of creation plans (row F2 of the requirements)."""

from jieyue.store.ledgers.creation_tasks.models import CreationTask
from jieyue.store.machine.ledger import Ledger

LEDGER = Ledger("creation_tasks", CreationTask, group="plans")
