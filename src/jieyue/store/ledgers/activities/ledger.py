"""Activities and training (row E1 of the requirements)."""

from jieyue.store.ledgers.activities.models import Activity
from jieyue.store.machine.ledger import Ledger, Measure

LEDGER = Ledger(
    "activities",
    Activity,
    measures=(Measure("activities", by="kind"), Measure("activity_participants", "participants", by="kind")),
)
