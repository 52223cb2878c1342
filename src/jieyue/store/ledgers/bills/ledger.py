"""The bills ledger: what can be imported, and what it feeds."""

from jieyue.store.ledgers.bills.checking import findings
from jieyue.store.ledgers.bills.feeding import coverage_of, facts_of
from jieyue.store.ledgers.bills.importing import BILLS
from jieyue.store.ledgers.bills.no_use import NO_USE

kinds = (BILLS, NO_USE)
feeds_facts = facts_of
feeds_coverage = coverage_of
checks = findings
