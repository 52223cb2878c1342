"""Lists of a ledger's rows: which, in which order, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import BigIntegerField, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Round

from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.cells import (
    Cell,
    Heading,
    cells_of,
    columns_beside_unit,
    heading_of,
    headings,
    words_to_choose,
)
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.store.evidence.models import Link
from jieyue.store.machine.columns import LedgerColumn
from jieyue.store.machine.columns import words_of as words_in
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import as_known, way_to_organisation
from jieyue.store.machine.settling import day_of, when, within_days
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of

MOST_COUNTED = 10_000
"""More rows than this are not counted, nor added up at once: nobody pages through them."""

MOST_REFERRED = 1000
"""Rows of a register in which a text is found."""

ORGANISATION = "organisation"
WITH, WITHOUT = "with", "without"


class SortUnknown(Refused):
    pass


@dataclass(frozen=True)
class Wanted:
    """Which rows: of an organisation (a code) with all below it unless `is_alone`, of the days from `since` to `until`,
    both included; with these `words` in columns, as they are kept or as they are said; `evidence` "with" or "without".
    Blank means whatever it may be.
    """

    organisation: str = ""
    is_alone: bool = False
    since: date | None = None
    until: date | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    evidence: str = ""
    text: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a list."""

    id: int
    organisation: Named
    cells: Sequence[Cell]
    evidence: int


@dataclass(frozen=True)
class ColumnSum:
    """The sum of a column. `quantity` is None where no row tells it."""

    heading: Heading
    quantity: Decimal | None
    unit: str

    @property
    def is_money(self) -> bool:
        return self.unit == "元"


@dataclass(frozen=True)
class TotalLine:
    """The rows with one word: how many, and their sums."""

    word: str
    count: int
    sums: Sequence[ColumnSum]


@dataclass(frozen=True)
class Totals:
    """What is wanted added up, apart by the words of the column `by` where there is one. `whole` are the sums over all
    words, of the columns whose unit is the same for all.
    """

    by: Heading | None
    headings: Sequence[Heading]
    lines: Sequence[TotalLine]
    whole: TotalLine


@dataclass(frozen=True)
class Listing:
    """A stretch of a list. `count` stops at MOST_COUNTED, `is_more` says so; then nothing is added up here."""

    ledger: Ledger
    headings: Sequence[Heading]
    lines: Sequence[Line]
    count: int
    is_more: bool
    totals: Sequence[Totals] = ()


def listing(key: str, *, person: Person, wanted: Wanted, sort: str = "", first: int = 0, many: int = 50) -> Listing:
    """`many` rows from the `first` on, in an order that is the same each time. Raises LedgerUnknown, SortUnknown."""
    ledger = ledger_named(key)
    rows = rows_wanted(ledger, wanted, person)
    if wanted.text:
        rows = _looked_up(ledger, rows)
    count = rows.order_by().values("id")[: MOST_COUNTED + 1].count()
    is_more = count > MOST_COUNTED
    lines = _lines(ledger, rows.order_by(*_order(ledger, sort))[first : first + many], person)
    found = () if is_more or not count else _totals(ledger, rows)
    return Listing(ledger, headings(ledger.model), lines, min(count, MOST_COUNTED), is_more, found)


def totals(key: str, *, person: Person, wanted: Wanted) -> Sequence[Totals]:
    """The sums of all rows that are wanted, however many."""
    ledger = ledger_named(key)
    return _totals(ledger, rows_wanted(ledger, wanted, person))


def latest_year(key: str, *, person: Person, organisation: str = "") -> int | None:
    """The year of the newest row within reach; None where there is none, or for a register."""
    ledger = ledger_named(key)
    at = when(ledger.model)
    if at is None:
        return None
    rows = rows_wanted(ledger, Wanted(organisation=organisation), person)
    newest = rows.order_by(f"-{at.name}").values_list(at.name, flat=True).first()
    return day_of(newest).year if newest else None


def years(key: str, *, person: Person, organisation: str = "") -> list[int]:
    """The years one may want, the newest first: from the latest with rows back to the first, six at most."""
    latest = latest_year(key, person=person, organisation=organisation) or person.on.year
    newest = max(latest, min(person.on.year, LAST_YEAR))
    return [year for year in range(newest, newest - 6, -1) if year >= FIRST_YEAR]


