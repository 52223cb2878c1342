"""A unit's quotas by command, by program and on its page, of the same bills."""

from datetime import date

import pytest

from jieyue.programme.evaluation.queries import evaluation
from jieyue.rules.period import month_end
from jieyue.rules.scoring import Verdict
from quota_years import settle
from worlds import begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(house):
    return begun(settle, house)


def told(jieyue, *words: object) -> dict:
    return jieyue("quotas", "--organisation", "F", "--year", 2022, *words, "--json").json


def test_the_document_says_value_limits_verdict_and_where_each_stands(office, jieyue):
    said = told(jieyue)
    assert (said["organisation"], said["year"], said["class"]) == ("F", 2022, "organ")
    own = {(each["standard"], each["indicator"]): each for each in said["quotas"]}
    first = own["db37-t-2672-2019", "non_heating_per_m2_kgce"]
    assert {name: first[name] for name in ("constraint", "benchmark", "guide", "verdict", "certainty", "unit")} == {
        "constraint": 22.3,
        "benchmark": 15.6,
        "guide": 8.1,
        "verdict": "within_guide",
        "certainty": "secondary",
        "unit": "kgce/m2",
    }
    assert first["value"] == pytest.approx(12_000 * 0.31 / 1000)
    assert (first["table"], first["clause"]) == ("DB37/T 2672-2019", "单位建筑面积非供暖能耗，市级，B区")
    assert own["db37-t-2672-2019", "heating_per_m2_kgce"]["value"] == pytest.approx(120 * 34.12 / 800)
    person = own["db37-t-2672-2019", "energy_per_person_kgce"]
    assert person["value"] == pytest.approx((3720 + 1200 * 0.725 * 1.4714 + 120 * 34.12) / 50)
    water = own["db37-t-4452-2021", "water_per_person_m3"]
    assert (water["value"], water["benchmark"], water["verdict"]) == (3, None, "within_guide")
    national = own["gbt-51161-2016", "building_electricity_per_m2_kwh"]
    assert (national["verdict"], national["certainty"], national["constraint"]) == ("unknown", None, None)
    assert "建筑类别" in national["why"]
    switches = {each["standard"]: each["switches"] for each in said["standards"]}
    assert switches["db37-t-2672-2019"]["electricity_factor"] == "shandong"
    assert said["published_means"] is None
    plain = jieyue("quotas", "--organisation", "F", "--year", 2022)
    assert (
        "单位建筑面积非供暖能耗 3.72 kgce/m²：达到引导值。约束值 22.3，基准值 15.6，引导值 8.1，DB37/T 2672-2019"
        in plain.out
    )
    assert (plain.status, plain.err) == (0, "")


def test_electricity_of_it_equipment_is_entered_once(office, jieyue, house):
    """By each data centre; 定额资料 may say otherwise, and one that does not say it leaves the whole unknown."""

    def eue() -> float | None:
        own = {(each["standard"], each["indicator"]): each for each in told(jieyue)["quotas"]}
        return own["db37-t-2672-2019", "data_centre_eue"]["value"]

    header = "organisation | resource | use | account | start_date | end_date | quantity | unit"
    months = [(month, month_end(date(2022, month, 1))) for month in range(1, 13)]
    rows = [f"F | 电 | 机房 | 9F | 2022-{month:02}-01 | {end} | 150 | kWh" for month, end in months]
    house.have("bills", "\n".join([header, *rows]))
    assert eue() is None
    centres = "organisation | name | year | electricity_it_kwh"
    house.have("data_centres", f"{centres}\nF | 甲 | 2022 | 700\nF | 乙 | 2022 |")
    assert eue() is None
    house.have("data_centres", f"{centres}\nF | 乙 | 2022 | 300", reason="补登")
    assert eue() == pytest.approx(150 * 12 / 1000)
    house.have("quota_facts", "organisation | year | it_electricity_kwh\nF | 2022 | 900")
    assert eue() == pytest.approx(150 * 12 / 900)


