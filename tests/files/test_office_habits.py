"""What stands beside the figures in sheets that are printed and filed: averages, pages, parts, owners over columns."""

import openpyxl
import pytest

from files.reading_office import Town, read, read_file, sheet
from files.test_office_variants import FEBRUARY, JANUARY, UNIT, asked, bill, days, same, why
from jieyue.files.refused import FileRefused

HEADER = ["月份", "电量（度）", "电费（元）"]
TWO_MONTHS = [["1月", 100, 70], ["2月", 200, 140]]
OF_TWO_MONTHS = (bill("electricity", JANUARY, 100, 70), bill("electricity", FEBRUARY, 200, 140))


@pytest.mark.parametrize(
    "word", ["月平均", "平均", "去年同期", "最高", "全年", "上半年", "第一季度", "本年累计", "增减率"]
)
def test_a_row_that_is_of_no_month_is_no_bill(word):
    told = [300, 210] if word in ("全年", "上半年", "第一季度", "本年累计") else [150, 105]
    same(read(sheet(["2025年"], HEADER, *TWO_MONTHS, [word, *told])), *OF_TWO_MONTHS)


def test_a_row_of_a_half_year_that_is_not_the_sum_of_its_months_is_asked_about():
    assert asked(read(sheet(["2025年"], HEADER, *TWO_MONTHS, ["上半年", 301, 210]))) == {"sum:Sheet1!5"}


def test_a_bill_of_two_months_beside_those_of_one_is_a_bill():
    found = read(sheet(["2025年"], HEADER, *TWO_MONTHS, ["3-4月", 300, 210]))
    same(found, *OF_TWO_MONTHS, bill("electricity", days(2025, 3, 4), 300, 210))


def test_a_row_that_names_no_month_is_asked_about_by_its_own_words():
    table = sheet(["2025年"], HEADER, *TWO_MONTHS, ["值班室", 30, 21])
    [question] = read(table).questions
    assert "第 5 行“值班室”没有写月份" in question.asks
    same(read(table, answers={question.key: question.choices[0]}), *OF_TWO_MONTHS)
    dated = read(table, answers={question.key: "2025-03"})
    same(dated, *OF_TWO_MONTHS, bill("electricity", days(2025, 3), 30, 21))


def test_a_formula_without_a_value_is_told_and_not_taken_for_a_month_without_a_bill(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADER, ["2025年1月", "=50+50", 70], ["2025年2月", "=100+100", "=1+1"], ["2025年3月", 300, 210]):
        book.active.append(row)
    book.save(tmp_path / "formulas.xlsx")
    found = read_file(tmp_path / "formulas.xlsx")
    same(found, bill("electricity", days(2025, 3), 300, 210))
    assert [(each.row, each.rule) for each in found.problems] == [
        (2, "formula_without_value"),
        (3, "formula_without_value"),
    ]


def test_a_sum_that_is_carried_to_the_next_page_is_no_bill():
    first = [["2025年"], HEADER, *TWO_MONTHS, ["过次页", 300, 210]]
    second = [HEADER, ["承前页", 300, 210], ["3月", 50, 35], ["本页小计", 50, 35], ["累计", 350, 245]]
    same(read(sheet(*first, *second)), *OF_TWO_MONTHS, bill("electricity", days(2025, 3), 50, 35))


def test_how_a_bill_stands_does_not_say_what_it_is_of():
    header = [*HEADER, "电费状态"]
    rows = [[*row, state] for row, state in zip(TWO_MONTHS, ("已缴", "欠费"), strict=True)]
    same(read(sheet(["2025年"], header, *rows)), *OF_TWO_MONTHS)


def test_money_alone_among_rows_with_a_quantity_is_asked_about():
    table = sheet(["2025年"], HEADER, *TWO_MONTHS, ["2月", None, 1000])
    assert asked(read(table)) == {"money:Sheet1"}
    found = read(table, answers={"money:Sheet1": "不读入（充值、预存、滞纳金之类，不是票据）"})
    same(found, *OF_TWO_MONTHS)
    assert why(found, 5).startswith("只有金额")


