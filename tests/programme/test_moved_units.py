"""What happens to figures when the tree changes."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.completeness.queries import accounts_by_month, months_of
from jieyue.programme.statistics.queries import statistics
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement

D = Decimal
TODAY = date(2026, 1, 15)
PLACES = """
code   | name   | parent | level  | category
61     | 样本省 |        | 省     |
6101   | 样本市 | 61     | 市     |
610101 | 甲县   | 6101   | 县     |
610102 | 乙县   | 6101   | 县     |
U1     | 一中   | 610101 | 单位   | 教育
U2     | 财政局 | 610101 | 单位   | 机关
U3     | 医院   | 610102 | 单位   | 卫生
"""
MOVE = """
code | name | parent | level | effective_on
U1   | 一中 | 610102 | 单位  | 2024-07-01
"""


def bills_of(code, year, quantity=100, resource="electricity", unit="kWh"):
    ends = [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return [
        {
            "organisation": code,
            "resource": resource,
            "start_date": f"{year}-{month:02}-01",
            "end_date": f"{year}-{month:02}-{end}",
            "quantity": quantity,
            "unit": unit,
        }
        for month, end in enumerate(ends, start=1)
    ]


@pytest.fixture
def district(house):
    house.have("organisations", PLACES)
    house.have(
        "bills",
        [
            bill
            for n, code in enumerate(("U1", "U2", "U3"))
            for year in (2023, 2024)
            for bill in bills_of(code, year, 10 ** (n + 2))
        ],
    )
    return house


def test_a_unit_moved_on_the_first_of_july_counts_in_its_old_county_until_june(district):
    district.have("organisations", MOVE, reason="区划调整")
    assert district.quantity("610101", "2024H1") == D("6600")
    assert district.quantity("610101", "2024H2") == D("6000")
    assert district.quantity("610102", "2024H1") == D("60000")
    assert district.quantity("610102", "2024H2") == D("60600")
    assert district.quantity("6101", "2024") == D("133200")


def test_the_year_before_a_move_is_unchanged_to_the_last_digit(district):
    asked = [("61", "month"), ("6101", "region"), ("610101", "resource"), ("610102", "category"), ("U1", "resource")]
    before = [district.statistics(code, "2023", by=[by]) for code, by in asked]
    district.have("organisations", MOVE, reason="区划调整")
    assert [district.statistics(code, "2023", by=[by]) for code, by in asked] == before


def test_a_moved_unit_keeps_its_own_year_whole(district):
    district.have("organisations", MOVE, reason="区划调整")
    assert district.quantity("U1", "2024") == D("1200")
    assert district.quantity("U1", "2024H1") == D("600")


def test_a_moved_county_keeps_its_own_year_whole(district):
    district.have("organisations", "code | name | parent | level\n6102 | 另市 | 61 | 市")
    district.have(
        "organisations",
        "code | name | parent | level | effective_on\n610101 | 甲县 | 6102 | 县 | 2024-07-01",
        reason="区划调整",
    )
    assert district.quantity("610101", "2024") == D("13200")
    assert district.quantity("6102", "2024") == D("6600")
    assert district.quantity("6101", "2024") == D("126600")
    assert district.statistics("610101", "2024").completeness.owed == 2


def someone_of(code: str) -> Person:
    path = Placement.objects.get(organisation__code=code, until__gt=TODAY).path
    return Person("gao", "10.0.0.9", (Post(Role.CLERK, path),), on=TODAY)


def test_the_old_county_keeps_the_sum_of_a_unit_that_left_and_no_longer_its_figures(district):
    district.have("organisations", MOVE, reason="区划调整")
    asked = {"person": someone_of("610101"), "code": "610101", "period": Period.parse("2024H1")}
    answer = statistics(**asked, by=["organisation"])
    assert {row.keys["organisation"]: row.quantity for row in answer.rows} == {None: D("600"), "U2": D("6000")}
    assert statistics(**asked).rows[0].quantity == D("6600")
    found = months_of(person=someone_of("610101"), code="610101", year=2024, today=TODAY)
    assert [unit.organisation.code for unit in found.units] == ["U2"]
    assert [count.owed for count in found.counts] == [2] * 6 + [1] * 6


def test_the_old_county_is_not_told_which_accounts_a_unit_that_left_has_open(district):
    district.have("organisations", MOVE, reason="区划调整")
    asked = {"code": "610101", "year": 2024, "today": TODAY}
    shown = accounts_by_month(person=someone_of("610101"), **asked)
    assert {account.organisation.code for account in shown} == {"U2"}
    unpaid = statistics(person=someone_of("610101"), code="610101", period=Period.parse("2022-05")).completeness
    assert "U1" not in {each["organisation"] for each in unpaid.missing}
