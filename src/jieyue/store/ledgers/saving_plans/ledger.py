"""Plans of saving energy by year (row F2 of the requirements)."""

from jieyue.store.ledgers.saving_plans.models import SavingPlan
from jieyue.store.machine.held import Held
from jieyue.store.machine.ledger import Ledger, Source

LEDGER = Ledger(
    "saving_plans",
    SavingPlan,
    sources={
        "saving_plan": Source(held=Held(year="year")),
        "annual_target": Source(held=Held(year="year", asks=("yearly_target",))),
    },
    group="plans",
)
