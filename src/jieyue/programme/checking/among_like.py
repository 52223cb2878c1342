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
from jieyue.rules.comparing import DEVIATION, NOT_BY_SIZE, unlike_others
from jieyue.rules.period import Period
from jieyue.rules.rollup import placed
from jieyue.rules.thresholds import Size, Thresholds
from jieyue.rules.values import Category, Level, Resource
from jieyue.store.orgs.whose import of_each
from jieyue.store.warehouse.opening import Warehouse
from jieyue.store.warehouse.tables import TABLES, Compiled, asked_every_day, compiled, variable

COMPARED = (Size.ELECTRICITY_PER_M2, Size.WATER_PER_PERSON)


def among_like(
    opened: Warehouse, units: Collection[int], period: Period, thresholds: Thresholds
) -> Iterator[tuple[int, Resource, Finding]]:
    """Of these units, those that are far from others. `opened` looks at the period. The question is about everybody,
    whose rates it has to look at anyway, so that the next who asks about others finds it answered.
    """
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
    rates = _rates()
    group = ibis.window(group_by=["region", "category", "resource"])
    middle = rates.mutate(away=rates.rate.ln() - rates.rate.ln().median().over(group))
    spread = (middle.away.abs().median() * DEVIATION).over(group)
    found = middle.mutate(spread=spread, members=middle.unit.count().over(group))
    return compiled(found.select("unit", "category", "resource", "rate", "away", "spread", "members"))


def _rates() -> Table:
    facts, standing, profiles = placed(TABLES["facts"], TABLES["standing"]), TABLES["standing"], TABLES["profiles"]
    first, until, last_month = (variable(name, "date") for name in ("first", "until", "last_month"))
    facts = facts.filter((facts.month >= first) & (facts.month < until))
    facts = facts.filter(facts.use.notin([use.value for use in NOT_BY_SIZE]))
    used = facts.group_by(["unit", "resource"]).agg(quantity=facts.quantity.sum(), months=facts.month.nunique())
    is_there = (standing.from_month <= last_month) & (standing.until_month > last_month)
    is_unit = (standing.organisation == standing.unit) & (standing.level == Level.UNIT.value)
    alike = standing.filter(is_there & is_unit & (standing.category != "")).select(
        organisation=standing.organisation,
        category=standing.category,
        region=standing.city.coalesce(standing.county),
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
