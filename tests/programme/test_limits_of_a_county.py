"""A county, or a kind of unit, is judged by limits of its own, at entry as in the checks."""

from datetime import date

import pytest

from jieyue.programme.upkeep.queries import condition
from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TREE = """code | name | parent | level | category
T | 某市 | | 市 |
C1 | 甲县 | T | 县 |
C2 | 乙县 | T | 县 |
A | 甲校 | C1 | 单位 | 教育
B | 乙校 | C2 | 单位 | 教育
H | 乙医院 | C2 | 单位 | 卫生
D | 药房 | H | 部门 |"""
SIZES = "organisation | year | floor_area_m2 | persons\n" + "\n".join(
    f"{unit} | {year} | {area} | 100" for unit in ("A", "B", "H") for year, area in ((2024, 1000), (2025, 1150))
)
BILLS = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan\n" + "\n".join(
    f"{unit} | 水 | {unit}1 | {year}-0{month}-01 | {year}-0{month}-28 | {used + month} | m3 | {3 * used + month}"
    for unit in ("A", "B", "H", "D")
    for year, used in ((2024, 100), (2025, 130))
    for month in (1, 2, 3)
)
OWN = (
    ("[[prices]]", 'resource = "water"', "{whose}", "low = 4", "high = 6", 'unit = "元/m3"'),
    ("[[limits]]", 'limit = "profile_change_share"', "{whose}", "value = 0.5"),
    ("[[limits]]", 'limit = "water_change_share"', "{whose}", "value = 0.5"),
    ("[[sizes]]", 'size = "water_per_person"', 'place = "C9"', "low = 1", "high = 2"),
    ("[[sizes]]", 'size = "water_per_person"', "{whose}", "low = 100", "high = 200"),
)
CITED = ("from = 2020-01-01", 'source = { document = "某地通知" }', 'certainty = "unverified"')


def limits_of(whose: str) -> str:
    lines = (line for entry in OWN for line in (*entry, *CITED))
    return "\n".join(['kind = "thresholds"', *lines]).replace("{whose}", whose)


@pytest.mark.parametrize(
    ("whose", "own"),
    [('place = "C1"', {"A"}), ('place = "H"\ncategory = "health"', {"H", "D"}), ('place = "T"', set("ABHD"))],
)
def test_whoever_has_limits_of_his_own_is_judged_by_them_and_nobody_else(house, settings, tmp_path, whose, own):
    (tmp_path / "policy" / "checks").mkdir(parents=True)
    (tmp_path / "policy" / "checks" / "ours.toml").write_text(limits_of(whose), "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [tmp_path / "policy"]
    house.have("organisations", TREE)
    administrator = Person("admin", "10.0.0.9", (Post(Role.SYSTEM_ADMINISTRATOR, "/"),), on=date(2025, 6, 30))
    assert condition(person=administrator).unknown_places == ["C9"]
    units = own - {"D"}
    profiles = house.have("profiles", SIZES)
    assert told_at(profiles, SIZES, "profile_change") == {"A", "B", "H"} - units
    bills = house.have("bills", BILLS)
    dear = told_at(bills, BILLS, "unit_price")
    told = house.checks("T", "2025Q1")
    assert dear == {each.organisation for each in told if each.rule == "unit_price"} == own
    assert {each.organisation for each in told if each.rule == "water_change"} == {"A", "B", "H"} - units
    told = house.checks("T", "2025")
    assert {each.organisation for each in told if each.rule == "use_for_size"} == units


def told_at(report, rows: str, rule: str) -> set[str]:
    """Of which organisations a row was told about; the first row of a file is its header."""
    lines = rows.splitlines()
    return {lines[problem.row - 1].split(" | ")[0] for problem in report.problems if problem.rule == rule}
