"""Bills from a file: new ones, corrections, refunds, withdrawals; what can't be is refused naming both bills."""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from jieyue.files.cells import code, day, number, text, yes_no
from jieyue.files.sheet import Column
from jieyue.rules.allocation import months_touched
from jieyue.rules.period import month_of, months_later
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.ledgers.bills.warnings import warn
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.records.among import listed
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import word
from jieyue.store.records.tables import columns_of
from jieyue.store.records.writing import Writing
from jieyue.store.registers.accounts import KeptAccount, Key, accounts_named, label, open_accounts

COLUMNS = (
    Column("organisation", "机构编码", code, required=True),
    Column("resource", "能源资源", word(Resource), required=True),
    Column("use", "用途", word(Use)),
    Column("account", "户号", code),
    Column("start_date", "起", day, required=True),
    Column("end_date", "止", day, required=True),
    Column("quantity", "数量", number, required=True),
    Column("unit", "单位", text, required=True),
    Column("amount_yuan", "金额", number),
    Column("invoice_number", "发票号码", code),
    Column("estimated", "估算", yes_no),
    Column("refund_of", "冲减的发票号码", code),
    Column("withdrawn", "作废", yes_no),
)
QUANTITY_GRAIN, MONEY_GRAIN = Decimal("0.001"), Decimal("0.01")


class Reading(NamedTuple):
    """A row of the file whose cells make sense by themselves."""

    row: int
    key: Key
    start: date
    end: date
    quantity: Decimal
    amount_yuan: Decimal | None
    invoice_number: str
    estimated: bool
    refund_of: str
    entered: str
    is_withdrawn: bool

    @property
    def days(self) -> str:
        return f"{self.start} 至 {self.end}"

    @property
    def is_refund(self) -> bool:
        return bool(self.refund_of)

    def figures(self) -> tuple:
        return self.quantity, self.amount_yuan, self.invoice_number, self.estimated, self.refund_of, self.entered


class Kept(NamedTuple):
    """A bill in the store."""

    id: int
    row: tuple


Identity = tuple[int, date, date, str]


@dataclass
class Shelf:
    """What stands in the store around the bills of a file, and what the file has added so far."""

    bills: dict[Identity, Kept]
    spans: dict[int, list[tuple[date, date, str]]]
    taken: dict[Identity, int]

    def overlapped(self, account: int, start: date, end: date) -> tuple[date, date, str] | None:
        return next((span for span in self.spans.get(account, ()) if span[0] <= end and start <= span[1]), None)

    def put(self, account: int, start: date, end: date, where: str) -> None:
        insort(self.spans.setdefault(account, []), (start, end, where))

    def take_out(self, account: int, start: date, end: date) -> None:
        self.spans[account] = [span for span in self.spans[account] if span[:2] != (start, end)]


def settle(batch: Batch, change: Writing) -> None:
    readings = [reading for reading in _readings(batch) if reading.row not in batch.refused]
    accounts = accounts_named(reading.key for reading in readings)
    readings = [reading for reading in readings if _account_is_open(reading, accounts, batch)]
    new_keys = {reading.key for reading in readings if not reading.is_withdrawn} - accounts.keys()
    accounts |= open_accounts(new_keys, change)
    shelf = _shelf(readings, accounts)
    sorting = _Sorting(batch, shelf, [], [], [])
    for reading in sorted(readings, key=lambda reading: not reading.is_withdrawn):
        sorting.sort_in(reading, accounts.get(reading.key))
    sorting.write(change)
    warn(batch, [*sorting.new, *(after for _, _, after in sorting.corrected)], accounts)


# --- rows by themselves ----------------------------------------------------------------------------------------------


def _readings(batch: Batch) -> Iterator[Reading]:
    organisations = _organisations(batch)
    multipliers: dict[tuple[str, str], Decimal | None] = {}
    units = policy().unit_multiplier
    rows = zip(batch.rows, *(batch.column(column.key) for column in COLUMNS), strict=True)
    for row, code_, resource, use, account, start, end, quantity, unit, amount, invoice, *marks in rows:
        if row in batch.refused:
            continue
        if (resource, unit) not in multipliers:
            multipliers[resource, unit] = units(Resource(resource), unit)
        multiplier, organisation = multipliers[resource, unit], organisations.get(code_)
        if organisation is None:
            batch.refuse_unknown_organisation(row, code_)
            continue
        if multiplier is None:
            _refuse_unit(batch, row, resource, unit)
            continue
        estimated, refund_of, withdrawn = marks
        reading = Reading(
            row,
            (organisation.id, resource, use or Use.usual(Resource(resource)).value, account or ""),
            start,
            end,
            _to_grain(quantity * multiplier, QUANTITY_GRAIN),
            None if amount is None else _to_grain(amount, MONEY_GRAIN),
            invoice or "",
            bool(estimated),
            refund_of or "",
            "" if multiplier == 1 else f"{quantity} {unit}",
            bool(withdrawn),
        )
        _warn_of_rounding(batch, reading, quantity * multiplier, amount)
        if _can_be(reading, batch) and _organisation_exists(reading, organisation, batch):
            yield reading


