"""A unit beside the units of its kind: a place where figures from beyond a person's reach are told.

Only as what a group has in common, without a name, and so that what the person knows of the group gives no unit away:
docs/decisions/0034.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

import ibis
import numpy as np

from jieyue.programme.organisations.naming import named
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.figures import conversion_table
from jieyue.rules.analysing import Class, spread
from jieyue.rules.disclosure import FEWEST, hides_each, place_told
from jieyue.rules.factors import Conversions
from jieyue.rules.indicators.declaring import CONVERSIONS, USAGE, Indicator, catalogue
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.rollup import placed
from jieyue.rules.values import Category, Level, Use
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reached
from jieyue.store.warehouse.opening import Warehouse, warehouse
from jieyue.store.warehouse.tables import TABLES, Compiled, compiled, variable

SIGNIFICANT = 3
SIZE_OF = {"energy_per_m2_kgce": "area_m2", "energy_per_person_kgce": "persons", "water_per_person_m3": "persons_water"}
"""The indicators compared, and what each divides by."""


@dataclass(frozen=True)
class Standing:
    """Where a unit's figure lies among those of its group: it is higher than `higher_than` percent of the other
    `units` less one, and has the place `rank` from below where the reader knows each of them. None where too few of
    the group have figures.
    """

    group: str
    units: int | None = None
    higher_than: int | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Comparison:
    """A unit's figure beside its group's. `ratio` is that of the group's sums, over `units` units, itself one of them.

    What is the group's has three significant digits, and is None where too few of the group have figures. `standing`
    is the unit's place in it, `spread` how the group's figures lie.
    """

    key: str
    zh: str
    unit: str
    decimals: int
    own: float | None
    group: str
    units: int | None = None
    ratio: float | None = None
    median: float | None = None
    standing: Standing | None = None
    spread: Sequence[Class] = ()


@dataclass(frozen=True)
class _Figures:
    """Of many units the value of an indicator and what it was divided by: three arrays side by side, by unit."""

    units: np.ndarray
    values: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, units: Sequence[int], values: Sequence[float], sizes: Sequence[float]) -> Self:
        order = np.argsort(units)
        columns = (np.asarray(each)[order] for each in (units, values, sizes))
        return cls(*columns)

    def __len__(self) -> int:
        return len(self.units)

    def those(self, chosen: np.ndarray) -> Self:
        return type(self)(self.units[chosen], self.values[chosen], self.sizes[chosen])

    def own(self, unit: int) -> float | None:
        found = self.values[self.units == unit]
        return float(found[0]) if len(found) else None


NO_FIGURES = _Figures.of((), (), ())


@dataclass(frozen=True)
class _Members:
    """The units of a category in the widest region, in order: the code of each one's county, and whether the person
    reaches it.
    """

    units: np.ndarray
    counties: np.ndarray
    is_reached: np.ndarray

    @classmethod
    def of(cls, counties: Mapping[int, str | None], reached: Collection[int]) -> Self:
        units = np.array(sorted(counties), dtype=np.int64)
        codes = [counties[unit] for unit in units.tolist()]
        return cls(units, np.array(codes, dtype=object), np.isin(units, np.array(list(reached), dtype=np.int64)))

    def known(self, figures: _Figures) -> np.ndarray:
        """Whether the person reaches each unit of these figures."""
        return self.is_reached[np.searchsorted(self.units, figures.units)]

    def beyond(self, figures: _Figures) -> int:
        return int(np.count_nonzero(~self.known(figures)))

    def of_county(self, county: str | None, figures: _Figures) -> _Figures:
        return figures.those(self.counties[np.searchsorted(self.units, figures.units)] == county)

    def county(self, unit: int) -> str | None:
        found = self.counties[self.units == unit]
        return found[0] if len(found) else None

    def counties_seen(self) -> set[str]:
        """Those with a unit whose page the person can open."""
        return {county for county in self.counties[self.is_reached].tolist() if county}


def peers(*, person: Person, code: str, period: Period) -> list[Comparison]:
    """The unit's energy per area and person and water per person in the period's year beside those of its group.

    The group are the units of its category in its county, itself among them, else those in its city: the same group
    and figures on each one's page. This reads across the person's scope on purpose; the unit itself has to be within
    it. Whole years only, for months could be taken off one another. Empty for whoever is no unit or has no category.
    """
    found = _alike(organisation_within(code, person), Period.parse(f"{period.year:04}"), person)
    return [_compared(each, found) for each in _compared_indicators()] if found else []


def standings(*, person: Person, code: str, period: Period) -> dict[str, Standing]:
    """By indicator, where the unit lies in its group in the period itself. A place in an order can't be taken off
    another, so that months and quarters are told as well; the group is the one that may be told of figures.
    """
    found = _alike(organisation_within(code, person), period, person)
    return {each.key: _standing(each.key, found) for each in _compared_indicators()} if found else {}


@dataclass(frozen=True)
class _Alike:
    """A unit and those of its category, with the figures of a period; `groups` are what the regions are called."""

    own: int
    members: _Members
    figures: Mapping[str, _Figures]
    groups: Mapping[str, str]

    def told(self, key: str) -> tuple[str, _Figures]:
        """The narrowest group that can be told, by name; without figures where none can."""
        figures = self.figures.get(key, NO_FIGURES)
        in_county = self.members.of_county(self.members.county(self.own), figures)
        if "county" in self.groups and _can_be_told(in_county, self.members):
            return self.groups["county"], in_county
        if "city" in self.groups and _can_be_told(figures, self.members) and _can_stand_in(figures, self.members):
            return self.groups["city"], figures
        return self.groups.get("city") or self.groups.get("county", ""), NO_FIGURES


def _alike(subject: Organisation, period: Period, person: Person) -> _Alike | None:
    """None for whoever is no unit, has no category or stood nowhere then."""
    if Level(subject.level) is not Level.UNIT or not subject.category:
        return None
    factors = factors_of(period)
    with warehouse() as opened:
        opened.look_at(period.first, period.until)
        home = _home(opened, subject, period)
        if home is None:
            return None
        members = _members(opened, subject, period, home, person)
        figures = _figures(opened, period, factors)
    names = _names(filter(None, home.values()), person)
    groups = {region: f"{names.get(at, '')}{Category(subject.category).zh}" for region, at in home.items() if at}
    return _Alike(subject.pk, members, figures, groups)


def _standing(key: str, alike: _Alike) -> Standing:
    group, figures = alike.told(key)
    own = figures.own(alike.own)
    if own is None:
        return Standing(group)
    below = int(np.count_nonzero(figures.values < own))
    is_known = not alike.members.beyond(figures)
    told = place_told(below, len(figures) - 1, is_known=is_known)
    return Standing(group, len(figures), told, below + 1 if is_known else None)


def _compared_indicators() -> list[Indicator]:
    return [each for each in catalogue() if each.key in SIZE_OF]


def _compared(indicator: Indicator, alike: _Alike) -> Comparison:
    about = (indicator.key, indicator.zh, indicator.unit, indicator.decimals)
    of_unit = alike.figures.get(indicator.key, NO_FIGURES).own(alike.own)
    group, figures = alike.told(indicator.key)
    if not len(figures):
        return Comparison(*about, of_unit, group)
    units, ratio, middle = _in_common(figures)
    lying = list(zip(figures.values.tolist(), alike.members.known(figures).tolist(), strict=True))
    standing = _standing(indicator.key, alike)
    return Comparison(*about, of_unit, group, units, ratio, middle, standing, spread(lying, median=middle, own=of_unit))


def _can_be_told(group: _Figures, members: _Members) -> bool:
    return len(group) > FEWEST and hides_each(members.beyond(group))


def _can_stand_in(figures: _Figures, members: _Members) -> bool:
    """Whether a city's figures, less those of its counties that the person is told, still hide each unit."""
    told = [members.of_county(county, figures) for county in members.counties_seen()]
    told_beyond = sum(members.beyond(group) for group in told if _can_be_told(group, members))
    return hides_each(members.beyond(figures) - told_beyond)


