"""用能分析 of a place's year: where its energy goes, how its parts and units compare, who changed, what is odd.

Sums are those of statistics. What is compared is of the units that stood here in the year's last month: each unit's use
in the months that both of its years have, weighed with this year's factors.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jieyue.programme.analysis import place_questions as questions
from jieyue.programme.checking.comparing import comparisons
from jieyue.programme.checking.names import name_of
from jieyue.programme.completeness.queries import complete_units
from jieyue.programme.organisations.naming import Named, name_now, named
from jieyue.programme.statistics.alike import months_over, units_alike
from jieyue.programme.statistics.answer import Row
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.figures import conversion_table
from jieyue.programme.statistics.queries import name_of_factors, sums
from jieyue.rules.analysing import Class, spread
from jieyue.rules.check import Finding
from jieyue.rules.factors import Conversions
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Category, Level, Resource
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reached
from jieyue.store.orgs.tree import highest_places
from jieyue.store.policies import policy
from jieyue.store.warehouse.opening import Warehouse, warehouse

NOTHING = (0.0, 0.0)
TONNE = 1000
"""Kilograms."""
MOST_AT_AN_END, MOST_CHANGED, MOST_OF_A_RULE = 10, 10, 20
PLACES_BELOW = {Level.PROVINCE: ("city", "county"), Level.CITY: ("county",), Level.COUNTY: ()}


class NoPlace(Refused):
    """What was asked for is a unit."""


class Compared:
    """What has a figure of two years, over the months that both have."""

    now: float
    then: float

    @property
    def change(self) -> float:
        return self.now - self.then

    @property
    def percent(self) -> float | None:
        return self.change / self.then * 100 if self.then else None


@dataclass(frozen=True)
class UnitOfPlace(Compared):
    """A unit's year: kgce of all its energy and per square metre without vehicles where the switch says so, in how many
    months; None where it has none, or no floor area. `now` and `then` are kgce of its like months; `is_alike` where it
    is complete in both years, as far as this one is over.
    """

    id: int
    code: str
    name: str
    category: str
    region: str
    kgce: float | None
    per_m2: float | None
    area_m2: float | None
    persons: float | None
    months: int
    now: float
    then: float
    is_alike: bool


@dataclass(frozen=True)
class OfAlike(Compared):
    """同口径: the same figures of those units alone that are complete in both years."""

    units: int
    now: float
    then: float

    @classmethod
    def among(cls, units: Iterable[UnitOfPlace]) -> "OfAlike":
        own = [each for each in units if each.is_alike]
        return cls(len(own), sum(each.now for each in own), sum(each.then for each in own))


@dataclass(frozen=True)
class Group(Compared):
    """Units put together: `kgce` of all, the ratio of those that have a floor area, `now` and `then` in like months."""

    key: str
    name: str
    units: int
    kgce: float
    share: float | None
    per_m2: float | None
    per_person: float | None
    now: float
    then: float
    alike: OfAlike


@dataclass(frozen=True)
class Stream:
    """Standard coal of a resource that a category used, in tce."""

    resource: Resource
    category: str
    tce: Decimal


@dataclass(frozen=True)
class MonthOfPlace:
    month: date
    tce: Decimal | None
    then: Decimal | None


@dataclass(frozen=True)
class OfRule:
    """What a rule found: how often, at how many units, the first of them."""

    rule: str
    name: str
    count: int
    units: int
    first: Sequence[tuple[UnitOfPlace, Finding]]


@dataclass(frozen=True)
class Ends:
    """How the units' energy per square metre lies, of those that have figures in every month that is over and a floor
    area; `left_out` have not.
    """

    category: str
    median: float | None
    classes: Sequence[Class]
    lowest: Sequence[UnitOfPlace]
    highest: Sequence[UnitOfPlace]
    units: int
    left_out: int


@dataclass(frozen=True)
class PlaceAnalysis:
    organisation: Named
    year: int
    factors: str
    tce: Decimal | None
    amount_yuan: Decimal | None
    owed: int
    complete: int
    streams: Sequence[Stream]
    months: Sequence[MonthOfPlace]
    regions: Sequence[Group]
    categories: Sequence[Group]
    by_resource: Sequence[tuple[Resource, float, float]]
    now: float
    then: float
    alike: OfAlike
    ends: Ends
    risen: Sequence[UnitOfPlace]
    fallen: Sequence[UnitOfPlace]
    is_partial: bool

    @cached_property
    def percent(self) -> float | None:
        return (self.now - self.then) / self.then * 100 if self.then else None


def analysis_of_place(*, organisation: str, year: int, category: str, person: Person, today: date) -> PlaceAnalysis:
    """`category` narrows the distribution and its ends; "" takes all. Raises OrganisationUnknown, NoPlace."""
    subject = _place(organisation, person)
    period = Period.parse(f"{year:04}")
    factors = factors_of(period)
    rows = {each: _sums(organisation, each, person) for each in (year, year - 1)}
    categories = _sums(organisation, year, person, "category")
    compared = months_over(period, today)
    units, changes = _units(subject, period, factors, person, compared=compared)
    regions = {each.region for each in units} - {""}
    over = sum(month < month_of(today) for month in period.each_month())
    owed, complete = complete_units(organisation=organisation, year=year, person=person, today=today)
    return PlaceAnalysis(
        organisation=named([subject.pk], on=today)[subject.pk],
        year=year,
        factors=name_of_factors(factors.factor_set),
        tce=_tce(rows[year], factors),
        amount_yuan=_sum(row.amount_yuan for row in rows[year]),
        owed=owed,
        complete=complete,
        streams=_streams(categories, factors),
        months=_months(rows[year], rows[year - 1], period, factors),
        regions=_grouped(units, lambda each: each.region or organisation, _names(regions, organisation, today)),
        categories=_grouped(units, lambda each: each.category, {each.value: each.zh for each in Category}),
        by_resource=changes,
        now=sum(each.now for each in units),
        then=sum(each.then for each in units),
        alike=OfAlike.among(units),
        ends=_ends(units, category, over),
        risen=sorted((each for each in units if each.change > 0), key=lambda each: -each.change)[:MOST_CHANGED],
        fallen=sorted((each for each in units if each.change < 0), key=lambda each: each.change)[:MOST_CHANGED],
        is_partial=any(row.is_rest for own in (*rows.values(), categories) for row in own),
    )


def _place(organisation: str, person: Person) -> Organisation:
    subject = organisation_within(organisation, person)
    if not Level(subject.level).is_place:
        raise NoPlace(f"{name_now(subject)}是单位，不是地区。", do="请选一个地区。")
    return subject


def _sums(organisation: str, year: int, person: Person, by: str = "month") -> list[Row]:
    """Nothing of a year without factors."""
    try:
        return sums(person=person, code=organisation, period=Period.parse(f"{year:04}"), by=[by])
    except Refused:
        return []


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if known else None


def _row_tce(row: Row, factors: Conversions) -> Decimal | None:
    conversion = factors[Resource(row.resource)]
    factor = None if conversion.outside_kgce else conversion.kgce_per_unit
    return None if factor is None else row.quantity * factor / TONNE


def _tce(rows: Iterable[Row], factors: Conversions) -> Decimal | None:
    return _sum(_row_tce(row, factors) for row in rows)


def _streams(rows: Sequence[Row], factors: Conversions) -> list[Stream]:
    found = [
        (Resource(row.resource), str(row.keys["category"] or ""), _row_tce(row, factors))
        for row in rows
        if not row.is_rest
    ]
    return [Stream(resource, category, tce) for resource, category, tce in found if tce]


def _months(now: Sequence[Row], then: Sequence[Row], period: Period, factors: Conversions) -> list[MonthOfPlace]:
    def of(rows: Sequence[Row], month: date) -> Decimal | None:
        return _tce((row for row in rows if row.keys["month"] == f"{month:%Y-%m}"), factors)

    return [
        MonthOfPlace(month, of(now, month), of(then, month.replace(year=month.year - 1)))
        for month in period.each_month()
    ]


def _names(codes: Iterable[str], organisation: str, today: date) -> dict[str, str]:
    ids = Organisation.objects.filter(code__in=[*codes, organisation]).values_list("id", flat=True)
    return {each.code: each.name for each in named(ids, on=today).values()}


# --- units -----------------------------------------------------------------------------------------------------------


def _alike(subject: Organisation, over: Period | None, person: Person) -> Set[int]:
    """Who is complete in what is over of the year and in the same months of the one before."""
    return units_alike(subject, over, over.in_year(over.year - 1), person=person)[0] if over else frozenset()


def _units(
    subject: Organisation, period: Period, factors: Conversions, person: Person, *, compared: Period | None
) -> tuple[list[UnitOfPlace], list[tuple[Resource, float, float]]]:
    """Those that the person reaches, and the like months of all of them by resource, of what is `compared` of the year:
    a month that is running is none yet.
    """
    before, until = period.in_year(period.year - 1), compared.until if compared else period.first
    with warehouse() as opened:
        opened.look_at(before.first, period.until)
        opened.hold("conversions", conversion_table(factors))
        units = _asked(opened, questions.units(), subject, period, period.until)
        changes = _asked(opened, questions.changes(), subject, period, until)
    units = _reached(units, person)
    changed = changes.filter(pc.is_in(changes["unit"], units["unit"].combine_chunks()))
    alike = _alike(subject, compared, person)
    return _told(units, changed, Level(subject.level), factors, alike), _by_resource(changed)


def _asked(opened: Warehouse, sql: str, subject: Organisation, period: Period, until: date) -> pa.Table:
    return opened.ask(
        sql,
        subject=subject.id,
        year=period.year,
        first=period.first,
        until=until,
        last_month=period.last_month,
    )


def _reached(units: pa.Table, person: Person) -> pa.Table:
    """Without those that have left the person's reach since."""
    own = reached(units["unit"].to_pylist(), person)
    return units.filter(pc.is_in(units["unit"], pa.array(sorted(own), pa.int64())))


