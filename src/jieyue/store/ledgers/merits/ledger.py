"""Reward, praise and admonition (row F7 of the requirements): what was decided, with the paper as evidence."""

from jieyue.rules.roles import Right
from jieyue.store.ledgers.merits.guarding import refuse_own_praise
from jieyue.store.ledgers.merits.models import Merit
from jieyue.store.machine.ledger import Keepers, Ledger, Measure

LEDGER = Ledger(
    "merits",
    Merit,
    measures=(Measure("merits_decided", by="kind"),),
    kept_by=Keepers(Right.INSPECT, right_to_undo=Right.REVIEW, guard=refuse_own_praise),
    group="supervision",
)