def _in_common(group: _Figures) -> tuple[int, float, float]:
    """How many, the ratio of their sums, the median."""
    ratio = float(np.dot(group.values, group.sizes) / group.sizes.sum())
    return len(group), _rounded(ratio), _rounded(float(np.median(group.values)))


def _rounded(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT}g}")


def _names(codes, person: Person) -> dict[str, str]:
    ids = Organisation.objects.filter(code__in=list(codes)).values_list("id", flat=True)
    return {each.code: each.name for each in named(ids, on=person.on).values()}


def _home(opened: Warehouse, subject: Organisation, year: Period) -> dict | None:
    """The codes of the county and city where the unit stood in the year's last month."""
    found = opened.ask(_home_sql(), subject=subject.id, last_month=year.last_month).to_pylist()
    return found[0] if found else None


def _members(opened: Warehouse, subject: Organisation, year: Period, home: Mapping, person: Person) -> _Members:
    """All units of the category in the widest region, kept for the questions that follow."""
    region = "city" if home["city"] else "county"
    where = {"region": home[region], "category": subject.category, "last_month": year.last_month}
    members = opened.ask(_members_sql(region), **where)
    opened.hold("members", members)
    counties = dict(zip(*(members[name].to_pylist() for name in ("unit", "county")), strict=True))
    return _Members.of(counties, reached(counties.keys(), person))


