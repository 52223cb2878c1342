"""A paper from its layout and from what is put into it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jieyue.documents.paper.model import UNKNOWN, Block, Chart, Charts, Form, Paper, Paragraph, Row, Table
from jieyue.rules.paper_layout import Fields, Layout, Line, Role, names_in

MOST_BESIDE_ANOTHER, IN_A_ROW = 6, 2
"""Labels of a chart that stands beside another, and how many do."""
DRAFT = "（草稿）"
NUMBERS = "一二三四五六七八九十"
NUMBER = re.compile(f"(（?)([{NUMBERS}])(、|）)")


@dataclass(frozen=True)
class Told:
    """What stands in a paper: texts by their names, texts told for each of several, tables and charts."""

    fields: Fields
    groups: Mapping[str, Sequence[Fields]] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    charts: Sequence[Chart] = ()


def compose(layout: Layout, told: Told, *, is_draft: bool = False) -> Paper:
    blocks = numbered([block for line in layout.lines for block in _blocks(layout, line, told)])
    if is_draft:
        blocks = [_marked(block) for block in blocks]
    titles = (each.text for each in blocks if isinstance(each, Paragraph) and each.role is Role.TITLE)
    return Paper(next(titles, layout.key), layout, blocks, is_draft)


def _blocks(layout: Layout, line: Line, told: Told) -> Iterator[Block]:
    name = line.text[1:-1] if names_in(line.text) == [line.text[1:-1]] else ""
    if name in layout.forms:
        yield Form([box.filled(told.fields) for box in layout.forms[name]])
    elif name in layout.tables:
        if told.tables[name]:
            yield _without_unknown(Table(name, layout.tables[name], told.tables[name]))
    elif name and name == layout.charts:
        if told.charts:
            yield from (Charts(each) for each in _in_rows([_without_blank(chart) for chart in told.charts]))
    else:
        letters = layout.lettering_of(line)
        for pieces in line.said(told.fields, told.groups):
            yield Paragraph(line.role, "".join(pieces), letters, line.align, pieces)


def _in_rows(charts: Sequence[Chart]) -> Iterator[list[Chart]]:
    """Two beside each other, and by itself what has many labels."""
    row: list[Chart] = []
    for each in charts:
        if len(each.labels) > MOST_BESIDE_ANOTHER:
            yield from ([row] if row else [])
            yield [each]
            row = []
        else:
            row.append(each)
            if len(row) == IN_A_ROW:
                yield row
                row = []
    yield from ([row] if row else [])


def _without_blank(chart: Chart) -> Chart:
    """A year of which nothing is known has no bars."""
    return replace(chart, series=[each for each in chart.series if any(value is not None for value in each[1])])


def _without_unknown(table: Table) -> Table:
    """A column of figures of which none is known is left out; one that is blank is filled in by hand."""
    rows = [row for row in table.rows if not row.is_heading]
    kept = [each for each in table.columns if not _is_unknown([row.cells[each.key].text for row in rows])]
    return replace(table, columns=kept)


def _is_unknown(texts: Sequence[str]) -> bool:
    return UNKNOWN in texts and set(texts) <= {UNKNOWN, ""}


def numbered(blocks: Sequence[Block]) -> list[Block]:
    """Without headings under which nothing is left; the others count on, 一、二、 and under each （一）（二）."""
    found: list[Block] = []
    heads = subheads = 0
    for block in _filled(blocks):
        level = _level(block)
        if level == 2:
            heads, subheads = heads + 1, 0
        elif level == 1:
            subheads += 1
        nth = {2: heads, 1: subheads}.get(level)
        is_counted = isinstance(block, Paragraph) and nth
        found.append(replace(block, text=_renumbered(block.text, nth), pieces=()) if is_counted else block)
    return found


def _filled(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    after = 2
    for block in reversed(blocks):
        level = _level(block)
        if level and after >= level:
            continue
        found.append(block)
        after = 2 if isinstance(block, Paragraph) and block.role is Role.SIGNATURE else level
    return found[::-1]


def _level(block: Block) -> int:
    """2 of a heading, 1 of one below it, 0 of all else."""
    levels = {Role.HEADING: 2, Role.SUBHEADING: 1}
    return levels.get(block.role, 0) if isinstance(block, Paragraph) else 0


def _renumbered(text: str, nth: int) -> str:
    found = NUMBER.match(text)
    return f"{found[1]}{NUMBERS[nth - 1]}{found[3]}{text[found.end() :]}" if found and nth <= len(NUMBERS) else text


def _marked(block: Block) -> Block:
    """A draft says so in its title."""
    if isinstance(block, Paragraph) and block.role is Role.TITLE:
        return replace(block, text=block.text + DRAFT, pieces=())
    return block
