"""Rows of a bills file whose cells make sense by themselves; the others refused with what to do."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import wraps
from typing import NamedTuple

from jieyue.files.cells import Cell, GluedToNumber, code, day, number, text, yes_no
from jieyue.files.sheet import Column
from jieyue.rules.period import month_of, months_later
from jieyue.rules.roles import Right
from jieyue.rules.values import Resource, Use
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisations_called
from jieyue.store.policies import policy
from jieyue.store.records.kinds import Batch
from jieyue.store.records.parsing import at_most, with_own_unit, word_column
from jieyue.store.registers.accounts.naming import OPENED_ON, KeptAccount, Key, label


@wraps(number)
def metered(cell: Cell) -> Decimal | None:
    """A number beside a column of units: what is glued to it may belong there."""
    try:
        return number(cell)
    except GluedToNumber as glued:
        raise (glued.with_unit() if policy().is_unit(glued.unit) else glued) from None


COLUMNS = (
    Column("organisation", "机构编码", code, required=True, is_organisation=True),
    word_column("resource", "能源资源", Resource, required=True),
    word_column("use", "用途", Use),
    Column("account", "户号", at_most(60, code), note="同一能源只有一个户号的可留空"),
    Column("start_date", "起", day, required=True),
    Column("end_date", "止", day, required=True, note="计费期的最后一天（含）"),
    Column("quantity", "数量", metered, required=True),
    Column("unit", "单位", at_most(30, text), required=True, note="如 kWh、m3、kg、L、GJ；也可填度、万kWh、吨等"),
    Column("amount_yuan", "金额", with_own_unit(number, "元"), note="元"),
    Column("invoice_number", "发票号码", at_most(60, code)),
    Column("estimated", "估算", yes_no),
    Column("refund_of", "冲减的发票号码", at_most(60, code), note="冲减时填写原发票号码，数量和金额填负数"),
    Column("withdrawn", "作废", yes_no, note="填“是”撤去已登记的这张票据，导入时须写明原因"),
    OPENED_ON,
)
ONE_DAY = timedelta(days=1)
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

    def figures(self) -> tuple:
        """What of it is kept beside account and days, in the order of the table."""
        return self[4:10]


Subject = tuple[Organisation, Key]


def readings(batch: Batch) -> Iterator[Reading]:
    """The rows that can be bills, in the order of the file."""
    subjects, multipliers = _subjects(batch), _multipliers(batch)
    columns = [batch.column(column.key) for column in COLUMNS[4:-1]]
    whom = zip(*(batch.column(column.key) for column in COLUMNS[:4]), strict=True)
    rows = zip(batch.rows, whom, batch.column("resource"), *columns, strict=True)
    for row, who, resource, start, end, quantity, unit, amount, invoice, estimated, refund_of, withdrawn in rows:
        if row in batch.refused:
            continue
        subject, multiplier = subjects[who], multipliers[resource, unit]
        if subject is None:
            batch.refuse_unknown_organisation(row, who[0])
            continue
        if multiplier is None:
            _refuse_unit(batch, row, resource, unit)
            continue
        organisation, key = subject
        exact = quantity if multiplier == 1 else quantity * multiplier
        reading = Reading(
            row,
            key,
            start,
            end,
            exact.quantize(QUANTITY_GRAIN, ROUND_HALF_UP),
            amount if amount is None else amount.quantize(MONEY_GRAIN, ROUND_HALF_UP),
            invoice or "",
            bool(estimated),
            refund_of or "",
            "" if multiplier == 1 else f"{quantity} {unit}",
            bool(withdrawn),
        )
        if reading.quantity != exact or reading.amount_yuan != amount:
            _warn_of_rounding(batch, reading, exact, amount)
        if _can_be(reading, batch) and _organisation_exists(reading, organisation, batch):
            yield reading


def subjects_by_row(batch: Batch) -> Iterator[tuple[int, Subject | None]]:
    """Whom each row is about, as far as its cells say; None where they do not."""
    subjects = _subjects(batch)
    whom = zip(*(batch.column(column.key) for column in COLUMNS[:4]), strict=True)
    yield from ((row, subjects[who]) for row, who in zip(batch.sheet.row_numbers, whom, strict=True))


def _subjects(batch: Batch) -> dict[tuple, Subject | None]:
    """Whom each combination of organisation, resource, use and account means: a file has few of them."""
    organisations = _organisations(batch)
    named = set(zip(*(batch.column(column.key) for column in COLUMNS[:4]), strict=True))
    return {each: _subject(each, organisations) for each in named}


def _subject(named: tuple, organisations: dict[str, Organisation]) -> Subject | None:
    code_, resource, use, account = named
    organisation = organisations.get(code_)
    if organisation is None or resource is None:
        return None
    return organisation, (organisation.id, resource, use or Use.usual(Resource(resource)).value, account or "")


def _multipliers(batch: Batch) -> dict[tuple, Decimal | None]:
    pairs = set(zip(batch.column("resource"), batch.column("unit"), strict=True))
    known = {(resource, unit) for resource, unit in pairs if resource and unit}
    return {pair: policy().unit_multiplier(Resource(pair[0]), pair[1]) if pair in known else None for pair in pairs}


def _organisations(batch: Batch) -> dict[str, Organisation]:
    found = organisations_called(batch.column("organisation"), batch.by, Right.ENTER)
    return {each.code: each for each in found.prefetch_related("successions__successor")}


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
    of = f"{reading.entered} 折算的" if reading.entered else ""
    if reading.quantity != quantity:
        batch.warn(
            reading.row,
            "quantity",
            "rounded",
            says=f"{of}数量 {quantity} 多于三位小数，按 {reading.quantity} 记账。",
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
    is_negative = reading.quantity < 0 or (reading.amount_yuan or 0) < 0
    if not is_negative and not reading.refund_of and reading.start <= reading.end:
        return True
    if reading.end < reading.start:
        batch.refuse(
            reading.row,
            "end_date",
            "ends_before_start",
            says=f"止日 {reading.end} 早于起日 {reading.start}。",
            do="请核对起止日期，是否填反或写错年份。",
        )
    elif reading.quantity < 0 and not reading.refund_of:
        batch.refuse(
            reading.row,
            "quantity",
            "negative_without_refund",
            says=f"数量 {reading.quantity} 为负，但没有写冲减哪张发票。",
            do="冲减请在“冲减的发票号码”列填写原发票号码；不是冲减的请改为正数。",
        )
    elif reading.amount_yuan is not None and reading.amount_yuan < 0 and not reading.refund_of:
        batch.refuse(
            reading.row,
            "amount_yuan",
            "negative_without_refund",
            says=f"金额 {reading.amount_yuan} 为负，但没有写冲减哪张发票。",
            do="冲减请在“冲减的发票号码”列填写原发票号码；不是冲减的请改为正数。",
        )
    elif reading.refund_of and (reading.quantity > 0 or (reading.amount_yuan or 0) > 0):
        batch.refuse(
            reading.row,
            "quantity",
            "positive_refund",
            says=f"这是对发票 {reading.refund_of} 的冲减，数量和金额应为负数。",
            do="请在冲减的数量、金额前加负号；不是冲减的请清空“冲减的发票号码”。",
        )
    elif reading.refund_of and reading.refund_of == reading.invoice_number:
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
    if opened_on is None and closed_on is None:
        return True
    if opened_on and reading.end < opened_on:
        batch.refuse(
            reading.row,
            "end_date",
            "before_opened",
            says=f"机构 {organisation.code} 自 {opened_on} 成立，票据 {reading.days} 在此之前。",
            do="请核对日期；属于原机构的票据请记在原机构名下。",
        )
    if closed_on and months_later(month_of(closed_on - ONE_DAY), 1) <= reading.end:
        became = [succession.successor.code for succession in organisation.successions.all()]
        batch.refuse(
            reading.row,
            "end_date",
            "after_closed",
            says=f"机构 {organisation.code} 自 {closed_on} 撤销，票据止于 {reading.end}。",
            do=f"请记在承继机构 {'、'.join(became)} 名下。" if became else "请核对日期，或记在承继机构名下。",
        )
    return reading.row not in batch.refused


def account_is_open(reading: Reading, accounts: dict[Key, KeptAccount], batch: Batch) -> bool:
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
