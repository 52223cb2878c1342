"""Cells that say a word where a number or code should be: 无, 合计, 同上."""

from collections.abc import Callable
from inspect import unwrap

from jieyue.files.cells import Cell, CellRefused, code
from jieyue.rules.wording import NoName, OfficeWords

TOTAL_ROW = "total_row"


def reading(parse: Callable[[Cell], object], *, called: str, words: OfficeWords) -> Callable[[Cell], object]:
    """`parse`, knowing the words that are no name: in a column of codes they are blank or refused, and wherever a cell
    is refused anyhow, a total says that it is one. `called` is the column's name.
    """
    is_name = unwrap(parse) is code

    def read(cell: Cell) -> object:
        try:
            found = parse(cell)
        except CellRefused:
            if refusal := _no_name(cell, called, words):
                raise refusal from None
            raise
        if not is_name or not isinstance(found, str) or words.no_name(found) is None:
            return found
        if refusal := _no_name(found, called, words):
            raise refusal
        return None

    return read


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
