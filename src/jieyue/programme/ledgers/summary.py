"""What a ledger measured in a period: of a place by the places or units below it, against the year before, per person.

The figures go up the tree as those of energy do: each counts where its organisation stood in its month.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from jieyue.programme.ledgers.catalogue import LedgerUnknown, ledger_named
from jieyue.programme.ledgers.cells import columns_beside_unit
from jieyue.programme.organisations.naming import Named, named, trail
from jieyue.programme.statistics import questions
from jieyue.programme.statistics.alike import units_alike
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.machine.columns import words_of
from jieyue.store.machine.ledger import Ledger, Measure
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reached
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.any_of import any_of
from jieyue.store.warehouse.opening import Warehouse, warehouse

COUNTED = "条数"
MONTHLY = "month"
TENTH = Decimal("0.1")
Key = tuple[str, str]
Months = tuple[date, date]
"""Measure and word."""


@dataclass(frozen=True)
class SummaryColumn:
    """A measure, or one word of it: what it is called, its unit."""

    key: Key
    zh: str
    word: str
    unit: str


@dataclass(frozen=True)
class Figure:
    """A sum of the period and of the same one a year before. None: nobody told it."""

    now: Decimal | None
    before: Decimal | None

    @property
    def change_percent(self) -> Decimal | None:
        """同比. Growth is positive; None where there was nothing before."""
        if self.now is None or not self.before:
            return None
        return ((self.now - self.before) / self.before * 100).quantize(TENTH, ROUND_HALF_UP) + 0  # never a minus zero


@dataclass(frozen=True)
class SummaryRow:
    organisation: Named
    figures: Sequence[Figure]


@dataclass(frozen=True)
class SummaryAlike:
    """同口径: the same columns over the `units` alone, of those that are `owed`, that have the ledger of each month of
    both years.
    """

    figures: Sequence[Figure]
    units: int
    owed: int


@dataclass(frozen=True)
class Summary:
    """`rows` are the places below a place, the units of a county or the departments of a unit; `per_person` are the
    sums of those that have a profile by the persons in it. `left_out` is how many organisations are in no figure
    because they have left the person's reach since. Where it `is_part`, only months before `until` are compared. A
    ledger that is not kept every month has no `alike`: nobody knows who has all of it.
    """

    ledger: Ledger
    organisation: Named
    above: Sequence[Named]
    period: Period
    is_part: bool
    until: date
    columns: Sequence[SummaryColumn]
    rows: Sequence[SummaryRow]
    whole: SummaryRow
    per_person: Sequence[Decimal | None]
    persons: Decimal | None
    left_out: int
    alike: "SummaryAlike | None" = None

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)


def summary(key: str, *, person: Person, code: str, period: Period, today: date) -> Summary:
    """Of a period that is not over the months that are, in both years. Raises LedgerUnknown, also where the ledger
    measures nothing, and OrganisationUnknown.
    """
    ledger = ledger_named(key)
    if not ledger.is_measured:
        raise LedgerUnknown("这本台账没有可以汇总的数字。", do="请从“台账”页打开。")
    subject = organisation_within(code, person)
    with warehouse() as opened:
        until = _until(period, today)
        now = _sums(opened, ledger, subject, (period.first, until), person)
        before = _sums(opened, ledger, subject, (_year_before(period.first), _year_before(until)), person)
        persons = _persons(opened, subject, period)
        alike = _alike(opened, ledger, subject, (period.first, until), person) if ledger.every == MONTHLY else None
    columns = _columns(ledger, {key for sums in (now, before) for by_key in sums.by_code.values() for key in by_key})
    name = named([subject.pk], on=person.on)[subject.pk]
    per_person = [_per(now.profiled.get(each.key), persons) for each in columns]
    return Summary(
        ledger=ledger,
        organisation=name,
        above=trail(path_on(subject.pk, person.on), person=person),
        period=period,
        is_part=until < period.until,
        until=until,
        columns=columns,
        rows=_rows(now, before, columns, person),
        whole=SummaryRow(name, [Figure(now.whole.get(each.key), before.whole.get(each.key)) for each in columns]),
        per_person=per_person,
        persons=persons,
        left_out=now.left_out,
        alike=alike
        and SummaryAlike(
            [Figure(alike.now.whole.get(each.key), alike.before.whole.get(each.key)) for each in columns],
            alike.units,
            alike.owed,
        ),
    )


@dataclass(frozen=True)
class _Sums:
    """By code of a place or organisation and by measure and word; the same over all, and over those with a profile."""

    by_code: Mapping[str, Mapping[Key, Decimal]]
    whole: Mapping[Key, Decimal]
    profiled: Mapping[Key, Decimal]
    left_out: int


class _Alike(NamedTuple):
    now: _Sums
    before: _Sums
    units: int
    owed: int


def _alike(opened: Warehouse, ledger: Ledger, subject: Organisation, months: Months, person: Person) -> _Alike:
    first, until = months
    span = Period(first, (until.year - first.year) * 12 + until.month - first.month)
    units, owing = units_alike(subject, span, span.in_year(first.year - 1), person=person, ledger=ledger)
    then = (_year_before(first), _year_before(until))
    sums = (_sums(opened, ledger, subject, each, person, units=units) for each in (months, then))
    return _Alike(*sums, len(units), len(owing))


def _until(period: Period, today: date) -> date:
    """The end of its last month that is over; of a period whose first month is not, its own end."""
    this = month_of(today)
    return this if period.first < this < period.until else period.until


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def _sums(
    opened: Warehouse, ledger: Ledger, subject: Organisation, months: Months, person: Person, *,
    units: Set[int] | None = None,
) -> _Sums:  # fmt: skip
    """Of all whom the person may see, or of some units alone."""
    opened.look_at_measures(*months)
    level = Level(subject.level)
    asked = {"subject": subject.pk, "code": subject.code, "year": months[0].year}
    gone = _gone(opened.ask(questions.measuring(level), **asked)["organisation"].to_pylist(), person)
    some = opened.among(gone, are_left_out=True) if units is None else opened.among(units, column="unit")
    with some:
        records = opened.ask(questions.measured(level), **asked).to_pylist()
    own = {each.name for each in ledger.measures}
    codes = _codes((each["place"] for each in records), level)
    by_code: dict[str, dict[Key, Decimal]] = {}
    whole: dict[Key, Decimal] = {}
    profiled: dict[Key, Decimal] = {}
    for each in records:
        if each["measure"] in own:
            sums = [by_code.setdefault(codes[each["place"]], {}), whole, *([profiled] if each["is_profiled"] else [])]
            for found in sums:
                key = (each["measure"], each["word"])
                found[key] = found.get(key, Decimal(0)) + each["quantity"]
    for found in (*by_code.values(), whole):
        found.update(_ratios(ledger, found))
    return _Sums(by_code, whole, profiled, len(gone))


def _ratios(ledger: Ledger, sums: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Of the sums and never summed: what has nothing to be divided by has none."""
    whole: dict[str, Decimal] = {}
    for (name, _), value in sums.items():
        whole[name] = whole.get(name, Decimal(0)) + value
    return {
        (each.name, ""): whole[each.ratio[0]] * each.times / whole[each.ratio[1]]
        for each in ledger.measures
        if each.ratio and each.ratio[0] in whole and whole.get(each.ratio[1])
    }


