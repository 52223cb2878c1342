"""Ordinary office files: what is read, what is refused, and what is said of them."""

import re
from decimal import Decimal

from jieyue.programme.entry.operations import kinds


def rules(report) -> list[tuple[int | None, str]]:
    return [(each.row, each.rule) for each in report.problems]


def test_a_total_in_the_column_of_accounts_is_not_counted(cases):
    assert rules(cases.bring("total-row-in-account.xlsx")) == [(5, "total_row")]
    cases.bring("total-row-in-account.xlsx", accept_good=True)
    assert (cases.quantity("2024Q1"), cases.yuan("2024Q1")) == (6000, 4200)


def test_a_subtotal_among_the_rows_is_not_counted(cases):
    assert rules(cases.bring("subtotal-rows-monthly.xlsx")) == [(4, "total_row")]
    cases.bring("subtotal-rows-monthly.xlsx", accept_good=True)
    assert cases.quantity("2024-01") == 1500


def test_an_account_that_is_said_to_be_none_is_the_blank_one(cases):
    assert rules(cases.bring("placeholder-and-blank-account.xlsx")) == [(3, "duplicate_in_file")]
    cases.bring("placeholder-and-blank-account.xlsx", accept_good=True)
    assert cases.quantity("2024-01") == 1000


def test_an_invoice_number_that_is_said_to_be_none_is_blank(cases):
    assert rules(cases.bring("invoice-placeholder.csv")) == []
    assert [each.rule for each in cases.findings("2024-01", "51")] == []


def test_guards_of_text_make_one_account_of_four_months(cases):
    report = cases.bring("excel-text-guard.csv")
    assert report.added == 4
    assert "gap" not in [rule for _, rule in rules(report)]
    assert cases.house.bring("bills", cases.house.sheet(KNOWN_AS_0012345)).unchanged == 1


