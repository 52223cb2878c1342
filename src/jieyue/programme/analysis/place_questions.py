"""What the analysis of a place asks of the warehouse: a fixed number of questions, whatever its size.

Variables: `subject` (the place's id), `year`, `first` and `until` of the year or of what is over of it, `last_month`.
`conversions` is a table that the asker holds. The months that are looked at are those of the year and of the year
before.
"""

from typing import Any  # Ibis types casts as whatever they were written last

import ibis
from ibis import Table

from jieyue.rules.indicators.declaring import CONVERSIONS
from jieyue.rules.rollup import below, in_like_months, placed
from jieyue.rules.values import Level, Use
from jieyue.store.warehouse.tables import TABLES, Compiled, asked_every_day, compiled, variable

FIRST, UNTIL, LAST_MONTH = (variable(name, "date") for name in ("first", "until", "last_month"))
SUBJECT, YEAR = variable("subject", "int64"), variable("year", "int64")
FACTORS = ibis.table(CONVERSIONS, name="conversions")
KEYS = ("unit", "resource", "use")


@asked_every_day
def units() -> Compiled:
    """The units that stood at or under the place in the year's last month: unit, code, name, category, province, city,
    county, area_m2, persons; kgce of the year, kgce_by_area without vehicles, in how many months.
    """
    there = _there()
    used = _used(there)
    used = used.filter((used.month >= FIRST) & (used.month < UNTIL))
    weighed = used.inner_join(_counted(), "resource")
    energy = weighed.mutate(kgce=_kgce(weighed.quantity, weighed))
    by_unit = energy.group_by("unit").agg(
        kgce=energy.kgce.sum(),
        kgce_by_area=energy.kgce.sum(where=energy.use != Use.VEHICLE.value),
        months=energy.month.nunique(),
    )
    profiles = TABLES["profiles"].filter(TABLES["profiles"].year == YEAR)
    sizes = profiles.select(unit="organisation", area_m2="floor_area_m2", persons="persons")
    joined = there.left_join(by_unit, "unit").drop("unit_right").left_join(sizes, "unit").drop("unit_right")
    return compiled(joined)


@asked_every_day
def changes() -> Compiled:
    """unit, resource, now, then: kgce in like months before `until`, each resource and use by itself."""
    used = _used(_there())
    used = used.filter(used.month < UNTIL)
    both = in_like_months(used.semi_join(_counted(), "resource"), KEYS, first=FIRST)
    sums = both.group_by(["unit", "resource"]).agg(now=both.quantity.sum(), then=both.before.sum())
    weighed = sums.inner_join(_counted(), "resource")
    kgce = {name: _kgce(weighed[name], weighed) for name in ("now", "then")}
    return compiled(weighed.select("unit", "resource", **kgce))


def _counted() -> Table:
    """The factors of what counts as energy, as far as they are known."""
    return FACTORS.filter(FACTORS.counts_as_energy & FACTORS.kgce_per_unit.notnull())


def _kgce(quantity: Any, weighed: Table) -> Any:
    """As floats: for comparing, not for sums that are reported."""
    return quantity.cast("float64") * weighed.kgce_per_unit.cast("float64")


def _there() -> Table:
    standing = below(TABLES["standing"], SUBJECT)
    exists = (standing.exists_from <= LAST_MONTH) & (standing.exists_until > LAST_MONTH)
    then = (standing.from_month <= LAST_MONTH) & (standing.until_month > LAST_MONTH)
    is_unit = (standing.organisation == standing.unit) & (standing.level == Level.UNIT.value)
    found = standing.filter(exists & then & is_unit)
    return found.select("unit", "code", "name", "category", "province", "city", "county")


def _used(there: Table) -> Table:
    """What these units and their departments used, of the two years that are looked at."""
    found = placed(TABLES["facts"], TABLES["standing"]).semi_join(there, "unit")
    return found.select(*KEYS, "month", "quantity")
