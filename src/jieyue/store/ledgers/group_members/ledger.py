"""Members of leading groups and task forces (row A2 of the requirements)."""

from jieyue.store.ledgers.group_members.models import GroupMember
from jieyue.store.machine.ledger import Ledger

LEDGER = Ledger("group_members", GroupMember, group="organisation")
