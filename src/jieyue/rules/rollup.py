"""From facts to sums: where a unit stood, by what the sums are grouped, and how they go up the tree.

Ibis expressions on unbound tables. `standing` has one row for each stretch of months in which nothing about an
organisation's place changed: organisation, code, name, level, kind, category, system, path, province, city, county
(the codes above or at it), unit (the id of
the unit it is or belongs to, else its own), from_month, until_month (half-open), exists_from, exists_until,
owes_from (the first month of which anything is owed).
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any  # Ibis types casts as whatever they were written last

import ibis
from ibis import Table

from jieyue.rules.comparing import NOT_BY_SIZE
from jieyue.rules.values import Level

STANDING = ibis.schema(
    {
        "organisation": "int64",
        "code": "string",
        "name": "string",
        "level": "string",
        "kind": "string",
        "category": "string",
        "system": "string",
        "path": "string",
        "province": "string",
        "city": "string",
        "county": "string",
        "unit": "int64",
        "from_month": "date",
        "until_month": "date",
        "exists_from": "date",
        "exists_until": "date",
        "owes_from": "date",
    }
)
FACTS = ibis.schema(
    {
        "organisation": "int64",
        "month": "date",
        "resource": "string",
        "use": "string",
        "quantity": "decimal(18, 3)",
        "amount_yuan": "decimal(18, 2)",
    }
)
MEASURES = ibis.schema(
    {
        "organisation": "int64",
        "month": "date",
        "measure": "string",
        "word": "string",
        "quantity": "decimal(18, 3)",
    }
)
"""Figures of ledgers of other things than energy, apart by a word of one of their columns ("" where none does that)."""

PROFILES = ibis.schema(
    {
        "organisation": "int64",
        "year": "int64",
        "floor_area_m2": "decimal(14, 2)",
        "persons": "decimal(12, 2)",
        "persons_water": "decimal(12, 2)",
    }
)
PLACE_SUMS = ibis.schema(
    {
        "path": "string",
        "province": "string",
        "city": "string",
        "county": "string",
        "month": "date",
        "resource": "string",
        "use": "string",
        "is_profiled": "boolean",
        "quantity": "decimal(38, 3)",
        "amount_yuan": "decimal(38, 2)",
    }
)
"""The facts of a month added up for each lowest place that had some; `path` is that of the place, itself included."""

UNIT_SUMS = ibis.schema(
    {
        "unit": "int64",
        "month": "date",
        "resource": "string",
        "quantity": "decimal(18, 3)",
        "by_size": "decimal(18, 3)",
    }
)
"""The facts of a month added up for each unit, whatever they are used for: who has another one's is found by these.
`by_size` is what of it depends on the unit's size, null where nothing does: by it units are beside their like.
"""

ACCEPTED_FACTS = ibis.schema({**FACTS, "factors": "string"})
"""With the name of the factors by which they were accepted, "" where the snapshot does not keep them."""

ACCEPTED_FACTORS = ibis.schema({"factors": "string", "resource": "string", "kgce": "string", "kgco2": "string"})
"""Pinned factors as texts, as `rules.factors.pinned_of` has them."""

ACCEPTED_PROFILES = ibis.schema({**PROFILES, "month": "date"})
"""A profile as it was when a month's figures were accepted."""
BEYOND = 10**15
"""What a decimal of 18 digits no longer holds with its thousandths."""
PLACES = (Level.PROVINCE, Level.CITY, Level.COUNTY)
SUMS = ("quantity", "amount_yuan")


def as_value(given: Any) -> Any:
    """What a query is asked with: a constant, or an expression that stands for one."""
    return given if isinstance(given, ibis.Value) else ibis.literal(given)


def stands_under(standing: Table, subject: Any) -> Any:
    """Whether a stretch was spent at or under an organisation, wherever that one stood itself."""
    return standing.path.contains(ibis.literal("/") + as_value(subject).cast("string") + "/")


def below(standing: Table, subject: Any) -> Table:
    """The stretches spent at or under an organisation."""
    return standing.filter(stands_under(standing, subject))


def under_each(standing: Table, asked: Table) -> Table:
    """The stretches spent at or under each of those `asked` (a column of ids as texts), once for each of them."""
    each = standing.mutate(asked=standing.path.split("/").unnest())
    return each.semi_join(asked, "asked")


def placed(facts: Table, standing: Table) -> Table:
    """Each fact beside where its organisation stood on the month's last day."""
    there = numbered(standing)
    same = facts.organisation == there.organisation
    then = (facts.month >= there.from_month) & (facts.month < there.until_month)
    return facts.inner_join(there, [same, then])


def numbered(standing: Table) -> Table:
    """With one number, `places`, for each province, city and county together: numbers group faster than three codes."""
    codes = [standing[level.value] for level in PLACES]
    return standing.mutate(places=ibis.dense_rank().over(order_by=codes))


