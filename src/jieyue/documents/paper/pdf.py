"""A paper as PDF, set by typst with the fonts that come with the product."""

import threading
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
import pypdfium2
import typst

from jieyue.documents.paper import fonts
from jieyue.documents.paper.bars import bars, said
from jieyue.documents.paper.model import Block, Cell, Chart, Charts, Code, Form, Paper, Paragraph, Table
from jieyue.documents.paper.setting import HALF, Setting
from jieyue.files.qr import qr_svg
from jieyue.rules.paper_layout import PAGE_NUMBER, TABLE, TABLE_HEADING, Lettering, Role

MEDIA_TYPE = "application/pdf"
SOURCE = Path(__file__).with_name("paper.typ")
DAY_IN_EMS = Decimal(4)
"""How far the day stands in from the right."""
LEAST_GAPS, USUAL_GAPS = {"title": 0.3, "seal": 0.6}, {"title": 1, "seal": 2}
LABELS = Decimal(15)
FORM_SHARES = (Decimal("0.19"), Decimal("0.31")) * 2
MOST_ROWS_KEPT = 16
"""A table of no more rows is not broken over two pages."""
ROOM_IN_CELL, LESS_ROOM_IN_CELL = 0.42, 0.26

_one_at_a_time = threading.Lock()


def as_pdf(paper: Paper) -> bytes:
    return fitted(paper)[1]


def fitted(paper: Paper) -> tuple[Setting, bytes]:
    """Set by the first of its layout's steps that takes as few pages as it asks for; by the loosest where none does.

    Each step is tighter than the one before, so that half of them need not be tried.
    """
    steps = [Setting(paper.layout, step) for step in paper.layout.steps]
    loosest = steps[0], _set(paper, steps[0])
    most = paper.layout.pages
    if not most or pages_of(loosest[1]) <= most:
        return loosest
    found, first, last = loosest, 1, len(steps)
    while first < last:
        middle = (first + last) // 2
        tried = steps[middle], _set(paper, steps[middle])
        if pages_of(tried[1]) <= most:
            found, last = tried, middle
        else:
            first = middle + 1
    return found


