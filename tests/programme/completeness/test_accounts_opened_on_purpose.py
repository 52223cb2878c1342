"""An account number that nobody knows yet is asked about, and what was opened by mistake leaves nothing behind."""

from dataclasses import replace
from datetime import date

import pytest

from jieyue.programme.completeness.queries import accounts_by_month, months_of
from jieyue.rules.period import month_end
from jieyue.store.registers.accounts.models import Account

BILL = "organisation | resource | account | start_date | end_date | quantity | unit"
TODAY = date(2026, 11, 26)
RIGHT, MISTYPED = "E5190010001", "E519001001"


def bills(account: str, *months: int, **more: str) -> str:
    named, said = "".join(f" | {name}" for name in more), "".join(f" | {value}" for value in more.values())
    days = [(date(2026, month, 1), month_end(date(2026, month, 1))) for month in months]
    rows = "\n".join(f"A | 电 | {account} | {first} | {last} | 100 | kWh{said}" for first, last in days)
    return f"{BILL}{named}\n{rows}"


@pytest.fixture
def unit(house):
    house.have("organisations", "code | name | parent | level\nC | 某县 | | 县\nA | 甲局 | C | 单位")
    house.have("bills", bills(RIGHT, *range(1, 11)))
    return house


def told(report) -> list[tuple[int | None, str, str]]:
    """What is said of accounts."""
    of_accounts = [each for each in report.problems if each.rule.startswith(("account_", "opened_"))]
    return [(each.row, each.rule, each.severity) for each in of_accounts]


def world(house) -> list:
    """What the months of the unit, its accounts and its statistics say."""
    reader = replace(house.person, on=TODAY)
    units = months_of(person=reader, code="A", year=2026, today=TODAY).units
    accounts = accounts_by_month(person=reader, code="A", year=2026, today=TODAY)
    counts = [house.statistics("A", period).completeness for period in ("2026Q1", "2026Q3", "2026-11")]
    return [[each.cells for each in units], [(each.number, each.cells) for each in accounts], counts]


def test_the_first_accounts_of_a_unit_are_opened_in_silence(unit):
    assert told(unit.bring("bills", bills(RIGHT, 11))) == []
    water = bills("W1", 1).replace("电", "水").replace("kWh", "m3")
    assert told(unit.bring("bills", water + "\nA | 水 | W2 | 2026-01-01 | 2026-01-31 | 7 | m3")) == []


def test_a_digit_dropped_is_asked_about_and_nothing_is_opened(unit):
    before = world(unit)
    report = unit.bring("bills", bills(MISTYPED, 11))
    assert told(report) == [(2, "account_like_known", "error")]
    [problem] = (each for each in report.problems if each.severity == "error")
    assert f"户号 {MISTYPED} 是新的，与已知的只差一点，是不是 {RIGHT}？" in problem.says
    assert f"改为 {RIGHT}" in problem.do
    assert world(unit) == before
    assert not Account.objects.filter(number=MISTYPED).exists()


def test_a_new_account_is_owed_from_its_first_bill(unit):
    before = world(unit)
    assert told(unit.bring("bills", bills(MISTYPED, 11), new_accounts=True)) == []
    [of_unit], accounts, counts = world(unit)
    assert of_unit[:10] == before[0][0][:10]
    assert counts[:2] == before[2][:2]
    assert [cell.open for number, cells in accounts if number == MISTYPED for cell in cells[:11]] == [0] * 10 + [1]


def test_withdrawing_the_last_bill_of_an_account_leaves_nothing_owed_and_the_number_asked_about_again(unit):
    before = world(unit)
    unit.have("bills", bills(MISTYPED, 11), new_accounts=True)
    unit.have("bills", bills(MISTYPED, 11, withdrawn="是"), reason="户号写错了")
    assert world(unit) == before
    assert told(unit.bring("bills", bills(MISTYPED, 11))) == [(2, "account_like_known", "error")]
    assert told(unit.bring("bills", bills("E51900100011", 11))) == [(2, "account_like_known", "error")]


