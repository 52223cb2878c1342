"""Figures that contradict the profile, another unit, the base year or their own parts are told, and no others."""

import pytest

from jieyue.programme.checking.queries import checks
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TREE = """code | name | parent | level | category
T | 某市 | | 市 |
A | 甲局 | T | 单位 | 机关
B | 乙局 | T | 单位 | 机关"""
PROFILES = """organisation | year | floor_area_m2 | persons | vehicles_petrol
A | 2024 | 1000 | 50 | 0
B | 2024 | 1000 | 50 | 2"""
BILLS = "organisation | resource | use | account | start_date | end_date | quantity | unit | invoice_number | refund_of"
SHARED = [4321, 5432, 6543, 7654]


def begun(house) -> None:
    house.have("organisations", TREE)
    house.have("profiles", PROFILES)


@pytest.fixture
def house(house):
    house.begun(begun)
    return house


def monthly(code: str, quantities: list[int], *, year: int = 2024, what: str = "电 | 建筑", unit: str = "kWh") -> str:
    return "".join(
        f"\n{code} | {what} | {code}{what[0]} | {year}-{n:02}-01 | {year}-{n:02}-28 | {used} | {unit} | |"
        for n, used in enumerate(quantities, 1)
    )


def fuel(code: str, quantities: list[int]) -> str:
    return monthly(code, quantities, what="汽油 | 车辆", unit="L")


def found(house, rule: str, at: str = "T") -> list:
    return [each for each in house.checks(at, "2024") if each.rule == rule]


def whose(house, rule: str) -> list[str]:
    return [each.organisation for each in found(house, rule)]


def test_fuel_of_vehicles_that_there_are_none_of_is_told_and_that_of_two_is_not(house):
    house.have("bills", BILLS + fuel("A", [40, 50]) + fuel("B", [40]))
    (told,) = found(house, "fuel_without_vehicles")
    assert (told.organisation, told.resource, told.figures["litres"]) == ("A", "petrol", 90)
    assert whose(house, "fuel_for_vehicles") == []


def test_more_fuel_than_so_many_vehicles_can_burn_is_told(house):
    house.have("bills", BILLS + fuel("B", [29_000, 1001]))
    assert whose(house, "fuel_for_vehicles") == ["B"]


@pytest.mark.parametrize(("common", "is_told"), [(SHARED, True), (SHARED[:2], False), (list(range(20, 80, 8)), False)])
def test_months_that_are_anothers_are_told_where_that_is_no_chance(house, common, is_told):
    house.have("bills", BILLS + monthly("A", [*common, 1111]) + monthly("B", [*common, 2222]))
    assert whose(house, "same_as_another_unit") == (["A", "B"] if is_told else [])


def test_who_the_other_is_only_they_read_who_reach_it(house):
    house.have("bills", BILLS + monthly("A", SHARED) + monthly("B", SHARED))
    path = Placement.objects.get(organisation__code="A").path
    clerk = Person("liu", "a test", (Post(Role.CLERK, path),))
    told = checks(person=clerk, code="A", period=Period.parse("2024"))
    (own,) = (each for each in told if each.rule == "same_as_another_unit")
    assert "另一家单位" in own.says
    assert "乙局" not in str(own)
    assert "乙局" in found(house, "same_as_another_unit", "A")[0].says


def test_a_part_that_is_more_than_the_whole_is_told_and_a_refund_of_its_own_use_is_none(house):
    heating = monthly("A", [500], what="电 | 采暖") + monthly("B", [500], what="电 | 采暖")
    refunds = "".join(
        f"\n{code} | 电 | {use} | {code}退 | 2024-02-01 | 2024-02-28 | -100 | kWh | {code}9 | {code}1"
        for code, use in (("A", "建筑"), ("B", "采暖"))
    )
    house.have("bills", BILLS + heating + refunds)
    assert whose(house, "part_above_whole") == ["A"]


def test_the_base_year_is_compared_with_too(house):
    before = monthly("A", [1000] * 4, year=2020) + monthly("B", [1000] * 4, year=2020)
    house.have("bills", BILLS + before + monthly("A", [1600] * 4) + monthly("B", [1400] * 4))
    (told,) = found(house, "change_from_base")
    assert (told.organisation, told.resource) == ("A", "electricity")
    assert "比基年（2020 年）同样的 4 个月" in told.says


def test_a_resource_without_any_money_is_told_once_and_one_bill_with_money_is_enough(house):
    paid = BILLS.replace("unit |", "unit | amount_yuan |")
    rows = [f"A | 电 | 建筑 | E{n} | 2024-0{n}-01 | 2024-0{n}-28 | 500 | kWh | |  |" for n in (1, 2)]
    rows += ["A | 水 | | W | 2024-01-01 | 2024-01-31 | 20 | m3 | 60 | |"]
    rows += ["A | 水 | | W | 2024-02-01 | 2024-02-28 | 20 | m3 | | |"]
    house.have("bills", "\n".join([paid, *rows]))
    (told,) = found(house, "cost_missing")
    assert (told.organisation, told.resource, told.period) == ("A", "electricity", "2024")
    assert "用电 1000 kWh，没有一笔登记了金额" in told.says


VEHICLES = """organisation | plate | kind | fuel | used_since | used_until
A | 川A10001 | 其他公务用车 | 汽油 | 2020-01-01 |
A | 川A10002 | 其他公务用车 | 油电混合 | | 2024-12-31
A | 川A10003 | 其他公务用车 | 插电式混合动力 | 2025-01-01 |"""


def test_vehicles_that_the_register_does_not_have_are_told_as_it_stood_at_the_years_end(house):
    house.have("vehicles", VEHICLES)
    (told,) = found(house, "vehicles_unlike_register")
    assert (told.organisation, told.figures) == ("A", {"profile": 0, "register": 1})
    house.have("profiles", f"{PROFILES.splitlines()[0]}\nA | 2024 | 1000 | 50 | 1", reason="更正")
    assert found(house, "vehicles_unlike_register") == []
    report = house.have("profiles", f"{PROFILES.splitlines()[0]} | vehicles_new_energy\nA | 2025 | 1000 | 50 | 1 | 0")
    assert [(each.column, each.rule) for each in report.problems] == [
        ("vehicles_new_energy", "vehicles_unlike_register")
    ]


def test_a_heated_area_above_the_floor_area_is_told_when_it_is_brought_and_as_long_as_it_stands(house):
    sizes = "organisation | year | floor_area_m2 | heated_area_m2 | persons"
    report = house.have("profiles", f"{sizes}\nA | 2024 | 1000 | 1200 | 50", reason="更正")
    assert [(each.column, each.rule) for each in report.problems] == [("heated_area_m2", "heated_above_floor_area")]
    assert whose(house, "heated_above_floor_area") == ["A"]
    house.have("profiles", f"{sizes}\nA | 2024 | 1000 | 1000 | 50", reason="更正")
    assert whose(house, "heated_above_floor_area") == []
