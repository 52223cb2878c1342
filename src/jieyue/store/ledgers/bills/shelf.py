"""What stands in the store around the bills of a file, and what the file has put beside it so far."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from jieyue.rules.check import BillLine
from jieyue.store.ledgers.bills.lines import SIGHT
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.records.among import listed
from jieyue.store.records.tables import columns_of

Identity = tuple[int, date, date, str]
Span = tuple[date, date, str]


class Kept(NamedTuple):
    """A bill in the store, its row in the order of the table's columns."""

    id: int
    row: tuple


@dataclass
class Shelf:
    """`bills` by identity; `spans`, the days taken of each account, never overlap and stand in order."""

    bills: dict[Identity, Kept] = field(default_factory=dict)
    spans: dict[int, list[Span]] = field(default_factory=dict)
    notes: list[tuple[int, date, date]] = field(default_factory=list)

    @classmethod
    def around(cls, accounts: Iterable[int], *, first: date, last: date) -> "Shelf":
        """What is kept of these accounts near these days: enough to refuse, and to judge what is usual."""
        shelf = cls()
        near = {
            "account_id__in": listed(accounts),
            "end_date__gte": first - SIGHT,
            "start_date__lte": last + SIGHT,
        }
        for id_, *row in Bill.objects.filter(**near).values_list("id", *columns_of(Bill)).iterator(chunk_size=5000):
            shelf._take_in(Kept(id_, tuple(row)))
        for account, start, end in NoUse.objects.filter(**near).values_list("account_id", "start_date", "end_date"):
            shelf.notes.append((account, start, end))
            shelf.put(account, start, end, "“本月未使用”的登记")
        return shelf

    def _take_in(self, kept: Kept) -> None:
        account, start, end, _, _, invoice, _, refund_of, _ = kept.row
        self.bills[account, start, end, invoice if refund_of else ""] = kept
        if not refund_of:
            self.put(account, start, end, "已有票据")

    def overlapped(self, account: int, start: date, end: date) -> Span | None:
        """A span of the account that shares a day with these."""
        spans = self.spans.get(account)
        if not spans:
            return None
        before_end = bisect_right(spans, end, key=_start)
        nearest = spans[before_end - 1] if before_end else None
        return nearest if nearest and nearest[1] >= start else None

    def put(self, account: int, start: date, end: date, where: str) -> None:
        insort(self.spans.setdefault(account, []), (start, end, where))

    def take_out(self, identity: Identity) -> None:
        account, start, end, invoice = identity
        self.bills.pop(identity, None)
        if not invoice and account in self.spans:
            self.spans[account] = [span for span in self.spans[account] if span[:2] != (start, end)]

    def lines(self) -> Iterator[tuple[int, BillLine]]:
        """What is kept, as the checks see it."""
        for kept in self.bills.values():
            account, start, end, quantity, amount, _, estimated, refund_of, _ = kept.row
            if not refund_of:
                yield account, BillLine(start, end, quantity, amount, estimated)
        for account, start, end in self.notes:
            yield account, BillLine(start, end, Decimal(0), None, is_note=True)


def _start(span: Span) -> date:
    return span[0]
