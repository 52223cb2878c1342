"""What the form of a plan can say, as it is asked of organisations: authorities and departments, days counted from what
happened or set by a person, campaign days, the years of an entry, and titles that exempt.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.duties import operations
from jieyue.programme.duties.handing_in import hand_in
from jieyue.programme.duties.queries import (
    at_place,
    days_set,
    duties,
    exemptible,
    own_duties,
    plans_of,
    to_be_set,
    would_ask,
)
from jieyue.rules.duties import DutyState
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.store.records.models import LogEntry
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 1)
AT = datetime(2022, 8, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SHAANXI, BUREAU = "shaanxi-2020", "agriculture-bureau"
TITLE = {"organisation": "A", "title": "省级公共机构节约型示范单位", "given_on": "2021-05-01"}


@pytest.fixture
def office(house):
    return house.begun(with_plans)


def with_plans(house):
    office = open_office(house)
    house.have("organisations", "code | name | parent | level\nS | 甲市 | P | 市\nF | 教导处 | A | 部门")
    for plan in (SHAANXI, BUREAU):
        operations.put_in_force(plan=plan, organisation="P", since=date(2021, 1, 1), by=li(), at=AT)
    office.house = house
    return office


def li() -> Person:
    """The authority, who was appointed later than what is looked at."""
    return person_named("li", on=date(2025, 1, 1))


def of(code: str, found=duties, today: date = TODAY) -> dict:
    shown = found(organisation=code, person=Person.at_console("t"), today=today)
    return {each.duty.key: each for each in shown if each.organisation.code == code}


def test_an_authority_sees_what_it_has_to_do_itself_apart_from_its_units(office):
    county, city = of("C1", own_duties), of("S", own_duties)
    assert str(county["evaluation@2022"].duty.due_on) == "2022-08-31"
    assert ("city-summary" in county, "city-summary" in city) == (False, True)
    assert "acceptance@2022" not in county
    assert "evaluation@2022" not in of("A")
    counted = {
        each.duty.key: each for each in at_place(organisation="P", person=Person.at_console("t"), today=TODAY).tallies
    }
    assert (counted["evaluation@2022"].owed, counted["acceptance@2022"].owed) == (3, 3)


def test_an_authority_hands_in_what_it_owes_and_it_is_done(office):
    by, about = person_named("wang", on=date(2025, 1, 1)), {"period": "2022", "title": "评估验收情况", "at": AT}
    hand_in(organisation="C1", what="evaluation_summary", by=by, **about)
    shown = of("C1", own_duties)["evaluation@2022"]
    assert (shown.state, shown.claimed is not None) == (DutyState.DUE, True)  # without its file it is only said


def test_what_an_entry_orders_ends_with_its_years(office):
    later = date(2023, 8, 1)
    assert "evaluation@2022" in of("C1", own_duties, later)  # left undone
    assert "evaluation@2023" not in of("C1", own_duties, later)
    assert "acceptance@2023" not in of("B", today=later)


def test_who_holds_a_title_need_not_be_evaluated_from_then_on(office):
    office.house.have("titles", [TITLE])
    mine, other = of("A")["acceptance@2022"], of("B")["acceptance@2022"]
    assert (mine.state, mine.exempt_because) == (DutyState.EXEMPT, "已有“省级公共机构节约型示范单位”称号")
    assert other.state is DutyState.DUE
    counted = {
        each.duty.key: each for each in at_place(organisation="C1", person=Person.at_console("t"), today=TODAY).tallies
    }
    assert counted["acceptance@2022"].owed == 1
    assert of("A", today=date(2021, 4, 1))["acceptance@2021"].state is DutyState.EXEMPT  # held on the day it falls on
    left = {duty.key for duty in exemptible(organisation="A", person=Person.at_console("t"), today=TODAY)}
    assert "acceptance@2022" not in left


def test_recognition_as_such_exempts_nobody_and_a_title_taken_back_no_longer(office):
    office.house.have("titles", [{**TITLE, "title": "节约型机关"}])
    assert of("A")["acceptance@2022"].state is DutyState.DUE
    office.house.have("titles", [{**TITLE, "taken_on": "2022-03-01"}])
    assert of("A")["acceptance@2022"].state is DutyState.DUE


def left_to_set(code: str, by: Person) -> dict[str, list[date]]:
    about = {"organisation": code, "person": by}
    left = to_be_set(**about, plans=plans_of(**about, today=TODAY))
    return {each.entry.key: list(each.days) for each in left}


def test_a_day_is_set_only_where_somebody_has_what_is_due_by_it(office):
    by = li()
    assert left_to_set("P", by).keys() == {
        "verification", "spot-check", "provincial-summary", "announcement", "score-sheet",
    }  # fmt: skip
    assert "provincial-summary" not in left_to_set("C1", by)
    above = {"organisation": "P", "person": by}
    found = to_be_set(**above, plans=plans_of(**above, today=TODAY))
    plan = next(each.plan.key for each in found if each.entry.key == "provincial-summary")
    about = {"plan": plan, "entry": "provincial-summary", "day": date(2022, 11, 30), "by": by, "at": AT}
    with pytest.raises(Refused, match="由上级机构办理"):
        operations.set_day(organisation="C1", **about)
    operations.set_day(organisation="P", **about)


def test_a_day_is_set_by_who_directs_for_all_below_once_a_year(office):
    by = li()
    about = {"plan": BUREAU, "entry": "score-sheet", "by": by, "at": AT}
    assert left_to_set("A", by) == {"score-sheet": []}
    assert "score-sheet@2022" not in of("A")
    operations.set_day(organisation="C1", day=date(2022, 11, 30), **about)
    shown = of("A")["score-sheet@2022"]
    assert (str(shown.duty.due_on), shown.state) == ("2022-11-30", DutyState.DUE)
    assert "score-sheet@2022" not in of("X")
    with pytest.raises(Refused, match="更改期限须写明原因"):
        operations.set_day(organisation="C1", day=date(2022, 12, 15), **about)
    operations.set_day(organisation="C1", day=date(2022, 12, 15), reason="延期", **about)
    assert str(of("A")["score-sheet@2022"].duty.due_on) == "2022-12-15"
    assert left_to_set("C1", by)["score-sheet"] == [date(2022, 12, 15)]
    with pytest.raises(Refused, match="期限不由人指定"):
        operations.set_day(organisation="C1", day=date(2022, 12, 15), **{**about, "entry": "paper"})


def test_a_day_that_was_set_by_mistake_is_taken_back_with_a_reason_and_nothing_is_due_by_it(office):
    by = li()
    about = {"plan": BUREAU, "entry": "score-sheet", "by": by, "at": AT}
    operations.set_day(organisation="C1", day=date(2022, 11, 30), **about)
    [kept] = days_set(organisation="C1", person=by, today=TODAY)
    assert "score-sheet@2022" in of("A")
    with pytest.raises(operations.ReasonNeeded):
        operations.take_back_day(day_set=kept.id, by=by, at=AT, reason=" ")
    with pytest.raises(operations.DayUnknown):
        operations.take_back_day(day_set=kept.id, by=person_named("wang", on=TODAY), at=AT, reason="不归他管")
    page = office.as_("li").get("/duties/C1/day/").content.decode()
    assert f"/duties/days/{kept.id}/take-back/" in page
    operations.take_back_day(day_set=kept.id, by=by, at=AT, reason="年份填错")
    assert "score-sheet@2022" not in of("A")
    assert left_to_set("C1", by)["score-sheet"] == []
    assert LogEntry.objects.latest("seq").reason == "年份填错"


def test_a_units_own_day_is_counted_apart(office):
    by = li()
    about = {"plan": BUREAU, "entry": "score-sheet", "by": by, "at": AT}
    operations.set_day(organisation="A", day=date(2022, 9, 30), **about)
    operations.set_day(organisation="B", day=date(2022, 10, 31), **about)
    counted = at_place(organisation="C1", person=Person.at_console("t"), today=TODAY).tallies
    own = [(str(each.duty.due_on), each.owed) for each in counted if each.duty.entry.key == "score-sheet"]
    assert own == [("2022-09-30", 1), ("2022-10-31", 1)]


def test_an_activity_of_the_campaign_itself_does_for_it_and_another_does_not(office):
    day = date(2022, 3, 25)
    talk = {"organisation": "A", "held_on": "2022-03-22", "title": "讲座", "kind": "知识讲座", "campaign": "世界水日"}
    office.house.have("activities", [talk])
    assert of("A", today=day)["campaign-china-water-week@2022"].state is DutyState.DUE
    office.house.have("activities", [{**talk, "title": "展览", "campaign": "中国水周"}])
    assert of("A", today=day)["campaign-china-water-week@2022"].state is DutyState.DONE


def test_a_county_is_told_what_a_plan_would_ask_of_itself_before_it_is_put_in_force(office):
    asked = would_ask(plan="sichuan-2020", organisation="C1", since=date(2022, 1, 1), person=li(), today=TODAY)
    again = would_ask(plan=SHAANXI, organisation="C1", since=date(2022, 1, 1), person=li(), today=TODAY)
    assert (asked.addressed, again.addressed) == (2, 3)


def test_what_is_owed_is_found_in_the_same_number_of_queries_however_many_hold_titles(office):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            duties(organisation="P", person=Person.at_console("t"), today=TODAY)
        return len(queries)

    def have(code: str) -> None:
        office.house.have("titles", [{**TITLE, "organisation": code}])
        about = {"plan": BUREAU, "entry": "score-sheet", "organisation": code}
        operations.set_day(**about, day=TODAY, by=li(), at=AT)

    have("A")
    asked()
    before = asked()
    have("B")
    have("X")
    assert asked() == before


def test_a_day_is_changed_for_a_place_with_its_reason_and_those_elsewhere_keep_the_plans(office):
    by, about = li(), {"plan": SHAANXI, "entry": "acceptance", "period": "2022", "at": AT}
    with pytest.raises(Refused, match="更改期限须写明原因"):
        operations.change_day(organisation="C1", due_on=date(2022, 9, 30), by=by, reason=" ", **about)
    operations.change_day(organisation="C1", due_on=date(2022, 9, 30), by=by, reason="省里同意延期", **about)
    operations.change_day(organisation="B", due_on=date(2022, 10, 31), by=by, reason="该局搬迁", **about)
    shown = {code: of(code)["acceptance@2022"].duty for code in ("A", "B", "X")}
    days = {code: (str(duty.due_on), duty.changed_because) for code, duty in shown.items()}
    assert days == {"A": ("2022-09-30", "省里同意延期"), "B": ("2022-10-31", "该局搬迁"), "X": ("2022-08-31", "")}
    assert str(shown["A"].was_due_on) == "2022-08-31"
    later = of("A", today=date(2022, 9, 15))["acceptance@2022"]
    assert later.state is DutyState.DUE
    counted = at_place(organisation="P", person=Person.at_console("t"), today=TODAY).tallies
    own = [(str(each.duty.due_on), each.owed) for each in counted if each.duty.key == "acceptance@2022"]
    assert own == [("2022-08-31", 1), ("2022-09-30", 1), ("2022-10-31", 1)]
    operations.change_day(organisation="B", due_on=None, by=by, reason="不搬了", **about)
    assert str(of("B")["acceptance@2022"].duty.due_on) == "2022-09-30"
    with pytest.raises(operations.DayNotSet, match="没有改过期限"):
        operations.change_day(organisation="B", due_on=None, by=by, reason="再改", **about)
    with pytest.raises(Refused, match="不能在这里更改"):
        operations.change_day(organisation="C1", due_on=TODAY, by=by, reason="试", **{**about, "entry": "nothing"})
