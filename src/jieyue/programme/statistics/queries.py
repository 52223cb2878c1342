"""Statistics of an organisation and all below it, for a period."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

import pyarrow.compute as pc

from jieyue.policy.loading import NoFactorSetInForce
from jieyue.programme.statistics import questions
from jieyue.programme.statistics.alike import alike_of, units_alike
from jieyue.programme.statistics.answer import Alike, Answer, Comparison, Completeness, Counting, Row
from jieyue.programme.statistics.asking import PIN, Question, columns_of, question_of
from jieyue.programme.statistics.beyond import NOBODY, Beyond, beyond_reach, is_short
from jieyue.programme.statistics.figures import (
    NAMED,
    Change,
    changes_of,
    in_order,
    indicators_of,
    rows_of,
    sizes_of,
    together,
    totals_of,
    whole_rows,
)  # fmt: skip
from jieyue.rules.factors import Conversions, FactorUnknown
from jieyue.rules.indicators.change import reduction_percent, year_on_year_percent
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR, Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Level, Resource
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import name_on
from jieyue.store.policies import policy
from jieyue.store.reporting.counting import exempt_in, units_that
from jieyue.store.warehouse.opening import Warehouse, warehouse

NOT_BY_GROUP = "曾在这里、现已不在您管辖范围内的单位不足 5 家，其用量只计入合计，不分列。"
LEFT_OUT_OF_MONTHS = (
    "曾在这里、现已不在您管辖范围内的单位不足 5 家，按月统计不含其用量；其用量计入季度、半年和年度的合计。"
)
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
BASES = ("live", "accepted")
SUMMED = ("quantity", "amount_yuan")
Told = TypeVar("Told")
MOST_MISSING_LISTED = 1000


class DimensionUnknown(Refused):
    pass


class BasisUnknown(Refused):
    pass


class YearImpossible(Refused):
    pass


def statistics(
    *,
    person: Person,
    code: str,
    period: Period,
    by: Sequence[str] = ("resource",),
    factors: str | None = None,
    switches: Mapping[str, str] | None = None,
    basis: str = "live",
    base_year: int | None = None,
    is_compared: bool = True,
    today: date | None = None,
) -> Answer:
    """The sums, indicators and completeness of a place or unit.

    `by` groups the rows, which are always of one resource too. The factor set is the one in force on the period's
    last day unless another is named. With `basis` accepted the figures are those that were accepted; what was not
    is in no sum. `base_year` adds the reduction against that year's same period. With
    `is_compared` the year before stands beside it, also over the same units alone; of a period that is running `today`
    these compare the months that are over.
    """
    by = list(dict.fromkeys(by)) or ["resource"]
    _refuse_unknown(by)
    _refuse_impossible_year(base_year)
    _refuse_basis(basis)
    subject = organisation_within(code, person)
    _refuse_places_below_none(subject, by)
    with warehouse() as opened:
        years = _Years(person, subject, period, opened, factors, switches, basis, today)
        answer = years.answer(by)
        before, why_not = years.other_or_why_not(period.year - 1) if is_compared else (None, "")
        base = years.other(base_year) if base_year is not None else None
        year_on_year = years.beside(answer, before, year_on_year_percent)
        reduction = years.beside(answer, base, reduction_percent)
    notes = [f"不作同比：{why_not}"] if why_not else []
    others = [each for each in (before, base) if each and LEFT_OUT_OF_MONTHS in each.notes]
    notes += [LEFT_OUT_OF_MONTHS] if others and LEFT_OUT_OF_MONTHS not in answer.notes else []
    notes += [f"基年同期（{Period.parse(base.period).zh}）没有数据，不作比较。"] if base and not base.rows else []
    return replace(answer, year_on_year=year_on_year, reduction=reduction, notes=[*answer.notes, *notes])


@dataclass(frozen=True)
class _Years:
    """A period of one year and the same of others, asked alike."""

    person: Person
    subject: Organisation
    period: Period
    opened: Warehouse
    factors: str | None
    switches: Mapping[str, str] | None
    basis: str
    today: date | None

    def answer(self, by: Sequence[str]) -> Answer:
        return _answer(self._question(self.period), by, is_beside=False)

    def other(self, year: int) -> Answer:
        return _answer(self._question(self.period.in_year(year)), ["resource"], is_beside=True)

    def other_or_why_not(self, year: int) -> tuple[Answer | None, str]:
        """Last year's answer, unasked: where its factors can't give one, this year's is not refused for that."""
        try:
            return self.other(year), ""
        except (NoFactorSetInForce, FactorUnknown) as refused:
            return None, refused.says

    def beside(self, answer: Answer, then: Answer | None, change: Change) -> Comparison | None:
        if not then or not then.rows:
            return None
        asked = (self._question(each) for each in (self.period, Period.parse(then.period)))
        return _comparison(answer, then, alike_of(*asked, change, today=self.today), change)

    def _question(self, period: Period) -> Question:
        converted = {"factors": self.factors, "switches": self.switches}
        return question_of(self.person, self.subject, period, self.opened, basis=self.basis, **converted)


