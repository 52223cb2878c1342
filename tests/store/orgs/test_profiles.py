"""Floor area and headcount by year, from a file."""

from decimal import Decimal

import pytest

from jieyue.store.orgs.models import Profile
from jieyue.store.records.verifying import verify

D = Decimal
HEADER = "organisation | year | floor_area_m2 | persons\n"


@pytest.fixture
def unit(house):
    house.have("organisations", "code | name | parent | level\nA | 甲局 | | 单位")
    return house


def test_a_profile_is_kept_with_what_is_left_out_unknown(unit):
    unit.have("profiles", "机构编码 | 年度 | 建筑面积 | 用能人数\nA | 2024 | 1,400.5 | ５０")
    (kept,) = Profile.objects.values_list("year", "floor_area_m2", "persons", "persons_water", "staff")
    assert kept == (2024, D("1400.50"), D("50.00"), None, None)


def test_the_same_profile_again_changes_nothing(unit):
    unit.have("profiles", HEADER + "A | 2024 | 1400 | 50")
    assert unit.have("profiles", HEADER + "A | 2024年 | 1400.00 | 50").unchanged == 1


def test_a_changed_profile_needs_a_reason(unit):
    unit.have("profiles", HEADER + "A | 2024 | 1400 | 50")
    assert unit.refused("profiles", HEADER + "A | 2024 | 1450 | 50") == [(2, "reason_needed")]
    unit.have("profiles", HEADER + "A | 2024 | 1450 | 50", reason="复核面积")
    assert Profile.objects.get().floor_area_m2 == D("1450")
    assert verify().holds


def test_a_column_that_the_file_lacks_keeps_what_it_was(unit):
    unit.have("profiles", "organisation | year | floor_area_m2 | persons | staff\nA | 2024 | 1400 | 50 | 40")
    unit.have("profiles", HEADER + "A | 2024 | 1400 | 52", reason="更正")
    assert Profile.objects.get().staff == 40


REFUSED = [
    ("B | 2024 | 1400 | 50", "unknown_organisation"),
    ("A | 2024 | 0 | 50", "not_positive"),
    ("A | 2024 | -1 | 50", "negative"),
    ("A | 2024 | 1400 |", "required"),
    ("A | 2024 | 1400 | 1e3人", None),
    ("A | 24 | 1400 | 50", None),
    ("A | 2024 | 99999999999 | 50", "too_large"),
    ("A | 2024 | 1400 | 99999999999", "too_large"),
    ("A | 2024 | 0.001 | 50", "not_positive"),
]


@pytest.mark.parametrize(("row", "rule"), REFUSED)
def test_what_no_unit_can_have_is_refused(unit, row, rule):
    ((where, said),) = unit.refused("profiles", HEADER + row)
    assert where == 2
    assert rule is None or said == rule


def test_more_vehicles_than_the_country_has_are_refused(unit):
    rows = "organisation | year | floor_area_m2 | persons | staff\nA | 2024 | 1400 | 50 | 3000000000"
    assert unit.refused("profiles", rows) == [(2, "too_large")]


def test_the_same_year_twice_is_refused_naming_both(unit):
    rows = HEADER + "A | 2024 | 1400 | 50\nA | 2024 | 1400 | 50"
    (problem,) = unit.bring("profiles", rows).problems
    assert (problem.row, problem.rule) == (3, "duplicate_in_file")
    assert "第 2 行" in problem.says


def test_a_change_of_more_than_ten_percent_is_taken_with_a_warning(unit):
    unit.have("profiles", HEADER + "A | 2023 | 1000 | 50")
    report = unit.have("profiles", HEADER + "A | 2024 | 1320 | 55")
    assert [(each.row, each.column, each.rule) for each in report.problems] == [(2, "floor_area_m2", "profile_change")]
    assert "32.0%" in report.problems[0].says


def test_an_earlier_year_that_comes_later_is_compared_too(unit):
    unit.have("profiles", HEADER + "A | 2024 | 1320 | 50")
    report = unit.have("profiles", HEADER + "A | 2023 | 1000 | 50")
    assert [(each.row, each.rule) for each in report.problems] == [(2, "profile_change")]


def test_exactly_ten_percent_is_no_finding(unit):
    unit.have("profiles", HEADER + "A | 2023 | 1000 | 50")
    assert unit.have("profiles", HEADER + "A | 2024 | 1100 | 45").problems == []
