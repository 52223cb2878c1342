"""起报: a unit owes months, reports, duties and points from the day on which it joined, and nothing of before."""

from datetime import date

import pytest

from jieyue.programme.completeness.queries import State, incomplete_months, months_of
from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import duties
from jieyue.programme.evaluation.queries import as_json, stand
from jieyue.programme.evaluation.standards import NATIONAL
from jieyue.programme.ledgers.missing import missing
from jieyue.programme.reporting.queries import grid
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.period import Period
from jieyue.store.orgs.models import Organisation
from ledger_samples import sample_rows
from samples import NOW

TREE = """code | name | parent | level | kind | category
P | 某县 | | 县 | |
A | 甲局 | P | 单位 | 行政 | 机关
B | 乙局 | P | 单位 | 行政 | 机关"""
BILLS = """organisation | resource | account | start_date | end_date | quantity | unit
B | 电 | E1 | 2025-01-01 | 2025-01-31 | 100 | kWh
B | 电 | E1 | 2025-05-01 | 2025-05-31 | 100 | kWh
B | 电 | E1 | 2025-06-01 | 2025-06-30 | 100 | kWh"""
TODAY = date(2025, 8, 10)
JOINED = "code | name | level | joined_on\nB | 乙局 | 单位 | {day}"


@pytest.fixture
def county(house):
    house.have("organisations", TREE)
    house.have("bills", BILLS)
    return house


def join(house, day: str) -> None:
    house.have("organisations", JOINED.format(day=day), reason="核定起报日期")


def states(house, code: str) -> list[State]:
    found = months_of(person=house.person, code=code, year=2025, today=TODAY)
    [unit] = [unit for unit in found.units if unit.organisation.code == code]
    return [cell.state for cell in unit.cells]


def test_the_months_before_are_not_missing_and_a_gap_among_them_is_none(county):
    assert states(county, "B")[:6] == [
        State.COMPLETE, State.MISSING, State.MISSING, State.MISSING, State.PART, State.COMPLETE
    ]  # fmt: skip
    join(county, "2025-05-10")
    assert states(county, "B")[:7] == [*[State.NOT_OWED] * 4, State.COMPLETE, State.COMPLETE, State.MISSING]
    behind = incomplete_months(person=county.person, code="P", year=2025)
    assert Organisation.objects.get(code="B").pk not in behind.get(date(2025, 5, 1), set())


@pytest.mark.parametrize(("period", "owed"), [("2025-04", 1), ("2025-05", 2), ("2025Q1", 1), ("2025Q2", 2)])
def test_completeness_of_figures_counts_who_owes_them(county, period, owed):
    join(county, "2025-05-10")
    found = statistics(person=county.person, code="P", period=Period.parse(period)).completeness
    assert found.owed == owed
    if period == "2025Q2":
        assert found.reported == 1  # the gap lies before


def test_reports_duties_and_points_begin_with_the_day(county):
    join(county, "2025-05-10")
    put_in_force(plan="sichuan-2020", organisation="P", since=date(2025, 1, 1), by=county.person, at=NOW)
    shown = grid(organisation="P", year=2025, person=county.person, today=TODAY)
    asked = {row.organisation.code: [cell.is_over for cell in row.cells[:2]] for row in shown.units}
    assert asked == {"A": [True, True], "B": [False, True]}
    own = {code: duties(organisation=code, person=county.person, today=TODAY) for code in "AB"}
    days = {code: min(each.duty.decided_on for each in found) for code, found in own.items()}
    assert days["A"] < date(2025, 5, 10) <= days["B"]
    unit = Organisation.objects.get(code="B")
    sheet = as_json(stand(unit, standard=NATIONAL, year=2025, person=county.person, today=TODAY).sheet)
    [bills] = [each for each in sheet["items"] if each["item"] == "N20-2.2d1"]
    assert {each["period"] for each in bills["missing"]} == {"2025-07"}


def test_months_of_other_ledgers_begin_with_the_day(county):
    county.have("paper", sample_rows("paper", unit="B"))
    join(county, "2025-05-10")
    found = missing("paper", person=county.person, code="B", year=2025, today=TODAY)
    [unit] = found.units
    assert [cell.state for cell in unit.cells[:7]] == [*[State.NOT_OWED] * 4, *[State.MISSING] * 3]


def test_units_that_are_added_owe_from_the_day_that_is_said_and_known_ones_stay(county):
    more = "code | name | parent | level | joined_on\nA | 甲局 | P | 单位 |\nC | 丙局 | P | 单位 |"
    more += "\nD | 丁局 | P | 单位 | 2025-03-01\nE | 戊局 | P | 单位 | 一直应报"
    report = county.have("organisations", more, joined_on=date(2025, 8, 1))
    assert (report.added, report.unchanged) == (3, 1)
    kept = dict(Organisation.objects.values_list("code", "joined_on"))
    assert (kept["A"], kept["C"], kept["D"], kept["E"]) == (None, date(2025, 8, 1), date(2025, 3, 1), None)
    county.have("organisations", JOINED.format(day="一直应报"), reason="补报以前的")
    assert Organisation.objects.get(code="B").joined_on is None
