"""A unit's periods, each with what was used for what and the ratios that follow, on one opened warehouse."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from jieyue.programme.statistics import questions
from jieyue.programme.statistics.asking import Question, factors_of
from jieyue.programme.statistics.figures import indicators_by_period
from jieyue.rules.factors import Conversions
from jieyue.rules.indicators.declaring import SIZES, USAGE
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level, Resource, Use
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.tree import ever_at_or_below
from jieyue.store.warehouse.opening import Warehouse, warehouse

Sums = Mapping[tuple[Resource, Use], tuple[Decimal, Decimal | None]]
"""Quantity and money by resource and use."""


@dataclass(frozen=True)
class Used:
    """In a period. `tce` is None where nothing was used, or a factor is not known."""

    sums: Sums = field(default_factory=dict)
    tce: Decimal | None = None
    ratios: Mapping[str, float | None] = field(default_factory=dict)


def used_in(unit: Organisation, wanted: Sequence[Period]) -> dict[str, Used]:
    """As the ledger has them now. The figures are the unit's own, whoever asks, as those of a report are."""
    with warehouse() as opened:
        asked = {str(each): _question(unit, each, opened) for each in wanted}
        by_month = {year: _usage(unit, year, opened) for year in sorted({each.year for each in wanted})}
        rows = [row for each in wanted for row in _of_period(each, by_month[each.year])]
        ratios = _ratios(asked, rows)
    return {key: _used(each, key, rows, ratios.get(key, {})) for key, each in asked.items()}


def _question(unit: Organisation, period: Period, opened: Warehouse) -> Question:
    return Question(Person.at_console("statistics"), unit, period, factors_of(period), opened, "live")


def _usage(unit: Organisation, year: int, opened: Warehouse) -> list[dict]:
    whole = Period.parse(f"{year:04}")
    opened.look_at(whole.first, whole.until)
    return _question(unit, whole, opened).ask(questions.usage_by_month(Level(unit.level))).to_pylist()


def _of_period(period: Period, by_month: Sequence[Mapping]) -> list[dict]:
    """The rows of its months, added up."""
    months = {f"{month:%Y-%m}" for month in period.each_month()}
    found: dict[tuple, dict] = {}
    for row in (row for row in by_month if row["month_text"] in months):
        key = tuple(row[name] for name in ("resource", "use", "is_profiled"))
        before = found.setdefault(key, {**row, "period": str(period), "quantity": Decimal(0), "amount_yuan": None})
        before["quantity"] += row["quantity"]
        before["amount_yuan"] = added(before["amount_yuan"], row["amount_yuan"])
    return list(found.values())


def _used(question: Question, key: str, rows: Sequence[Mapping], ratios: Mapping[str, float | None]) -> Used:
    sums: dict[tuple[Resource, Use], tuple[Decimal, Decimal | None]] = {}
    for row in (row for row in rows if row["period"] == key):
        which = Resource(row["resource"]), Use(row["use"])
        quantity, money = sums.get(which, (Decimal(0), None))
        sums[which] = quantity + row["quantity"], added(money, row["amount_yuan"])
    return Used(sums, tce_of(sums, question.factors), ratios)


def added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """What is known of the two."""
    known = [each for each in (one, other) if each is not None]
    return sum(known, Decimal(0)) if known else None


def tce_of(sums: Sums, factors: Conversions) -> Decimal | None:
    """Standard coal of what counts as energy."""
    counted = [(quantity, factors[resource]) for (resource, _), (quantity, _) in sums.items()]
    parts = [(quantity, each.kgce_per_unit) for quantity, each in counted if not each.outside_kgce]
    if not parts or any(factor is None for _, factor in parts):
        return None
    return sum((quantity * factor for quantity, factor in parts if factor is not None), Decimal(0)) / 1000


def _ratios(asked: Mapping[str, Question], rows: Sequence[Mapping]) -> dict[str, dict]:
    """By period, value by key of the whole catalogue; one question for all periods of the same factors."""
    found: dict[str, dict] = {}
    for factor_set in sorted({each.factors.factor_set for each in asked.values()}):
        own = {key: each for key, each in asked.items() if each.factors.factor_set == factor_set}
        first = next(iter(own.values()))
        usage = _usage_table([row for row in rows if row["period"] in own], first)
        found |= indicators_by_period(first, usage, _sizes_table(list(own.values())))
    return found


def _usage_table(rows: Sequence[Mapping], question: Question) -> pa.Table:
    schema = USAGE.to_pyarrow().append(pa.field("is_profiled", pa.bool_()))
    code = question.organisation.code
    told = [{**{name: row.get(name) for name in schema.names}, "org": code} for row in rows]
    return pa.Table.from_pylist(told, schema=schema)


def _sizes_table(asked: Sequence[Question]) -> pa.Table:
    """A unit's profile is its size in each period of the year; where others below it have profiles too, it is asked."""
    unit = asked[0].organisation
    found = _profiles_at_or_below(unit, {each.period.year for each in asked})
    if any(each.organisation_id != unit.pk for each in found):
        return pa.concat_tables(each.ask(questions.size(each.level)) for each in asked)
    own = {each.year: each for each in found}
    sizes = [_size(each, own[each.period.year]) for each in asked if each.period.year in own]
    return pa.Table.from_pylist(sizes, schema=SIZES.to_pyarrow())


def _size(question: Question, profile: Profile) -> dict[str, object]:
    return {
        "org": question.organisation.code,
        "period": str(question.period),
        "area_m2": profile.floor_area_m2,
        "persons": profile.persons,
        "persons_water": profile.persons if profile.persons_water is None else profile.persons_water,
    }


def _profiles_at_or_below(unit: Organisation, years: Collection[int]) -> list[Profile]:
    return list(Profile.objects.filter(organisation__in=ever_at_or_below(unit.pk), year__in=years))
