"""台账指标: what ledgers of other things than energy measure, beside the facts and never among them.

A measure is a declaration of its ledger (`store/machine/ledger.py`). As facts are, it is worked out month by month from
the records; one that a ledger of energy declares is told by facts already.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import BigIntegerField, Count, F, Sum
from django.db.models.functions import Cast, Round

from jieyue.rules import rollup
from jieyue.rules.period import month_end
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.columns import ledger_columns
from jieyue.store.machine.ledger import Ledger, Measure
from jieyue.store.machine.record import way_to_organisation
from jieyue.store.machine.settling import within_days
from jieyue.store.registers import registers

MEASURES = rollup.MEASURES.to_pyarrow()
GRAINS = 1000
Row = tuple[int, str, str, int]


def measures_of(month: date) -> pa.Table:
    """The month's figures: one row an organisation, measure and word; none where no row tells the figure."""
    every = (*registers(), *ledgers())
    rows = sorted(row for ledger in every if ledger.is_measured for row in _rows(ledger, month))
    units, names, words, thousandths = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
    grains = pa.array(thousandths, pa.int64()).cast(pa.decimal128(19, 0))
    return pa.Table.from_arrays(
        [
            pa.array(units, pa.int64()),
            pa.array([month] * len(rows), pa.date32()),
            pa.array(names, pa.string()),
            pa.array(words, pa.string()),
            pc.multiply(grains, pa.scalar(Decimal(1) / GRAINS)).cast(pa.decimal128(18, 3)),
        ],
        schema=MEASURES,
    )


def _rows(ledger: Ledger, month: date) -> Iterator[Row]:
    """In one question for all measures that are told apart by the same column, and what is worked out."""
    for each in ledger.measures:
        if each.worked_out:
            yield from ((unit, each.name, word, sum_) for unit, word, sum_ in each.worked_out(month))
    rows = ledger.model._default_manager.filter(within_days(ledger.model, month, month_end(month))).order_by()
    lookups = {each.column.key: each.lookup for each in ledger_columns(ledger.model)}
    way = way_to_organisation(ledger.model)
    of_rows = [each for each in ledger.measures if each.is_of_rows]
    for by in sorted({each.by for each in of_rows}):
        apart = [lookups[by]] if by else []
        measures = [each for each in of_rows if each.by == by]
        sums = {f"sum_{n}": _sum(each, lookups) for n, each in enumerate(measures)}
        for found in rows.values(way, *apart).annotate(**sums):
            word = str(found[apart[0]]) if apart else ""
            told = ((each, found[f"sum_{n}"]) for n, each in enumerate(measures))
            yield from ((found[way], each.name, word, sum_) for each, sum_ in told if sum_ is not None)


def _sum(measure: Measure, lookups: dict[str, str]) -> Sum | Cast:
    """In whole thousandths: databases add decimals up as floats."""
    if not measure.column:
        return Cast(Count("id") * GRAINS, BigIntegerField())
    return Sum(Cast(Round(F(lookups[measure.column]) * GRAINS), BigIntegerField()))
