"""What a change consists of adds up to it, and classes of a group give nobody away."""

from decimal import Decimal
from itertools import pairwise
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.analysing import by_size, like_months, percent, spread
from jieyue.rules.disclosure import FEWEST

QUANTITIES = st.dictionaries(st.integers(1, 12), st.decimals(0, 10**6, places=3))
SIZES = st.decimals(1, 10**5, places=2)
FIGURES = st.lists(st.tuples(st.floats(0.01, 10**4), st.booleans()), min_size=1, max_size=40)


@given(QUANTITIES, QUANTITIES)
def test_only_months_that_both_years_have_are_compared(now, then):
    like = like_months(now, then)
    assert set(like.months) | set(like.only_now) == set(now)
    assert set(like.months) | set(like.only_then) == set(then)
    assert like.now + sum(now[month] for month in like.only_now) == sum(now.values())
    assert like.change == sum(now[month] - then[month] for month in like.months)


def test_a_month_without_figures_is_no_saving():
    like = like_months({1: Decimal(90)}, {1: Decimal(100), 2: Decimal(100)})
    assert (like.now, like.then, like.percent, like.only_then) == (90, 100, Decimal(-10), [2])
    assert percent(Decimal(3), Decimal(0)) is None


@given(SIZES, SIZES, SIZES, SIZES)
def test_area_and_intensity_add_up_to_the_change(now, then, area_now, area_then):
    parts = by_size(now, then, area_now=area_now, area_then=area_then)
    assert abs(parts.by_area + parts.by_intensity - (now - then)) < Decimal("1e-12")


def test_twice_the_area_with_the_same_use_of_each_metre_is_all_area():
    parts = by_size(Decimal(200), Decimal(100), area_now=Decimal(60), area_then=Decimal(30))
    assert (parts.by_area, parts.by_intensity) == (100, 0)


@given(FIGURES)
def test_each_class_holds_nobody_or_five_whom_the_reader_does_not_know(figures):
    middle = median(value for value, _ in figures)
    classes = spread(figures, median=middle)
    if not classes:
        return
    assert (classes[0].low, classes[-1].high) == (None, None)
    assert sum(each.units for each in classes) == len(figures)
    assert all(one.high == other.low for one, other in pairwise(classes))
    unknown = [value for value, is_known in figures if not is_known]
    for each in classes if unknown else ():
        assert sum(_is_in(value, each) for value in unknown) >= FEWEST


def _is_in(value, class_) -> bool:
    return (class_.low is None or value >= class_.low) and (class_.high is None or value < class_.high)


def test_classes_are_round_and_the_own_one_is_marked():
    known = [(float(value), True) for value in (4, 9, 11, 12, 18, 30)]
    classes = spread(known, median=11.5, own=12.0)
    assert [each.high for each in classes[:3]] == [5.0, 10.0, 15.0]
    assert [each.units for each in classes] == [1, 1, 2, 1, 0, 0, 1, 0, 0]
    assert [each.low for each in classes if each.has_own] == [10.0]


def test_whom_one_class_would_hold_together_is_not_told():
    assert spread([(10.0 + nth / 10, False) for nth in range(9)], median=10.4) == []
    two = spread([(float(value), False) for value in (1, 2, 3, 4, 5, 90, 91, 92, 93, 94)], median=10.0)
    assert [each.units for each in two] == [5, 5]
