"""自评 on one page with a phone: what is wrong is told beside its field, and nothing typed or chosen is lost."""

from playwright.sync_api import Page, expect

from browsing import find_fault, look
from handed_in import pdf

ADDRESS = "/evaluation/B/2025/own/"
FILE = {"name": "职责.pdf", "mimeType": "application/pdf", "buffer": pdf()}


def test_all_items_are_filled_in_on_one_page_of_a_phone_and_nothing_is_lost(office, page: Page, sign_in):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page).goto(ADDRESS)
    page.fill("[name='points_N20-2.1a']", "9")
    page.fill("[name='because_N20-2.1a']", "甲财〔2025〕2号")
    page.fill("[name='because_N20-2.1b']", "三定方案")
    page.set_input_files("[name=shared]", FILE)
    for item in ("2.1a", "2.1b"):
        page.get_by_label(item, exact=True).check()
    page.get_by_role("button", name="保存自评").first.click()
    expect(page.get_by_text("超过满分").first).to_be_visible()
    assert page.input_value("[name='because_N20-2.1b']") == "三定方案"
    expect(page.locator("[name=shared]")).to_have_js_property("value", "C:\\fakepath\\职责.pdf")
    find_fault(page)
    page.fill("[name='points_N20-2.1a']", "1")
    page.get_by_role("button", name="保存自评").first.click()
    expect(page.get_by_text("已保存自评 2 项，收下材料 1 份。")).to_be_visible()
    for item in ("2.1a", "2.1b"):
        expect(page.get_by_role("link", name=f"{item}-01")).to_be_visible()
    look(page, "self-evaluation")
