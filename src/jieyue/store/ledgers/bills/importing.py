"""Bills from a file: new ones, corrections, refunds, withdrawals; what can't be is refused naming both bills."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from jieyue.rules.allocation import months_touched
from jieyue.rules.person import Person
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.ledgers.bills.reading import COLUMNS, Reading, account_is_open, readings
from jieyue.store.ledgers.bills.reversing import stand_again
from jieyue.store.ledgers.bills.shelf import Identity, Kept, Shelf, Span
from jieyue.store.ledgers.bills.warnings import warn
from jieyue.store.orgs.reach import within
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing
from jieyue.store.registers.accounts import KeptAccount, accounts_named, label, open_accounts


def settle(batch: Batch, change: Writing) -> None:
    found = list(readings(batch))
    accounts = accounts_named(reading.key for reading in found)
    found = [reading for reading in found if account_is_open(reading, accounts, batch)]
    if not found:
        return
    accounts |= open_accounts({each.key for each in found if not each.is_withdrawn} - accounts.keys(), change)
    shelf = Shelf.around(
        {accounts[reading.key].id for reading in found if reading.key in accounts},
        first=min(reading.start for reading in found),
        last=max(reading.end for reading in found),
    )
    sorting = _Sorting(batch, shelf, [], [], [], {})
    # What is withdrawn goes first, so that its days are free for what replaces it.
    for reading in sorted(found, key=lambda reading: not reading.is_withdrawn):
        sorting.sort_in(reading, accounts.get(reading.key))
    sorting.write(change)
    warn(batch, sorting.brought(), accounts, shelf)


@dataclass
class _Sorting:
    """Which rows are new, which correct something, which take a bill away."""

    batch: Batch
    shelf: Shelf
    new: list[tuple[Reading, int]]
    corrected: list[tuple[Kept, tuple, tuple[Reading, int]]]
    withdrawn: list[Kept]
    taken: dict[Identity, int]

    def sort_in(self, reading: Reading, account: KeptAccount | None) -> None:
        if account is None:
            return self._refuse_withdrawal(reading)
        identity = (account.id, reading.start, reading.end, reading.invoice_number if reading.refund_of else "")
        if identity in self.taken:
            return self._refuse_twice(reading, self.taken[identity])
        kept = self.shelf.bills.get(identity)
        if reading.is_withdrawn:
            return self._withdraw(reading, identity, kept)
        if kept is not None:
            self.taken[identity] = reading.row
            return self._correct(reading, account.id, kept)
        overlapped = None if reading.refund_of else self.shelf.overlapped(account.id, reading.start, reading.end)
        if overlapped:
            return self._refuse_overlap(reading, overlapped)
        self.taken[identity] = reading.row
        if not reading.refund_of:
            self.shelf.put(account.id, reading.start, reading.end, f"第 {reading.row} 行的票据")
        self.new.append((reading, account.id))
        self.batch.outcomes[reading.row] = "added"
        return None

    def _correct(self, reading: Reading, account: int, kept: Kept) -> None:
        after = self._as_stated(reading, account, kept)
        if after[:-1] == kept.row[:-1]:  # the same quantity written in another unit is no other figure
            self.batch.outcomes[reading.row] = "unchanged"
            return
        was, now = _said(kept.row), _said(after)
        if self.batch.may_change(reading.row, f"票据 {reading.days} 原为{was}，现为{now}"):
            self.corrected.append((kept, after, (reading, account)))
            self.batch.ids[reading.row] = kept.id
            self.batch.outcomes[reading.row] = "changed"

    def _as_stated(self, reading: Reading, account: int, kept: Kept) -> tuple:
        """The row as it will be: a column that the file lacks keeps what it was."""
        names = columns_of(Bill)
        row = (account, reading.start, reading.end, *reading.figures())
        optional = {"amount_yuan", "invoice_number", "estimated", "refund_of"}
        return tuple(
            before if name in optional and not self.batch.states(name) else now
            for name, now, before in zip(names, row, kept.row, strict=True)
        )

    def _withdraw(self, reading: Reading, identity: Identity, kept: Kept | None) -> None:
        if kept is None:
            return self._refuse_withdrawal(reading)
        if self.batch.may_change(reading.row, f"票据 {reading.days}（{_said(kept.row)}）将作废"):
            self.withdrawn.append(kept)
            self.batch.ids[reading.row] = kept.id
            self.batch.outcomes[reading.row] = "changed"
            self.shelf.take_out(identity)
        return None

    def _refuse_withdrawal(self, reading: Reading) -> None:
        self.batch.refuse(
            reading.row,
            "withdrawn",
            "nothing_to_withdraw",
            says=f"没有 {label(reading.key)} {reading.days} 的票据可以作废。",
            do="请核对机构、户号和起止日期，须与已有票据完全相同。",
        )

    def _refuse_twice(self, reading: Reading, earlier: int) -> None:
        self.batch.refuse(
            reading.row,
            "start_date",
            "duplicate_in_file",
            says=(
                f"{label(reading.key)} {reading.days} 的票据在本文件第 {earlier} 行已经出现，第 {reading.row} 行重复。"
            ),
            do="请对照票据保留正确的一行；确为两张的，请核对户号和起止日期。",
        )

    def _refuse_overlap(self, reading: Reading, other: Span) -> None:
        start, end, where = other
        first, last = max(start, reading.start), min(end, reading.end)
        self.batch.refuse(
            reading.row,
            "start_date" if start < reading.start else "end_date",
            "overlap",
            says=(
                f"{label(reading.key)}：第 {reading.row} 行的票据 {reading.days} 与{where} {start} 至 {end} "
                f"重叠 {(last - first).days + 1} 天（{first} 至 {last}）。"
            ),
            do="请对照两张票据改正起止日期；已有的票据有误的，先将它作废（“作废”列填“是”并写明原因）再导入。",
        )

    def brought(self) -> list[tuple[Reading, int]]:
        """What is new or now different, with its account."""
        return [*self.new, *(brought for _, _, brought in self.corrected)]

    def write(self, change: Writing) -> None:
        # In the order of the tables' indexes: the database then adds to their ends instead of all over them.
        new = sorted((account, reading.start, reading.end, *reading.figures()) for reading, account in self.new)
        change.remove(Bill, self.withdrawn)
        change.correct(Bill, [(kept.id, kept.row, after) for kept, after, _ in self.corrected])
        change.add(Bill, new)
        rows = [*new, *(after for _, after, _ in self.corrected), *(kept.row for kept in self.withdrawn)]
        spans = {(row[1], row[2]) for row in rows}
        change.touch(parts_of(spans))


def parts_of(spans: Iterable[tuple[date, date]]) -> set[str]:
    """The months whose facts and coverage a bill or note of these days makes."""
    return {f"month {month:%Y-%m}" for span in spans for month in months_touched(*span)}


def _said(row: tuple) -> str:
    _, _, _, quantity, amount, invoice, *_ = row
    money = "" if amount is None else f"、{amount} 元"
    return f"数量 {quantity}{money}" + (f"、发票 {invoice}" if invoice else "")


def rows(person: Person) -> Iterator[Row]:
    """Every bill within reach in its resource's own unit, by organisation, account and day."""
    whom = ("account__organisation__code", "account__resource", "account__use", "account__number")
    kept = ("start_date", "end_date", "quantity", "amount_yuan", "invoice_number", "estimated", "refund_of")
    bills = within(Bill.objects.all(), person, organisation="account__organisation")
    ordered = bills.order_by(*whom[:1], "account_id", "start_date", "id").values_list(*whom, *kept)
    for code, resource, use, number, start, end, quantity, *rest in ordered.iterator(chunk_size=5000):
        amount, invoice, estimated, refund_of = rest
        about = (code, Resource(resource).zh, Use(use).zh, number, start, end)
        yield (*about, quantity, Resource(resource).unit, amount, invoice, "是" if estimated else "", refund_of, "")


BILLS = Kind("bills", "票据", COLUMNS, settle, rows, Bill, stand_again=stand_again)
