"""The first page of each role: one number stands large, what to do stands before the picture."""

import pytest
from django.urls import reverse
from lxml import html

from jieyue.programme.publication.operations import propose
from offices import person_named
from reporting_desk import AT, FIRST_QUARTER, Q1, do

PARTS = {"wang": "start:month", "li": "start:reports"}
"""Whose number takes its time, and comes in by itself."""
HEROES = {"feng": "等您审批的公示", "sun": "正在公示", "zhou": "还没有口令的人", "wu": "磁盘剩余", "qian": "审计日志"}


def first_page(office, who: str) -> html.HtmlElement:
    return html.document_fromstring(office.as_(who).get("/").content)


def number_on(page: html.HtmlElement) -> str:
    (value,) = page.xpath("//*[@class='hero__value']")
    return value.text_content().strip()


@pytest.mark.parametrize("who", HEROES)
def test_one_number_stands_large_with_its_sign_and_what_to_do_about_it(office, who):
    (hero,) = first_page(office, who).xpath("//main//section[starts-with(@class, 'hero')]")
    assert hero.get("aria-label") == HEROES[who]
    assert hero.xpath(".//svg")
    assert hero.xpath(".//a[contains(@class, 'button')]/@href")


@pytest.mark.parametrize("who", PARTS)
def test_a_number_that_takes_its_time_comes_before_the_picture(office, who):
    asked = first_page(office, who).xpath("//main//*[@hx-get]/@hx-get")
    assert asked.index(reverse(PARTS[who])) < asked.index(reverse("start:year"))
    assert reverse(PARTS[who]) == asked[0]


def test_the_authority_sees_how_many_have_submitted_and_leads_on_to_the_others(office, house):
    house.have("bills", FIRST_QUARTER)
    do("submit", "wang", reason="缺水费单")
    part = html.fragment_fromstring(office.as_("li").get("/start/reports/").content.decode(), create_parent=True)
    assert part.xpath(".//progress/@value | .//progress/@max")
    assert "only=late" in part.xpath(".//a[contains(@class, 'button')]/@href")[0]


def test_an_approver_is_led_to_the_oldest_notice_and_a_reader_to_the_latest(office, house):
    house.have("bills", FIRST_QUARTER)
    propose(organisation="B", period=Q1, by=person_named("wang", on=AT.date()), at=AT)
    page = first_page(office, "feng")
    assert number_on(page).startswith("1")
    assert page.xpath("//section[starts-with(@class, 'hero')]//a/@href") == ["/notices/B/2025Q1/"]


def test_whoever_only_reads_is_not_told_of_the_offices_duties_and_gaps(office):
    page = first_page(office, "sun")
    assert page.xpath("//main//*[@hx-get]/@hx-get") == [reverse("start:year")]
