"""Readings of meters (row B2 of the requirements): raw, in whatever order they come."""

from jieyue.store.ledgers.readings.checks import LIMITS, series
from jieyue.store.ledgers.readings.feeding import coverage_of, facts_of
from jieyue.store.ledgers.readings.findings import findings
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.ledgers.readings.moving import moved
from jieyue.store.ledgers.readings.share import share_metered
from jieyue.store.ledgers.readings.sources import behind
from jieyue.store.machine.ledger import Facts, Ledger, Source

LEDGER = Ledger(
    "readings",
    Reading,
    every="month",
    series_of="meter",
    checks=(series,),
    limits=LIMITS,
    findings=findings,
    sources={"metering": Source(share=share_metered)},
    facts=Facts(facts_of, coverage_of, moves=moved, behind=behind),
    group="energy",
)
