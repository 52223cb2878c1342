"""A clerk's month in a browser: from the first page to the submitted quarter, beside what was, and losing nothing."""

import calendar
from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import find_fault, look
from grid_page import GridPage, idle
from handed_in import einvoice, picture
from jieyue.store.evidence.models import Link
from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.registers.accounts.models import Account
from web.test_the_first_road import Hand

TODAY = date(2025, 4, 8)
MOST_INTERACTIONS = 8
"""From the first page to the submitted quarter, besides the values themselves."""
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan | invoice_number\n"
ACCOUNTS = (
    ("电", "E100200300", "kWh"),
    ("水", "W100200300", "m3"),
    ("天然气", "G100200300", "m3"),
    ("电", "E900800700", "kWh"),
)
GRID = "/ledgers/bills/grid/?organisation=D&period=2025-03#fill"
BESIDE_IN_CARD = """[...document.querySelectorAll('#grid tbody tr:first-child .grid__told')].filter((cell) => {
    const card = cell.parentElement.getBoundingClientRect(), told = cell.getBoundingClientRect();
    return told.width && told.left >= card.left && told.right <= card.right;
}).map((cell) => cell.dataset.label)"""
"""What of last month and last year stands within the first card."""
RESOURCE, ACCOUNT, QUANTITY, AMOUNT, INVOICE = 1, 3, 6, 8, 9


def bills(year: int, months: range) -> Iterator[str]:
    for month in months:
        last = calendar.monthrange(year, month)[1]
        for n, (resource, number, unit) in enumerate(ACCOUNTS):
            days = f"{year}-{month:02}-01 | {year}-{month:02}-{last}"
            yield f"D | {resource} | {number} | {days} | {100 + n} | {unit} | {60 + n} | {year}{month:02}{n:04}"