def with_dimensions(found: Table, *, place_level: Level, place_code: Any) -> Table:
    """Placed facts with `region`, `quarter` and `month` as they are grouped and shown.

    A region is the highest place under the one asked for that holds the unit; units directly under the place asked
    for are in the place itself.
    """
    region = _region_of(found, place_level, place_code)
    quarter = found.month.year().cast("string") + "Q" + found.month.quarter().cast("string")
    return found.mutate(region=region, quarter=quarter, month_text=found.month.strftime("%Y-%m"))


def _region_of(found: Table, place_level: Level, place_code: Any) -> Any:
    lower = [found[level.value] for level in PLACES if level.rank > place_level.rank]
    return ibis.coalesce(*(lower or [found[level.value] for level in reversed(PLACES)]), as_value(place_code))


def in_regions(found: Table, keys: Sequence[str], *, standing: Table, place_level: Level, place_code: Any) -> Table:
    """`summed` of facts placed by `standing`, by keys of which one is the region. They are added for the lowest places
    first: a number groups faster than a code that is worked out for every fact.
    """
    lowest = summed(found, ["places", *(key for key in keys if key != "region")])
    codes = numbered(standing).select("places", *(level.value for level in PLACES)).distinct()
    named = lowest.inner_join(codes, "places")
    sums = summed(named.mutate(region=_region_of(named, place_level, place_code)), keys)
    return sums.mutate(**{name: sums[name].cast(lowest[name].type()) for name in SUMS})


def summed(found: Table, keys: Sequence[str], sums: Sequence[str] = SUMS) -> Table:
    """Quantities and money by the keys. Decimals are added as they are, exactly."""
    return found.group_by(list(keys)).agg(**{name: found[name].sum() for name in sums})


def sums_of_places(facts: Table, standing: Table, profiles: Table) -> Table:
    """`PLACE_SUMS` of the facts of one month; `standing` is where organisations stood then, `profiles` of its year.

    Each place has the facts of the units that stand in it directly; what is asked of a place above is a sum of these.
    """
    there = standing.mutate(home=_place_of(standing))
    there = numbered(there.mutate(homes=ibis.dense_rank().over(order_by=there.home)))
    found = facts.inner_join(there, "organisation")
    found = found.mutate(is_profiled=has_profile(found, profiles, subject=0, level=Level.PROVINCE))
    sums = summed(found, ["homes", "places", "month", "resource", "use", "is_profiled"])
    names = there.select("homes", "places", *(level.value for level in PLACES), path="home").distinct()
    named = sums.inner_join(names, ["homes", "places"])
    return named.select(*(named[name].cast(kind) for name, kind in PLACE_SUMS.items()))


def sums_of_units(facts: Table, standing: Table) -> Table:
    """`UNIT_SUMS` of the facts of one month, in the order of the quantities; `standing` is where organisations stood
    then.
    """
    placed_then = facts.inner_join(standing.select("organisation", "unit"), "organisation")
    return by_unit(placed_then).order_by("resource", "quantity", "unit")


def by_unit(placed_facts: Table) -> Table:
    """`UNIT_SUMS` of placed facts, without what is beyond all that anybody uses."""
    is_by_size, quantity = placed_facts.use.notin([use.value for use in NOT_BY_SIZE]), placed_facts.quantity
    by_month = placed_facts.group_by(["unit", "month", "resource"])
    sums = by_month.agg(quantity=quantity.sum(), by_size=quantity.sum(where=is_by_size))
    sums = sums.filter((sums.quantity.abs() < BEYOND) & (sums.by_size.abs().fill_null(0) < BEYOND))
    return sums.select(**{name: sums[name].cast(kind) for name, kind in UNIT_SUMS.items()})


def _place_of(standing: Table) -> Any:
    """The path of the place itself, or of what the unit stands in."""
    before_unit = standing.path.find(ibis.literal("/") + standing.unit.cast("string") + "/") + 1
    is_place = standing.level.isin([level.value for level in PLACES])
    return ibis.ifelse(is_place, standing.path, standing.path.left(before_unit))


def in_like_months(found: Table, keys: Sequence[str], *, first: Any) -> Table:
    """keys, month, quantity, before: what was used in the months, by number, that both years have; `found` is of the
    months of two years, and `first` is the first day of the later one.
    """
    is_now = found.month >= first
    sums = found.group_by([*keys, found.month.month().name("month")]).agg(
        quantity=found.quantity.sum(where=is_now), before=found.quantity.sum(where=~is_now)
    )
    return sums.filter(sums.quantity.notnull() & sums.before.notnull())


def up_the_tree(found: Table, keys: Sequence[str], *, standing: Table, top: Level = Level.PROVINCE) -> Table:
    """The sums of every place at every level from `top` down by the keys, with the place's code as `place`.

    `found` are facts placed by `standing`. They are added once, for the lowest places; what goes up from there are
    sums of sums.
    """
    codes = numbered(standing).select("places", *(level.value for level in PLACES)).distinct()
    lowest = summed(found, ["places", *keys]).inner_join(codes, "places")
    levels = [_of_level(lowest, level.value, keys) for level in PLACES if level.rank >= top.rank]
    return reduce(lambda one, other: one.union(other), levels)


