"""Rows, totals, indicators of what was used, and how they changed: what every answer is made of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache
from types import MappingProxyType

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from jieyue.programme.statistics import questions
from jieyue.programme.statistics.answer import Row, Sizes, Totals
from jieyue.programme.statistics.asking import COLUMNS, PIN, Question
from jieyue.rules.factors import Conversions
from jieyue.rules.indicators.declaring import CONVERSIONS, catalogue
from jieyue.rules.values import Resource
from jieyue.store.warehouse.answering import Held, answer
from jieyue.store.warehouse.tables import Compiled, compiled

NAMED = {"region", "organisation", "place"}
Change = Callable[[ir.Table, ir.Table], ir.Table]
"""How an indicator moved from one table of values to another: `rules.indicators.change`."""
NO_INDICATORS: Mapping[str, float | None] = MappingProxyType({each.key: None for each in catalogue()})


def whole_rows(usage: pa.Table, factors: Conversions) -> list[Row]:
    """One row a resource."""
    return rows_of(_by_resource(usage), [], {}, factors)


def _by_resource(usage: pa.Table) -> list[dict]:
    """Apart by factors where the sums are."""
    by = [name for name in ("resource", PIN) if name in usage.column_names]
    sums = usage.group_by(by).aggregate([("quantity", "sum"), ("amount_yuan", "sum")])
    return sums.rename_columns({"quantity_sum": "quantity", "amount_yuan_sum": "amount_yuan"}).to_pylist()


def rows_of(
    records: Iterable[Mapping], keys: Sequence[str], names: Mapping[str, str], factors: Conversions
) -> list[Row]:
    """One row a group and resource, in order; sums that were accepted by different factors are added up converted."""
    found: dict[tuple, list[Mapping]] = {}
    for each in records:
        found.setdefault((each["resource"], *(each[COLUMNS.get(key, key)] for key in keys)), []).append(each)
    return in_order([_row_of(own, keys, names, factors) for own in found.values()], keys)


def in_order(rows: list[Row], keys: Sequence[str]) -> list[Row]:
    order = {resource.value: n for n, resource in enumerate(Resource)}
    return sorted(rows, key=lambda row: (*(row.keys[key] or "" for key in keys), order[row.resource]))


def _row_of(parts: Sequence[Mapping], keys: Sequence[str], names: Mapping[str, str], factors: Conversions) -> Row:
    record, resource = parts[0], Resource(parts[0]["resource"])
    values = {key: record[COLUMNS.get(key, key)] or None for key in keys}
    converted = [(each["quantity"], factors.of(resource, each.get(PIN) or "")) for each in parts]
    money = [each["amount_yuan"] for each in parts if each["amount_yuan"] is not None]
    return Row(
        keys=values,
        names={key: names[values[key]] for key in keys if key in NAMED and values[key] in names},
        resource=resource.value,
        quantity=sum(each["quantity"] for each in parts),
        unit=resource.unit,
        amount_yuan=sum(money) if money else None,
        tce=_sum_of_known([_tonnes(used, by.kgce_per_unit) for used, by in converted if not by.outside_kgce]),
        tco2=_sum_of_known([_tonnes(used, by.kgco2_per_unit) for used, by in converted if not by.outside_kgco2]),
    )


def _tonnes(quantity: Decimal, kilograms_per_unit: Decimal | None) -> Decimal | None:
    return None if kilograms_per_unit is None else quantity * kilograms_per_unit / 1000


def totals_of(rows: Sequence[Row], factors: Conversions) -> Totals:
    """Of rows of everything, one a resource."""
    coal = [row.tce for row in rows if row.tce is not None or not factors[Resource(row.resource)].outside_kgce]
    carbon = [row.tco2 for row in rows if row.tco2 is not None or not factors[Resource(row.resource)].outside_kgco2]
    money = [row.amount_yuan for row in rows if row.amount_yuan is not None]
    water = [row.quantity for row in rows if row.resource == Resource.WATER]
    return Totals(*(_sum_of_known(parts) for parts in (coal, carbon, water, money)))


def _sum_of_known(parts: Sequence[Decimal | None]) -> Decimal | None:
    """None where there is nothing, or where something that counts is not known."""
    return sum(parts) if parts and None not in parts else None


def indicators_of(question: Question, usage: pa.Table) -> dict[str, float | None]:
    """Each indicator's value."""
    return indicators_by_period(question, usage, size_of(question)).get(str(question.period), dict(NO_INDICATORS))


def indicators_by_period(question: Question, usage: pa.Table, sizes: pa.Table) -> dict[str, dict[str, float | None]]:
    """Each indicator's value by what `period` is in the two tables, in one question: planning it is what takes long."""
    opened = question.warehouse
    opened.hold("usage", usage)
    opened.hold("sizes", sizes)
    opened.hold("conversions", conversion_table(question.factors, is_accepted=question.is_accepted))
    with_vehicles = question.factors.switches.vehicle_fuel_in_area_indicator
    asked = questions.indicators(with_vehicles=with_vehicles, is_accepted=question.is_accepted)
    found: dict[str, dict[str, float | None]] = {}
    for row in opened.ask(asked).to_pylist():
        found.setdefault(row["period"], dict(NO_INDICATORS))[row["key"]] = row["value"]
    return found


def size_of(question: Question) -> pa.Table:
    """Floor area and persons, of those with a profile."""
    return question.ask(questions.size(question.level))


def sizes_of(question: Question) -> Sizes:
    found = size_of(question).to_pylist()
    return Sizes(**{each.name: found[0][each.name] for each in fields(Sizes)}) if found else Sizes()


def conversion_table(factors: Conversions, *, is_accepted: bool = False) -> pa.Table:
    """`is_accepted`: also those that are pinned, each under its pin."""
    pins = ["", *factors.pinned] if is_accepted else [""]
    rows = [
        {
            PIN: pin,
            "resource": resource.value,
            "kgce_per_unit": conversion.kgce_per_unit,
            "kgco2_per_unit": conversion.kgco2_per_unit,
            "counts_as_energy": not conversion.outside_kgce,
            "counts_as_carbon": not conversion.outside_kgco2,
        }
        for pin in pins
        for resource in factors.by_resource
        for conversion in [factors.of(resource, pin)]
    ]
    schema = CONVERSIONS.to_pyarrow()
    return pa.Table.from_pylist(rows, schema=schema.append(pa.field(PIN, pa.string())) if is_accepted else schema)


def together(totals: Totals, indicators: Mapping[str, float | None]) -> dict[str, float | None]:
    """All figures of an answer by key."""
    known = {name: None if value is None else float(value) for name, value in vars(totals).items()}
    return {**known, **indicators}


def changes_of(
    now: Mapping[str, float | None], before: Mapping[str, float | None], change: Change
) -> dict[str, float | None]:
    """By key, in percent."""
    schema = pa.schema([("org", pa.string()), ("value", pa.float64())])
    held = [
        Held.of(name, pa.table([list(figures), list(figures.values())], schema=schema))
        for name, figures in (("now", now), ("before", before))
    ]
    changes = answer(_change_sql(change), {}, held, {})
    return dict(zip(*(changes[name].to_pylist() for name in changes.column_names), strict=True))


@cache
def _change_sql(change: Change) -> Compiled:
    columns = {"org": "string", "value": "float64"}
    return compiled(change(ibis.table(columns, name="now"), ibis.table(columns, name="before")))
