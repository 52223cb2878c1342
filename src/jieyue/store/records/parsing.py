"""Cells that hold one of the statistical system's words, or no more text than a table keeps."""

import re
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from jieyue.files.cells import Cell, CellRefused, half_width, text
from jieyue.files.sheet import Column
from jieyue.rules.values import Word
from jieyue.rules.wording import Meaning, folded
from jieyue.store.policies import policy


def word_column(key: str, zh: str, words: type[Word], *, required: bool = False, note: str = "") -> Column:
    """A column whose cells are such words."""
    choices = tuple(each.zh for each in words)
    return Column(key, zh, word(words), required=required, choices=choices, note=note)


def word(words: type[Word]) -> Callable[[Cell], str | None]:
    """A parser for a column of such words, written as keys or Chinese names, or as offices write them where the policy
    knows what they mean; it gives the key.
    """

    def parse(cell: Cell) -> str | None:
        written = text(cell)
        if written is None:
            return None
        found = words.named(written) or words.named(folded(written)) or _meant(words, written)
        return found.value

    return parse


def _meant(words: type[Word], written: str) -> Word:
    meaning = policy().words.meaning(words, written)
    if meaning is None:
        raise _unknown(words, written)
    if meaning.asks:
        raise _unclear(words, written, meaning)
    return words(meaning.means[0])


def _unclear(words: type[Word], written: str, meaning: Meaning) -> CellRefused:
    named = "，也可能是".join(f"“{words(key).zh}”" for key in meaning.means)
    says = f"“{written}”可能是{named}。" if len(meaning.means) > 1 else f"“{written}”不在可填的内容之中。"
    choices = "或".join(f"“{words(key).zh}”" for key in meaning.means)
    return CellRefused(rule="unclear_word", says=says, do=meaning.note or f"请写明是哪一种：{choices}。")


def _unknown(words: type[Word], written: str) -> CellRefused:
    likeliest = policy().words.likeliest(words, written)
    guess = f"如果是“{likeliest.zh}”，请写“{likeliest.zh}”；" if likeliest else ""
    return CellRefused(
        rule="unknown_word",
        says=f"“{written}”不在可填的内容之中。",
        do=f"{guess}可填的有：{words.names()}。",
    )


Figure = TypeVar("Figure")
_WITH_UNIT = re.compile(r"([+-]?[\d,]*\.?\d+)\s*([^\d\s,.+-].*)", re.ASCII)


def with_own_unit(parse: Callable[[Cell], Figure], unit: str) -> Callable[[Cell], Figure]:
    """A parser that reads the figure too where the column's own unit stands behind it, by any name that policy knows:
    40升 in litres, 12,345公里 in km. Another unit is refused as `parse` refuses it.
    """

    @wraps(parse)
    def read(cell: Cell) -> Figure:
        try:
            return parse(cell)
        except CellRefused:
            found = _WITH_UNIT.fullmatch(half_width(cell)) if isinstance(cell, str) else None
            if found is None or not policy().is_same_unit(found[2], unit):
                raise
        return parse(found[1])

    return read


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
