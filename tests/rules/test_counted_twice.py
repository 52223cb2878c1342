"""An account that is the sum of others in every month that they share."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from jieyue.store.ledgers.bills.counted_twice import found_sums
from soaking import rounds

JANUARY, FEBRUARY, MARCH = (date(2024, month, 1) for month in (1, 2, 3))


def sums(**accounts):
    by_month = {name: {month: Decimal(used) for month, used in each.items()} for name, each in accounts.items()}
    return [(found.whole, set(found.parts), found.months) for found in found_sums(by_month)]


def test_all_others_and_some_of_them():
    all_others = sums(main={JANUARY: 1000}, a={JANUARY: 600}, b={JANUARY: 400})
    assert all_others == [("main", {"a", "b"}, (JANUARY,))]
    some = sums(main={JANUARY: 1000}, a={JANUARY: 600}, b={JANUARY: 400}, other={JANUARY: 77})
    assert some == [("main", {"a", "b"}, (JANUARY,))]


def test_it_has_to_hold_in_every_shared_month_and_in_no_other():
    a, b = {JANUARY: 600, FEBRUARY: 500}, {JANUARY: 400, FEBRUARY: 500}
    assert sums(main={JANUARY: 1000, FEBRUARY: 1001}, a=a, b=b) == []
    assert sums(main={JANUARY: 1000, FEBRUARY: 1000, MARCH: 5}, a=a, b=b) == [("main", {"a", "b"}, (JANUARY, FEBRUARY))]


def test_two_alike_and_nothing_used_are_no_sum():
    assert sums(main={JANUARY: 1000}, a={JANUARY: 1000}, b={JANUARY: 0}) == []


@settings(max_examples=rounds(short=20, long=500))
@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=12, unique=True))
def test_whatever_the_parts_their_sum_is_found(parts):
    others = {f"part{n}": {JANUARY: used} for n, used in enumerate(parts)}
    assert sum(parts) in [
        sum(others[part][JANUARY] for part in found)
        for whole, found, _ in sums(main={JANUARY: sum(parts)}, **others)
        if whole == "main"
    ]
