"""A paper as a workbook: figures as numbers, as wide as a page, with its charts drawn by whatever opens it."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from math import ceil

import xlsxwriter
from PIL import Image
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jieyue.documents.paper.model import Block, Cell, Charts, Code, Form, Paper, Paragraph, Table
from jieyue.documents.paper.office_chart import SHEET as CHART_SHEET
from jieyue.documents.paper.office_chart import WORKBOOK_TYPE, add_chart, chart_rows
from jieyue.documents.paper.setting import MM_PER_POINT, Setting, ems
from jieyue.files.qr import qr_png
from jieyue.rules.paper_layout import CENTRE, LEFT, RIGHT, TABLE, TABLE_HEADING, Box, Lettering, Role

MEDIA_TYPE = WORKBOOK_TYPE
A4 = 9
MM_PER_INCH = 25.4
MM_PER_CHARACTER = 2.05
"""Of a column's width, at Excel's usual letters."""
PIXELS_PER_MM = 96 / 25.4
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
MOST_IN_A_NAME = 31
FORM_COLUMNS = 4
CODE_MM = 20


def as_excel(paper: Paper) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": paper.title})
        _Writer(book, paper).all()
    return written.getvalue()


class _Writer:
    """Writes from the top down; a line of text goes over the whole width."""

    def __init__(self, book: xlsxwriter.Workbook, paper: Paper) -> None:
        self.book, self.paper, self.row = book, paper, 0
        self.setting = Setting(paper.layout, paper.layout.steps[1 if len(paper.layout.steps) > 1 else 0])
        self.sheet = book.add_worksheet(_sheet_name(paper.title))
        self.chart_sheet: Worksheet | None = None
        self.chart_row = 0
        self.widths_mm = self._widths()
        self.formats: dict[tuple, Format] = {}

    @property
    def last(self) -> int:
        return len(self.widths_mm) - 1

    def _widths(self) -> Sequence[Decimal]:
        """Those of the table with most columns; what stands beside it goes by them."""
        tables = [self.setting.table(table).columns_mm for table in self.paper.tables]
        whole = self.paper.layout.sheet.text_width
        usual = [whole / FORM_COLUMNS] * FORM_COLUMNS
        most = max(tables, key=len, default=usual)
        others = [each for each in tables if len(each) < len(most)]
        return [max([width, *(own[nth] for own in others if nth < len(own) and nth)]) for nth, width in enumerate(most)]

    def all(self) -> None:
        self._page()
        for block in self.paper.blocks:
            self._write(block)

    def _page(self) -> None:
        sheet, page = self.sheet, self.paper.layout.sheet
        sheet.set_paper(A4)
        if page.width > page.height:
            sheet.set_landscape()
        margins = {name: float(getattr(page, name)) / MM_PER_INCH for name in ("left", "right", "top", "bottom")}
        sheet.set_margins(**margins)
        sheet.fit_to_pages(1, self.paper.layout.pages)
        sheet.center_horizontally()
        sheet.set_footer("&C— &P —")
        for nth, width in enumerate(self.widths_mm):
            sheet.set_column(nth, nth, float(width) / MM_PER_CHARACTER)

    def _write(self, block: Block) -> None:
        match block:
            case Paragraph():
                letters = self.setting.letters_of(block)
                align = block.align or {Role.TITLE: CENTRE, Role.SIGNATURE: RIGHT}.get(block.role, LEFT)
                self._line(self.setting.text_of(block), letters, align=align)
            case Table():
                self._table(block)
            case Form():
                self._form(block)
            case Charts():
                self._charts(block)
            case Code():
                self._code(block)

    def _code(self, block: Code) -> None:
        picture = BytesIO(qr_png(block.address))
        own = self.setting.letters(TABLE)
        style = self._format(own, align=LEFT, valign="vcenter")
        self.sheet.set_row(self.row, float(CODE_MM) / float(MM_PER_POINT) + 4)
        scale = CODE_MM * PIXELS_PER_MM / Image.open(picture).width
        about = {"image_data": picture, "x_scale": scale, "y_scale": scale, "description": block.says}
        self.sheet.insert_image(self.row, 0, "code.png", about)
        self.sheet.write_string(self.row, min(1, self.last), block.says, style)
        self.row += 1

    def _line(self, text: str, letters: Lettering, *, align: str) -> None:
        style = self._format(letters, align=align, text_wrap=True, valign="vcenter")
        if self.last:
            self.sheet.merge_range(self.row, 0, self.row, self.last, text, style)
        else:
            self.sheet.write_string(self.row, 0, text, style)
        self.sheet.set_row(self.row, self._height(text, letters, sum(self.widths_mm)))
        self.row += 1

    def _height(self, text: str, letters: Lettering, width_mm: Decimal) -> float:
        """Merged cells do not grow by themselves: as many lines as the text needs."""
        room = max(Decimal(1), width_mm / (letters.points * MM_PER_POINT) - 1)
        needed = sum(max(1, ceil(ems(part) / room)) for part in text.split("\n"))
        return float(needed * letters.points * Decimal("1.45"))

    def _table(self, table: Table) -> None:
        heading, own = (Lettering(self.setting.letters(name).font, self.setting.table(table).points)
                        for name in (TABLE_HEADING, TABLE))  # fmt: skip
        style = self._format(heading, border=1, align=CENTRE, valign="vcenter", text_wrap=True)
        for nth, column in enumerate(table.columns):
            self.sheet.write_string(self.row, nth, column.heading, style)
        lines = max(column.heading.count("\n") for column in table.columns) + 1
        self.sheet.set_row(self.row, float(heading.points) * (0.6 + 1.2 * lines))
        if len(self.paper.tables) == 1:
            self.sheet.repeat_rows(self.row)
        for row in table.rows:
            self.row += 1
            self._cells(row.in_order(table.columns), own, heading if row.is_heading else None)
        self.row += 2

    def _cells(self, cells: Sequence[Cell], own: Lettering, heading: Lettering | None) -> None:
        if heading:
            style = self._format(heading, border=1, align=LEFT, valign="vcenter")
            self.sheet.merge_range(self.row, 0, self.row, len(cells) - 1, cells[0].text, style)
            return
        for nth, cell in enumerate(cells):
            self._cell(nth, cell, own)
        texts = ((cell.text, self.widths_mm[nth]) for nth, cell in enumerate(cells) if not cell.is_figure)
        self.sheet.set_row(
            self.row, max([float(own.points) * 1.8, *(self._height(*(text, own, width)) for text, width in texts)])
        )

    def _cell(self, column: int, cell: Cell, letters: Lettering) -> None:
        """A figure is a number, written as it is printed."""
        if cell.number is None:
            align = RIGHT if cell.is_figure else LEFT
            style = self._format(letters, border=1, align=align, valign="vcenter", text_wrap=not cell.is_figure)
            self.sheet.write_string(self.row, column, cell.text, style)
            return
        shown = "#,##0" + ("." + "0" * cell.decimals if cell.decimals else "")
        if cell.text.startswith("+"):
            shown = f"+{shown};-{shown}"
        style = self._format(letters, border=1, num_format=shown, valign="vcenter")
        self.sheet.write_number(self.row, column, float(cell.number), style)

    def _form(self, form: Form) -> None:
        own, heading = self.setting.letters(TABLE), self.setting.letters(TABLE_HEADING)
        label = self._format(heading, border=1, align=CENTRE, valign="vcenter", text_wrap=True)
        for row in form.rows():
            for place, box in enumerate(row):
                self.sheet.write_string(self.row, 2 * place, box.label, label)
                valign = "top" if box.lines > 1 else "vcenter"
                style = self._format(own, border=1, align=LEFT, valign=valign, text_wrap=True)
                if len(row) == 1:
                    self.sheet.merge_range(self.row, 1, self.row, FORM_COLUMNS - 1, box.text, style)
                else:
                    self.sheet.write_string(self.row, 2 * place + 1, box.text, style)
            planned = float(own.points) * (1.5 * max(box.lines for box in row) + 0.6)
            needed = (self._height(box.text, own, self._room_of(row)) for box in row)
            self.sheet.set_row(self.row, max(planned, *needed))
            self.row += 1

    def _room_of(self, row: Sequence[Box]) -> Decimal:
        """How wide a box of the row is: beside its label one column, alone all the others."""
        return self.widths_mm[1] if len(row) > 1 else sum(self.widths_mm[1:FORM_COLUMNS], Decimal(0))

    def _charts(self, block: Charts) -> None:
        """Side by side; what they are drawn from stands in a sheet of its own."""
        whole, high = float(sum(self.widths_mm)), float(self.setting.step.chart_mm)
        for nth, chart in enumerate(block.charts):
            self.chart_sheet = self.chart_sheet or self._sheet_of_charts()
            made = add_chart(self.book, self.chart_sheet, chart, top=self.chart_row)
            self.chart_row += chart_rows(chart) + 1
            wide = whole / len(block.charts)
            made.set_size({"width": int(wide * PIXELS_PER_MM) - 8, "height": int(high * PIXELS_PER_MM)})
            self.sheet.insert_chart(self.row, 0, made, {"x_offset": int(wide * nth * PIXELS_PER_MM), "y_offset": 4})
        self.sheet.set_row(self.row, high / float(MM_PER_POINT) + 8)
        self.row += 1

    def _sheet_of_charts(self) -> Worksheet:
        """Hidden, so that it is not printed with the paper."""
        sheet = self.book.add_worksheet(CHART_SHEET)
        sheet.hide()
        return sheet

    def _format(self, letters: Lettering, **more: object) -> Format:
        key = (letters.font, letters.points, *sorted(more.items()))
        if key not in self.formats:
            about = {"font_name": letters.font, "font_size": float(letters.points), **more}
            self.formats[key] = self.book.add_format(about)
        return self.formats[key]


def _sheet_name(title: str) -> str:
    return title.translate(FORBIDDEN_IN_NAMES)[:MOST_IN_A_NAME] or "Sheet1"
