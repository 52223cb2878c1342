"""开报和免报: a region's own days take the place of the plan's, and who is exempt is neither missing nor late."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from jieyue.programme.completeness.queries import months_of
from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import duties
from jieyue.programme.oversight.queries import board
from jieyue.programme.reporting.desk import desk
from jieyue.programme.reporting.opening import (
    NotAPlace,
    NothingOpened,
    ReportsAlready,
    exempt_from_reporting,
    lift_exemption,
    open_period,
    openings,
    take_back_opening,
)
from jieyue.programme.reporting.operations import ReasonNeeded
from jieyue.programme.reporting.queries import grid
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.duties import DutyState
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.reporting import DaysImpossible, NotOpen, Opened, ReportState, Standing, standing_on, was_late
from jieyue.store.people.models import Appointment, User
from jieyue.store.reporting.models import Question
from offices import Office, open_office, person_named
from reporting_desk import AT, FIRST_QUARTER, Q1, do, shown

TODAY = AT.date()
DAYS = Opened(date(2025, 4, 1), date(2025, 4, 20), date(2025, 4, 30), "某机管〔2025〕3号")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def made(house) -> Office:
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(made)


def on(day: int, month: int = 4) -> datetime:
    return datetime(2025, month, day, 9, 0, tzinfo=SHANGHAI)


def opened(code="C1", days=DAYS, *, who="li", at=AT, **more):
    about = {"reason": "补登", **more}
    open_period(organisation=code, period=Q1, opened=days, by=person_named(who, on=at.date()), at=at, **about)


def exempt(*codes, who="li", periods=(Q1,), reason="停用维修"):
    by = person_named(who, on=TODAY)
    return exempt_from_reporting(organisations=codes, periods=list(periods), by=by, at=AT, reason=reason)


def cells(today: date, code="P", year=2025) -> dict[str, object]:
    found = grid(organisation=code, year=year, person=person_named("li", on=today), today=today)
    return {unit.organisation.code: unit.cells[0] for unit in found.units}


def count(today: date):
    return grid(organisation="P", year=2025, person=person_named("li", on=today), today=today).counts[0]


def test_whoever_submits_on_the_last_day_is_not_late_and_a_day_after_it_is():
    assert not was_late(DAYS.due_on, DAYS)
    assert was_late(DAYS.due_on + timedelta(days=1), DAYS)
    assert DAYS.standing(DAYS.due_on) is None
    assert DAYS.standing(DAYS.due_on + timedelta(days=1)) is Standing.LATE
    assert not DAYS.is_closed(DAYS.closes_on)


def test_each_unit_stands_where_its_own_region_is(office):
    opened()
    opened("P", Opened(date(2025, 4, 5), date(2025, 5, 5)))
    days = (date(2025, 4, 3), date(2025, 4, 21), date(2025, 5, 6))
    told = [{code: cell.zh for code, cell in cells(day).items()} for day in days]
    assert told == [
        {"A": "未报送", "B": "未报送", "X": "未开报"},
        {"A": "逾期未报", "B": "逾期未报", "X": "未报送"},
        {"A": "已截止未报", "B": "已截止未报", "X": "逾期未报"},
    ]
    assert [(count(day).owed, count(day).late) for day in days] == [(2, 0), (3, 2), (3, 3)]


def test_nobody_submits_before_it_is_opened_or_after_it_has_closed(office):
    opened("P", Opened(date(2025, 4, 5), date(2025, 4, 10), date(2025, 4, 12)))
    for day in (4, 13):
        with pytest.raises(NotOpen):
            do("submit", "wang", at=on(day), reason="先报")
    do("submit", "wang", at=on(12), reason="先报")
    cell = cells(date(2025, 4, 14))["B"]
    assert (cell.state, cell.standing, cell.was_late) == (ReportState.SUBMITTED, None, True)
    do("return_", "li", at=on(20), reason="请核对")
    question = Question.objects.get().pk  # what was given back comes again at any time
    again = do("submit", "wang", at=on(21), reason="已核对", answers={question: "已核对"})
    assert again is ReportState.SUBMITTED


def test_the_days_stand_on_the_page_of_the_report(office):
    opened(days=replace(DAYS, closes_on=None))
    page = office.as_("wang").get("/reporting/B/2025Q1/").content.decode()
    assert ("某机管〔2025〕3号" in page, "逾期未报" in page) == (True, True)
    opened(days=DAYS, reason="不再延长")
    assert "submit" not in {move.key for move in shown("wang").moves}


def test_the_duty_of_reporting_is_due_on_the_regions_own_day(office):
    put_in_force(plan="sichuan-2020", organisation="P", since=date(2025, 1, 1), by=person_named("li", on=TODAY), at=AT)
    opened()
    exempt("A")
    asked = {"person": person_named("li", on=TODAY), "today": date(2025, 4, 15)}
    found = {
        code: next(each for each in duties(organisation=code, **asked) if each.duty.key == "report-quarter@2025Q1")
        for code in "ABX"
    }
    assert [found[code].duty.due_on for code in "BX"] == [date(2025, 4, 20), date(2025, 4, 10)]
    assert found["B"].duty.changed_because == "某机管〔2025〕3号"
    assert [found[code].state for code in "ABX"] == [DutyState.EXEMPT, DutyState.DUE, DutyState.OVERDUE]


def test_who_is_exempt_is_neither_missing_nor_late_anywhere(office):
    opened()
    before = count(date(2025, 4, 21))
    assert (before.owed, before.missing, before.late, before.exempt) == (3, 3, 2, 0)
    assert exempt("A", "X") == 2
    after = count(date(2025, 4, 21))
    assert (after.owed, after.missing, after.late, after.exempt) == (1, 1, 1, 2)
    assert cells(date(2025, 4, 21))["A"].exempt == "停用维修"
    who = person_named("li", on=TODAY)
    assert desk(organisation="P", period=Q1, person=who, today=TODAY).count == 1
    whole = statistics(person=who, code="P", period=Q1).completeness
    assert (whole.owed, whole.exempt, [each["organisation"] for each in whole.missing]) == (1, 2, [])
    months = months_of(person=who, code="P", year=2025, today=TODAY)
    assert [(each.owed, each.missing) for each in months.counts[2:4]] == [(1, 0), (3, 3)]
    units = board(organisation="P", period=Q1, person=who, today=TODAY).units
    assert {unit.organisation.code for unit in units if "not_reported" in {state.value for state in unit.states}} == {
        "B"
    }


def test_an_exemption_is_lifted_with_a_reason_and_the_unit_owes_again(office):
    exempt("B")
    by = person_named("li", on=TODAY)
    with pytest.raises(ReasonNeeded):
        lift_exemption(organisation="B", period=Q1, by=by, at=AT, reason=" ")
    lift_exemption(organisation="B", period=Q1, by=by, at=AT, reason="恢复使用")
    assert (count(TODAY).owed, count(TODAY).exempt) == (3, 0)


def test_who_has_submitted_is_not_exempted_and_a_place_is_no_unit(office):
    do("submit", "wang", reason="先报")
    with pytest.raises(ReportsAlready):
        exempt("B")
    with pytest.raises(NotAPlace):
        exempt("C1")
    with pytest.raises(NotAPlace):
        opened("B")


def test_only_the_authority_above_opens_and_exempts(office):
    for act in (lambda: opened(who="wang"), lambda: exempt("A", who="wang"), lambda: opened("C2", who="zhao")):
        with pytest.raises((NotThere, NotAllowed)):
            act()
    Appointment.objects.filter(user=User.objects.get(username="sun")).update(role="authority")
    opened(who="sun")
    with pytest.raises(NotThere):
        opened("P", who="sun")


def test_other_days_need_a_reason_and_can_be_taken_back(office):
    opened()
    with pytest.raises(ReasonNeeded):
        opened(days=replace(DAYS, due_on=date(2025, 4, 25)), reason="")
    opened(days=replace(DAYS, due_on=date(2025, 4, 25)), reason="系统升级")
    by = person_named("li", on=TODAY)
    found = openings(organisation="B", year=2025, person=by, today=TODAY)
    assert [(each.organisation.code, each.opened.due_on.day, each.may_change) for each in found.opened] == [
        ("C1", 25, True)
    ]
    take_back_opening(organisation="C1", period=Q1, by=by, at=AT, reason="重复")
    with pytest.raises(NothingOpened):
        take_back_opening(organisation="C1", period=Q1, by=by, at=AT, reason="重复")
    assert cells(date(2025, 4, 21))["B"].standing is None


@pytest.mark.parametrize(
    ("days", "where"),
    [
        (Opened(date(2025, 3, 31), date(2025, 4, 20)), "opens_on"),
        (Opened(date(2025, 4, 2), date(2025, 4, 1)), "due_on"),
        (Opened(date(2025, 4, 1), date(2025, 4, 9), date(2025, 4, 8)), "closes_on"),
    ],
)
def test_days_that_do_not_follow_one_another_are_refused(office, days, where):
    with pytest.raises(DaysImpossible) as refused:
        opened(days=days)
    assert refused.value.where == where


def test_the_grid_asks_no_more_for_more_units(office):
    opened()
    with CaptureQueriesContext(connection) as few:
        cells(TODAY, code="C2")
    with CaptureQueriesContext(connection) as more:
        cells(TODAY)
    assert len(more) == len(few)


DAY = st.dates(date(2025, 3, 20), date(2025, 6, 1))


@given(st.tuples(DAY, DAY, DAY).map(sorted), DAY, st.booleans())
def test_a_period_stands_in_one_place_on_each_day(days, today, is_exempt):
    """Rules: before its first day it is not opened, late only after its day, closed only after its last; never when
    exempt or submitted."""
    opens, due, closes = days
    asked = {
        "period": Q1,
        "is_owed": True,
        "opened": Opened(opens, due, closes),
        "is_exempt": is_exempt,
        "today": today,
    }
    found = standing_on(ReportState.NOT_SUBMITTED, **asked)
    if is_exempt:
        assert found is Standing.EXEMPT
    elif today < Q1.until:
        assert found is Standing.AHEAD
    else:
        assert (found is Standing.NOT_OPENED) is (today < opens)
        assert (found is Standing.CLOSED) is (today >= opens and today > closes)
        assert (found is Standing.LATE) is (opens <= today <= closes and today > due)
    assert all(standing_on(state, **asked) is None for state in ReportState if state is not ReportState.NOT_SUBMITTED)
