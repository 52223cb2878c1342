"""What was typed or chosen is still there when a form comes back, and whoever leaves is asked first."""

from playwright.sync_api import Page, expect

PDF = {"name": "发票.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}


def test_a_chosen_file_stays_chosen_when_another_field_is_wrong(office, page: Page, sign_in):
    sign_in(page).goto("/evidence/add/")
    page.set_input_files("[name=file]", PDF)
    page.fill("[name=fact_on]", "2025-01-31")
    page.get_by_role("combobox", name="机构").fill("县")
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("不止一个").first).to_be_visible()
    expect(page.get_by_text("已为您留住")).to_be_visible()
    assert page.evaluate("document.querySelector('[name=file]').files[0].name") == "发票.pdf"
    page.goto("/evidence/")
    page.goto("/evidence/add/")
    assert page.evaluate("document.querySelector('[name=file]').files.length") == 0


def test_whoever_leaves_a_page_with_something_typed_is_asked_first(office, page: Page, sign_in):
    sign_in(page).goto("/findings/new/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("[name=title]").press_sequentially("没关空调")
    page.get_by_role("link", name="首页", exact=True).click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]
    page.goto("/findings/new/")
    page.get_by_role("link", name="首页", exact=True).click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]