def _told(units: pa.Table, changed: pa.Table, level: Level, factors: Conversions, alike: Set[int]) -> list[UnitOfPlace]:
    """In the order of their codes."""
    like = _summed(changed, "unit")
    by_area = "kgce" if factors.switches.vehicle_fuel_in_area_indicator else "kgce_by_area"
    below = PLACES_BELOW[level]
    return [
        UnitOfPlace(
            id=row["unit"],
            code=row["code"],
            name=row["name"],
            category=row["category"] or "",
            region=next((row[name] for name in below if row[name]), ""),
            kgce=row["kgce"],
            per_m2=_ratio(row[by_area], row["area_m2"]),
            area_m2=_number(row["area_m2"]),
            persons=_number(row["persons"]),
            months=row["months"] or 0,
            now=like.get(row["unit"], NOTHING)[0],
            then=like.get(row["unit"], NOTHING)[1],
            is_alike=row["unit"] in alike,
        )
        for row in units.sort_by("code").to_pylist()
    ]


def _number(value: Decimal | None) -> float | None:
    return float(value) if value else None


def _ratio(kgce: float | None, size: Decimal | None) -> float | None:
    return kgce / float(size) if kgce is not None and size else None


def _by_resource(changed: pa.Table) -> list[tuple[Resource, float, float]]:
    found = _summed(changed, "resource")
    return [(each, *found[each.value]) for each in Resource if any(found.get(each.value, NOTHING))]


