"""The cells of a grid as typed values, and what is wrong with each."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from inspect import unwrap
from itertools import compress
from types import NoneType
from typing import Any, Protocol

from jieyue.files.cells import Cell, CellRefused, ReadWithHint, is_blank, number, numbers_of_floats, text
from jieyue.files.grid import Grid
from jieyue.files.header import Header
from jieyue.files.words import TOTAL_ROW, names_something, reading, refused
from jieyue.rules.problem import Problem
from jieyue.rules.wording import OfficeWords

# The first row below the header, as people count.
FIRST_ROW = 2
MOST_STRETCHES = 20


class Typed(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def parse(self) -> Callable[[Cell], object]: ...
    @property
    def required(self) -> bool: ...


class Typing:
    """The work of typing one grid. Rows are counted from 0 below the header until `row_numbers` says them as people do.

    A row that is a total is told so, and nothing else.
    """

    def __init__(self, grid: Grid, columns: Sequence[Typed], header: Header, words: OfficeWords) -> None:
        self._grid = grid
        self._columns = columns
        self._places = header.places
        self._header = header.names
        self._by_name = header.by_name
        self._words = words
        self._order = {column.key: order for order, column in enumerate(columns)}
        self._keys = {place: key for key, place in header.places.items()}
        self._found: list[tuple[int, int, Problem]] = []
        self._told: set[tuple[int, str]] = set()
        self._untrusted = {**self._too_long(), **self._merged()}
        self._noted: set[int] = set()
        self._note_marks()
        self._kept = self._kept_rows()
        self.row_numbers = [row + FIRST_ROW for row in self._kept]
        self.columns = {column.key: self._column(column) for column in columns}
        self._warn_of_formulas()
        self._warn_of_hidden_rows()

    @property
    def problems(self) -> list[Problem]:
        self._found.sort(key=lambda found: found[:2])
        totals = {row: problem for row, _, problem in reversed(self._found) if problem.rule == TOTAL_ROW}
        return [problem for row, _, problem in self._found if totals.get(row, problem) is problem]

    def _tell(self, row: int, key: str | None, refusal: CellRefused, *, is_warning: bool = False) -> None:
        column = self._header[key] if key else None
        severity = "warning" if is_warning else "error"
        problem = Problem(row + FIRST_ROW, column, refusal.rule, refusal.says, refusal.do, severity)
        self._found.append((row, self._order[key] if key else -1, problem))

    # --- rows

    def _too_long(self) -> dict[int, None]:
        width = len(self._grid.header)
        for row, cells in self._grid.too_long.items():
            self._tell(row, None, _too_many_cells(cells, width))
        return dict.fromkeys(self._grid.too_long)

    def _merged(self) -> dict[int, None]:
        touched: dict[int, str] = {}
        for (top, left), (bottom, right) in self._grid.merged:
            keys = [self._keys[place] for place in sorted(self._keys) if left <= place <= right]
            if keys:
                last = min(bottom, self._grid.height)
                touched |= {row - 1: keys[0] for row in range(max(top, 1), last + 1) if self._speaks(top, left, row)}
        for row, key in touched.items():
            self._tell(row, key, _merged())
        return dict.fromkeys(touched)

    def _speaks(self, top: int, left: int, row: int) -> bool:
        """Whether a merged area has to do with data: it shows something, or the row does."""
        anchor = self._grid.header[left] if top == 0 else self._grid.columns[left][top - 1]
        return not is_blank(anchor) or not all(
            is_blank(self._grid.columns[place][row - 1]) for place in self._places.values()
        )

    def _note_marks(self) -> None:
        marks = self._grid.marks
        wrong = {place: _error_shown(shown) for place, shown in marks.errors.items()}
        wrong |= dict.fromkeys(marks.formulas_without_value, _without_value())
        for (row, place), refusal in wrong.items():
            key = self._keys.get(place)
            if key is None or not 1 <= row <= self._grid.height or row - 1 in self._untrusted:
                continue
            self._tell(row - 1, key, refusal)
            self._told.add((row - 1, key))
            self._noted.add(row - 1)

    def _kept_rows(self) -> list[int]:
        """All rows but those with nothing in them."""
        height = self._grid.height
        blank: Sequence[int] = range(height)
        for column in sorted(self._columns, key=lambda column: not column.required):
            if blank and column.key in self._places:
                blank = _blank_among(blank, self._grid.columns[self._places[column.key]])
        dropped = set(blank) - self._untrusted.keys() - self._noted
        return [row for row in range(height) if row not in dropped] if dropped else list(range(height))

    # --- columns

    def _column(self, column: Typed) -> list[object]:
        if column.key not in self._places:
            return [None] * len(self._kept)
        cells = self._cells(column.key)
        called, words, parse = self._header[column.key], self._words, column.parse
        if column.key in self._by_name or names_something(parse):
            parse = reading(text if column.key in self._by_name else parse, called=called, words=words)
        values, without = parsed(cells, parse)
        hinted: list[tuple[int, ReadWithHint]] = []
        for index, refusal in without:
            if isinstance(refusal, ReadWithHint):
                values[index] = refusal.value
                hinted.append((index, refusal))
                continue
            self._tell(self._kept[index], column.key, refused(cells[index], refusal, called=called, words=words))
            self._told.add((self._kept[index], column.key))
        if hinted:
            self._hint(column, hinted)
        if column.required:
            self._ask_for_blanks(column, values)
        return values

    def _hint(self, column: Typed, hinted: Sequence[tuple[int, ReadWithHint]]) -> None:
        """Once for the column, at the first row that it is about."""
        index, first = hinted[0]
        says = first.says if len(hinted) == 1 else f"{first.says}同样写法的共 {len(hinted)} 行。"
        self._tell(self._kept[index], column.key, CellRefused(first.rule, says, first.do), is_warning=True)

    def _cells(self, key: str) -> Sequence[Cell]:
        cells = self._grid.columns[self._places[key]]
        if len(self._kept) < len(cells):
            cells = [cells[row] for row in self._kept]
        if self._untrusted:
            cells = [None if row in self._untrusted else cell for row, cell in zip(self._kept, cells, strict=True)]
        return cells

    def _ask_for_blanks(self, column: Typed, values: list[object]) -> None:
        if None not in values:
            return
        for row in compress(self._kept, (value is None for value in values)):
            if row not in self._untrusted and (row, column.key) not in self._told:
                self._tell(row, column.key, _required(self._called(column)))

    def _called(self, column: Typed) -> str:
        """As its header says; what a page or a system calls by its key has a name for people."""
        written = self._header[column.key]
        return column.zh if written == column.key else written

    def _warn_of_formulas(self) -> None:
        kept = set(self._kept) - self._untrusted.keys() if self._grid.marks.formulas else set()
        for row, place in self._grid.marks.formulas:
            key = self._keys.get(place)
            if key is not None and row - 1 in kept and (row - 1, key) not in self._told:
                self._tell(row - 1, key, _formula(), is_warning=True)

    def _warn_of_hidden_rows(self) -> None:
        """One warning at the first of them; a total that is hidden is refused anyhow."""
        hidden = [row for row in self._kept if row + 1 in self._grid.marks.hidden_rows]
        if hidden:
            numbers = [row + FIRST_ROW for row in hidden]
            self._tell(hidden[0], None, _hidden(numbers), is_warning=True)


def _blank_among(rows: Sequence[int], cells: Sequence[Cell]) -> Sequence[int]:
    blanks = set(filter(is_blank, dict.fromkeys(cells)))
    return [row for row in rows if cells[row] in blanks] if blanks else []


def parsed(
    cells: Sequence[Cell], parse: Callable[[Cell], object]
) -> tuple[list[object], Iterator[tuple[int, CellRefused]]]:
    """Each cell parsed, equal ones once; and by index those that were refused, whose value is None."""
    kinds = set(map(type, cells))
    if kinds <= {float, NoneType} and unwrap(parse) is number:
        with suppress(CellRefused):  # one by one, to say which
            return _with_blanks(cells, numbers_of_floats([cell for cell in cells if isinstance(cell, float)])), iter(())
    if bool in kinds and kinds & {int, float}:
        # True equals 1 but is no number, so equality must not stand for sameness.
        return _remembered(list(zip(map(type, cells), cells, strict=True)), lambda pair: parse(pair[1]))
    return _remembered(cells, parse)


def _with_blanks(cells: Sequence[Cell], known: Sequence[object]) -> list[object]:
    if len(known) == len(cells):
        return list(known)
    values = iter(known)
    return [None if cell is None else next(values) for cell in cells]


def _remembered(
    cells: Sequence[Hashable], parse: Callable[[Any], object]
) -> tuple[list[object], Iterator[tuple[int, CellRefused]]]:
    # Kept in the order of the rows: neighbours in a column are then neighbours in memory.
    values: dict[Hashable, object] = dict.fromkeys(cells)
    refused: dict[Hashable, CellRefused] = {}
    for cell in values:
        try:
            values[cell] = parse(cell)
        except CellRefused as refusal:
            refused[cell] = refusal
    where = ((index, refused[cell]) for index, cell in enumerate(cells) if cell in refused) if refused else iter(())
    return list(map(values.__getitem__, cells)), where


# --- what is said


def _merged() -> CellRefused:
    return CellRefused(
        "merged_cells",
        "这一行有合并单元格，看不出数据属于哪一行、哪一列。",
        "请取消合并（开始 → 合并后居中），并在每一行都填上数据。",
    )


def _without_value() -> CellRefused:
    return CellRefused(
        "formula_without_value",
        "这个单元格是公式，但没有保存计算结果。",
        "请用 WPS 表格或 Excel 打开并保存一次，或者把公式粘贴为数值。",
    )


def _formula() -> CellRefused:
    return CellRefused(
        "formula", "这个单元格是公式，已采用保存在文件里的计算结果。", "请核对结果；最好把公式粘贴为数值。"
    )


def _hidden(rows: list[int]) -> CellRefused:
    return CellRefused(
        "hidden_rows",
        f"第 {in_stretches(rows)} 行是隐藏的（筛选或手工隐藏），共 {len(rows)} 行，也已读入。",
        "请取消隐藏和筛选后核对；不要的行请删去后再导入。",
    )


def in_stretches(numbers: list[int]) -> str:
    """`3、5 至 9、12`; of very many the first."""
    stretches: list[list[int]] = []
    for each in numbers:
        if stretches and each == stretches[-1][1] + 1:
            stretches[-1][1] = each
        else:
            stretches.append([each, each])
    told = [str(first) if first == last else f"{first} 至 {last}" for first, last in stretches[:MOST_STRETCHES]]
    return "、".join(told) + ("……" if len(stretches) > MOST_STRETCHES else "")


def _too_many_cells(cells: int, width: int) -> CellRefused:
    return CellRefused(
        "too_many_cells",
        f"这一行有 {cells} 格，表头只有 {width} 列。",
        "请检查数字里的逗号：带逗号的内容要用半角双引号括起来，或者去掉千位分隔逗号。",
    )


def _error_shown(shown: str) -> CellRefused:
    return CellRefused("error_value", f"公式出错，结果是 {shown}。", "请改正公式，或者直接填写数据。")


def _required(written: str) -> CellRefused:
    return CellRefused("required", f"“{written}”没有填写。", "这一列是必填的，请补上。")
