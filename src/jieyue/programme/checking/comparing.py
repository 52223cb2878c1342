"""What units used beside the year before and beside their size: one question each, however many units there are."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
from ibis import Table

from jieyue.policy.loading import NoFactorSetInForce
from jieyue.programme.checking.among_like import among_like
from jieyue.programme.checking.copied import ASKED, copies, names_within, told_copies
from jieyue.programme.statistics.asking import factors_of
from jieyue.rules.check import Finding
from jieyue.rules.comparing import (
    NOT_BY_SIZE,
    VEHICLES,
    Beside,
    against_base,
    against_size,
    base_year_of,
    fuel_of_vehicles,
    parts_above_whole,
    without_cost,
    year_on_year,
)
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.rollup import in_like_months, placed
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource, Use
from jieyue.store.orgs.models import Profile
from jieyue.store.orgs.whose import of_each, whose_each
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.warehouse.opening import Warehouse, warehouse
from jieyue.store.warehouse.tables import TABLES, Compiled, asked_every_day, compiled, variable

Found = Iterator[tuple[int, Resource | None, Finding]]
SHORTEST_MONTHS = 3
"""A month says too little about a year."""
FIRST, UNTIL, FIRST_BEFORE, UNTIL_BEFORE, FIRST_BASE, UNTIL_BASE = (
    variable(name, "date") for name in ("first", "until", "first_before", "until_before", "first_base", "until_base")
)


def comparisons(units: Collection[int], period: Period, thresholds: Thresholds, *, person: Person) -> Found:
    """Unit, resource and finding, for those of these that are units; with them count their departments."""
    if period.months < SHORTEST_MONTHS or not units:
        return
    before, base = period.in_year(period.year - 1), base_year_of(period, thresholds)
    with warehouse() as opened:
        opened.hold("units_asked", pa.table({"asked": pa.array(sorted(units), pa.int64())}))
        asked = {"first": period.first, "until": period.until}
        unlike = list(among_like(opened, units, period, thresholds))
        opened.only(units)
        beside = _asked_beside(opened, period, before, period.in_year(base) if base else None)
        used = opened.ask(_used(), **asked).to_pylist()
        copied = copies(opened, period, thresholds)
    yield from _changes([row for row in beside if not row["is_base"]], period, thresholds)
    if base:
        yield from _changes([row for row in beside if row["is_base"]], period, thresholds, base=base)
    yield from _of_uses(used, period, thresholds)
    names = names_within({row["other"] for row in copied}, person=person, on=period.last)
    yield from told_copies(copied, period, thresholds, names=names)
    sizes = list(_sizes(used, period, thresholds))
    yield from sizes
    told = {(unit, resource) for unit, resource, _ in sizes}
    yield from (each for each in unlike if each[:2] not in told)


def _asked_beside(opened: Warehouse, period: Period, before: Period, base: Period | None) -> list[dict]:
    """One question for both years; without a base year nothing is of it. `opened` looks at these years since then, and
    at none between them.
    """
    span, span_before = ((each.first, each.until) for each in (period, before))
    span_of_base = (base.first, base.until) if base else (before.first, before.first)
    opened.look_at_each(span, span_before, span_of_base)
    names = ("first", "until", "first_before", "until_before", "first_base", "until_base")
    asked = dict(zip(names, (*span, *span_before, *span_of_base), strict=True))
    return opened.ask(_beside(), **asked).to_pylist()


def _changes(rows: list[dict], period: Period, thresholds: Thresholds, *, base: int | None = None) -> Found:
    """Against the year before, or against the base year."""
    kgce = _kgce_per_unit(period)
    own = of_each((row["unit"] for row in rows), thresholds, on=period.last)
    by_unit: dict[int, dict[Resource, Beside]] = {}
    for row in rows:
        by_unit.setdefault(row["unit"], {})[Resource(row["resource"])] = Beside(
            row["now"], row["before"], row["months"]
        )
    for unit, used in by_unit.items():
        asked = {"period": period, "kgce_per_unit": kgce, "thresholds": own[unit]}
        found = against_base(used, base=base, **asked) if base else year_on_year(used, **asked)
        yield from ((unit, resource, finding) for resource, finding in found)


def _kgce_per_unit(period: Period) -> dict:
    """Nothing where no factors are in force: then energy is not weighed."""
    try:
        known = factors_of(period)
    except NoFactorSetInForce:
        return {}
    return {resource: known[resource].kgce_per_unit for resource in Resource}


def _sizes(rows: list[dict], period: Period, thresholds: Thresholds) -> Found:
    units = {row["unit"] for row in rows}
    kept = Profile.objects.filter(organisation_id__in=any_of(units), year=period.year)
    sizes = {each.organisation_id: {"floor_area_m2": each.floor_area_m2, "persons": each.persons} for each in kept}
    whose = whose_each(sizes, thresholds, on=period.last)
    used: dict[tuple[int, Resource], Decimal] = {}
    months: dict[tuple[int, Resource], int] = {}
    for row in (row for row in rows if row["use"] not in NOT_BY_SIZE):
        which = row["unit"], Resource(row["resource"])
        used[which] = used.get(which, Decimal(0)) + row["quantity"]
        months[which] = row["months"]
    yearly: dict[int, dict[Resource, Decimal]] = {}
    for (unit, resource), quantity in used.items():
        yearly.setdefault(unit, {})[resource] = quantity * 12 / months[unit, resource]
    for unit in yearly.keys() & sizes.keys():
        found = against_size(yearly[unit], sizes[unit], whose[unit], period=period, thresholds=thresholds)
        yield from ((unit, resource, finding) for resource, finding in found)


def _of_uses(rows: list[dict], period: Period, thresholds: Thresholds) -> Found:
    """What parts and wholes, and fuel and vehicles, say of each other."""
    by_unit: dict[int, dict[tuple[Resource, Use], Decimal]] = {}
    for row in rows:
        by_unit.setdefault(row["unit"], {})[Resource(row["resource"]), Use(row["use"])] = row["quantity"]
    burning = {unit for unit, used in by_unit.items() if any((fuel, Use.VEHICLE) in used for fuel in VEHICLES)}
    kept = Profile.objects.filter(organisation_id__in=any_of(burning), year=period.year)
    columns = [column for column, _ in VEHICLES.values()]
    vehicles = {row["organisation_id"]: row for row in kept.values("organisation_id", *columns)}
    own = of_each(vehicles, thresholds, on=period.last)
    spent = _spent(rows)
    for unit, used in by_unit.items():
        found = [*parts_above_whole(used, period=period), *without_cost(spent[unit], period=period)]
        if unit in vehicles:
            found += fuel_of_vehicles(used, vehicles[unit], period=period, thresholds=own[unit])
        yield from ((unit, resource, finding) for resource, finding in found)


def _spent(rows: list[dict]) -> dict[int, dict[Resource, tuple[Decimal, bool]]]:
    """By unit of each resource that statutory forms ask the cost of: the quantity, and whether any money is known."""
    asked = policy().forms.paid_for
    found: dict[int, dict[Resource, tuple[Decimal, bool]]] = {}
    for row in rows:
        own, resource = found.setdefault(row["unit"], {}), Resource(row["resource"])
        if resource in asked:
            quantity, is_paid = own.get(resource, (Decimal(0), False))
            own[resource] = quantity + row["quantity"], is_paid or row["amount_yuan"] is not None
    return found


@asked_every_day
def _beside() -> Compiled:
    """By unit and resource: what was used in the months that both years have, heating left out; once beside the year
    before, once beside the base year.
    """
    found = _placed()
    found = found.filter(found.use != Use.HEATING.value)
    now = (found.month >= FIRST) & (found.month < UNTIL)
    years = ((FIRST_BEFORE, UNTIL_BEFORE, False), (FIRST_BASE, UNTIL_BASE, True))
    both = [_of_two(found, now, first, until).mutate(is_base=is_base) for first, until, is_base in years]
    return compiled(ibis.union(*both))


def _of_two(found: Table, is_now: Any, first: Any, until: Any) -> Table:
    is_then = (found.month >= first) & (found.month < until)
    both = in_like_months(found.filter(is_now | is_then), ["unit", "resource"], first=FIRST)
    summed = both.group_by(["unit", "resource"])
    return summed.agg(now=both.quantity.sum(), before=both.before.sum(), months=both.count())


@asked_every_day
def _used() -> Compiled:
    """By unit, resource and use what was used, and in how many months anything of the resource was that depends on the
    unit's size.
    """
    found = _placed()
    found = found.filter((found.month >= FIRST) & (found.month < UNTIL))
    is_by_size = found.use.notin([use.value for use in NOT_BY_SIZE])
    months = found.group_by(["unit", "resource"]).agg(months=found.month.nunique(where=is_by_size))
    by_use = found.group_by(["unit", "resource", "use"])
    sums = by_use.agg(quantity=found.quantity.sum(), amount_yuan=found.amount_yuan.sum())
    return compiled(sums.inner_join(months, ["unit", "resource"]))


def _placed() -> Table:
    """The facts of the units asked for."""
    found = placed(TABLES["facts"], TABLES["standing"])
    return found.semi_join(ASKED, found.unit == ASKED.asked)
