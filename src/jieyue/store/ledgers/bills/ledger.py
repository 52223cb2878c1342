"""The bills ledger: what can be imported, and what it feeds."""

from jieyue.store.ledgers.bills.checking import findings
from jieyue.store.ledgers.bills.feeding import coverage_of, facts_of
from jieyue.store.ledgers.bills.importing import BILLS
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.ledgers.bills.no_use import NO_USE
from jieyue.store.machine.ledger import Facts, Ledger, Measure

LEDGER = Ledger(
    "bills",
    Bill,
    every="month",
    series_of="account",
    measures=(
        Measure("billed_quantity", "quantity", by="resource"),
        Measure("billed_yuan", "amount_yuan", by="resource", money=True),
    ),
    facts=Facts(facts_of, coverage_of),
    findings=findings,
    sheets=(BILLS, NO_USE),
    group="energy",
)
