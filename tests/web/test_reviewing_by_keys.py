"""From one report to the next by keys alone, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from browsing import find_fault, look
from jieyue.programme.reporting.operations import submit
from offices import open_office, person_named
from reporting_desk import AT, FIRST_QUARTER, Q1


@pytest.fixture
def office(house):
    return house.begun(with_three_submitted)


def with_three_submitted(house):
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    for code in ("A", "B", "X"):
        who = "zhao" if code == "X" else "wang"
        submit(organisation=code, period=Q1, by=person_named(who, on=AT.date()), at=AT, reason="三月未到")
    return office


def shown(page, where: str) -> None:
    """With its scripts, which hear the keys: they begin once the page is read to its end."""
    expect(page.locator("main")).to_contain_text(where)
    page.wait_for_load_state("load")


def test_a_reviewer_goes_from_one_to_the_next_by_keys(open_page, sign_in):
    page = sign_in(open_page(), "li")
    page.goto("/reporting/desk/?organisation=P&period=2025Q1")
    look(page, "desk")
    find_fault(page)
    page.get_by_role("link", name="逐个查看下面列出的").click()
    shown(page, "第 1 家，共 3 家")
    page.keyboard.press("j")
    shown(page, "第 2 家，共 3 家")
    page.keyboard.press("k")
    shown(page, "第 1 家，共 3 家")
    look(page, "review")
    find_fault(page)
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="退回", exact=True)).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="验收", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("第 2 家，共 3 家，这次已办理 1 家")
    page.set_viewport_size({"width": 390, "height": 844})
    find_fault(page)


def test_whoever_types_types_and_keys_can_be_turned_off(open_page, sign_in):
    page = sign_in(open_page(), "li")
    page.goto("/reporting/desk/?organisation=P&period=2025Q1&walk=1")
    words = page.get_by_label("要单位答复或者更正")
    words.press_sequentially("jk")
    expect(words).to_have_value("jk")
    expect(page.locator("main")).to_contain_text("第 1 家，共 3 家")
    words.fill("")
    page.get_by_text("快捷键", exact=True).click()
    page.get_by_label("使用快捷键").uncheck()
    page.reload()
    page.keyboard.press("j")
    page.wait_for_timeout(200)
    expect(page.locator("main")).to_contain_text("第 1 家，共 3 家")
