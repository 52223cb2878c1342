"""What a unit spent by the kinds of which plans set targets (row B5), for as long as no ledger of its own has it."""

from jieyue.store.ledgers.costs.models import Cost
from jieyue.store.machine.ledger import Ledger, Measure

LEDGER = Ledger("costs", Cost, measures=(Measure("cost_yuan", "amount_yuan", by="kind", money=True),), group="energy")