def sums(*, person: Person, code: str, period: Period, by: Sequence[str], basis: str = "live") -> Sequence[Row]:
    """The rows alone of `statistics`: for pages that draw them and ask for no more."""
    by = list(dict.fromkeys(by))
    _refuse_unknown(by)
    subject = organisation_within(code, person)
    with warehouse() as opened:
        question = question_of(person, subject, period, opened, basis=basis)
        rows, _ = _as_may_be_told(question, by, lambda beyond: _rows(question, by, beyond))
    return rows


def sums_alike(
    *, person: Person, code: str, now: Period, then: Period, by: Sequence[str]
) -> tuple[Set[int], list[Row], list[Row]]:
    """The units that are complete in both periods, by their ids, and their rows in each, as `sums` has them."""
    _refuse_unknown(by)
    subject = organisation_within(code, person)
    units, _ = units_alike(subject, now, then, person=person)
    found = []
    with warehouse() as opened:
        for period in (now, then):
            question = question_of(person, subject, period, opened)
            question.look_at(period)
            with opened.among(units, column="unit"):
                found.append(_grouped_rows(question, by, NOBODY))
    return units, *found


def _refuse_impossible_year(year: int | None) -> None:
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearImpossible(f"{year} 不是可用的基年。", do=f"请填写 {FIRST_YEAR} 到 {LAST_YEAR} 之间的年份。")


def _refuse_basis(basis: str) -> None:
    if basis not in BASES:
        raise BasisUnknown(f"没有“{basis}”这种数据。", do=f"可用：{'、'.join(BASES)}。")


def _refuse_places_below_none(subject: Organisation, by: Sequence[str]) -> None:
    if "place" in by and not Level(subject.level).is_place:
        raise DimensionUnknown(
            f"{subject.code} 不是行政区域，不能按“place”分组。", do="请按其他维度分组，如 organisation、use。"
        )


def _refuse_unknown(by: Sequence[str]) -> None:
    for name in by:
        if name not in DIMENSIONS:
            raise DimensionUnknown(f"不能按“{name}”分组。", do=f"可用：{'、'.join(DIMENSIONS)}。")


def name_of_factors(key: str) -> str:
    """The title of a factor set, as its document has it."""
    return policy().factor_set(key).name


def _as_may_be_told(question: Question, by: Sequence[str], tell: Callable[[Beyond], Told]) -> tuple[Told, bool]:
    """What `tell` says of the facts that the person may be told of, and whether some units are left out of them."""
    whole = beyond_reach(question, ["resource"]) if is_short(question.period) else NOBODY
    beyond = whole if whole.few else beyond_reach(question, by)
    question.look_at(question.period)
    if not whole.few:
        return tell(beyond), False
    with question.warehouse.among(whole.organisations, are_left_out=True):
        return tell(NOBODY), True


def _answer(question: Question, by: Sequence[str], *, is_beside: bool) -> Answer:
    """Of one that stands beside another, only its figures and whether they are all there."""

    def tell(beyond: Beyond) -> Answer:
        found = _answer_with(question, by, beyond)
        return found if is_beside else replace(found, notes=_notes(question, found, beyond))

    answer, is_short_of_units = _as_may_be_told(question, by, tell)
    return replace(answer, notes=[*answer.notes, LEFT_OUT_OF_MONTHS]) if is_short_of_units else answer


def _answer_with(question: Question, by: Sequence[str], beyond: Beyond) -> Answer:
    usage = question.usage()
    whole = whole_rows(usage, question.factors)
    resources = {Resource(row.resource) for row in whole}
    counting = Counting(partial(_completeness, question))
    if not question.warehouse.is_whole:
        _ = counting.done  # while those are left out of whom nothing may be told
    return Answer(
        organisation=question.organisation.code,
        organisation_name=name_on(question.organisation.id, question.period.last),
        period=str(question.period),
        basis=question.basis,
        factors=question.factors.factor_set,
        switches=question.factors.switches.as_dict(),
        by=list(by),
        rows=_rows(question, by, beyond),
        totals=totals_of(whole, question.factors),
        indicators=indicators_of(question, usage),
        sizes=sizes_of(question),
        counting=counting,
        unverified=[factor.as_dict() for factor in question.factors.to_check(resources)],
        notes=[],
    )


def _notes(question: Question, answer: Answer, beyond: Beyond) -> list[str]:
    resources = {Resource(row.resource) for row in whole_rows(question.usage(), question.factors)}
    return [
        *_note_on_basis(question, answer.counting),
        *question.factors.absences(resources),
        *question.factors.left_out(resources),
        *_note_on_factors(question.factors, resources),
        *_note_on_profiles(question),
        *([NOT_BY_GROUP] if beyond.few else []),
    ]


# --- rows and totals -------------------------------------------------------------------------------------------------


def _rows(question: Question, by: Sequence[str], beyond: Beyond) -> list[Row]:
    return (
        whole_rows(question.usage(), question.factors)
        if list(by) == ["resource"]
        else _grouped_rows(question, by, beyond)
    )


