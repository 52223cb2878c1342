"""Pages where months and half years are reported: opened in a form, shown in the grid, judged beside what was."""

import re
from datetime import date

import pytest
from django.utils import timezone

from jieyue.programme.reporting.opening import open_period
from jieyue.rules.period import Period
from jieyue.rules.reporting import Opened
from jieyue.store.reporting.models import Opening
from offices import open_office, person_named
from reporting_desk import AT, FIRST_QUARTER, do
from web.test_programme_pages import page

GRID = "/reporting/?organisation=P&year=2025"
MARCH, HALF = Period.parse("2025-03"), Period.parse("2025H1")


@pytest.fixture
def office(house):
    return house.begun(with_bills)


def with_bills(house):
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    return office


def opened(period: Period, opens_on: date, due_on: date) -> None:
    by = person_named("li", on=AT.date())
    open_period(organisation="C1", period=period, opened=Opened(opens_on, due_on), by=by, at=AT)


def march() -> None:
    opened(MARCH, date(2025, 4, 1), date(2025, 4, 8))


def columns(text: str) -> list[str]:
    head = re.search(r'<table class="matrix">.*?</thead>', text, re.DOTALL)[0]
    return re.findall(r'<th scope="col">(.*?)</th>', head)


def test_the_grid_has_a_column_more_where_a_month_or_half_is_opened(office):
    assert columns(page(office, "li", GRID)) == ["一季度", "二季度", "三季度", "四季度", "全年"]
    march()
    opened(HALF, date(2025, 7, 1), date(2025, 7, 5))
    text = page(office, "li", GRID)
    assert columns(text) == ["3 月", "一季度", "二季度", "上半年", "三季度", "四季度", "全年"]
    assert ("/reporting/B/2025-03/" in text, "/reporting/X/2025-03/" in text, "不用报" in text) == (True, False, True)


def test_a_month_is_opened_in_the_form_which_offers_the_latest_first(office, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 4, 3))
    form = page(office, "li", "/reporting/openings/C1/open/")
    groups = dict(re.findall(r'<optgroup label="(.*?)">(.*?)</optgroup>', form, re.DOTALL))
    offered = {label: re.findall(r'<option value="(.*?)"', told) for label, told in groups.items()}
    assert list(offered) == ["季度、年度", "月度", "半年度"]
    assert (offered["月度"][0], offered["月度"][-1], len(offered["月度"])) == ("2025-12", "2024-10", 15)
    assert offered["半年度"] == ["2025H2", "2025H1", "2024H2", "2024H1"]
    days = {"opens_on": "2025-04-01", "due_on": "2025-04-08", "closes_on": "", "document": "", "reason": ""}
    answer = office.as_("li").post("/reporting/openings/C1/open/", {"period": "2025-03", **days})
    assert (answer.status_code, answer.url) == (302, "/reporting/openings/?organisation=C1&year=2025")
    assert [(each.period, each.due_on) for each in Opening.objects.all()] == [("2025-03", date(2025, 4, 8))]
    assert "2025年3月" in page(office, "li", answer.url)


def test_an_opening_that_is_changed_begins_with_its_days(office):
    march()
    form = page(office, "li", "/reporting/openings/C1/open/?period=2025-03")
    assert re.findall(r'<input type="date".*?value="(.*?)"', form) == ["2025-04-01", "2025-04-08"]
    assert "2025-04-08" not in page(office, "li", "/reporting/openings/C2/open/?period=2025-03")


def test_the_form_begins_with_the_period_that_ended_last(office, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 4, 3))
    form = page(office, "li", "/reporting/openings/C1/open/")
    assert re.findall(r'<option value="(.*?)" selected>', form) == ["2025Q1"]


def test_a_period_is_opened_after_its_last_day_only_with_a_reason(office, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 6, 3))
    days = {"opens_on": "2025-04-01", "due_on": "2025-04-08", "closes_on": "2025-04-20", "document": "", "reason": ""}
    asked, address = {"period": "2025-03", **days}, "/reporting/openings/C1/open/"
    answer = office.as_("li").post(address, asked)
    assert (answer.status_code, Opening.objects.count()) == (422, 0)
    assert (
        "截止日期请填写 2025-06-03 或以后，不设截止的留空；补登从前已经开过的，请写明原因。" in answer.content.decode()
    )
    assert office.as_("li").post(address, {**asked, "closes_on": "2025-06-03"}).status_code == 302
    april = {**asked, "period": "2025-04", "opens_on": "2025-05-01", "due_on": "2025-05-08", "closes_on": "2025-05-20"}
    assert office.as_("li").post(address, {**april, "reason": "补登四月的开报"}).status_code == 302


def test_a_due_day_that_is_over_is_warned_of_and_a_change_is_told_as_one(office, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 4, 9))
    days = {"opens_on": "2025-04-01", "due_on": "2025-04-08", "closes_on": "", "document": "", "reason": ""}
    asked, address = {"period": "2025-03", **days}, "/reporting/openings/C1/open/"
    warned, changed = "期限 2025-04-08 已经过去", "开报的日期已更改"
    first = office.as_("li").post(address, asked, follow=True).content.decode()
    assert (warned in first, "已开报，" in first, changed in first) == (True, True, False)
    again = {**asked, "due_on": "2025-04-09", "reason": "写错"}
    second = office.as_("li").post(address, again, follow=True).content.decode()
    assert (warned in second, "已开报，" in second, changed in second) == (False, False, True)


def test_the_first_page_says_by_when_a_month_is_due_and_that_it_is_late(office, monkeypatch):
    march()
    for day, told in (((2025, 4, 8), ("未报送", "期限 2025-04-08")), ((2025, 4, 9), ("逾期未报", "期限 2025-04-08"))):
        monkeypatch.setattr(timezone, "localdate", lambda *_, day=day: date(*day))
        card = page(office, "liu", "/start/month/").partition("2025年3月</span>")[2].partition("</li>")[0]
        assert all(word in card for word in told)
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 8, 3))
    late = re.findall(r'data-label="其中逾期">(.*?)</td>', page(office, "li", "/start/reports/"))
    assert late == ["<strong>2</strong>", "—"]  # of March, which is opened, and of the first quarter


def test_the_first_page_of_a_place_tells_what_everybody_reports_before_the_month_of_one_county(office, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2025, 5, 3))
    opened(Period.parse("2025-04"), date(2025, 5, 1), date(2025, 5, 8))
    hero, _, others = page(office, "li", "/start/reports/").partition("<table")
    assert ("2025年一季度已报送" in hero, "2025年4月" in hero, "2025年4月" in others) == (True, False, True)


def test_an_opening_of_long_ago_is_still_changed_in_the_form(office):
    march()
    long_after = page(office, "li", "/reporting/openings/C1/open/?period=2021-03")
    assert '<option value="2021-03" selected>' in long_after
    assert "更早的" in long_after
    nonsense = office.as_("li").get("/reporting/openings/C1/open/?period=nonsense")
    assert (nonsense.status_code, "看不懂报告期“nonsense”" in nonsense.content.decode()) == (400, True)


def test_units_are_exempted_from_months_that_are_opened(office):
    assert 'value="2025-03"' not in page(office, "li", "/reporting/openings/C1/exempt/")
    march()
    assert 'value="2025-03"' in page(office, "li", "/reporting/openings/C1/exempt/")
    assert 'value="2025-03"' not in page(office, "li", "/reporting/openings/C2/exempt/")


def test_a_month_stands_beside_the_month_before_and_a_half_beside_the_half_before(office):
    march()
    opened(HALF, date(2025, 7, 1), date(2025, 7, 5))
    month, half = (page(office, "li", f"/reporting/B/{period}/") for period in ("2025-03", "2025H1"))
    assert ("比上个月（%）" in month, "上季度" in month) == (True, False)
    assert ("比上一个半年（%）" in half, "上季度" in half) == (True, False)
    assert "上季度" in page(office, "li", "/reporting/B/2025Q1/")


def test_a_month_that_is_not_opened_says_so_and_cannot_be_submitted(office):
    text = page(office, "wang", "/reporting/B/2025-03/")
    assert ("没有开报的不用报送" in text, 'value="submit"' in text) == (True, False)
    march()
    text = page(office, "wang", "/reporting/B/2025-03/")
    assert ("没有开报的不用报送" in text, 'value="submit"' in text) == (False, True)


@pytest.mark.parametrize(
    "address",
    [
        "/reporting/desk/?organisation=P&period=2025-03",
        "/oversight/?organisation=P&period=2025-03",
        "/reminders/press/?organisation=P&period=2025-03",
        "/reminders/circulars/issue/?organisation=P&period=2025-03",
    ],
)
def test_pages_of_one_period_offer_the_months_that_are_opened(office, address):
    march()
    assert '<option value="2025-03" selected>' in page(office, "li", address)
    elsewhere = page(office, "li", address.replace("=P", "=C2").replace("2025-03", "2025Q1"))
    assert '<option value="2025-03"' not in elsewhere


def test_the_reviewer_is_led_to_a_month_that_waits(office):
    march()
    do("submit", "wang", period=MARCH)
    desk = page(office, "li", "/reporting/desk/?organisation=P&period=2025Q1")
    assert "period=2025-03" in desk
    assert "2025年3月 1 家" in desk


def test_the_table_of_a_month_leads_to_the_report_of_the_month(office):
    march()
    text = page(office, "wang", "/ledgers/bills/grid/?organisation=B&period=2025-03")
    assert "报送2025年3月" in text
    assert "报送2025年一季度" in text