def test_an_account_without_records_can_go_and_one_with_records_stays(unit):
    unit.have("bills", bills(MISTYPED, 11), new_accounts=True)
    going = f"organisation | resource | account | withdrawn\nA | 电 | {MISTYPED} | 是"
    assert told(unit.bring("accounts", going, reason="写错了")) == [(2, "account_has_records", "error")]
    unit.have("bills", bills(MISTYPED, 11, withdrawn="是"), reason="户号写错了")
    unit.have("accounts", going, reason="写错了")
    assert [each.number for each in Account.objects.all()] == [RIGHT]


def test_a_row_can_say_from_when_on_its_account_is_in_use_and_it_is_owed_since(unit):
    unit.have("bills", bills(MISTYPED, 11, opened_on="2026-09-01"))
    assert Account.objects.get(number=MISTYPED).opened_on == date(2026, 9, 1)
    _, accounts, _ = world(unit)
    assert [cell.late for number, cells in accounts if number == MISTYPED for cell in cells[7:11]] == [0, 1, 1, 0]
    again = unit.bring("bills", bills(MISTYPED, 11, opened_on="2026-09-01"))
    assert (again.unchanged, told(again)) == (1, [])


def test_a_further_account_is_told_once_with_the_known_ones(unit):
    report = unit.bring("bills", bills("S-77", 10, 11))
    assert told(report) == [(2, "account_further", "warning")]
    assert f"户号 S-77 是新的，是不是 {RIGHT}？" in next(e.says for e in report.problems if e.rule == "account_further")
    assert report.added == 2


@pytest.mark.parametrize("spelling", ["0E5190010001", "e5190010001", "E519 0010001", "Ｅ５１９００１０００１"])
def test_another_spelling_of_a_known_account_opens_none(unit, spelling):
    asked = told(unit.bring("bills", bills(spelling, 11)))
    assert asked in ([], [(2, "account_like_known", "error")])  # width and blanks are mended where a cell is read
    assert [each.number for each in Account.objects.all()] == [RIGHT]


def test_two_spellings_in_the_first_file_of_a_unit_are_told(house):
    house.have("organisations", "code | name | level\nA | 甲局 | 单位")
    both = bills("0012345", 1) + "\nA | 电 | 12345 | 2026-02-01 | 2026-02-28 | 100 | kWh"
    report = house.bring("bills", both)
    assert told(report) == [(3, "account_spelt_twice", "error")]
    assert "第 2 行的户号 0012345" in next(e.says for e in report.problems if e.rule == "account_spelt_twice")
    assert told(house.bring("bills", both, new_accounts=True)) == []


def test_a_note_of_no_use_does_not_open_an_account_that_is_like_a_known_one(unit):
    note = f"organisation | resource | account | start_date | end_date\nA | 电 | {MISTYPED} | 2026-11-01 | 2026-11-30"
    assert told(unit.bring("no_use", note)) == [(2, "account_like_known", "error")]
    unit.have("no_use", note.replace(MISTYPED, RIGHT))


def test_an_account_of_the_register_without_a_bill_owes_from_its_stated_opening_only(unit):
    before = world(unit)
    unit.have("accounts", "organisation | resource | account\nA | 水 | W1")
    assert world(unit) == before
    unit.have("accounts", "organisation | resource | account | opened_on\nA | 水 | W1 | 2026-10-01", reason="补登")
    assert [cell.late for cell in world(unit)[0][0][8:10]] == [0, 1]


def test_a_number_registered_by_hand_is_known_before_its_first_bill(house):
    house.have("organisations", "code | name | level\nA | 甲局 | 单位")
    house.have("accounts", f"organisation | resource | account\nA | 电 | {RIGHT}")
    assert told(house.bring("bills", bills(MISTYPED, 11))) == [(2, "account_like_known", "error")]
    assert told(house.bring("bills", bills(RIGHT, 11))) == []
