"""No energy is lost and none counted twice, whatever happens to a meter and its readings."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.metering import Dial, Shown, by_month, residual, stretches

HERE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2024, 1, 15, 9, tzinfo=HERE)
DIAL = Dial(digits=4, multiplier=Decimal(40))
used = st.lists(st.tuples(st.integers(1, 70), st.integers(0, 4000)), min_size=1, max_size=12)


def readings(steps: list[tuple[int, int]], *, first: int = 0, turn: Decimal = DIAL.turn) -> list[Shown]:
    """What a meter shows that uses so much in so many days, again and again."""
    at, total, found = BEGIN, first, [Shown(BEGIN, Decimal(first))]
    for days, quantity in steps:
        at, total = at + timedelta(days=days), total + quantity
        found.append(Shown(at, Decimal(total) % turn))
    return found


def total(found: list) -> Decimal:
    return sum((each.quantity for each in found), Decimal(0))


@given(used, st.integers(0, 9999))
def test_a_roll_over_at_any_point_loses_nothing(steps, first):
    found = stretches(readings(steps, first=first), DIAL)
    assert total(found) == sum(quantity for _, quantity in steps) * DIAL.multiplier


@given(used, st.randoms(use_true_random=False))
def test_late_readings_and_readings_typed_twice_change_nothing(steps, chance):
    once = readings(steps)
    late = [*once, *chance.sample(once, len(once) // 2)]
    chance.shuffle(late)
    assert stretches(late, DIAL) == stretches(once, DIAL)


@given(used)
def test_the_months_of_an_outage_add_up_to_what_was_used(steps):
    found = stretches(readings(steps), DIAL)
    months = by_month(found)
    assert sum(months.values()) == total(found)
    assert all(quantity >= 0 for quantity in months.values())


@given(used, used, st.integers(0, 9999))
def test_a_replacement_loses_nothing_between_the_old_meter_and_the_new(before, after, first):
    old, new = readings(before), readings(after, first=first)
    both = [*stretches(old, DIAL), *stretches(new, DIAL)]
    assert total(both) == sum(quantity for _, quantity in (*before, *after)) * DIAL.multiplier


def test_a_meter_that_went_backwards_says_nothing_of_that_stretch_and_goes_on_from_there():
    values = [Shown(BEGIN + timedelta(days=n), Decimal(value)) for n, value in enumerate((5000, 4000, 4100))]
    assert [each.quantity for each in stretches(values, DIAL)] == [None, Decimal(4000)]


def test_a_month_gets_its_share_by_time():
    values = [
        Shown(datetime(2024, 1, 31, tzinfo=HERE), Decimal(0)),
        Shown(datetime(2024, 2, 2, tzinfo=HERE), Decimal(1)),
    ]
    assert by_month(stretches(values, Dial(4))) == {
        date(2024, 1, 1): Decimal("0.500"),
        date(2024, 2, 1): Decimal("0.500"),
    }


def test_what_no_sub_meter_measured_is_told_and_never_added():
    march = date(2024, 3, 1)
    assert residual({march: Decimal(100)}, [{march: Decimal(30)}, {march: Decimal(80)}]) == {march: Decimal(-10)}
