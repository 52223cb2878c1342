"""What one cell says, and what is said when it cannot be read."""

import datetime
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.files.cells import CellRefused, code, day, number, numbers_of_floats, text, whole, year, yes_no

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.text(alphabet="0123456789０５.,，-－~/年月日万千亿eE+() ¥%kWh#"),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


def refusal(parse, cell):
    with pytest.raises(CellRefused) as caught:
        parse(cell)
    return caught.value


# --- text and codes


def test_a_code_stored_as_a_number_has_no_decimal_point():
    assert text(610101.0) == "610101"


def test_blanks_around_text_go_and_those_inside_stay():
    assert text(" 市 政府　") == "市 政府"


def test_full_width_letters_of_a_name_stay_as_they_are():
    assert text("Ａ座（东）") == "Ａ座（东）"


def test_a_code_loses_full_width_and_inner_blanks():
    assert code("６１０１ ０１") == "610101"


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", "\ufeff", "\xa0"])
@pytest.mark.parametrize("parse", [text, code, number, whole, year, day, yes_no])
def test_a_blank_is_none_everywhere(parse, blank):
    assert parse(blank) is None


@pytest.mark.parametrize("parse", [text, code])
def test_an_invoice_number_kept_as_a_number_is_refused_because_its_digits_are_lost(parse):
    refused = refusal(parse, 2.4612000000012345e19)
    assert refused.rule == "digits_lost"
    assert "文本" in refused.do


def test_fifteen_digits_are_still_whole():
    assert code(123456789012345.0) == "123456789012345"


@pytest.mark.parametrize("parse", [text, code])
def test_an_invoice_number_in_scientific_notation_is_refused(parse):
    assert refusal(parse, "2.24E+20").rule == "scientific_notation"


def test_a_text_that_excel_turned_into_a_date_is_refused():
    assert refusal(text, date(2024, 3, 5)).rule == "text_became_date"


def test_an_error_value_is_no_text():
    assert refusal(text, "#REF!").rule == "error_value"


# --- numbers


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (0.1 + 0.2, "0.3"),
        (1234.0, "1234"),
        (5, "5"),
        ("1,234.5", "1234.5"),
        ("1，234，567", "1234567"),
        ("１２．５", "12.5"),
        ("－３", "-3"),
        ("+7", "7"),
        (" 8 ", "8"),
        (".5", "0.5"),
        ("-1,000", "-1000"),
    ],
)
def test_numbers_as_offices_write_them_are_read(cell, value):
    assert number(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "rule", "named"),
    [
        ("(500)", "accounting_negative", "-500"),
        ("（500）", "accounting_negative", "-500"),
        ("1.2万", "ten_thousands", "12000"),
        ("3亿", "ten_thousands", "300000000"),
        ("1.2万千瓦时", "ten_thousands", "12000"),
        ("120kWh", "unit_in_number", "只写数字：120"),
        ("120千瓦时", "unit_in_number", "120"),
        ("¥1,200", "currency_sign", "1200"),
        ("￥30", "currency_sign", "30"),
        ("2.5E+4", "scientific_notation", "25000"),
        ("1,23", "misplaced_separator", "1,234.5"),
        ("1,2345", "misplaced_separator", "逗号"),
        ("3~5", "range", "一个数"),
        ("3-5", "range", "一个数"),
        ("3至5", "range", "一个数"),
        ("12/5", "fraction", "小数"),
        ("12%", "percent", "数量"),
        ("1 234", "inner_blank", "1234"),
        ("-", "not_a_number", "留空"),
        ("约120", "not_a_number", "确切的数字：120"),
        ("nan", "not_a_number", "数字"),
        ("inf", "not_a_number", "数字"),
        (float("nan"), "not_a_number", "数字"),
        (float("inf"), "not_a_number", "数字"),
        (True, "not_a_number", "数字"),
        (date(2024, 3, 5), "date_for_number", "数值"),
        ("2024-03-05", "date_for_number", "数值"),
        ("#DIV/0!", "error_value", "公式"),
        (1e11, "too_large", "位数"),
        ("100000000000", "too_large", "位数"),
        ("-100,000,000,000", "too_large", "位数"),
    ],
)
def test_a_misread_number_is_refused_with_what_to_write(cell, rule, named):
    refused = refusal(number, cell)
    assert (refused.rule, named in refused.do) == (rule, True)


def test_a_date_in_a_number_column_is_laid_at_excels_door():
    assert "自动把数字变成了日期" in refusal(number, date(2024, 3, 5)).says


def test_a_superscript_is_not_read_as_a_digit():
    assert refusal(number, "10²").rule == "unit_in_number"


def test_a_refusal_does_not_quote_a_novel():
    assert len(refusal(number, "长" * 100_000).says) < 100


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=3))
def test_any_number_reads_back_as_written(value):
    assert number(format(value, "f")) == value


