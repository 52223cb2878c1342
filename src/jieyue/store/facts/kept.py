"""已登记月份: which months of which subject have a row of a ledger, or a note that there was nothing.

As measures are, it is worked out month by month from the records; what covers days is told by the coverage of facts.
"""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
from django.db import models
from django.db.models import Max, Min

from jieyue.rules import completeness
from jieyue.rules.period import month_end
from jieyue.store.ledgers import ledgers
from jieyue.store.machine.coverage import dated_models, month_asked
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import way_to_organisation
from jieyue.store.machine.settling import day_of, within_days
from jieyue.store.registers import registers

KEPT = completeness.KEPT.to_pyarrow()


def kept_of(month: date) -> pa.Table:
    """One row a ledger and subject."""
    rows = sorted(row for ledger in ledgers() if ledger.keeps_months for row in set(_rows(ledger, month)))
    names, subjects, units = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 3
    days = [pa.array([day] * len(rows), pa.date32()) for day in (month, month_end(month))]
    return pa.Table.from_arrays(
        [pa.array(names, pa.string()), pa.array(subjects, pa.int64()), pa.array(units, pa.int64()), *days], schema=KEPT
    )


def parts_of_rows() -> dict[str, tuple[type[models.Model], int]]:
    """The derived parts that the rows there are belong to, `measured 2024-03`, each with one of its rows."""
    found = {}
    measured = (each for each in registers() if each.is_measured)
    for ledger in (*measured, *(each for each in ledgers() if each.keeps_months)):
        for model, at, _ in dated_models(ledger):
            found |= {f"measured {month}": (model, id_) for month, id_ in _first_by_month(model, at)}
    return found


def _first_by_month(model: type[models.Model], at: models.Field) -> Iterator[tuple[str, int]]:
    """The months of all rows there are, each with the lowest number of a row."""
    rows = model._default_manager.order_by()
    first, last = rows.aggregate(first=Min(at.name), last=Max(at.name)).values()
    if first is not None:
        month = month_asked(at, day_of(first), day_of(last))
        yield from rows.annotate(of=month).values("of").annotate(first=Min("id")).values_list("of", "first")


def _rows(ledger: Ledger, month: date) -> Iterator[tuple[str, int, int]]:
    for model, _, subject in dated_models(ledger):
        rows = model._default_manager.filter(within_days(model, month, month_end(month))).order_by()
        for id_, unit in rows.values_list(subject, way_to_organisation(model)).distinct():
            yield ledger.key, id_, unit