def test_a_month_without_its_year_is_of_that_of_the_row_above_it():
    rows = [["2025年11月", 1], ["12月", 2], ["元月", 3], ["2月", 4]]
    found = read(sheet(["月份", "电量（度）"], *rows))
    told = [days(2025, 11), days(2025, 12), days(2026, 1), days(2026, 2)]
    same(found, *(bill("electricity", when, used) for used, when in enumerate(told, 1)))
    assert "year" in asked(read(sheet(["月份", "电量（度）"], ["2025年11月", 1], ["10月", 2])))
    several = [["电", "2025年11月", 1, "度"], ["电", "2025年12月", 2, "度"], ["水", "1月", 3, "吨"]]
    of_title = read(sheet(["2025年"], ["能源", "月份", "数量", "单位"], *several))
    told = ("electricity", days(2025, 11), 1), ("electricity", days(2025, 12), 2), ("water", JANUARY, 3)
    same(of_title, *(bill(*each) for each in told))


def test_two_columns_of_days_that_nobody_knows_may_be_the_first_and_the_last():
    rows = [["2025-01-01", "2025.1.31", 10], ["2025年2月1日", "2025-02-28", 20]]
    table = sheet(["读表甲日", "读表乙日", "电量（度）"], *rows)
    assert asked(read(table)) == {"days:ends"}
    found = read(table, answers={"days:ends": "是"})
    same(found, bill("electricity", JANUARY, 10), bill("electricity", FEBRUARY, 20))


def test_rows_of_one_month_that_a_place_tells_apart_are_parts_or_accounts():
    table = sheet(["2025年1月"], ["楼栋", "电量（度）", "电费"], ["1号楼", 100, 70], ["2号楼", 20, 14])
    [question] = read(table).questions
    assert "1号楼、2号楼" in question.asks
    same(read(table, answers={"same": "相加成一张票据"}), bill("electricity", JANUARY, 120, 84))


def test_a_sheet_of_running_sums_alone_says_what_is_missing():
    with pytest.raises(FileRefused, match=r"“累计电量”（累计）.*没有各月的用量"):
        read(sheet(["2025年"], ["月份", "累计电量", "累计电费"], ["1月", 10, 7]))


# --- parts


def test_a_part_of_a_figure_is_not_counted_beside_it():
    column = read(sheet(["2025年"], ["月份", "用电量（度）", "其中：食堂（度）", "电费"], ["1月", 100, 20, 70]))
    same(column, bill("electricity", JANUARY, 100, 70))
    rows = [["电", 100, "度", 70], ["其中：食堂", 20, "度", 14], ["水", 5, "吨", 20]]
    found = read(sheet(["2025年1月"], ["项目", "数量", "单位", "金额"], *rows))
    same(found, bill("electricity", JANUARY, 100, 70), bill("water", JANUARY, 5, 20))


def test_what_only_stands_as_a_part_of_a_sum_of_several_is_the_figure():
    header = ["月份", "水电费合计（元）", "其中：电费（元）", "其中：水费（元）", "用电量（度）", "用水量（吨）"]
    found = read(sheet(["2025年"], header, ["1月", 90, 70, 20, 100, 5]))
    same(found, bill("electricity", JANUARY, 100, 70), bill("water", JANUARY, 5, 20))


def test_money_of_water_and_electricity_together_is_of_neither():
    found = read(sheet(["2025年"], ["月份", "用电量（度）", "用水量（吨）", "水电费（元）"], ["1月", 10, 1, 11]))
    same(found, bill("electricity", JANUARY, 10), bill("water", JANUARY, 1))


def test_parts_with_their_total_are_added_up_and_checked():
    header = ["月份", "照明用电（度）", "动力用电（度）", "合计用电（度）", "电费（元）"]
    same(read(sheet(["2025年"], header, ["1月", 10, 20, 30, 21])), bill("electricity", JANUARY, 30, 21))
    assert asked(read(sheet(["2025年"], header, ["1月", 10, 20, 31, 21]))) == {"sum:Sheet1!3"}


def test_peak_flat_and_valley_without_their_sum_are_added_up_if_somebody_says_so():
    table = sheet(["2025年"], ["月份", "峰电量", "平电量", "谷电量", "电费"], ["1月", 10, 20, 30, 42])
    assert "add:quantity" in asked(read(table))
    same(read(table, answers={"add:quantity": "相加", "unit:电": "度"}), bill("electricity", JANUARY, 60, 42))


def test_peak_flat_and_valley_in_rows_beside_their_sum_are_no_bills():
    rows = [["2025年1月", "峰", 10, 7], ["2025年1月", "平", 20, 14], ["2025年1月", "谷", 30, 21]]
    header = ["月份", "时段", "电量（度）", "电费（元）"]
    total = ["2025年1月", "总", 60, 42]
    same(read(sheet(header, *rows, total)), bill("electricity", JANUARY, 60, 42))
    assert len(read(sheet(header, *rows)).rows) == 3  # the import asks whether to add them up


