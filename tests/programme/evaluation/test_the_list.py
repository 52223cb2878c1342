"""The score sheet as one number and a list: what can still be earned, by when, and where it is entered."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jieyue.programme.duties.operations import designate, put_in_force
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from offices import Office, open_office, person_named

AT = datetime(2025, 6, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
LATER = date(2026, 4, 20)


def opened(house) -> Office:
    office = open_office(house)
    by = person_named("li", on=TODAY)
    put_in_force(plan="sichuan-2020", organisation="P", since=date(2025, 1, 1), by=by, at=AT)
    designate(organisation="B", year=2025, decided_on=date(2025, 3, 1), document="甲机管〔2025〕1号", by=by, at=AT)
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(opened)


def shown(today: date = TODAY):
    person = person_named("wang", on=today)
    return evaluation(standard=NATIONAL, organisation="B", year=2025, person=person, today=today)


def by_item(today: date = TODAY) -> dict:
    return {each.decision.item.number: each for each in shown(today).gains.every}


def test_what_is_missing_is_told_with_the_day_by_which_it_is_asked_for(office):
    found = by_item()
    assert found["1.1"].until == date(2025, 10, 31)
    assert found["2.2d4"].until == date(2025, 6, 30)
    assert (found["2.2a"].until, found["2.2a"].points) == (date(2025, 12, 31), Decimal(2))
    assert shown().due == date(2025, 10, 31)


def test_what_is_too_late_is_no_longer_promised(office):
    assert {"2.2a", "2.2d2", "2.2d3"} <= {row.decision.item.number for row in shown(LATER).rows}
    assert {"2.2a", "2.2d2", "2.2d3"} & set(by_item(LATER)) == set()
    assert "2.2d1" in by_item(LATER)


def test_the_first_three_are_worth_the_most(office):
    found = shown().gains
    points = [each.points for each in found.every]
    assert points == sorted(points, reverse=True)
    assert (len(found.first), found.of_first, found.others) == (3, sum(points[:3]), len(points) - 3)


def test_the_page_begins_with_the_points_and_leads_to_where_each_is_entered(office):
    said = office.as_("wang").get("/evaluation/B/2025/").content.decode()
    found = evaluation(
        organisation="B", year=2025, person=person_named("wang", on=TODAY), today=timezone.localdate()
    ).gains
    assert f"3 件事可再得 {found.of_first.normalize():f} 分" in said
    assert "分值已核对的共 30 分" in said
    assert "/evaluation/B/2025/targets/" in said.partition('id="gains"')[2].partition("</section>")[0]
    assert "去填报" not in office.as_("sun").get("/evaluation/B/2025/").content.decode()
