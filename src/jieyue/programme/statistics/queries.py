"""Statistics of an organisation and all below it, for a period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from jieyue.programme.statistics.answer import Answer, Comparison, Completeness, Row, Totals
from jieyue.rules.completeness import units_with_reports
from jieyue.rules.factors import Conversions, conversions, read_switches
from jieyue.rules.indicators.change import reduction_percent, year_on_year_percent
from jieyue.rules.indicators.declaring import CONVERSIONS, KEYS, catalogue
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.rollup import below, placed, shares, sizes, summed, up_the_tree, with_dimensions
from jieyue.rules.values import Resource
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.tree import name_on, organisation, path_on
from jieyue.store.policies import policy
from jieyue.store.warehouse.opening import Warehouse, warehouse

DIMENSIONS = (
    "resource",
    "use",
    "month",
    "quarter",
    "region",
    "system",
    "category",
    "kind",
    "organisation",
    "place",
)
COLUMNS = {"month": "month_text", "organisation": "code"}
MOST_MISSING_LISTED = 1000


class DimensionUnknown(Refused):
    pass


class NothingAccepted(Refused):
    pass


@dataclass(frozen=True)
class _Question:
    """What is asked, resolved: where, when, with which factors."""

    organisation: Organisation
    path: str
    period: Period
    factors: Conversions
    warehouse: Warehouse


def statistics(
    *,
    person: Person,  # noqa: ARG001 (whoever is at the root sees all; scope narrows this with the accounts)
    code: str,
    period: Period,
    by: Sequence[str] = ("resource",),
    factors: str | None = None,
    switches: Mapping[str, str] | None = None,
    basis: str = "live",
    base_year: int | None = None,
) -> Answer:
    """The sums, indicators and completeness of a place or unit.

    `by` groups the rows, which are always of one resource too. The factor set is the one in force on the period's
    last day unless another is named. `base_year` adds the reduction against that year's same period.
    """
    _refuse_unknown(by)
    if basis == "accepted":
        raise NothingAccepted("还没有已验收的报送，没有可用的验收数据。", do="请用 --basis live 查看实时数据。")
    subject = organisation(code)
    with warehouse() as opened:

        def question_in(year: int) -> _Question:
            other = period.in_year(year)
            return _Question(subject, path_on(subject.id, other.last), other, _factors(other, factors, switches), opened)

        question = question_in(period.year)
        answer = _answer(question, by)
        return replace(
            answer,
            year_on_year=_comparison(answer, question_in(period.year - 1), year_on_year_percent),
            reduction=_comparison(answer, question_in(base_year), reduction_percent) if base_year else None,
        )


def _refuse_unknown(by: Sequence[str]) -> None:
    for name in by:
        if name not in DIMENSIONS:
            raise DimensionUnknown(f"不能按“{name}”分组。", do=f"可用：{'、'.join(DIMENSIONS)}。")


def _factors(period: Period, key: str | None, switches: Mapping[str, str] | None) -> Conversions:
    """The set asked for, or in force on the period's last day, with the switches applied."""
    known = policy()
    factor_set = known.factor_set(key) if key else known.factor_set_on(period.last)
    return conversions(factor_set, known.emissions, on=period.last, switches=read_switches(switches or {}))


def _answer(question: _Question, by: Sequence[str]) -> Answer:
    rows = _rows(question, by)
    whole = rows if list(by) == ["resource"] else _rows(question, ["resource"])
    resources = {Resource(row.resource) for row in whole}
    indicators, without_profile = _indicators(question)
    return Answer(
        organisation=question.organisation.code,
        organisation_name=name_on(question.organisation.id, question.period.last),
        period=str(question.period),
        basis="live",
        factors=question.factors.factor_set,
        switches=question.factors.switches.as_dict(),
        by=list(by),
        rows=rows,
        totals=_totals(whole, question.factors),
        indicators=indicators,
        completeness=_completeness(question),
        unverified=[factor.as_dict() for factor in question.factors.to_check(resources)],
        notes=[
            *question.factors.absences(resources),
            *question.factors.left_out(resources),
            *_note_on_profiles(without_profile),
        ],
    )


