"""Months and half years are reported only where an authority has opened them, and then as quarters are."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.completeness.queries import months_of
from jieyue.programme.oversight.queries import board
from jieyue.programme.reporting.basis import basis
from jieyue.programme.reporting.desk import desk, startable
from jieyue.programme.reporting.many import move_each
from jieyue.programme.reporting.opening import exempt_from_reporting, open_period, openings, take_back_opening
from jieyue.programme.reporting.papers import compared_content
from jieyue.programme.reporting.queries import corrected_for, grid, periods_offered, periods_until, waiting_for
from jieyue.programme.workbench.month import my_month, reports_of_month
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.reporting import DaysImpossible, NotOpen, Opened, ReportState, Standing
from jieyue.store.reporting.guarding import PeriodLocked
from jieyue.store.reporting.models import Question
from offices import Office, open_office, person_named
from reporting_desk import AT, CORRECTED, FIRST_QUARTER, Q1, do, shown

TODAY = AT.date()
MARCH, HALF = Period.parse("2025-03"), Period.parse("2025H1")
DAYS = Opened(date(2025, 4, 1), date(2025, 4, 8), None, "某机管〔2025〕5号")
OF_HALF = Opened(date(2025, 7, 1), date(2025, 7, 5))
ALWAYS = ["2025Q1", "2025Q2", "2025Q3", "2025Q4", "2025"]
TO_JUNE = "\n".join(
    [FIRST_QUARTER, *(f"B | 电 | 1002 | 2025-0{n}-01 | 2025-0{n}-30 | 100 | kWh | 70" for n in (4, 5, 6))]
)


def made(house) -> Office:
    office = open_office(house)
    house.have("bills", TO_JUNE)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20")
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(made)


def opened(code="C1", period=MARCH, days=DAYS, *, who="li", reason=""):
    by = person_named(who, on=TODAY)
    open_period(organisation=code, period=period, opened=days, by=by, at=AT, reason=reason)


def told(code="P", *, today=TODAY, who="li"):
    return grid(organisation=code, year=2025, person=person_named(who, on=today), today=today)


def standing(code="P", period=MARCH, *, today=TODAY) -> dict[str, str]:
    """By unit, what its cell of the period says."""
    found = {unit.organisation.code: unit.cells for unit in told(code, today=today).units}
    return {unit: next(cell.zh for cell in cells if cell.period == period) for unit, cells in found.items()}


def accepted(*periods: Period) -> None:
    for period in periods:
        do("submit", "wang", period=period, reason="先报")
        do("accept", "li", period=period)


def test_a_month_that_is_opened_is_owed_there_and_nowhere_else(office):
    opened()
    found = told()
    assert [str(each.period) for each in found.counts] == ["2025-03", *ALWAYS]
    assert standing(today=date(2025, 4, 9)) == {"A": "逾期未报", "B": "逾期未报", "X": "不用报"}
    assert (found.counts[0].owed, found.counts[0].missing, found.counts[1].owed) == (2, 2, 3)
    assert [str(each.period) for each in told("C2").counts] == ALWAYS


def test_periods_stand_by_the_day_on_which_they_end_and_shorter_ones_first(office):
    opened()
    opened(period=HALF, days=OF_HALF)
    opened(period=Period.parse("2025-04"), days=replace(DAYS, opens_on=date(2025, 5, 1), due_on=date(2025, 5, 8)))
    told_of = [str(each.period) for each in told().counts]
    assert told_of == ["2025-03", "2025Q1", "2025-04", "2025Q2", "2025H1", "2025Q3", "2025Q4", "2025"]


def test_the_nearest_opening_says_by_when_a_month_is_reported(office):
    opened()
    opened("P", days=Opened(date(2025, 4, 1), date(2025, 4, 30), date(2025, 4, 30)), reason="补登")
    assert standing(today=date(2025, 4, 9)) == {"A": "逾期未报", "B": "逾期未报", "X": "未报送"}
    by = person_named("li", on=TODAY)
    take_back_opening(organisation="C1", period=MARCH, by=by, at=AT, reason="按省里的日期")
    assert standing(today=date(2025, 4, 9)) == {"A": "未报送", "B": "未报送", "X": "未报送"}


def test_a_month_is_not_reported_where_it_is_opened_elsewhere(office):
    opened("C2")
    with pytest.raises(NotOpen) as refused:
        do("submit", "wang", period=MARCH)
    assert (refused.value.says, "开报" in refused.value.do) == (
        "2025年3月在本单位所在的地区没有开报，不能报送。",
        True,
    )
    found = shown("wang", period=MARCH)
    assert (found.standing, found.moves) == (Standing.NOT_OWED, [])


def test_a_month_is_opened_by_who_directs_the_region_once_it_is_over(office):
    for act in (lambda: opened(who="wang"), lambda: opened(who="feng")):
        with pytest.raises((NotThere, NotAllowed)):
            act()
    with pytest.raises(DaysImpossible):
        opened(days=Opened(date(2025, 3, 31), date(2025, 4, 8)))


def test_a_month_goes_the_way_of_a_quarter_from_submission_to_lock(office, house):
    opened()
    do("submit", "wang", period=MARCH)
    assert [str(each.period) for each in waiting_for(person=person_named("li", on=TODAY), today=TODAY)] == ["2025-03"]
    assert [(line.quantity, line.amount_yuan) for line in shown(period=MARCH).lines] == [(Decimal("600.5"), 420)]
    do("return_", "li", period=MARCH, reason="请核对电量")
    do("submit", "wang", period=MARCH, answers={Question.objects.get().pk: "已核对"})
    do("accept", "li", period=MARCH)
    do("lock", "li", period=MARCH)
    assert shown(period=MARCH).state is ReportState.LOCKED
    assert house.refused("bills", CORRECTED, reason="发票更正") == [(2, "period_locked")]
    house.have("bills", CORRECTED.replace("2025-03-01 | 2025-03-31", "2025-02-01 | 2025-02-28"), reason="发票更正")
    with pytest.raises(PeriodLocked, match="机构 B 2025年3月的数据已经锁定"):
        house.bring(
            "no_use", "organisation | resource | account | start_date | end_date\nB | 水 | 7 | 2025-03-01 | 2025-03-31"
        )
    do("reopen", "li", period=MARCH, until=TODAY, reason="发票开错")
    house.have("bills", CORRECTED, reason="发票更正", at=AT)


def test_the_quarter_of_a_locked_month_is_submitted_and_accepted_as_ever(office, house):
    opened()
    accepted(MARCH)
    do("lock", "li", period=MARCH)
    accepted(Q1)
    assert house.quantity("B", "2025Q1", basis="accepted") == Decimal("1500.5")
    assert shown(period=MARCH).state is ReportState.LOCKED


def test_records_of_a_month_stay_as_long_as_one_of_its_reports_is_locked(office, house):
    opened()
    accepted(MARCH, Q1)
    do("lock", "li", period=MARCH)
    do("lock", "li", period=Q1)
    do("reopen", "li", period=MARCH, until=TODAY, reason="发票开错")
    assert house.refused("bills", CORRECTED, reason="发票更正", at=AT) == [(2, "period_locked")]
    do("reopen", "li", period=Q1, until=TODAY, reason="发票开错")
    house.have("bills", CORRECTED, reason="发票更正", at=AT)


def test_what_is_changed_after_a_month_was_accepted_is_accepted_again(office, house):
    opened()
    accepted(MARCH)
    house.have("bills", CORRECTED, reason="发票更正")
    person = person_named("li", on=TODAY)
    assert [str(each.period) for each in corrected_for(person=person, today=TODAY)] == ["2025-03"]
    do("accept_again", "li", period=MARCH, reason="已核对发票")
    assert house.quantity("B", "2025-03", basis="accepted") == Decimal(700)


def test_accepted_figures_have_the_months_that_were_accepted_and_say_that_the_quarter_is_not(office, house):
    for period in ("2025-01", "2025-02", "2025-03"):
        opened(period=Period.parse(period))
    accepted(MARCH)
    month, quarter = (house.statistics("B", period, basis="accepted") for period in ("2025-03", "2025Q1"))
    assert [row.quantity for row in month.rows] == [row.quantity for row in quarter.rows] == [Decimal("600.5")]
    assert (month.completeness.accepted, quarter.completeness.accepted) == (1, 0)
    accepted(Period.parse("2025-01"), Period.parse("2025-02"))
    assert house.statistics("B", "2025Q1", basis="accepted").completeness.accepted == 1
    assert house.statistics("B", "2025", basis="accepted").completeness.accepted == 0
    assert house.quantity("B", "2025Q1", basis="accepted") == Decimal("1500.5")


def test_of_a_month_what_was_accepted_last_counts_whichever_report_it_was_in(office, house):
    opened()
    accepted(MARCH)
    house.have("bills", CORRECTED, reason="发票更正")
    accepted(Q1)
    assert house.quantity("B", "2025-03", basis="accepted") == Decimal(700)


def test_a_half_year_is_accepted_for_each_of_its_months(office, house):
    opened(period=HALF, days=OF_HALF)
    accepted(HALF)
    asked = ("2025-02", "2025Q1", "2025Q2", "2025H1", "2025")
    assert [house.statistics("B", each).completeness.accepted for each in asked] == [1, 1, 1, 1, 0]
    assert house.quantity("B", "2025H1", basis="accepted") == Decimal("1800.5")


def test_who_is_exempt_from_a_month_owes_its_quarter_all_the_same(office):
    opened("P")
    by = person_named("li", on=TODAY)
    about = {"periods": [MARCH], "by": by, "at": AT}
    exempt_from_reporting(organisations=["A"], reason="停用维修", **about)
    assert (standing()["A"], standing(period=Q1)["A"]) == ("免报", "未报送")
    assert (told().counts[0].owed, told().counts[0].exempt, told().counts[1].owed) == (2, 1, 3)
    assert desk(organisation="P", period=MARCH, person=by, today=TODAY).count == 2
    counts = months_of(person=by, code="P", year=2025, today=TODAY).counts
    assert [each.owed for each in counts[1:4]] == [3, 3, 3]
    found = openings(organisation="C1", year=2025, person=by, today=TODAY)
    assert [(str(each.period), each.organisation.code) for each in found.opened] == [("2025-03", "P")]
    assert [(str(each.period), each.organisation.code) for each in found.exempted] == [("2025-03", "A")]


def test_who_is_exempt_from_the_report_of_a_month_owes_its_figures_until_the_quarter_is_exempt_too(office, house):
    """Else a waived additional report would turn a missing bill into completeness."""
    opened("P")
    about = {"organisations": ["X"], "by": person_named("li", on=TODAY), "at": AT, "reason": "停用维修"}
    exempt_from_reporting(periods=[MARCH], **about)
    month, quarter = (house.statistics("P", period).completeness for period in ("2025-03", "2025Q1"))
    assert [(each.owed, each.exempt) for each in (month, quarter)] == [(3, 0), (3, 0)]
    assert "X" in {each["organisation"] for each in month.missing}
    exempt_from_reporting(periods=[Q1], **about)
    month, quarter = (house.statistics("P", period).completeness for period in ("2025-03", "2025Q1"))
    assert [(each.owed, each.exempt) for each in (month, quarter)] == [(2, 1), (2, 1)]
    assert "X" not in {each["organisation"] for each in month.missing}


def test_what_was_submitted_stays_when_the_opening_is_taken_back(office):
    opened()
    do("submit", "wang", period=MARCH)
    by = person_named("li", on=TODAY)
    take_back_opening(organisation="C1", period=MARCH, by=by, at=AT, reason="今年不按月报")
    assert standing() == {"A": "不用报", "B": "已报送", "X": "不用报"}
    do("return_", "li", period=MARCH, reason="请核对")
    do("submit", "wang", period=MARCH, answers={Question.objects.get().pk: "已核对"})
    do("withdraw", "wang", period=MARCH, reason="不按月报了")
    with pytest.raises(NotOpen):
        do("submit", "wang", period=MARCH)


def test_the_desk_and_the_board_have_the_units_for_whom_the_month_is_opened(office):
    about = {"person": person_named("li", on=TODAY), "today": TODAY}
    assert desk(organisation="P", period=MARCH, **about).count == 0
    opened()
    found = desk(organisation="P", period=MARCH, **about)
    assert [row.organisation.code for row in found.rows] == ["A", "B"]
    units = board(organisation="P", period=MARCH, **about).units
    assert {unit.organisation.code: unit.report for unit in units} == {
        "A": ReportState.NOT_SUBMITTED,
        "B": ReportState.NOT_SUBMITTED,
        "X": None,
    }


def test_many_are_moved_at_once_where_the_month_is_opened(office):
    clerk = {"person": person_named("wang", on=TODAY), "today": TODAY, "move": "submit", "is_below": True}
    assert startable(organisation="C1", period=MARCH, **clerk).chosen == []
    opened()
    chosen = startable(organisation="C1", period=MARCH, **clerk).chosen
    by = person_named("wang", on=TODAY)
    outcomes = move_each(chosen, move="submit", period=MARCH, by=by, at=AT, reason="先报")
    assert {each.code: each.result.value for each in outcomes} == {"A": "refused", "B": "done"}


def test_months_are_offered_where_they_are_opened_above_or_below(office):
    opened()
    about = {"person": person_named("li", on=TODAY), "today": TODAY}
    assert [MARCH in periods_offered(organisation=code, **about) for code in ("P", "C1", "B", "C2", "X")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert periods_offered(organisation="C2", **about) == periods_until(TODAY)
    assert periods_offered(organisation="C2", also=HALF, **about) != periods_until(TODAY)


def test_the_grid_asks_the_same_for_one_and_three_units_and_with_months(office, house):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            told("C1", who="sun")
        return len(queries)

    before = asked()
    opened()
    opened("P", period=HALF, days=OF_HALF)
    accepted(MARCH)
    with_months = asked()
    assert with_months == before
    house.have("organisations", "code | name | parent | level\nD | 丁局 | C1 | 单位\nE | 戊局 | C1 | 单位")
    assert asked() == with_months


def test_a_month_is_judged_beside_the_month_before_and_the_year_so_far(office):
    opened()
    do("submit", "wang", period=MARCH)
    found = basis(shown(period=MARCH), person=person_named("li", on=TODAY))
    (electricity,) = (each.beside for each in found.resources)
    assert (electricity.now, electricity.last, electricity.then) == (Decimal("600.5"), Decimal(500), None)
    assert [str(each) for each in (found.last, found.then)] == ["2025-02", "2024-03"]
    area = found.indicators[0]
    used = Decimal("1500.5") * Decimal("0.1229") / 1000
    assert (area.time_gone, abs(area.so_far - used) < Decimal("1e-9")) == (25, True)


def test_a_half_year_is_judged_beside_the_half_before(office, house):
    rows = [f"B | 电 | 1002 | 2024-{n:02}-01 | 2024-{n:02}-28 | {n} | kWh | 1" for n in range(1, 13)]
    house.have("bills", "\n".join([FIRST_QUARTER.splitlines()[0], *rows]))
    opened(period=HALF, days=OF_HALF)
    do("submit", "wang", period=HALF, reason="先报")
    found = basis(shown(period=HALF), person=person_named("li", on=TODAY))
    (electricity,) = (each.beside for each in found.resources)
    assert (electricity.now, electricity.last, electricity.then) == (Decimal("1800.5"), Decimal(57), Decimal(21))
    assert [str(each) for each in (found.last, found.then)] == ["2024H2", "2024H1"]


def test_a_paper_of_a_month_tells_the_quarters_that_are_over_by_its_end(office):
    about = {"organisation": "B", "person": person_named("li", on=TODAY), "today": TODAY, "paper": "analysis-report"}
    february, half = (
        compared_content(period=period, **about)["quarters"]["tce"]["this"]
        for period in (Period.parse("2025-02"), HALF)
    )
    assert [value is not None for value in february.values()] == [False] * 4
    assert [value is not None for value in half.values()] == [True, True, False, False]


def test_whoever_enters_is_told_of_the_month_that_is_opened(office):
    today, clerk = date(2025, 4, 3), "wang"
    about = {"person": person_named(clerk, on=today), "today": today}

    def of_b() -> list[tuple[str, bool]]:
        (of,) = (unit for unit in my_month(**about).units if unit.organisation.code == "B")
        return [(str(each.period), each.may_be_submitted) for each in of.reports]

    assert of_b() == [("2025Q1", True), ("2025Q2", False)]
    opened()
    assert of_b() == [("2025-03", True), ("2025Q1", True), ("2025Q2", False)]
    opened(days=replace(DAYS, opens_on=date(2025, 4, 5)), reason="推迟")
    assert of_b()[0] == ("2025-03", False)
    opened(period=Period.parse("2025-01"), days=Opened(date(2025, 2, 1), date(2025, 2, 8)))
    assert of_b()[:2] == [("2025-01", True), ("2025-03", False)]
    do("submit", "wang", period=Period.parse("2025-01"))
    assert of_b()[0] == ("2025-03", False)
    beside = reports_of_month(organisation="B", month=date(2025, 3, 1), **about)
    assert [str(each.period) for each in beside] == ["2025-03", "2025Q1"]
