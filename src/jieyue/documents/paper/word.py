"""A paper as a Word document, which an office may change before it hands it in."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import groupby

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from jieyue.documents.paper.model import Block, Cell, Charts, Code, Form, Paper, Paragraph, Table
from jieyue.documents.paper.office_chart import put_chart
from jieyue.documents.paper.pdf import FORM_SHARES, MOST_ROWS_KEPT, fitted, gaps, insets, pages_of
from jieyue.documents.paper.setting import MM_PER_POINT, Setting
from jieyue.files.qr import qr_png
from jieyue.rules.paper_layout import CENTRE, PAGE_NUMBER, RIGHT, TABLE, TABLE_HEADING, Layout, Lettering, Role

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ALIGN = {"": WD_ALIGN_PARAGRAPH.LEFT, "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER,
         "right": WD_ALIGN_PARAGRAPH.RIGHT}  # fmt: skip
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY
SIDES_OF_CELL_MM = Decimal(1)
PAGE_NUMBER_BELOW_MM = 7
AFTER_AUTO_SPACE = (
    "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:rPr",
)  # fmt: skip
"""What follows in a paragraph's properties, by the schema."""
GAP_MM, GAP_PT = Decimal(6), 5
SPARE_MM = Decimal(14)
TITLE_PITCH, PITCH_IN_CELL, ROOM_IN_CELL = 1.3, 1.3, 0.12
"""Exact, so that a font which a machine puts in another's place makes nothing higher."""
CODE_MM = 20


def as_word(paper: Paper) -> bytes:
    return saved(Writer(paper, _setting(paper)).written())


def _setting(paper: Paper) -> Setting:
    """That in which the PDF takes the pages asked for and has some room left: the fonts that a machine has in place of
    ours, and how its program counts lines, may need it.
    """
    layout = paper.layout
    shorter = replace(layout, sheet=replace(layout.sheet, bottom=layout.sheet.bottom + SPARE_MM))
    found, pdf = fitted(replace(paper, layout=shorter))
    if layout.pages and pages_of(pdf) > layout.pages:
        found, _ = fitted(paper)
    return Setting(layout, found.step)


def saved(document: WordDocument) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


