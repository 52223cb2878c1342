"""Cells that hold one of the statistical system's words, or no more text than a table keeps."""

from collections.abc import Callable
from functools import wraps

from jieyue.files.cells import Cell, CellRefused, text
from jieyue.files.sheet import Column
from jieyue.rules.values import Word


def word_column(key: str, zh: str, words: type[Word], *, required: bool = False, note: str = "") -> Column:
    """A column whose cells are such words."""
    choices = tuple(each.zh for each in words)
    return Column(key, zh, word(words), required=required, choices=choices, note=note)


def word(words: type[Word]) -> Callable[[Cell], str | None]:
    """A parser for a column of such words, written as keys or Chinese names; it gives the key."""

    def parse(cell: Cell) -> str | None:
        written = text(cell)
        if written is None:
            return None
        found = words.named(written)
        if found is None:
            raise CellRefused(
                rule="unknown_word",
                says=f"“{written}”不在可填的内容之中。",
                do=f"请填写：{words.names()}。",
            )
        return found.value

    return parse


def at_most(length: int, parse: Callable[[Cell], str | None]) -> Callable[[Cell], str | None]:
    """A parser that gives what `parse` gives and refuses what is longer: only one of the databases would."""

    @wraps(parse)
    def bounded(cell: Cell) -> str | None:
        found = parse(cell)
        if found is not None and len(found) > length:
            raise CellRefused(
                rule="too_long",
                says=f"“{found[:20]}…”有 {len(found)} 个字，最多 {length} 个。",
                do="请核对是否填错了列；确实太长的请用简称。",
            )
        return found

    return bounded
