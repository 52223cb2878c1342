"""Which invoices stand behind more than one bill."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, QuerySet

from jieyue.rules.person import Person
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.orgs.reach import organisation_ids, within
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.naming import label


class InvoiceUse(NamedTuple):
    """A bill that cites an invoice."""

    account: int
    start: date
    end: date
    organisation: str
    account_label: str

    def __str__(self) -> str:
        return f"机构 {self.organisation} 的{self.account_label} {self.start} 至 {self.end} 的票据"


def invoices_used_again(numbers: Iterable[str]) -> dict[str, list[InvoiceUse]]:
    """Of these invoices, those that several bills cite, with the bills. Refunds don't count."""
    cited = Bill.objects.filter(refund_of="").exclude(invoice_number="")
    again = (
        cited.filter(invoice_number__in=any_of(numbers))
        .order_by()
        .values("invoice_number")
        .annotate(bills=Count("id"))
        .filter(bills__gt=1)
        .values_list("invoice_number", flat=True)
    )
    return _uses(cited.filter(invoice_number__in=any_of(again)))


def uses_of_invoices(numbers: Iterable[str], *, besides: Collection[int]) -> dict[str, list[InvoiceUse]]:
    """The kept bills that cite these invoices, but for those with these ids. Refunds don't count."""
    if not Bill.objects.exists():
        return {}  # many numbers are costly to ask after, even where there is nothing
    cited = Bill.objects.filter(refund_of="", invoice_number__in=any_of(numbers))
    kept_among = {id_ for id_ in besides if id_ > 0}
    return _uses(cited.exclude(id__in=any_of(kept_among)) if kept_among else cited)


def _uses(cited: QuerySet[Bill]) -> dict[str, list[InvoiceUse]]:
    uses: dict[str, list[InvoiceUse]] = {}
    fields = ("account_id", "start_date", "end_date", "account__organisation__code")
    key = ("account__resource", "account__use", "account__number")
    rows = cited.order_by("start_date", "id")
    for number, *use, resource, use_, account in rows.values_list("invoice_number", *fields, *key):
        uses.setdefault(number, []).append(InvoiceUse(*use, label((resource, use_, account))))
    return uses


def others_named(uses: Iterable[InvoiceUse], person: Person) -> list[str]:
    """The bills, in words; one of an organisation that the person may not see is not named."""
    uses = list(uses)
    seen = organisation_ids({use.organisation for use in uses}, person)
    return [str(use) if use.organisation in seen else "不归您查阅的一家机构的票据" for use in uses]


def known_invoices(numbers: Iterable[str], person: Person) -> set[str]:
    """Those that a bill which the person may see cites."""
    wanted = set(numbers)
    if not wanted:
        return set()
    seen = within(
        Bill.objects.filter(invoice_number__in=any_of(wanted)),
        person,
        organisation="account__organisation",
    )
    return set(seen.values_list("invoice_number", flat=True))
