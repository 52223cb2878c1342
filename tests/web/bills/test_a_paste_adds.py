"""A paste adds: what is saved changes only where a row is about the very same bill, and then old and new are seen."""

import pytest
from playwright.sync_api import expect

from browsing import find_fault, look, scrolls_sideways
from grid_page import GridPage, idle
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.registers.accounts.models import Account

OCTOBER = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
A | 电 | 1001 | 2025-10-01 | 2025-10-31 | 5000 | kWh | 3500
A | 天然气 | 3001 | 2025-10-01 | 2025-10-31 | 80 | m3 | 260"""
OTHER_ACCOUNTS = "organisation | resource | account\nA | 电 | 1003\nA | 电 | 1009\nA | 天然气 | 3001"
GRID = "/ledgers/bills/grid/?organisation=A&period=2025-10"
ACCOUNT, END, QUANTITY, AMOUNT = 3, 5, 6, 8
COLUMNS = ("account__resource", "account__number", "start_date", "end_date", "quantity", "amount_yuan")


def lines(*rows: tuple[str, ...]) -> str:
    return "".join("\t".join(row) + "\r\n" for row in rows)


NOVEMBER = lines(
    ("电", "", "1001", "2025-11-01", "2025-11-30", "6200", "kWh", "4340"),
    ("水", "", "2001", "2025-11-01", "2025-11-30", "45", "m3", "180"),
)


@pytest.fixture
def saved(office):
    office.house.have("accounts", OTHER_ACCOUNTS)
    office.house.have("bills", OCTOBER)

    def bills():
        return {id_: row for id_, *row in Bill.objects.values_list("id", *COLUMNS)}

    return bills


@pytest.fixture
def grid(page, saved, sign_in):
    return GridPage(sign_in(page, "liu")).open(GRID)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_november_pasted_at_the_first_cell_of_october_changes_nothing_saved(grid, saved):
    """What an officer did who followed the manual: October's electricity became November's, its gas bill water."""
    page, before = grid.page, saved()
    expect(page.locator("h1")).to_contain_text("2025年10月")
    grid.paste(NOVEMBER, 1, 1)
    grid.told("placed", "2 行另起新行，没有改动已保存的行")
    assert [grid.row(number)[:END] for number in (1, 2)] == [
        ["电", "建筑", "1001", "2025-10-01", "2025-10-31"],
        ["天然气", "建筑", "3001", "2025-10-01", "2025-10-31"],
    ]
    press(page, "保存")
    asked = grid.told("elsewhere", "这张表填的是2025年10月，第 6、7 行")
    look(page, "paste-elsewhere")
    find_fault(page)
    asked.get_by_role("button", name="登记在各自的月份").click()
    grid.told("save", "已保存：新增 2 行，更正 0 行")
    assert {id_: row for id_, row in saved().items() if id_ in before} == before
    assert len(saved()) == len(before) + 2


def test_the_same_again_is_unchanged_and_a_correction_shows_old_and_new(grid, saved):
    page = grid.page
    same = ("天然气", "", "3001", "2025年10月1日", "2025/10/31", "80.0", "m3", "260.00")
    grid.paste(lines(same), 1, 1)
    grid.told("placed", "1 行与已保存的相同")
    expect(page.locator("[data-grid-status]")).to_contain_text("没有未保存的修改")
    grid.paste(lines((*same[:5], "85", "m3", "276.25")), 1, 1)
    grid.told("placed", "1 行写的是已保存的票据")
    assert [grid.cell(2, column).inner_text().split() for column in (QUANTITY, AMOUNT)] == [
        ["原", "80", "85"],
        ["原", "260.00", "276.25"],
    ]
    look(page, "paste-correction")
    find_fault(page)
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "paste-correction")
    assert not scrolls_sideways(page)
    press(page, "保存")
    idle(page)
    page.get_by_label("修改或作废的原因").fill("抄错")
    press(page, "保存")
    grid.told("save", "更正 1 行")
    assert Bill.objects.get(account__number="3001").quantity == 85


def test_an_account_typed_over_a_saved_bill_is_asked_about(grid, saved):
    page, before = grid.page, saved()
    for number, answer in (("1003", "这是另一条，另起一行"), ("1009", "就是这一条，写错了要更正")):
        grid.cell(1, ACCOUNT).click()
        grid.type(number)
        grid.keys("Enter", "Control+s")
        told = grid.told("moved", f"户号：原 1001，现 {number}")
        look(page, "paste-moved")
        told.get_by_role("button", name=answer).click()
        if number == "1003":
            grid.told("save", "新增 1 行，更正 0 行")
    assert {id_: row for id_, row in saved().items() if id_ in before} == before
    idle(page)
    page.get_by_label("修改或作废的原因").fill("户号抄错")
    press(page, "保存")
    grid.told("save", "更正 1 行")
    assert Account.objects.filter(number="1009", bills__id__in=before).exists()


def test_a_new_row_that_is_a_saved_bill_says_what_it_would_change_before_it_asks_for_a_reason(grid, saved):
    """What an officer typed as a second bill of the days, its money left blank."""
    page = grid.page
    new = page.locator("#grid tbody tr").count()
    typed = {1: "电", ACCOUNT: "1001", 4: "2025-10-01", END: "2025-10-31", QUANTITY: "9999", 7: "kWh"}
    for column, text in typed.items():
        grid.cell(new, column).click()
        grid.type(text)
        grid.keys("Enter")
    press(page, "保存")
    asked = grid.told("save", "下面新写的行与已保存的是同一项")
    expect(asked).to_contain_text(f"第 {new} 行")
    expect(asked).to_contain_text("原为数量 5000.000、3500.00 元，现为数量 9999.000、金额清空")
    look(page, "typed-twice")
    find_fault(page)
    page.get_by_label("修改或作废的原因").fill("供电公司重开")
    press(page, "保存")
    grid.told("save", "更正 1 行")
    assert Bill.objects.get(account__number="1001", start_date="2025-10-01").quantity == 9999
    expect(page.locator("#main, main").first).not_to_contain_text("第 0 行")
