"""What the analysis of a place asks of the warehouse: a fixed number of questions, whatever its size.

Variables: `subject` (the place's id), `year`, `first` and `until` of the year, `first_before` and `until_before` of
the year before, `last_month`. `conversions` is a table that the asker holds.
"""

import ibis
from ibis import Table

from jieyue.rules.indicators.declaring import CONVERSIONS
from jieyue.rules.rollup import below, in_like_months, placed
from jieyue.rules.values import Level, Use
from jieyue.store.warehouse.opening import TABLES, asked_every_day, compiled, variable

FIRST, UNTIL, FIRST_BEFORE, UNTIL_BEFORE, LAST_MONTH = (
    variable(name, "date") for name in ("first", "until", "first_before", "until_before", "last_month")
)
SUBJECT, YEAR = variable("subject", "int64"), variable("year", "int64")
FACTORS = ibis.table(CONVERSIONS, name="conversions")
KEYS = ("unit", "resource", "use")


@asked_every_day
def units() -> str:
    """The units that stood at or under the place in the year's last month: unit, code, name, category, province, city,
    county, area_m2, persons; kgce of the year, kgce_by_area without vehicles, in how many months.
    """
    there = _there()
    energy = _energy(there)
    energy = energy.filter((energy.month >= FIRST) & (energy.month < UNTIL))
    used = energy.group_by("unit").agg(
        kgce=energy.kgce.sum(),
        kgce_by_area=energy.kgce.sum(where=energy.use != Use.VEHICLE.value),
        months=energy.month.nunique(),
    )
    profiles = TABLES["profiles"].filter(TABLES["profiles"].year == YEAR)
    sizes = profiles.select(unit="organisation", area_m2="floor_area_m2", persons="persons")
    joined = there.left_join(used, "unit").drop("unit_right").left_join(sizes, "unit").drop("unit_right")
    return compiled(joined)


@asked_every_day
def changes() -> str:
    """unit, resource, now_kgce, then_kgce: energy in like months, each resource and use by itself."""
    energy = _energy(_there())
    weighed = energy.mutate(quantity=energy.kgce)
    both = in_like_months(weighed, KEYS, now=(FIRST, UNTIL), before=(FIRST_BEFORE, UNTIL_BEFORE))
    return compiled(both.group_by(["unit", "resource"]).agg(now_kgce=both.quantity.sum(), then_kgce=both.before.sum()))


def _there() -> Table:
    standing = below(TABLES["standing"], SUBJECT)
    exists = (standing.exists_from <= LAST_MONTH) & (standing.exists_until > LAST_MONTH)
    then = (standing.from_month <= LAST_MONTH) & (standing.until_month > LAST_MONTH)
    is_unit = (standing.organisation == standing.unit) & (standing.level == Level.UNIT.value)
    found = standing.filter(exists & then & is_unit)
    return found.select("unit", "code", "name", "category", "province", "city", "county")


def _energy(there: Table) -> Table:
    """What these units and their departments used, in kilograms of standard coal as floats: for comparing, not for
    sums that are reported.
    """
    found = placed(TABLES["facts"], TABLES["standing"]).semi_join(there, "unit")
    counted = FACTORS.filter(FACTORS.counts_as_energy & FACTORS.kgce_per_unit.notnull())
    weighed = found.inner_join(counted, "resource")
    kgce = weighed.quantity.cast("float64") * weighed.kgce_per_unit.cast("float64")
    return weighed.select(*KEYS, "month", kgce=kgce)
