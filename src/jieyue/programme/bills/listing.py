"""Lists of bills: which, in which order, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Resource, Use
from jieyue.store.evidence.models import Link
from jieyue.store.ledgers.bills.feeding import CENTS, THOUSANDTHS
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account

MOST_COUNTED = 10_000
"""More bills than this are not counted, nor added up at once: nobody pages through them."""

MOST_ACCOUNTS_NAMED = 1000
SORTS = {
    "organisation": "account__organisation__code",
    "resource": "account__resource",
    "account": "account__number",
    "start": "start_date",
    "end": "end_date",
    "quantity": "quantity",
    "amount": "amount_yuan",
    "invoice": "invoice_number",
}
MAY_BE_BLANK = {"amount"}
"""Blank comes last either way. Asked of a column that is never blank, it would keep the database from its index."""

USUAL_SORT = "-end"
ESTIMATED, REFUND = "estimated", "refund"
WITH, WITHOUT = "with", "without"
TABLE = Bill._meta.db_table


class SortUnknown(Refused):
    pass


@dataclass(frozen=True)
class Wanted:
    """Which bills: those that end from `since` to `until`, both included. Blank means whatever it may be.

    `organisation` is a code, with all below it unless `is_alone`; `what` is "estimated" or "refund", `evidence`
    "with" or "without".
    """

    organisation: str = ""
    is_alone: bool = False
    resource: str = ""
    use: str = ""
    account: str = ""
    since: date | None = None
    until: date | None = None
    what: str = ""
    evidence: str = ""
    text: str = ""


@dataclass(frozen=True)
class Line:
    """A bill of a list."""

    id: int
    organisation: Named
    resource: Resource
    use: Use
    account: str
    start: date
    end: date
    quantity: Decimal
    amount_yuan: Decimal | None
    invoice_number: str
    is_estimated: bool
    refund_of: str
    evidence: int

    @property
    def unit(self) -> str:
        return self.resource.unit


@dataclass(frozen=True)
class Total:
    """Sums of one resource. `amount_yuan` is None where no bill tells the money."""

    resource: Resource
    bills: int
    quantity: Decimal
    amount_yuan: Decimal | None

    @property
    def unit(self) -> str:
        return self.resource.unit


@dataclass(frozen=True)
class Listing:
    """A stretch of a list. `count` stops at MOST_COUNTED, `is_more` says so; then `totals` are not told here."""

    lines: Sequence[Line]
    count: int
    is_more: bool
    totals: Sequence[Total] = field(default=())

    @property
    def amount_yuan(self) -> Decimal | None:
        return money(self.totals)


def listing(*, person: Person, wanted: Wanted, sort: str = USUAL_SORT, first: int = 0, many: int = 50) -> Listing:
    """`many` bills from the `first` on, in an order that is the same each time."""
    found = _found(wanted, person)
    if wanted.text:
        found = _looked_up(found)
    count = found.order_by().values("id")[: MOST_COUNTED + 1].count()
    is_more = count > MOST_COUNTED
    lines = _lines(found.order_by(*_order(sort))[first : first + many], person)
    return Listing(lines, min(count, MOST_COUNTED), is_more, () if is_more else _totals(found))


def totals(*, person: Person, wanted: Wanted) -> list[Total]:
    """The sums by resource of all bills that are wanted, however many."""
    return _totals(_found(wanted, person))


def latest_year(*, person: Person, organisation: str = "") -> int | None:
    """The year in which the newest bill within reach ends; None where there is none."""
    ends = _found(Wanted(organisation=organisation), person).order_by("-end_date").values_list("end_date", flat=True)
    newest = ends.first()
    return newest.year if newest else None


def years(*, person: Person, organisation: str = "") -> list[int]:
    """The years one may want, the newest first: from the latest with bills back to the first, six at most."""
    latest = latest_year(person=person, organisation=organisation) or person.on.year
    newest = max(latest, min(person.on.year, LAST_YEAR))
    return [year for year in range(newest, newest - 6, -1) if year >= FIRST_YEAR]


def money(found: Sequence[Total]) -> Decimal | None:
    """All money together."""
    known = [each.amount_yuan for each in found if each.amount_yuan is not None]
    return sum(known, Decimal(0)) if known else None


def _found(wanted: Wanted, person: Person) -> QuerySet[Bill]:
    bills = _of_organisation(wanted, person)
    exact = {
        "account__resource": wanted.resource,
        "account__use": wanted.use,
        "account__number": wanted.account,
        "end_date__gte": wanted.since,
        "end_date__lte": wanted.until,
    }
    bills = bills.filter(**{lookup: value for lookup, value in exact.items() if value})
    if wanted.what == ESTIMATED:
        bills = bills.filter(estimated=True)
    if wanted.what == REFUND:
        bills = bills.exclude(refund_of="")
    if wanted.evidence in (WITH, WITHOUT):
        proven = Exists(Link.objects.filter(table=TABLE, record_id=OuterRef("id")))
        bills = bills.filter(proven if wanted.evidence == WITH else ~proven)
    return bills.filter(_says(wanted.text, person)) if wanted.text else bills


def _of_organisation(wanted: Wanted, person: Person) -> QuerySet[Bill]:
    """Whoever reaches an organisation reaches all that stands below it on the same day."""
    if not wanted.organisation:
        return within(Bill.objects.all(), person, organisation="account__organisation")
    organisation = organisation_within(wanted.organisation, person)
    if wanted.is_alone:
        return Bill.objects.filter(account__organisation=organisation)
    below = under(path_on(organisation.id, person.on), person.on)
    return Bill.objects.filter(account__organisation__in=below.values("organisation_id"))


def _looked_up(bills: QuerySet[Bill]) -> QuerySet[Bill]:
    """The same bills by their ids: a text is looked for once, not for the rows, their number and their sums each."""
    ids = list(bills.order_by("-end_date", "-id").values_list("id", flat=True)[: MOST_COUNTED + 1])
    return Bill.objects.filter(id__in=any_of(ids))


def _says(text: str, person: Person) -> Q:
    """Bills whose account's or invoice's number holds the text. The accounts are looked up first: they are few."""
    accounts = within(Account.objects.filter(number__icontains=text), person, organisation="organisation")
    ids = list(accounts.values_list("id", flat=True)[:MOST_ACCOUNTS_NAMED])
    return Q(account_id__in=ids) | Q(invoice_number__icontains=text)


def _order(sort: str) -> list:
    key = sort.removeprefix("-")
    if key not in SORTS:
        raise SortUnknown(f"不能按“{key}”排序。", do=f"可用：{'、'.join(SORTS)}。")
    by, last = F(SORTS[key]), {"nulls_last": True} if key in MAY_BE_BLANK else {}
    if sort.startswith("-"):
        return [by.desc(**last), F("id").desc()]
    return [by.asc(**last), F("id").asc()]


def _lines(bills: QuerySet[Bill], person: Person) -> list[Line]:
    fields = ("id", "account__organisation_id", "account__resource", "account__use", "account__number")
    more = ("start_date", "end_date", "quantity", "amount_yuan", "invoice_number", "estimated", "refund_of")
    rows = list(bills.values_list(*fields, *more))
    names = named({row[1] for row in rows}, on=person.on)
    evidence = _evidence({row[0] for row in rows})
    return [
        Line(id_, names[organisation], Resource(resource), Use(use), *rest, evidence.get(id_, 0))
        for id_, organisation, resource, use, *rest in rows
    ]


def _evidence(bills: set[int]) -> dict[int, int]:
    """How many pieces of evidence each bill has."""
    links = Link.objects.filter(table=TABLE, record_id__in=any_of(bills)).order_by()
    return dict(links.values("record_id").annotate(count=Count("id")).values_list("record_id", "count"))


def _totals(bills: QuerySet[Bill]) -> list[Total]:
    sums = bills.order_by().values("account__resource").annotate(bills=Count("id"), quantity=THOUSANDTHS, money=CENTS)
    found = {row["account__resource"]: row for row in sums}
    return [_total(resource, found[resource]) for resource in Resource if resource in found]


def _total(resource: Resource, row: dict) -> Total:
    cents = row["money"]
    return Total(
        resource,
        row["bills"],
        Decimal(row["quantity"]).scaleb(-3),
        None if cents is None else Decimal(cents).scaleb(-2),
    )
