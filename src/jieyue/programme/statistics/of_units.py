"""The figures of many units in one question each, for who compares or judges them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from jieyue.programme.statistics import questions
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.figures import conversion_table
from jieyue.rules.completeness import units_with_reports
from jieyue.rules.period import Period
from jieyue.rules.rollup import (
    counted_once_each,
    is_profiled_each,
    placed,
    shares_of_each,
    sizes_of_each,
    summed,
    under_each,
)
from jieyue.rules.values import Resource, Use
from jieyue.store.orgs.models import Organisation
from jieyue.store.warehouse.opening import Warehouse, warehouse
from jieyue.store.warehouse.tables import TABLES, Compiled, asked_every_day, compiled

Sums = dict[Resource, tuple[Decimal, Decimal | None]]
"""Quantity and money by resource."""
ASKED = ibis.table({"asked": "string"}, name="units_asked")
STANDING = TABLES["standing"]


@dataclass(frozen=True)
class FiguresOfUnit:
    """Indicators by key, and whether the unit owes nothing of the period any more."""

    indicators: Mapping[str, float | None]
    is_complete: bool


def sums_of_units(units: Collection[int], period: Period) -> dict[int, Sums]:
    """What counts at or under each unit in the period, by its id; nothing for who used nothing."""
    with warehouse() as opened:
        opened.look_at(period.first, period.until)
        _ask_for(opened, units)
        rows = opened.ask(_sums_sql()).to_pylist()
    found: dict[int, Sums] = {}
    for row in rows:
        found.setdefault(int(row["asked"]), {})[Resource(row["resource"])] = (row["quantity"], row["amount_yuan"])
    return found


def quantities_of_units(units: Collection[int], year: Period) -> dict[int, dict[str, dict[Resource, Decimal]]]:
    """By unit, quarter (`2024Q1`) and resource, and of the whole year (`2024`); nothing for who used nothing."""
    with warehouse() as opened:
        opened.only(units)
        opened.look_at(year.first, year.until)
        _ask_for(opened, units)
        rows = opened.ask(_quarters_sql()).to_pylist()
    found: dict[int, dict[str, dict[Resource, Decimal]]] = {}
    for row in rows:
        resource, of_unit = Resource(row["resource"]), found.setdefault(int(row["asked"]), {})
        for period in (row["quarter"], str(year)):
            sums = of_unit.setdefault(period, {})
            sums[resource] = sums.get(resource, Decimal(0)) + row["quantity"]
    return found


def uses_of_units(units: Collection[int], period: Period) -> dict[int, dict[tuple[Resource, Use], Decimal]]:
    """By unit the quantity of each resource and use; nothing for who used nothing."""
    with warehouse() as opened:
        opened.only(units)
        opened.look_at(period.first, period.until)
        _ask_for(opened, units)
        rows = opened.ask(_uses_sql()).to_pylist()
    found: dict[int, dict[tuple[Resource, Use], Decimal]] = {}
    for row in rows:
        which = Resource(row["resource"]), Use(row["use"])
        found.setdefault(int(row["asked"]), {})[which] = row["quantity"]
    return found


def figures_of_units(
    units: Sequence[Organisation],
    period: Period,
    *,
    switches: Mapping[str, str] | None = None,
    keys: tuple[str, ...] | None = None,
) -> dict[int, FiguresOfUnit]:
    """The indicators, all or those of these `keys`, and completeness that `statistics` gives of each unit, whoever
    asks, of a quarter or longer.
    """
    factors = factors_of(period, None, switches)
    ids = [each.pk for each in units]
    span = {"first": period.first, "until": period.until, "last_month": period.last_month}
    asked = {**span, "year": period.year, "period": str(period)}
    with warehouse() as opened:
        opened.only(ids)
        opened.look_at(period.first, period.until)
        opened.look_at_coverage(period.first, period.until)
        _ask_for(opened, ids)
        opened.hold("usage", opened.ask(_usage_sql(), **asked))
        opened.hold("sizes", opened.ask(_sizes_sql(), **asked))
        opened.hold("conversions", conversion_table(factors))
        with_vehicles = factors.switches.vehicle_fuel_in_area_indicator
        values = opened.ask(questions.indicators(with_vehicles=with_vehicles, is_accepted=False, keys=keys))
        missing = _in_arrears(opened, span)
    found: dict[int, dict[str, float | None]] = {}
    for unit, key, value in zip(*(values[name].to_pylist() for name in ("org", "key", "value")), strict=True):
        found.setdefault(int(unit), {})[key] = value
    return {unit: FiguresOfUnit(found.get(unit, {}), unit not in missing) for unit in ids}


def complete_units(units: Collection[int], period: Period) -> set[int]:
    """Those of these units, by their ids, that owe nothing of the period any more."""
    with warehouse() as opened:
        opened.only(units)
        opened.look_at_coverage(period.first, period.until)
        span = {"first": period.first, "until": period.until, "last_month": period.last_month}
        return set(units) - _in_arrears(opened, span)


def _in_arrears(opened: Warehouse, span: Mapping[str, date]) -> set[int]:
    reports = opened.ask(_reports_sql(), **span)
    is_missing = pc.or_(pc.greater(reports["late"], 0), pc.equal(reports["subjects"], 0))
    return set(reports.filter(is_missing)["unit"].to_pylist())


def _ask_for(opened: Warehouse, units: Collection[int]) -> None:
    opened.hold("units_asked", pa.table({"asked": pa.array([str(unit) for unit in sorted(units)], pa.string())}))


@asked_every_day
def _sums_sql() -> Compiled:
    """Each fact counts for all on the path on which it stood."""
    return compiled(summed(placed(TABLES["facts"], under_each(STANDING, ASKED)), ["asked", "resource"]))


@asked_every_day
def _uses_sql() -> Compiled:
    return compiled(summed(placed(TABLES["facts"], under_each(STANDING, ASKED)), ["asked", "resource", "use"]))


@asked_every_day
def _quarters_sql() -> Compiled:
    found = placed(TABLES["facts"], under_each(STANDING, ASKED))
    quarter = found.month.year().cast("string") + "Q" + found.month.quarter().cast("string")
    return compiled(summed(found.mutate(quarter=quarter), ["asked", "quarter", "resource"]))


@asked_every_day
def _usage_sql() -> Compiled:
    found = placed(TABLES["facts"], under_each(STANDING, ASKED))
    found = found.mutate(is_profiled=is_profiled_each(found, questions.profiles_of_the_year()))
    sums = summed(found, ["asked", "resource", "use", "is_profiled"])
    return compiled(sums.rename(org="asked").mutate(period=questions.PERIOD))


@asked_every_day
def _sizes_sql() -> Compiled:
    there, profiles = under_each(STANDING, ASKED), questions.profiles_of_the_year()
    share = shares_of_each(STANDING, there, first_month=questions.SPAN.first, until_month=questions.SPAN.until)
    found = sizes_of_each(share, counted_once_each(profiles, there))
    return compiled(found.rename(org="asked").mutate(period=questions.PERIOD))


@cache
def _reports_sql() -> Compiled:
    tables = (STANDING, TABLES["accounts"], TABLES["coverage"], TABLES["earlier"])
    return compiled(units_with_reports(*tables, under=None, period=questions.SPAN))
