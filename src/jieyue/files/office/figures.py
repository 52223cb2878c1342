"""Figures as offices write them: ￥8,454.24, 1255.14元, 352吨, １２０, —."""

import re
from decimal import Decimal
from typing import NamedTuple

from jieyue.files.cells import Cell, half_width
from jieyue.files.office.labels import Labels
from jieyue.rules.wording import folded

_FIGURE = re.compile(
    r"(?:[¥￥]|RMB|CNY)?\s*([+-]?\d[\d,]*(?:\.\d*)?|[+-]?\.\d+)\s*([^\d.,]*)", re.ASCII | re.IGNORECASE
)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?|[+-]?\d*\.?\d*", re.ASCII)


class Figure(NamedTuple):
    """`value` is None where there is none; then `is_absent` says that the cell says so, else it is not understood."""

    value: Decimal | float | None
    unit: str = ""
    is_absent: bool = False


ABSENT = Figure(None, is_absent=True)
UNCLEAR = Figure(None)


def figure(cell: Cell, labels: Labels) -> Figure:
    if cell is None or cell == "":
        return ABSENT
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return Figure(cell)
    return _of_text(cell, labels) if isinstance(cell, str) else UNCLEAR


def _of_text(cell: str, labels: Labels) -> Figure:
    written = half_width(cell)
    if labels.words.says_no_value(written):
        return ABSENT
    found = _FIGURE.fullmatch(written)
    if found is None or not _THOUSANDS.fullmatch(found[1]):
        return UNCLEAR
    unit = folded(found[2])
    if unit and not (labels.is_unit(unit) or unit in labels.words.money):
        return UNCLEAR
    return Figure(Decimal(found[1].replace(",", "")), unit)
