"""The register of rooms, which temperature checks and patrols refer to."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.rooms.models import Room

LEDGER = Ledger("rooms", Room, group="offices")