def _grouped_rows(question: Question, by: Sequence[str], beyond: Beyond) -> list[Row]:
    keys = [name for name in by if name != "resource"]
    names = _names(question) if set(keys) & NAMED else {}
    if not beyond.organisations:
        return rows_of(_records(question, by), keys, names, question.factors)
    with question.warehouse.among(beyond.organisations, are_left_out=True):
        own = _records(question, by)
    with question.warehouse.among(beyond.organisations):
        others = [{**each, "code": None} for each in _records(question, by) if each["resource"] not in beyond.few]
        rest = _rest(question, keys, beyond.few)
    rows = rows_of(_as_one([*own, *others], by), keys, names, question.factors)
    return in_order([*rows, *rest], keys)


def _rest(question: Question, keys: Sequence[str], few: Collection[str]) -> list[Row]:
    """Of too few units beyond reach, one row a resource that says nothing else: a finer one would be their ledger."""
    rows = whole_rows(question.usage(), question.factors)
    return [replace(row, keys=dict.fromkeys(keys), is_rest=True) for row in rows if row.resource in few]


def _records(question: Question, by: Sequence[str]) -> list[dict]:
    return question.grouped(columns_of(by), up="place" in by).to_pylist()


def _as_one(records: list[dict], by: Sequence[str]) -> list[dict]:
    """Those that are told alike: organisations beyond reach are in the sums, in a row that names none of them."""
    columns = [*columns_of(by), *(["place"] if "place" in by else [])]
    found: dict[tuple, dict] = {}
    for each in records:
        key = (each.get(PIN), *(each[column] for column in columns))
        found[key] = _added(found[key], each) if key in found else each
    return list(found.values())


def _added(one: dict, other: dict) -> dict:
    sums = ((name, [each[name] for each in (one, other) if each[name] is not None]) for name in SUMMED)
    return {**one, **{name: sum(known) if known else None for name, known in sums}}


def _names(question: Question) -> dict[str, str]:
    """What organisations are called at the period's end, by code."""
    found = question.ask(questions.names())
    return dict(zip(*(found[column].to_pylist() for column in ("code", "name")), strict=True))


def _note_on_basis(question: Question, counting: Counting) -> list[str]:
    if question.basis == "live" or counting.done.accepted == counting.done.owed:
        return []
    return [f"应报 {counting.done.owed} 家，已验收 {counting.done.accepted} 家；未验收的不计入合计。"]


def _note_on_factors(factors: Conversions, resources: Iterable[Resource]) -> list[str]:
    other = factors.otherwise_pinned(each for each in Resource if each in set(resources))
    said = f"{'、'.join(each.zh for each in other)}的系数与验收时不同；已验收的数字按验收时的系数折算。"
    return [said] if other else []


def _note_on_profiles(question: Question) -> list[str]:
    if pc.all(question.usage()["is_profiled"]).as_py() is not False:
        return []
    (count,) = question.ask(questions.without_profile(question.level))["organisations"].to_pylist()
    return [f"有 {count} 家机构缺该年度基本信息（面积、人数），其用量计入合计，未计入各项人均、单位面积指标。"]


# --- completeness ----------------------------------------------------------------------------------------------------


def _completeness(question: Question) -> Completeness:
    question.warehouse.look_at_coverage(question.period.first, question.period.until)
    records = question.ask(questions.reports()).to_pylist()
    exempt = exempt_in(question.period, {each["unit"] for each in records}) if question.level.is_place else frozenset()
    records = [each for each in records if each["unit"] not in exempt]
    missing = {record["unit"]: record for record in records if record["late"] or not record["subjects"]}
    units = {record["unit"] for record in records}
    return Completeness(
        owed=len(records),
        reported=len(records) - len(missing),
        submitted=len(units_that(question.period, units, moved_to="submitted")),
        accepted=len(units_that(question.period, units, moved_to="accepted")),
        exempt=len(exempt),
        missing=_missing(missing, question.period.last, question.person),
    )


def _missing(records: Mapping[int, Mapping], on: date, person: Person) -> list[dict[str, object]]:
    """The first of them, without those that have left the person's reach since."""
    listed = sorted(records)[:MOST_MISSING_LISTED]
    placements = Placement.objects.filter(organisation_id__in=listed, since__lte=on, until__gt=on)
    reached = within(placements, person, organisation="organisation", are_few=True)
    named = reached.values_list("organisation_id", "organisation__code", "version__name").order_by("organisation__code")
    return [
        {"organisation": code, "name": name, "accounts": records[id_]["subjects"], "late": int(records[id_]["late"])}
        for id_, code, name in named
    ]


# --- other years -----------------------------------------------------------------------------------------------------


def _comparison(answer: Answer, then: Answer, alike: Alike | None, change: Change) -> Comparison:
    """The figures of another year beside these."""
    figures, before = (together(each.totals, each.indicators) for each in (answer, then))
    changes = changes_of(figures, before, change)
    return Comparison(then.period, then.totals, then.indicators, then.counting, changes, alike)
