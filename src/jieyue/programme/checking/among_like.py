"""A unit's use for its size beside the units like it: one question, however many are asked for.

The group are the units of its category in its city (its county where there is no city), reached or not. Nothing of the
group is told but that the unit is far from its middle: docs/decisions/0034.
"""

from collections.abc import Collection, Iterator
from decimal import Decimal

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import Table

from jieyue.rules.check import Finding
from jieyue.rules.comparing import DEVIATION, unlike_others
from jieyue.rules.period import Period
from jieyue.rules.thresholds import Size, Thresholds
from jieyue.rules.values import Category, Level, Resource
from jieyue.store.orgs.whose import of_each
from jieyue.store.warehouse.opening import Warehouse
from jieyue.store.warehouse.tables import TABLES, Compiled, asked_every_day, compiled, variable

COMPARED = (Size.ELECTRICITY_PER_M2, Size.WATER_PER_PERSON)


def among_like(
    opened: Warehouse, units: Collection[int], period: Period, thresholds: Thresholds
) -> Iterator[tuple[int, Resource, Finding]]:
    """Of these units, those that are far from others. The question is about everybody, whose rates it has to look at
    anyway, so that the next who asks about others finds it answered.
    """
    opened.look_at_unit_sums(period.first, period.until)
    asked = {"first": period.first, "until": period.until, "last_month": period.last_month, "year": period.year}
    everybody = opened.ask(_far_off(), **asked)
    rows = everybody.filter(pc.is_in(everybody["unit"], pa.array(sorted(units), pa.int64()))).to_pylist()
    own = of_each((row["unit"] for row in rows), thresholds, on=period.last)
    for row in rows:
        size = next(each for each in COMPARED if each.resource.value == row["resource"])
        beside = {"away": row["away"], "spread": row["spread"], "others": row["members"] - 1}
        kind = Category(row["category"])
        rate = Decimal(str(row["rate"]))
        for found in unlike_others(rate, size, kind, **beside, period=period, thresholds=own[row["unit"]]):
            yield row["unit"], size.resource, found


@asked_every_day
def _far_off() -> Compiled:
    """Rate, natural logarithm from the group's median, and the group's spread in the same measure."""
    rates, group = _rates(), ["region", "category", "resource"]
    middles = rates.group_by(group).agg(middle=rates.rate.ln().median(), members=rates.count())
    found = rates.inner_join(middles, group)
    found = found.mutate(away=found.rate.ln() - found.middle)
    spreads = found.group_by(group).agg(spread=found.away.abs().median() * DEVIATION)
    found = found.inner_join(spreads, group)
    return compiled(found.select("unit", "category", "resource", "rate", "away", "spread", "members"))


def _rates() -> Table:
    sums, standing, profiles = TABLES["unit_sums"], TABLES["standing"], TABLES["profiles"]
    first, until, last_month = (variable(name, "date") for name in ("first", "until", "last_month"))
    sums = sums.filter((sums.month >= first) & (sums.month < until) & sums.by_size.notnull())
    sums = sums.filter(sums.resource.isin([size.resource.value for size in COMPARED]))
    used = sums.group_by(["unit", "resource"]).agg(quantity=sums.by_size.sum(), months=sums.count())
    is_there = (standing.from_month <= last_month) & (standing.until_month > last_month)
    is_unit = (standing.organisation == standing.unit) & (standing.level == Level.UNIT.value)
    alike = standing.filter(is_there & is_unit & (standing.category != "")).select(
        organisation=standing.organisation,
        category=standing.category,
        region=ibis.coalesce(standing.city, standing.county, ""),
    )
    sizes = profiles.filter(profiles.year == variable("year", "int64"))
    sizes = sizes.select("organisation", "floor_area_m2", "persons")
    joined = used.inner_join(alike, used.unit == alike.organisation).drop("organisation")
    joined = joined.inner_join(sizes, joined.unit == sizes.organisation)
    size = ibis.cases(
        (joined.resource == Resource.ELECTRICITY.value, joined.floor_area_m2.cast("float64")),
        (joined.resource == Resource.WATER.value, joined.persons.cast("float64")),
    )
    rated = joined.mutate(rate=joined.quantity.cast("float64") * 12 / joined.months / size.nullif(0))
    return rated.filter(rated.rate > 0)
