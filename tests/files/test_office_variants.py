"""Sheets as other offices have them: other words, other places, other habits. Each is read right, or asks."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from files.reading_office import Town, bills, read, read_file, sheet
from jieyue.files.refused import FileRefused

MONTHS = [f"{month}月" for month in range(1, 13)]
UNIT = "129901"


def days(year: int, first: int, last: int | None = None) -> tuple[str, str]:
    end = date(year + (last or first) // 12, (last or first) % 12 + 1, 1).toordinal() - 1
    return str(date(year, first, 1)), str(date.fromordinal(end))


def bill(resource: str, when: tuple[str, str], quantity, yuan=None, *, account="", unit=UNIT, use="building") -> tuple:
    money = None if yuan is None else Decimal(str(yuan))
    return (unit, resource, use, account, *when, Decimal(str(quantity)), money)


def same(found, *expected: tuple) -> None:
    assert found.questions == []
    assert bills(found) == sorted(expected, key=str)


def asked(found) -> set[str]:
    return {each.key for each in found.questions}


def why(found, row: int) -> str:
    return next(each.why for each in found.left_out if each.row == row)


JANUARY, FEBRUARY = days(2025, 1), days(2025, 2)


def test_two_titles_columns_of_year_and_month_and_subtotals_of_a_month():
    found = read(
        sheet(
            ["能耗登记"],
            ["2025年度"],
            ["序号", "年", "月", "能耗类型", "消耗量", "计量单位", "费用(元)", "备注"],
            [1, 2025, 1, "电", "1,234", "千瓦时", "￥800.5", ""],
            [2, 2025, 1, "水", 45, "吨", 180, ""],
            ["", "", "", "本月合计", "", "", 980.5, ""],
            [3, 2025, 2, "电", 1300, "度", 900, ""],
            ["", "", "", "合计", "", "", 1880.5, ""],
        )
    )
    same(
        found,
        bill("electricity", JANUARY, 1234, 800.5),
        bill("water", JANUARY, 45, 180),
        bill("electricity", FEBRUARY, 1300, 900),
    )


def test_ten_thousands_of_units_and_of_yuan():
    found = read(
        sheet(
            ["2025年用电情况"],
            ["月份", "用电量(万千瓦时)", "电费（万元）", "同比(%)"],
            ["1月", 1.2, 0.9, "5%"],
            ["合计", 1.2, 0.9, ""],
        )
    )
    same(found, bill("electricity", JANUARY, 12000, 9000))


def test_the_year_before_and_what_is_compared_with_it_are_no_data():
    found = read(
        sheet(
            ["2025年用水统计"],
            ["月份", "本年用水量（吨）", "上年同期用水量（吨）", "增减", "水费（元）"],
            ["一月", 100, 90, 10, 400],
            ["二月", 110, 95, 15, 440],
            ["一季度小计", 210, 185, 25, 840],
        )
    )
    same(found, bill("water", JANUARY, 100, 400), bill("water", FEBRUARY, 110, 440))


def test_readings_of_a_meter_are_no_quantity_beside_one():
    found = read(
        sheet(
            ["2025年电表抄表记录"],
            ["户号：9901009000123"],
            ["月份", "上期示数", "本期示数", "倍率", "用电量（度）", "单价", "电费"],
            ["2025.1", 100, 150, 40, 2000, 0.7, 1400],
        )
    )
    same(found, bill("electricity", JANUARY, 2000, 1400, account="9901009000123"))


def test_readings_become_a_quantity_where_there_is_none_and_somebody_says_so():
    table = sheet(
        ["2025年电表抄表记录"],
        ["月份", "上月读数", "本月读数", "倍率", "电费（元）"],
        ["1月", 100, 150, 40, 1400],
    )
    assert "quantity" in asked(read(table))
    found = read(table, answers={"quantity": "按示数计算", "unit:电": "度"})
    same(found, bill("electricity", JANUARY, 2000, 1400))


@pytest.mark.parametrize(
    "written", ["2025.1", "202501", 202501, "2025年1月", "2025-01", "2025/1", "２０２５年１月份", "25年1月"]
)
def test_a_month_in_any_form(written):
    found = read(sheet(["月份", "电量(度)", "电费(元)"], [written, 100, 70]))
    same(found, bill("electricity", JANUARY, 100, 70))


def test_october_typed_as_a_number_is_known_by_its_neighbours_else_asked():
    header = ["月份", "电量(度)"]
    known = read(sheet(header, [2025.9, 1], [2025.1, 2], [2025.11, 3]))
    assert bills(known)[1][4:6] == days(2025, 10)
    assert asked(read(sheet(header, [2025.1, 2]))) == {"month:2"}


def test_text_guards_full_width_digits_and_signs_for_nothing():
    found = read(
        sheet(
            ["户号", "所属期", "用水量(吨)", "水费"],
            ["'0031207", "２０２５０１", "１２０", "４８０"],
            ["0031207", "202502", "-", "/"],
            ["0031207", "202503", "无", ""],
            ["0031207", "202504", "未抄表", ""],
            ["0031207", "202505", 0, 0],
        )
    )
    same(
        found,
        bill("water", JANUARY, 120, 480, account="0031207"),
        bill("water", days(2025, 5), 0, 0, account="0031207"),
    )
    assert [each.row for each in found.left_out] == [3, 4, 5]


def test_blank_columns_and_a_title_over_all():
    found = read(
        sheet(
            ["", "", "水电费台账（2025年）"],
            [],
            ["", "月份", "", "电量（度）", "", "电费（元）"],
            ["", "1月", "", 100, "", 70],
            merged=[((0, 2), (0, 5))],
        )
    )
    same(found, bill("electricity", JANUARY, 100, 70))


def test_months_across_by_account_with_the_unit_in_the_title():
    found = read(
        sheet(
            ["2025年青禾县图书馆用电量统计表（单位：千瓦时）"],
            ["户号", *MONTHS[:2], "合计"],
            ["990100", 10, 20, 30],
            ["990101", 1, 2, 3],
            ["合计", 11, 22, 33],
        ),
        town=Town(usual=None),
    )
    library = {"unit": "129902"}
    same(
        found,
        bill("electricity", JANUARY, 10, account="990100", **library),
        bill("electricity", FEBRUARY, 20, account="990100", **library),
        bill("electricity", JANUARY, 1, account="990101", **library),
        bill("electricity", FEBRUARY, 2, account="990101", **library),
    )


TWO_COLUMNS = [
    ["2025年能耗"],
    ["能源", "指标", *MONTHS[:3], "一季度"],
    ["电", "用量（度）", 10, 20, 30, 60],
    ["", "金额（元）", 7, 14, 21, 42],
    ["水", "用量（吨）", 1, 2, 3, 6],
    ["", "金额（元）", 4, 8, 12, 24],
]
OF_A_QUARTER = [
    *(bill("electricity", days(2025, month), 10 * month, 7 * month) for month in (1, 2, 3)),
    *(bill("water", days(2025, month), month, 4 * month) for month in (1, 2, 3)),
]


def test_what_the_rows_are_of_stands_in_two_columns_merged_down():
    same(read(sheet(*TWO_COLUMNS, merged=[((2, 0), (3, 0)), ((4, 0), (5, 0))])), *OF_A_QUARTER)


def test_blanks_below_a_word_are_asked_about():
    assert "blank:能源" in asked(read(sheet(*TWO_COLUMNS)))
    same(read(sheet(*TWO_COLUMNS), answers={"blank:能源": "同上一行"}), *OF_A_QUARTER)


def test_sections_of_one_table():
    found = read(
        sheet(
            ["2025年能耗台账"],
            ["月份", "用量", "单位", "金额"],
            ["一、电"],
            ["1月", 100, "度", 70],
            ["小计", 100, "", 70],
            ["二、水"],
            ["1月", 10, "吨", 40],
            ["小计", 10, "", 40],
            ["总计", "", "", 110],
        )
    )
    same(found, bill("electricity", JANUARY, 100, 70), bill("water", JANUARY, 10, 40))


def test_two_tables_below_each_other():
    found = read(
        sheet(
            ["2025年能耗台账"],
            ["用电（户号：990100）"],
            ["月份", "电量（度）", "电费（元）"],
            ["1月", 100, 70],
            ["合计", 100, 70],
            [],
            ["用水（户号：0031）"],
            ["月份", "水量（吨）", "水费（元）"],
            ["1月", 10, 40],
            ["合计", 10, 40],
        )
    )
    same(
        found,
        bill("electricity", JANUARY, 100, 70, account="990100"),
        bill("water", JANUARY, 10, 40, account="0031"),
    )


def test_a_sheet_a_month_and_a_sheet_a_unit():
    by_month = [
        sheet(
            [f"{month}月水电费"], ["单位名称", "电量（度）", "电费"], ["青禾县档案馆", 100, 70], name=f"2025年{month}月"
        )
        for month in (1, 2)
    ]
    same(read(*by_month), bill("electricity", JANUARY, 100, 70), bill("electricity", FEBRUARY, 100, 70))
    by_unit = [
        sheet(["2025年"], ["月份", "电量（度）", "电费"], ["1月", 100, 70], name=name)
        for name in ("青禾县档案馆", "青禾县图书馆")
    ]
    same(
        read(*by_unit, town=Town(usual=None)),
        bill("electricity", JANUARY, 100, 70),
        bill("electricity", JANUARY, 100, 70, unit="129902"),
    )


def test_a_winter_is_of_two_years():
    rows = [["11月", 10, 20], ["12月", 20, 40], ["1月", 30, 60], ["合计", 60, 120]]
    header = ["月份", "用气量（立方米）", "金额（元）"]
    told = read(sheet(["2024-2025年采暖季天然气"], header, *rows))
    expected = [(2024, 11, 10), (2024, 12, 20), (2025, 1, 30)]
    same(told, *(bill("natural_gas", days(year, month), used, used * 2) for year, month, used in expected))
    assert "year" in asked(read(sheet(["2025年天然气"], header, *rows)))


def test_quarters_alone_are_bills_of_three_months():
    found = read(sheet(["2025年用水"], ["季度", "用水量（吨）", "水费（元）"], ["一季度", 10, 20], ["二季度", 20, 40]))
    same(found, bill("water", days(2025, 1, 3), 10, 20), bill("water", days(2025, 4, 6), 20, 40))


def test_years_side_by_side():
    header = ["月份", "2024年用电量（度）", "2025年用电量（度）"]
    found = read(sheet(["近两年用电"], header, ["1月", 10, 20], ["合计", 10, 20]))
    same(found, bill("electricity", days(2024, 1), 10), bill("electricity", JANUARY, 20))


def test_a_total_that_nobody_named_is_known_by_its_sum():
    header = ["月份", "用水量（吨）", "水费（元）"]
    found = read(sheet(["2025年用水"], header, ["1月", 10, 20], ["2月", 20, 40], ["", 30, 60]))
    same(found, bill("water", JANUARY, 10, 20), bill("water", FEBRUARY, 20, 40))
    other = read(sheet(["2025年用水"], header, ["1月", 10, 20], ["2月", 20, 40], ["", 31, 60]))
    assert other.questions != []


def test_a_total_that_differs_is_asked_about_with_both_sums():
    table = sheet(
        ["2025年用水"], ["月份", "用水量（吨）", "水费（元）"], ["1月", 10, 20], ["2月", 20, 40], ["合计", 31, 60]
    )
    [question] = read(table).questions
    assert "31" in question.asks
    assert "30" in question.asks
    found = read(table, answers={question.key: question.choices[0]})
    same(found, bill("water", JANUARY, 10, 20), bill("water", FEBRUARY, 20, 40))


def test_money_without_a_quantity_is_no_bill():
    with pytest.raises(FileRefused, match="只有金额"):
        read(sheet(["2025年电费"], ["月份", "电费（元）"], ["1月", 10]))


def test_refuels_are_of_petrol_or_diesel_as_each_row_says():
    header = ["日期", "车牌", "油品", "数量（升）", "金额（元）"]
    rows = [date(2025, 3, 5), "甲A1", "92号汽油", 40, 320], [date(2025, 3, 18), "甲A1", "0号柴油", 45, 360]
    found = read(sheet(["加油记录"], header, *rows), answers={"days:日期": "就是那一天"})
    same(
        found,
        bill("petrol", ("2025-03-05", "2025-03-05"), 40, 320, use="vehicle"),
        bill("diesel", ("2025-03-18", "2025-03-18"), 45, 360, use="vehicle"),
    )


def test_reading_days_close_one_bill_and_open_the_next():
    header = ["户号", "上次抄表日期", "本次抄表日期", "上次读数", "本次读数", "用水量（吨）", "应缴金额"]
    table = sheet(header, ["0031207", date(2025, 1, 25), date(2025, 2, 25), 100, 150, 50, 200])
    assert asked(read(table)) == {"days:reading"}
    found = read(table, answers={"days:reading": "上次抄表日的次日至本次抄表日"})
    same(found, bill("water", ("2025-01-26", "2025-02-25"), 50, 200, account="0031207"))


def test_the_month_of_a_bill_may_go_from_reading_day_to_reading_day():
    table = sheet(["户号", "电费年月", "总电量(千瓦时)", "总电费(元)"], ["990100", 202601, 50, 40])
    assert asked(read(table)) == {"days:电费年月"}
    found = read(table, answers={"days:电费年月": "每月25日抄表"})
    same(found, bill("electricity", ("2025-12-26", "2026-01-25"), 50, 40, account="990100"))


def test_from_and_to_in_one_cell():
    header = ["能源", "起止日期", "用量", "单位", "金额"]
    found = read(sheet(header, ["电", "2025.1.1-2025.1.31", 100, "度", 70], ["水", "2025年1-2月", 10, "吨", 40]))
    same(found, bill("electricity", JANUARY, 100, 70), bill("water", days(2025, 1, 2), 10, 40))


def test_hidden_rows_are_asked_about():
    table = sheet(["月份", "电量（度）"], ["2025年1月", 10], ["2025年2月", 99], hidden=[2])
    assert asked(read(table)) == {"hidden:Sheet1"}
    same(read(table, answers={"hidden:Sheet1": "不读入"}), bill("electricity", JANUARY, 10))


def test_hidden_columns_are_read_and_told(tmp_path):
    book = openpyxl.Workbook()
    for row in (["月份", "电量（度）", "电费（元）"], ["2025年1月", 10, 7]):
        book.active.append(row)
    book.active.column_dimensions["C"].hidden = True
    book.save(tmp_path / "hidden.xlsx")
    found = read_file(tmp_path / "hidden.xlsx")
    same(found, bill("electricity", JANUARY, 10, 7))
    assert [each.why for each in found.left_out] == ["列“电费（元）”是隐藏的，也读入了；不要的请删去这些列"]


def test_a_hidden_sheet_is_left_out_and_told():
    shown = sheet(["月份", "电量（度）"], ["2025年1月", 10], name="2025")
    found = read(shown, sheet(name="旧表", is_visible=False))
    assert [each.why for each in found.left_out] == ["工作表“旧表”是隐藏的，没有读入"]


def test_a_column_of_figures_that_nobody_knows_is_asked_about():
    table = sheet(["月份", "电量（度）", "功德数"], ["2025年1月", 10, 5])
    assert asked(read(table)) == {"column:功德数"}
    same(read(table, answers={"column:功德数": "不读入"}), bill("electricity", JANUARY, 10))


def test_two_places_of_one_unit_are_one_bill_or_two_accounts():
    table = sheet(["2025年用电"], ["楼", *MONTHS[:3]], ["主楼电量（度）", 10, 20, 30], ["附楼电量（度）", 1, 2, 3])
    places = sheet(["2025年用电量（度）"], ["名称", "1月", "2月", "3月"], ["主楼", 10, 20, 30], ["附楼", 1, 2, 3])
    for each in (table, places):
        assert bills(read(each, answers={"unit:电": "度"})) != [] or read(each).questions
    assert "same" in asked(read(places))
    summed = read(places, answers={"same": "相加成一张票据", "unit:电": "度"})
    same(summed, *(bill("electricity", days(2025, month), 11 * month) for month in (1, 2, 3)))
    apart = read(places, answers={"same": "分别是几个户号", "unit:电": "度"})
    assert {row[3] for row in bills(apart)} == {"主楼", "附楼"}


def test_a_unit_whose_accounts_are_known_is_asked_which_one_it_is():
    town = Town(accounts_there={(UNIT, "electricity"): ["990100", "990101"]})
    table = sheet(["月份", "电量（度）"], ["2025年1月", 10])
    assert asked(read(table, town=town)) == {f"account:{UNIT}:电"}
    found = read(table, town=town, answers={f"account:{UNIT}:电": "990101"})
    same(found, bill("electricity", JANUARY, 10, account="990101"))


def test_the_unit_that_the_sheet_names_and_the_one_that_is_said_differ():
    table = sheet(["单位：青禾县图书馆"], ["月份", "电量（度）"], ["2025年1月", 10])
    assert asked(read(table)) == {"organisation"}


def test_words_alone_and_nothing_at_all_are_refused_with_the_way():
    with pytest.raises(FileRefused, match="表格是空的，没有任何内容"):
        read(sheet())
    with pytest.raises(FileRefused, match="只有表头（第 2 行），表头下面没有数据"):
        read(sheet(["2025年"], ["月份", "用电量（度）", "电费（元）"], ["", "", ""]))
    for rows in ([["各位同事："], ["请于周五前交单据。"]], [[1, 2, 3], [4, 5, 6]]):
        with pytest.raises(FileRefused, match="表头"):
            read(sheet(*rows))


def test_a_total_above_the_rows_is_checked_too():
    header = ["月份", "电量（度）"]
    same(read(sheet(["2025年"], header, ["合计", 10], ["1月", 10])), bill("electricity", JANUARY, 10))
    assert asked(read(sheet(["2025年"], header, ["合计", 11], ["1月", 10]))) == {"sum:Sheet1!3"}


def test_two_columns_of_one_name_are_told_apart_by_their_letters():
    table = sheet(["月份", "电量（度）", "电量（度）"], ["2025年1月", 10, 20])
    [question] = read(table).questions
    assert question.choices == ("电量（度）（B 列）", "电量（度）（C 列）", "相加")
    same(read(table, answers={question.key: question.choices[1]}), bill("electricity", JANUARY, 20))
    same(read(table, answers={question.key: "相加"}), bill("electricity", JANUARY, 30))


@pytest.mark.parametrize("header", ["单位", "名称", "报送对象"])
def test_a_column_that_holds_names_of_units_is_one_of_units(header):
    rows = [["青禾县档案馆", 10], ["青禾县图书馆", 20], ["合计", 30]]
    found = read(sheet(["2025年1月用电"], [header, "电量（度）"], *rows))
    same(found, bill("electricity", JANUARY, 10), bill("electricity", JANUARY, 20, unit="129902"))


def test_of_which_month_a_day_of_paying_tells_is_asked():
    table = sheet(["缴费日期", "项目", "金额（元）", "用量"], [date(2025, 2, 5), "电费", 70, "100度"])
    assert asked(read(table)) == {"days:缴费日期"}
    same(read(table, answers={"days:缴费日期": "缴费日期的上一个月"}), bill("electricity", JANUARY, 100, 70))


def test_a_table_to_the_right_with_other_months_is_one_of_its_own():
    header = ["月份", "电量（度）", "", "月份", "水量（吨）"]
    same(
        read(sheet(["2025年"], header, ["1月", 10, "", "2月", 5])),
        bill("electricity", JANUARY, 10),
        bill("water", FEBRUARY, 5),
    )
    halves = sheet(
        ["2025年（单位：度）"], ["月份", "电量", "月份", "电量"], ["1月", 10, "2月", 20], ["合计", 10, "合计", 20]
    )
    same(read(halves), bill("electricity", JANUARY, 10), bill("electricity", FEBRUARY, 20))
    same(
        read(sheet(["2025年"], header, ["1月", 10, "", "1月", 5])),
        bill("electricity", JANUARY, 10),
        bill("water", JANUARY, 5),
    )


# --- other ledgers


def test_a_ledger_of_months_is_read_from_a_sheet_with_title_synonyms_and_total():
    found = read(
        sheet(
            ["青禾县档案馆2025年用纸登记表"],
            ["月份", "购纸（包）", "购纸金额（元）", "领用量（包）", "库存", "备注"],
            ["1月", 10, 200, 8, 2, ""],
            ["2月", 0, "", 1, 1, ""],
            ["合计", 10, 200, 9, "", ""],
        ),
        kind="paper",
    )
    assert found.questions == []
    assert [(row["organisation"], row["month"], row["bought_reams"], row["used_reams"]) for row in found.rows] == [
        (UNIT, "2025-01", 10, 8),
        (UNIT, "2025-02", 0, 1),
    ]
    assert why(found, 5).startswith("合计行")


def test_a_ledger_with_months_across():
    found = read(
        sheet(["2025年用纸"], ["项目", "1月", "2月", "3月"], ["购入", 10, 0, 5], ["领用", 8, 1, 4]),
        kind="paper",
    )
    assert [(row["month"], row["bought_reams"], row["used_reams"]) for row in found.rows] == [
        ("2025-01", 10, 8),
        ("2025-02", 0, 1),
        ("2025-03", 5, 4),
    ]


def test_a_ledger_of_moments_takes_the_column_of_times():
    found = read(
        sheet(["温度检查"], ["填报人：何经办"], ["房间", "时间", "温度"], ["305", "2025-07-01 10:30", 26]),
        kind="temperature",
    )
    assert [(row["room"], row["measured_at"], row["celsius"]) for row in found.rows] == [
        ("305", "2025-07-01 10:30", 26)
    ]


def fuel_log(*days: str) -> object:
    rows = ([day, "川A12345", "92号汽油", f"{40 + n}", 300 + n] for n, day in enumerate(days))
    return sheet(["加油登记"], ["日期", "车牌号", "油品", "加油量（升）", "金额"], *rows)


def test_a_purchase_of_fuel_is_on_the_day_that_is_written_also_on_a_first():
    written = fuel_log("2025/1/1", "2025年1月20日", "2025.2.5")
    [question] = read(written).questions
    assert (question.key, question.proposed) == ("days:日期", "就是那一天")
    found = read(written, answers={"days:日期": question.proposed})
    bought = (("2025-01-01", 40, 300), ("2025-01-20", 41, 301), ("2025-02-05", 42, 302))
    same(found, *(bill("petrol", (day, day), litres, yuan, use="vehicle") for day, litres, yuan in bought))


def test_firsts_of_months_written_as_texts_are_whole_months():
    found = read(sheet(["月份", "用电量(度)", "电费"], ["2025-01-01", 100, 70], ["2025-02-01", 110, 77]))
    same(found, bill("electricity", JANUARY, 100, 70), bill("electricity", FEBRUARY, 110, 77))
