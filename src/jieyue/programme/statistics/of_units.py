"""The sums of many units in one question, for who compares them with what was pinned."""

from collections.abc import Collection
from decimal import Decimal
from functools import cache

import ibis
import pyarrow as pa

from jieyue.rules.period import Period
from jieyue.rules.rollup import placed, summed
from jieyue.rules.values import Resource
from jieyue.store.warehouse.opening import warehouse
from jieyue.store.warehouse.tables import TABLES, compiled

Sums = dict[Resource, tuple[Decimal, Decimal | None]]
"""Quantity and money by resource."""
ASKED = ibis.table({"asked": "string"}, name="units_asked")


def sums_of_units(units: Collection[int], period: Period) -> dict[int, Sums]:
    """What counts at or under each unit in the period, by its id; nothing for who used nothing."""
    with warehouse() as opened:
        opened.look_at(period.first, period.until)
        opened.hold("units_asked", pa.table({"asked": [str(unit) for unit in sorted(units)]}))
        rows = opened.ask(_sums_sql()).to_pylist()
    found: dict[int, Sums] = {}
    for row in rows:
        found.setdefault(int(row["asked"]), {})[Resource(row["resource"])] = (row["quantity"], row["amount_yuan"])
    return found


@cache
def _sums_sql() -> str:
    """Each fact counts for all on the path on which it stood."""
    by_path = summed(placed(TABLES["facts"], TABLES["standing"]), ["path", "resource"])
    above = by_path.mutate(asked=by_path.path.split("/").unnest())
    return compiled(summed(above.semi_join(ASKED, "asked"), ["asked", "resource"]))
