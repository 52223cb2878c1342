"""The notice as a Word document, on a page of A4."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell
from docx.text.run import Run

from jieyue.documents.energy_notice.chart import put_chart
from jieyue.documents.energy_notice.rows import Cell, Row, printed
from jieyue.rules.notice_layout import Column, Lettering

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGE_CM, MARGIN_CM = (21, 29.7), 2
TEXT_CM = PAGE_CM[0] - 2 * MARGIN_CM
CHART_CM = (TEXT_CM, 6.5)
SIDES_OF_CELL_CM = 0.08
LEFT, CENTER, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def as_word(content: Mapping[str, Any], *, is_draft: bool) -> bytes:
    document, told = Document(), printed(content, is_draft=is_draft)
    letters = told.layout.letterings
    _page(document)
    _paragraph(document, told.title, letters["title"], align=CENTER, after=10)
    for text in told.head:
        _paragraph(document, text, letters["body"])
    for columns, rows in told.tables:
        _table(document, columns, rows, letters)
        _paragraph(document, "", letters["table"])
    for text in told.notes:
        _paragraph(document, text, letters["table"])
    put_chart(document, content, width=Cm(CHART_CM[0]), height=Cm(CHART_CM[1]))
    for text in told.foot:
        _paragraph(document, text, letters["body"])
    for nth, text in enumerate(told.signature):
        _paragraph(document, text, letters["body"], align=RIGHT, before=0 if nth else 14)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(each) for each in PAGE_CM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)


def _paragraph(
    document: WordDocument, text: str, letters: Lettering, *, align: WD_ALIGN_PARAGRAPH = LEFT, before: int = 0,
    after: int = 3,
) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    _set(paragraph.add_run(text), letters)


def _table(
    document: WordDocument, columns: Sequence[Column], rows: Sequence[Row], letters: Mapping[str, Lettering]
) -> None:
    made = document.add_table(rows=1 + len(rows), cols=len(columns))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _narrow_sides(made)
    whole = sum(column.share for column in columns)
    widths = [Cm(TEXT_CM * column.share / whole) for column in columns]
    for cell, column, width in zip(made.rows[0].cells, columns, widths, strict=True):
        heading = Lettering(letters["heading"].font, letters["table"].points)
        _fill(cell, Cell(column.heading, is_figure=False), width, heading, align=CENTER)
    for line, row in zip(made.rows[1:], rows, strict=True):
        for cell, told, width in zip(line.cells, row.in_order(columns), widths, strict=True):
            _fill(cell, told, width, letters["table"], align=RIGHT if told.is_figure else LEFT)


def _fill(cell: _Cell, told: Cell, width: Length, letters: Lettering, *, align: WD_ALIGN_PARAGRAPH) -> None:
    """A figure is never broken over two lines."""
    cell.width = width
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    _set(paragraph.add_run(told.text), letters)
    if told.is_figure:
        cell._element.get_or_add_tcPr().append(OxmlElement("w:noWrap"))


def _narrow_sides(table: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(Cm(SIDES_OF_CELL_CM).twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._element.tblPr.append(margins)


def _set(run: Run, letters: Lettering) -> None:
    """The East Asian font has to be set by itself, or Chinese falls to the Latin one."""
    run.font.name, run.font.size = letters.font, Pt(letters.points)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), letters.font)