# --- rows and totals -------------------------------------------------------------------------------------------------


def _found(question: _Question) -> ir.Table:
    """The period's facts at or under the place, each where it stood then."""
    period, opened = question.period, question.warehouse
    there = below(opened.standing(), question.path)
    found = placed(opened.facts(period.first, period.until), there)
    return with_dimensions(found, place_level=question.organisation.level, place_code=question.organisation.code)


def _rows(question: _Question, by: Sequence[str]) -> list[Row]:
    keys = [name for name in by if name != "resource"]
    columns = [COLUMNS.get(name, name) for name in keys if name != "place"] + ["resource"]
    found = _found(question)
    sums = up_the_tree(found, columns) if "place" in by else summed(found, columns)
    table = question.warehouse.engine.to_pyarrow(sums)
    names = _names(question, table)
    rows = [_row(record, keys, names, question.factors) for record in table.to_pylist()]
    order = {resource.value: n for n, resource in enumerate(Resource)}
    return sorted(rows, key=lambda row: (*(row.keys[key] or "" for key in keys), order[row.resource]))


def _row(record: Mapping, keys: Sequence[str], names: Mapping[str, str], factors: Conversions) -> Row:
    resource = Resource(record["resource"])
    values = {key: record[COLUMNS.get(key, key)] or None for key in keys}
    conversion = factors[resource]
    return Row(
        keys=values,
        names={key: names[code] for key, code in values.items() if key in ("region", "organisation", "place") and code in names},
        resource=resource.value,
        quantity=record["quantity"],
        unit=resource.unit,
        amount_yuan=record["amount_yuan"],
        tce=_tonnes(record["quantity"], conversion.kgce_per_unit),
        tco2=_tonnes(record["quantity"], conversion.kgco2_per_unit),
    )


def _tonnes(quantity: Decimal, kilograms_per_unit: Decimal | None) -> Decimal | None:
    return None if kilograms_per_unit is None else quantity * kilograms_per_unit / 1000


def _names(question: _Question, table: pa.Table) -> dict[str, str]:
    """What the codes in the rows are called at the period's end."""
    if not {"region", "code", "place"} & set(table.column_names):
        return {}
    there = below(question.warehouse.standing(), "/")
    last = ibis.literal(question.period.last_month)
    at_the_end = there.filter((there.from_month <= last) & (there.until_month > last)).select("code", "name")
    found = question.warehouse.engine.to_pyarrow(at_the_end)
    return dict(zip(*(found[column].to_pylist() for column in ("code", "name")), strict=True))


def _totals(rows: Iterable[Row], factors: Conversions) -> Totals:
    rows = list(rows)
    of = {row.resource: row for row in rows}
    coal = [row.tce for row in rows if not factors[Resource(row.resource)].outside_kgce]
    carbon = [row.tco2 for row in rows if not factors[Resource(row.resource)].outside_kgco2]
    money = [row.amount_yuan for row in rows if row.amount_yuan is not None]
    return Totals(
        tce=_sum_of_known(coal),
        tco2=_sum_of_known(carbon),
        water_m3=of["water"].quantity if "water" in of else None,
        amount_yuan=sum(money) if money else None,
    )


def _sum_of_known(parts: Sequence[Decimal | None]) -> Decimal | None:
    """None where there is nothing, or where something that counts is not known."""
    return sum(parts) if parts and None not in parts else None


# --- indicators ------------------------------------------------------------------------------------------------------


