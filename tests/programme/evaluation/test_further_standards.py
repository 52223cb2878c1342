"""The standard of demonstration units and GB/T 29118—2023: tiers against the province's mean, and no invented point."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.evaluation.queries import evaluation
from jieyue.rules.scoring import Decision, Facts, Found, Result, Rule, Verdict, score_sheet
from jieyue.store.policies import policy
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
AFTER = date(2026, 2, 1)
DEMO, NEW = "demonstration-unit", "gbt-29118-2023"
MEAN = "organisation | year | category | energy_per_m2_kgce | energy_per_person_kgce | water_per_person_m3 | document"


@pytest.fixture
def office(house):
    """Twelve months of 1,000 kWh, 10 m3 and 100 L of petrol, on 1,000 m2 with 50 persons, 40 of them for water."""
    found = open_office(house)
    rows = ["organisation | resource | account | start_date | end_date | quantity | unit"]
    for month in range(1, 13):
        end = date(2025 + month // 12, month % 12 + 1, 1).toordinal() - 1
        days = f"2025-{month:02}-01 | {date.fromordinal(end)}"
        rows += [f"A | 电 | 1001 | {days} | 1000 | kWh", f"A | 水 | 2001 | {days} | 10 | m3"]
        rows += [f"A | 汽油 | 3001 | {days} | 100 | L"]
    house.have("bills", "\n".join(rows), reason="按发票更正")
    profile = "organisation | year | floor_area_m2 | persons | persons_water"
    house.have("profiles", f"{profile}\nA | 2025 | 1000 | 50 | 40")
    return found


def items(standard: str = DEMO) -> dict[str, Decision]:
    about = {"organisation": "A", "year": 2025, "person": person_named("wang", on=AFTER), "today": AFTER}
    return {row.decision.item.number: row.decision for row in evaluation(standard=standard, **about).rows}


def mean(house, place: str, *, per_m2: str, per_person: str = "100", water: str = "10") -> None:
    house.have("benchmarks", f"{MEAN}\n{place} | 2024 | 教育 | {per_m2} | {per_person} | {water} | 省公告")


def test_a_unit_is_set_beside_the_mean_that_its_province_published_of_the_year_before(office, house):
    """12,000 kWh are 1,474.8 kgce, 1.4748 per m2. Petrol is in the figure per person alone: 1,200 L are 870 kg,
    1,280.118 kgce, with the electricity 55.098 for each of 50.
    """
    mean(house, "P", per_m2="1.475", per_person="50", water="3.4")
    found = items()
    assert (found["1.1"].verdict, found["1.1"].points) == (Verdict.LOST, 6)
    assert found["1.2"].found[0].value.quantize(Decimal("0.001")) == Decimal("55.098")
    assert (found["1.3"].points, found["1.3"].found[0].value) == (Decimal(7), Decimal(3))


def test_a_water_saving_unit_has_all_points_for_water_as_long_as_it_holds_the_title(office, house):
    mean(house, "P", per_m2="1.475", water="1")
    assert (items()["1.3"].verdict, items()["1.3"].points) == (Verdict.LOST, 0)
    title = {"organisation": "A", "title": "节水型单位", "given_on": "2024-05-01"}
    house.have("titles", [title])
    assert (items()["1.3"].points, items()["1.3"].why) == (7, "有“节水型单位”称号（2024-05-01 授予）。")
    house.have("titles", [{**title, "taken_on": "2025-12-31"}], reason="取消")
    assert items()["1.3"].verdict is Verdict.LOST, "taken away on the last day of the year"


def test_what_a_unit_or_a_county_says_of_its_like_is_no_mean_of_the_province(office, house):
    mean(house, "A", per_m2="99")
    mean(house, "C1", per_m2="99")
    assert items()["1.1"].verdict is Verdict.UNDECIDED
    assert "没有登记本省 2024 年同类机构的均值" in items()["1.1"].why


def test_of_two_finer_kinds_somebody_has_to_choose(office, house):
    finer = "organisation | year | category | group_name | energy_per_m2_kgce | document"
    house.have(
        "benchmarks", f"{finer}\nP | 2024 | 教育 | 高等学校 | 4.77 | 公告\nP | 2024 | 教育 | 中小学校 | 3.28 | 公告"
    )
    assert items()["1.1"].verdict is Verdict.UNDECIDED
    assert "高等学校、中小学校" in items()["1.1"].why


def test_a_month_without_bills_leaves_it_undecided_however_low_the_figure_is(house):
    open_office(house)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2025 | 1000 | 50")
    mean(house, "P", per_m2="99")
    assert items()["1.1"].verdict is Verdict.UNDECIDED


def test_the_points_of_demonstration_units_are_110_and_what_is_not_known_is_said():
    standard = policy().standard(DEMO)
    assert sum(each.points for each in standard.items) == sum(each.points for each in standard.sections) == 110
    assert (standard.passes_from, standard.are_stars_known) == (85, False)
    assert [each.number for each in standard.items if each.certainty.needs_checking] == ["1.4"]


def test_a_starred_item_without_points_fails_and_unknown_stars_pass_nobody():
    standard = policy().standard(DEMO)
    plain = tuple(replace(each, rule=Rule("exists", "x")) for each in standard.items)
    there, none = {"x": Facts((Found("", ""),))}, {"x": Facts()}
    assert score_sheet(replace(standard, items=plain), there).result is Result.OPEN
    assert score_sheet(replace(standard, items=plain, are_stars_known=True), there).result is Result.PASSED
    starred = (replace(plain[-1], is_starred=True, rule=Rule("exists", "y")), *plain[:-1])
    known = replace(standard, items=starred, are_stars_known=True)
    assert score_sheet(known, there | {"y": Facts()}).result is Result.FAILED
    assert score_sheet(replace(known, items=plain), there).points == 110
    assert score_sheet(replace(known, items=plain), none).result is Result.FAILED


def test_the_guide_of_2023_is_a_gate_and_six_aspects_without_an_invented_point(office):
    standard = policy().standard(NEW)
    assert [each.name for each in standard.sections if each.key != "0"] == [
        "组织管理与制度建设",
        "绿色办公",
        "生活垃圾分类",
        "反食品浪费",
        "设施设备应用与管理",
        "宣传教育",
    ]
    assert {each.points for each in (*standard.sections, *standard.items)} == {None}
    assert [each.section for each in standard.items if each.is_gate] == ["0"]
    assert items(NEW)["1.3"].verdict is Verdict.EARNED
    assert (
        evaluation(
            standard=NEW, organisation="A", year=2025, person=person_named("wang", on=AFTER), today=AFTER
        ).sheet.result
        is Result.OPEN
    )
