"""The ban on single-use plastics that do not degrade (row D1 of the requirements), looked after by the unit itself."""

from jieyue.store.ledgers.plastics.checks import banned
from jieyue.store.ledgers.plastics.models import PlasticCheck
from jieyue.store.ledgers.plastics.share import share_without_plastics
from jieyue.store.machine.ledger import Ledger, Measure, Source

LEDGER = Ledger(
    "plastics",
    PlasticCheck,
    checks=(banned,),
    keeps_findings=True,
    measures=(Measure("plastics_found", "found", by="item"),),
    sources={"plastic_checks": Source(share=share_without_plastics)},
    group="waste",
)
