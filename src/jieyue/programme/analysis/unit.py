"""用能分析 of a unit's year: where its energy goes, how it compares with its like, what its change consists of.

The year before is weighed with the factors of this year, so that a change is one of use; what is compared are the
months that both years have.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from jieyue.programme.analysis.reasons import Said, said_of
from jieyue.programme.checking.queries import CheckFinding, checks
from jieyue.programme.completeness.queries import Months, months_of
from jieyue.programme.organisations.naming import Named, name_now, named
from jieyue.programme.statistics.answer import Row
from jieyue.programme.statistics.asking import factors_of
from jieyue.programme.statistics.peers import Comparison, peers
from jieyue.programme.statistics.queries import name_of_factors, sums
from jieyue.rules.analysing import ByMonth, BySize, LikeMonths, by_size, like_months, percent
from jieyue.rules.factors import Conversions
from jieyue.rules.period import Period, months_later
from jieyue.rules.person import Person, Post
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Role
from jieyue.rules.values import Level, Resource, Use
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on

KILOGRAMS = 1000
"""In a tonne."""
MONTHS = 12


class NoUnit(Refused):
    """What was asked for is a place."""


@dataclass(frozen=True)
class Part:
    """What was used of a resource for something in the year. `tce` is None where it does not count as energy or its
    factor is not known; `share` is its percent of all that counts.
    """

    resource: Resource
    use: Use
    quantity: Decimal
    amount_yuan: Decimal | None
    tce: Decimal | None
    share: Decimal | None


@dataclass(frozen=True)
class Changed:
    """A resource's use beside the year before, in like months. `tce` is what the change is worth as energy."""

    resource: Resource
    use: Use
    like: LikeMonths
    tce: Decimal | None


@dataclass(frozen=True)
class MonthOfEnergy:
    """Standard coal of a month in tce, of the same month of the year before, and of the month before. `is_ahead`: its
    bills are not yet asked for.
    """

    month: date
    tce: Decimal | None
    then: Decimal | None
    before: Decimal | None
    is_complete: bool
    is_ahead: bool = False


@dataclass(frozen=True)
class Sizes:
    """Of the year and of the year before; None where no profile was entered."""

    area_m2: Decimal | None = None
    area_then_m2: Decimal | None = None
    persons: Decimal | None = None
    persons_then: Decimal | None = None


@dataclass(frozen=True)
class Change:
    """The change of all energy in tce over the like months of each part: from what to what, by which parts, and how
    much of it comes with the floor area.
    """

    now: Decimal
    then: Decimal
    parts: Sequence[Changed]
    by_size: BySize | None

    @property
    def tce(self) -> Decimal:
        return self.now - self.then

    @property
    def percent(self) -> Decimal | None:
        return percent(self.now, self.then)


@dataclass(frozen=True)
class UnitAnalysis:
    """`is_partial`: figures of departments that have left the reader's reach are in none of these."""

    organisation: Named
    year: int
    factors: str
    parts: Sequence[Part]
    tce: Decimal | None
    amount_yuan: Decimal | None
    months: Sequence[MonthOfEnergy]
    sizes: Sizes
    change: Change | None
    others: Sequence[Changed]
    like: Sequence[Comparison]
    anomalies: Sequence[CheckFinding]
    said: Sequence[Said]
    is_partial: bool


def analysis_of_unit(
    *, organisation: str, year: int, person: Person, today: date, is_kept: bool = False
) -> UnitAnalysis:
    """Where it `is_kept` for whoever reaches the unit, like units are told of as to somebody who reaches it alone.

    Raises OrganisationUnknown, NoUnit.
    """
    subject = organisation_within(organisation, person)
    if Level(subject.level).is_place:
        raise NoUnit(f"{name_now(subject)}是地区，不是单位。", do="请选一个单位。")
    period = Period.parse(f"{year:04}")
    factors = factors_of(period)
    rows = {each: _sums_of(organisation, each, person) for each in (year, year - 1)}
    now, then = (_by_month(rows[each]) for each in (year, year - 1))
    parts, sizes = list(_parts(rows[year], factors)), _sizes(subject, year)
    keys = sorted(now.keys() | then.keys(), key=_place)
    changed = [_changed(key, now.get(key, {}), then.get(key, {}), factors) for key in keys]
    return UnitAnalysis(
        organisation=named([subject.pk], on=today)[subject.pk],
        year=year,
        factors=name_of_factors(factors.factor_set),
        parts=parts,
        tce=_sum(each.tce for each in parts),
        amount_yuan=_sum(each.amount_yuan for each in parts),
        months=list(_months(now, then, factors, months_of(person=person, code=organisation, year=year, today=today))),
        sizes=sizes,
        change=_change([each for each in changed if each.tce is not None], sizes, factors),
        others=[each for each in changed if each.tce is None],
        like=peers(person=_reaching_only(subject, person) if is_kept else person, code=organisation, period=period),
        anomalies=checks(person=person, code=organisation, period=period),
        said=said_of(subject, year, person=person),
        is_partial=any(row.is_rest for own in rows.values() for row in own),
    )


