"""建筑能耗基准: the last year of a rise or fall, the mean of years that lie close, nothing where no rule is known."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.policy.loading import load
from jieyue.rules.energy_baseline import BaselineWay, baseline_of, rule_for

(RULE,) = load().energy_baselines
ENERGY = st.decimals(1, 10**6, places=3)


def made(*values: object):
    known = [None if value is None else Decimal(str(value)) for value in values]
    return baseline_of(dict(zip(range(2022, 2025), known, strict=True)), RULE)


@pytest.mark.parametrize(
    ("years", "value", "way"),
    [
        ((100, 110, 130), 130, BaselineWay.LAST),
        ((130, 110, 100), 100, BaselineWay.LAST),
        ((100, 109, 100), 103, BaselineWay.MEAN),
        ((100, 100, 100), 100, BaselineWay.MEAN),
        ((90, 110, 100), 100, BaselineWay.MEAN),
    ],
)
def test_what_the_rule_gives(years, value, way):
    found = made(*years)
    assert (found.value, found.way, found.why) == (value, way, "")


def test_of_any_other_case_nothing_is_made_up():
    found = made(100, 150, 100)
    assert (found.value, found.way) == (None, None)
    assert "±10% 以内；这种情形的规则没有查到" in found.why


def test_a_year_that_is_not_known_as_a_whole_is_named():
    assert made(100, None, 90).why == "缺 2023 年完整的数据"


@given(st.tuples(ENERGY, ENERGY, ENERGY))
def test_a_baseline_lies_among_its_years(years):
    found = made(*years)
    assert found.value is None or min(years) <= found.value <= max(years)


def test_it_is_for_its_region():
    assert rule_for("370102", [RULE], on=RULE.since) is RULE
    assert rule_for("510101", [RULE], on=RULE.since) is None
