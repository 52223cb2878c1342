"""Cells that show a month and hold a day."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from jieyue.files.cells import day
from jieyue.files.number_formats import shows_month
from jieyue.files.sheet import Column, read_sheet
from jieyue.rules.wording import OfficeWords

COLUMNS = [Column("start", "起", day), Column("end", "止", day, is_last_day=True)]


def told(tmp_path, code: str, *days: datetime.date) -> list[tuple[int, str, str]]:
    book = openpyxl.Workbook()
    book.active.append(["起", "止"])
    for each in days:
        book.active.append([each, each])
    for row in book.active.iter_rows(min_row=2):
        for cell in row:
            cell.number_format = code
    path = tmp_path / "a.xlsx"
    book.save(path)
    return [
        (each.row, each.column, each.rule) for each in read_sheet(path, columns=COLUMNS, words=OfficeWords()).problems
    ]


@pytest.mark.parametrize(
    "code",
    ['yyyy"年"m"月"', "yyyy-mm", "mmm-yy", "[$-804]yyyy\\年m\\月;@", "yyyy/m", "YYYY.MM"],
)
def test_a_last_day_shown_as_its_month_is_told(tmp_path, code):
    first, last = datetime.date(2024, 3, 1), datetime.date(2024, 3, 31)
    assert shows_month(code)
    assert told(tmp_path, code, first, last, first) == [(2, "止", "month_shown"), (4, "止", "month_shown")]


@pytest.mark.parametrize("code", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "General", "0000000", "yyyy-mm hh:mm", '"ym"0'])
def test_a_day_shown_as_a_day_is_not_spoken_of(tmp_path, code):
    assert not shows_month(code)
    assert "month_shown" not in [rule for *_, rule in told(tmp_path, code, datetime.date(2024, 3, 1))]


def test_a_workbook_whose_styles_are_broken_is_read_all_the_same(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["起", "止"])
    book.active.append(["2024-03-01", "2024-03-31"])
    made, mended = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(mended, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<styleSheet/>" if name == "xl/styles.xml" else old.read(name))
    path = tmp_path / "a.xlsx"
    path.write_bytes(mended.getvalue())
    assert read_sheet(path, columns=COLUMNS, words=OfficeWords()).problems == []