# --- what a column is of


def test_names_of_units_over_columns_are_whose_figures_they_are():
    header = ["月份", "青禾县档案馆", "", "青禾县图书馆", ""]
    below = ["", "电量（度）", "电费（元）", "电量（度）", "电费（元）"]
    merged = [((1, 0), (2, 0)), ((1, 1), (1, 2)), ((1, 3), (1, 4))]
    table = sheet(["2025年"], header, below, ["1月", 100, 70, 1000, 700], ["合计", 100, 70, 1000, 700], merged=merged)
    expected = bill("electricity", JANUARY, 100, 70), bill("electricity", JANUARY, 1000, 700, unit="129902")
    same(read(table), *expected)
    same(read(table, town=Town(usual=None)), *expected)
    rows = [["用电量", 100, 1000, 1100], ["电费（元）", 70, 700, 770]]
    of_one_month = sheet(["2025年1月用电（度）"], ["项目", "青禾县档案馆", "青禾县图书馆", "合计"], *rows)
    same(read(of_one_month, town=Town(usual=None)), *expected)


def test_accounts_over_columns():
    found = read(sheet(["2025年用电量（度）"], ["月份", "户号8800111", "户号8800222", "合计"], ["1月", 10, 20, 30]))
    same(
        found,
        bill("electricity", JANUARY, 10, account="8800111"),
        bill("electricity", JANUARY, 20, account="8800222"),
    )


def test_units_of_measure_in_a_row_below_the_header():
    for first in ("单位", ""):
        found = read(sheet(["2025年"], ["月份", "电", "水"], [first, "万千瓦时", "立方米"], ["1月", 1.5, 5]))
        same(found, bill("electricity", JANUARY, 15000), bill("water", JANUARY, 5))


def test_a_unit_that_nobody_knows_is_asked_about_and_no_other_is_proposed():
    [question] = read(sheet(["2025年"], ["月份", "用水量（桶）", "水费（元）"], ["1月", 10, 40])).questions
    assert "“桶”不是认得的单位" in question.asks
    assert question.proposed == ""


def test_sizes_standard_coal_and_makers_are_no_figures():
    header = ["单位", "人数", "建筑面积（㎡）", "用电量（度）", "用水量（吨）", "综合能耗（吨标准煤）"]
    same(
        read(sheet(["2025年1月"], header, ["青禾县档案馆", 10, 1000, 100, 5, 0.0123])),
        bill("electricity", JANUARY, 100),
        bill("water", JANUARY, 5),
    )
    heat = read(
        sheet(
            ["热费"],
            ["供热单位", "采暖面积（㎡）", "起", "止", "金额（元）"],
            ["青禾热力", 9, "2025-01-01", "2025-01-31", 5],
        )
    )
    same(heat, bill("heat_by_area", JANUARY, 9, 5))


def test_a_part_that_names_no_resource_beside_several_is_asked_about():
    table = sheet(["2025年"], ["月份", "用电量（度）", "空调（度）", "用水量（吨）"], ["1月", 10, 4, 1])
    assert asked(read(table)) == {"column:空调（度）"}
    found = read(table, answers={"column:空调（度）": "不读入"})
    same(found, bill("electricity", JANUARY, 10), bill("water", JANUARY, 1))


def test_a_place_in_front_of_a_figure_does_not_hide_what_it_is_of():
    header = ["月份", "教学楼电（度）", "宿舍电（度）", "合计电（度）", "宿舍水费", "宿舍用水量（吨）"]
    found = read(sheet(["2025年"], header, ["1月", 100, 200, 300, 20, 5]))
    same(found, bill("electricity", JANUARY, 300), bill("water", JANUARY, 5, 20))


def test_a_figure_in_a_unit_of_another_resource_is_not_taken_for_the_only_one_that_is_named():
    table = sheet(["2025年"], ["月份", "教学区（度）", "用水量（吨）"], ["1月", 100, 5])
    [question] = read(table).questions
    assert question.choices == ("不读入", "电", "光伏发电")
    found = read(table, answers={question.key: "电"})
    same(found, bill("electricity", JANUARY, 100), bill("water", JANUARY, 5))


def test_an_odd_unit_above_the_table_is_asked_about_without_a_proposal():
    found = read(sheet(["用电（单位：千千瓦、元）"], ["2025年"], ["月份", "用电量", "电费"], ["1月", 1, 840]))
    [question] = found.questions
    assert "“千千瓦”不是认得的单位" in question.asks
    assert question.proposed == ""
    same(
        read(sheet(["（单位：千度、元）"], ["2025年1月"], ["用电量", "电费"], [1, 840])),
        bill("electricity", JANUARY, 1000, 840),
    )


