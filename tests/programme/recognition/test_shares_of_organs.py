"""建成情况: shares of recognised organs by level and kind against each plan's targets, and the units behind them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.recognition.queries import Choice, recognition
from jieyue.programme.targets.queries import targets_of
from jieyue.rules.recognition import Ground, Share, Status
from jieyue.rules.refusal import NotThere
from jieyue.rules.rounds import Outcome, Ruling
from jieyue.rules.targets import Verdict
from jieyue.rules.tree import BEGINNING
from jieyue.rules.values import Kind, Level
from jieyue.store.records.keeping import correct, keep
from jieyue.store.records.writing import writing
from jieyue.store.rounds.models import RoundRuling, RoundUnit
from offices import open_office, person_named
from review_desk import begin

AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
MORE = """code | name | parent | level | kind | category
PA | 某省财政厅 | P | 单位 | 行政 | 机关
PB | 某省委办公厅 | P | 单位 | 党的机关 |
K | 甲县法院 | C1 | 单位 | 审判 | 机关
U | 甲县某中心 | C1 | 单位 | |"""
TITLES = """organisation | title | given_on | taken_on | document
PA | 节约型机关 | 2021-05-01 | | 某发〔2021〕1号
K | 节约型机关 | 2021-05-01 | 2022-03-01 |"""


def opened(house):
    open_office(house)
    house.have("organisations", MORE)
    house.have("titles", TITLES, at=AT)
    li = person_named("li", on=TODAY)
    put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=li, at=AT)


@pytest.fixture
def office(house):
    return house.begun(opened)


def shown(place: str = "P", on: date | None = None, who: str = "li"):
    return recognition(organisation=place, on=on, person=person_named(who, on=TODAY), today=TODAY)


def concluded(house, outcome: Outcome, at: datetime = AT, **about) -> None:
    """What a team came to; how it does is told by the tests of rounds."""
    number = begin(**about)
    with writing(operation="round conclude", by=house.person, at=at) as change:
        correct(change, RoundUnit.objects.get(round=number, organisation__code="B"), outcome=outcome, concluded_at=at)


def test_each_number_is_the_list_of_its_units(office):
    found = shown()
    for group in (*found.levels, *found.kinds, *found.branches):
        listed = found.listed(group.choice)
        assert group.share == Share(sum(each.is_recognised for each in listed), len(listed))
    assert {each.name: each.share for each in found.levels} == {"省级": Share(1, 2), "县级": Share(0, 2)}
    assert found.total == Share(1, 4)


def test_schools_are_no_organs_and_whoever_is_not_known_is_told_apart(office):
    found = shown()
    assert {each.organisation.code for each in found.listed(Choice())} == {"PA", "PB", "K", "B"}
    assert [each.organisation.code for each in found.listed(Choice(is_organ=None))] == ["U"]
    assert found.unknown == 1


def test_targets_are_judged_on_their_day_by_the_organs_of_their_level(office):
    told = {each.goal.what: each for each in shown().goals}
    local, province = told["40%以上的市县（区）党政机关建成"], told["80%以上的省级党政机关建成"]
    assert (local.on, local.share, local.verdict) == (date(2021, 10, 31), Share(1, 2), Verdict.MET)
    assert (province.on, province.share, province.verdict) == (date(2022, 10, 31), Share(1, 2), Verdict.MISSED)
    of_all = told["县级及以上党政机关80%以上达到节约型机关创建要求"]
    assert (of_all.on, of_all.share, of_all.verdict) == (date(2025, 12, 31), Share(1, 4), Verdict.MISSED)


def test_the_page_of_targets_says_the_same(office):
    lines = targets_of(organisation="P", year=2022, person=person_named("li", on=TODAY), today=TODAY).lines
    ours = {each.goal.what: each.share.percent for each in shown().goals}
    scoped = [line for line in lines if line.aim.scope]
    assert [line.course.so_far for line in scoped] == [ours[line.aim.says] for line in scoped] == [50, 0]


def test_a_title_that_was_taken_away_counts_on_the_days_before(office):
    before, after = shown(on=date(2022, 2, 28)), shown(on=date(2022, 3, 1))
    courts = Choice(kind=Kind.COURT)
    assert [each.status for each in before.listed(courts)] == [Status.RECOGNISED]
    assert [each.status for each in after.listed(courts)] == [Status.OTHER]


def test_whoever_passed_a_round_is_recognised_from_that_day_until_another_finds_otherwise(office, house):
    concluded(house, Outcome.PASSED, datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
    [found] = [each for each in shown().units if each.organisation.code == "B"]
    assert (found.found.ground, found.found.since, found.found.document) == (
        Ground.ROUND, date(2026, 3, 2), "甲县首轮",
    )  # fmt: skip
    assert shown(on=date(2026, 3, 1)).total.count + 1 == shown(on=date(2026, 3, 2)).total.count
    concluded(house, Outcome.FAILED, AT, name="回头看", year=2024)
    assert shown().total == Share(1, 4)


def test_a_recognition_that_was_withdrawn_counts_until_that_day(office, house):
    concluded(house, Outcome.PASSED, datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    before = shown().total.count
    with writing(operation="round withdraw", by=house.person, at=AT) as change:
        about = {"kind": Ruling.WITHDRAWAL, "outcome": Outcome.FAILED, "reason": "查实浪费", "made_by": "li"}
        keep(change, RoundRuling(unit=RoundUnit.objects.get(organisation__code="B"), made_at=AT, **about))
    assert shown().total.count == before - 1
    assert shown(on=AT.date() - timedelta(days=1)).total.count == before


def test_a_round_about_another_title_recognises_nobody(office, house):
    concluded(house, Outcome.PASSED, standard="demonstration-unit")
    assert shown().total == Share(1, 4)


def test_of_a_county_its_own_units_stand_beside_the_targets_of_the_province(office):
    found = shown("C1", who="sun")
    assert [(each.name, each.share) for each in found.branches] == [
        ("甲县财政局", Share(0, 1)),
        ("甲县法院", Share(0, 1)),
    ]
    assert {each.is_own for each in found.goals if each.goal.levels == (Level.CITY, Level.COUNTY)} == {False}
    with pytest.raises(NotThere):
        shown("P", who="sun")


def test_a_day_to_come_is_today_and_before_there_was_anybody_there_is_no_share(office):
    assert shown(on=date(2030, 1, 1)).on == TODAY
    assert shown(on=BEGINNING - timedelta(days=1)).total.percent is None


def test_as_many_questions_for_four_organs_as_for_forty(office, house):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown()
        return len(queries)

    before = asked()
    house.have(
        "organisations", "code | name | parent | level\n" + "\n".join(f"N{n} | 第{n}局 | C1 | 单位" for n in range(40))
    )
    assert asked() == before < 60


def test_shares_are_exact_percentages():
    assert Share(1, 3).percent.quantize(Decimal("0.0001")) == Decimal("33.3333")
