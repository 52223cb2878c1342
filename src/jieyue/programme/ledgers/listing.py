"""Lists of a ledger's rows: which, in which order, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import BigIntegerField, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Round

from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.cells import Cell, Heading, cells_of, columns_beside_unit, headings
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.store.evidence.models import Link
from jieyue.store.machine.columns import words_of as words_in
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import way_to_organisation
from jieyue.store.machine.settling import in_period, when
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of

MOST_COUNTED = 10_000
"""More rows than this are not counted, nor added up: nobody pages through them."""

ORGANISATION = "organisation"
WITH, WITHOUT = "with", "without"


class SortUnknown(Refused):
    pass


@dataclass(frozen=True)
class Wanted:
    """Which rows: of an organisation (a code) with all below it unless `is_alone`, of a period, with these words in
    columns that have few of them, `evidence` "with" or "without". Blank means whatever it may be.
    """

    organisation: str = ""
    is_alone: bool = False
    period: Period | None = None
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
class Total:
    """The sum of one column over all that is wanted."""

    heading: Heading
    quantity: Decimal | None


@dataclass(frozen=True)
class Listing:
    """A stretch of a list. `count` stops at MOST_COUNTED, `is_more` says so; then nothing is added up."""

    ledger: Ledger
    headings: Sequence[Heading]
    lines: Sequence[Line]
    count: int
    is_more: bool
    totals: Sequence[Total] = ()


def listing(key: str, *, person: Person, wanted: Wanted, sort: str = "", first: int = 0, many: int = 50) -> Listing:
    """`many` rows from the `first` on, in an order that is the same each time. Raises LedgerUnknown, SortUnknown."""
    ledger = ledger_named(key)
    rows = rows_wanted(ledger, wanted, person)
    count = rows.order_by().values("id")[: MOST_COUNTED + 1].count()
    is_more = count > MOST_COUNTED
    lines = _lines(ledger, rows.order_by(*_order(ledger, sort))[first : first + many], person)
    totals = () if is_more or not count else _totals(ledger, rows)
    return Listing(ledger, headings(ledger.model), lines, min(count, MOST_COUNTED), is_more, totals)


def usual_sort(ledger: Ledger) -> str:
    """The newest first; a register by its units."""
    at = when(ledger.model)
    return f"-{at.name}" if at else ORGANISATION


def rows_wanted(ledger: Ledger, wanted: Wanted, person: Person) -> QuerySet:
    """The rows that are wanted, as far as the person may read them."""
    rows = _of_organisation(ledger, wanted, person)
    if wanted.period:
        rows = rows.filter(in_period(ledger.model, wanted.period))
    by_key = {each.column.key: each for each in columns_beside_unit(ledger.model)}
    for name, word in wanted.words.items():
        if word and name in by_key:
            rows = rows.filter(**{by_key[name].lookup: word})
    if wanted.evidence in (WITH, WITHOUT):
        proven = Exists(Link.objects.filter(table=ledger.model._meta.db_table, record_id=OuterRef("id")))
        rows = rows.filter(proven if wanted.evidence == WITH else ~proven)
    return rows.filter(_says(ledger, wanted.text)) if wanted.text else rows


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


def _says(ledger: Ledger, text: str) -> Q:
    """Rows one of whose texts, or of whose words as people read them, holds it."""
    anything = Q(pk__in=[])
    for each in columns_beside_unit(ledger.model):
        if words := words_in(each.field):
            anything |= Q(**{f"{each.lookup}__in": [key for key, zh in words.items() if text in str(zh)]})
        elif isinstance(each.field, CharField):
            anything |= Q(**{f"{each.lookup}__icontains": text})
    return anything


def _order(ledger: Ledger, sort: str) -> list:
    sort = sort or usual_sort(ledger)
    key, lookups = sort.removeprefix("-"), sortable(ledger)
    if key not in lookups:
        raise SortUnknown("不能按这一列排序。", do="请点列名排序。")
    by = F(lookups[key])
    if sort.startswith("-"):
        return [by.desc(nulls_last=True), F("id").desc()]
    return [by.asc(nulls_last=True), F("id").asc()]


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


def _totals(ledger: Ledger, rows: QuerySet) -> list[Total]:
    """The sums of the columns that the ledger's measures name: databases add decimals up as floats, hence as grains."""
    measured = {each.column for each in ledger.measures}
    columns = [each for each in columns_beside_unit(ledger.model) if each.column.key in measured]
    places = {each.column.key: getattr(each.field, "decimal_places", 0) or 0 for each in columns}
    sums = {key: Sum(Cast(Round(F(key) * 10 ** places[key]), BigIntegerField())) for key in places}
    grains = rows.order_by().aggregate(**{f"sum_{key}": each for key, each in sums.items()}) if sums else {}
    by_key = {each.key: each for each in headings(ledger.model)}
    return [Total(by_key[key], _of_grains(grains[f"sum_{key}"], places[key])) for key in places]


def _of_grains(grains: int | None, places: int) -> Decimal | None:
    return None if grains is None else Decimal(grains).scaleb(-places)
