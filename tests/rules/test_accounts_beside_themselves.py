"""Bills beside their own account and beside another of the unit: what each rule tells, and what it does not."""

from datetime import date
from decimal import Decimal
from itertools import combinations
from math import sin

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from jieyue.policy.loading import load
from jieyue.rules.period import month_end, months_later
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource
from jieyue.store.ledgers.bills.checks import BillLine, Limits, account_findings
from jieyue.store.ledgers.bills.in_each_others_place import PairLimits, pairs

D = Decimal
POLICY = load().thresholds
ON = date(2024, 12, 31)
LIMITS = Limits.of(Resource.ELECTRICITY, POLICY, on=ON)
PAIR = PairLimits.of(POLICY, on=ON)


def account(usual: float = 1000, price: str = "0.7", noise: float = 0.05) -> list[BillLine]:
    """Two years of bills, more in summer and no two alike."""
    lines = []
    for n in range(24):
        month = months_later(date(2023, 1, 1), n)
        used = usual * (1.4 if month.month in {6, 7, 8} else 1) * (1 + noise * sin(n * n + 0.3))
        quantity = D(round(used))
        lines.append(BillLine(month, month_end(month), quantity, (quantity * D(price)).quantize(D("0.01")), row=n + 2))
    return lines


def changed(lines, nth, **fields):
    return [line._replace(**fields) if n in nth else line for n, line in enumerate(lines)]


def times(lines, n, factor, *, money=True):
    line = lines[n]
    amount = line.amount_yuan * D(factor) if money else line.amount_yuan
    return changed(lines, {n}, quantity=line.quantity * D(factor), amount_yuan=amount)


def told(lines, limits=LIMITS):
    return [(each.rule, each.rows) for each in account_findings(lines, limits)]


def test_an_honest_account_with_seasons_is_not_told_of():
    assert told(account()) == []


def test_a_month_counted_twice_is_unlike_the_year_before_though_it_is_no_jump():
    assert told(times(account(), 15, "2.2")) == [("month_unlike_last_year", (17,))]


def test_a_fault_of_the_year_before_is_told_of_that_year():
    assert told(times(account(), 3, "2.2")) == [("month_unlike_last_year", (5,))]


def test_growth_of_the_whole_year_is_no_odd_month():
    lines = account()
    for n in range(12, 24):
        lines = times(lines, n, 2)
    assert told(lines) == []


def test_an_account_that_always_jumps_is_not_told_of():
    assert told(times(account(noise=0.45), 15, "1.7")) == []


def test_a_jump_is_told_once():
    assert told(times(account(), 15, 10)) == [("quantity_jump", (17,))]


@pytest.mark.parametrize(("factor", "rules"), [("1.5", []), ("2", ["price_unlike_own"])])
def test_a_price_may_change_and_not_double(factor, rules):
    lines = account(price="0.5")
    lines = changed(lines, {20}, amount_yuan=lines[20].amount_yuan * D(factor))
    assert [rule for rule, _ in told(lines)] == rules


def test_a_new_price_for_good_is_no_fault():
    lines = account(price="0.4")
    for n in range(12, 24):
        lines = changed(lines, {n}, amount_yuan=lines[n].amount_yuan * 2)
    assert told(lines) == []


def test_three_months_of_last_year_are_copied_and_two_may_be_alike():
    lines = account()
    for n in (14, 15, 16):
        lines = changed(lines, {n}, quantity=lines[n - 12].quantity, amount_yuan=lines[n - 12].amount_yuan)
    assert told(lines) == [("copied_from_last_year", (18, 17, 16))]
    lines[16] = lines[16]._replace(quantity=lines[16].quantity + 1)
    assert told(lines) == []


def test_small_quantities_may_be_those_of_last_year():
    lines = account(usual=40)
    for n in (14, 15, 16):
        lines = changed(lines, {n}, quantity=lines[n - 12].quantity, amount_yuan=lines[n - 12].amount_yuan)
    assert told(lines) == []


