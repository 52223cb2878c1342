"""A plan may order reports of months and half years: they are discharged by the report, as those of quarters are."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import duties
from jieyue.programme.reporting.opening import exempt_from_reporting, open_period
from jieyue.rules.duties import DutyState
from jieyue.rules.period import Period
from jieyue.rules.reporting import Opened
from offices import open_office, person_named
from programme.duties.test_changed_plans import ENTRY, HEAD, folder_of
from reporting_desk import FIRST_QUARTER, do

TODAY = date(2025, 7, 7)
AT = datetime(2025, 7, 7, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
REPORT = '{ by = "report" }'
PLAN = "".join(
    [
        HEAD,
        ENTRY.format(key="report-month", discharge=REPORT, due='rule = "monthly", day = 8'),
        ENTRY.format(key="report-half", discharge=REPORT, due='rule = "half_yearly", days = 5'),
    ]
)
MARCH, HALF = Period.parse("2025-03"), Period.parse("2025H1")


@pytest.fixture
def office(house, tmp_path, settings):
    settings.JIEYUE_POLICY_FOLDERS = folder_of(PLAN, tmp_path)
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    put_in_force(plan="own", organisation="P", since=date(2025, 1, 1), by=li(), at=AT)
    return office


def li():
    return person_named("li", on=TODAY)


def standing(code: str) -> dict[str, tuple[date, DutyState]]:
    found = duties(organisation=code, person=li(), today=TODAY)
    return {each.duty.key: (each.duty.due_on, each.state) for each in found}


def opened(period: Period, opens_on: date, due_on: date) -> None:
    open_period(organisation="P", period=period, opened=Opened(opens_on, due_on), by=li(), at=AT)


def test_a_month_is_due_on_the_plans_day_and_a_half_year_some_days_after_it(office):
    found = standing("B")
    assert found["report-month@2025-03"] == (date(2025, 4, 8), DutyState.OVERDUE)
    assert found["report-month@2025-06"] == (date(2025, 7, 8), DutyState.DUE)
    assert found["report-half@2025H1"] == (date(2025, 7, 5), DutyState.OVERDUE)


def test_submitting_discharges_the_month_or_half_and_nothing_else(office):
    opened(MARCH, date(2025, 4, 1), date(2025, 4, 8))
    opened(HALF, date(2025, 7, 1), date(2025, 7, 5))
    for period in (MARCH, HALF):
        do("submit", "wang", period=period, at=AT, reason="先报")
    states = {key: state for key, (_, state) in standing("B").items()}
    assert (states["report-month@2025-03"], states["report-half@2025H1"]) == (DutyState.DONE, DutyState.DONE)
    assert states["report-month@2025-02"] is DutyState.OVERDUE
    assert standing("A")["report-month@2025-03"][1] is DutyState.OVERDUE


def test_the_day_of_the_opening_takes_the_place_of_the_plans_and_who_is_exempt_need_not(office):
    opened(MARCH, date(2025, 4, 1), date(2025, 4, 15))
    exempt_from_reporting(organisations=["A"], periods=[MARCH], by=li(), at=AT, reason="停用维修")
    assert standing("B")["report-month@2025-03"] == (date(2025, 4, 15), DutyState.OVERDUE)
    assert standing("A")["report-month@2025-03"][1] is DutyState.EXEMPT