def usual_sort(ledger: Ledger) -> str:
    """The newest first; a register by its units."""
    at = when(ledger.model)
    return f"-{at.name}" if at else ORGANISATION


def rows_wanted(ledger: Ledger, wanted: Wanted, person: Person) -> QuerySet:
    """The rows that are wanted, as far as the person may read them."""
    rows = _of_organisation(ledger, wanted, person).filter(within_days(ledger.model, wanted.since, wanted.until))
    by_key = {each.column.key: each for each in columns_beside_unit(ledger.model)}
    for name, word in wanted.words.items():
        if word and name in by_key:
            rows = rows.filter(_is(by_key[name], word))
    if wanted.evidence in (WITH, WITHOUT):
        proven = Exists(Link.objects.filter(table=ledger.model._meta.db_table, record_id=OuterRef("id")))
        rows = rows.filter(proven if wanted.evidence == WITH else ~proven)
    return rows.filter(_says(ledger, wanted.text, person)) if wanted.text else rows


def _is(column: LedgerColumn, word: str) -> Q:
    """Rows with this word, as it is kept or as it is said, or with this number or name; none with an unknown word."""
    words = words_to_choose(column)
    if not words:
        return Q(**{f"{column.lookup}__in": _as_kept(column, word)})
    kept = {said: key for key, said in words.items()}.get(word, word)
    return Q(**{column.lookup: kept}) if kept in words else Q(pk__in=[])


def _as_kept(column: LedgerColumn, written: str) -> list[str]:
    """What is asked for as it may be kept: as it was written, and as sheets are read."""
    return list(dict.fromkeys((written, as_known(column.field, written) or written)))


def _looked_up(ledger: Ledger, rows: QuerySet) -> QuerySet:
    """The same rows by their ids: a text is looked for once, not for the rows, their number and their sums each."""
    at = when(ledger.model)
    ordered = rows.order_by(*([f"-{at.name}"] if at else []), "-id")
    return ledger.model._default_manager.filter(id__in=any_of(ordered.values_list("id", flat=True)[: MOST_COUNTED + 1]))


def _of_organisation(ledger: Ledger, wanted: Wanted, person: Person) -> QuerySet:
    """Whoever reaches an organisation reaches all that stands below it on the same day."""
    way, rows = way_to_organisation(ledger.model), ledger.model._default_manager.all()
    if not wanted.organisation:
        return within(rows, person, organisation=way)
    organisation = organisation_within(wanted.organisation, person)
    if wanted.is_alone:
        return rows.filter(**{way: organisation})
    below = under(path_on(organisation.pk, person.on), person.on)
    return rows.filter(**{f"{way}__in": below.values("organisation_id")})


def _says(ledger: Ledger, text: str, person: Person) -> Q:
    """Rows one of whose texts, or of whose words as people read them, holds it. What a register keeps is looked up
    first: its rows are few.
    """
    anything = Q(pk__in=[])
    for each in columns_beside_unit(ledger.model):
        if words := words_in(each.field):
            anything |= Q(**{f"{each.lookup}__in": [key for key, zh in words.items() if text in str(zh)]})
        elif isinstance(each.field, CharField):
            anything |= _holds(ledger, each, text, person)
    return anything


def _holds(ledger: Ledger, column: LedgerColumn, text: str, person: Person) -> Q:
    reference, _, name = column.lookup.partition("__")
    if not name:
        return _contains(column, column.lookup, text)
    register = ledger.model._meta.get_field(reference).related_model
    rows = within(
        register._default_manager.filter(_contains(column, name, text)),
        person,
        organisation=way_to_organisation(register),
    )
    return Q(**{f"{reference}__in": list(rows.values_list("id", flat=True)[:MOST_REFERRED])})


def _contains(column: LedgerColumn, lookup: str, text: str) -> Q:
    found = Q()
    for each in _as_kept(column, text):
        found |= Q(**{f"{lookup}__icontains": each})
    return found


def _order(ledger: Ledger, sort: str) -> list:
    sort = sort or usual_sort(ledger)
    key, lookups = sort.removeprefix("-"), sortable(ledger)
    if key not in lookups:
        raise SortUnknown("不能按这一列排序。", do="请点列名排序。")
    by, last = F(lookups[key]), {"nulls_last": True} if key in _may_be_blank(ledger) else {}
    if sort.startswith("-"):
        return [by.desc(**last), F("id").desc()]
    return [by.asc(**last), F("id").asc()]


