"""What stands in the store around the bills of a file, and what the file has put beside it so far."""

import sys
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from jieyue.store.ledgers.bills.billed import BillLine
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.records.any_of import any_of
from jieyue.store.records.tables import columns_of

Identity = tuple[int, date, date, str]
"""Account, first and last day, and what tells it from others of the same days: a refund's own invoice; of purchases of
one day, which it is."""
Span = tuple[date, date, str]
NOTE = "“本月未使用”的登记"
AFTER_ALL = chr(sys.maxunicode)
"""Sorts behind whatever a span says of itself."""


class Kept(NamedTuple):
    """A bill in the store, its row in the order of the table's columns."""

    id: int
    row: tuple


@dataclass
class KeptBills:
    """`bills` by identity; `spans`, the days taken of each account, stand in order and never overlap, but that
    `bought` accounts may have several purchases of a day. `refused` are the days of rows that were not taken, by
    account and each of their two ends.
    """

    bought: Set[int] = frozenset()
    bills: dict[Identity, Kept] = field(default_factory=dict)
    spans: dict[int, list[Span]] = field(default_factory=dict)
    notes: list[tuple[int, date, date]] = field(default_factory=list)
    refused: dict[tuple[int, date], Span] = field(default_factory=dict)

    @classmethod
    def around(
        cls, accounts: Iterable[int], *, bought: Set[int], first: date, last: date, sight: timedelta = timedelta(0)
    ) -> "KeptBills":
        """What is kept of these accounts near these days: enough to refuse, and to judge what is usual."""
        kept_bills = cls(bought)
        near = {
            "account_id__in": any_of(accounts),
            "end_date__gte": first - sight,
            "start_date__lte": last + sight,
        }
        for id_, *row in Bill.objects.filter(**near).values_list("id", *columns_of(Bill)).iterator(chunk_size=5000):
            kept_bills._take_in(Kept(id_, tuple(row)))
        for account, start, end in NoUse.objects.filter(**near).values_list("account_id", "start_date", "end_date"):
            kept_bills.notes.append((account, start, end))
            kept_bills.put(account, start, end, NOTE)
        return kept_bills

    def _take_in(self, kept: Kept) -> None:
        account, start, end, _, _, _, _, refund_of, _ = kept.row
        self.bills[self.identity(kept.id, kept.row)] = kept
        if not refund_of:
            self.put(account, start, end, "已有票据")

    def identity(self, id_: int, row: tuple) -> Identity:
        """What a kept bill is known by."""
        account, start, end, _, _, invoice, _, refund_of, _ = row
        if refund_of:
            return account, start, end, invoice
        return account, start, end, one_of_a_day(id_) if self.is_purchase(account, start, end) else ""

    def is_purchase(self, account: int, start: date, end: date) -> bool:
        """Whether a day may have several of it."""
        return account in self.bought and start == end

    def overlapped(self, account: int, start: date, end: date) -> list[Span]:
        """A span of the account that shares a day with these; and where they begin on the last day of another, or that
        or their own last day is an end of a row that was refused, these too.
        """
        spans = self.spans.get(account, ())
        before_end = bisect_right(spans, (end, date.max, AFTER_ALL))
        nearest = spans[before_end - 1] if before_end else None
        found = [nearest] if nearest and nearest[1] >= start else []
        if not found and not self.refused:
            return found
        if found and before_end > 1 and spans[before_end - 2][1] == start:
            found.append(spans[before_end - 2])
        if self.refused:
            found += {self.refused[account, day] for day in (start, end) if (account, day) in self.refused}
        if self.is_purchase(account, start, end):
            return [span for span in found if span[:2] != (start, end) or span[2] is NOTE]
        return found

    def has_room(self, account: int, days: Iterable[tuple[date, date]]) -> bool:
        """Whether bills of these days share none with each other nor with what is kept between the first and the last.
        Of what is bought this does not say enough: a day may have several.
        """
        ordered = sorted(days)
        first, last = ordered[0][0], ordered[-1][1]
        if account in self.bought or any(
            start <= last and first <= end for start, end, _ in self.spans.get(account, ())
        ):
            return False
        return all(before[1] < after[0] for before, after in pairwise(ordered))

    def put(self, account: int, start: date, end: date, where: str) -> None:
        insort(self.spans.setdefault(account, []), (start, end, where))

    def put_aside(self, account: int, start: date, end: date, where: str) -> None:
        """Remember the days of a row that was refused."""
        for day in (start, end):
            self.refused.setdefault((account, day), (start, end, where))

    def take_out(self, identity: Identity) -> None:
        account, start, end, _ = identity
        kept = self.bills.pop(identity, None)
        if kept and not kept.row[7]:  # a refund takes no days
            spans = self.spans[account]
            spans.pop(next(n for n, span in enumerate(spans) if span[:2] == (start, end)))

    def purchases(self) -> dict[tuple[int, date], list[Kept]]:
        """Those of each account and day, in the order in which they were entered."""
        found: dict[tuple[int, date], list[Kept]] = {}
        for (account, start, end, _), kept in self.bills.items():
            if not kept.row[7] and self.is_purchase(account, start, end):
                found.setdefault((account, start), []).append(kept)
        return {day: sorted(bought, key=_id) for day, bought in found.items()}

    def lines(self) -> Iterator[tuple[Identity, BillLine]]:
        """What is kept, as the checks see it."""
        for identity, kept in self.bills.items():
            _, start, end, quantity, amount, _, estimated, refund_of, _ = kept.row
            if not refund_of:
                yield identity, BillLine(start, end, quantity, amount, estimated)
        for account, start, end in self.notes:
            yield (account, start, end, ""), BillLine(start, end, Decimal(0), None, is_note=True)


def one_of_a_day(id_: int) -> str:
    """What no invoice can be called, so that it tells purchases apart and from refunds."""
    return f"\n{id_}"


def _id(kept: Kept) -> int:
    return kept.id
