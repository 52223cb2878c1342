"""Which column of a sheet is which, by the first row."""

import difflib
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol

from jieyue.files.cells import INVISIBLE, Cell, is_blank
from jieyue.files.grid import Grid
from jieyue.files.refused import FileRefused
from jieyue.rules.problem import Problem

ROWS_SEARCHED = 20
ALIKE = 0.4


class Named(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def required(self) -> bool: ...


class Names:
    """The names a header may use for the columns: their keys and their Chinese names."""

    def __init__(self, columns: Sequence[Named]) -> None:
        self._columns = columns
        self._by_name = {_plain(name): column for column in columns for name in (column.key, column.zh)}

    def column(self, written: Cell) -> Named | None:
        return self._by_name.get(_plain(written))

    def __contains__(self, written: Cell) -> bool:
        return _plain(written) in self._by_name

    def likeliest(self, written: Cell, *, among: Sequence[Named]) -> Named | None:
        """The column probably meant: 用量 shares half its letters with 数量."""
        scores = [(max(_likeness(written, column.key), _likeness(written, column.zh)), column) for column in among]
        score, best = max(scores, key=lambda scored: scored[0], default=(0.0, None))
        return best if score >= ALIKE else None


def _plain(written: Cell) -> str:
    if written is None:
        return ""
    return unicodedata.normalize("NFKC", str(written)).translate(INVISIBLE).strip().casefold()


def _likeness(written: Cell, name: str) -> float:
    written, name = _plain(written), _plain(name)
    ratio = difflib.SequenceMatcher(None, written, name).ratio()
    # Latin words share letters by accident, Chinese ones seldom.
    return ratio - 0.2 if name.isascii() else ratio


def as_written(cell: Cell) -> str:
    return "" if cell is None else str(cell).translate(INVISIBLE).strip()


def places(grid: Grid, columns: Sequence[Named]) -> dict[str, int]:
    """Where each column that is present stands, by its key. Refused with all that is wrong with the header at once."""
    names = Names(columns)
    if not any(cell in names for cell in grid.header):
        raise FileRefused([_no_header(grid, names, columns)])
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(grid.header):
        if column := names.column(cell):
            found.setdefault(column.key, []).append(place)
    if problems := list(_problems(grid, names, columns, found)):
        raise FileRefused(problems)
    return {key: where[0] for key, where in found.items()}


def _no_header(grid: Grid, names: Names, columns: Sequence[Named]) -> Problem:
    needed = "、".join(column.zh for column in columns if column.required) or "、".join(c.zh for c in columns)
    says, do = "第 1 行不是表头。", f"请让第 1 行写列名，至少要有：{needed}。"
    if any("，" in str(cell) for cell in grid.header):
        says, do = "第 1 行的列名之间用的是全角逗号“，”。", "请改用半角逗号“,”分隔各列，或者另存为 .xlsx 后再上传。"
    elif row := _row_that_is_header(grid, names):
        says, do = f"第 1 行不是表头，表头在第 {row} 行。", f"请删去表头上面的 {row - 1} 行（标题、说明、空行）。"
    return Problem(row=1, column=None, rule="no_header", says=says, do=do)


def _row_that_is_header(grid: Grid, names: Names) -> int | None:
    for index in range(min(ROWS_SEARCHED, grid.height)):
        if sum(column[index] in names for column in grid.columns) >= 2:
            return index + 2
    return None


def _problems(grid: Grid, names: Names, columns: Sequence[Named], found: dict[str, list[int]]) -> Iterator[Problem]:
    absent = [column for column in columns if column.key not in found]
    needed = [column for column in absent if column.required]
    for place, cell in enumerate(grid.header):
        if is_blank(cell):
            yield from _nameless(grid, place)
        elif cell not in names and not _plain(cell).startswith("#"):
            yield _unknown(cell, names.likeliest(cell, among=needed) or names.likeliest(cell, among=absent))
    for column in columns:
        if len(found.get(column.key, [])) > 1:
            yield _doubled(column, [grid.header[place] for place in found[column.key]])
    for column in absent:
        if column.required:
            yield _missing(column)


def _nameless(grid: Grid, place: int) -> Iterator[Problem]:
    row = next((index + 2 for index, cell in enumerate(grid.columns[place]) if not is_blank(cell)), None)
    if row is not None:
        yield Problem(
            row=1,
            column=None,
            rule="blank_header",
            says=f"第 {place + 1} 列没有列名，但第 {row} 行有内容。",
            do="请补上列名，或者清除这一列的内容。",
        )


def _unknown(cell: Cell, meant: Named | None) -> Problem:
    guess = f"如果是“{meant.zh}”，请改成“{meant.zh}”；" if meant else ""
    return Problem(
        row=1,
        column=as_written(cell),
        rule="unknown_column",
        says=f"不认识列“{as_written(cell)}”。",
        do=f"{guess}如果不需要这一列，请删去，或者在列名前加 #。",
    )


def _doubled(column: Named, written: list[Cell]) -> Problem:
    listed = "、".join(f"“{as_written(cell)}”" for cell in written)
    return Problem(
        row=1,
        column=as_written(written[0]),
        rule="doubled_column",
        says=f"列“{column.zh}”出现了 {len(written)} 次（{listed}）。",
        do="请只保留一列。",
    )


def _missing(column: Named) -> Problem:
    return Problem(
        row=1,
        column=column.zh,
        rule="missing_column",
        says=f"缺少必需的列“{column.zh}”（{column.key}）。",
        do=f"请加上列“{column.zh}”并填写。",
    )
