"""An organisation's bills of a year as the rows of a sheet, to be changed and added to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jieyue.files.sheet import Column
from jieyue.programme.entry.operations import kind_named
from jieyue.programme.records.queries import last_seen
from jieyue.rules.period import month_of, months_later
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account

MOST_ROWS = 1200
"""More rows than this are for a file."""

NOT_OF_A_BILL = ""
"""The day on which an account was opened is said once, with the first bill that names it."""

WHOM = ("account__organisation__code", "account__resource", "account__use", "account__number")
KEPT = ("start_date", "end_date", "quantity", "amount_yuan", "invoice_number", "estimated", "refund_of")


@dataclass(frozen=True)
class GridRow:
    """A bill in the order of the columns. `seen` is its last version."""

    id: int
    seen: int
    values: Sequence[str]


@dataclass(frozen=True)
class Grid:
    columns: Sequence[Column]
    rows: Sequence[GridRow]
    is_more: bool


def grid(*, person: Person, code: str, first: date, last: date, below: bool = False) -> Grid:
    """The bills that end from `first` to `last`. Raises OrganisationUnknown where the person may not enter."""
    subject = organisation_within(code, person, Right.ENTER)
    bills = Bill.objects.filter(end_date__range=(first, last))
    if below:
        places = under(path_on(subject.id, person.on), person.on)
        bills = bills.filter(account__organisation__in=places.values("organisation_id"))
    else:
        bills = bills.filter(account__organisation=subject)
    rows = _rows(bills.order_by(*WHOM, "start_date", "id")[: MOST_ROWS + 1], below=below)
    return Grid(columns(below=below), rows[:MOST_ROWS], len(rows) > MOST_ROWS)


def month_to_enter(*, person: Person, code: str, today: date) -> date:
    """The first day of the month whose bills come in now: last month, until every account that had bills in the three
    months before has one of it or a note that it was not used; then this month. Raises OrganisationUnknown.
    """
    subject = organisation_within(code, person, Right.ENTER)
    this = month_of(today)
    last = months_later(this, -1)
    used = _accounts_with_days(subject, months_later(last, -3), last)
    told = _accounts_with_days(subject, last, this)
    return this if used and used <= told else last


def _accounts_with_days(subject: Organisation, since: date, until: date) -> set[int]:
    """The accounts that are open until then and of which a bill or note ends from `since` to the day before `until`."""
    open_ = Account.objects.filter(organisation=subject).exclude(closed_on__lt=until)
    days = {"account__in": open_, "end_date__gte": since, "end_date__lt": until}
    told = (model.objects.filter(**days).values_list("account_id", flat=True) for model in (Bill, NoUse))
    return {account for accounts in told for account in accounts}


def grid_rows(ids: Iterable[int], *, person: Person, below: bool) -> dict[int, GridRow]:
    """Bills as they are kept now, by their ids, as far as the person may read them."""
    bills = within(Bill.objects.filter(id__in=any_of(ids)), person, organisation="account__organisation")
    return {row.id: row for row in _rows(bills, below=below)}


def bought() -> list[str]:
    """The resources whose bills are purchases: several of a day are told apart by their invoices."""
    return [each.zh for each in Resource if policy().thresholds.is_bought(each)]


def _rows(bills: QuerySet[Bill], *, below: bool) -> list[GridRow]:
    rows = list(bills.values_list("id", *WHOM, *KEPT))
    seen = last_seen(Bill, [row[0] for row in rows])
    skipped = 0 if below else 1
    return [GridRow(row[0], seen[row[0]], _written(*row[1:])[skipped:]) for row in rows]


def columns(*, below: bool) -> list[Column]:
    """Those of the import, without the organisation where there is but one, and without the mark of withdrawal."""
    left_out = {"withdrawn"} if below else {"organisation", "withdrawn"}
    return [column for column in kind_named("bills").columns if column.key not in left_out]


def _written(code: str, resource: str, use: str, number: str, *rest: object) -> list[str]:
    start, end, quantity, amount, invoice, estimated, refund_of = rest
    whom = [code, Resource(resource).zh, Use(use).zh, number, str(start), str(end)]
    figures = [_plain(quantity), Resource(resource).unit, "" if amount is None else str(amount)]
    return [*whom, *figures, invoice, "是" if estimated else "", refund_of, NOT_OF_A_BILL]


def _plain(quantity: object) -> str:
    """Without zeros at the end: 12480.5."""
    whole, _, part = str(quantity).partition(".")
    return f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole
