"""The desk of a reviewer: rows chosen, moved in one go, and what became of each; a grid's own legend."""

import re
from uuid import uuid4

import pytest

from jieyue.programme.reporting.operations import submit
from jieyue.rules.reporting import ReportState
from jieyue.store.reporting.models import Report
from offices import open_office, person_named
from reporting_desk import AT, FIRST_QUARTER, Q1
from web.test_programme_pages import page

DESK = "/reporting/desk/?organisation=C1&period=2025Q1"


@pytest.fixture
def office(house):
    return house.begun(with_two_submitted)


def with_two_submitted(house):
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    for code in ("A", "B"):
        submit(organisation=code, period=Q1, by=person_named("wang", on=AT.date()), at=AT, reason="三月未到")
    return office


def shown_on_desk(office) -> str:
    return re.search(r'name="shown" value="([^"]*)"', page(office, "li", DESK))[1]


def press(office, shown="", **more):
    shown = shown or shown_on_desk(office)
    sent = {"shown": shown, "move": "accept", "press": str(uuid4()), **more}
    return office.as_("li").post("/reporting/desk/begin/?organisation=C1&period=2025Q1", sent)


def states() -> dict[str, str]:
    return dict(Report.objects.values_list("organisation__code", "state"))


@pytest.mark.parametrize(
    ("which", "moved"),
    [({"which": "all"}, {"A", "B"}), ({"which": "clean"}, {"B"}), ({"which": "ticked", "chosen": ["A"]}, {"A"})],
)
def test_ticked_ones_all_or_those_without_anything_found_are_accepted(office, which, moved):
    answer = press(office, **which)
    assert {code for code, state in states().items() if state == ReportState.ACCEPTED} == moved
    shown = page(office, "li", answer.url)
    assert f"已办理 {len(moved)} 家，没有办理 0 家。" in shown


def test_what_is_wrong_with_the_whole_is_said_on_the_page(office):
    answer = press(office, which="all", move="return")
    assert (answer.status_code, "退回须写明原因" in answer.content.decode()) == (422, True)
    answer = press(office, which="ticked")
    assert (answer.status_code, "请勾选单位" in answer.content.decode()) == (422, True)
    assert set(states().values()) == {ReportState.SUBMITTED}


def test_a_second_press_leads_where_the_first_one_led(office):
    mark, shown = str(uuid4()), shown_on_desk(office)
    first, second = (press(office, shown, which="all", press=mark) for _ in range(2))
    assert first.url == second.url
    assert "已办理 2 家" in page(office, "li", second.url)


def test_who_decides_on_none_is_shown_no_boxes(office):
    shown = page(office, "sun", DESK)
    assert "甲县财政局" in shown
    assert 'name="chosen"' not in shown


def test_the_grid_of_reports_says_what_its_own_signs_mean(office):
    shown = page(office, "li", "/reporting/?organisation=C1&year=2025")
    legend = re.search(r'<ul class="legend".*?</ul>', shown, re.DOTALL)[0]
    assert all(state.zh in legend for state in ReportState)
    assert "户号" not in legend


def test_the_grid_narrows_to_what_waits_for_review(office):
    shown = page(office, "li", "/reporting/?organisation=P&year=2025&only=waiting")
    assert "甲县一中" in shown
    assert "乙县医院" not in shown


def test_a_report_leads_to_the_next_that_waits(office):
    assert "/reporting/B/2025Q1/" in page(office, "li", "/reporting/A/2025Q1/").partition("下一个待审核")[0][-200:]
    assert "下一个待审核" not in page(office, "wang", "/reporting/A/2025Q1/")


def test_a_report_stands_beside_the_year_before_with_what_the_checks_find(office, house):
    header = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan\n"
    house.have("bills", header + "B | 电 | 1002 | 2024-01-01 | 2024-01-31 | 3001 | kWh | 9999")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20")
    shown = page(office, "li", "/reporting/B/2025Q1/")
    assert "3,001" in shown  # of the year before; 1,500.5 of this year
    assert re.search(r"增减</span><span class=\"figure__value\">-50.00", shown)
    assert "本期单位面积能耗" in shown
    assert "可疑数据" in shown


def test_all_means_those_with_which_it_can_be_done(office):
    press(office, which="ticked", chosen=["B"])
    shown = re.search(r'name="shown" value="([^"]*)"', page(office, "li", f"{DESK}&only=every"))[1]
    answer = press(office, shown, which="all", move="lock")
    assert "已办理 1 家，没有办理 0 家。" in page(office, "li", answer.url)
    assert states() == {"A": ReportState.SUBMITTED, "B": ReportState.LOCKED}
