"""The sheet of the register of accounts: when they are opened and closed, and how many months one record covers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from jieyue.files.cells import code, day, whole, yes_no
from jieyue.files.sheet import Column
from jieyue.rules.person import Person
from jieyue.rules.values import Resource, Use
from jieyue.store.orgs.naming import codes_for_names
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of
from jieyue.store.records.keyed import KeyedRows
from jieyue.store.records.kinds import Batch, Kind
from jieyue.store.records.parsing import at_most, word_column
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing
from jieyue.store.registers.accounts.models import Account
from jieyue.store.registers.accounts.naming import Key, keyed_lines, label

COLUMNS = (
    Column("organisation", "机构编码", code, required=True, is_organisation=True),
    word_column("resource", "能源资源", Resource, required=True),
    word_column("use", "用途", Use),
    Column("account", "户号", at_most(60, code)),
    Column("opened_on", "开户日期", day),
    Column("closed_on", "销户日期", day, note="从这一天起户号不再使用"),
    Column("billing_months", "几个月一张票据", whole, note="每月一张填 1，两个月一张填 2；留空由票据推算"),
    Column("withdrawn", "作废", yes_no, note="填“是”去掉没有任何票据的户号，导入时须写明原因"),
)
MOST_NAMED = 3
FACTS = ("opened_on", "closed_on", "billing_months")


def settle(batch: Batch, change: Writing) -> None:
    lines = [line for line in _lines(batch) if _is_possible(line, batch)]
    kept = _kept(lines)
    _refuse_closing_too_early(lines, kept, batch)
    register = KeyedRows(Account, FACTS, kept, batch)
    going = _going(lines, kept, batch)
    for row, key, facts in lines:
        if row in batch.refused:
            continue
        take = register.withdraw if row in going else partial(register.sort_in, figures=facts)
        take(row, key, what=f"{label(key)}的登记")
    register.write(change)
    if register.touched:
        change.touch(["accounts"])


def _going(lines: list[tuple[int, Key, Row]], kept: Mapping[Row, tuple[int, Row]], batch: Batch) -> set[int]:
    """The rows that take an account out of the register; one that has records is kept, and its row refused."""
    marked = {row for row, mark in zip(batch.rows, batch.column("withdrawn"), strict=True) if mark}
    named = {kept[key][0]: (row, key) for row, key, _ in lines if row in marked and key in kept}
    having: dict[int, list[tuple[date, date, str]]] = {}
    for account, *record in _records_since(date.min, named) if named else ():
        having.setdefault(account, []).append(tuple(record))
    for id_, found in having.items():
        row, key = named[id_]
        batch.refuse(
            row,
            "withdrawn",
            "account_has_records",
            says=f"{label(key)}还有 {len(found)} 条记录：{_first_of(found)}。",
            do="请先作废这些记录；户号确实用过、不再使用的，请清空“作废”列，填写销户日期。",
        )
    return marked


def _first_of(found: list[tuple[date, date, str]]) -> str:
    named = "、".join(f"{what} {first} 至 {last}" for first, last, what in sorted(found)[:MOST_NAMED])
    return f"{named}{'等' if len(found) > MOST_NAMED else ''}"


def _lines(batch: Batch) -> list[tuple[int, Key, Row]]:
    return [(row, key, tuple(facts)) for row, key, *facts in keyed_lines(batch, FACTS)]


def _is_possible(line: tuple[int, Key, Row], batch: Batch) -> bool:
    row, _, (opened_on, closed_on, billing_months) = line
    if billing_months is not None and not 1 <= billing_months <= 12:
        batch.refuse(
            row,
            "billing_months",
            "billing_months",
            says=f"{billing_months} 不是可能的月数。",
            do="请填写 1 到 12：每月一张填 1，两个月一张填 2。",
        )
    if opened_on and closed_on and closed_on < opened_on:
        batch.refuse(
            row,
            "closed_on",
            "closed_before_opened",
            says=f"销户日期 {closed_on} 早于开户日期 {opened_on}。",
            do="请核对两个日期。",
        )
    return row not in batch.refused


def _refuse_closing_too_early(
    lines: list[tuple[int, Key, Row]], kept: Mapping[Row, tuple[int, Row]], batch: Batch
) -> None:
    """An account that is to end before records of it begin: they could not have been entered after it."""
    closing = {}
    for row, key, (_, closed_on, _) in lines:
        id_, (_, closed_before, _) = kept.get(key, (None, (None, None, None)))
        if id_ is not None and closed_on and closed_on != closed_before:
            closing[id_] = (row, key, closed_on)
    later = _records_from({id_: closed_on for id_, (_, _, closed_on) in closing.items()})
    for id_, found in later.items():
        row, key, closed_on = closing[id_]
        batch.refuse(
            row,
            "closed_on",
            "closed_before_records",
            says=f"{label(key)}在销户日期 {closed_on} 之后还有 {len(found)} 条记录：{_first_of(found)}。",
            do="请核对销户日期，填最后一张票据之后的日期；这些记录登记错了的，请先作废，再登记销户。",
        )


def _records_from(days: Mapping[int, date]) -> dict[int, list[tuple[date, date, str]]]:
    """First day, last day and name of what is kept of these accounts and begins on the day given or later."""
    found: dict[int, list[tuple[date, date, str]]] = {}
    for account, begins, ends, what in _records_since(min(days.values()), days) if days else ():
        if begins >= days[account]:
            found.setdefault(account, []).append((begins, ends, what))
    return found


def _records_since(day: date, accounts: Iterable[int]) -> Iterator[tuple[int, date, date, str]]:
    """Account, first day, last day and name of every dated record of these accounts that begins on the day or later."""
    dated = (each for each in Account._meta.related_objects if hasattr(each.related_model, "day_columns"))
    for relation in dated:
        model, (first, last) = relation.related_model, relation.related_model.day_columns
        about = {f"{relation.field.name}_id__in": any_of(accounts), f"{first}__gte": day}
        rows = model.objects.filter(**about).values_list(relation.field.attname, first, last)
        yield from ((*row, model.zh) for row in rows)


def _kept(lines: list[tuple[int, Key, Row]]) -> dict[Row, tuple[int, Row]]:
    rows = Account.objects.filter(organisation_id__in=any_of(key[0] for _, key, _ in lines))
    return {tuple(row[1:5]): (row[0], tuple(row[5:])) for row in rows.values_list("id", *columns_of(Account))}


def rows(person: Person) -> Iterator[Row]:
    names = ("organisation__code", *columns_of(Account)[1:])
    accounts = within(Account.objects.all(), person, organisation="organisation")
    for code_, resource, use, *rest in accounts.order_by("organisation__code", "id").values_list(*names):
        yield code_, Resource(resource).zh, Use(use).zh, *rest, ""


ACCOUNTS = Kind("accounts", "户号", COLUMNS, settle, rows, Account, look_up=codes_for_names)
