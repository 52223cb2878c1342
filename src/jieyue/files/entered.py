"""Rows that came without a file, from a page or another system, as the sheet they would have been."""

import hashlib
from collections.abc import Mapping, Sequence

import orjson

from jieyue.files.cells import Cell
from jieyue.files.grid import Grid
from jieyue.files.refused import FileRefused
from jieyue.files.sheet import Column, Sheet, sheet_in
from jieyue.files.typed import FIRST_ROW
from jieyue.rules.wording import OfficeWords


def sheet_of(
    rows: Sequence[Mapping[str, Cell]],
    *,
    columns: Sequence[Column],
    words: OfficeWords,
    name: str,
    row_numbers: Sequence[int] | None = None,
) -> Sheet:
    """The rows, each a mapping from a column's key or Chinese name to what was written, in the same shape as a file's.

    A column that no row names is one that the sheet lacks. `row_numbers` are the numbers by which whoever entered
    them knows them, 2 and on otherwise. Raises FileRefused for columns that there are not.
    """
    header = list(dict.fromkeys(key for row in rows for key in row))
    if not header:
        raise FileRefused.because("no_rows", "没有要登记的内容。", "请至少填写一行。")
    grid = Grid(header=list(header), columns=[[row.get(key) for row in rows] for key in header])
    sheet = sheet_in(grid, columns, words, name=name, sha256=_digest(rows))
    return sheet if row_numbers is None else _renumbered(sheet, row_numbers)


def _renumbered(sheet: Sheet, numbers: Sequence[int]) -> Sheet:
    def number(row: int | None) -> int | None:
        return None if row is None else numbers[row - FIRST_ROW]

    sheet.row_numbers = [numbers[row - FIRST_ROW] for row in sheet.row_numbers]
    sheet.problems = [problem.at_row(number(problem.row)) for problem in sheet.problems]
    return sheet


def _digest(rows: Sequence[Mapping[str, Cell]]) -> str:
    return hashlib.sha256(orjson.dumps(list(map(dict, rows)), default=str)).hexdigest()
