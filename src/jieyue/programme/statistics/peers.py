"""A unit beside others of its kind: the one place where figures from beyond a person's reach are told.

Only as what a group has in common, never of a group with fewer than five others, and without a name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

import ibis

from jieyue.programme.organisations.naming import named
from jieyue.programme.statistics.queries import conversion_table, factors_of
from jieyue.rules.factors import Conversions
from jieyue.rules.indicators.declaring import CONVERSIONS, SIZES, USAGE, Indicator, catalogue
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.rollup import placed
from jieyue.rules.values import Category, Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.warehouse.opening import TABLES, Warehouse, compiled, variable, warehouse

FEWEST_OTHERS = 5
SIZE_OF = {"energy_per_m2_kgce": "area_m2", "energy_per_person_kgce": "persons", "water_per_person_m3": "persons_water"}
"""The indicators compared, and what each divides by."""


@dataclass(frozen=True)
class Comparison:
    """A unit's figure beside its peers'. `ratio` is that of the peers' sums, over `others` units, itself left out.

    Where there are fewer than five others with figures, what is theirs is None.
    """

    key: str
    zh: str
    unit: str
    decimals: int
    own: float | None
    group: str
    others: int | None = None
    ratio: float | None = None
    median: float | None = None


@dataclass(frozen=True)
class _Figure:
    """A unit's value of an indicator and what it was divided by; `county` is the code of its county."""

    unit: int
    county: str | None
    value: float
    size: float


def peers(*, person: Person, code: str, period: Period) -> list[Comparison]:
    """The unit's energy per area and person and water per person beside units of its category in its county.

    Where fewer than five other units of the county have the figure, beside those of its city. This reads across the
    person's scope on purpose; the unit itself has to be within it. Empty for whoever is no unit or has no category.
    """
    subject = organisation_within(code, person)
    if Level(subject.level) is not Level.UNIT or not subject.category:
        return []
    factors = factors_of(period)
    with warehouse() as opened:
        opened.look_at(period.first, period.until)
        home = _home(opened, subject, period)
        if home is None:
            return []
        figures = _figures(opened, subject, period, home, factors)
    regions = {name: home[name] for name in ("county", "city") if home[name]}
    names = _names(regions.values(), person)
    category = Category(subject.category).zh
    groups = [(region, f"{names.get(code_, '')}{category}") for region, code_ in regions.items()]
    return [_compared(each, figures.get(each.key, []), subject.id, home, groups) for each in _compared_indicators()]


def _compared_indicators() -> list[Indicator]:
    return [each for each in catalogue() if each.key in SIZE_OF]


def _compared(
    indicator: Indicator, figures: Sequence[_Figure], own: int, home: Mapping, groups: Sequence[tuple[str, str]]
) -> Comparison:
    """With the narrowest group that is large enough."""
    about = (indicator.key, indicator.zh, indicator.unit, indicator.decimals)
    of_unit = next((each.value for each in figures if each.unit == own), None)
    for region, name in groups:
        others = [each for each in figures if each.unit != own and _is_in(region, each, home)]
        if len(others) >= FEWEST_OTHERS:
            return Comparison(*about, of_unit, name, len(others), _ratio(others), median(o.value for o in others))
    return Comparison(*about, of_unit, groups[-1][1] if groups else "")


def _is_in(region: str, figure: _Figure, home: Mapping) -> bool:
    """All figures are of the city; those of the county are some of them."""
    return region == "city" or figure.county == home["county"]


def _ratio(figures: Sequence[_Figure]) -> float:
    return sum(each.value * each.size for each in figures) / sum(each.size for each in figures)


def _names(codes, person: Person) -> dict[str, str]:
    ids = Organisation.objects.filter(code__in=list(codes)).values_list("id", flat=True)
    return {each.code: each.name for each in named(ids, on=person.on).values()}


def _home(opened: Warehouse, subject: Organisation, period: Period) -> dict | None:
    """The codes of the city and county where the unit stood in the period's last month."""
    found = opened.ask(_home_sql(), subject=subject.id, last_month=period.last_month).to_pylist()
    return found[0] if found else None


