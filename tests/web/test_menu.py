"""The menu has what a role needs every day; what one rarely needs is found by keys, on a phone too."""

import pytest
from lxml import html
from playwright.sync_api import Page, expect

from browsing import find_fault, look
from jieyue.web.navigation import GROUPS, entries

MOST_DAILY = 8
FIRST = {
    "wang": ["首页", "任务", "票据", "报送"],
    "feng": ["首页", "报送", "公示", "统计"],
    "li": ["首页", "任务", "报送", "公示"],
    "sun": ["首页", "行动方案", "公示", "统计"],
    "zhou": ["首页", "人员"],
    "wu": ["首页", "运行状况"],
    "qian": ["首页", "审计日志"],
}


def lines(office, who: str) -> tuple[list[str], list[str]]:
    """What somebody has before him, and what stands behind it."""
    page = html.document_fromstring(office.as_(who).get("/account/").content)
    daily = [each.text_content().strip() for each in page.xpath("//ul[@class='menu__list']/li/a")]
    return daily, [each.text_content().strip() for each in page.xpath("//details[@data-more]//a")]


@pytest.mark.parametrize("who", FIRST)
def test_each_role_has_few_entries_before_it_and_the_rest_behind(office, who):
    daily, seldom = lines(office, who)
    assert daily[: len(FIRST[who])] == FIRST[who]
    assert len(daily) <= MOST_DAILY
    assert not set(daily) & set(seldom)
    assert "我的账户" in seldom


def test_whoever_only_reads_sees_notices_first_and_nothing_of_the_offices_work(office):
    daily, seldom = lines(office, "sun")
    assert daily == ["首页", "行动方案", "公示", "统计"]
    assert {"任务", "导入导出", "委托", "接入凭证"} <= set(seldom)


def test_every_entry_stands_in_a_group():
    assert {entry.group for entry in entries()} <= set(GROUPS)


@pytest.mark.parametrize("width", [1280, 390])
def test_what_stands_behind_is_reached_by_keys_alone(office, open_page, sign_in, width):
    page: Page = open_page(width=width)
    sign_in(page).goto("/ledgers/bills/")
    if width < 768:
        page.get_by_text("菜单", exact=True).focus()
        page.keyboard.press("Enter")
    more = page.locator("[data-more] > summary")
    more.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="佐证材料", exact=True)
    expect(link).to_be_visible()
    find_fault(page)
    look(page, "menu")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    page.keyboard.press("Enter")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/")
    expect(page.locator("[data-more] [aria-current=page]")).to_have_text("佐证材料")
