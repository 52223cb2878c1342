"""An indicator's test is a picture: what was used, how large the units are, what must come out."""

from collections.abc import Mapping
from decimal import Decimal

import ibis
import pyarrow as pa

from jieyue.rules.indicators.declaring import SCHEMAS, Indicator
from text_tables import rows_of

FACTORS = """
resource     | kgce_per_unit | kgco2_per_unit | counts_as_energy | counts_as_carbon
electricity  | 0.1229        | 0.5            | yes              | yes
natural_gas  | 1.2143        | 2.0            | yes              | yes
petrol       | 1.0           | 2.2            | yes              | yes
heat         |               |                | yes              | yes
water        |               |                | no               | no
heat_by_area |               |                | no               | no
"""
WITHIN = 1e-12


def spec(
    indicator: Indicator,
    *,
    usage: str,
    sizes: str = "org | period | area_m2 | persons | persons_water",
    conversions: str = FACTORS,
    expect: Mapping[tuple[str, str], float | None],
    **switches: bool,
) -> None:
    """Run an indicator on DuckDB and compare: no row, null and a number are three different answers."""
    schemas = zip(("usage", "sizes", "conversions"), (usage, sizes, conversions), strict=True)
    tables = {name: ibis.memtable(_table(written, name)) for name, written in schemas}
    result = indicator(**{name: tables[name] for name in indicator.needs}, **switches)
    assert result.columns == ("org", "period", "value")
    found = {(row["org"], row["period"]): row["value"] for row in result.to_pyarrow().to_pylist()}
    assert found.keys() == expect.keys()
    for place, value in expect.items():
        now = found[place]
        both = value is not None and now is not None
        assert abs(now - value) <= WITHIN * abs(value) if both else now == value, (place, now, value)


def _table(written: str, name: str) -> pa.Table:
    schema = SCHEMAS[name].to_pyarrow()
    rows = [{field.name: _value(row.get(field.name, ""), field.type) for field in schema} for row in rows_of(written)]
    return pa.Table.from_pylist(rows, schema=schema)


def _value(cell: str, kind: pa.DataType) -> object:
    if not cell:
        return None
    if pa.types.is_boolean(kind):
        return {"yes": True, "no": False}[cell]
    return Decimal(cell) if pa.types.is_decimal(kind) else cell
