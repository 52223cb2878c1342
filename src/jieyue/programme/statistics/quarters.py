"""A unit's quarters, each with what was used for what and the ratios that follow, on one opened warehouse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from jieyue.programme.statistics import questions
from jieyue.programme.statistics.asking import Question
from jieyue.programme.statistics.queries import conversion_table, factors_of
from jieyue.rules.factors import Conversions
from jieyue.rules.indicators.declaring import USAGE
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level, Resource, Use
from jieyue.store.orgs.models import Organisation
from jieyue.store.warehouse.opening import Warehouse, warehouse

Sums = Mapping[tuple[Resource, Use], tuple[Decimal, Decimal | None]]
"""Quantity and money by resource and use."""


@dataclass(frozen=True)
class Quarter:
    """`tce` is None where nothing was used, or a factor is not known."""

    sums: Sums = field(default_factory=dict)
    tce: Decimal | None = None
    ratios: Mapping[str, float | None] = field(default_factory=dict)


def quarters_of(unit: Organisation, wanted: Sequence[Period]) -> dict[str, Quarter]:
    """As the ledger has them now. The figures are the unit's own, whoever asks, as those of a report are."""
    found: dict[str, Quarter] = {}
    with warehouse() as opened:
        for year in sorted({quarter.year for quarter in wanted}):
            own = [quarter for quarter in wanted if quarter.year == year]
            found |= _of_year(unit, own, opened)
    return found


def _of_year(unit: Organisation, wanted: Sequence[Period], opened: Warehouse) -> dict[str, Quarter]:
    def question(period: Period) -> Question:
        return Question(Person.at_console("statistics"), unit, period, factors_of(period), opened, "live")

    asked = {str(quarter): question(quarter) for quarter in wanted}
    opened.look_at(wanted[0].first, wanted[-1].until)
    usage = question(Period.parse(f"{wanted[0].year:04}")).ask(questions.usage_by_quarter(Level(unit.level)))
    rows = [row for row in usage.to_pylist() if row["quarter"] in asked]
    ratios = _ratios(asked, rows, opened)
    return {key: _quarter(each, key, rows, ratios.get(key, {})) for key, each in asked.items()}


def _quarter(question: Question, key: str, rows: Sequence[Mapping], ratios: Mapping[str, float | None]) -> Quarter:
    sums: dict[tuple[Resource, Use], tuple[Decimal, Decimal | None]] = {}
    for row in (row for row in rows if row["quarter"] == key):
        which = Resource(row["resource"]), Use(row["use"])
        quantity, money = sums.get(which, (Decimal(0), None))
        sums[which] = quantity + row["quantity"], added(money, row["amount_yuan"])
    return Quarter(sums, tce_of(sums, question.factors), ratios)


def added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """What is known of the two."""
    known = [each for each in (one, other) if each is not None]
    return sum(known, Decimal(0)) if known else None


def tce_of(sums: Sums, factors: Conversions) -> Decimal | None:
    """Standard coal of what counts as energy."""
    counted = [(quantity, factors[resource]) for (resource, _), (quantity, _) in sums.items()]
    parts = [(quantity, each.kgce_per_unit) for quantity, each in counted if not each.outside_kgce]
    if not parts or any(factor is None for _, factor in parts):
        return None
    return sum((quantity * factor for quantity, factor in parts if factor is not None), Decimal(0)) / 1000


def _ratios(asked: Mapping[str, Question], rows: Sequence[Mapping], opened: Warehouse) -> dict[str, dict]:
    """By quarter, value by key of the whole catalogue; one question for all quarters of the same factors."""
    found: dict[str, dict] = {}
    for factor_set in {each.factors.factor_set for each in asked.values()}:
        own = {key: each for key, each in asked.items() if each.factors.factor_set == factor_set}
        first = next(iter(own.values()))
        opened.hold("usage", _usage([row for row in rows if row["quarter"] in own], first))
        opened.hold("sizes", pa.concat_tables(each.ask(questions.size(each.level)) for each in own.values()))
        opened.hold("conversions", conversion_table(first.factors))
        with_vehicles = first.factors.switches.vehicle_fuel_in_area_indicator
        for row in opened.ask(questions.indicators(with_vehicles=with_vehicles)).to_pylist():
            found.setdefault(row["period"], {})[row["key"]] = row["value"]
    return found


def _usage(rows: Sequence[Mapping], question: Question) -> pa.Table:
    schema = USAGE.to_pyarrow().append(pa.field("is_profiled", pa.bool_()))
    code = question.organisation.code
    told = [{**{name: row.get(name) for name in schema.names}, "org": code, "period": row["quarter"]} for row in rows]
    return pa.Table.from_pylist(told, schema=schema)
