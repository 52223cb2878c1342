"""What statistics ask of the warehouse: each question compiled once in a process, answered for any place and period.

What changes from one asking to the next are variables: `subject` (the organisation's id), `code`, `period`, `year`,
`first`, `until` and `last_month`.
"""

from collections.abc import Callable, Sequence
from functools import cache, wraps

import ibis
import ibis.expr.types as ir

from jieyue.rules.completeness import Span, units_with_reports
from jieyue.rules.indicators.declaring import CONVERSIONS, SIZES, USAGE, catalogue
from jieyue.rules.rollup import (
    SUMS,
    below,
    counted_once,
    has_profile,
    in_regions,
    numbered,
    placed,
    shares,
    sizes,
    summed,
    up_the_tree,
    with_dimensions,
)
from jieyue.rules.values import Level
from jieyue.store.warehouse.tables import TABLES, Compiled, asked_every_day, compiled, variable

FACTS, COVERAGE, STANDING = TABLES["facts"], TABLES["coverage"], TABLES["standing"]
PROFILES, ACCOUNTS, PLACE_SUMS = TABLES["profiles"], TABLES["accounts"], TABLES["place_sums"]
SUBJECT, CODE, PERIOD = variable("subject", "int64"), variable("code", "string"), variable("period", "string")
KEPT_BY = {"resource", "use", "month_text", "quarter", "region"}
"""The columns by which kept sums can be told apart; places too, by going up the tree."""
SPAN = Span(*(variable(name, "date") for name in ("first", "until", "last_month")))


def _alike(question: Callable[..., Compiled]) -> Callable[..., Compiled]:
    """Compiled once for all levels but the department's, for whom its unit does not speak."""
    once = cache(question)
    return cache(wraps(question)(lambda level, **how: once(level if level is Level.DEPARTMENT else Level.UNIT, **how)))


@_alike
def usage(level: Level, *, is_accepted: bool) -> Compiled:
    """The sums of the whole by resource, use and whether the units have a profile."""
    found, pin = _found_of(level, is_accepted=is_accepted)
    return compiled(summed(found, ["resource", "use", "is_profiled", *pin]).mutate(org=CODE, period=PERIOD))


@asked_every_day
def usage_kept() -> Compiled:
    """`usage` of a place, from what is kept of each place below."""
    kept = below(PLACE_SUMS, SUBJECT)
    return compiled(_as_wide(summed(kept, ["resource", "use", "is_profiled"])).mutate(org=CODE, period=PERIOD))


@_alike
def usage_by_month(level: Level) -> Compiled:
    """The same by month, of the months that are looked at."""
    found = with_dimensions(_found(level), place_level=level, place_code=CODE)
    return compiled(summed(found, ["month_text", "resource", "use", "is_profiled"]).mutate(org=CODE))


@cache
def grouped(level: Level, columns: tuple[str, ...], *, up: bool, is_accepted: bool) -> Compiled:
    """The sums by these columns; with `up`, of every place at and below the subject."""
    facts, pin = (TABLES["accepted_facts"], ["factors"]) if is_accepted else (FACTS, [])
    there, of_place = below(STANDING, SUBJECT), {"place_level": level, "place_code": CODE}
    found, columns = with_dimensions(placed(facts, there), **of_place), (*columns, *pin)
    if up:
        return compiled(up_the_tree(found, columns, standing=there, top=level))
    return compiled(
        in_regions(found, columns, standing=there, **of_place) if "region" in columns else summed(found, columns)
    )


@cache
def grouped_kept(level: Level, columns: tuple[str, ...], *, up: bool) -> Compiled:
    """`grouped` of a place by `KEPT_BY`, from what is kept of each place below."""
    kept = numbered(below(PLACE_SUMS, SUBJECT))
    found = with_dimensions(kept, place_level=level, place_code=CODE)
    return compiled(up_the_tree(found, columns, standing=kept, top=level) if up else _as_wide(summed(found, columns)))


def _as_wide(sums: ir.Table) -> ir.Table:
    """A sum of sums, no wider than they."""
    return sums.mutate(**{name: sums[name].cast(PLACE_SUMS[name].type()) for name in SUMS})


@cache
def pinned_factors() -> Compiled:
    """By what factors something was accepted of the months that are looked at."""
    return compiled(TABLES["accepted_factors"].distinct())


@_alike
def contributors(level: Level) -> Compiled:
    """Which organisations have use."""
    return compiled(_found(level).select("organisation").distinct())


@cache
def fewest_units(level: Level, columns: tuple[str, ...]) -> Compiled:
    """By resource, how many units stand behind the cell with the fewest, by these columns, month and place."""
    found = with_dimensions(_found(level), place_level=level, place_code=CODE)
    cells = found.group_by(list(dict.fromkeys((*columns, "resource", "month", "places"))))
    units = cells.agg(units=found.unit.nunique())
    return compiled(units.group_by("resource").agg(units=units.units.min()))


@_alike
def without_profile(level: Level) -> Compiled:
    """How many organisations have use and no profile."""
    found = _found(level)
    left_out = found.filter(~found.is_profiled)
    return compiled(left_out.agg(organisations=left_out.organisation.nunique()))


