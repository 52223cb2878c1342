from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.allocation import days_covered, is_long, months_touched, spread

D = Decimal
starts = st.dates(date(2000, 1, 1), date(2099, 12, 31))
amounts = st.decimals(D("-1e9"), D("1e9"), places=3, allow_nan=False)


@given(amounts, starts, st.integers(1, 800), st.sampled_from([2, 3]))
def test_the_shares_add_up_to_the_amount_exactly(amount, start, days, places):
    shares = spread(amount, start=start, end=start + timedelta(days=days - 1), places=places)
    assert sum(share for _, share in shares) == amount


@given(amounts, starts, st.integers(1, 62))
def test_a_bill_of_at_most_62_days_counts_whole_in_the_month_of_its_last_day(amount, start, days):
    end = start + timedelta(days=days - 1)
    assert spread(amount, start=start, end=end, places=3) == [(end.replace(day=1), amount)]


@given(amounts, starts, st.integers(63, 800))
def test_all_months_but_the_last_have_their_days_share_rounded_half_up(amount, start, days):
    end = start + timedelta(days=days - 1)
    shares = spread(amount, start=start, end=end, places=3)
    per_month: dict[date, int] = {}
    for n in range(days):
        month = (start + timedelta(days=n)).replace(day=1)
        per_month[month] = per_month.get(month, 0) + 1
    assert [month for month, _ in shares] == list(per_month) == list(months_touched(start, end))
    for month, share in shares[:-1]:
        exact = amount * per_month[month] / days
        assert abs(share - exact) <= D("0.0005")
        assert share == share.quantize(D("0.001"))


def test_the_border_lies_between_62_and_63_days():
    assert not is_long(date(2024, 1, 1), date(2024, 3, 2))
    assert days_covered(date(2024, 1, 1), date(2024, 3, 2)) == 62
    assert is_long(date(2024, 1, 1), date(2024, 3, 3))
    whole = spread(D(63), start=date(2024, 1, 1), end=date(2024, 3, 2), places=3)
    parts = spread(D(63), start=date(2024, 1, 1), end=date(2024, 3, 3), places=3)
    assert whole == [(date(2024, 3, 1), D(63))]
    assert parts == [(date(2024, 1, 1), D(31)), (date(2024, 2, 1), D(29)), (date(2024, 3, 1), D(3))]


@pytest.mark.parametrize(("amount", "first"), [("0.063", "0.031"), ("0.1575", "0.078"), ("-0.1575", "-0.078")])
def test_a_half_is_rounded_away_from_nothing(amount, first):
    """31 of 63 days of 0.1575 are 0.0775: half a thousandth."""
    shares = spread(D(amount), start=date(2024, 1, 1), end=date(2024, 3, 3), places=3)
    assert shares[0] == (date(2024, 1, 1), D(first))


def test_the_last_month_takes_what_remains():
    """A heating season of 151 days in five months at 100 yuan."""
    shares = spread(D(100), start=date(2023, 11, 1), end=date(2024, 3, 30), places=2)
    assert [share for _, share in shares] == [D("19.87"), D("20.53"), D("20.53"), D("19.21"), D("19.86")]


def test_a_refund_is_spread_as_its_bill_was():
    days = {"start": date(2023, 11, 1), "end": date(2024, 3, 30), "places": 2}
    bill, refund = spread(D(100), **days), spread(D(-100), **days)
    assert [share + back for (_, share), (_, back) in zip(bill, refund, strict=True)] == [0] * 5