def test_resources_below_a_heading_that_only_says_kinds_of_energy():
    header, below = ["单位名称", "能源种类", "", "费用合计（元）"], ["", "电（kWh）", "水（m3）", ""]
    merged = [((1, 0), (2, 0)), ((1, 1), (1, 2)), ((1, 3), (2, 3))]
    found = read(sheet(["2025年1月"], header, below, ["青禾县档案馆", 100, 5, 90], merged=merged))
    same(found, bill("electricity", JANUARY, 100), bill("water", JANUARY, 5))


def test_a_row_of_running_sums_is_no_total():
    rows = [["本月电量（度）", 10, 20, 30], ["累计电量（度）", 10, 30, 60], ["电费（元）", 7, 14, 21]]
    found = read(sheet(["2025年"], ["项目", "1月", "2月", "3月"], *rows))
    same(found, *(bill("electricity", days(2025, month), 10 * month, 7 * month) for month in (1, 2, 3)))


def test_goods_of_invoices_are_what_they_say_and_money_is_with_tax():
    header = ["费用月份", "货物名称", "数量", "单位", "金额", "税额", "价税合计"]
    rows = [
        ["2025-01", "*供电*电费", 1000, "千瓦时", 619.47, 80.53, 700],
        ["2025-01", "*水冰雪*自来水", 50, "吨", 9, 1, 10],
    ]
    [question] = read(sheet(header, *rows)).questions
    assert question.proposed.startswith("价税合计")
    found = read(sheet(header, *rows), answers={question.key: question.proposed})
    same(found, bill("electricity", JANUARY, 1000, 700), bill("water", JANUARY, 50, 10))


# --- where a table begins


def test_the_word_month_in_the_corner_of_months_and_items():
    rows = [["电量（度）", 10, 20, 30], ["电费（元）", 7, 14, 21], ["水量（吨）", 1, 2, 3]]
    found = read(sheet(["2025年水电"], ["月份", "1月", "2月", "3月"], *rows))
    power = [bill("electricity", days(2025, month), 10 * month, 7 * month) for month in (1, 2, 3)]
    same(found, *power, *(bill("water", days(2025, month), month) for month in (1, 2, 3)))


def test_small_figures_of_a_month_are_no_months_of_a_header():
    rows = [["1月", 1, 2, 3, 6], ["2月", 4, 5, 6, 15]]
    buildings = sheet(["2025年用电（度）"], ["月份", "教学楼", "宿舍", "食堂", "合计"], *rows)
    left = {f"column:{each}": "不读入" for each in ("教学楼", "宿舍", "食堂")}
    same(read(buildings, answers=left), bill("electricity", JANUARY, 6), bill("electricity", FEBRUARY, 15))
    units = {"档案馆": UNIT, "图书馆": "129902", "第一中学": "129903"}
    table = sheet(["2025年用电（度）"], ["月份", *units, "合计"], rows[0])
    assert asked(read(table)) == {f"organisation:{each}" for each in units}
    found = read(table, answers={f"organisation:{name}": code for name, code in units.items()})
    same(found, *(bill("electricity", JANUARY, n, unit=code) for n, code in enumerate(units.values(), 1)))
    with pytest.raises(FileRefused, match="表头"):
        read(sheet(["用水量（吨）"], ["月份", 2023, 2024, 2025], ["1月", 1, 2, 3], ["2月", 4, 5, 6]))


def test_the_second_half_of_a_year_below_the_first():
    halves = [
        row
        for first in (1, 7)
        for row in (
            ["月份", *(f"{month}月" for month in range(first, first + 6))],
            ["电量（度）", *range(first, first + 6)],
        )
    ]
    found = read(sheet(["2025年用电"], *halves))
    same(found, *(bill("electricity", days(2025, month), month) for month in range(1, 13)))


def test_days_with_their_time_and_grades_of_fuel():
    header = ["卡号", "交易时间", "交易类型", "油品", "数量(升)", "金额(元)", "余额(元)"]
    row = ["1000113", "2025-03-05 10:22:33", "消费", "92号车用汽油(VIB)", 40, 300, 4700]
    found = read(sheet(["加油卡明细"], header, row), answers={"days:交易时间": "就是那一天"})
    same(found, bill("petrol", ("2025-03-05", "2025-03-05"), 40, 300, account="1000113", use="vehicle"))
