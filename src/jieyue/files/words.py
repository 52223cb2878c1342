"""Cells that say a word where a number or code should be: 无, 合计, 同上."""

from collections.abc import Callable
from inspect import unwrap

from jieyue.files.cells import Cell, CellRefused, code
from jieyue.rules.wording import NoName, OfficeWords

TOTAL_ROW = "total_row"
Parse = Callable[[Cell], object]


def names_something(parse: Parse) -> bool:
    """Whether a column's cells are numbers of documents or codes."""
    return unwrap(parse) is code


def reading(parse: Parse, *, called: str, words: OfficeWords) -> Parse:
    """`parse` for a column of codes or names, knowing the words that are none: they are blank, or refused. `called` is
    the column's name.
    """

    def read(cell: Cell) -> object:
        found = parse(cell)
        if not isinstance(found, str) or words.no_name(found) is None:
            return found
        if refusal := _no_name(found, called, words):
            raise refusal
        return None

    return read


def refused(cell: Cell, refusal: CellRefused, *, called: str, words: OfficeWords) -> CellRefused:
    """The refusal, or in a cell of any column that says a total or a ditto, what that is."""
    return _no_name(cell, called, words) or refusal


def _no_name(cell: Cell, called: str, words: OfficeWords) -> CellRefused | None:
    meaning = words.no_name(cell) if isinstance(cell, str) else None
    if meaning is NoName.TOTAL and isinstance(cell, str):
        return _total_row(cell.strip(), called)
    return _ditto(str(cell).strip(), called) if meaning is NoName.DITTO else None


def _total_row(written: str, called: str) -> CellRefused:
    return CellRefused(
        "total_row",
        f"“{called}”写的是“{written}”：这一行是其他各行的合计，收下就会重复计算。",
        "请删去这一行。",
    )


def _ditto(written: str, called: str) -> CellRefused:
    return CellRefused(
        "ditto",
        f"“{called}”写的是“{written}”，没有写明是什么。",
        "请把上面一行的内容照写一遍。",
    )
