"""用能分析 of a unit: parts that add up to what statistics say, like months, and nobody's figures but its own."""

from datetime import date
from decimal import Decimal

import pytest
from orjson import dumps, loads

from jieyue.documents.analysis_report.told import printed
from jieyue.programme.analysis.papers import analysis_content
from jieyue.programme.analysis.unit import NoUnit, analysis_of_unit
from jieyue.rules.paper_layout import Role
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.values import Resource
from offices import open_office, person_named

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = date(2026, 2, 10)
HEADER = "organisation | resource | use | account | start_date | end_date | quantity | unit | amount_yuan"


def two_years(house):
    """Electricity of a school in all months but one, gas of January only, water; and its sizes."""
    office = open_office(house)
    rows = [HEADER]
    for month in range(1, 13):
        rows.append(f"A | 电 | 建筑 | 1001 | 2024-{month:02}-01 | 2024-{month:02}-28 | 1000 | kWh | 700")
        if month not in (1, 2, 7):
            rows.append(f"A | 电 | 建筑 | 1001 | 2025-{month:02}-01 | 2025-{month:02}-28 | {900 + month} | kWh | 650")
    rows += [
        "A | 天然气 | 采暖 | 3001 | 2024-01-01 | 2024-01-31 | 500 | m3 | 1500",
        "A | 天然气 | 采暖 | 3001 | 2025-01-01 | 2025-01-31 | 700 | m3 | 2100",
    ]
    house.have("bills", "\n".join(rows))
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 1000 | 50\nA | 2025 | 1200 | 50")
    return office


@pytest.fixture
def office(house):
    return house.begun(two_years)


def found(person: Person, organisation: str = "A", year: int = 2025):
    return analysis_of_unit(organisation=organisation, year=year, person=person, today=TODAY)


def test_the_parts_are_those_of_statistics_and_make_a_whole(house, office):
    analysis = found(house.person)
    answer = house.statistics("A", "2025")
    assert analysis.tce == answer.totals.tce
    assert analysis.amount_yuan == answer.totals.amount_yuan
    assert {each.resource.value: each.quantity for each in analysis.parts} == {
        row.resource: row.quantity for row in answer.rows
    }
    shares = [each.share for each in analysis.parts if each.share is not None]
    assert sum(shares) == pytest.approx(Decimal(100))
    assert [each.resource for each in analysis.parts if each.share is None] == [Resource.WATER]


def test_a_month_that_one_year_lacks_is_named_and_saves_nothing(house, office):
    change = found(house.person).change
    electricity = next(each for each in change.parts if each.resource is Resource.ELECTRICITY)
    assert (electricity.like.then, electricity.like.only_then) == (11_000, [7])
    assert electricity.like.months == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    assert change.tce == sum(each.tce for each in change.parts)
    assert sum(change.by_size.__dict__.values()) == pytest.approx(change.tce)
    assert change.by_size.by_area == pytest.approx(change.then * Decimal("0.2"))


def test_a_month_stands_beside_the_same_of_last_year_and_the_one_before(house, office):
    months = found(house.person).months
    assert (months[6].tce, months[7].before) == (None, None)
    assert months[0].before == months[2].then != months[0].then
    assert not months[6].is_complete


def test_the_checks_of_the_year_are_its_anomalies(house, office):
    assert {each.mark for each in found(house.person).anomalies} == {each.mark for each in house.checks("A", "2025")}
    assert found(house.person).anomalies


def test_a_place_has_no_such_page_and_a_unit_beyond_reach_is_not_there(house, office):
    with pytest.raises(NoUnit):
        found(house.person, "C1")
    with pytest.raises(NotThere):
        found(person_named("zhao", on=TODAY))


def test_the_page_draws_without_a_script_what_stands_in_its_tables(office):
    page = office.as_("wang").get("/analysis/", {"organisation": "A", "year": "2025"}).content.decode()
    assert page.count('<svg class="drawn__svg"') == 3
    assert "echarts" not in page
    assert "2025 年没有数的月份：7" in page
    assert "period=2025-03" in page
    empty = office.as_("wang").get("/analysis/", {"organisation": "B", "year": "2023"}).content.decode()
    assert "这一年还没有用量" in empty


def test_the_paper_of_the_year_says_what_the_page_says_and_can_be_pinned(house, office):
    content = analysis_content(organisation="A", period=Period.parse("2025"), person=house.person, today=TODAY)
    assert loads(dumps(content["analysis"])) == content["analysis"]
    analysis, told = found(house.person), content["analysis"]
    assert Decimal(told["change"]["tce"]) == analysis.change.tce
    assert [each["now"] and Decimal(each["now"]) for each in told["months"]] == [each.tce for each in analysis.months]
    assert told["anomaly_count"] == len(analysis.anomalies)
    paper = printed(content, is_draft=False)
    said = "".join(paper.of_role(*Role))
    assert "电（建筑）今年没有数的月份：7。这些月份不作比较。" in said
    assert "单位建筑面积能耗的中位数" not in said


def test_a_quarter_has_the_figures_beside_others_alone(house, office):
    content = analysis_content(organisation="A", period=Period.parse("2025Q1"), person=house.person, today=TODAY)
    assert "analysis" not in content


def test_a_paper_tells_of_like_units_as_to_who_reaches_the_unit_alone(house, office):
    """Whoever draws it may know them all; it is kept for whoever reads of the unit."""
    house.have("organisations", "code | name | parent | level | category\nK | 甲县二中 | C1 | 单位 | 教育")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nK | 2025 | 900 | 40")
    house.have("bills", f"{HEADER}\nK | 电 | 建筑 | 1005 | 2025-01-01 | 2025-01-31 | 777 | kWh | 1")
    more = [f"Z{nth}" for nth in range(4)]
    tree = "\n".join(f"{code} | 学校{code} | C1 | 单位 | 教育" for code in more)
    house.have("organisations", f"code | name | parent | level | category\n{tree}")
    sizes = "\n".join(f"{code} | 2025 | 900 | 40" for code in more)
    house.have("profiles", f"organisation | year | floor_area_m2 | persons\n{sizes}")
    bills = "\n".join(f"{code} | 电 | 建筑 | 9{code} | 2025-01-01 | 2025-01-31 | 888 | kWh | 1" for code in more)
    house.have("bills", f"{HEADER}\n{bills}")
    shown = found(house.person).like[0]
    kept = analysis_of_unit(organisation="A", year=2025, person=house.person, today=TODAY, is_kept=True).like[0]
    assert (shown.units, shown.standing.rank, len(shown.spread)) == (6, 6, 9)
    assert (kept.units, kept.standing.rank, kept.spread) == (6, None, [])
