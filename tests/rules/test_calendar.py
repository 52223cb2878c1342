from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jieyue.policy.loading import load, read
from jieyue.rules.calendar import Calendar, Shift

DAYS = st.dates(date(2019, 1, 1), date(2028, 12, 31))


def test_the_national_day_of_2024_is_off_and_the_saturday_after_it_is_worked():
    calendar = load().calendar
    assert [calendar.is_workday(date(2024, 10, day)) for day in (1, 7, 8, 12, 13)] == [False, False, True, True, False]


def test_a_year_without_a_notice_has_weekends_and_the_days_that_are_off_every_year_and_is_not_known():
    calendar = load().calendar
    assert calendar.is_known(2026)
    assert not calendar.is_known(2030)
    off = [date(2030, 1, 1), date(2030, 5, 1), date(2030, 10, 1), date(2030, 10, 2)]
    assert [calendar.is_workday(day) for day in off] == [False] * 4
    assert calendar.is_workday(date(2030, 10, 4))
    assert calendar.shifted(date(2028, 12, 31), Shift.NEXT_WORKDAY) == date(2029, 1, 2)


def test_what_is_due_by_a_months_end_stays_in_its_month():
    calendar = load().calendar
    sunday = date(2021, 10, 31)
    assert calendar.shifted(sunday, Shift.NEXT_WORKDAY) == date(2021, 11, 1)
    assert calendar.shifted(sunday, Shift.NEXT_WORKDAY, within_month=True) == sunday


def test_our_own_table_overrides_the_package(tmp_path):
    folder = tmp_path / "calendar"
    folder.mkdir()
    (folder / "2030.toml").write_text(
        """kind = "calendar"
years = [2030]
[[days]]
day = 2030-10-01
is_workday = false
name = "国庆节"
source = { document = "通知" }
certainty = "verified"
""",
        "utf-8",
    )
    calendar = read((tmp_path,)).calendar
    assert calendar.is_known(2030)
    assert not calendar.is_workday(date(2030, 10, 1))
    assert calendar.shifted(date(2030, 10, 1), Shift.NEXT_WORKDAY) == date(2030, 10, 2)


@given(day=DAYS)
def test_a_shifted_day_is_worked_and_everything_between_is_off(day):
    calendar = load().calendar
    later = calendar.shifted(day, Shift.NEXT_WORKDAY)
    earlier = calendar.shifted(day, Shift.PREVIOUS_WORKDAY)
    assert calendar.is_workday(later)
    assert calendar.is_workday(earlier)
    between = [day + timedelta(days=n) for n in range((later - day).days)]
    assert not any(calendar.is_workday(each) for each in between)


@given(day=DAYS)
def test_without_a_shift_every_day_stays(day):
    assert Calendar().shifted(day, Shift.NONE) == day
