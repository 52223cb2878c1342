"""What happens to figures when the tree changes."""

from decimal import Decimal

import pytest

D = Decimal
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
