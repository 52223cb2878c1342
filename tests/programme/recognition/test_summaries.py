"""总结: drafted with the figures of recognition and rounds, approved, handed in, and a duty done thereby."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.documents.catalogue import documents
from jieyue.documents.notices import paper_of
from jieyue.programme.duties.handing_in import NotAbove, decide
from jieyue.programme.duties.operations import put_in_force, set_day
from jieyue.programme.duties.queries import own_duties
from jieyue.programme.duties.receiving import paper
from jieyue.programme.evaluation.filing import hand_in_drawn
from jieyue.programme.evaluation.queries import NATIONAL
from jieyue.programme.publication import operations as publication
from jieyue.programme.publication.queries import notice
from jieyue.programme.recognition.summary import city_content, provincial_content
from jieyue.programme.rounds.operations import open_round
from jieyue.rules.duties import DutyState
from jieyue.rules.period import Period
from jieyue.rules.roles import Role
from jieyue.rules.rounds import Outcome, Ruling
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.rounds.models import RoundRuling, RoundUnit
from offices import open_office, person_named
from papers_desk import decide_on
from review_desk import DAYS
from samples import NOW

AT = datetime(2026, 10, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY, AFTER_THE_DAY = AT.date(), date(2022, 11, 2)
TREE = """code | name | parent | level | kind | category
S | 甲市 | P | 市 | |
M | 甲市财政局 | S | 单位 | 行政 | 机关
N | 甲市档案局 | S | 单位 | 党的机关 | 机关"""
TITLES = """organisation | title | given_on | document
M | 节约型机关 | 2021-05-01 | 某发〔2021〕1号"""
MORE = {"shi": ("石磊", Role.CLERK, "S"), "pi": ("皮明", Role.APPROVER, "S"), "sheng": ("盛平", Role.CLERK, "P")}


def opened(house):
    office = open_office(house)
    house.have("organisations", TREE)
    house.have("titles", TITLES, at=AT)
    with writing(operation="set up", by=house.person, at=NOW) as change:
        for username, (name, role, code) in MORE.items():
            user = User(username=username, name=name, password="!", password_changed_at=NOW)  # noqa: S106
            keep(change, user)
            place = Organisation.objects.get(code=code)
            keep(change, Appointment(user=user, role=role, organisation=place, since=date(2024, 1, 1)))
    put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=who("li"), at=AT)
    about = {"organisation": "S", "name": "甲市首轮", "year": 2026, "standard": NATIONAL, "days": DAYS}
    number = open_round(**about, units=["M", "N"], by=who("li"), at=AT)
    with writing(operation="round conclude", by=house.person, at=AT) as change:
        for code, outcome in {"M": Outcome.PASSED, "N": Outcome.FAILED}.items():
            unit = RoundUnit.objects.get(round=number, organisation__code=code)
            correct(change, unit, outcome=outcome, concluded_at=AT)
    return office


@pytest.fixture
def office(house):
    return house.begun(opened)


def who(name: str):
    return person_named(name, on=TODAY)


def state_of(place: str, entry: str, on: date) -> DutyState:
    found = own_duties(organisation=place, person=who("li"), today=on)
    return next(each.state for each in found if each.duty.entry.key == entry)


def content(of=city_content, place: str = "S", year: str = "2026"):
    return of(organisation=place, period=Period.parse(year), person=who("li"), today=TODAY)


def test_a_summary_counts_the_units_of_the_rounds_so_far_as_they_stand_now(office, house):
    [told] = content()["rounds"]
    asked = ("units", "concluded", "passed", "failed", "put_right")
    assert [told[key] for key in asked] == [2, 2, 1, 1, 0]
    with writing(operation="round recheck", by=house.person, at=AT) as change:
        unit = RoundUnit.objects.get(organisation__code="N")
        about = {"kind": Ruling.RECHECK, "outcome": Outcome.PASSED, "reason": "已整改", "made_by": "li"}
        keep(change, RoundRuling(unit=unit, made_at=AT, **about))
    [told] = content()["rounds"]
    assert [told[key] for key in asked] == [2, 2, 2, 0, 1]
    assert content()["total"]["recognised"] == 2
    assert content(year="2025")["rounds"] == []


def test_every_figure_of_a_draft_leads_to_the_list_that_it_counts(office):
    page = office.as_("li").get(reverse("documents:paper", args=["city-summary", "S", "2026"])).content.decode()
    assert "节约型机关创建情况总结（草稿）" in page
    listed = f"{reverse('recognition:units')}?organisation=S&amp;on={timezone.localdate()}"
    assert f'<a href="{listed}&amp;branch=M&amp;only=recognised">1</a>' in page
    assert f'<a href="{listed}&amp;only=other">1</a>' in page
    number = RoundUnit.objects.get(organisation__code="M").round_id
    assert f'<a href="{reverse("rounds:round", args=[number])}">2</a>' in page


def test_a_citys_summary_is_approved_and_received_and_then_its_duty_is_done_and_the_provinces_tells_it(office):
    about = {"what": "city_summary", "title": "创建情况总结", "at": AT}
    record = hand_in_drawn(organisation="S", by=who("shi"), **about)
    assert state_of("S", "city-summary", AFTER_THE_DAY) is DutyState.OVERDUE
    with pytest.raises(NotAbove):
        decide(record, "adopt", seen=paper(record, person=who("pi"), today=TODAY).seen, by=who("pi"), at=AT)
    decide_on(record, "approve", who("pi"), at=AT)
    decide_on(record, "receive", who("li"), at=AT)
    assert state_of("S", "city-summary", AFTER_THE_DAY) is DutyState.DONE
    below = {each["name"]: each["state"] for each in content(provincial_content, "P")["below"]}
    assert below == {"乙县": "未报送", "甲县": "未报送", "甲市": "已接收"}


def test_a_provinces_summary_goes_nowhere_and_is_there_once_somebody_else_approves_of_it(office):
    set_day(
        organisation="P", plan="shaanxi-2020", entry="provincial-summary", day=date(2026, 11, 30), by=who("li"), at=AT
    )
    about = {"what": "provincial_summary", "period": "2026", "title": "总结"}
    own = hand_in_drawn(organisation="P", **about, by=who("sheng"), at=AT)
    shown = paper(own, person=who("chen"), today=TODAY)
    assert [move.key for move in shown.moves] == ["adopt", "send_back"]
    assert state_of("P", "provincial-summary", TODAY) in (DutyState.AHEAD, DutyState.DUE)
    decide_on(own, "adopt", who("chen"), at=AT)
    assert state_of("P", "provincial-summary", TODAY) is DutyState.DONE
    assert "（草稿）" not in str(documents()["provincial-summary"].printed(shown.drawn, is_draft=False))


def test_the_provinces_circular_names_the_recognised_organs_and_does_the_duty_to_announce(office):
    about = {"organisation": "P", "plan": "shaanxi-2020", "entry": "announcement", "day": date(2026, 12, 15)}
    set_day(**about, by=who("li"), at=AT)
    paper_told = {"what": "provincial_summary", "period": "2026", "title": "全省创建工作总结"}
    own = hand_in_drawn(organisation="P", **paper_told, by=who("sheng"), at=AT)
    decide_on(own, "adopt", who("chen"), at=AT)
    told = {"organisation": "P", "what": "creation_result", "period": Period.parse("2026")}
    publication.propose(**told, by=who("sheng"), at=AT)
    drafted = notice(**told, person=who("chen"), today=TODAY)
    assert state_of("P", "announcement", TODAY) is not DutyState.DONE
    publication.publish(**told, seen=drafted.seen, by=who("chen"), at=AT)
    assert state_of("P", "announcement", TODAY) is DutyState.DONE
    printed = str(paper_of(notice(**told, person=who("chen"), today=TODAY)))
    assert "已建成节约型机关1家" in printed.replace(" ", "")
    assert ("甲市财政局" in printed, "甲市档案局" in printed) == (True, False)


def test_what_was_handed_in_keeps_its_figures(office, house):
    record = hand_in_drawn(organisation="S", what="city_summary", title="总结", by=who("shi"), at=AT)
    house.have("titles", "organisation | title | given_on\nN | 节约型机关 | 2026-10-01", at=AT)
    assert paper(record, person=who("shi"), today=TODAY).drawn["total"]["recognised"] == 1
    assert content(city_content)["total"]["recognised"] == 2
