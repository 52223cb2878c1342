"""What somebody typed into one form of a page is not lost by pressing the button of another without a word."""

import re

import pytest
from playwright.sync_api import Page

from jieyue.programme.publication.operations import propose
from offices import person_named
from reporting_desk import AT, FIRST_QUARTER, Q1, do, publish

PAGES = {
    "a report to be accepted or returned": ("li", "/reporting/B/2025Q1/", "#reason-return", "验收"),
    "a notice to be answered or corrected": ("wang", "/notices/B/2025Q1/1/", "#text", "更正公示"),
}


@pytest.fixture
def world(office, house):
    house.have("bills", FIRST_QUARTER)
    do("submit", "wang", reason="缺水费单")
    propose(organisation="B", period=Q1, by=person_named("wang", on=AT.date()), at=AT)
    publish(organisation="B", period=Q1, by=person_named("feng", on=AT.date()), at=AT)
    return office


@pytest.mark.parametrize("about", PAGES.values(), ids=PAGES)
def test_the_other_button_asks_before_what_was_typed_is_lost(world, page: Page, sign_in, about):
    who, address, field, button = about
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    sign_in(page, who).goto(address)
    page.fill(field, "写了一半")
    for summary in page.locator("main summary", has_text=button).all():
        summary.click()
        page.fill("#correction-reason", "也写了")
    page.locator("main form[method=post] button", has_text=re.compile(f"^{button}$")).click()
    assert len(asked) == 1
    assert page.input_value(field) == "写了一半"


def test_the_words_of_a_draft_are_kept_by_both_buttons(world, page: Page, sign_in):
    sign_in(page).goto("/notices/B/2024Q4/")
    page.fill("[name=reasons]", "气温偏低")
    page.click("text=只保存草稿")
    assert page.input_value("[name=reasons]") == "气温偏低"
    page.fill("[name=place]", "大厅")
    page.click("text=保存并提交审批")
    page.wait_for_load_state()
    assert "没有可以公示的内容" in page.text_content("main")  # nothing was used then
    assert page.input_value("[name=place]") == "大厅"