def test_what_is_registered_and_switched_changes_the_answer(office, jieyue, house):
    facts = "organisation | year | building_class | operating_hours | zone"
    house.have("quota_facts", f"{facts}\nF | 2021 | A类（可自然通风） | 2000 | 山东A区（沿海）\nF | 2022 | | 2500 |")
    said = {(each["standard"], each["indicator"]): each for each in told(jieyue)["quotas"]}
    national = said["gbt-51161-2016", "building_electricity_per_m2_kwh"]
    assert (national["constraint"], national["certainty"]) == (55, "unverified")
    assert [each["factor"] for each in national["corrections"]] == [1, pytest.approx(0.7 + 0.3 * 20 / 10)]
    assert {each["certainty"] for each in national["corrections"]} == {"unverified"}
    assert national["value"] == pytest.approx(12 * 1.3)
    assert said["db37-t-2672-2019", "non_heating_per_m2_kgce"]["constraint"] == 21.9
    plain = told(jieyue, "--switch", "area_per_person=false", "--switch", "electricity_basis=calorific")["quotas"]
    own = {(each["standard"], each["indicator"]): each["value"] for each in plain}
    assert own["gbt-51161-2016", "building_electricity_per_m2_kwh"] == pytest.approx(12)
    assert own["db37-t-2672-2019", "non_heating_per_m2_kgce"] == pytest.approx(12 * 0.1229)


def test_wishes_that_cannot_be_met_are_refused_in_words(office, jieyue):
    for words, says in (
        (("--organisation", "JN", "--year", 2022), "不是单位"),
        (("--organisation", "N", "--year", 2022), "没有编码为“N”的机构"),
        (("--organisation", "F", "--year", 22), "看不懂报告期"),
        (("--organisation", "F", "--year", 2022, "--switch", "colour=red"), "没有叫“colour”的开关"),
        (("--organisation", "F", "--year", 2022, "--switch", "operating_hours=x"), "不能是“x”"),
        (("--organisation", "F", "--year", 2022, "--switch", "x"), "没有写值"),
    ):
        said = jieyue("quotas", *words, "--json")
        assert (said.status, list(said.json)) == (2, ["error"]), words
        assert says in said.json["error"]["says"]


def test_a_class_that_cannot_be_told_and_a_year_without_bills_are_said(office, jieyue, house):
    said = jieyue("quotas", "--organisation", "H", "--year", 2022, "--json").json
    assert said["quotas"] == []
    assert "推定为未定级的医疗机构" in said["notes"][0]
    assert "没有适用于未定级的医疗机构的定额" in said["notes"][1]
    house.have("quota_facts", "organisation | year | institution_class\nH | 2022 | 三级医院")
    graded = jieyue("quotas", "--organisation", "H", "--year", 2022, "--json").json
    assert {each["verdict"] for each in graded["quotas"]} == {"unknown"}
    assert graded["quotas"][0]["constraint"] == 39.1
    assert all(each["why"] for each in graded["quotas"])


def test_the_means_of_guangdong_stand_beside_its_units_and_in_their_score_sheets(office, jieyue, house):
    said = jieyue("quotas", "--organisation", "G", "--year", 2022, "--json").json
    assert said["published_means"]["name"] == "省级以上机关"
    assert "人均水耗 3.00，同类均值 38.53 m³/人" in jieyue("quotas", "--organisation", "G", "--year", 2022).out
    means = {each["indicator"]: (each["value"], each["mean"]) for each in said["published_means"]["means"]}
    own = 12_000 * 0.1229 + 120 * 34.12
    assert means["energy_per_m2_kgce"] == (pytest.approx(own / 1000), 12.49)
    assert means["water_per_person_m3"] == (3, 38.53)
    day = date(2023, 2, 1)
    about = {"organisation": "G", "year": 2022, "person": house.person, "today": day}
    rows = {row.decision.item.number: row.decision for row in evaluation(standard="demonstration-unit", **about).rows}
    assert (rows["1.1"].verdict, rows["1.1"].points) == (Verdict.EARNED, 7)
    assert "12.49" in rows["1.1"].why