def _codes(places: Iterable[str], level: Level) -> Mapping[str, str]:
    """A place is told by its code, a unit by its id."""
    found = set(places)
    if level in (Level.PROVINCE, Level.CITY):
        return {code: code for code in found}
    units = Organisation.objects.filter(id__in=any_of(map(int, found)))
    return {str(id_): code for id_, code in units.values_list("id", "code")}


def _gone(organisations: Iterable[int], person: Person) -> set[int]:
    """Those with figures that are beyond the person's reach by now."""
    found = set(organisations)
    return found - reached(found, person)


def _persons(opened: Warehouse, subject: Organisation, period: Period) -> Decimal | None:
    about = {"subject": subject.pk, "code": subject.code, "period": str(period), "year": period.year}
    days = {"first": period.first, "until": period.until, "last_month": period.last_month}
    found = opened.ask(questions.size(Level(subject.level)), **about, **days).to_pylist()
    return found[0]["persons"] if found else None


def _per(quantity: Decimal | None, persons: Decimal | None) -> Decimal | None:
    return None if quantity is None or not persons else quantity / persons


def _columns(ledger: Ledger, told: set[Key]) -> list[SummaryColumn]:
    """In the order of the declaration; of a measure that is told apart, the words that anybody used."""
    return [column for measure in ledger.measures for column in _columns_of(ledger, measure, told)]


def _words(ledger: Ledger, column: str) -> Mapping[str, str]:
    field = next(each.field for each in columns_beside_unit(ledger.model) if each.column.key == column)
    return {str(key): str(zh) for key, zh in words_of(field).items()}


def _columns_of(ledger: Ledger, measure: Measure, told: set[Key]) -> list[SummaryColumn]:
    fields = {each.column.key: each.field for each in columns_beside_unit(ledger.model)}
    field = fields.get(measure.column)
    zh = measure.zh or (str(field.verbose_name) if field else COUNTED)
    unit = measure.unit or (getattr(field, "unit", "") if field else "")
    if not measure.by:
        return [SummaryColumn((measure.name, ""), zh, "", unit)]
    words = _words(ledger, measure.by)
    used = [word for word in words if (measure.name, word) in told]
    used += sorted(word for name, word in told if name == measure.name and word not in words)
    return [SummaryColumn((measure.name, word), zh, words.get(word, word), unit) for word in used]


def _rows(now: _Sums, before: _Sums, columns: Sequence[SummaryColumn], person: Person) -> list[SummaryRow]:
    """By code. What is told of a place itself stands in its own row."""
    codes = sorted(now.by_code.keys() | before.by_code.keys())
    ids = dict(Organisation.objects.filter(code__in=any_of(codes)).values_list("code", "id"))
    names = named(ids.values(), on=person.on)
    return [
        SummaryRow(
            names.get(ids[code], Named(code, code)),
            [Figure(_of(now, code, each.key), _of(before, code, each.key)) for each in columns],
        )
        for code in codes
    ]


def _of(sums: _Sums, code: str, key: Key) -> Decimal | None:
    return sums.by_code.get(code, {}).get(key)