def _organisations(batch: Batch) -> dict[str, Organisation]:
    codes = set(batch.column("organisation")) - {None}
    return {each.code: each for each in Organisation.objects.filter(code__in=listed(codes))}


def _to_grain(value: Decimal, grain: Decimal) -> Decimal:
    return value.quantize(grain, ROUND_HALF_UP)


def _refuse_unit(batch: Batch, row: int, resource: str, unit: str) -> None:
    known = policy().units_of(Resource(resource))
    batch.refuse(
        row,
        "unit",
        "unknown_unit",
        says=f"{Resource(resource).zh}不能以“{unit}”计量。",
        do=f"请换算后填写，可用的单位：{'、'.join(known)}。",
    )


def _warn_of_rounding(batch: Batch, reading: Reading, quantity: Decimal, amount: Decimal | None) -> None:
    if reading.quantity != quantity:
        batch.warn(
            reading.row,
            "quantity",
            "rounded",
            says=f"数量 {quantity} 多于三位小数，按 {reading.quantity} 记账。",
            do="请核对；无误可不处理。",
        )
    if reading.amount_yuan != amount:
        batch.warn(
            reading.row,
            "amount_yuan",
            "rounded",
            says=f"金额 {amount} 多于两位小数，按 {reading.amount_yuan} 记账。",
            do="请核对；无误可不处理。",
        )


def _can_be(reading: Reading, batch: Batch) -> bool:
    if reading.end < reading.start:
        batch.refuse(
            reading.row,
            "end_date",
            "ends_before_start",
            says=f"止日 {reading.end} 早于起日 {reading.start}。",
            do="请核对起止日期，是否填反或写错年份。",
        )
    elif reading.quantity < 0 and not reading.is_refund:
        batch.refuse(
            reading.row,
            "quantity",
            "negative_without_refund",
            says=f"数量 {reading.quantity} 为负，但没有写冲减哪张发票。",
            do="冲减请在“冲减的发票号码”列填写原发票号码；不是冲减的请改为正数。",
        )
    elif reading.amount_yuan is not None and reading.amount_yuan < 0 and not reading.is_refund:
        batch.refuse(
            reading.row,
            "amount_yuan",
            "negative_without_refund",
            says=f"金额 {reading.amount_yuan} 为负，但没有写冲减哪张发票。",
            do="冲减请在“冲减的发票号码”列填写原发票号码；不是冲减的请改为正数。",
        )
    elif reading.is_refund and (reading.quantity > 0 or (reading.amount_yuan or 0) > 0):
        batch.refuse(
            reading.row,
            "quantity",
            "positive_refund",
            says=f"这是对发票 {reading.refund_of} 的冲减，数量和金额应为负数。",
            do="请在冲减的数量、金额前加负号；不是冲减的请清空“冲减的发票号码”。",
        )
    elif reading.is_refund and reading.refund_of == reading.invoice_number:
        batch.refuse(
            reading.row,
            "refund_of",
            "refunds_itself",
            says=f"发票 {reading.invoice_number} 冲减的是它自己。",
            do="“发票号码”填红字发票的号码，“冲减的发票号码”填原发票的号码。",
        )
    return reading.row not in batch.refused


def _organisation_exists(reading: Reading, organisation: Organisation, batch: Batch) -> bool:
    opened_on, closed_on = organisation.opened_on, organisation.closed_on
    if opened_on and reading.end < opened_on:
        batch.refuse(
            reading.row,
            "end_date",
            "before_opened",
            says=f"机构 {organisation.code} 自 {opened_on} 成立，票据 {reading.days} 在此之前。",
            do="请核对日期；属于原机构的票据请记在原机构名下。",
        )
    if closed_on and months_later(month_of(closed_on), 1) <= reading.end:
        became = organisation.successions.values_list("successor__code", flat=True)
        batch.refuse(
            reading.row,
            "end_date",
            "after_closed",
            says=f"机构 {organisation.code} 自 {closed_on} 撤销，票据止于 {reading.end}。",
            do=f"请记在承继机构 {'、'.join(became)} 名下。" if became else "请核对日期，或记在承继机构名下。",
        )
    return reading.row not in batch.refused


