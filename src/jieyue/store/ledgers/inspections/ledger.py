"""Inspections (row F7 of the requirements): the checklist is policy, what is wrong is a finding."""

from jieyue.rules.roles import Right
from jieyue.store.ledgers.inspections.checks import found_wrong, refuse_earlier_deadline, refuse_own_hand
from jieyue.store.ledgers.inspections.models import Inspection
from jieyue.store.machine.ledger import Keepers, Ledger, Measure

LEDGER = Ledger(
    "inspections",
    Inspection,
    checks=(found_wrong,),
    keeps_findings=True,
    measures=(Measure("inspection_items", by="item"),),
    kept_by=Keepers(Right.INSPECT, right_to_undo=Right.REVIEW, guard=refuse_own_hand, refuses=refuse_earlier_deadline),
    group="supervision",
)