def test_the_codes_of_places_tell_the_region_where_nobody_registered_one(office, jieyue, house):
    """On the coast, by the code of the city; of years before the unit was there nothing is judged, nothing fails."""
    tree = "code | name | parent | level | category | opened_on | closed_on"
    rows = "37 | 山东 | | 省 | | |\n3702 | 青岛市 | 37 | 市 | | |\n370202 | 市南区 | 3702 | 县 | | |"
    unit = "370202001 | 市南区财政局 | 370202 | 单位 | 机关 | 2024-03-01 | 2025-06-30"
    house.have("organisations", f"{tree}\n{rows}\n{unit}")
    for year in (2022, 2024, 2025, 2026):
        said = jieyue("quotas", "--organisation", "370202001", "--year", year, "--json").json
        own = {(each["standard"], each["indicator"]): each for each in said["quotas"]}
        first = own["db37-t-2672-2019", "non_heating_per_m2_kgce"]
        assert (first["constraint"], first["verdict"], first["clause"][-7:]) == (20, "unknown", "市级以下，A区")


def test_the_page_says_the_same_and_asks_for_what_is_missing(office):
    page = office.as_("li").get("/quotas/?organisation=F&year=2022")
    told = page.content.decode()
    assert page.status_code == 200
    for words in ("达到引导值", "DB37/T 2672-2019", "22.3", "电按等价值折算", "建筑类别", "定额资料"):
        assert words in told
    like = office.as_("li").get("/quotas/?organisation=G&year=2022").content.decode()
    assert "12.49" in like
    assert "广东省能源局通知" in like
    assert "在上面选一个单位" in office.as_("li").get("/quotas/?organisation=JN").content.decode()


def years_of(unit: str, *energy: int) -> str:
    """Electricity that is the same each month of a year, of the years before 2022 and of it."""
    rows = ["organisation | resource | use | account | start_date | end_date | quantity | unit"]
    for year, monthly in zip(range(2022 - len(energy) + 1, 2023), energy, strict=True):
        rows += [
            f"{unit} | 电 | 建筑 | 9 | {d} | {month_end(d)} | {monthly} | kWh"
            for d in (date(year, m, 1) for m in range(1, 13))
        ]
    return "\n".join(rows)


def test_a_year_stands_beside_the_baseline_of_the_three_before_it(office, house, jieyue, client):
    house.have("bills", years_of("H", 1000, 1100, 1000, 1240))
    said = jieyue("quotas", "--organisation", "H", "--year", 2022, "--json").json["baseline"]
    assert said["before_tce"] == {
        "2019": pytest.approx(12 * 0.1229),
        "2020": pytest.approx(12 * 1.1 * 0.1229),
        "2021": pytest.approx(12 * 0.1229),
    }
    assert (said["way"], said["certainty"]) == ("mean", "secondary")
    assert said["change_percent"] == pytest.approx(1240 * 300 / 3100 - 100)
    assert "比基准 +20.0%" in jieyue("quotas", "--organisation", "H", "--year", 2022).out
    page = office.as_("li").get("/quotas/", {"organisation": "H", "year": 2022}).content.decode()
    assert "各年都在平均值上下的范围内，取平均值" in page


def test_of_a_region_without_a_rule_there_is_no_baseline_and_of_lacking_years_it_says_which(office, jieyue):
    assert jieyue("quotas", "--organisation", "G", "--year", 2022, "--json").json["baseline"] is None
    assert told(jieyue)["baseline"]["why"] == "缺 2019、2020、2021 年完整的数据"
    assert "建筑能耗基准：不能算出" in jieyue("quotas", "--organisation", "F", "--year", 2022).out