KNOWN_AS_0012345 = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
510101 | 电 | 0012345 | 2024-03-01 | 2024-03-31 | 1000 | kWh | 700"""


def test_hidden_rows_are_told_with_their_numbers(cases):
    report = cases.bring("hidden-rows-filtered.xlsx")
    [hidden] = [each for each in report.problems if each.rule == "hidden_rows"]
    assert (hidden.row, hidden.severity) == (3, "warning")
    assert "第 3 行是隐藏的" in hidden.says


def test_months_in_columns_are_recognised_and_no_figures_are_to_be_deleted(cases):
    [(row, _, says, do)] = cases.says("months-as-columns.xlsx")
    assert row == 1
    assert "“1月”、“2月”" in says
    assert "一个月写一行" in do
    assert "删" not in do


def test_a_list_of_the_grid_company_is_recognised(cases):
    [(row, _, says, do)] = cases.says("state-grid-detail.csv")
    assert row == 1
    assert "“总电量”是数量" in says
    assert "“电费年月”是月份" in says
    assert "“尖电量”、“峰电量”、“平电量”、“谷电量”是其中的一部分" in says
    assert "“数量”写“总电量”" in do


def test_a_header_of_two_rows_is_recognised(cases):
    [(row, _, says, _)] = cases.says("two-row-header.xlsx")
    assert row == 1
    assert "表头有两行" in says


def test_resources_side_by_side_are_recognised_with_their_columns(cases):
    [(row, _, says, do)] = cases.says("wide-year-month.csv")
    assert row == 1
    assert "“用电量（度）”、“电费（元）”是电，“用水量（吨）”、“水费（元）”是水" in says
    assert "一种能源写一行" in do


def test_a_title_of_one_cell_does_not_hide_the_header(cases):
    assert [(says, do) for _, _, says, do in cases.says("title-row.csv")] == [
        ("第 1 行不是表头，表头在第 2 行。", "请删去表头上面的 1 行（标题、说明、空行）。")
    ]


def test_a_header_behind_a_cover_or_an_empty_sheet_is_found(cases):
    for name, first in (("cover-sheet-first.xlsx", "封面"), ("blank-sheet-first.xlsx", "Sheet1")):
        [(_, _, says, do)] = cases.says(name)
        assert says == f"第一张可见的工作表“{first}”里没有表头，表头在工作表“票据”的第 1 行。"
        assert do == "请把工作表“票据”移到最前面（或者另存为单独的文件）。"


def test_what_is_glued_to_a_figure_is_told_apart(cases):
    told = {row: do for row, _, _, do in cases.says("units-in-figures.csv")}
    assert told == {
        4: "请只写数字：1000。单位“度”写到“单位”列。",
        5: "请对照原件写确切的数字：1000。",
        6: "请只写数字：1000。",
        7: "请写完整的数字：700。",
        8: "请对照原件写确切的数字：700。",
    }


def test_figures_written_as_told_are_taken(cases):
    office = cases.holding("units-in-figures.csv")
    for problem in office.look().problems:
        office.set(problem.row - 1, problem.column, re.search(r"：([\d.]+)。", problem.do)[1])
        if unit := re.search("单位“(.+)”写到“单位”列", problem.do):
            office.set(problem.row - 1, "单位", unit[1])
    assert office.bring().taken
    assert (cases.quantity("2024-01"), cases.yuan("2024-01")) == (7000, Decimal("5434.50"))


def test_days_written_as_told_are_taken(cases):
    office = cases.holding("date-texts-office.xlsx")
    for problem in office.look().problems:
        days = re.findall(r"\d{4}-\d\d-\d\d", problem.do)
        if problem.column in ("起", "止") and days:
            office.set(problem.row - 1, problem.column, days[-1] if problem.column == "止" else days[0])
        elif problem.rule == "required":  # the range stood in the first cell, and said both
            office.set(problem.row - 1, "止", "2024-03-31")
    assert office.bring().taken
    assert {row[4].isoformat() for row in kinds()["bills"].rows(cases.house.person)} == {"2024-01-01", "2024-03-01"}


def test_a_month_in_both_cells_of_days_is_told_with_the_month_that_was_meant(cases):
    [(row, column, says, do)] = cases.says("date-cell-month-format.xlsx")
    assert (row, column) == (2, "止")
    assert "共 1 天" in says
    assert "止日应写 2024-03-31" in do


def test_days_in_words_are_told_where_they_are_determined(cases):
    ends, starts = {}, {}
    for row, column, _, do in cases.says("date-texts-office.xlsx"):
        (starts if column == "起" else ends)[row] = do
    march = {row: "2024-03-31" in ends[row] and "2024-03-01" in starts.get(row, "2024-03-01") for row in ends}
    assert {row for row, told in march.items() if told} == {3, 4, 5, 6, 12, 13, 14}
    assert {row for row, do in ends.items() if "年份" in do} == {5, 8, 12}
    assert ends[7] == "请对照原件写到日，如开始的日期写 2024-01-01，结束的日期写 2024-01-31。"
    assert ends[9] == "请写到日：开始的日期写 2024-01-01，结束的日期写 2024-03-31。"
    assert starts[11] == "请写到日：开始的日期写 2024-03-01，结束的日期写 2024-03-31。"


def test_resources_are_known_by_what_offices_call_them(cases):
    told = {row: (says, do) for row, column, says, do in cases.says("resources-as-written.csv") if column == "能源资源"}
    assert sorted(told) == [16, 17, 18, 19, 25]
    assert told[16][1] == "按热量（GJ）结算的写“热力”，按面积（m²）结算的写“按面积供热”。"
    assert "“其他”" in told[25][1]


def test_a_unit_is_known_by_its_name(cases):
    assert cases.bring("by-name-not-code.csv").problems == []
    assert cases.quantity("2024-01") == 1000


def test_a_column_of_remarks_is_passed_over_with_a_note(cases):
    report = cases.bring("remark-column-last.xlsx")
    assert rules(report) == [(1, "passed_over")]
    assert cases.quantity("2024-01") == 1000


def test_an_account_without_its_leading_zeros_is_told_and_written_as_told_is_a_duplicate(cases):
    office = cases.holding("account-leading-zeros-format.xlsx")
    told = office.look().problems
    assert [(each.row, each.rule) for each in told] == [(3, "account_spelt_twice"), (4, "account_spelt_twice")]
    for problem in told:
        assert "请改为 0012345" in problem.do
        office.set(problem.row - 1, problem.column, "0012345")
    assert rules(office.look()) == [(3, "duplicate_in_file")]
    assert office.bring(accept_good=True).added == 2
    assert cases.quantity("2024-01") == 1000
