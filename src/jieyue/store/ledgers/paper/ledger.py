"""The paper ledger: bought, used and left by month, and what was done without paper (row C4 of the requirements)."""

from jieyue.store.ledgers.paper.checks import LIMITS, growth, parts, stock
from jieyue.store.ledgers.paper.models import Paper
from jieyue.store.machine.ledger import Ledger, Measure, Source

LEDGER = Ledger(
    "paper",
    Paper,
    every="month",
    measures=(
        Measure("paper_bought_reams", "bought_reams"),
        Measure("paper_recycled_reams", "recycled_reams"),
        Measure("paper_used_reams", "used_reams"),
        Measure("documents_electronic", "electronic_documents"),
        Measure("documents_printed", "printed_documents"),
    ),
    checks=(parts, stock, growth),
    limits=LIMITS,
    sources={"paper_by_month": Source(every="month")},
    group="offices",
)