def _indicators(question: _Question) -> tuple[dict[str, float | None], int]:
    """Each indicator's value, and how many organisations with use were left out for want of a profile.

    A ratio's two sides cover the same organisations: who has no profile is in neither.
    """
    period, opened = question.period, question.warehouse
    profiles = opened.profiles()
    profiles = profiles.filter(profiles.year == period.year)
    found = _found(question)
    profiled = found.semi_join(profiles, "organisation")
    left_out = found.anti_join(profiles, "organisation").select("organisation").distinct().count()
    named = {"org": ibis.literal(question.organisation.code), "period": ibis.literal(str(period))}
    share = shares(
        opened.standing(), path=question.path, first_month=str(period.first), until_month=str(period.until)
    )
    tables = {
        "usage": summed(profiled, ["resource", "use"]).mutate(**named),
        "all_usage": summed(found, ["resource", "use"]).mutate(**named),
        "sizes": sizes(share, profiles).mutate(**named),
        "conversions": _conversion_table(question.factors),
    }
    tables = {name: opened.engine.create_table(f"{name}_{id(question)}", table.to_pyarrow() if name == "conversions" else opened.engine.to_pyarrow(table), temp=True) for name, table in tables.items()}
    values = {}
    for each in catalogue():
        usage = tables["usage" if "sizes" in each.needs else "all_usage"]
        result = each.from_tables(
            {**tables, "usage": usage}, with_vehicles=question.factors.switches.vehicle_fuel_in_area_indicator
        )
        found_value = opened.engine.to_pyarrow(result.select("value"))["value"].to_pylist()
        values[each.key] = found_value[0] if found_value else None
    return values, int(opened.engine.to_pyarrow(left_out).as_py())


def _conversion_table(factors: Conversions) -> ir.Table:
    rows = [
        {
            "resource": resource.value,
            "kgce_per_unit": conversion.kgce_per_unit,
            "kgco2_per_unit": conversion.kgco2_per_unit,
            "counts_as_energy": not conversion.outside_kgce,
            "counts_as_carbon": not conversion.outside_kgco2,
        }
        for resource, conversion in factors.by_resource.items()
    ]
    return ibis.memtable(pa.Table.from_pylist(rows, schema=CONVERSIONS.to_pyarrow()), schema=CONVERSIONS)


def _note_on_profiles(count: int) -> list[str]:
    return [f"有 {count} 家机构缺该年度概况（面积、人数），其用量计入合计，未计入各项人均、单位面积指标。"] if count else []


# --- completeness ----------------------------------------------------------------------------------------------------


def _completeness(question: _Question) -> Completeness:
    period, opened = question.period, question.warehouse
    units = units_with_reports(
        opened.standing(), opened.accounts(), opened.coverage(period.until), path=question.path, period=period
    )
    records = opened.engine.to_pyarrow(units).to_pylist()
    missing = {record["unit"]: record for record in records if record["late"] or not record["accounts"]}
    return Completeness(
        owed=len(records),
        reported=len(records) - len(missing),
        submitted=0,
        accepted=0,
        missing=_missing(missing, period.last),
    )


def _missing(records: Mapping[int, Mapping], on: date) -> list[dict[str, object]]:
    from jieyue.store.orgs.models import Placement

    listed = sorted(records)[:MOST_MISSING_LISTED]
    placements = Placement.objects.filter(organisation_id__in=listed, since__lte=on, until__gt=on)
    named = placements.values_list("organisation_id", "organisation__code", "version__name").order_by("organisation__code")
    return [
        {"organisation": code, "name": name, "accounts": records[id_]["accounts"], "late": records[id_]["late"]}
        for id_, code, name in named
    ]


# --- other years -----------------------------------------------------------------------------------------------------


def _comparison(answer: Answer, other: _Question, change) -> Comparison | None:
    """The figures of another year; None where that year has none."""
    then = _answer(other, ["resource"])
    if not then.rows:
        return None
    now, before = _figures(answer), _figures(then)
    return Comparison(then.period, then.totals, then.indicators, then.completeness, _changes(now, before, change))


def _figures(answer: Answer) -> dict[str, float | None]:
    totals = {name: getattr(answer.totals, name) for name in ("tce", "tco2", "water_m3", "amount_yuan")}
    return {**{name: None if value is None else float(value) for name, value in totals.items()}, **answer.indicators}


def _changes(now: Mapping[str, float | None], before: Mapping[str, float | None], change) -> dict[str, float | None]:
    schema = pa.schema([("org", pa.string()), ("value", pa.float64())])
    tables = [
        ibis.memtable(pa.Table.from_pylist([{"org": key, "value": value} for key, value in each.items()], schema=schema))
        for each in (now, before)
    ]
    result = change(*tables).to_pyarrow()
    return dict(zip(*(result[column].to_pylist() for column in ("org", "value")), strict=True))
