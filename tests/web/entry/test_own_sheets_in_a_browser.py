"""Sheets of offices in a real browser: from the file to the right figures with one confirmation, and again without."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browsing import find_fault, look
from files.reading_office import SHEETS
from files.test_office_samples import ANSWERS, expected
from web.entry.test_own_sheets import bills_there, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

LEFT_OPEN = {
    "03-months-down-two-row-header.xlsx": {"这些月份是哪一年的？": "2025"},
    "05-account-and-month.xlsx": {"“气”的数量用什么单位？": "m3"},
}
"""What has no likely answer, and so none on the page."""


@pytest.fixture
def officer(house, open_page, live_server) -> Page:
    """Whoever enters for the whole city: each sheet is of another of its units."""
    house.have("organisations", SHEETS / "organisations.csv")
    page = open_page()
    cookie = sign_in("lin", "9401").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def upload(page: Page, file: Path) -> None:
    page.goto("/import/")
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="上传并预览").click()


def confirm(page: Page, name: str) -> None:
    """What is likely stands there already; the unit is asked of whoever enters for many."""
    for unit in page.get_by_label("这些数记在哪个单位？").all():
        unit.fill(expected(name)[0][0])
    for radio in page.get_by_role("radio", name="天然气", exact=True).all():
        radio.check()
    for asks, said in LEFT_OPEN.get(name, {}).items():
        field = page.get_by_label(asks)
        field.fill(said) if field.get_attribute("list") else field.select_option(said)
    page.get_by_role("button", name="就是这样，看预览").click()
    expect(page.get_by_role("heading", name="决定")).to_be_visible()


def test_seven_kinds_of_sheets_from_file_to_figures_with_one_confirmation_and_again_without(officer):
    known: set[tuple] = set()
    kinds = [name for name in ANSWERS if not name.startswith(("07", "own"))]
    for name in kinds:
        upload(officer, SHEETS / name)
        expect(officer.get_by_role("heading", name="这样认对吗？")).to_be_visible()
        if name in LEFT_OPEN:
            look(officer, "own-sheet")
            find_fault(officer)
        confirm(officer, name)
        officer.get_by_role("button", name=f"导入 {len(expected(name))} 行").click()
        expect(officer.locator("main")).to_contain_text(f"新增 {len(expected(name))} 行")
        assert bills_there() - known == set(expected(name)), name
        known = bills_there()
    for name in kinds:
        upload(officer, SHEETS / name)
        expect(officer.locator("main")).to_contain_text("按记住的表式读入")
        expect(officer.locator("main")).to_contain_text("完全相同")
    assert bills_there() == known


def test_names_for_codes_on_a_small_screen_by_keyboard(officer):
    name = "07-units-by-name.xls"
    officer.set_viewport_size({"width": 390, "height": 844})
    upload(officer, SHEETS / name)
    expect(officer.get_by_label("表上写的“司法局”是哪个单位？")).to_have_value("94010103 苇塘县司法局")
    look(officer, "own-sheet-names")
    find_fault(officer)
    officer.get_by_role("button", name="就是这样，看预览").focus()
    officer.keyboard.press("Enter")
    officer.get_by_role("button", name=f"导入 {len(expected(name))} 行").focus()
    officer.keyboard.press("Enter")
    expect(officer.locator("main")).to_contain_text(f"新增 {len(expected(name))} 行")
    assert bills_there() == set(expected(name))
