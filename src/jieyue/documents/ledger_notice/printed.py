"""The notice of a ledger's month as a paper: the lines that the ledger tells, in the columns of its layout."""

from collections.abc import Mapping, Sequence
from typing import Any

from jieyue.documents.notice_words import words_of
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.figures import quantity, words
from jieyue.documents.paper.model import UNKNOWN, Cell, Paper, Row
from jieyue.rules.paper_layout import Column, from_plain
from jieyue.rules.period import Period

WRITTEN = {"单位名称": "name", "公示事项": "kind", "说明": "reasons"}


def printed(content: Mapping[str, Any], *, is_draft: bool) -> Paper:
    """`content` are the lines, the words and the layout."""
    fields = {
        **words_of(content, WRITTEN, is_draft=is_draft),
        "月份": Period.parse(content["period"]).zh,
    }
    layout = from_plain(content["layout"])
    tables = {name: _rows(content["lines"], columns) for name, columns in layout.tables.items()}
    return compose(layout, Told(fields, tables=tables), is_draft=is_draft)


def _rows(lines: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> list[Row]:
    figures = {each.key for each in columns if any(_is_figure(line.get(each.key)) for line in lines)}
    return [Row({each.key: _cell(line.get(each.key), each.key in figures) for each in columns}) for line in lines]


def _cell(value: Any, is_of_figures: bool) -> Cell:
    """What a line does not tell at all is blank, a figure that nobody knows is told as such."""
    if _is_figure(value):
        return quantity(value["figure"])
    return Cell(UNKNOWN) if is_of_figures and value is not None else words(str(value or ""))


def _is_figure(value: Any) -> bool:
    return isinstance(value, Mapping)
