"""Moments, days and hours as offices write them: whatever is accepted is read as the same."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.files.cells import CellRefused, ReadWithHint, day, plate
from jieyue.files.clocks import clock_said
from jieyue.files.moments import clock_in, moment, moment_written

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
FIGURES = "零一二三四五六七八九"


def in_words(number: int) -> str:
    tens, rest = divmod(number, 10)
    ten = ("" if tens == 1 else FIGURES[tens]) + "十" if tens else ""
    return f"{ten}{FIGURES[rest] if rest or not tens else ''}"


def full_width(text: str) -> str:
    return text.translate({each: each + 0xFEE0 for each in range(0x21, 0x7F)})


def days_written(on: date) -> list[str]:
    y, m, d = on.year, on.month, on.day
    forms = [f"{on}", f"{y}-{m}-{d}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}.{m:02}.{d:02}"]
    return [*forms, f"{y}年{m}月{d}日", f"{y} 年 {m} 月 {d} 日", f"{y}年{m}月{d}号", full_width(f"{y}-{m}-{d}")]


def clocks_written(at: time) -> list[str]:
    h, m = at.hour, at.minute
    forms = [f"{h}:{m:02}", f"{h:02}:{m:02}", f"{h}：{m:02}", f"{h}时{m}分", f"{h}点{m}分", f"{h} 时 {m:02} 分"]
    forms += [f"{in_words(h)}点{in_words(m)}分", f"{h}:{m:02}:00", full_width(f"{h}:{m:02}")]
    if m in (0, 30, 15, 45):
        forms.append({0: f"{h}点整", 30: f"{h}点半", 15: f"{h}点一刻", 45: f"{h}点三刻"}[m])
    if 1 <= h <= 11:
        forms += [f"上午{h}:{m:02}", f"{h}:{m:02} AM", f"上午 {h}时{m}分"]
    if 13 <= h <= 23:
        forms += [f"下午{h - 12}:{m:02}", f"下午{h}:{m:02}", f"{h - 12}:{m:02} PM"]
    if 17 <= h <= 23:
        forms += [f"晚上{in_words(h - 12)}点{m}分", f"晚{h - 12}:{m:02}"]
    return [*forms, f"中午{h}:{m:02}"] if h == 12 else forms


@given(DAYS, st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.data())
def test_a_moment_is_the_same_in_whatever_way_it_is_written(on, at, data):
    written = data.draw(st.sampled_from(days_written(on)))
    hour = data.draw(st.sampled_from(clocks_written(at)))
    between = data.draw(st.sampled_from([" ", "  "] + [""] * written.endswith(("日", "号"))))
    meant = datetime.combine(on, at)
    assert moment(f"{written}{between}{hour}") == meant
    assert moment(meant) == meant
    assert clock_in(hour).at == at
    assert moment(moment_written(on, clock_in(hour))) == meant


@given(DAYS, st.data())
def test_a_day_is_the_same_in_whatever_way_it_is_written(on, data):
    assert day(data.draw(st.sampled_from(days_written(on)))) == on


@given(DAYS, st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.data())
def test_of_a_moment_a_column_of_days_takes_the_day_and_says_so(on, at, data):
    written = data.draw(st.sampled_from(days_written(on)))
    for cell in (f"{written} {data.draw(st.sampled_from(clocks_written(at)))}", datetime.combine(on, at)):
        if at == time():
            assert day(cell) == on
            continue
        with pytest.raises(ReadWithHint) as hint:
            day(cell)
        assert (hint.value.value, hint.value.rule) == (on, "time_in_date")


@given(st.text(alphabet="0123456789:：时点半分刻上下午晚早次日 amp年月.-/", max_size=20))
def test_whatever_stands_there_is_read_or_refused(written):
    for parse in (moment, day):
        with suppress(CellRefused):
            parse(written)
    assert clock_said(written) is None or clock_said(written).later in (0, 1)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("下午5:20", time(17, 20)),
        ("晚上7点半", time(19, 30)),
        ("8时30分", time(8, 30)),
        ("中午1点", time(13)),
        ("凌晨0:30", time(0, 30)),
        ("12:15 AM", time(0, 15)),
        ("下午12:30", time(12, 30)),
        ("十一点三刻", time(11, 45)),
        ("傍晚6点", time(18)),
        ("8:30:15", time(8, 30, 15)),
        ("8点30分15秒", time(8, 30, 15)),
    ],
)
def test_the_hour_is_what_people_mean_by_it(written, meant):
    assert clock_said(written).at == meant


@pytest.mark.parametrize(
    "written",
    ["晚上12点", "上午12:00", "上午14:00", "晚上1点", "25:00", "8:61", "8", "8-9", "", "8:30-9:30", "下午", "约8点"],
)
def test_what_may_be_another_hour_is_none(written):
    assert clock_said(written) is None


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("2026-11-02", "hour_missing"),
        (date(2026, 11, 2), "hour_missing"),
        ("8:30", "day_missing"),
        (time(8, 30), "day_missing"),
        (timedelta(hours=8), "day_missing"),
        ("11月2日 8:30", "year_missing"),
        ("2026-11-31 8:30", "impossible_date"),
        ("2026-11-02 晚上12点", "not_a_moment"),
        (3.5, "not_a_moment"),
    ],
)
def test_what_is_no_moment_is_told_what_is_missing(cell, rule):
    with pytest.raises(CellRefused) as refusal:
        moment(cell)
    assert refusal.value.rule == rule


@given(st.data())
def test_a_plate_is_the_same_in_whatever_way_it_is_written(data):
    number = data.draw(st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=5, max_size=6))
    joint = data.draw(st.sampled_from(["", "·", "•", "-", "－", " ", "　", ".", "—", " · "]))
    written = data.draw(st.sampled_from([number, number.lower(), full_width(number), f" {number} "]))
    assert plate(f"演{joint}{written}") == f"演{number}"