def _figures(opened: Warehouse, year: Period, factors: Conversions) -> dict[str, _Figures]:
    """By indicator, of the members that have it."""
    span = {"first": year.first, "until": year.until}
    have_stayed = not opened.ask(_moved_sql(), **span).num_rows
    opened.hold("usage", opened.ask(_usage_sql(have_stayed=have_stayed), **span))
    opened.hold("conversions", conversion_table(factors))
    with_vehicles = factors.switches.vehicle_fuel_in_area_indicator
    values = opened.ask(_values_sql(with_vehicles=with_vehicles), year=year.year)
    nth, orgs, figures, sizes = (values[name].to_numpy() for name in ("nth", "org", "value", "size"))
    is_known = ~np.isnan(figures)  # in a question the formula would be worked out twice
    found = ((each.key, is_known & (nth == number)) for number, each in enumerate(_compared_indicators()))
    return {key: _Figures.of(orgs[own], figures[own], sizes[own]) for key, own in found if own.any()}


STANDING, FACTS, PROFILES = TABLES["standing"], TABLES["facts"], TABLES["profiles"]
MEMBERS = ibis.table({"unit": "int64", "county": "string"}, name="members")
FIRST, UNTIL = variable("first", "date"), variable("until", "date")
USED = {"org": "int64", "resource": "string", "is_vehicles": "boolean", "quantity": USAGE["quantity"]}
"""Of uses it matters only whether they are vehicles'."""
PERIOD = ibis.literal(0, "int8")
"""There is one: numbers group faster than its name."""


def _in_last_month():
    last_month = variable("last_month", "date")
    exists = (STANDING.exists_from <= last_month) & (STANDING.exists_until > last_month)
    return exists & (STANDING.from_month <= last_month) & (STANDING.until_month > last_month)


@cache
def _home_sql() -> Compiled:
    own = STANDING.filter(_in_last_month() & (STANDING.organisation == variable("subject", "int64")))
    return compiled(own.select("county", "city"))


@cache
def _members_sql(region: str) -> Compiled:
    """Units of a category that stood in a region."""
    is_unit = (STANDING.organisation == STANDING.unit) & (STANDING.level == Level.UNIT.value)
    is_alike = (STANDING.category == variable("category", "string")) & (
        STANDING[region] == variable("region", "string")
    )
    return compiled(STANDING.filter(_in_last_month() & is_unit & is_alike).select("unit", "county"))


@cache
def _moved_sql() -> Compiled:
    """The first of those who stood elsewhere, or not at all, in a part of the period."""
    theirs = STANDING.semi_join(MEMBERS, "unit")
    within = theirs.filter((theirs.from_month < UNTIL) & (theirs.until_month > FIRST))
    return compiled(within.filter(~_throughout(within)).select("organisation").limit(1))


def _throughout(stretches: ibis.Table):
    return (stretches.from_month <= FIRST) & (stretches.until_month >= UNTIL)


@cache
def _usage_sql(*, have_stayed: bool) -> Compiled:
    """What each member and its departments used. Of members that `have_stayed` where they were throughout the period
    nothing has to be looked up by month, which is a third of the work.
    """
    if have_stayed:
        there = STANDING.filter(_throughout(STANDING)).select("organisation", "unit")
        found = FACTS.inner_join(there.semi_join(MEMBERS, "unit"), "organisation")
    else:
        found = placed(FACTS, STANDING.semi_join(MEMBERS, "unit"))
    is_vehicles = (found.use == Use.VEHICLE.value).name("is_vehicles")
    sums = found.group_by(["unit", "resource", is_vehicles]).agg(quantity=found.quantity.sum())
    return compiled(sums.rename(org="unit"))


@cache
def _values_sql(*, with_vehicles: bool) -> Compiled:
    """Which of the indicators that are compared, org, value and size; null where it is not known."""
    profiles = PROFILES.filter(PROFILES.year == variable("year", "int64"))
    sizes = {
        "area_m2": profiles.floor_area_m2,
        "persons": profiles.persons,
        "persons_water": profiles.persons_water.coalesce(profiles.persons),
    }
    used = ibis.table(USED, name="usage")
    use = ibis.ifelse(used.is_vehicles, Use.VEHICLE.value, "")
    tables = {
        "usage": used.select("org", "resource", "quantity", use=use, period=PERIOD),
        "sizes": profiles.select(org=profiles.organisation, period=PERIOD, **sizes),
        "conversions": ibis.table(CONVERSIONS, name="conversions"),
    }
    return compiled(
        ibis.union(*(_values(*each, tables, with_vehicles=with_vehicles) for each in enumerate(_compared_indicators())))
    )


def _values(nth: int, indicator: Indicator, tables: Mapping[str, ibis.Table], *, with_vehicles: bool) -> ibis.Table:
    result = indicator.from_tables(tables, with_vehicles=with_vehicles)
    joined = result.inner_join(tables["sizes"], ["org", "period"])
    size = joined[SIZE_OF[indicator.key]].cast("float64")
    return joined.select(nth=ibis.literal(nth, "int8"), org=joined.org, value=joined.value, size=size)
