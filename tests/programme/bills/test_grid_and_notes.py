"""A year's bills as rows of a sheet, and the days of a month that nothing was said of."""

from dataclasses import replace
from datetime import date

import pytest

from jieyue.programme.bills.notes import unused
from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.ledgers.grid import grid, month_to_enter
from jieyue.programme.records.queries import last_seen
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Role
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.registers.accounts.models import Account
from samples import NOW

YEAR = {"key": "bills", "period": Period.parse("2025"), "today": date(2026, 1, 15)}


def test_a_row_is_a_bill_in_the_columns_of_the_import(place):
    found = grid(person=place.clerk("A"), code="A", **YEAR)
    assert [column.key for column in found.columns][:4] == ["resource", "use", "account", "start_date"]
    assert found.rows[0].values == [
        "电", "建筑", "1001", "2025-01-01", "2025-01-31", "100.005", "kWh", "70.50", "25000001", "", "", ""
    ]  # fmt: skip
    assert len(found.rows[0].values) == len(found.columns)
    assert found.rows[0].id == Bill.objects.get(invoice_number="25000001").id
    assert (len(found.rows), found.is_more) == (3, False)


def test_with_all_below_each_row_names_its_organisation(place):
    found = grid(person=place.clerk("C1"), code="C1", below=True, **YEAR)
    assert {row.values[0] for row in found.rows} == {"A", "B"}


def test_only_whoever_enters_there_gets_the_rows(place):
    with pytest.raises(NotThere):
        grid(person=place.somebody(Role.READER, "P"), code="A", **YEAR)
    with pytest.raises(NotThere):
        grid(person=place.clerk("C2"), code="A", **YEAR)


def test_a_saved_bill_becomes_another_only_where_that_is_said(place):
    kept = Bill.objects.get(invoice_number="25000001")
    values = {"organisation": "A", "resource": "水", "account": "2001", "quantity": "100", "unit": "m3"}
    days = {"start_date": "2025-04-01", "end_date": "2025-04-30"}
    about = {"record": kept.id, "seen": last_seen(Bill, [kept.id])[kept.id]}
    how = {"by": place.clerk("A"), "at": NOW, "reason": "粘贴"}
    row = EnteredRow(1, {**values, **days}, **about, may_move=False)
    report = enter_rows("bills", [row], **how)
    [problem] = report.problems
    assert problem.rule == "other_than_saved"
    assert "原为电（建筑）户号 1001 2025-01-01 至 2025-01-31，现为水（建筑）户号 2001 2025-04-01" in problem.says
    assert Bill.objects.get(id=kept.id).account_id == kept.account_id
    without_reason = enter_rows("bills", [replace(row, may_move=True)], **{**how, "reason": ""})
    assert "票据原为电（建筑）户号 1001" in without_reason.problems[0].says
    assert enter_rows("bills", [replace(row, may_move=True)], **how).changed == 1


def test_the_month_to_enter_is_the_last_until_all_of_it_is_there(place):
    header = "organisation | resource | account | start_date | end_date | quantity | unit"
    asked = {"key": "bills", "person": place.clerk("A"), "code": "A", "today": date(2025, 3, 26)}
    place.house.have("bills", f"{header}\nA | 水 | 2001 | 2025-02-01 | 2025-02-28 | 3 | m3")
    assert month_to_enter(**asked) == Period.parse("2025-03")
    assert month_to_enter(**{**asked, "today": date(2025, 4, 2)}) == Period.parse("2025-03")
    Bill.objects.filter(account__number="2001", end_date=date(2025, 2, 28)).delete()
    assert month_to_enter(**asked) == Period.parse("2025-02")


def test_the_sheet_of_a_month_offers_each_account_with_the_days_to_come(place):
    asked = {"key": "bills", "person": place.clerk("A"), "code": "A", "today": date(2025, 4, 2)}
    march = grid(**asked, period=Period.parse("2025-03"))
    assert [row.values[:7] for row in march.rows] == [
        ["电", "建筑", "1001", "2025-03-01", "2025-03-31", "", "kWh"],
        ["水", "建筑", "2001", "2025-02-01", "", "", "m3"],
    ]
    assert {row.id for row in march.rows} == {None}
    note = "organisation | resource | account | start_date | end_date\nA | 水 | 2001 | 2025-03-01 | 2025-03-31"
    place.house.have("no_use", note)
    closed = "organisation | resource | account | closed_on\nA | 电 | 1001 | 2025-03-01"
    place.house.have("accounts", closed, reason="销户")
    assert grid(**asked, period=Period.parse("2025-03")).rows == []


def test_a_note_covers_what_no_bill_covers(place):
    place.house.have(
        "bills",
        "organisation | resource | account | start_date | end_date | quantity | unit\n"
        "A | 水 | 2001 | 2025-02-01 | 2025-03-10 | 3 | m3",
    )
    account = Account.objects.get(number="2001").id
    person = place.clerk("C1")
    march, april = (unused(account, date(2025, month, 1), person=person) for month in (3, 4))
    assert (march.first, march.last, march.may_enter) == (date(2025, 3, 11), date(2025, 3, 31), True)
    assert (april.first, april.last, april.last_end) == (date(2025, 4, 1), date(2025, 4, 30), date(2025, 3, 10))
    with pytest.raises(NotThere):
        unused(account, date(2025, 3, 1), person=place.clerk("C2"))