def test_last_years_money_beside_other_quantities_is_crossed():
    lines = account()
    for n in (14, 15, 16):
        lines = changed(lines, {n}, quantity=lines[n - 12].quantity + 9, amount_yuan=lines[n - 12].amount_yuan)
    assert [rule for rule, _ in told(lines)] == ["amount_of_last_year"]


def test_four_round_sums_are_told_and_three_are_not():
    def rounded(count):
        lines = account()
        for n in range(3, 3 + count):
            lines = changed(lines, {n}, amount_yuan=D(round(float(lines[n].amount_yuan), -2)))
        return [rule for rule, _ in told(lines)]

    assert rounded(4) == ["round_amounts"]
    assert rounded(3) == []


@pytest.mark.parametrize(("count", "rules"), [(6, []), (7, ["mostly_estimated"])])
def test_more_than_half_of_a_year_may_not_be_estimated(count, rules):
    assert [rule for rule, _ in told(changed(account(), set(range(count)), is_estimated=True))] == rules


def test_without_limits_nothing_of_this_is_found():
    lines = times(account(), 15, "2.2")
    assert told(lines, Limits.of(Resource.ELECTRICITY, Thresholds(), on=ON)) == []


# Two accounts ----------------------------------------------------------------------------------------------------


def of_two(one, other):
    return [(each.rule, str(each.start)) for each in pairs({"甲": one, "乙": other}, PAIR, sign="kWh")]


def test_two_honest_accounts_are_two():
    assert of_two(account(), account(300)) == []
    assert of_two(account(), account(950, noise=0.08)) == []


def test_the_same_bill_under_two_accounts_is_told():
    one = account()
    assert of_two(one, one[5:6]) == [("same_bill_twice", "2023-06-01")]
    assert of_two(one, [one[5]._replace(quantity=one[5].quantity + 1)]) == []


def test_accounts_in_each_others_place_for_a_month_are_told():
    one, other = account(), account(300)
    one[15], other[15] = other[15], one[15]
    assert of_two(one, other) == [("swapped_accounts", "2024-04-01")]


def test_accounts_of_like_size_cannot_be_told_apart():
    one, other = account(), account(800)
    one[15], other[15] = other[15], one[15]
    assert of_two(one, other) == []


@st.composite
def several_accounts(draw):
    """Up to six accounts of a year each, some months of which are filled in as another's."""
    sizes = draw(st.lists(st.sampled_from([100, 1000, 5000, 20000]), min_size=2, max_size=6))
    months = [months_later(date(2024, 1, 1), n) for n in range(12)]
    used = [[D(size + 7 * n) for n in range(12)] for size in sizes]
    for _ in range(draw(st.integers(0, 4))):
        one, other, nth = draw(st.tuples(*[st.integers(0, len(sizes) - 1)] * 2, st.integers(0, 11)))
        used[one][nth], used[other][nth] = used[other][nth], used[one][nth]
    return {
        f"户号 {n}": [BillLine(month, month_end(month), q, q, row=n) for month, q in zip(months, own, strict=True)]
        for n, own in enumerate(used)
    }


@given(several_accounts())
def test_what_is_told_of_many_accounts_is_what_is_told_of_each_two_of_them(accounts):
    def swaps(some):
        return {str(each) for each in pairs(some, PAIR, sign="kWh") if each.rule == "swapped_accounts"}

    by_two = [swaps({one: accounts[one], other: accounts[other]}) for one, other in combinations(accounts, 2)]
    event(f"{len(set().union(*by_two))} swaps")
    assert swaps(accounts) == set().union(*by_two)


def test_a_bill_under_three_accounts_is_told_of_each_beside_the_first():
    one = account()
    told = pairs({"甲": one, "乙": one[5:6], "丙": one[5:7]}, PAIR, sign="kWh")
    assert [(each.subject, each.figures["other"], each.figures["bills"]) for each in told] == [
        ("甲", "乙", 1),
        ("甲", "丙", 2),
    ]
