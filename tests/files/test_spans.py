"""The days that words mean."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.files.spans import Meant, meant

NUMERALS = "〇一二三四五六七八九"
MONTHS = "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"


@given(st.text(alphabet="0123456789〇一二三四五六七八九十年月日号季度第上下半全至到起止份-~./qQ 　abc度"))
def test_no_text_is_beyond_it(written):
    meant(written)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)))
def test_a_month_is_known_however_it_is_written(day):
    year, month = day.year, day.month
    whole = (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    chinese = "".join(NUMERALS[int(digit)] for digit in str(year))
    for written in (
        f"{year}年{month}月",
        f"{year}年{month:02}月份",
        f"{year}.{month}",
        f"{year}-{month:02}",
        f"{year}/{month}",
        f"{year}{month:02}",
        f"{chinese}年{MONTHS[month - 1]}月",
        f"{year}年 {month} 月",
        f"{whole[0]:%Y.%m.%d}-{whole[1]:%Y.%m.%d}",
        f"{whole[0]:%Y-%m-%d}至{whole[1]:%Y-%m-%d}",
        f"{year}年{month}月1日至{month}月{whole[1].day}日",
    ):
        assert meant(written) == Meant(whole), written
    assert meant(f"{MONTHS[month - 1]}月份") == meant(f"{month}月") == Meant(None, (month, month))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024年第一季度", "2024-01-01", "2024-03-31"),
        ("2024年四季度", "2024-10-01", "2024-12-31"),
        ("2024Q2", "2024-04-01", "2024-06-30"),
        ("2024年上半年", "2024-01-01", "2024-06-30"),
        ("2024年全年", "2024-01-01", "2024-12-31"),
        ("2024年度", "2024-01-01", "2024-12-31"),
        ("2024年1-3月", "2024-01-01", "2024-03-31"),
        ("2024年1月至2月", "2024-01-01", "2024-02-29"),
        ("2023年12月26日至2024年1月25日", "2023-12-26", "2024-01-25"),
        ("2024年3月1日起", "2024-03-01", "2024-03-01"),
        ("二〇二四年十二月三十一日", "2024-12-31", "2024-12-31"),
    ],
)
def test_stretches_of_days_are_known(written, first, last):
    assert meant(written) == Meant((date.fromisoformat(first), date.fromisoformat(last)))


@pytest.mark.parametrize(
    "written", ["去年", "2024", "2024年13月", "13月", "2024年五季度", "月", "2024-03-01-2024-02-01", "E1"]
)
def test_what_says_no_days_is_not_guessed(written):
    assert meant(written) is None
