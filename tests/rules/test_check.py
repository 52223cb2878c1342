"""Each data check: something it finds, and something close by that it does not."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.policy.loading import load
from jieyue.rules.check import profile_findings
from jieyue.rules.factors import Source
from jieyue.rules.period import month_end, months_later
from jieyue.rules.thresholds import Limit, Threshold, Thresholds
from jieyue.rules.values import Certainty, Resource, Use
from jieyue.store.ledgers.bills.checks import BillLine, Limits, account_findings, same_quantities

D = Decimal
LIMITS = Limits(
    "kWh", price_yuan=(D("0.3"), D("1.5")), jump_times=D(3), drop_share=D("0.2"), same_bills=3, habit_rows=5
)


def months(*quantities, first=date(2024, 1, 1), amounts=None):
    """A bill a month; None leaves the month out."""
    lines = []
    for n, quantity in enumerate(quantities):
        month = months_later(first, n)
        amount = amounts[n] if amounts else None
        if quantity is not None:
            money = None if amount is None else D(amount)
            lines.append(BillLine(month, month_end(month), D(quantity), money, row=n + 2))
    return lines


def line(start, end, quantity, amount=None, **more):
    money = None if amount is None else D(amount)
    return BillLine(date.fromisoformat(start), date.fromisoformat(end), D(quantity), money, **more)


def found(lines, limits=LIMITS):
    return [(each.rule, str(each.start), str(each.end)) for each in account_findings(lines, limits)]


def test_bills_without_a_hole_have_no_finding():
    assert found(months(100, 101, 102, 103)) == []


def test_a_month_without_a_bill_is_a_gap():
    assert found(months(100, None, 102)) == [("gap", "2024-02-01", "2024-02-29")]


def test_two_months_without_a_bill_are_one_gap():
    assert found(months(100, None, None, 102)) == [("gap", "2024-02-01", "2024-03-31")]


def test_a_note_of_no_use_closes_the_gap():
    note = line("2024-02-01", "2024-02-29", 0, is_note=True)
    assert found([*months(100), note, *months(102, first=date(2024, 3, 1))]) == []


def test_one_day_that_no_bill_covers_is_a_month_not_covered():
    lines = [line("2024-01-01", "2024-01-30", 100), line("2024-02-01", "2024-02-29", 101)]
    assert found(lines) == [("month_not_covered", "2024-01-31", "2024-01-31")]


def test_thirty_days_that_hold_no_whole_month_are_no_gap():
    lines = [line("2024-01-01", "2024-01-15", 100), line("2024-02-15", "2024-03-15", 101)]
    assert found(lines) == [("month_not_covered", "2024-01-16", "2024-02-14")]


@pytest.mark.parametrize(("quantity", "amount"), [("0", "12.5"), ("12.5", "0")])
def test_money_and_quantity_go_together(quantity, amount):
    assert found([line("2024-01-01", "2024-01-31", quantity, amount)])[0][0] == "one_side_only"


@pytest.mark.parametrize(("quantity", "amount"), [("0", "0"), ("0", None), ("12.5", None)])
def test_nothing_for_nothing_and_money_not_told_are_no_finding(quantity, amount):
    assert found([line("2024-01-01", "2024-01-31", quantity, amount)]) == []


@pytest.mark.parametrize(("amount", "rules"), [("29.99", 1), ("30", 0), ("150", 0), ("150.01", 1)])
def test_the_unit_price_may_reach_its_limits_and_not_pass_them(amount, rules):
    assert len(found([line("2024-01-01", "2024-01-31", "100", amount)])) == rules


def test_a_bill_far_above_its_neighbours_is_a_jump():
    assert found(months(100, 101, 1000, 102, 103, 104)) == [("quantity_jump", "2024-03-01", "2024-03-31")]
    (told,) = account_findings(months(100, 101, 1000, 102, 103, 104), LIMITS)
    assert "（前一张 3.48，后一张 3.40）" in told.says
    assert {"per_day", "usual_per_day", "per_day_before", "per_day_after"} == told.figures.keys()


def test_a_bill_far_below_its_neighbours_is_a_jump_too():
    assert found(months(100, 101, 10, 102, 103, 104)) == [("quantity_jump", "2024-03-01", "2024-03-31")]


def test_a_season_that_was_there_a_year_before_is_no_jump():
    year = (100, 101, 99, 98, 97, 96, 1000, 102, 103, 104, 105, 106)
    assert found(months(*year, *(quantity + 1 for quantity in year))) == [("quantity_jump", "2024-07-01", "2024-07-31")]


def test_few_bills_are_no_habit():
    assert found(months(100, 101, 1000, 102)) == []


def test_the_same_quantity_three_times_is_told_once():
    assert found(months(100, 100, 100, 100, 101)) == [("same_quantity", "2024-01-01", "2024-03-31")]


def test_the_same_quantity_twice_or_nothing_at_all_is_no_finding():
    assert found(months(100, 100, 101, 0, 0, 0)) == []


def test_an_unknown_limit_finds_nothing():
    lines = months(100, 100, 100, 9999, 102, amounts=[1, 1, 1, 1, 1])
    assert found(lines, Limits("kWh")) == []


def test_a_finding_names_the_rows_it_is_about():
    (gap,) = account_findings(months(100, None, 102), LIMITS)
    assert gap.rows == (4, 2)


TEN_PERCENT = Thresholds(
    limits=(
        Threshold(Limit.PROFILE_CHANGE_SHARE, D("0.10"), date(2020, 1, 1), None, Source("某办法"), Certainty.VERIFIED),
    )
)


@pytest.mark.parametrize(
    ("area", "persons", "columns"),
    [
        ("1100", "90", []),
        ("1100.01", "100", ["floor_area_m2"]),
        ("1000", "89.99", ["persons"]),
        ("1320", "50", ["floor_area_m2", "persons"]),
    ],
)
def test_sizes_may_change_by_ten_percent(area, persons, columns):
    before = {"floor_area_m2": D(1000), "persons": D(100)}
    now = {"floor_area_m2": D(area), "persons": D(persons)}
    findings = profile_findings(before, now, year=2024, thresholds=TEN_PERCENT)
    assert [finding.column for finding in findings] == columns


def test_sizes_are_not_compared_before_the_rule_was_in_force():
    sizes = [{"floor_area_m2": D(n), "persons": D(n)} for n in (100, 900)]
    assert list(profile_findings(*sizes, year=2019, thresholds=TEN_PERCENT)) == []


def test_bills_that_say_they_are_estimated_may_repeat_a_quantity():
    limits = Limits(sign="m³", same_bills=3)
    months = [(date(2024, month, 1), month_end(date(2024, month, 1))) for month in (6, 7, 8)]
    told = [BillLine(start, end, D("42.9"), None, is_estimated=True) for start, end in months]
    untold = [BillLine(start, end, D("42.9"), None) for start, end in months]
    assert list(same_quantities(told, limits)) == []
    assert [finding.rule for finding in same_quantities(untold, limits)] == ["same_quantity"]


# --- lengths, purchases, readings

POLICY = load().thresholds


def limits_of(resource, use=Use.BUILDING):
    return Limits.of(resource, POLICY, on=date(2024, 12, 31), use=use)


@pytest.mark.parametrize(
    ("start", "end", "is_told"),
    [
        ("2024-01-01", "2024-01-14", True),
        ("2024-01-01", "2024-01-15", False),
        ("2024-01-01", "2024-04-09", False),
        ("2024-01-01", "2024-04-10", True),
    ],
)
def test_a_metered_bill_of_fewer_than_15_or_more_than_100_days_is_told(start, end, is_told):
    lines = [line(start, end, 100)]
    assert ("period_length" in rules_of(lines, limits_of(Resource.ELECTRICITY))) is is_told
    for resource, use in (
        (Resource.HEAT, Use.BUILDING),
        (Resource.NATURAL_GAS, Use.HEATING),
        (Resource.PETROL, Use.VEHICLE),
    ):
        assert rules_of(lines, limits_of(resource, use)) == []


def rules_of(lines, limits):
    return [each.rule for each in account_findings(lines, limits)]


def test_two_firsts_of_a_month_are_read_as_months():
    (told,) = account_findings([line("2024-03-01", "2024-03-01", 100)], limits_of(Resource.ELECTRICITY))
    assert "2024-03-31" in told.do
    (told,) = account_findings([line("2024-01-01", "2024-06-01", 100)], limits_of(Resource.ELECTRICITY))
    assert "2024-06-30" in told.do


@pytest.mark.parametrize(
    ("lines", "is_told"),
    [
        (months(11000, 12000, 12900), True),
        (months(11000, 12000, 12900, amounts=[7700, 8400, 9030]), False),
        (months(11000, 12000), False),
        (months(1000, 2000, 3000), False),
        (months(11000, 12000, 12900, 12000), False),
        (months(9000, 9100, 9200, 9300, 9400, 9500, 300), True),
    ],
    ids=["readings", "money proves them", "two", "doubling", "falling again", "a run of six"],
)
def test_bills_that_rise_by_little_each_time_look_like_readings(lines, is_told):
    assert ("reading_as_use" in rules_of(lines, limits_of(Resource.ELECTRICITY))) is is_told


def test_purchases_have_no_gaps_and_may_be_alike():
    lines = [line(f"2024-{month:02}-05", f"2024-{month:02}-05", 50) for month in (1, 2, 3, 7)]
    assert rules_of(lines, limits_of(Resource.PETROL)) == []
    assert rules_of(lines[:1] * 2, limits_of(Resource.PETROL)) == ["bought_on_one_day"]
