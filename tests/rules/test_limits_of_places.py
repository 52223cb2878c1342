"""A place and a category may have limits of their own: the nearest place goes before a farther one, both before all."""

from datetime import date
from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.factors import Source
from jieyue.rules.thresholds import Limit, Threshold, Thresholds, Whose
from jieyue.rules.values import Category, Certainty

ON = date(2025, 6, 30)
PLACES, CATEGORIES = ("", "P", "C", "U"), (None, Category.EDUCATION, Category.HEALTH)
WHOSE = list(product(PLACES, CATEGORIES))


def limit(value: int, place: str, category: Category | None) -> Threshold:
    dated = (date(2020, 1, 1), None, Source("某办法"), Certainty.UNVERIFIED, "")
    return Threshold(Limit.PROFILE_CHANGE_SHARE, Decimal(value), *dated, place, category)


@given(
    st.permutations(list(enumerate(WHOSE))),
    st.sets(st.sampled_from(range(len(WHOSE)))),
    st.sampled_from([("U", "C", "P"), ("C", "P"), ("P",), ("X", "P"), ()]),
    st.sampled_from(CATEGORIES),
)
def test_the_nearest_place_goes_first_and_with_it_the_category(entries, kept, places, category):
    known = Thresholds(limits=tuple(limit(number, *whose) for number, whose in entries if number in kept))
    usual = [(place, kind) for place in (*places, "") for kind in (category, None)]
    expected = next((WHOSE.index(each) for each in usual if each in WHOSE and WHOSE.index(each) in kept), None)
    assert known.of(Whose(places, category)).number(Limit.PROFILE_CHANGE_SHARE, on=ON) == expected


def test_what_has_none_of_a_place_is_the_same_object_for_all():
    known = Thresholds(limits=(limit(1, "", None),))
    assert known.of(Whose(("U", "P"), Category.HEALTH)) is known
