"""A clerk's bills from a sheet, on a screen, with the keyboard alone and on a phone; and who sees nothing of it."""

import calendar

import pytest
from playwright.sync_api import Page, expect

from browsing import find_fault, look, scrolls_sideways
from grid_page import GridPage, idle
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.people.models import User
from soaking import DESK_AND_PHONE

PASSWORD = "Lv.dou-tang_88"  # noqa: S105 (of a test)
GRID = "/ledgers/bills/grid/?organisation=B&period=2024"
HEADER = ["能源资源", "用途", "户号", "起", "止", "数量", "单位", "金额", "发票号码"]
RESOURCE, QUANTITY, END = 1, 6, 5
WRONG_QUANTITY, WRONG_END = 7, 19
IS_THERE = """([into, to]) => document.activeElement.closest(into)
    && document.activeElement.textContent.includes(to)"""
KWH = sum(1000 + 10 * month for month in range(1, 13))
CUBIC_METRES = sum(50 + month for month in range(1, 13))


def rows() -> list[list[str]]:
    """Two accounts by months, as a sheet shows them; a quantity in words, and an end before its start."""
    found = [
        _row(resource, number, month, shown, unit)
        for resource, number, unit, shown in (
            ("电", "3001", "度", lambda month: f"{1000 + 10 * month:,}.0"),
            ("水", "3002", "吨", lambda month: str(50 + month)),
        )
        for month in range(1, 13)
    ]
    found[WRONG_QUANTITY - 1][QUANTITY - 1] = "一千零七十"
    found[WRONG_END - 1][END - 1] = "2024/6/30"
    return found


def _row(resource: str, number: str, month: int, shown, unit: str) -> list[str]:
    last = calendar.monthrange(2024, month)[1]
    days = [f"2024/{month}/1", f"2024/{month}/{last}"]
    return [resource, "", number, *days, shown(month), unit, f"{month * 100:.2f}", f"24{number}{month:02}"]


def as_text(block: list[list[str]]) -> str:
    return "".join("\t".join(row) + "\r\n" for row in block)


def as_html(block: list[list[str]]) -> str:
    """A block as WPS puts it beside the text."""
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in block)
    return f"<html><body><!--StartFragment--><table>{cells}</table><!--EndFragment--></body></html>"


@pytest.fixture
def clipboard(page: Page):
    """What another program copied, as text and as a table."""

    def copied(block: list[list[str]]) -> None:
        page.evaluate(
            """([text, html]) => navigator.clipboard.write([new ClipboardItem({
                "text/plain": new Blob([text], { type: "text/plain" }),
                "text/html": new Blob([html], { type: "text/html" }),
            })])""",
            [as_text(block), as_html(block)],
        )

    return copied


def come_in(page: Page, username: str) -> None:
    """Through the front door."""
    user = User.objects.get(username=username)
    user.set_password(PASSWORD)
    user.save()
    page.goto(GRID)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_selector(".grid--ready")


def test_a_clerk_pastes_24_bills_mends_two_and_sees_the_sums(page, office, clipboard):
    come_in(page, "wang")
    grid = GridPage(page)
    clipboard([HEADER, *rows()])
    grid.cell(1, RESOURCE).click()
    grid.keys("Control+v")
    expect(page.locator("[data-grid-status]")).to_contain_text("24 行尚未保存")
    page.get_by_role("button", name="保存", exact=True).click()
    told = grid.told("problems", "没有保存")
    expect(told).to_contain_text("第 7 行“数量”")
    expect(told).to_contain_text("第 19 行“止”")
    assert grid.cell(WRONG_QUANTITY, QUANTITY).get_attribute("aria-invalid") == "true"
    assert Bill.objects.filter(account__organisation__code="B", end_date__year=2024).count() == 0
    look(page, "bills-grid-refused")
    find_fault(page)

    grid.cell(WRONG_QUANTITY, QUANTITY).click()
    grid.type("1070")
    grid.keys("Enter")
    grid.cell(WRONG_END, END).click()
    grid.type("2024-07-31")
    grid.keys("Enter")
    page.get_by_role("button", name="保存", exact=True).click()
    grid.told("save", "已保存：新增 24 行")
    expect(page.locator("#kept-sums")).to_contain_text(f"{KWH:,} kWh")
    expect(page.locator("#kept-sums")).to_contain_text(f"{CUBIC_METRES:,} m³")
    look(page, "bills-grid-saved")
    find_fault(page)
    page.goto("/ledgers/bills/?organisation=B&since=2024-01&until=2024-12")
    expect(page.locator("main")).to_contain_text(f"{KWH:,} kWh")
    expect(page.locator("main")).to_contain_text("7,800.00")
    assert page.locator("tbody a[href^='/ledgers/bills/']").count() == 24
    look(page, "bills-list")


