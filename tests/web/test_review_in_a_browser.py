"""The road of a round in a browser: opened, a team appointed, a unit judged on a phone, asked, answered, concluded."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import find_fault, look
from jieyue.programme.evaluation.operations import hand_in
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.rounds.queries import unit_in_round
from jieyue.rules.rounds import Stage
from offices import person_named
from review_desk import open_desk

YEAR = 2025


@pytest.fixture
def office(house, transactional_db):
    return open_desk(house)


def test_a_round_goes_from_its_opening_to_a_conclusion(office, page: Page, sign_in, open_page):
    today = timezone.localdate()
    sign_in(page, "li").goto("/rounds/new/?organisation=C1&year=2025")
    page.get_by_label("名称").fill("甲县首轮")
    for n, stage in enumerate(Stage, 1):
        page.locator(f"[name=until_{stage.value}]").fill(f"{today.year + n}-01-31")
    find_fault(page)
    look(page, "round-new")
    page.get_by_role("button", name="开展").click()
    expect(page.get_by_text("已开展。请任命评审组。")).to_be_visible()
    number = int(page.url.rstrip("/").rpartition("/")[2])
    for name, leads in (("高远", True), ("何静", False)):
        page.get_by_label("成员").select_option(label=name)
        page.get_by_label("任组长").set_checked(leads)
        page.get_by_role("button", name="加入评审组").click()
        expect(page.locator("#team").locator("..").get_by_role("listitem").filter(has_text=name)).to_be_visible()
    wang = person_named("wang", on=today)
    hand_in(standard=NATIONAL, organisation="B", year=YEAR, by=wang, at=timezone.now())
    page.reload()
    expect(page.get_by_text("已报送，待审核")).to_be_visible()
    find_fault(page)
    look(page, "round")

    phone = open_page(width=390, height=844)
    sign_in(phone, "gao").goto(f"/rounds/{number}/B/")
    phone.fill("[name='points_N20-2.1b']", "9")
    phone.fill("[name='because_N20-2.1b']", "没有文件")
    phone.get_by_role("button", name="保存评审分").first.click()
    expect(phone.get_by_text("评审分应在 0 分和满分").first).to_be_visible()
    assert phone.input_value("[name='because_N20-2.1b']") == "没有文件"
    find_fault(phone)
    found = unit_in_round(number=number, organisation="B", person=person_named("gao", on=today), today=today)
    for row in (row for _section, rows in found.sections for row in rows if row.entry.item.points is not None):
        key = row.entry.item.key
        phone.fill(f"[name='points_{key}']", f"{row.entry.item.points}")
        phone.fill(f"[name='because_{key}']", "看过材料")
    phone.get_by_role("button", name="保存评审分").first.click()
    expect(phone.get_by_text("已保存评审分")).to_be_visible()
    phone.locator("[name=text]").fill("文件在哪里？")
    phone.get_by_role("button", name="提问", exact=True).click()
    expect(phone.get_by_text("已提问，单位在本页答复。")).to_be_visible()
    look(phone, "round-unit")

    unit = open_page(width=390, height=844)
    sign_in(unit, "wang").goto(f"/rounds/{number}/B/")
    unit.locator("[name=answer]").fill("已补传")
    unit.get_by_role("button", name="答复", exact=True).click()
    expect(unit.get_by_text("已答复。")).to_be_visible()
    assert unit.get_by_text("看过材料").count() == 0
    find_fault(unit)

    phone.reload()
    phone.locator("[name=outcome][value=passed]").check()
    phone.locator("#conclude_reason").fill("材料齐全")
    phone.get_by_role("button", name="作出结论").click()
    expect(phone.get_by_text("结论已作出并留存。")).to_be_visible()
    find_fault(phone)
    look(phone, "round-concluded")
    unit.reload()
    expect(unit.get_by_text("看过材料").first).to_be_visible()
