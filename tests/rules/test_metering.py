"""No energy is lost and none counted twice, whatever happens to a meter and its readings."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.factors import Source
from jieyue.rules.meter_collecting import Collected, Stamped, collected, is_too_little, stamped
from jieyue.rules.metering import (
    NOTHING,
    Dial,
    PointUse,
    Rest,
    RollOver,
    Shown,
    by_month,
    contradicted,
    doubts_of_roll_over,
    is_beyond_rated_power,
    joined,
    jumps,
    length_of,
    mean_power_kw,
    read_to_the_end,
    rest_of,
    shared_out,
    stretches,
    used_between,
)
from jieyue.rules.thresholds import Limit, Threshold, Thresholds
from jieyue.rules.values import Certainty

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
    assert sum(each.quantity for each in months.values()) == total(found)
    assert all(each.quantity >= 0 for each in months.values())


@given(used, used, st.integers(0, 9999))
def test_a_replacement_loses_nothing_between_the_old_meter_and_the_new(before, after, first):
    old, new = readings(before), readings(after, first=first)
    both = [*stretches(old, DIAL), *stretches(new, DIAL)]
    assert total(both) == sum(quantity for _, quantity in (*before, *after)) * DIAL.multiplier


lives = st.lists(st.tuples(used, st.integers(0, 9999), st.integers(0, 9)), min_size=1, max_size=4)


def one_after_the_other(meters: list) -> list:
    """The stretches of meters that replaced one another, each put in when the one before was taken out, or later."""
    found, at = [], BEGIN
    for steps, first, gap in meters:
        own = readings(steps, first=first)
        moved = [replace(each, at=each.at - BEGIN + at) for each in own]
        found += stretches(moved, DIAL)
        at = moved[-1].at + timedelta(days=gap)
    return found


@given(lives)
def test_whatever_replacements_and_roll_overs_the_months_add_up_to_all_that_was_used(meters):
    months = by_month(one_after_the_other(meters))
    steps = [quantity for own, *_ in meters for _, quantity in own]
    assert sum(each.quantity for each in months.values()) == sum(steps) * DIAL.multiplier
    assert all(NOTHING < each.known <= length_of(month) for month, each in months.items())


@given(lives, st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), max_size=5))
def test_what_bills_cover_and_what_the_meter_counts_beside_them_are_together_all_that_was_used(meters, bills):
    found = one_after_the_other(meters)
    days = [(BEGIN + timedelta(days=first), BEGIN + timedelta(days=first + many)) for first, many in bills]
    billed = joined(days)
    begin, end = found[0].since, found[-1].until
    beside = [part for each in found for _, part in shared_out(each, but_for=billed)]
    free = joined([(begin, begin), (end, end), *billed])
    gaps = [(one[1], other[0]) for one, other in pairwise(free) if begin <= one[1] < other[0] <= end]
    under = [part for each in found for _, part in shared_out(each, but_for=gaps)]
    assert sum(beside) + sum(under) == total(found)


def test_a_meter_that_went_backwards_says_nothing_of_that_stretch_and_goes_on_from_there():
    values = [Shown(BEGIN + timedelta(days=n), Decimal(value)) for n, value in enumerate((5000, 4000, 4100))]
    assert [each.quantity for each in stretches(values, DIAL)] == [None, Decimal(4000)]


def test_a_value_beyond_the_dial_is_no_roll_over():
    values = [Shown(BEGIN, Decimal(95000)), Shown(BEGIN + timedelta(days=1), Decimal(950))]
    assert [each.quantity for each in stretches(values, DIAL)] == [None]


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def shown(*values: tuple[str, int], **how) -> list[Shown]:
    return [Shown(day(at), Decimal(value), **how) for at, value in values]


JANUARY, MARCH = date(2024, 1, 1), date(2024, 3, 1)


def test_a_month_gets_its_share_by_time():
    months = by_month(stretches(shown(("2024-01-31", 0), ("2024-02-02", 1)), Dial(4)))
    assert {month: each.quantity for month, each in months.items()} == {
        date(2024, 1, 1): Decimal("0.500"),
        date(2024, 2, 1): Decimal("0.500"),
    }


def test_a_month_that_readings_cover_in_part_says_how_many_days_are_known():
    part, whole = by_month(stretches(shown(("2024-01-21 09:00", 0), ("2024-03-01", 40)), Dial(4))).values()
    assert (part.days_known, part.days, part.is_whole) == (10, 31, False)
    assert (whole.days_known, whole.days, whole.is_whole) == (29, 29, True)


def test_days_in_which_a_meter_went_backwards_are_not_known():
    values = shown(("2024-01-01", 100), ("2024-01-11", 50), ("2024-02-01", 70))
    assert [(each.quantity, each.days_known) for each in by_month(stretches(values, Dial(4))).values()] == [(20, 21)]


def test_a_month_with_an_estimated_reading_is_marked():
    values = [*shown(("2024-01-01", 0), ("2024-02-01", 10)), *shown(("2024-03-01", 20), is_estimated=True)]
    assert [each.is_estimated for each in by_month(stretches(values, Dial(4))).values()] == [False, True]


def test_the_register_and_a_reading_of_the_same_midnight_are_one_moment_and_count_nothing_between():
    read = shown(("2024-01-01", 107), ("2024-02-01", 150))
    said = shown(("2024-01-01", 100), is_of_register=True)
    assert [each.quantity for each in stretches([*said, *read], Dial(4))] == [43]
    assert contradicted([*said, *read]) == [(said[0], read[0])]
    assert contradicted([*shown(("2024-01-01", 107), is_of_register=True), *read]) == []


POLICY = RollOver(least_share=Decimal("0.8"), most_times=Decimal(5))


def doubts(*values: tuple[str, int]) -> tuple[str, ...]:
    *before, last = stretches(shown(*values), Dial(4))
    assert last.rolled_over
    return doubts_of_roll_over(last, before, Dial(4), POLICY)


def test_a_roll_over_is_believed_near_the_full_dial_and_at_the_usual_use():
    assert doubts(("2024-01-01", 9600), ("2024-02-01", 9900), ("2024-03-01", 200)) == ()


def test_a_value_typed_too_low_is_a_roll_over_that_is_doubted():
    assert doubts(("2024-01-01", 6900), ("2024-02-01", 7000), ("2024-03-01", 710)) == ("share", "times")
    assert doubts(("2024-01-01", 6000), ("2024-02-01", 7000), ("2024-03-01", 710)) == ("share",)


def use(name: str, *values: tuple[str, int], since: date | None = None, until: date | None = None) -> PointUse:
    return PointUse(name, by_month(stretches(shown(*values), Dial(4))), since, until)


MAIN = use("D-1", ("2024-01-01", 0), ("2024-02-01", 100), ("2024-03-01", 200), ("2024-04-01", 300))


def test_what_no_sub_meter_measured_is_told_and_never_added():
    subs = [use("D-2", ("2024-03-01", 0), ("2024-04-01", 30)), use("D-3", ("2024-03-01", 0), ("2024-04-01", 80))]
    assert rest_of(MAIN, subs, MARCH) == Rest(Decimal(-10))


def test_a_silent_sub_meter_is_not_nothing_and_is_named():
    silent = use("D-2")
    in_part = use("D-3", ("2024-03-01", 0), ("2024-03-20", 30))
    there = use("D-4", ("2024-03-01", 0), ("2024-04-01", 30))
    assert rest_of(MAIN, [silent, in_part, there], MARCH) == Rest(None, ("D-2", "D-3"))


def test_a_sub_meter_that_was_put_in_or_taken_out_in_the_month_is_silent_of_no_other_day():
    new = use("D-2", ("2024-03-11", 0), ("2024-04-01", 30), since=date(2024, 3, 11))
    gone = use("D-3", ("2024-01-01", 0), ("2024-02-11", 30), until=date(2024, 2, 11))
    assert rest_of(MAIN, [new, gone], MARCH) == Rest(Decimal(70))
    assert rest_of(MAIN, [new, gone], JANUARY) == Rest(Decimal(100) - gone.used(JANUARY))


ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "done"),
    [
        ("2024-03-20", []),
        ("2024-03-31 09:00", [("2024-03-05", "2024-04-01")]),
        ("2024-05-01", [("2024-03-05", "2024-04-01")]),
    ],
)
def test_a_month_is_done_when_it_has_been_read_at_its_end(last, done):
    found = stretches(shown(("2024-03-05", 0), (last, 60)), Dial(4))
    assert read_to_the_end(found, MARCH, ONE_DAY) == [(day(since), day(until)) for since, until in done]


def test_what_was_known_before_a_stretch_that_went_backwards_is_done():
    found = stretches(shown(("2024-03-01", 50), ("2024-03-10", 60), ("2024-03-20", 5), ("2024-04-01", 9)), Dial(4))
    assert [(one.day, other.day) for one, other in read_to_the_end(found, MARCH, ONE_DAY)] == [(1, 10), (20, 1)]


def test_a_bills_days_are_compared_where_readings_cover_them_all():
    found = stretches(shown(("2024-01-01", 0), ("2024-02-01", 31), ("2024-03-01", 60)), Dial(4))
    assert used_between(found, day("2024-01-22"), day("2024-02-11")) == 20
    assert used_between(found, day("2024-01-22"), day("2024-03-02")) is None


def test_a_main_meter_of_part_of_a_month_is_not_compared_with_sub_meters_of_all_of_it():
    main = use("D-1", ("2024-03-11", 0), ("2024-04-01", 30))
    assert rest_of(main, [use("D-2", ("2024-03-01", 0), ("2024-04-01", 30))], MARCH) == Rest(None, ("D-1",))
    assert rest_of(main, [], JANUARY) is None


TWICE = Threshold(Limit.RATED_POWER_TIMES, Decimal(2), date(2020, 1, 1), None, Source(""), Certainty.UNVERIFIED)
ON = {"thresholds": Thresholds(limits=(TWICE,)), "on": date(2024, 3, 1)}
TEN_KW = Decimal(10)


@pytest.mark.parametrize(("last", "is_beyond"), [("480", False), ("481", False), ("481.5", True), ("482", True)])
def test_a_day_of_a_branch_is_at_most_twice_its_rated_power_and_the_last_digit(last, is_beyond):
    (stretch,) = stretches([*shown(("2024-03-01", 0)), Shown(day("2024-03-02"), Decimal(last))], Dial(4))
    assert is_beyond_rated_power(stretch, Dial(4), TEN_KW, **ON) is is_beyond


def test_one_step_of_a_coarse_dial_in_a_quarter_of_an_hour_is_no_power_beyond_the_rated_one():
    coarse, at = Dial(4, Decimal(40)), day("2024-03-01")
    one, two = (
        stretches([Shown(at, Decimal(7)), Shown(at + timedelta(minutes=15), Decimal(n))], coarse)[0] for n in (8, 9)
    )
    assert (mean_power_kw(one), is_beyond_rated_power(one, coarse, TEN_KW, **ON)) == (160, False)
    assert is_beyond_rated_power(two, coarse, TEN_KW, **ON)


def test_where_nothing_is_known_of_a_stretch_or_of_a_limit_nothing_is_said_of_its_power():
    (back,) = stretches(shown(("2024-03-01", 60), ("2024-03-02", 5)), Dial(4))
    (much,) = stretches(shown(("2024-03-01", 0), ("2024-03-02", 4000)), Dial(4))
    assert not is_beyond_rated_power(back, Dial(4), TEN_KW, **ON)
    assert not is_beyond_rated_power(much, Dial(4), TEN_KW, thresholds=Thresholds(), on=date(2024, 3, 1))


def of_jumps(times: int, days: int) -> Thresholds:
    about = {Limit.METER_JUMP_TIMES: times, Limit.METER_JUMP_AFTER_DAYS: days}
    return Thresholds(
        limits=tuple(
            Threshold(each, Decimal(number), date(2020, 1, 1), None, Source(""), Certainty.UNVERIFIED)
            for each, number in about.items()
        )
    )


JUMPING = {"thresholds": of_jumps(5, 50), "on": date(2024, 12, 31)}


@pytest.mark.parametrize(("used", "jumped"), [(310, False), (311, True), (20_000, True)])
def test_more_than_five_times_the_highest_use_a_day_before_is_a_jump(used, jumped):
    """A day of January took one and of February two; those of March together are ten times 31, or more."""
    read = shown(("2024-01-01", 0), ("2024-02-01", 31), ("2024-03-01", 89), ("2024-04-01", 89 + used))
    told = jumps(stretches(read, Dial(6)), **JUMPING)
    assert list(told) == ([day("2024-04-01")] if jumped else [])
    assert [round(each.times * 62) for each in told.values()] == ([used] if jumped else [])


def test_a_meter_of_which_less_than_fifty_days_are_known_does_not_jump():
    begun = shown(("2024-01-01", 0), ("2024-02-01", 31), ("2024-03-01", 900), ("2024-04-01", 20_000))
    assert list(jumps(stretches(begun, Dial(6)), **JUMPING)) == [day("2024-04-01")]


def test_noon_is_no_jump_beside_months_but_beside_other_noons():
    months = shown(("2024-01-01", 0), ("2024-02-01", 31), ("2024-03-01", 60))
    noon, of_an_hour = day("2024-03-01"), timedelta(hours=1)
    hour = Shown(noon + of_an_hour, Decimal(61))
    assert jumps(stretches([*months, hour], Dial(6)), **JUMPING) == {}
    hours = [Shown(noon + n * of_an_hour, Decimal(60 + n)) for n in range(1, 24 * 60)]
    late = Shown(hours[-1].at + of_an_hour, hours[-1].value + 6)
    assert list(jumps(stretches([*months, *hours, late], Dial(6)), **JUMPING)) == [late.at]


def test_what_went_backwards_turned_over_or_took_nothing_before_is_no_jump():
    turned = shown(("2024-01-01", 9930), ("2024-02-01", 9961), ("2024-03-01", 9990), ("2024-04-01", 900))
    assert jumps(stretches(turned, Dial(4)), **JUMPING) == {}
    back = shown(("2024-01-01", 500), ("2024-02-01", 531), ("2024-03-01", 560), ("2024-04-01", 20), ("2024-05-01", 610))
    assert jumps(stretches(back, Dial(4)), **JUMPING) == {}
    stood = shown(("2024-01-01", 500), ("2024-02-01", 500), ("2024-03-01", 500), ("2024-04-01", 800))
    assert jumps(stretches(stood, Dial(4)), **JUMPING) == {}
    assert jumps(stretches(turned, Dial(4)), thresholds=Thresholds(), on=date(2024, 4, 1)) == {}


COLLECTING = Thresholds(
    limits=(
        Threshold(Limit.DENSE_READING_MINUTES, Decimal(60), date(2020, 1, 1), None, Source(""), Certainty.SECONDARY),
        Threshold(Limit.COLLECTED_LEAST_SHARE, Decimal("0.9"), date(2020, 1, 1), None, Source(""), Certainty.SECONDARY),
    )
)


STAMP = Threshold(Limit.DAY_STAMP_MINUTES, Decimal(1), date(2020, 1, 1), None, Source(""), Certainty.SECONDARY)
STAMPED = Thresholds(limits=(STAMP, *COLLECTING.limits))


def collected_at(*minutes: float) -> Collected | None:
    """So many minutes after the beginning of March."""
    at = (day("2024-03-01") + timedelta(minutes=each) for each in minutes)
    found = stretches([Shown(each, Decimal(5), is_collected=True) for each in at], Dial(4))
    return collected(found, MARCH, COLLECTING)


@pytest.mark.parametrize(
    ("minutes", "every", "expected", "missing"),
    [
        (range(0, 660, 60), 60, 9, 0),
        ([n for n in range(0, 660, 60) if n != 300], 60, 9, 1),
        ([n + n % 7 for n in range(0, 660, 60) if n != 300], 60, 9, 1),
        (range(0, 675, 15), 60, 11, 0),
        ([n for n in range(0, 660, 15) if not 120 < n < 300], 60, 10, 2),
        ([n for n in range(0, 30 * 1440, 1440) if n != 14400], 1440, 28, 1),
        ([n + late for n in range(0, 30 * 1440, 1440) for late in (0, 7)], 1440, 29, 0),
    ],
    ids=["by the hour", "one hour lost", "a little late", "by the quarter", "three hours lost", "by the day", "twice"],
)
def test_a_meter_is_collected_by_its_own_rhythm_and_by_the_hour_where_that_is_denser(minutes, every, expected, missing):
    found = collected_at(*minutes)
    assert (found.expected, found.missing) == (expected, missing)
    assert abs(found.every - timedelta(minutes=every)) <= timedelta(minutes=6)


def test_what_has_not_been_collected_after_the_last_reading_is_not_missing_yet():
    assert collected_at(0) is None
    assert collected_at(0, 60, 120).missing == 0


def stamped_at(*minutes: float, thresholds: Thresholds = STAMPED) -> Stamped | None:
    """So many minutes after the beginning of March."""
    at = (day("2024-03-01") + timedelta(minutes=each) for each in minutes)
    found = stretches([Shown(each, Decimal(5), is_collected=True) for each in at], Dial(4))
    return stamped(found, MARCH, thresholds)


@pytest.mark.parametrize(
    ("minutes", "days", "off", "furthest"),
    [
        (range(0, 4 * 1440, 60), 3, 0, 0),
        ([n + 1 for n in range(0, 4 * 1440, 60)], 3, 0, 0),
        ([n + 2 for n in range(0, 4 * 1440, 60)], 3, 3, 2),
        ([n for n in range(0, 4 * 1440, 60) if n != 2 * 1440], 2, 0, 0),
        ([n + 7 * (n == 2 * 1440) for n in range(0, 4 * 1440, 60)], 3, 1, 7),
        ([n + 480 for n in range(0, 5 * 1440, 1440)], 3, 3, 480),
        ([n + late for n in range(0, 5 * 1440, 1440) for late in (0, 7) if (n, late) != (2 * 1440, 0)], 4, 1, 7),
    ],
    ids=[
        "at midnight",
        "a minute late",
        "two minutes late",
        "a midnight lost",
        "one late",
        "at eight every day",
        "twice",
    ],
)
def test_a_day_begins_with_what_was_collected_at_midnight_and_a_minute_is_granted(minutes, days, off, furthest):
    assert stamped_at(*minutes) == Stamped(days, off, timedelta(minutes=furthest))


def test_of_a_meter_read_less_than_daily_or_without_a_limit_no_midnight_is_asked():
    assert stamped_at(*range(0, 5 * 2880, 2880)) is None
    assert stamped_at(*range(0, 4 * 1440, 60), thresholds=Thresholds()) is None
    assert stamped_at(0) is None


@pytest.mark.parametrize(("missing", "is_too"), [(10, False), (11, True)])
def test_less_than_nine_in_ten_is_too_little(missing, is_too):
    assert is_too_little(Collected(timedelta(hours=1), 100, missing), COLLECTING, on=MARCH) is is_too
    assert not is_too_little(Collected(timedelta(hours=1), 100, missing), Thresholds(), on=MARCH)
