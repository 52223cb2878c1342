"""Meetings of those who do the work (row A2 of the requirements)."""

from jieyue.store.ledgers.meetings.models import Meeting
from jieyue.store.machine.ledger import Ledger, Measure

LEDGER = Ledger("meetings", Meeting, measures=(Measure("work_meetings", by="kind"),), group="organisation")