class Writer:
    """Writes from the top down, in the same sizes in which the PDF was found to fit."""

    def __init__(self, paper: Paper, setting: Setting) -> None:
        self.paper, self.setting, self.document = paper, setting, Document()
        self.charts = 0

    def written(self) -> WordDocument:
        self.document.core_properties.title = self.paper.title
        self.document.core_properties.author = ""
        page(self.document, self.paper.layout, self.setting.letters(PAGE_NUMBER))
        styles(self.document, self.setting)
        for is_signature, group in groupby(self.paper.blocks, key=_is_signature):
            if is_signature:
                self._sign(list(group))
            else:
                for block in group:
                    self._write(block)
        return self.document

    def _write(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._say(block)
            case Table():
                self._table(block)
            case Form():
                self._form(block)
            case Charts():
                self._charts(block)
            case Code():
                self._code(block)

    def _code(self, block: Code) -> None:
        """The picture and what it says in one line, whose height is the picture's."""
        paragraph = self.document.add_paragraph(style="No Spacing")
        paragraph.add_run().add_picture(BytesIO(qr_png(block.address)), width=Mm(CODE_MM))
        write(paragraph, f" {block.says}", self.setting.letters(TABLE))

    def _say(self, block: Paragraph) -> WordParagraph:
        paragraph = self.document.add_paragraph(style=style_name(block.role))
        if block.align:
            paragraph.alignment = ALIGN[block.align]
            paragraph.paragraph_format.first_line_indent = 0
        write(paragraph, self.setting.text_of(block), self.setting.letters_of(block))
        return paragraph

    def _sign(self, lines: Sequence[Paragraph]) -> None:
        """Kept together, with room above for the seal."""
        pitch = float(self.setting.pitch)
        for nth, (line, inset) in enumerate(zip(lines, insets(lines), strict=True)):
            paragraph = self._say(line)
            indent = paragraph._element.get_or_add_pPr().get_or_add_ind()
            indent.set(qn("w:rightChars"), str(int(inset * 100)))
            points = self.setting.letters_of(line).points
            paragraph.paragraph_format.right_indent = Pt(float(inset * points))
            paragraph.paragraph_format.keep_with_next = nth < len(lines) - 1
            if nth == 0:
                paragraph.paragraph_format.space_before = Pt(pitch * gaps(self.setting)["seal"])

    def _table(self, block: Table) -> None:
        widths = self.setting.table(block)
        room = float(widths.points) * ROOM_IN_CELL
        made = grid(self.document, 1 + len(block.rows), [Mm(float(each)) for each in widths.columns_mm], room_pt=room)
        own, heading = (Lettering(self.setting.letters(name).font, widths.points) for name in (TABLE, TABLE_HEADING))
        for cell, column in zip(cells_of(made, 0), block.columns, strict=True):
            fill(cell, Cell(column.heading, is_figure=False), heading, CENTRE)
        repeat(made, 0)
        for nth, row in enumerate(block.rows, start=1):
            told, cells = row.in_order(block.columns), cells_of(made, nth)
            if row.is_heading:
                fill(cells[0].merge(cells[-1]), told[0], heading, "")
                continue
            for cell, each in zip(cells, told, strict=True):
                fill(cell, each, own, RIGHT if each.is_figure else "")
        if len(block.rows) <= MOST_ROWS_KEPT:
            keep_whole(made)
        self._gap()

    def _form(self, block: Form) -> None:
        whole, rows = self.paper.layout.sheet.text_width, list(block.rows())
        widths = [Mm(float(whole * share)) for share in FORM_SHARES]
        made = grid(self.document, len(rows), widths)
        own, heading = self.setting.letters(TABLE), self.setting.letters(TABLE_HEADING)
        for nth, row in enumerate(rows):
            cells = cells_of(made, nth)
            high = max(box.lines for box in row)
            made.rows[nth].height = Pt(float(own.points) * (1.5 * high + 0.45))
            made.rows[nth].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
            if len(row) == 1:
                cells = [cells[0], cells[1].merge(cells[3])]
            for place, box in enumerate(row):
                fill(cells[2 * place], Cell(box.label, is_figure=False), heading, CENTRE)
                fill(cells[2 * place + 1], Cell(box.text, is_figure=False), own, "")
        self._gap()

    def _charts(self, block: Charts) -> None:
        """Side by side in a table without lines, each in a paragraph that grows with it."""
        width = (self.paper.layout.sheet.text_width - GAP_MM * (len(block.charts) - 1)) / len(block.charts)
        whole = self.paper.layout.sheet.text_width / len(block.charts)
        made = grid(self.document, 1, [Mm(float(whole))] * len(block.charts), lines=False)
        for cell, chart in zip(cells_of(made, 0), block.charts, strict=True):
            self.charts += 1
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = Pt(0)
            size = {"width": Mm(float(width)), "height": Mm(float(self.setting.step.chart_mm))}
            put_chart(self.document, paragraph, chart, nth=self.charts, **size)
        self._gap()

    def _gap(self) -> None:
        """Word wants a paragraph between two tables."""
        paragraph = self.document.add_paragraph(style="No Spacing")
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(GAP_PT)


def _is_signature(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role is Role.SIGNATURE


def page(document: WordDocument, layout: Layout, number: Lettering) -> None:
    section, sheet = document.sections[0], layout.sheet
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.width > sheet.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(float(sheet.width)), Mm(float(sheet.height))
    section.top_margin, section.bottom_margin = Mm(float(sheet.top)), Mm(float(sheet.bottom))
    section.left_margin, section.right_margin = Mm(float(sheet.left)), Mm(float(sheet.right))
    below = PAGE_NUMBER_BELOW_MM + float(number.points * MM_PER_POINT)
    section.footer_distance = Mm(max(5.0, float(sheet.bottom) - below))
    _page_numbers(document, section, number)


def _page_numbers(document: WordDocument, section: Section, letters: Lettering) -> None:
    """Odd pages at the right, even ones at the left, one letter in."""
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, ALIGN[""])):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        inset = Pt(float(letters.points))
        paragraph.paragraph_format.right_indent = paragraph.paragraph_format.left_indent = inset
        write(paragraph, "— ", letters)
        _field(paragraph, "PAGE", letters)
        write(paragraph, " —", letters)


