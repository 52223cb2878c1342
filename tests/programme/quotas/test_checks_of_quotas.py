"""A year above its quota, or hardly any of it, is told among the checks; what may be, and what is not known, is not."""

from decimal import Decimal

import pytest

from quota_years import settle

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SIZES = "organisation | year | floor_area_m2 | heated_area_m2 | persons | persons_water"


@pytest.fixture
def house(house):
    house.begun(settle)
    return house


def told(house, year: str = "2022") -> set[tuple[str, str]]:
    found = [each for each in house.checks("P", year) if each.rule in ("above_quota", "far_below_quota")]
    return {(each.organisation, each.rule) for each in found}


def test_what_may_be_is_not_told(house):
    house.have("profiles", f"{SIZES}\nF | 2022 | 500 | 400 | 14 | 14", reason="改")
    assert told(house) == set()


def test_a_hundredth_of_the_area_is_above_the_constraint_and_says_which_and_whose(house):
    house.have("profiles", f"{SIZES}\nF | 2022 | 10 | 800 | 50 | 40", reason="改")
    found = [each for each in house.checks("P", "2022") if each.rule == "above_quota"]
    (area,) = (each for each in found if "非供暖能耗" in each.says)
    assert area.organisation == "F"
    assert area.figures["limit"] == Decimal("22.3")
    assert "DB37/T 2672-2019" in area.says


def test_ten_times_the_persons_are_hardly_anything_each(house):
    house.have("profiles", f"{SIZES}\nF | 2022 | 1000 | 800 | 500 | 400", reason="改")
    assert ("F", "far_below_quota") in told(house)


def test_a_year_of_which_bills_are_missing_is_not_judged(house):
    assert told(house, "2023") == set()
