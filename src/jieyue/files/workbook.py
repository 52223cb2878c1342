"""Sheets that are workbooks: the first visible sheet of an XLSX, XLS or ET."""

import io
from collections.abc import Sequence
from typing import TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError

from jieyue.files import biff, package
from jieyue.files.cells import Cell
from jieyue.files.grid import MOST_CELLS, ROWS_OF_HEAD, Grid, Head, Marks, Span, WholeSheet
from jieyue.files.refused import FileRefused, damaged, encrypted
from jieyue.rules.problem import Problem


def read_workbook(kind: str, content: bytes, *, most_unpacked_bytes: int) -> Grid:
    """Raises FileRefused."""
    return read_xlsx(content, most_unpacked_bytes=most_unpacked_bytes) if kind == "xlsx" else read_xls(content)


def read_xlsx(content: bytes, *, most_unpacked_bytes: int) -> Grid:
    book = package.Package(content, most_unpacked_bytes=most_unpacked_bytes)
    sheets = book.sheets()
    names = [sheet.name for sheet in sheets]
    if len(set(names)) < len(names):
        raise damaged()
    shown = [sheet for sheet in sheets if sheet.is_visible]
    first = _first(shown)
    marks = book.marks(first)
    others = [sheet.name for sheet in shown[1:] if book.holds_values(sheet)]
    return _grid(content, name=first.name, marks=marks, others=others)


def read_xls(content: bytes) -> Grid:
    book = biff.Book(content)
    names = _sheet_names(content)
    if len(names) != len(book.sheets):
        raise damaged()
    shown = [(name, sheet) for name, sheet in zip(names, book.sheets, strict=True) if sheet.is_visible]
    name, sheet = _first(shown)
    others = [name for name, sheet in shown[1:] if book.marks(sheet).last_row >= 0]
    return _grid(content, name=name, marks=book.marks(sheet), others=others)


def heads(kind: str, content: bytes, *, most_unpacked_bytes: int) -> list[Head]:
    """The first rows of every visible sheet, but for one that stretches too far. Raises FileRefused."""
    if kind == "xlsx":
        package_ = package.Package(content, most_unpacked_bytes=most_unpacked_bytes)
        shown = [(sheet.name, package_.marks(sheet)) for sheet in package_.sheets() if sheet.is_visible]
    else:
        book = biff.Book(content)
        both = zip(_sheet_names(content), book.sheets, strict=True)
        shown = [(name, book.marks(sheet)) for name, sheet in both if sheet.is_visible]
    return [
        Head(name, _values(content, name, rows=ROWS_OF_HEAD)[0] if _is_bounded(marks) else []) for name, marks in shown
    ]


def whole_sheets(kind: str, content: bytes, *, most_unpacked_bytes: int) -> list[WholeSheet]:
    """Every sheet with all its rows; of those that are hidden, and of one that stretches too far, none. Raises
    FileRefused.
    """
    if kind == "xlsx":
        book = package.Package(content, most_unpacked_bytes=most_unpacked_bytes)
        found = []
        for each in book.sheets():
            marks = book.marks(each)
            marks.hidden_columns = book.hidden_columns(each)
            found.append((each.name, each.is_visible, marks))
    else:
        old = biff.Book(content)
        names = _sheet_names(content)
        found = [(name, each.is_visible, old.marks(each)) for name, each in zip(names, old.sheets, strict=True)]
    return [_whole(content, name, marks, is_visible=is_visible) for name, is_visible, marks in found]


def _whole(content: bytes, name: str, marks: Marks, *, is_visible: bool) -> WholeSheet:
    if not is_visible:
        return WholeSheet(name, [], is_visible=False)
    if not _is_bounded(marks):
        raise _too_wide(marks)
    rows, merged = _values(content, name)
    return WholeSheet(name, rows, merged=merged, marks=marks)


def _is_bounded(marks: Marks) -> bool:
    return marks.cells <= MOST_CELLS


T = TypeVar("T")


def _first(shown: list[T]) -> T:
    if not shown:
        raise FileRefused.because("no_sheet", "工作簿里没有可见的工作表。", "请取消隐藏要上传的工作表，保存后再上传。")
    return shown[0]


def _grid(content: bytes, *, name: str, marks: Marks, others: list[str]) -> Grid:
    if not _is_bounded(marks):
        raise _too_wide(marks)
    rows, merged = _values(content, name)
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    columns: list[Sequence[Cell]] = list(zip(*body, strict=True)) if body else [() for _ in header]
    return Grid(header=header, columns=columns, marks=marks, merged=merged, warnings=_other_sheets(name, others))


def _too_wide(marks: Marks) -> FileRefused:
    return FileRefused.because(
        "too_wide",
        f"工作表的内容一直延伸到第 {marks.last_row + 1} 行、第 {marks.last_column + 1} 列，范围过大。",
        "请删去远处多余的内容（Ctrl+End 可以跳到最后一个单元格），保存后再上传。",
    )


def _other_sheets(name: str, others: list[str]) -> list[Problem]:
    if not others:
        return []
    listed = "、".join(f"“{other}”" for other in others)
    return [
        Problem(
            row=None,
            column=None,
            rule="other_sheets",
            says=f"只读取了第一张可见工作表“{name}”，其他工作表也有内容：{listed}。",
            do="如果那些数据也要上报，请分别另存为单独的文件上传。",
            severity="warning",
        )
    ]


# --- calamine


def _sheet_names(content: bytes) -> list[str]:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    except BaseException as error:
        raise _explained(error) from error


def _values(content: bytes, name: str, *, rows: int | None = None) -> tuple[list[list[Cell]], list[Span]]:
    try:
        sheet: CalamineSheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)
        return sheet.to_python(skip_empty_area=False, nrows=rows), sheet.merged_cell_ranges or []
    except BaseException as error:
        raise _explained(error) from error


def _explained(error: BaseException) -> BaseException:
    """What to raise for what calamine raised; a panic of its Rust code is a BaseException and no Exception."""
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return error
    return encrypted() if isinstance(error, PasswordError) else damaged()