def _of_level(lowest: Table, level: str, keys: Sequence[str]) -> Table:
    own = lowest.filter(lowest[level].notnull())
    grouped = own.group_by([own[level].name("place"), *keys])
    return grouped.agg(**{name: own[name].sum().cast(lowest[name].type()) for name in SUMS})


def shares(standing: Table, *, subject: Any, first_month: Any, until_month: Any) -> Table:
    """organisation, share: of the months of the period in which it existed, the part it spent at or under the subject.

    Who did not move has share one, in part-years too.
    """
    first, until = as_value(first_month).cast("date"), as_value(until_month).cast("date")
    since = ibis.greatest(standing.from_month, standing.exists_from, first)
    ending = ibis.least(standing.until_month, standing.exists_until, until)
    months = _months_between(since.cast("date"), ending.cast("date"))
    each = standing.mutate(months=months, is_here=stands_under(standing, subject))
    each = each.filter(each.months > 0)
    of = each.group_by("organisation").agg(months=each.months.sum(), here=each.months.sum(where=each.is_here))
    of = of.filter(of.here > 0)
    return of.select("organisation", share=of.here.cast("float64") / of.months.cast("float64"))


def shares_of_each(standing: Table, there: Table, *, first_month: Any, until_month: Any) -> Table:
    """asked, organisation, share: the same for many at once; `there` is what `under_each` gives."""
    first, until = as_value(first_month).cast("date"), as_value(until_month).cast("date")

    def lasting(stretches: Table) -> Table:
        since = ibis.greatest(stretches.from_month, stretches.exists_from, first)
        ending = ibis.least(stretches.until_month, stretches.exists_until, until)
        found = stretches.mutate(months=_months_between(since.cast("date"), ending.cast("date")))
        return found.filter(found.months > 0)

    every, own = lasting(standing.semi_join(there, "organisation")), lasting(there)
    of = every.group_by("organisation").agg(months=every.months.sum())
    here = own.group_by(["asked", "organisation"]).agg(here=own.months.sum())
    both = here.inner_join(of, "organisation")
    return both.select("asked", "organisation", share=both.here.cast("float64") / both.months.cast("float64"))


def _months_between(since: Any, until: Any) -> Any:
    return (until.year() - since.year()) * 12 + until.month() - since.month()


def has_profile(found: Table, profiles: Table, *, subject: Any, level: Level) -> Any:
    """Whether a row's organisation has a profile, of its own or its head's."""
    return found.organisation.isin(profiles.organisation) | _head(found, subject, level).isin(profiles.organisation)


def counted_once(profiles: Table, there: Table, *, subject: Any, level: Level) -> Table:
    """The profiles without those of departments whose head has one: a unit's size is that of its departments too."""
    headed = there.select("organisation", head_id=_head(there, subject, level))
    headed = headed.filter(headed.organisation != headed.head_id)
    return profiles.anti_join(headed.semi_join(profiles, headed.head_id == profiles.organisation), "organisation")


def is_profiled_each(found: Table, profiles: Table) -> Any:
    """`has_profile` where units are asked for."""
    return found.organisation.isin(profiles.organisation) | found.unit.isin(profiles.organisation)


def counted_once_each(profiles: Table, there: Table) -> Table:
    """asked and profile: what `counted_once` leaves of profiles for each; `there` is what `under_each` gives."""
    each = there.select("asked", "organisation", "unit").distinct()
    headed = each.filter(each.organisation != each.unit)
    headed = headed.semi_join(profiles, headed.unit == profiles.organisation)
    return (
        each.select("asked", "organisation")
        .distinct()
        .anti_join(headed, ["asked", "organisation"])
        .inner_join(profiles, "organisation")
    )


def _head(there: Table, subject: Any, level: Level) -> Any:
    """Who speaks for an organisation: its unit, or the department that was asked for."""
    return as_value(subject).cast("int64") if level is Level.DEPARTMENT else there.unit


def sizes(shares_: Table, profiles: Table) -> Table:
    """area_m2, persons, persons_water of a place in one row: each unit's by its share. No row without a profile."""
    parts = _parts(shares_.inner_join(profiles, "organisation"))
    return parts.agg(**{name: parts[name].sum() for name in SIZED})


def sizes_of_each(shares_: Table, profiles: Table) -> Table:
    """asked and the same of each, from what `shares_of_each` and `counted_once_each` give."""
    parts = _parts(shares_.inner_join(profiles, ["asked", "organisation"]), "asked")
    return parts.group_by("asked").agg(**{name: parts[name].sum() for name in SIZED})


SIZED = ("area_m2", "persons", "persons_water")


def _parts(both: Table, *keys: str) -> Table:
    """What each organisation adds by its share."""
    return both.select(
        *keys,
        area_m2=_by_share(both.floor_area_m2, both.share),
        persons=_by_share(both.persons, both.share),
        persons_water=_by_share(both.persons_water.coalesce(both.persons), both.share),
    )


def _by_share(figure: Any, share: Any) -> Any:
    """Rounded far behind what is shown, so that the sum does not depend on the order of adding."""
    return (figure.cast("float64") * share).cast("decimal(38, 12)")
