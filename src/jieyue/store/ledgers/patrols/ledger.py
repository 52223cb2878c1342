"""Patrols of daily conduct (row E3 of the requirements): the checklist is policy."""

from jieyue.store.ledgers.patrols.models import Patrol
from jieyue.store.machine.ledger import Ledger, Measure

LEDGER = Ledger("patrols", Patrol, measures=(Measure("patrol_items"),))
