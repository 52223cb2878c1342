"""Which column of a sheet is which, by the first row."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from jieyue.files.cells import INVISIBLE, Cell, is_blank
from jieyue.files.grid import ROWS_OF_HEAD, Grid
from jieyue.files.refused import FileRefused
from jieyue.rules.problem import Problem
from jieyue.rules.wording import OfficeWords, Role

ALIKE = 0.4
NO_WORDS = OfficeWords()
_FIGURE = re.compile(r"\s*[-+]?[\d,]*\.?\d+\s*", re.ASCII)


class Named(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def parse(self) -> Callable[[Cell], object]: ...
    @property
    def required(self) -> bool: ...
    @property
    def is_organisation(self) -> bool: ...


class Names:
    """The names a header may use for the columns: their keys and their Chinese names."""

    def __init__(self, columns: Sequence[Named], words: OfficeWords = NO_WORDS) -> None:
        self._columns = columns
        self._words = words
        self._by_name = {_plain(name): column for column in columns for name in (column.key, column.zh)}

    def column(self, written: Cell) -> Named | None:
        return self._by_name.get(_plain(written))

    def by_name_of_unit(self, written: Cell) -> Named | None:
        """The column of codes in whose place a column of names may stand."""
        if written in self or Role.ORGANISATION_NAME not in self._words.roles(written):
            return None
        return next((column for column in self._columns if column.is_organisation), None)

    def is_passed_over(self, written: Cell) -> bool:
        return written not in self and self._words.is_passed_over(written)

    def are_complete(self, row: Sequence[Cell]) -> bool:
        """Whether a row names every column that must be there."""
        keys = {column.key for cell in row if (column := self.column(cell) or self.by_name_of_unit(cell))}
        return len(keys) > 1 and all(column.key in keys for column in self._columns if column.required)

    def __contains__(self, written: Cell) -> bool:
        return _plain(written) in self._by_name

    def guesses(self, written: Sequence[Cell], *, absent: Sequence[Named]) -> dict[str, Named]:
        """By names that are not known, the column probably meant: 用量 shares half its letters with 数量. The most
        alike first, and no column for two.
        """
        scores = [
            (column.required, max(_likeness(cell, column.key), _likeness(cell, column.zh)), as_written(cell), column)
            for cell in written
            for column in absent
        ]
        found: dict[str, Named] = {}
        for _, score, cell, column in sorted(scores, key=lambda scored: scored[:2], reverse=True):
            if score >= ALIKE and cell not in found and column not in found.values():
                found[cell] = column
        return found


def _plain(written: Cell) -> str:
    if written is None:
        return ""
    plain = unicodedata.normalize("NFKC", str(written)).translate(INVISIBLE)
    return "".join(plain.split()).strip("*").casefold()


def _likeness(written: Cell, name: str) -> float:
    written, name = _plain(written), _plain(name)
    ratio = difflib.SequenceMatcher(None, written, name).ratio()
    # Latin words share letters by accident, Chinese ones seldom.
    return ratio - 0.2 if name.isascii() else ratio


def as_written(cell: Cell) -> str:
    return "" if cell is None else str(cell).translate(INVISIBLE).strip()


@dataclass(frozen=True)
class Header:
    """Where each column that is present stands, by its key; `by_name` are codes that are given as names instead."""

    places: dict[str, int]
    names: dict[str, str]
    by_name: frozenset[str]
    notes: list[Problem]


def read_header(grid: Grid, columns: Sequence[Named], words: OfficeWords, *, may_have_others: bool = False) -> Header:
    """Refused with all that is wrong with the header at once. `may_have_others`: a column that is not known is left
    alone, unless it seems to be one that is not there.
    """
    names = Names(columns, words)
    if not any(cell in names or names.by_name_of_unit(cell) for cell in grid.header):
        raise FileRefused([_no_header(grid, names, columns)])
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(grid.header):
        if column := names.column(cell):
            found.setdefault(column.key, []).append(place)
    named = _given_as_names(grid, names, found)
    found |= {key: [place] for key, place in named.items()}
    if problems := list(_problems(grid, names, columns, found, may_have_others=may_have_others)):
        raise FileRefused(problems)
    places = {key: where[0] for key, where in found.items()}
    written = {key: as_written(grid.header[place]) for key, place in places.items()}
    return Header(places, written, frozenset(named), list(_passed_over(grid, names, set(places.values()))))


def _given_as_names(grid: Grid, names: Names, found: Mapping[str, list[int]]) -> dict[str, int]:
    """Columns of codes that the sheet lacks, where it has one of names instead."""
    named: dict[str, int] = {}
    for place, cell in enumerate(grid.header):
        column = names.by_name_of_unit(cell)
        if column and column.key not in found:
            named.setdefault(column.key, place)
    return named


def _passed_over(grid: Grid, names: Names, read: set[int]) -> Iterator[Problem]:
    for place, cell in enumerate(grid.header):
        if place in read or not (names.is_passed_over(cell) or names.by_name_of_unit(cell)):
            continue
        if not all(map(is_blank, dict.fromkeys(grid.columns[place]))):
            yield Problem(
                row=1,
                column=as_written(cell),
                rule="passed_over",
                says=f"列“{as_written(cell)}”没有读入，系统里不保存。",
                do="不用处理；要作依据的说明请留在原件里。",
                severity="warning",
            )


def _no_header(grid: Grid, names: Names, columns: Sequence[Named]) -> Problem:
    needed = "、".join(column.zh for column in columns if column.required) or "、".join(c.zh for c in columns)
    if _is_blank(grid):
        do = f"请在第 1 行写列名（{needed}），从第 2 行起填写数据；可先下载模板。"
        return Problem(row=None, column=None, rule="empty_sheet", says="表格是空的，没有任何内容。", do=do)
    says, do = "第 1 行不是表头。", f"请让第 1 行写列名，至少要有：{needed}。"
    if any("，" in str(cell) for cell in grid.header):
        says, do = "第 1 行的列名之间用的是全角逗号“，”。", "请改用半角逗号“,”分隔各列，或者另存为 .xlsx 后再上传。"
    elif row := _row_that_is_header(grid, names):
        says, do = f"第 1 行不是表头，表头在第 {row} 行。", f"请删去表头上面的 {row - 1} 行（标题、说明、空行）。"
    return Problem(row=1, column=None, rule="no_header", says=says, do=do)


def _is_blank(grid: Grid) -> bool:
    return all(map(is_blank, grid.header)) and all(map(is_blank, chain(*map(dict.fromkeys, grid.columns))))


def _row_that_is_header(grid: Grid, names: Names) -> int | None:
    for index in range(min(ROWS_OF_HEAD - 1, grid.height)):
        if sum(column[index] in names for column in grid.columns) >= 2:
            return index + 2
    return None


def _problems(
    grid: Grid, names: Names, columns: Sequence[Named], found: dict[str, list[int]], *, may_have_others: bool
) -> Iterator[Problem]:
    absent = [column for column in columns if column.key not in found]
    unknown = [(place, cell) for place, cell in enumerate(grid.header) if _is_unknown(cell, place, names, found)]
    guesses = names.guesses([cell for _, cell in unknown], absent=absent)
    for place, cell in enumerate(grid.header):
        if is_blank(cell):
            yield from _nameless(grid, place)
        elif (place, cell) in unknown and (not may_have_others or as_written(cell) in guesses):
            yield _unknown(grid, place, guesses.get(as_written(cell)))
    for column in columns:
        if len(found.get(column.key, [])) > 1:
            yield _doubled(column, [grid.header[place] for place in found[column.key]])
    for column in absent:
        if column.required:
            yield _missing(column)


def _is_unknown(cell: Cell, place: int, names: Names, found: Mapping[str, list[int]]) -> bool:
    if is_blank(cell) or cell in names or _plain(cell).startswith("#"):
        return False
    return not names.is_passed_over(cell) and not names.by_name_of_unit(cell) and [place] not in found.values()


def _nameless(grid: Grid, place: int) -> Iterator[Problem]:
    row = next((index + 2 for index, cell in enumerate(grid.columns[place]) if not is_blank(cell)), None)
    if row is not None:
        yield Problem(
            row=1,
            column=None,
            rule="blank_header",
            says=f"第 {place + 1} 列没有列名，但第 {row} 行有内容。",
            do="请补上列名；只作说明的，列名写“备注”。",
        )


def _unknown(grid: Grid, place: int, meant: Named | None) -> Problem:
    written = as_written(grid.header[place])
    guess = f"如果写的是“{meant.zh}”，请照此改列名；" if meant else ""
    otherwise = "不用读入的，请在列名前加 #，或者删去这一列。"
    if _holds_figures(grid.columns[place]):
        otherwise = "不是要填报的数（如示数、单价）的，请在列名前加 #，这一列就不读入。"
    return Problem(
        row=1, column=written, rule="unknown_column", says=f"不认识列“{written}”。", do=f"{guess}{otherwise}"
    )


def _holds_figures(cells: Sequence[Cell]) -> bool:
    return any(isinstance(cell, int | float) or _FIGURE.fullmatch(str(cell)) for cell in dict.fromkeys(cells))


def _doubled(column: Named, written: list[Cell]) -> Problem:
    listed = "、".join(f"“{as_written(cell)}”" for cell in written)
    return Problem(
        row=1,
        column=as_written(written[0]),
        rule="doubled_column",
        says=f"列“{column.zh}”出现了 {len(written)} 次（{listed}）。",
        do="请只给一列用这个列名，其余的在列名前加 #。",
    )


def _missing(column: Named) -> Problem:
    return Problem(
        row=1,
        column=column.zh,
        rule="missing_column",
        says=f"缺少必需的列“{column.zh}”。",
        do=f"请加上列“{column.zh}”并填写；已有这一列、叫别的名字的，请把列名改成“{column.zh}”。",
    )