def test_the_same_with_the_keyboard_alone(page, office, sign_in, clipboard):
    sign_in(page)
    grid = GridPage(page).open(GRID)
    clipboard([HEADER, *rows()])
    go(page, "Tab", into="#grid")
    assert grid.active() == (1, RESOURCE)
    grid.keys("Control+v")
    expect(page.locator("[data-grid-status]")).to_contain_text("24 行尚未保存")
    grid.keys("Control+s")
    grid.told("problems", "没有保存")
    for way, fault, typed in (("Tab", "第 7 行“数量”", "1070"), ("Shift+Tab", "第 19 行“止”", "2024-07-31")):
        go(page, way, to=fault)
        grid.keys("Enter")
        grid.type(typed)
        grid.keys("Enter", "Escape")
    grid.keys("Control+s")
    grid.told("save", "已保存：新增 24 行")
    expect(page.locator("#kept-sums")).to_contain_text(f"{KWH:,} kWh")


def go(page: Page, key: str, *, into: str = "body", to: str = "") -> None:
    """Press the key until the focus is in there, on something that says so."""
    for _ in range(60):
        page.keyboard.press(key)
        where = (
            "([into, to]) => document.activeElement.closest(into) && document.activeElement.textContent.includes(to)"
        )
        if page.evaluate(where, [into, to]):
            return
    raise AssertionError(f"{key} does not lead to {to or into}")


def test_a_clerk_of_another_county_sees_nothing_of_it(open_page, office, sign_in):
    page = sign_in(open_page(), "zhao")
    bill = office.bill("25000004")
    for address in (
        f"/ledgers/bills/{bill}/",
        "/ledgers/bills/grid/?organisation=B",
        "/organisations/B/",
        "/ledgers/bills/?organisation=B",
    ):
        answer = page.goto(address)
        assert answer.status == 404
        assert "甲县" not in page.content()
    page.goto("/ledgers/bills/?text=25000004")
    expect(page.locator("main")).to_contain_text("没有符合条件的登记")
    page.goto("/ledgers/bills/?since=2025-01&until=2025-12")
    expect(page.locator("main")).to_contain_text("乙县医院")
    assert "甲县" not in page.content()


def test_of_two_with_the_same_grid_open_the_second_is_told_and_loses_nothing(open_page, office, sign_in):
    address = "/ledgers/bills/grid/?organisation=B&period=2025"
    one, other = (GridPage(sign_in(open_page(), who)).open(address) for who in ("wang", "wang"))
    for grid, quantity in ((one, "410"), (other, "420")):
        grid.cell(1, QUANTITY).click()
        grid.type(quantity)
        grid.keys("Enter")
    give_reason(one.page)
    one.told("save", "更正 1 行")
    other.keys("Control+s")
    told = other.told("meanwhile", "王敏")
    expect(told).to_contain_text("现为：410")
    look(other.page, "bills-grid-meanwhile")
    find_fault(other.page)
    other.page.get_by_role("button", name="用我填写的").click()
    give_reason(other.page)
    other.told("save", "更正 1 行")
    assert Bill.objects.get(invoice_number="25000004").quantity == 420


def give_reason(page: Page) -> None:
    """Saves, is asked for the reason, and saves once more: not before the first answer, which a slow server delays."""
    page.get_by_role("button", name="保存", exact=True).click()
    idle(page)
    page.get_by_label("修改或作废的原因").fill("抄错")
    page.get_by_role("button", name="保存", exact=True).click()


def test_a_bill_is_entered_on_a_phone(open_page, office, sign_in):
    page = sign_in(open_page(width=390, height=844, has_touch=True, is_mobile=True))
    grid = GridPage(page).open(GRID)
    assert not scrolls_sideways(page)
    for column, value in enumerate(["水", "", "3002", "2024-01-01", "2024-01-31", "51", "m3"], 1):
        if value:
            grid.cell(1, column).tap()
            grid.type(value)
            grid.keys("Enter")
    page.get_by_role("button", name="保存", exact=True).tap()
    grid.told("save", "已保存：新增 1 行")
    look(page, "bills-grid-phone")
    find_fault(page)


@pytest.mark.parametrize("width", DESK_AND_PHONE)
def test_bills_and_organisations_fit_the_screen(open_page, office, sign_in, width):
    page = sign_in(open_page(width=width))
    bill = office.bill("25000001")
    addresses = {
        "start": "/",
        "bills": "/ledgers/bills/",
        "bill": f"/ledgers/bills/{bill}/",
        "correct": f"/ledgers/bills/{bill}/correct/",
        "missing": "/ledgers/bills/missing/?organisation=C1&year=2025",
        "organisations": "/organisations/",
        "organisation": "/organisations/A/",
    }
    for name, address in addresses.items():
        assert page.goto(address).status == 200
        page.wait_for_load_state("networkidle")
        look(page, name)
        find_fault(page)
