"""Which shape a sheet has, where its header is, and in which sheet."""

import datetime
import io

import openpyxl
import pytest
import xls

from jieyue.files.sheet import FileRefused, read_sheet
from jieyue.policy.loading import load
from jieyue.store.ledgers.bills.reading import COLUMNS

HEADER = ["机构编码", "能源资源", "户号", "起", "止", "数量", "单位"]
ROW = ["510101", "电", "E1", "2024-01-01", "2024-01-31", "1000", "kWh"]
ACROSS = ["单位", "项目", "1月", "2月", "3月"]
TITLE = ["某单位2024年能耗表", "", "", "", ""]


@pytest.fixture
def told(tmp_path):
    def told(content: bytes, name: str = "a.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(FileRefused) as refusal:
            read_sheet(path, columns=COLUMNS, words=load().words)
        return refusal.value.problems

    return told


def book(**sheets) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_shape_below_a_title_is_told_with_its_row(told):
    [problem] = told(book(表=[TITLE, [], ACROSS, ["甲", "电", 1, 2, 3]]))
    assert (problem.row, problem.rule) == (3, "other_layout")
    assert problem.says.startswith("工作表“表”第 3 行的表头不是模板的样式：各月排成了列")


def test_lines_above_a_header_do_not_make_it_one_of_two_rows(told):
    rows = [["填报单位：甲", "", "填报人：乙"], ["月份", "用量", "金额（元）"], ["1月", 1, 2]]
    assert "other_layout" not in [each.rule for each in told(book(表=rows))]


def test_months_that_are_dates_are_months(told):
    months = [datetime.date(2024, month, 1) for month in (1, 2, 3)]
    [problem] = told(book(表=[["单位", *months], ["甲", 1, 2, 3]]))
    assert problem.rule == "other_layout"


def test_a_shape_in_another_sheet_is_told_with_its_name(told):
    [problem] = told(book(说明=[["填表说明"]], 电=[ACROSS, ["甲", "电", 1, 2, 3]]))
    assert (problem.row, problem.says[:9]) == (None, "工作表“电”第 1")


def test_the_header_in_another_sheet_below_a_title_names_both(told):
    [problem] = told(book(封面=[["能耗"]], 票据=[TITLE, HEADER, ROW]))
    assert problem.do == (
        "请把工作表“票据”移到最前面（或者另存为单独的文件），并删去表头上面的 1 行（标题、说明、空行）。"
    )


def test_a_header_beyond_the_first_twenty_rows_is_not_looked_for(told):
    rows = [["说明"]] * 20
    [problem] = told(book(表=[*rows, HEADER, ROW]))
    assert problem.says == "第 1 行不是表头。"


def test_a_header_below_a_title_in_an_xls_is_found(told):
    [problem] = told(xls.xls(["标题"], HEADER, ROW), "a.xls")
    assert problem.says == "第 1 行不是表头，表头在第 2 行。"


def test_a_far_cell_in_another_sheet_takes_no_memory(told):
    made = openpyxl.load_workbook(io.BytesIO(book(封面=[["能耗"]], 票据=[HEADER, ROW])))
    made["票据"]["XFD1048576"] = 1
    out = io.BytesIO()
    made.save(out)
    [problem] = told(out.getvalue())
    assert problem.says == "第 1 行不是表头。"


def test_the_apart_process_finds_the_header_too(told, monkeypatch):
    monkeypatch.setattr("jieyue.files.large_workbook.MOST_UNPACKED_HERE_BYTES", 1)
    [problem] = told(book(封面=[["能耗"]], 票据=[HEADER, ROW]))
    assert "工作表“票据”的第 1 行" in problem.says


def test_no_name_is_proposed_for_two_columns_and_no_figures_are_deleted(told):
    rows = [[*HEADER[:5], "数 量1", "用量", "单位", "单价"], [*ROW[:5], "1000", "900", "kWh", "0.7"]]
    problems = told(book(表=rows))
    proposed = [each.do.partition("如果写的是“")[2].partition("”")[0] for each in problems if "照此改列名" in each.do]
    assert len(proposed) == len(set(proposed))
    assert "数量" in proposed
    assert not any("删" in each.do for each in problems)


@pytest.mark.parametrize("row", [HEADER[:4], ["机构编码", "能源资源", "用电量（度）"]])
def test_what_has_no_shape_is_told_column_by_column(told, row):
    assert {each.rule for each in told(book(表=[row, ROW[: len(row)]]))} >= {"missing_column"}
