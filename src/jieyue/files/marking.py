"""The marked-up copy: the user's own sheet, each problem at its cell, with what to do."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from jieyue.files.cells import Cell
from jieyue.files.header import as_written
from jieyue.files.sheet import MOST_UNPACKED_BYTES, Column, content_of, grid_of
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import Refused

FILLS = {
    "error": PatternFill("solid", fgColor="FFF4B6B6"),
    "warning": PatternFill("solid", fgColor="FFFFE9A8"),
}
WIDTH, HEIGHT_A_LINE = 360, 60


class CannotBeMarked(Refused):
    """There is no sheet in the file on which anything could be marked."""


def write_marked_copy(source: Path, target: Path, problems: Sequence[Problem], *, columns: Sequence[Column]) -> None:
    """An XLSX copy of `source`, coloured where something is wrong. A workbook keeps its looks, other files their cells.

    Row numbers stay as they are, so that what was mended can be sent again as a whole.
    """
    if all(problem.row is None for problem in problems):
        raise CannotBeMarked(f"{source.name} 读不出表格，没有可以标注的内容。", do="请按提示处理文件后重新导入。")
    book, sheet = _copy(source, columns)
    places = {as_written(cell.value): cell.column for cell in sheet[1] if cell.value is not None}
    for (row, place), found in _by_cell(problems, places).items():
        _mark(sheet, row, place, found)
    book.save(target)


def _copy(source: Path, columns: Sequence[Column]) -> tuple[Workbook, Worksheet]:
    content = content_of(source)
    if content[:2] == b"PK":
        book = openpyxl.load_workbook(source)
        return book, next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    grid = grid_of(source.name, content, columns, MOST_UNPACKED_BYTES)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([as_written(cell) for cell in grid.header])
    for number, row in enumerate(zip(*grid.columns, strict=True), start=2):
        for place, value in enumerate(row, start=1):
            _put(sheet, number, place, value)
    return book, sheet


def _put(sheet: Worksheet, row: int, place: int, value: Cell) -> None:
    """As it was written: no text becomes a formula."""
    if isinstance(value, str):
        cell = sheet.cell(row, place, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
    elif value is not None:
        sheet.cell(row, place, value)


def _by_cell(problems: Iterable[Problem], places: dict[str, int]) -> dict[tuple[int, int], list[Problem]]:
    """The problems of each cell; those of a whole row stand at its first."""
    found: dict[tuple[int, int], list[Problem]] = {}
    for problem in problems:
        if problem.row is not None:
            found.setdefault((problem.row, places.get(problem.column or "", 1)), []).append(problem)
    return found


def _mark(sheet: Worksheet, row: int, place: int, problems: Sequence[Problem]) -> None:
    cell = sheet.cell(row, place)
    is_error = any(problem.severity == "error" for problem in problems)
    cell.fill = FILLS["error" if is_error else "warning"]
    said = "\n".join(f"{problem.says}{problem.do}" for problem in problems)
    cell.comment = Comment(said, "jieyue", width=WIDTH, height=HEIGHT_A_LINE * (1 + len(said) // 40))
