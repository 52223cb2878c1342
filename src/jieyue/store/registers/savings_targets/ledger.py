"""The register of targets in all forms but ratios (row B5), which are the register of yearly targets'."""

from jieyue.rules.roles import Right
from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.savings_targets.models import SavingsTarget
from jieyue.store.registers.savings_targets.settling import refuse_impossible, refuse_what_is_above

LEDGER = Ledger(
    "savings_targets",
    SavingsTarget,
    kept_by=Keepers(Right.AIM, right_to_undo=Right.SHAPE, guard=refuse_what_is_above, refuses=refuse_impossible),
    group="plans",
)