def _may_be_blank(ledger: Ledger) -> set[str]:
    """Blank comes last either way. Asked of a column that is never blank, it would keep the database from its index."""
    references = {each.name: each.null for each in ledger.model._meta.concrete_fields if each.many_to_one}
    return {
        each.column.key
        for each in columns_beside_unit(ledger.model)
        if each.field.null or references.get(each.lookup.partition("__")[0])
    }


def sortable(ledger: Ledger) -> dict[str, str]:
    """By key of a column, what rows are put in order by."""
    lookups = {each.column.key: each.lookup for each in columns_beside_unit(ledger.model)}
    return {ORGANISATION: f"{way_to_organisation(ledger.model)}__code", **lookups}


def _lines(ledger: Ledger, rows: QuerySet, person: Person) -> list[Line]:
    columns, way = columns_beside_unit(ledger.model), way_to_organisation(ledger.model)
    values = list(rows.values_list("id", way, *(each.lookup for each in columns)))
    names = named({unit for _, unit, *_ in values}, on=person.on)
    evidence = _evidence(ledger, {id_ for id_, *_ in values})
    cells = cells_of(columns)
    return [Line(id_, names[unit], cells(rest), evidence.get(id_, 0)) for id_, unit, *rest in values]


def _evidence(ledger: Ledger, records: set[int]) -> dict[int, int]:
    """How many pieces of evidence each row has."""
    links = Link.objects.filter(table=ledger.model._meta.db_table, record_id__in=any_of(records)).order_by()
    return dict(links.values("record_id").annotate(count=Count("id")).values_list("record_id", "count"))


def _totals(ledger: Ledger, rows: QuerySet) -> list[Totals]:
    """The sums of the columns that the ledger's measures name, apart by the columns that they tell apart."""
    kept = {each.column.key: each for each in columns_beside_unit(ledger.model)}
    named_: dict[str, list[LedgerColumn]] = {}
    for each in ledger.measures:
        if each.column:
            named_.setdefault(each.by, []).append(kept[each.column])
    return [_totals_by(kept.get(by), columns, rows) for by, columns in named_.items()]


def _totals_by(by: LedgerColumn | None, columns: Sequence[LedgerColumn], rows: QuerySet) -> Totals:
    """Databases add decimals up as floats, hence as grains."""
    sums = {f"sum_{n}": _grains(each) for n, each in enumerate(columns)}
    if by is None:
        found = {"": rows.order_by().aggregate(count=Count("id"), **sums)}
    else:
        apart = rows.order_by().values(by.lookup).annotate(count=Count("id"), **sums)
        found = {row[by.lookup]: row for row in apart}
    order = list(words_in(by.field)) if by and words_in(by.field) else sorted(found, key=str)
    lines = [_total_line(by, word, columns, found[word]) for word in order if word in found]
    same = [each for each in columns if not each.unit_by]
    whole = TotalLine("", sum(each.count for each in lines), [_whole(each, lines) for each in same])
    return Totals(by and heading_of(by), [heading_of(each) for each in columns], lines, whole)


def _total_line(
    by: LedgerColumn | None, word: object, columns: Sequence[LedgerColumn], row: Mapping[str, int | None]
) -> TotalLine:
    about = {by.column.key: word} if by else {}
    sums = [
        ColumnSum(heading_of(each), _of_grains(row[f"sum_{n}"], _places(each)), each.unit(about))
        for n, each in enumerate(columns)
    ]
    return TotalLine(str(by.written(word)) if by else "", row["count"] or 0, sums)


def _whole(column: LedgerColumn, lines: Sequence[TotalLine]) -> ColumnSum:
    sums = [each for line in lines for each in line.sums if each.heading.key == column.column.key]
    known = [each.quantity for each in sums if each.quantity is not None]
    return ColumnSum(heading_of(column), sum(known, Decimal(0)) if known else None, column.unit({}))


def _grains(column: LedgerColumn) -> Sum:
    return Sum(Cast(Round(F(column.lookup) * 10 ** _places(column)), BigIntegerField()))


def _places(column: LedgerColumn) -> int:
    return getattr(column.field, "decimal_places", 0) or 0


def _of_grains(grains: int | None, places: int) -> Decimal | None:
    return None if grains is None else Decimal(grains).scaleb(-places)