@pytest.fixture
def quarter(office, monkeypatch):
    """January and February are there, with the year before; March is to be entered."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    office.house.have("organisations", "code | name | parent | level\nD | 甲县档案馆 | C1 | 单位")
    office.house.have("bills", HEADER + "\n".join([*bills(2024, range(1, 13)), *bills(2025, range(1, 3))]))
    return office


@pytest.fixture
def clerk(page, quarter, sign_in) -> Page:
    return sign_in(page, "wang")


def in_march() -> dict[str, tuple]:
    rows = Bill.objects.filter(end_date=date(2025, 3, 31))
    return {
        number: rest
        for number, *rest in rows.values_list("account__number", "quantity", "amount_yuan", "invoice_number")
    }


def test_a_clerks_month_takes_at_most_8_interactions_and_12_cells(clerk):
    hand, grid = Hand(clerk), GridPage(clerk)
    clerk.goto("/")
    line = clerk.get_by_role("row", name="甲县档案馆")
    expect(line).to_contain_text("4 / 4 项")
    look(clerk, "month-first-page")
    find_fault(clerk)
    hand.click(line.get_by_role("link", name="2025年3月 票据"))
    clerk.wait_for_selector(".grid--ready")
    assert grid.active() == (1, QUANTITY)
    typed = [("150", "90.50", "F0001"), ("101", "61", "F0002"), ("102", "62", "F0003"), ("103", "63", "F0004")]
    for cells in typed:  # Tab goes only to what is to be typed
        for cell in cells:
            grid.type(cell)
            grid.keys("Tab")
    expect(clerk.locator("#grid tbody tr:nth-child(1) .grid__told").nth(2)).to_contain_text("同比 +50%，超过 15%")
    totals = clerk.locator(".grid__totals tbody tr")
    expect(totals.nth(0)).to_have_text("电 kWh251151.5")  # quantity and money of a resource on one line
    look(clerk, "month-table")
    find_fault(clerk)
    hand.keys("Control+s")
    grid.told("save", "已保存：新增 4 行")
    assert sorted(in_march()) == sorted(number for _, number, _ in ACCOUNTS)
    hand.click(clerk.get_by_role("link", name="报送2025年一季度"))
    hand.click(clerk.get_by_role("button", name="报送", exact=True))
    expect(clerk.locator("main")).to_contain_text("已报送")
    assert hand.count <= MOST_INTERACTIONS, hand.count


def test_a_month_is_entered_and_submitted_by_the_keyboard_alone(clerk):
    grid = GridPage(clerk)
    clerk.goto("/")
    expect(clerk.get_by_role("row", name="甲县档案馆")).to_contain_text("4 / 4 项")
    go_to(clerk, "2025年3月 票据", above="甲县档案馆")
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector(".grid--ready")
    for n in range(4):
        grid.type(f"{100 + n}")
        grid.keys("Enter")
    grid.keys("Control+s")
    grid.told("save", "已保存：新增 4 行")
    grid.keys("Escape")
    go_to(clerk, "报送2025年一季度")
    clerk.keyboard.press("Enter")
    clerk.wait_for_url("**/reporting/D/2025Q1/")
    go_to(clerk, "报送")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("main")).to_contain_text("已报送")


def go_to(page: Page, words: str, *, above: str = "") -> None:
    """Tabs to what is called so, in the line of what stands above it."""
    for _ in range(90):
        page.keyboard.press("Tab")
        where = """([words, above]) => document.activeElement.matches('main a, main button')
            && document.activeElement.textContent.trim() === words
            && (!above || document.activeElement.closest('tr')?.textContent.includes(above))"""
        if page.evaluate(where, [words, above]):
            return
    raise AssertionError(f"Tab does not lead to {words}")


def test_a_paste_over_saved_rows_in_another_order_of_columns_loses_nothing(clerk):
    """Under a header of its own order: one to come, one saved already, one of another month, one unknown."""
    grid = GridPage(clerk).open(GRID)
    grid.type("150")
    grid.keys("Tab")
    grid.type("90.50")
    grid.keys("Control+s")
    grid.told("save", "已保存：新增 1 行")
    kept = in_march()
    block = [
        ("发票号码", "金额（元）", "户号", "备注", "数量", "能源资源", "起", "止", "单位"),
        ("F0002", "61", "W100200300", "x", "101", "水", "2025-03-01", "2025-03-31", "m3"),
        ("F0001", "91.00", "E100200300", "", "150", "电", "2025-03-01", "2025-03-31", "kWh"),
        ("F0009", "70", "G100200300", "", "120", "天然气", "2025-04-01", "2025-04-07", "m3"),
        ("F0003", "62", "G10020030", "", "102", "天然气", "2025-03-01", "2025-03-31", "m3"),
    ]
    grid.paste("".join("\t".join(row) + "\r\n" for row in block), 1, QUANTITY)
    told = grid.told("placed", "1 行填到了待填的户号")
    expect(told).to_contain_text("1 行写的是已保存的票据")
    expect(told).to_contain_text("2 行另起新行")
    expect(told).to_contain_text("没有“备注”列")
    assert in_march() == kept
    assert grid.cell(1, AMOUNT).inner_text().split() == ["原", "90.50", "91.00"]
    asked = grid.told("accounts", "是不是 G100200300")
    look(clerk, "month-new-account")
    find_fault(clerk)
    asked.get_by_role("button", name="写错了，是 G100200300").click()
    expect(grid.notice("elsewhere")).to_contain_text("这张表填的是2025年3月")
    clerk.get_by_role("button", name="登记在各自的月份").click()
    clerk.get_by_label("修改或作废的原因").fill("金额抄错")
    clerk.get_by_role("button", name="保存", exact=True).click()
    grid.told("save", "已保存：新增 3 行，更正 1 行")
    assert {number: row[2] for number, row in in_march().items()} == {
        "E100200300": "F0001",
        "W100200300": "F0002",
        "G100200300": "F0003",
    }
    assert not Account.objects.filter(number="G10020030").exists()


def test_a_table_of_another_layout_is_not_scattered_but_read_and_asked_about(clerk):
    grid = GridPage(clerk).open(GRID)
    block = [("2025年用电台账", "", "", ""), ("户号", "1月", "2月", "3月"), ("E100200300", "100", "100", "150")]
    grid.paste("".join("\t".join(row) + "\r\n" for row in block), 1, QUANTITY)
    told = grid.told("foreign", "不是这张表的列")
    assert "没有未保存的修改" in grid.status()
    told.get_by_role("button", name="让系统认这张表").click()
    clerk.wait_for_url("**/import/jobs/**")
    expect(clerk.locator("main")).to_contain_text("3月")


def test_three_figures_without_a_header_go_where_they_are_typed(clerk):
    grid = GridPage(clerk).open(GRID)
    clerk.evaluate("navigator.clipboard.writeText('150\\t90.5\\tF0001\\r\\n101\\t61\\tF0002')")
    grid.keys("Control+v")
    assert [grid.text(1, column) for column in (QUANTITY, 7, AMOUNT, INVOICE)] == ["150", "kWh", "90.5", "F0001"]
    assert [grid.text(2, column) for column in (QUANTITY, 7, AMOUNT, INVOICE)] == ["101", "kWh", "61", "F0002"]
    for column, value in ((7, "万kWh"), (QUANTITY, "0.02")):
        grid.cell(1, column).click()
        grid.type(value)
        grid.keys("Enter")
    expect(clerk.locator("#grid tbody tr:nth-child(1) .grid__told").nth(2)).to_contain_text("同比 +100%")
    expect(clerk.locator("[data-grid-announcer]")).to_contain_text("同比 +100%")  # for whoever hears the page


def test_a_month_without_a_bill_is_answered_below_the_table_by_keyboard_and_leaves_it(clerk):
    grid = GridPage(clerk).open(GRID)
    before = clerk.locator("#grid tbody tr").count()
    button = clerk.get_by_role("button", name="本月没有用 水 W100200300")
    button.focus()
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#month-state")).to_contain_text("已登记本月未使用")
    expect(clerk.locator("#grid tbody tr")).to_have_count(before - 1)
    assert NoUse.objects.filter(account__number="W100200300").exists()
    look(clerk, "month-answered")
    find_fault(clerk)
    clerk.locator("#month-state").get_by_role("button", name="撤销").click()
    expect(clerk.locator("#grid tbody tr")).to_have_count(before)
    assert not NoUse.objects.exists()
    assert grid.text(3, ACCOUNT) == "W100200300"


def test_on_a_phone_each_account_is_a_card_and_its_invoice_is_dropped_below(open_page, quarter, sign_in):
    page = sign_in(open_page(width=390, height=844, has_touch=True, is_mobile=True), "wang")
    page.goto("/")
    page.wait_for_load_state("networkidle")
    look(page, "month-first-page")
    find_fault(page)
    grid = GridPage(page).open(GRID)
    expect(grid.cell(1, ACCOUNT)).to_be_hidden()
    expect(page.locator("#grid tbody tr:nth-child(1) th")).to_contain_text("电 E100200300")
    assert page.evaluate(BESIDE_IN_CARD) == ["上月数量", "上年同月数量"]
    for column, value in ((QUANTITY, "150"), (AMOUNT, "90.5"), (INVOICE, "25000031")):
        grid.cell(1, column).tap()
        grid.type(value)
        grid.keys("Enter")
    page.get_by_role("button", name="保存", exact=True).tap()
    grid.told("save", "已保存：新增 1 行")
    files = [
        {"name": "a.xml", "mimeType": "application/xml", "buffer": einvoice("25000031", "90.50")},
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture()},
    ]
    page.locator("#proof-files").set_input_files(files)
    found = page.locator("#proofs-found")
    expect(found).to_contain_text("2 个文件，1 个已对上")
    look(page, "month-proofs")
    find_fault(page)
    found.get_by_role("button", name="全部附上").tap()
    expect(page.locator("main")).to_contain_text("已附上 1 份材料")
    assert Link.objects.count() == 1
    idle(page)