def _reaching_only(unit: Organisation, person: Person) -> Person:
    return replace(person, posts=(Post(Role.READER, path_on(unit.pk, person.on)),))


def _sums_of(organisation: str, year: int, person: Person) -> list[Row]:
    """What was used by month and use; nothing of a year without factors."""
    try:
        return sums(person=person, code=organisation, period=Period.parse(f"{year:04}"), by=["month", "use"])
    except Refused:
        return []


Key = tuple[Resource, Use]


def _key(row: Row) -> Key:
    return Resource(row.resource), Use(str(row.keys["use"]))


def _place(key: Key) -> tuple[int, int]:
    return list(Resource).index(key[0]), list(Use).index(key[1])


def _by_month(rows: Iterable[Row]) -> dict[Key, dict[int, Decimal]]:
    found: dict[Key, dict[int, Decimal]] = {}
    for row in rows:
        if not row.is_rest:
            found.setdefault(_key(row), {})[int(str(row.keys["month"])[5:])] = row.quantity
    return found


def _kgce_per_unit(resource: Resource, factors: Conversions) -> Decimal | None:
    """None where it does not count as energy, or the factor is not known."""
    return None if factors[resource].outside_kgce else factors[resource].kgce_per_unit


def _tce(quantity: Decimal, resource: Resource, factors: Conversions) -> Decimal | None:
    factor = _kgce_per_unit(resource, factors)
    return None if factor is None else quantity * factor / KILOGRAMS


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """What is known of them."""
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if known else None


def _parts(rows: Sequence[Row], factors: Conversions) -> Iterable[Part]:
    own = [row for row in rows if not row.is_rest]
    found = {key: [row for row in own if _key(row) == key] for key in sorted({_key(row) for row in own}, key=_place)}
    quantities = {key: sum((row.quantity for row in those), Decimal(0)) for key, those in found.items()}
    tce = {key: _tce(quantity, key[0], factors) for key, quantity in quantities.items()}
    whole = _sum(tce.values())
    for key, those in found.items():
        each, money = tce[key], _sum(row.amount_yuan for row in those)
        share = each / whole * 100 if each is not None and whole else None
        yield Part(*key, quantities[key], money, each, share)


def _changed(key: Key, now: ByMonth, then: ByMonth, factors: Conversions) -> Changed:
    like = like_months(now, then)
    return Changed(*key, like, _tce(like.change, key[0], factors))


def _change(parts: Sequence[Changed], sizes: Sizes, factors: Conversions) -> Change | None:
    """None where no month is in both years."""
    if not any(each.like.months for each in parts):
        return None
    now, then = (
        _sum(_tce(quantity, each.resource, factors) for each, quantity in those) or Decimal(0)
        for those in ([(each, each.like.now) for each in parts], [(each, each.like.then) for each in parts])
    )
    ordered = sorted(parts, key=lambda each: abs(each.tce or Decimal(0)), reverse=True)
    areas = sizes.area_m2, sizes.area_then_m2
    taken_apart = by_size(now, then, area_now=areas[0], area_then=areas[1]) if areas[0] and areas[1] else None
    return Change(now, then, ordered, taken_apart)


def _months(
    now: Mapping[Key, ByMonth], then: Mapping[Key, ByMonth], factors: Conversions, reported: Months
) -> Iterable[MonthOfEnergy]:
    found = {
        **_energy_by_month(now, reported.year, factors),
        **_energy_by_month(then, reported.year - 1, factors),
    }
    for count in reported.counts:
        same, before = months_later(count.month, -MONTHS), months_later(count.month, -1)
        values = found.get(count.month), found.get(same), found.get(before)
        yield MonthOfEnergy(count.month, *values, not count.missing and not count.is_ahead, count.is_ahead)


def _energy_by_month(used: Mapping[Key, ByMonth], year: int, factors: Conversions) -> dict[date, Decimal]:
    """Only of what counts as energy."""
    counted = {key: _kgce_per_unit(key[0], factors) for key in used}
    months = sorted({month for key, own in used.items() if counted[key] is not None for month in own})
    return {
        date(year, month, 1): sum(
            (own[month] * factor for key, own in used.items() if month in own and (factor := counted[key]) is not None),
            Decimal(0),
        )
        / KILOGRAMS
        for month in months
    }


def _sizes(subject: Organisation, year: int) -> Sizes:
    found = {each.year: each for each in Profile.objects.filter(organisation=subject, year__in=(year, year - 1))}
    now, then = found.get(year), found.get(year - 1)
    return Sizes(
        now and now.floor_area_m2,
        then and then.floor_area_m2,
        now and now.persons,
        then and then.persons,
    )
