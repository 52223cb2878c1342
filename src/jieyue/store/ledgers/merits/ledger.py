"""Reward, praise and admonition (row F7 of the requirements): what was decided, with the paper as evidence."""

from jieyue.rules.roles import Right
from jieyue.store.ledgers.merits.guarding import refuse_own_praise
from jieyue.store.ledgers.merits.models import Merit
from jieyue.store.machine.ledger import Ledger, Measure

LEDGER = Ledger(
    "merits",
    Merit,
    measures=(Measure("merits_decided", by="kind"),),
    guard=refuse_own_praise,
    right=Right.INSPECT,
    right_to_undo=Right.REVIEW,
)