def pages_of(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _set(paper: Paper, setting: Setting) -> bytes:
    told = orjson.dumps(_told(paper, setting), default=float).decode()
    with _one_at_a_time:
        return _compiler().compile(format="pdf", sys_inputs={"told": told})


@cache
def _compiler() -> typst.Compiler:
    """Kept: the fonts are looked at once."""
    return typst.Compiler(
        str(SOURCE), root=str(SOURCE.parent), font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True
    )


def _told(paper: Paper, setting: Setting) -> dict[str, Any]:
    return {
        "name": paper.title,
        "author": "",
        "pitch": setting.pitch,
        "sheet": vars(paper.layout.sheet),
        "title-gap": gaps(setting)["title"],
        "seal-gap": gaps(setting)["seal"],
        "number": _letters(setting.letters(PAGE_NUMBER)),
        "blocks": list(_blocks(paper, setting)),
    }


def gaps(setting: Setting) -> dict[str, float]:
    """Below the title and above the signature, in lines."""
    return USUAL_GAPS if setting.step == setting.layout.steps[0] else LEAST_GAPS


def _letters(letters: Lettering) -> dict[str, Any]:
    weight = "bold" if fonts.is_bold(letters.font) else "regular"
    return {"font": fonts.named(letters.font), "points": letters.points, "weight": weight}


def _blocks(paper: Paper, setting: Setting) -> Iterator[dict[str, Any]]:
    for is_signature, group in groupby(paper.blocks, key=_is_signature):
        if is_signature:
            yield _signature(list(group), setting)
        else:
            yield from (_block(each, setting) for each in group)


def _is_signature(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role is Role.SIGNATURE


def _block(block: Block, setting: Setting) -> dict[str, Any]:
    match block:
        case Paragraph():
            letters = setting.letters_of(block)
            about = {"kind": "said", "role": block.role.value, "text": setting.text_of(block), "align": block.align}
            return {**about, **_letters(letters), "tracking": setting.tracking(letters)}
        case Table():
            return _table(block, setting)
        case Form():
            return _form(block, setting)
        case Charts():
            font = _letters(setting.letters(TABLE))["font"]
            drawn = [{**_chart(each), "font": font} for each in block.charts]
            return {"kind": "charts", "charts": drawn, "height": setting.step.chart_mm}
        case Code():
            return _code(block, setting)


def _code(code: Code, setting: Setting) -> dict[str, Any]:
    letters = setting.letters(TABLE)
    return {"kind": "code", "svg": qr_svg(code.address), "text": code.says, **_letters(letters)}


def _table(table: Table, setting: Setting) -> dict[str, Any]:
    widths, is_tight = setting.table(table), setting.step != setting.layout.steps[0]
    heading, own = (fonts.named(setting.letters(name).font) for name in (TABLE_HEADING, TABLE))
    headings = [_cell(Cell(column.heading, is_figure=False), heading, "center") for column in table.columns]
    rows = []
    for row in table.rows:
        cells = row.in_order(table.columns)
        if row.is_heading:
            rows.append([{**_cell(cells[0], heading, "left"), "span": len(cells)}])
        else:
            rows.append([_cell(cell, own, "right" if cell.is_figure else "left") for cell in cells])
    return {
        "kind": "table",
        "points": widths.points,
        "font": own,
        "widths": widths.columns_mm,
        "headings": headings,
        "rows": rows,
        "breaks": len(rows) > MOST_ROWS_KEPT,
        "room": LESS_ROOM_IN_CELL if is_tight else ROOM_IN_CELL,
    }


def _cell(cell: Cell, font: Sequence[str], align: str) -> dict[str, Any]:
    return {"text": cell.text, "is-figure": cell.is_figure, "font": font, "align": align, "span": 1}


def _form(form: Form, setting: Setting) -> dict[str, Any]:
    letters, width = setting.letters(TABLE), setting.layout.sheet.text_width
    rows = [
        [
            {"label": box.label, "text": box.text, "lines": box.lines, "wide": box.is_wide or len(row) == 1}
            for box in row
        ]
        for row in form.rows()
    ]
    heading = fonts.named(setting.letters(TABLE_HEADING).font)
    about = {"kind": "form", "rows": rows, "label-font": heading, "widths": [width * each for each in FORM_SHARES]}
    return {**about, **_letters(letters)}


def _chart(chart: Chart) -> dict[str, Any]:
    drawn = bars(chart)
    words = [said(tick) for tick in drawn.ticks]
    return {
        "title": f"{chart.title}（{chart.unit}）",
        "names": [name for name, _ in chart.series],
        "labels": chart.labels,
        "heights": drawn.heights,
        "ticks": [[float(tick / drawn.top), word] for tick, word in zip(drawn.ticks, words, strict=True)],
        "label-ems": max(len(word) for word in words),
    }


def _signature(lines: Sequence[Paragraph], setting: Setting) -> dict[str, Any]:
    letters = setting.letters_of(lines[0])
    told = [{"text": each.text, "in-ems": inset} for each, inset in zip(lines, insets(lines), strict=True)]
    return {"kind": "signature", "lines": told, **_letters(letters)}


def insets(lines: Sequence[Paragraph]) -> list[Decimal]:
    """How far each line of a signature stands in from the right, in letters: the last one four, the others centred on
    it; a name too long for that touches the margin, and all are centred on it.
    """
    widths = [_letters_wide(each.text) for each in lines]
    middle = max([DAY_IN_EMS + widths[-1] / 2, *(width / 2 for width in widths)])
    return [middle - width / 2 for width in widths]


def _letters_wide(text: str) -> Decimal:
    """In 仿宋, whose digits are half as wide as its other letters."""
    return sum((HALF if each.isascii() else Decimal(1) for each in text), Decimal(0))
