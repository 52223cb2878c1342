"""Who signed the pledge of a year (row A3 of the requirements)."""

from jieyue.store.ledgers.pledges.guarding import refuse_online
from jieyue.store.ledgers.pledges.models import Pledge
from jieyue.store.machine.ledger import Keepers, Ledger

LEDGER = Ledger("pledges", Pledge, kept_by=Keepers(guard=refuse_online), group="conduct")