def _account_is_open(reading: Reading, accounts: dict[Key, KeptAccount], batch: Batch) -> bool:
    closed_on = accounts[reading.key].closed_on if reading.key in accounts else None
    if closed_on and reading.start >= closed_on:
        batch.refuse(
            reading.row,
            "account",
            "account_closed",
            says=f"{label(reading.key)}自 {closed_on} 销户，票据始于 {reading.start}。",
            do="请核对户号和日期；户号重新启用的，请先更正户号登记。",
        )
        return False
    return True


# --- rows beside what is there ---------------------------------------------------------------------------------------


def _shelf(readings: list[Reading], accounts: dict[Key, KeptAccount]) -> Shelf:
    ids = {accounts[reading.key].id for reading in readings if reading.key in accounts}
    shelf = Shelf({}, {}, {})
    if not ids:
        return shelf
    near = {
        "account_id__in": listed(ids),
        "end_date__gte": min(reading.start for reading in readings),
        "start_date__lte": max(reading.end for reading in readings),
    }
    bills = Bill.objects.filter(**near).values_list("id", *columns_of(Bill))
    for id_, *row in bills.iterator(chunk_size=5000):
        account, start, end, _, _, invoice, _, refund_of, _ = row
        shelf.bills[account, start, end, invoice if refund_of else ""] = Kept(id_, tuple(row))
        if not refund_of:
            shelf.put(account, start, end, "已有票据")
    for account, start, end in NoUse.objects.filter(**near).values_list("account_id", "start_date", "end_date"):
        shelf.put(account, start, end, "“本月未使用”的登记")
    return shelf


@dataclass
class _Sorting:
    """Which rows are new, which correct something, which take a bill away."""

    batch: Batch
    shelf: Shelf
    new: list[tuple[Reading, int]]
    corrected: list[tuple[Kept, tuple, tuple[Reading, int]]]
    withdrawn: list[Kept]

    def sort_in(self, reading: Reading, account: KeptAccount | None) -> None:
        if account is None:
            return self._refuse_withdrawal(reading)
        identity = (account.id, reading.start, reading.end, reading.invoice_number if reading.is_refund else "")
        if identity in self.shelf.taken:
            return self._refuse_twice(reading, self.shelf.taken[identity])
        kept = self.shelf.bills.get(identity)
        if reading.is_withdrawn:
            return self._withdraw(reading, identity, kept)
        if kept is not None:
            self.shelf.taken[identity] = reading.row
            return self._correct(reading, account.id, kept)
        overlapped = None if reading.is_refund else self.shelf.overlapped(account.id, reading.start, reading.end)
        if overlapped:
            return self._refuse_overlap(reading, overlapped)
        self.shelf.taken[identity] = reading.row
        if not reading.is_refund:
            self.shelf.put(account.id, reading.start, reading.end, f"第 {reading.row} 行的票据")
        self.new.append((reading, account.id))
        self.batch.outcomes[reading.row] = "added"
        return None

    def _correct(self, reading: Reading, account: int, kept: Kept) -> None:
        after = self._as_stated(reading, account, kept)
        if after == kept.row:
            self.batch.outcomes[reading.row] = "unchanged"
            return
        was, now = _said(kept.row), _said(after)
        if self.batch.may_change(reading.row, f"票据 {reading.days} 原为{was}，现为{now}"):
            self.corrected.append((kept, after, (reading, account)))
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
            self.batch.outcomes[reading.row] = "changed"
            del self.shelf.bills[identity]
            if not reading.is_refund:
                self.shelf.take_out(*identity[:3])
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

    def _refuse_overlap(self, reading: Reading, other: tuple[date, date, str]) -> None:
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

    def write(self, change: Writing) -> None:
        new = [(account, reading.start, reading.end, *reading.figures()) for reading, account in self.new]
        change.add(Bill, new)
        change.correct(Bill, [(kept.id, kept.row, after) for kept, after, _ in self.corrected])
        change.remove(Bill, self.withdrawn)
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


BILLS = Kind("bills", "票据", COLUMNS, settle)