def _field(paragraph: WordParagraph, instruction: str, letters: Lettering) -> None:
    run = write(paragraph, "", letters)
    for kind in ("begin", None, "separate", "text", "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {instruction} "
        elif kind == "text":
            element = OxmlElement("w:t")
            element.text = "1"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._element.append(element)


def style_name(role: Role) -> str:
    """Not that of a style which every office program has."""
    return f"公文{role.zh}"


def styles(document: WordDocument, setting: Setting) -> None:
    """One for each kind of paragraph, under the name by which an office knows it."""
    for role in Role:
        letters = setting.letters(role.value)
        style = document.styles.add_style(style_name(role), 1)
        style.quick_style = True
        _letter(style, letters)
        form = style.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(float(setting.pitch))
        form.widow_control = False
        _without_gaps_between_scripts(style)
        if role is Role.TITLE:
            form.alignment = WD_ALIGN_PARAGRAPH.CENTER
            form.space_after = Pt(float(setting.pitch) * gaps(setting)["title"])
            form.line_spacing = Pt(float(letters.points) * TITLE_PITCH)
        elif role is Role.NOTE:
            form.line_spacing = Pt(float(letters.points) * 1.45)
        elif role is Role.SIGNATURE:
            form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            form.alignment = JUSTIFIED
            form.first_line_indent = Pt(float(letters.points) * 2)
            style.element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")
            form.keep_with_next = role in (Role.HEADING, Role.SUBHEADING)


def _without_gaps_between_scripts(style: ParagraphStyle) -> None:
    """Digits stand close among Chinese letters, as in the PDF."""
    properties = style.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        element = OxmlElement(name)
        element.set(qn("w:val"), "0")
        properties.insert_element_before(element, *AFTER_AUTO_SPACE)


def _letter(style: ParagraphStyle, letters: Lettering) -> None:
    style.font.name, style.font.size = letters.font, Pt(float(letters.points))
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), letters.font)


def write(paragraph: WordParagraph, text: str, letters: Lettering) -> Run:
    """The East Asian font has to be set by itself, or Chinese falls to the Latin one."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = letters.font, Pt(float(letters.points))
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), letters.font)
    return run


def grid(
    document: WordDocument, rows: int, widths: Sequence[Length], *, room_pt: float = 0, lines: bool = True
) -> WordTable:
    """`room_pt` is above and below what stands in a cell."""
    made = document.add_table(rows=rows, cols=len(widths))
    made.style = "Table Grid" if lines else "Normal Table"
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
        _whole(row._tr)
    _narrow_sides(made, room_pt=room_pt)
    return made


def cells_of(table: WordTable, row: int) -> list[_Cell]:
    return list(table.rows[row].cells)


def repeat(table: WordTable, row: int) -> None:
    """On every page that the table reaches."""
    properties = table.rows[row]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def keep_whole(table: WordTable) -> None:
    """On one page."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _whole(row) -> None:
    """A row is not broken over two pages."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def fill(cell: _Cell, told: Cell, letters: Lettering, align: str) -> None:
    """A figure is never broken over two lines."""
    if told.is_figure:
        cell._element.get_or_add_tcPr().append(OxmlElement("w:noWrap"))
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for nth, text in enumerate(told.text.split("\n")):
        paragraph = cell.paragraphs[0] if nth == 0 else cell.add_paragraph()
        paragraph.alignment = ALIGN[align]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(float(letters.points) * PITCH_IN_CELL)
        write(paragraph, text, letters)


def _narrow_sides(table: WordTable, *, room_pt: float) -> None:
    margins = OxmlElement("w:tblCellMar")
    sides = Mm(float(SIDES_OF_CELL_MM)).twips
    for side, twips in (("top", Pt(room_pt).twips), ("left", sides), ("bottom", Pt(room_pt).twips), ("right", sides)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties = table._element.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)
