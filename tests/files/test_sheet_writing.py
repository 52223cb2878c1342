"""Tables that Excel and WPS open right."""

import datetime
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from jieyue.files.cells import day, number, text
from jieyue.files.sheet import Column, read_sheet
from jieyue.files.writing import CannotWrite, Table, write_csv, write_xlsx
from jieyue.rules.wording import OfficeWords

HEADER = ["机构名称", "数量", "起"]
ROW = ["=HYPERLINK(1)", Decimal("1234.50"), date(2024, 3, 1)]


def test_a_csv_bears_the_mark_by_which_excel_knows_its_coding(tmp_path):
    write_csv(tmp_path / "a.csv", HEADER, [["市政府", 1, None]])
    assert (tmp_path / "a.csv").read_bytes().startswith("\ufeff机构名称".encode())


@pytest.mark.parametrize("formula", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1"])
def test_text_in_a_csv_cannot_become_a_formula(tmp_path, formula):
    write_csv(tmp_path / "a.csv", ["a"], [[formula]])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1].strip('"').startswith("'")


@pytest.mark.parametrize("written", ["-5", "+1.5", Decimal("-3.20")])
def test_a_number_in_a_csv_stays_a_number(tmp_path, written):
    write_csv(tmp_path / "a.csv", ["a"], [[written]])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1] == str(written)


def test_in_a_workbook_numbers_are_numbers_dates_dates_and_text_is_never_a_formula(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", [Table("表", HEADER, [ROW, [True, 12345678901234567890, None]])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    assert [cell.value for cell in sheet[2]] == ["=HYPERLINK(1)", 1234.5, datetime.datetime(2024, 3, 1)]  # noqa: DTZ001
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "d"]
    assert [cell.value for cell in sheet[3]] == ["是", "12345678901234567890", None]


def test_the_header_of_a_workbook_is_bold_frozen_and_wide_enough(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", [Table("表", ["统一社会信用代码"], [])])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    assert (sheet["A1"].font.bold, sheet.freeze_panes) == (True, "A2")
    assert sheet.column_dimensions["A"].width >= 16


def test_a_text_too_long_for_a_cell_is_refused_and_not_dropped(tmp_path):
    with pytest.raises(CannotWrite):
        write_xlsx(tmp_path / "a.xlsx", [Table("表", ["a"], [["长" * 40_000]])])


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_what_is_written_reads_back(tmp_path, name):
    path, rows = tmp_path / name, [["市政府", Decimal("1234.5"), date(2024, 3, 1)]]
    if name == "a.csv":
        write_csv(path, HEADER, rows)
    else:
        write_xlsx(path, [Table("表", HEADER, rows)])
    columns = [Column("n", "机构名称", text), Column("q", "数量", number), Column("s", "起", day)]
    sheet = read_sheet(path, columns=columns, words=OfficeWords())
    assert sheet.problems == []
    assert list(zip(*sheet.columns.values(), strict=True)) == [tuple(rows[0])]
