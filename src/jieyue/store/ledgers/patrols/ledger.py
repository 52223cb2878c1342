"""Patrols of daily conduct (row E3 of the requirements): the checklist is policy."""

from jieyue.store.ledgers.patrols.checks import conduct
from jieyue.store.ledgers.patrols.models import Patrol
from jieyue.store.machine.ledger import Ledger, Measure

LEDGER = Ledger(
    "patrols",
    Patrol,
    checks=(conduct,),
    keeps_findings=True,
    measures=(Measure("patrol_items", by="item"),),
    group="conduct",
)
