"""The sheets of all units of a place at once are those of each by itself."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.evaluation.of_units import sheets_now, summary_as_json
from jieyue.programme.evaluation.queries import as_json, evaluation
from jieyue.programme.publication.operations import propose
from jieyue.programme.reporting.operations import submit
from jieyue.programme.statistics.of_units import figures_of_units
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.period import Period
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import OrganisationUnknown
from jieyue.store.people.people import person_at_console
from jieyue.store.policies import policy
from offices import open_office, person_named
from reporting_desk import publish
from worlds import begun

pytestmark = pytest.mark.one_database

NEXT_YEAR = date(2026, 4, 20)
MONTHS = [(n, 30 if n in (4, 6, 9, 11) else 31) for n in range(2, 13)]
REST = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan\n" + "\n".join(
    f"B | 电 | 1002 | 2025-{n:02}-01 | 2025-{n:02}-{28 if n == 2 else last} | {400 + n} | kWh | {300 + n}.25"
    for n, last in MONTHS
)
DEPARTMENTS = """code | name | parent | level
D1 | 办公室 | B | 部门
D2 | 后勤处 | B | 部门"""
MOVED = """code | name | parent | level | effective_on
D2 | 后勤处 | A | 部门 | 2025-07-01"""
BILLS = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
D1 | 水 | 3001 | 2025-03-01 | 2025-03-31 | 12 | m3 | 40
D2 | 电 | 3002 | 2025-05-01 | 2025-05-31 | 900 | kWh | 630
D2 | 电 | 3002 | 2025-08-01 | 2025-08-31 | 700 | kWh | 490"""
AFTERWARDS = """organisation | resource | account | start_date | end_date | quantity | unit
B | 水 | 77 | 2025-02-01 | 2025-02-28 | 3 | m3"""
PROFILES = """organisation | year | floor_area_m2 | persons | persons_water
B | 2025 | 4000 | 80 | 100
D2 | 2025 | 600 | 12 |
X | 2025 | 9000 | 200 | 300"""
TARGETS = """organisation | year | energy_per_m2_kgce | energy_per_person_kgce | water_per_person_m3 | document
B | 2025 | 8.5 | 190 | 28 | 节能目标通知"""
REGISTERS = {
    "posts": "机构编码 | 责任或岗位 | 姓名 | 起始日期\nB | 创建责任人（第一责任人） | 张三 | 2025-01-10",
    "waste_points": "机构编码 | 投放点 | 可回收物容器 | 有分类标识\nB | 东侧 | 1 | 是\nX | 西侧 | 1 | 否",
    "plastics": """机构编码 | 检查日期 | 地点 | 检查事项 | 发现数量
B | 2025-03-05 | 食堂 | 不可降解一次性塑料袋 | 0
X | 2025-04-05 | 食堂 | 不可降解一次性塑料袋 | 2""",
    "paper": "机构编码 | 月份 | 购入 | 领用 | 月末库存\nB | 2025-03 | 4 | 1 | 3\nX | 2025-04 | 5 | 1 | 4",
}


def at(*day: int) -> datetime:
    return datetime(*day, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def made(house) -> None:
    open_office(house)
    put_in_force(
        plan="sichuan-2020",
        organisation="C1",
        since=date(2025, 1, 1),
        by=person_named("li", on=NEXT_YEAR),
        at=at(2025, 1, 1),
    )
    for kind, rows in (("organisations", DEPARTMENTS), ("bills", REST), ("bills", BILLS), ("profiles", PROFILES)):
        house.have(kind, rows)
    house.have("organisations", MOVED, reason="划转")
    house.have("targets", TARGETS)
    for kind, rows in REGISTERS.items():
        house.have(kind, rows)
    clerk, approver = (person_named(who, on=NEXT_YEAR) for who in ("wang", "feng"))
    submit(organisation="B", period=Period.parse("2025Q1"), by=clerk, at=at(2025, 4, 8), reason="补报")
    propose(organisation="B", period=Period.parse("2025Q2"), by=clerk, at=at(2026, 2, 1))
    publish(organisation="B", period=Period.parse("2025Q2"), by=approver, at=at(2026, 2, 2))
    house.have("bills", AFTERWARDS, reason="补录")


@pytest.fixture
def county(house):
    begun(made, house)
    return house


@pytest.mark.parametrize("standard", ["national-2020", "demonstration-unit", "gbt-29118-2023"])
def test_every_item_of_every_unit_is_decided_as_by_itself(county, standard):
    about = {"year": 2025, "person": person_at_console(), "today": NEXT_YEAR, "standard": standard}
    many = {each.organisation.code: each for each in sheets_now(organisation="P", **about)}
    alone = {code: evaluation(organisation=code, **about).sheet for code in ("A", "B", "X")}
    assert {code: as_json(each.sheet) for code, each in many.items()} == {
        code: as_json(each) for code, each in alone.items()
    }
    assert summary_as_json(many["B"])["verified_earned"] == alone["B"].verified_earned


def test_figures_of_many_are_those_of_statistics_with_departments_that_moved(county):
    units = list(Organisation.objects.filter(code__in=["A", "B", "X"]))
    year = Period.parse("2025")
    for basis in ({}, policy().standard("gbt-29118-2023").basis):
        many = figures_of_units(units, year, switches=basis)
        for unit in units:
            own = statistics(person=person_at_console(), code=unit.code, period=year, switches=basis, is_compared=False)
            told = {key: value for key, value in own.indicators.items() if value is not None}
            found = {key: value for key, value in many[unit.pk].indicators.items() if value is not None}
            assert found == pytest.approx(told, rel=1e-12)
            assert many[unit.pk].is_complete is own.is_complete


def test_as_many_questions_are_asked_of_three_units_as_of_one(county):
    def asked(organisation: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            list(sheets_now(organisation=organisation, year=2025, person=person_at_console(), today=NEXT_YEAR))
        return len(found)

    asked("P")
    of_three, of_one = asked("P"), asked("C2")
    assert of_three - of_one <= 12, "what units do not have need not be asked further"


def test_who_does_not_reach_a_unit_gets_no_sheet_of_it(county):
    reached = person_named("sun", on=NEXT_YEAR)
    about = {"year": 2025, "person": reached, "today": NEXT_YEAR}
    assert [each.organisation.code for each in sheets_now(organisation="C1", **about)] == ["A", "B"]
    with pytest.raises(OrganisationUnknown):
        next(sheets_now(organisation="P", **about))
