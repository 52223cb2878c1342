"""用能分析 of a place: units in like months, both ends of a distribution, who changed; as many questions for many."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.documents.analysis_report.told import printed
from jieyue.programme.analysis.papers import analysis_content
from jieyue.programme.analysis.place import NoPlace, analysis_of_place, look_ahead, odd_below
from jieyue.rules.paper_layout import Role
from jieyue.rules.period import Period, month_end
from jieyue.rules.refusal import NotThere
from jieyue.rules.values import Resource
from jieyue.store.warehouse import answering
from jieyue.store.warehouse.answering import answer_here
from jieyue.store.warehouse.refreshing import up_to_date
from offices import open_office, person_named

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = date(2026, 2, 10)
KGCE_PER_KWH = 0.1229
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"


def schools(house, codes, *, kwh: int, county: str = "C1") -> None:
    """Units of 1,000 m2 with so many kWh a month in 2024, and in 2025 a tenth more."""
    tree = "\n".join(f"{code} | 学校{code} | {county} | 单位 | 教育" for code in codes)
    house.have("organisations", f"code | name | parent | level | category\n{tree}")
    sizes = "\n".join(f"{code} | 2025 | 1000 | 100" for code in codes)
    house.have("profiles", f"organisation | year | floor_area_m2 | persons\n{sizes}")
    rows = [
        f"{code} | 电 | 7{code} | {year}-{month:02}-01 | {month_end(date(year, month, 1))} | {used} | kWh | 1"
        for code in codes
        for year, used in ((2024, kwh), (2025, kwh * 1.1))
        for month in range(1, 13)
    ]
    house.have("bills", "\n".join([HEADER, *rows]))


def three(house):
    """Beside the office's units, whose bills are of 2025 alone: two frugal schools, and one that uses four times as
    much and lacks July.
    """
    office = open_office(house)
    schools(house, ["S1", "S2"], kwh=1000)
    schools(house, ["S3"], kwh=4000, county="C2")
    return office


@pytest.fixture
def office(house):
    return house.begun(three)


def found(person, organisation: str = "P", category: str = "", year: int = 2025):
    return analysis_of_place(organisation=organisation, year=year, category=category, person=person, today=TODAY)


def test_the_whole_is_what_statistics_say_and_its_parts_make_it(house, office):
    place = found(house.person)
    answer = house.statistics("P", "2025")
    assert place.tce == answer.totals.tce == sum(each.tce for each in place.streams)
    for groups in (place.regions, place.categories):
        assert sum(each.kgce for each in groups) == pytest.approx(float(answer.totals.tce) * 1000)
        assert sum(each.share for each in groups) == pytest.approx(100)
    assert [each.key for each in place.regions] == ["C2", "C1"]
    assert sum(each.tce for each in place.months if each.tce) == place.tce


def test_whose_last_year_is_not_there_changed_nothing(house, office):
    place = found(house.person)
    assert place.percent == pytest.approx(10)
    assert place.then == pytest.approx(6000 * 12 * KGCE_PER_KWH)
    assert [each.code for each in place.risen] == ["S3", "S1", "S2"]
    assert place.fallen == []
    (electricity,) = place.by_resource
    assert electricity == (Resource.ELECTRICITY, pytest.approx(place.now), pytest.approx(place.then))


def test_a_month_that_is_missing_is_no_saving(house, office):
    may = "S3 | 电 | 7S3 | 2025-05-01 | 2025-05-31 | 4400 | kWh | 1 | 是"
    house.have("bills", f"{HEADER} | withdrawn\n{may}", reason="重复")
    place = found(house.person)
    assert {each.code: each.is_alike for each in place.risen} == {"S3": False, "S1": True, "S2": True}
    assert (place.alike.units, place.alike.percent) == (2, pytest.approx(10))
    assert place.alike.then == pytest.approx(2000 * 12 * KGCE_PER_KWH)
    assert {each.key: each.alike.units for each in place.regions} == {"C1": 2, "C2": 0}


def test_a_month_that_is_running_is_not_compared_yet(house, office):
    """The office's school had half of its November, and all of the one before."""
    day = date(2025, 11, 15)
    about = {"organisation": "P", "year": 2025, "category": "", "person": house.person}
    whole, running = (analysis_of_place(**about, today=today) for today in (TODAY, day))
    assert running.then == pytest.approx(whole.then * 10 / 12)
    assert running.now == pytest.approx(whole.now * 10 / 12)
    assert (running.alike.units, running.alike.percent) == (3, pytest.approx(10))
    begun = analysis_of_place(**about, today=date(2025, 1, 20))
    assert (begun.percent, begun.alike.units) == (None, 0)