@given(st.integers(min_value=-(10**10), max_value=10**10))
def test_any_number_reads_back_with_thousands_separators_and_in_full_width(value):
    written = f"{value:,}"
    assert number(written) == value
    assert number(written.translate({ord(half): ord(half) + 0xFEE0 for half in "0123456789,-"})) == value


@given(st.decimals(min_value=-(10**8), max_value=10**8, places=4))
def test_any_number_reads_back_from_the_float_that_a_workbook_keeps(value):
    assert number(float(value)) == value


@given(st.lists(st.floats()))
def test_many_floats_at_once_are_what_each_is_by_itself(values):
    def one_by_one() -> list[Decimal]:
        return [number(each) for each in values]

    try:
        expected = one_by_one()
    except CellRefused:
        with pytest.raises(CellRefused):
            numbers_of_floats(values)
    else:
        assert list(map(str, numbers_of_floats(values))) == list(map(str, expected))


@given(st.lists(st.floats(-1e9, 1e9).map(lambda value: round(value, 3)), min_size=1))
def test_ordinary_floats_at_once_keep_the_digits_that_were_typed(values):
    assert list(map(str, numbers_of_floats(values))) == [str(number(each)) for each in values]


def test_a_count_of_persons_is_whole():
    assert whole("12") == 12
    assert refusal(whole, 12.5).rule == "not_whole"


# --- years and days


@pytest.mark.parametrize("cell", [2024, 2024.0, "2024", "2024年", "２０２４年度"])
def test_years_are_read(cell):
    assert year(cell) == 2024


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("24", "not_a_year"),
        (1989, "year_out_of_bounds"),
        ("2101", "year_out_of_bounds"),
        (date(2024, 1, 1), "not_a_year"),
    ],
)
def test_what_is_no_year_is_refused(cell, rule):
    assert refusal(year, cell).rule == rule


@given(DAYS)
def test_any_day_reads_back_in_every_accepted_form(value):
    y, m, d = value.year, value.month, value.day
    forms = [value.isoformat(), f"{y}/{m}/{d}", f"{y}年{m}月{d}日", f"{y}/{m:02}/{d:02}", f" {y}-{m}-{d} "]
    forms += [forms[0].translate({ord(half): ord(half) + 0xFEE0 for half in "0123456789-"}), value]
    forms += [datetime.datetime(y, m, d), f"{value} 00:00:00"]  # noqa: DTZ001
    assert [day(form) for form in forms] == [value] * len(forms)


def test_an_impossible_day_is_refused_naming_the_last_of_the_month():
    assert "2024-02-29" in refusal(day, "2024-02-30").says


@pytest.mark.parametrize(
    ("cell", "rule", "named"),
    [
        ("20240301", "date_form", "2024-03-01"),
        (20240301.0, "date_form", "2024-03-01"),
        ("24-3-1", "short_year", "2024-03-01"),
        ("25年11月30日", "short_year", "2025-11-30"),
        ("11月30日", "year_missing", "2024-11-30"),
        ("11.30", "year_missing", "2024-11-30"),
        ("11/30", "year_missing", "2024-11-30"),
        ("十一月三十日", "year_missing", "2024-11-30"),
        ("1/3/2024", "day_first", "年、月、日"),
        ("2024年3月", "month_only", "2024-03-31"),
        ("2024-02", "month_only", "2024-02-29"),
        (45352.0, "number_for_date", "2024-03-01"),
        ("45352", "number_for_date", "2024-03-01"),
        (7, "number_for_date", "日期"),
        ("2024-13-01", "impossible_date", "月份"),
        ("1989-12-31", "year_out_of_bounds", "年份"),
        (date(2101, 1, 1), "year_out_of_bounds", "年份"),
        (datetime.datetime(2024, 3, 1, 8, 30), "time_in_date", "日期"),  # noqa: DTZ001
        ("2024-03-01 08:30", "time_in_date", "日期"),
        (datetime.time(8, 30), "not_a_date", "2024-03-01"),
        ("去年三月", "not_a_date", "2024-03-01"),
    ],
)
def test_a_misread_day_is_refused_with_what_to_write(cell, rule, named):
    refused = refusal(day, cell)
    assert (refused.rule, named in refused.do) == (rule, True)


# --- yes or no


@pytest.mark.parametrize("cell", ["是", "TRUE", "1", "y", "Yes", "√", True, 1, 1.0])
def test_yes_is_said_in_many_ways(cell):
    assert yes_no(cell) is True


@pytest.mark.parametrize("cell", ["否", "False", "0", "N", "no", False, 0, 0.0])
def test_no_is_said_in_many_ways(cell):
    assert yes_no(cell) is False


def test_neither_yes_nor_no_is_refused():
    assert refusal(yes_no, "也许").rule == "not_yes_or_no"


@pytest.mark.parametrize("parse", [text, code, number, whole, year, day, yes_no])
@given(cell=CELLS)
def test_no_cell_whatever_raises_anything_but_a_refusal(parse, cell):
    with suppress(CellRefused):
        parse(cell)
