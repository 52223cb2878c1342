"""消费事实: one narrow table that every ledger feeds and all statistics draw from.

Facts are not entered and not kept in the database: they are worked out from the records of the ledgers, month by month.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from jieyue.rules import completeness, rollup
from jieyue.store.ledgers import ledgers

FACTS, COVERAGE = rollup.FACTS.to_pyarrow(), completeness.COVERAGE.to_pyarrow()


def facts_of(month: date) -> pa.Table:
    """The month's consumption: one row an organisation, resource and use, in the resource's reporting unit."""
    rows = chain.from_iterable(ledger.facts.feeds(month) for ledger in ledgers() if ledger.facts)
    sums: dict[tuple[int, str, str], tuple[int, int | None]] = {}
    for *key, thousandths, cents in rows:
        before = sums.get(tuple(key))
        sums[tuple(key)] = (thousandths, cents) if before is None else _added(before, (thousandths, cents))
    keys = sorted(sums)
    return pa.Table.from_arrays(
        [
            pa.array([key[0] for key in keys], pa.int64()),
            pa.array([month] * len(keys), pa.date32()),
            pa.array([key[1] for key in keys], pa.string()),
            pa.array([key[2] for key in keys], pa.string()),
            _decimals((sums[key][0] for key in keys), places=3),
            _decimals((sums[key][1] for key in keys), places=2),
        ],
        schema=FACTS,
    )


def coverage_of(month: date) -> pa.Table:
    """Which days of which account, the subject of bills, the records ending in the month cover."""
    rows = chain.from_iterable(ledger.facts.covers(month) for ledger in ledgers() if ledger.facts)
    columns = list(zip(*rows, strict=True)) or [[]] * len(COVERAGE)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, COVERAGE, strict=True)], schema=COVERAGE
    )


def _added(one: tuple[int, int | None], other: tuple[int, int | None]) -> tuple[int, int | None]:
    cents = [each[1] for each in (one, other) if each[1] is not None]
    return one[0] + other[0], sum(cents) if cents else None


def _decimals(whole_grains: Iterator[int | None], *, places: int) -> pa.Array:
    grains = pa.array(whole_grains, pa.int64()).cast(pa.decimal128(19, 0))
    return pc.multiply(grains, pa.scalar(Decimal(1).scaleb(-places))).cast(pa.decimal128(18, places))