def _figures(
    opened: Warehouse, subject: Organisation, period: Period, home: Mapping, factors: Conversions
) -> dict[str, list[_Figure]]:
    """By indicator, of all units of the category in the widest region, each with its county."""
    region = "city" if home["city"] else "county"
    where = {"region": home[region], "category": subject.category, "last_month": period.last_month}
    members = opened.ask(_members_sql(region), **where)
    opened.hold("members", members)
    opened.hold("usage", opened.ask(_usage_sql(), period=str(period)))
    opened.hold("sizes", opened.ask(_sizes_sql(), period=str(period), year=period.year))
    opened.hold("conversions", conversion_table(factors))
    counties = dict(zip(*(members[name].to_pylist() for name in ("unit", "county")), strict=True))
    found: dict[str, list[_Figure]] = {}
    for record in opened.ask(_values_sql(with_vehicles=factors.switches.vehicle_fuel_in_area_indicator)).to_pylist():
        unit = int(record["org"])
        figure = _Figure(unit, counties[unit], record["value"], float(record["size"]))
        found.setdefault(record["key"], []).append(figure)
    return found


STANDING, FACTS, PROFILES = TABLES["standing"], TABLES["facts"], TABLES["profiles"]
MEMBERS = ibis.table({"unit": "int64", "county": "string"}, name="members")


def _in_last_month():
    last_month = variable("last_month", "date")
    exists = (STANDING.exists_from <= last_month) & (STANDING.exists_until > last_month)
    return exists & (STANDING.from_month <= last_month) & (STANDING.until_month > last_month)


@cache
def _home_sql() -> str:
    own = STANDING.filter(_in_last_month() & (STANDING.organisation == variable("subject", "int64")))
    return compiled(own.select("city", "county"))


@cache
def _members_sql(region: str) -> str:
    """Units of a category that stood in a region."""
    is_unit = (STANDING.organisation == STANDING.unit) & (STANDING.level == Level.UNIT.value)
    is_alike = (STANDING.category == variable("category", "string")) & (
        STANDING[region] == variable("region", "string")
    )
    return compiled(STANDING.filter(_in_last_month() & is_unit & is_alike).select("unit", "county"))


@cache
def _usage_sql() -> str:
    """What each member and its departments used."""
    found = placed(FACTS, STANDING)
    own = found.semi_join(MEMBERS, "unit")
    sums = own.group_by(["unit", "resource", "use"]).agg(quantity=own.quantity.sum())
    keys = {"org": sums.unit.cast("string"), "period": variable("period", "string")}
    return compiled(sums.select(**keys, resource=sums.resource, use=sums.use, quantity=sums.quantity))


@cache
def _sizes_sql() -> str:
    own = PROFILES.filter(PROFILES.year == variable("year", "int64"))
    own = own.semi_join(MEMBERS, own.organisation == MEMBERS.unit)
    sizes = {
        "area_m2": own.floor_area_m2,
        "persons": own.persons,
        "persons_water": own.persons_water.coalesce(own.persons),
    }
    wide = {name: size.cast("decimal(38, 12)") for name, size in sizes.items()}
    return compiled(own.select(org=own.organisation.cast("string"), period=variable("period", "string"), **wide))


@cache
def _values_sql(*, with_vehicles: bool) -> str:
    """Key, org, value and size of each indicator that is compared, where it is known."""
    tables = {
        "usage": ibis.table(USAGE, name="usage"),
        "sizes": ibis.table(SIZES, name="sizes"),
        "conversions": ibis.table(CONVERSIONS, name="conversions"),
    }
    return compiled(
        ibis.union(*(_values(each, tables, with_vehicles=with_vehicles) for each in _compared_indicators()))
    )


def _values(indicator: Indicator, tables: Mapping[str, ibis.Table], *, with_vehicles: bool) -> ibis.Table:
    result = indicator.from_tables(tables, with_vehicles=with_vehicles)
    joined = result.inner_join(tables["sizes"], ["org", "period"])
    known = joined.filter(joined.value.notnull())
    return known.select(
        key=ibis.literal(indicator.key),
        org=known.org,
        value=known.value,
        size=known[SIZE_OF[indicator.key]].cast("float64"),
    )