@_alike
def size(level: Level) -> Compiled:
    """Floor area and persons of the subject."""
    share = shares(STANDING, subject=SUBJECT, first_month=SPAN.first, until_month=SPAN.until)
    counted = counted_once(profiles_of_the_year(), below(STANDING, SUBJECT), subject=SUBJECT, level=level)
    return compiled(sizes(share, counted).mutate(org=CODE, period=PERIOD))


@asked_every_day
def sized() -> Compiled:
    """The units that have a profile, with its year."""
    there = below(STANDING, SUBJECT)
    own = there.filter(there.organisation == there.unit)
    return compiled(own.inner_join(PROFILES, "organisation").select("unit", "year").distinct())


@_alike
def usage_by_size(level: Level, *, is_accepted: bool) -> Compiled:
    """`usage`, apart by whether the unit is one of those that the asker holds as `sized`."""
    found, pin = _found_of(level, is_accepted=is_accepted)
    held = ibis.table({"unit": "int64"}, name="sized")
    found = found.mutate(is_sized=found.unit.isin(held.unit))
    return compiled(summed(found, ["resource", "use", "is_profiled", "is_sized", *pin]).mutate(org=CODE, period=PERIOD))


@cache
def indicators(*, with_vehicles: bool, is_accepted: bool, keys: tuple[str, ...] | None = None) -> Compiled:
    """Organisation, period, key and value of the whole catalogue, or of these `keys` of it, from the tables `usage`,
    `sizes` and `conversions` that the asker holds.

    A ratio's two sides cover the same organisations: who has no profile is in neither.
    """
    pin = {"factors": "string"} if is_accepted else {}
    whole = ibis.table({**USAGE, "is_profiled": "boolean", **pin}, name="usage")
    known = ibis.table({**CONVERSIONS, **pin}, name="conversions")
    tables = {"sizes": ibis.table(SIZES, name="sizes"), "conversions": known}
    values = []
    for each in (each for each in catalogue() if keys is None or each.key in keys):
        own = whole.filter(whole.is_profiled) if "sizes" in each.needs else whole
        result = each.from_tables({**tables, "usage": own}, with_vehicles=with_vehicles)
        values.append(result.select("org", "period", key=ibis.literal(each.key), value=result.value))
    return compiled(ibis.union(*values))


@cache
def measured(level: Level) -> Compiled:
    """The figures of ledgers by measure, word and whether there is a profile: of the highest places under a place that
    has some (`place` is a code), of a county's units or of each organisation of a unit (an id, as text).
    """
    found = placed(TABLES["measures"], below(STANDING, SUBJECT))
    found = found.mutate(is_profiled=has_profile(found, profiles_of_the_year(), subject=SUBJECT, level=level))
    if level in (Level.PROVINCE, Level.CITY):
        found = with_dimensions(found, place_level=level, place_code=CODE).rename(place="region")
    else:
        of = found.unit if level is Level.COUNTY else found.organisation
        found = found.mutate(place=of.cast("string"))
    return compiled(summed(found, ["place", "measure", "word", "is_profiled"], sums=("quantity",)))


@_alike
def measuring(level: Level) -> Compiled:  # noqa: ARG001 (as the other questions of who has figures)
    """Which organisations have figures of ledgers."""
    return compiled(placed(TABLES["measures"], below(STANDING, SUBJECT)).select("organisation").distinct())


@asked_every_day
def reports() -> Compiled:
    """The units that owe, and how many of their accounts are late."""
    return compiled(units_with_reports(STANDING, ACCOUNTS, COVERAGE, TABLES["earlier"], under=SUBJECT, period=SPAN))


@asked_every_day
def names() -> Compiled:
    """What organisations are called at the period's end, by code."""
    at_the_end = STANDING.filter((STANDING.from_month <= SPAN.last_month) & (STANDING.until_month > SPAN.last_month))
    return compiled(at_the_end.select("code", "name"))


asked_every_day(lambda: usage(Level.UNIT, is_accepted=False))
asked_every_day(lambda: size(Level.UNIT))
asked_every_day(lambda: indicators(with_vehicles=False, is_accepted=False))


def _found_of(level: Level, *, is_accepted: bool) -> tuple[ir.Table, Sequence[str]]:
    """`_found`, and by what else sums are apart: of what was accepted, by the factors that it was accepted by."""
    return (_found(level, TABLES["accepted_facts"]), ["factors"]) if is_accepted else (_found(level), [])


def _found(level: Level, facts: ir.Table = FACTS) -> ir.Table:
    """The period's facts at or under the subject, each where it stood then, and whether its unit has a profile."""
    found = placed(facts, below(STANDING, SUBJECT))
    return found.mutate(is_profiled=has_profile(found, profiles_of_the_year(), subject=SUBJECT, level=level))


def profiles_of_the_year() -> ir.Table:
    """The profiles of the `year` that is asked for."""
    return PROFILES.filter(PROFILES.year == variable("year", "int64"))