def test_the_ends_are_of_units_with_every_month_and_an_area(house, office):
    ends = found(house.person, category="education").ends
    assert (ends.units, ends.left_out) == (3, 1)
    assert [each.code for each in ends.highest] == ["S3"]
    assert ends.lowest[0].per_m2 == pytest.approx(1.1 * 12 * KGCE_PER_KWH)
    assert sum(each.units for each in ends.classes) == 3
    assert found(house.person, category="health").ends.classes == []


def test_only_what_lies_within_reach_is_analysed(office):
    own = found(person_named("wang", on=TODAY), "C1")
    assert {each.code for each in own.risen} == {"S1", "S2"}
    with pytest.raises(NotThere):
        found(person_named("wang", on=TODAY), "P")
    with pytest.raises(NoPlace):
        found(person_named("wang", on=TODAY), "S1")


def test_what_was_not_there_last_year_has_no_change_and_no_nought(office):
    page = office.as_("li").get("/analysis/place/", {"organisation": "P", "year": "2024"}).content.decode()
    assert "+0.00" not in page
    odd = office.as_("li").get("/analysis/place/odd/", {"organisation": "C1", "year": "2024"}).content.decode()
    assert "首页“可疑的数据”" in odd


def test_a_hundred_units_are_asked_for_as_one_is(house, office):
    def questions() -> int:
        up_to_date()
        with CaptureQueriesContext(connection) as asked:
            found(house.person)
            odd_below(organisation="P", year=2025, person=house.person)
        return len(asked)

    schools(house, ["N1"], kwh=500)
    few = questions()
    schools(house, [f"M{nth}" for nth in range(20)], kwh=500)
    assert questions() <= few


def test_the_page_names_both_ends_and_opens_each_unit(office):
    client = office.as_("li")
    page = client.get("/analysis/place/", {"organisation": "P", "year": "2025"}).content.decode()
    assert "organisation=S3&amp;year=2025" in page
    assert "+10.0%" in page
    assert page.count('<svg class="drawn__svg"') == 5
    assert "echarts" not in page


def test_the_paper_of_the_place_names_its_parts_and_both_ends(house, office):
    content = analysis_content(organisation="P", period=Period.parse("2025"), person=house.person, today=TODAY)
    paper = printed(content, is_draft=False)
    tables = {table.name: table.rows for table in paper.tables}
    assert [row.organisation for row in tables["各地能耗表"]] == ["C2", "C1"]
    assert [row.organisation for row in tables["增减单位表"]] == ["", "S3", "S1", "S2"]
    assert "综合能耗由" in "".join(paper.of_role(*Role))


def test_what_is_odd_below_is_told_by_rule_with_the_units_that_lead_on(house, office):
    house.have("bills", f"{HEADER}\nS1 | 电 | 8S1 | 2025-06-01 | 2025-06-30 | 90000 | kWh | 1")
    odd = odd_below(organisation="P", year=2025, person=house.person)
    changed = next(each for each in odd if each.rule == "electricity_change")
    assert [unit.code for unit, _ in changed.first] == ["S1"]
    page = office.as_("li").get("/analysis/place/odd/", {"organisation": "P", "year": "2025"}).content.decode()
    assert "organisation=S1&amp;year=2025#anomalies" in page


def test_after_looking_ahead_nothing_is_asked_for_what_is_odd_below_the_highest_place(
    house, office, monkeypatch, nothing_answered_yet
):
    def asked_of_the_warehouse() -> int:
        asked = []
        monkeypatch.setattr(answering, "answer_here", lambda *about: asked.append(about) or answer_here(*about))
        odd_below(organisation="P", year=2025, person=house.person)
        return len(asked)

    house.have("bills", f"{HEADER}\nS1 | 电 | 8S1 | 2025-06-01 | 2025-06-30 | 90001 | kWh | 1")
    look_ahead(person=house.person, today=TODAY)
    assert asked_of_the_warehouse() == 0
    house.have("bills", f"{HEADER}\nS1 | 电 | 9S1 | 2025-06-01 | 2025-06-30 | 90002 | kWh | 1")
    assert asked_of_the_warehouse() > 0
