"""A unit whose use for its size no unit like it has is told of, and nothing of the others is told."""

import pytest

from jieyue.policy.loading import load
from jieyue.rules.period import Period
from jieyue.rules.thresholds import Limit

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIMITS = load().thresholds
FEWEST = int(LIMITS.number(Limit.LIKE_FEWEST, on=Period.parse("2025").last) or 0)


def city(house, kwh: dict[str, int], *, category: str = "教育") -> None:
    units = "".join(f"\n{code} | 某校{code} | C | 单位 | {category}" for code in kwh)
    house.have(
        "organisations", f"code | name | parent | level | category\nT | 某市 | | 市 | \nC | 甲县 | T | 县 | {units}"
    )
    sizes = "".join(f"\n{code} | 2025 | 1000 | 100" for code in kwh)
    house.have("profiles", f"organisation | year | floor_area_m2 | persons{sizes}")
    bills = "".join(
        f"\n{code} | 电 | 1{code} | 2025-{month:02}-01 | 2025-{month:02}-28 | {used + month} | kWh"
        for code, used in kwh.items()
        for month in (1, 2, 3)
    )
    house.have("bills", f"organisation | resource | account | start_date | end_date | quantity | unit{bills}")


def alike(count: int) -> dict[str, int]:
    return {f"S{n:02}": 1000 + 20 * n for n in range(count)}


def told(house, at: str = "T"):
    return [each for each in house.checks(at, "2025") if each.rule == "unlike_its_like"]


@pytest.mark.parametrize("times", [12, 1 / 12])
def test_far_above_or_below_its_like_is_told_with_how_many_and_no_figure_of_theirs(house, times):
    city(house, alike(FEWEST) | {"X": round(1100 * times)})
    (found,) = told(house)
    assert (found.organisation, found.resource) == ("X", "electricity")
    assert set(found.figures) == {"ratio", "others", "limit_times"}
    assert found.figures["others"] == FEWEST
    assert f"其他 {FEWEST} 家" in found.says


def test_three_times_its_like_may_be(house):
    city(house, alike(FEWEST) | {"X": 3300})
    assert told(house) == []


def test_of_few_nothing_is_told(house):
    city(house, alike(FEWEST - 1) | {"X": 13000})
    assert told(house) == []


def test_the_same_is_told_of_the_unit_alone(house):
    city(house, alike(FEWEST) | {"X": 13000})
    assert [each.organisation for each in told(house, "X")] == ["X"]
    assert told(house, "S01") == []
