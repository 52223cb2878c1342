"""The register of targets. Whether one is confirmed follows from who brings it, so its sheet is its own."""

from jieyue.rules.roles import Right
from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.targets.models import Target
from jieyue.store.registers.targets.settling import TARGETS

LEDGER = Ledger("targets", Target, kept_by=Keepers(Right.AIM), sheets=(TARGETS,), group="plans")
