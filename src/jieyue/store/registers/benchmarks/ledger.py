"""The register of published means of like institutions (N20 has none; the standard of demonstration units asks)."""

from jieyue.store.machine.ledger import Ledger
from jieyue.store.registers.benchmarks.models import Benchmark

LEDGER = Ledger("benchmarks", Benchmark, group="facts")
