"""The register of a unit's people (row A3 of the requirements)."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.staff.models import StaffMember

LEDGER = Ledger("staff", StaffMember, group="conduct")
