"""Notes that an account was not used, from a file."""

from collections.abc import Iterable, Iterator
from datetime import date

from jieyue.files.cells import code, day, text, yes_no
from jieyue.files.sheet import Column
from jieyue.rules.allocation import months_between
from jieyue.rules.person import Person
from jieyue.rules.values import Resource, Use
from jieyue.store.ledgers.bills.kept_bills import KeptBills
from jieyue.store.ledgers.bills.models import NoUse
from jieyue.store.ledgers.bills.reversing import recheck_after_undo
from jieyue.store.orgs.naming import codes_for_names
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keyed import KeyedRows
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import at_most, word_column
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing
from jieyue.store.registers.accounts.naming import OPENED_ON, KeptAccount, accounts_named, keyed_lines, label
from jieyue.store.registers.accounts.opening import Naming, opened

COLUMNS = (
    Column("organisation", "机构编码", code, required=True, is_organisation=True),
    word_column("resource", "能源资源", Resource, required=True),
    word_column("use", "用途", Use),
    Column("account", "户号", at_most(60, code)),
    Column("start_date", "起", day, required=True),
    Column("end_date", "止", day, required=True),
    Column("note", "说明", at_most(200, text)),
    Column("withdrawn", "作废", yes_no),
    OPENED_ON,
)
OF_NOTE = ("start_date", "end_date", "note", "withdrawn", "opened_on")

NO_ACCOUNT = 0
"""Of a note that is to go and names an account which nobody knows."""


def settle(batch: Batch, change: Writing) -> None:
    lines = [line for line in keyed_lines(batch, OF_NOTE) if _runs(line, batch)]
    if not lines:
        return
    accounts = accounts_named(key for _, key, *_ in lines)
    named = [Naming(row, key, start, day_) for row, key, start, _, _, withdrawn, day_ in lines if not withdrawn]
    accounts = opened(named, accounts, batch, change)
    lines = [line for line in lines if line[0] not in batch.refused]
    if not lines:
        return
    kept_bills = KeptBills.around(
        {accounts[key].id for _, key, *_ in lines if key in accounts},
        bought=frozenset(),
        first=min(start for _, _, start, *_ in lines),
        last=max(end for _, _, _, end, *_ in lines),
    )
    notes = KeyedRows(NoUse, ("note",), _kept(accounts.values()), batch)
    for row, key, start, end, note, withdrawn, _ in lines:
        account = accounts[key].id if key in accounts else NO_ACCOUNT
        days, what = (account, start, end), f"{label(key)} {start} 至 {end}“本月未使用”的登记"
        if withdrawn:
            notes.withdraw(row, days, what=what)
        elif days in notes.kept or _stands_alone(row, what, days, kept_bills, batch):
            notes.sort_in(row, days, (note or "",), what=what)
    notes.write(change)
    months = {month for _, start, end in notes.touched for month in months_between(start, end)}
    change.touch(f"month {month:%Y-%m}" for month in months)


def _runs(line: tuple, batch: Batch) -> bool:
    row, _, start, end, *_ = line
    if end < start:
        batch.refuse(
            row,
            "end_date",
            "ends_before_start",
            says=f"止日 {end} 早于起日 {start}。",
            do="请核对起止日期，是否填反或写错年份。",
        )
    return start <= end


def _kept(accounts: Iterable[KeptAccount]) -> dict[Row, tuple[int, Row]]:
    notes = NoUse.objects.filter(account_id__in=any_of(account.id for account in accounts))
    return {tuple(days): (id_, (note,)) for id_, *days, note in notes.values_list("id", *columns_of(NoUse))}


def _stands_alone(row: int, what: str, days: tuple[int, date, date], kept_bills: KeptBills, batch: Batch) -> bool:
    """Whether nothing else speaks of these days; from then on they are taken."""
    others = kept_bills.overlapped(*days)
    if not others:
        kept_bills.put(*days, f"第 {row} 行“本月未使用”的登记")
        return True
    start, end, where = others[0]
    batch.refuse(
        row,
        "start_date",
        "overlap",
        says=f"{what}（第 {row} 行）与{where} {start} 至 {end} 重叠。",
        do="请核对：有票据的日期不能登记为未使用；登记有误的，在“作废”列填“是”并写明原因。",
    )
    return False


def rows(person: Person) -> Iterator[Row]:
    whom = ("account__organisation__code", "account__resource", "account__use", "account__number")
    notes = within(NoUse.objects.all(), person, organisation="account__organisation")
    ordered = notes.order_by(*whom[:1], "account_id", "start_date")
    for code_, resource, use, *rest in ordered.values_list(*whom, "start_date", "end_date", "note"):
        yield code_, Resource(resource).zh, Use(use).zh, *rest, "", None


NO_USE = Kind(
    "no_use", "本月未使用", COLUMNS, settle, rows, NoUse, look_up=codes_for_names, recheck_after_undo=recheck_after_undo
)
