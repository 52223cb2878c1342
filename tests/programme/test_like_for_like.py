"""A change is told beside the one over the same units, so that a school that is missing is no saving."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.documents.consumption import told_of
from jieyue.programme.analysis.papers import analysis_content
from jieyue.programme.publication.content import notice_content
from jieyue.programme.statistics.alike import alike_between, months_over
from jieyue.programme.workbench.queries import sums_of_places
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation

D = Decimal
YEAR, BEFORE = Period.parse("2024"), Period.parse("2023")
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"
ORGANISATIONS = "code | name | parent | level | effective_on\n"


def bills(unit, year, quantity, *, months=range(1, 13)):
    ends = {month: date(year + month // 12, month % 12 + 1, 1) - date.resolution for month in months}
    about = f"{unit} | 电 | {unit}1"
    return [f"{about} | {year}-{m:02}-01 | {end} | {quantity} | kWh | {quantity}" for m, end in ends.items()]


def have_bills(house, *rows):
    house.have("bills", "\n".join([HEADER, *(line for each in rows for line in each)]))


def three_units(house):
    """Each uses a hundred a month in 2023; A and E ninety in 2024, of which the school B has brought half."""
    tree = "T | 某市 | | 市 |\nC | 某县 | T | 县 |\nA | 甲局 | C | 单位 |\nB | 乙校 | C | 单位 |\nE | 戊局 | T | 单位 |"
    house.have("organisations", ORGANISATIONS + tree)
    full = [bills(unit, year, quantity) for unit in "AE" for year, quantity in ((2023, 100), (2024, 90))]
    have_bills(house, *full, bills("B", 2023, 100), bills("B", 2024, 100, months=range(1, 7)))
    sizes = "A | 2023 | 100 | 10\nA | 2024 | 100 | 10\nB | 2023 | 50 | 5\nB | 2024 | 50 | 5\nE | 2024 | 20 | 2"
    house.have("profiles", f"organisation | year | floor_area_m2 | persons\n{sizes}")


@pytest.fixture
def city(house):
    house.begun(three_units)
    return house


def test_a_school_that_is_missing_is_no_saving(city):
    beside = city.statistics("T", "2024").year_on_year
    assert round(beside.change_percent["tce"], 6) == round((2160 + 600 - 3600) / 36, 6)
    alike = beside.alike
    assert (alike.units, alike.owed, alike.are_all) == (2, 3, False)
    assert alike.change_percent["tce"] == pytest.approx(-10)
    assert alike.change_percent["amount_yuan"] == pytest.approx(-10)
    assert [row.quantity for row in (*alike.rows, *alike.rows_before)] == [D(2160), D(2400)]


def test_ratios_are_of_the_same_units_that_have_their_size_in_both_years(city):
    alike = city.statistics("T", "2024").year_on_year.alike
    assert (alike.sized, alike.indicators["electricity_per_m2_kwh"]) == (1, 10.8)
    assert alike.change_percent["electricity_per_m2_kwh"] == pytest.approx(-10)
    assert alike.indicators["energy_tce"] == pytest.approx(2160 * 0.1229 / 1000)


def test_of_a_running_year_the_months_that_are_over_are_compared(city):
    asked = {"now": YEAR, "then": BEFORE, "person": city.person, "code": "T"}
    alike = alike_between(**asked, today=date(2024, 7, 3))
    assert (str(alike.period), str(alike.before), alike.units) == ("2024H1", "2023H1", 3)
    alike = alike_between(**asked, today=date(2024, 5, 3))
    assert (str(alike.period), alike.period.zh, alike.units) == ("2024-01/2024-04", "2024年1至4月", 3)
    assert [row.quantity for row in alike.rows] == [D(1120)]
    assert alike_between(**asked, today=date(2024, 1, 31)) is None
    assert months_over(YEAR, None) == YEAR


def test_a_unit_that_came_or_moved_in_between_is_in_neither(city):
    city.have("organisations", ORGANISATIONS + "F | 己局 | C | 单位 |")
    have_bills(city, bills("F", 2023, 100, months=range(7, 13)), bills("F", 2024, 100))
    city.have("organisations", ORGANISATIONS + "E | 戊局 | C | 单位 | 2024-04-01", reason="划转")
    alike = city.statistics("T", "2024").year_on_year.alike
    assert (alike.units, alike.owed, [row.quantity for row in alike.rows]) == (2, 4, [D(2160)])
    of_county = city.statistics("C", "2024").year_on_year.alike
    assert (of_county.units, [row.quantity for row in of_county.rows]) == (1, [D(1080)])


def test_a_unit_itself_is_comparable_or_not(city):
    of_a, of_b = (city.statistics(code, "2024").year_on_year.alike for code in "AB")
    assert (of_a.units, of_a.owed, of_a.change_percent["tce"]) == (1, 1, pytest.approx(-10))
    assert (of_b.units, of_b.owed, of_b.rows, of_b.change_percent) == (0, 1, [], {})


def test_who_has_left_ones_reach_is_in_no_like_for_like_figure(city):
    city.have("organisations", ORGANISATIONS + "T2 | 乙市 | | 市 |\nE | 戊局 | T2 | 单位 | 2025-01-01", reason="划转")
    path = f"/{Organisation.objects.get(code='T').pk}/"
    reader = Person("r", "r", (Post(Role.READER, path),), on=date(2025, 6, 1), id=1)
    alike = alike_between(now=YEAR, then=BEFORE, person=reader, code="T", today=date(2025, 6, 1))
    assert (alike.units, [row.quantity for row in alike.rows]) == (1, [D(1080)])


def test_the_places_of_the_first_page_are_compared_over_the_same_units(city):
    sums = sums_of_places(organisation="T", year=2024, person=city.person, today=date(2025, 1, 15))
    county = next(each for each in sums.places if each.code == "C")
    assert (county.owed, county.complete, county.is_comparable) == (2, 1, False)
    assert (county.change_percent, county.change_alike_percent) == (D(-30), D(-10))


def test_the_analysis_of_a_place_says_both_and_over_how_many_units(city):
    asked = {"period": YEAR, "person": city.person, "today": date(2025, 2, 1)}
    of_city, of_school = (told_of(analysis_content(organisation=code, **asked)).fields for code in "TB")
    assert (of_city["综合能耗增减"], of_city["同口径综合能耗增减"]) == ("减少23.3%", "减少10.0%")
    assert (of_city["应报单位数"], of_city["同口径单位数"], of_city["增减存疑"]) == ("3", "2", "")
    assert (of_school["同口径综合能耗增减"], "票据不齐" in of_school["增减存疑"]) == ("", True)


def test_a_notice_says_which_quarters_lack_bills(city):
    school, office = (Organisation.objects.get(code=code) for code in "BA")
    third = Period.parse("2024Q3")
    assert [notice_content(unit, third)["incomplete"] for unit in (school, office)] == [["2024Q3"], []]
