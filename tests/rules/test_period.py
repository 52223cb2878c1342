from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.rules.period import FIRST_YEAR, LAST_YEAR, Period, PeriodUnreadable, month_end, months_later

years = st.integers(FIRST_YEAR, LAST_YEAR)
periods = st.builds(
    lambda year, months, nth: Period(date(year, nth % (12 // months) * months + 1, 1), months),
    years,
    st.sampled_from([1, 3, 6, 12]),
    st.integers(0, 11),
)


@given(periods)
def test_a_period_is_read_as_it_is_written(period):
    assert Period.parse(str(period)) == period


@given(periods)
def test_a_period_holds_its_months_and_ends_before_the_next(period):
    months = list(period.each_month())
    assert len(months) == period.months
    assert (months[0], months[-1]) == (period.first, period.last_month)
    assert period.until == months_later(period.last_month, 1) == period.last + timedelta(days=1)
    assert {month.year for month in months} == {period.year}


@given(periods, years)
def test_the_same_period_of_another_year_has_the_same_months(period, year):
    assert [month.month for month in period.in_year(year).each_month()] == [
        month.month for month in period.each_month()
    ]


@given(years)
def test_quarters_and_halves_make_the_year(year):
    def months(*written):
        return [month for each in written for month in Period.parse(each).each_month()]

    whole = months(f"{year:04}")
    assert months(*(f"{year:04}Q{n}" for n in (1, 2, 3, 4))) == whole
    assert months(f"{year:04}H1", f"{year:04}H2") == whole


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024年", "2024"),
        ("2024年度", "2024"),
        ("2024年上半年", "2024H1"),
        ("2024年下半年", "2024H2"),
        ("2024年一季度", "2024Q1"),
        ("2024年第4季度", "2024Q4"),
        ("2024年3月", "2024-03"),
        ("2024年12月份", "2024-12"),
    ],
)
def test_a_period_may_be_written_as_officers_write_it(written, meant):
    assert str(Period.parse(written)) == meant
    assert str(Period.parse(Period.parse(meant).zh)) == meant


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "24",
            "2024Q5",
            "2024Q0",
            "2024H3",
            "2024-13",
            "2024-00",
            "2024-3",
            "2024年5季度",
            "2024-03-01",
            "2024q1",
        ),
        *("2024 ", "2024\n", "1900", "0001", "9999"),
    ],
)
def test_what_is_no_period_is_refused_in_words(written):
    with pytest.raises(PeriodUnreadable, match="看不懂报告期"):
        Period.parse(written)


def test_a_month_ends_on_its_last_day():
    assert [month_end(date(2024, 2, 1)), month_end(date(2023, 2, 1))] == [date(2024, 2, 29), date(2023, 2, 28)]
    assert month_end(date(2024, 12, 1)) == date(2024, 12, 31)
