"""The register of titles that are aimed at (row B5): a unit's own day of attainment."""

from jieyue.rules.roles import Right
from jieyue.store.machine.ledger import Keepers, Ledger
from jieyue.store.registers.title_aims.models import TitleAim

LEDGER = Ledger("title_aims", TitleAim, kept_by=Keepers(Right.AIM), group="plans")