def _summed(changed: pa.Table, key: str) -> dict[Any, tuple[float, float]]:
    """`now` and `then` by a column."""
    sums = changed.group_by(key).aggregate([("now", "sum"), ("then", "sum")])
    columns = (sums[name].to_pylist() for name in (key, "now_sum", "then_sum"))
    return {each: (now, then) for each, now, then in zip(*columns, strict=True)}


def _grouped(units: Sequence[UnitOfPlace], key: Callable[[UnitOfPlace], str], names: Mapping[str, str]) -> list[Group]:
    """By share, the largest first."""
    found: dict[str, list[UnitOfPlace]] = {}
    for each in units:
        found.setdefault(key(each), []).append(each)
    whole = sum(each.kgce or 0 for each in units)
    groups = [_group(each, names.get(each, each), own, whole) for each, own in found.items()]
    return sorted(groups, key=lambda each: (-each.kgce, each.key))


def _group(key: str, name: str, units: Sequence[UnitOfPlace], whole: float) -> Group:
    kgce = sum(each.kgce or 0 for each in units)
    sized = [(each.per_m2, each.area_m2) for each in units if each.per_m2 is not None and each.area_m2]
    peopled = [(each.kgce, each.persons) for each in units if each.kgce is not None and each.persons]
    area, persons = sum(size for _, size in sized if size), sum(count for _, count in peopled if count)
    return Group(
        key=key,
        name=name,
        units=len(units),
        kgce=kgce,
        share=kgce / whole * 100 if whole else None,
        per_m2=sum(ratio * size for ratio, size in sized if ratio is not None and size) / area if area else None,
        per_person=sum(used for used, _ in peopled if used) / persons if persons else None,
        now=sum(each.now for each in units),
        then=sum(each.then for each in units),
        alike=OfAlike.among(units),
    )


def _ends(units: Sequence[UnitOfPlace], category: str, over: int) -> Ends:
    asked = [each for each in units if not category or each.category == category]
    whole = [(each.per_m2, each) for each in asked if each.per_m2 is not None and each.months >= over > 0]
    in_order = sorted(whole, key=lambda pair: pair[0])
    values = [value for value, _ in in_order]
    middle = median(values) if values else None
    classes = spread([(value, True) for value in values], median=middle) if middle else []
    most = min(MOST_AT_AN_END, len(in_order) // 2)
    lowest, highest = in_order[:most], in_order[::-1][:most]
    return Ends(
        category,
        middle,
        classes,
        [each for _, each in lowest],
        [each for _, each in highest],
        len(whole),
        len(asked) - len(whole),
    )


def look_ahead(*, person: Person, today: date) -> None:
    """Ask what is odd of last year's figures below the highest place, where it takes longest: the answers are kept."""
    for code in highest_places(today, levels=1):
        odd_below(organisation=code, year=today.year - 1, person=person)


def odd_below(*, organisation: str, year: int, person: Person) -> list[OfRule]:
    """What the checks of years and sizes find at the units of a place, the rule with the most units first; apart, as it
    takes longer than all else. Raises OrganisationUnknown, NoPlace.
    """
    subject, period = _place(organisation, person), Period.parse(f"{year:04}")
    units, _ = _units(subject, period, factors_of(period), person, compared=None)
    by_id = {each.id: each for each in units}
    found: dict[str, list[tuple[UnitOfPlace, Finding]]] = {}
    for unit, _resource, finding in comparisons(list(by_id), period, policy().thresholds, person=person):
        found.setdefault(finding.rule, []).append((by_id[unit], finding))
    told = [
        OfRule(rule, name_of(rule), len(own), len({unit.id for unit, _ in own}), own[:MOST_OF_A_RULE])
        for rule, own in found.items()
    ]
    return sorted(told, key=lambda each: -each.units)
