"""The field in which an organisation is found while one types, in a browser and by the keys alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Locator, Page, expect

from browsing import find_fault, look
from samples import NOW


def offered(page: Page) -> Locator:
    return page.get_by_role("listbox", name="机构")


def test_it_is_found_by_initials_and_taken_by_the_keys(office, page: Page, sign_in):
    sign_in(page).goto("/ledgers/bills/")
    field = page.get_by_role("combobox", name="机构")
    field.fill("jxczj")
    expect(offered(page).get_by_role("option")).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    find_fault(page)
    look(page, "finding-an-organisation")
    field.press("ArrowDown")
    chosen = offered(page).get_by_role("option", selected=True)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.press("Enter")
    assert field.input_value() == "甲县财政局（B）"
    expect(offered(page)).to_have_count(0)
    field.press("Enter")
    page.wait_for_url("**organisation=B**")
    assert page.get_by_role("combobox", name="机构").input_value() == "甲县财政局（B）"


def test_escape_closes_what_is_offered_and_leaves_what_was_typed(office, page: Page, sign_in):
    sign_in(page).goto("/ledgers/bills/")
    field = page.get_by_role("combobox", name="机构")
    field.fill("财政")
    expect(offered(page).get_by_role("option")).to_have_count(1)
    field.press("Escape")
    expect(offered(page).get_by_role("option")).to_have_count(0)
    assert field.input_value() == "财政"
    field.fill("没有这一家")
    expect(offered(page).get_by_role("option", name="没有找到")).to_be_visible()


def test_what_stands_above_tells_two_of_one_name_apart(office):
    office.house.have("organisations", "code|name|parent|level|category\nY|甲县一中|C2|单位|教育", at=NOW)
    found = office.as_("li").get("/organisations/suggest/", {"organisation": "一中"}).content.decode()
    assert found.count("role=") == 2
    assert ("甲县 · A" in found, "乙县 · Y" in found) == (True, True)
    assert "甲县 ·" not in office.as_("liu").get("/organisations/suggest/", {"organisation": "一中"}).content.decode()


@pytest.mark.parametrize("written", ["", " ", "\x00", "（", "%", "_", "a" * 5000, "（B）"])
def test_whatever_is_typed_is_answered(office, written):
    assert office.as_("wang").get("/organisations/suggest/", {"organisation": written}).status_code == 200


def test_it_asks_as_often_among_many_as_among_few(office):
    client = office.as_("wang")
    client.get("/organisations/suggest/", {"organisation": "jx"})
    with CaptureQueriesContext(connection) as few:
        client.get("/organisations/suggest/", {"organisation": "jx"})
    more = "\n".join(f"N{n}|甲县第{n}小学|C1|单位|教育" for n in range(30))
    office.house.have("organisations", f"code|name|parent|level|category\n{more}")
    with CaptureQueriesContext(connection) as many:
        found = client.get("/organisations/suggest/", {"organisation": "jx"}).content.decode()
    assert len(many) == len(few)
    assert found.count('role="option"') == 12
