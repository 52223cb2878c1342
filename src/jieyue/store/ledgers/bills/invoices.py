"""Which invoices stand behind more than one bill."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count

from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.among import listed
from jieyue.store.registers.accounts import label


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
        cited.filter(invoice_number__in=listed(numbers))
        .order_by()
        .values("invoice_number")
        .annotate(bills=Count("id"))
        .filter(bills__gt=1)
        .values_list("invoice_number", flat=True)
    )
    uses: dict[str, list[InvoiceUse]] = {}
    fields = ("account_id", "start_date", "end_date", "account__organisation__code")
    key = ("account__resource", "account__use", "account__number")
    rows = cited.filter(invoice_number__in=listed(again)).order_by("start_date", "id")
    for number, *use, resource, use_, account in rows.values_list("invoice_number", *fields, *key):
        uses.setdefault(number, []).append(InvoiceUse(*use, label((resource, use_, account))))
    return uses


def known_invoices(numbers: Iterable[str]) -> set[str]:
    wanted = set(numbers)
    return (
        set(Bill.objects.filter(invoice_number__in=listed(wanted)).values_list("invoice_number", flat=True))
        if wanted
        else set()
    )
