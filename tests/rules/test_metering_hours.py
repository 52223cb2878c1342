"""Day and night, workdays and days off: told where readings are dense enough, else not at all."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from jieyue.policy.loading import load
from jieyue.rules.calendar import Calendar
from jieyue.rules.metering import Dial, Shown, stretches
from jieyue.rules.metering_hours import (
    AFTER_HOURS,
    AT_WORK,
    DAY,
    DAY_OFF,
    NIGHT,
    WORKDAY,
    Hours,
    by_day,
    by_day_and_night,
    by_workdays,
    by_working_time,
)

HERE = ZoneInfo("Asia/Shanghai")
JUNE = date(2025, 6, 1)
BEGIN, DAYS = datetime(2025, 6, 1, tzinfo=HERE), 30
HOURS = Hours(8, 20, timedelta(hours=1), Decimal("0.9"))
# In June 2025 the Dragon Boat holiday takes Monday the 2nd.
CALENDAR = Calendar({date(2025, 6, 2): False}, frozenset({2025}))


def read(every: timedelta, *, by_day: int, by_night: int, count: int | None = None):
    """What a meter shows that uses so much in an hour."""
    at, total, found = BEGIN, Decimal(0), [Shown(BEGIN, Decimal(0))]
    while at < BEGIN + timedelta(days=DAYS) and (count is None or len(found) <= count):
        for _ in range(int(every / timedelta(minutes=15))):
            total += Decimal(by_day if 8 <= at.hour < 20 else by_night) / 4
            at += timedelta(minutes=15)
        found.append(Shown(at, total))
    return stretches(found, Dial(6))


@pytest.mark.parametrize("minutes", [15, 60])
def test_dense_readings_tell_day_from_night_and_lose_nothing(minutes):
    split = by_day_and_night(read(timedelta(minutes=minutes), by_day=10, by_night=2), JUNE, HOURS)
    assert split.used == {DAY: 10 * 12 * DAYS, NIGHT: 2 * 12 * DAYS}


def test_two_readings_a_day_at_the_right_hours_are_dense_enough():
    found = read(timedelta(hours=4), by_day=10, by_night=2)
    assert by_day_and_night(found, JUNE, HOURS).used == {DAY: 3600, NIGHT: 720}


def test_readings_that_lie_over_both_cannot_say_which():
    assert by_day_and_night(read(timedelta(hours=24), by_day=10, by_night=2), JUNE, HOURS) is None


def test_a_reading_a_day_at_midnight_tells_workdays_by_the_official_calendar():
    split = by_workdays(read(timedelta(hours=24), by_day=10, by_night=2), JUNE, HOURS, CALENDAR)
    assert split.used == {WORKDAY: 144 * 20, DAY_OFF: 144 * 10}


def test_a_reading_a_month_cannot_tell_workdays_from_days_off():
    assert by_workdays(read(timedelta(days=30), by_day=1, by_night=1), JUNE, HOURS, CALENDAR) is None


def test_where_a_tenth_of_the_month_is_missing_nothing_is_said():
    most = read(timedelta(hours=1), by_day=1, by_night=1, count=24 * 27)
    assert by_day_and_night(most, JUNE, HOURS) is not None
    assert by_day_and_night(most[:-1], JUNE, HOURS) is None


def test_a_year_whose_calendar_is_not_out_says_nothing_of_workdays():
    assert by_workdays(read(timedelta(hours=24), by_day=1, by_night=1), JUNE, HOURS, Calendar()) is None


def test_the_policy_that_ships_says_the_hours():
    assert Hours.of(load().thresholds, on=JUNE) == HOURS


def test_working_time_is_the_daytime_of_workdays_and_everything_else_is_after_hours():
    split = by_working_time(read(timedelta(hours=1), by_day=10, by_night=2), JUNE, HOURS, CALENDAR)
    assert split.used == {AT_WORK: 120 * 20, AFTER_HOURS: 24 * DAYS + 120 * 10}


def test_a_day_is_told_from_midnight_to_midnight_with_the_least_of_its_hours():
    days = by_day(read(timedelta(hours=1), by_day=10, by_night=2), JUNE, date(2025, 7, 1), HOURS)
    assert list(days) == [date(2025, 6, day) for day in range(1, 31)]
    assert {(each.quantity, each.least_per_hour) for each in days.values()} == {(Decimal(144), Decimal(2))}


def test_a_reading_each_midnight_tells_the_day_and_not_its_least_hour():
    days = by_day(read(timedelta(hours=24), by_day=10, by_night=2), JUNE, date(2025, 7, 1), HOURS)
    assert {(each.quantity, each.least_per_hour) for each in days.values()} == {(Decimal(144), None)}


def test_a_reading_every_other_day_tells_no_day():
    assert by_day(read(timedelta(hours=48), by_day=10, by_night=2), JUNE, date(2025, 7, 1), HOURS) == {}
