"""The desk of an authority: its units by state, and their scores side by side."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import duties
from jieyue.programme.evaluation.operations import hand_in
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.evaluation.self_scoring import Said, score_items
from jieyue.programme.oversight.queries import board
from jieyue.programme.oversight.scores import scores_side_by_side
from jieyue.rules.duties import DutyState
from jieyue.rules.oversight import UnitState
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from offices import Office, open_office, person_named

AT = datetime(2025, 6, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
QUARTER = Period.parse("2025Q1")


def opened(house) -> Office:
    office = open_office(house)
    li, wang = person_named("li", on=TODAY), person_named("wang", on=TODAY)
    put_in_force(plan="sichuan-2020", organisation="P", since=date(2025, 1, 1), by=li, at=AT)
    about = {"standard": NATIONAL, "organisation": "B", "year": 2025}
    score_items(said=[Said("N20-1.1", Decimal("1.5"), "有文件")], **about, by=wang, at=AT)
    seen = evaluation(**about, person=wang, today=TODAY).seen
    hand_in(**about, seen=seen, by=wang, at=AT)
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(opened)


def shown(place: str = "P", who: str = "li"):
    return board(organisation=place, period=QUARTER, person=person_named(who, on=TODAY), today=TODAY)


def test_each_number_of_a_place_is_the_list_of_its_units(office):
    found = shown()
    assert {row.organisation.code: row.units for row in found.rows} == {"C1": 2, "C2": 1}
    for state in UnitState:
        listed = [unit for unit in found.in_state(state) if unit.branch.code == "C1"]
        assert found.rows[0].counts.get(state, 0) == len(listed)
        assert found.total.counts.get(state, 0) == len(found.in_state(state))
    assert found.total.counts[UnitState.NOT_REPORTED] == 3


def test_a_county_is_broken_down_into_its_units(office):
    found = shown("C1")
    assert [(row.organisation.code, row.is_place, row.units) for row in found.rows] == [
        ("A", False, 1),
        ("B", False, 1),
    ]


def test_overdue_duties_are_those_of_the_page_of_duties(office):
    for unit in shown().units:
        own = duties(organisation=unit.organisation.code, person=person_named("li", on=TODAY), today=TODAY)
        states = [each.state for each in own]
        assert unit.overdue == states.count(DutyState.OVERDUE) > 0
        assert unit.due == states.count(DutyState.DUE)
        assert UnitState.OVERDUE in unit.states


def test_a_sheet_that_was_handed_in_stands_beside_those_that_were_not(office):
    found = shown()
    by_code = {unit.organisation.code: unit.states for unit in found.units}
    assert UnitState.NO_SHEET in by_code["A"]
    assert UnitState.NO_SHEET not in by_code["B"]


def test_scores_say_what_is_decided_earned_lost_open_and_given_by_the_unit(office):
    found = scores_side_by_side(organisation="P", year=2025, person=person_named("li", on=TODAY))
    told = {row.organisation.code: row.sheet for row in found.rows}
    assert (found.handed_in, told["A"], told["X"]) == (1, None, None)
    sheet = evaluation(organisation="B", year=2025, person=person_named("li", on=TODAY), today=TODAY).sheet
    kept = told["B"]
    assert (kept.verified, kept.decided, kept.earned) == (sheet.verified, sheet.verified_decided, sheet.verified_earned)
    assert (kept.lost, kept.undecided) == (sheet.verified_lost, sheet.verified_undecided)
    assert (kept.own, kept.gate) == (Decimal("1.5"), sheet.gate)


def test_scores_are_chosen_by_region(office):
    found = scores_side_by_side(organisation="P", year=2025, region="C2", person=person_named("li", on=TODAY))
    assert [row.organisation.code for row in found.rows] == ["X"]
    assert [each.code for each in found.regions] == ["C1", "C2"]


def test_nobody_sees_units_beyond_his_reach(office):
    assert [unit.organisation.code for unit in shown("C1", "sun").units] == ["A", "B"]
    with pytest.raises(NotThere):
        shown("C2", "sun")
    with pytest.raises(NotThere):
        scores_side_by_side(organisation="P", year=2025, person=person_named("sun", on=TODAY))


def test_as_many_questions_for_three_units_as_for_thirty(office, house):
    def asked() -> list[int]:
        counts = []
        for ask in (shown, lambda: scores_side_by_side(organisation="P", year=2025, person=li)):
            with CaptureQueriesContext(connection) as queries:
                ask()
            counts.append(len(queries))
        return counts

    li = person_named("li", on=TODAY)
    shown()  # the warehouse is brought up first
    before = asked()
    more = "\n".join(f"N{n} | 第{n}局 | C1 | 单位" for n in range(30))
    house.have("organisations", f"code | name | parent | level\n{more}")
    shown()
    assert asked() == before
    assert max(before) < 60
