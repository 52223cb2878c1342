"""The notice as a workbook on one page, with its chart drawn by whatever opens it."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jieyue.documents.energy_notice.rows import Cell, Printed, Row, printed
from jieyue.rules.notice_layout import Column, Lettering
from jieyue.rules.period import Period

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, CHART_SHEET = "公示", "图的数据"
QUARTERS = ("一季度", "二季度", "三季度", "四季度")
A4 = 9
WIDTH = 100
"""Of the whole table, in Excel's characters."""
LINE_POINTS = 18


def as_excel(content: Mapping[str, Any], *, is_draft: bool) -> bytes:
    written, told = BytesIO(), printed(content, is_draft=is_draft)
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(SHEET)
        _page(sheet, told.layout.figures)
        written_by = _Writer(book, sheet, told)
        chart = add_chart(book, content)
        sheet.insert_chart(written_by.all(), 0, chart, {"x_scale": 1.45, "y_scale": 0.8})
    return written.getvalue()


def _page(sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    whole = sum(column.share for column in columns)
    for nth, column in enumerate(columns):
        sheet.set_column(nth, nth, WIDTH * column.share / whole)


class _Writer:
    """Writes from the top down; a line of text goes over the whole width."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet, told: Printed) -> None:
        self.book, self.sheet, self.told, self.row = book, sheet, told, 0
        self.last = len(told.layout.figures) - 1
        self.formats: dict[tuple, Format] = {}

    def all(self) -> int:
        """Gives the first row that is free."""
        told = self.told
        self.line(told.title, "title", align="center")
        for text in told.head:
            self.line(text)
        for columns, rows in told.tables:
            self.table(columns, rows)
            self.row += 1
        for text in (*told.notes, *told.foot):
            self.line(text)
        for text in told.signature:
            self.line(text, align="right")
        return self.row + 1

    def line(self, text: str, letters: str = "body", *, align: str = "left") -> None:
        style = self.format(letters, align=align, text_wrap=True, valign="vcenter")
        self.sheet.merge_range(self.row, 0, self.row, self.last, text, style)
        lettering = self.told.layout.letterings[letters]
        self.sheet.set_row(self.row, _height(text, lettering))
        self.row += 1

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        for nth, column in enumerate(columns):
            self.sheet.write_string(self.row, nth, column.heading, self.format("heading", border=1, align="center"))
        for row in rows:
            self.row += 1
            for nth, cell in enumerate(row.in_order(columns)):
                self.cell(nth, cell)
        self.row += 1

    def cell(self, column: int, cell: Cell) -> None:
        """A figure is a number, written as it is printed."""
        if cell.number is None:
            align = "right" if cell.is_figure else "left"
            self.sheet.write_string(self.row, column, cell.text, self.format("table", border=1, align=align))
            return
        shown = "#,##0" + ("." + "0" * cell.decimals if cell.decimals else "")
        self.sheet.write_number(self.row, column, float(cell.number), self.format("table", border=1, num_format=shown))

    def format(self, letters: str, **more: object) -> Format:
        key = (letters, *sorted(more.items()))
        if key not in self.formats:
            lettering = self.told.layout.letterings[letters]
            about = {"font_name": lettering.font, "font_size": lettering.points, **more}
            self.formats[key] = self.book.add_format(about)
        return self.formats[key]


def _height(text: str, lettering: Lettering) -> float:
    """Merged cells do not grow by themselves: as many lines as the text needs."""
    letters_in_a_line = WIDTH * 5.5 / lettering.points
    needed = sum(-(-max(1, len(part)) // int(letters_in_a_line)) for part in text.split("\n"))
    return needed * max(LINE_POINTS, lettering.points * 1.5)


def add_chart(book: xlsxwriter.Workbook, content: Mapping[str, Any]) -> Any:
    """Standard coal by quarter, this year beside the last; its figures stand in a sheet of their own."""
    sheet, period = book.add_worksheet(CHART_SHEET), Period.parse(content["period"])
    sheet.write_row(0, 0, ["综合能耗（吨标准煤）", *QUARTERS])
    chart = book.add_chart({"type": "column"})
    for nth, (year, values) in enumerate(_series(content, period), start=1):
        sheet.write_string(nth, 0, f"{year} 年")
        for column, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(nth, column, float(value))
        chart.add_series(
            {
                "name": [CHART_SHEET, nth, 0],
                "categories": [CHART_SHEET, 0, 1, 0, 4],
                "values": [CHART_SHEET, nth, 1, nth, 4],
            }
        )
    chart.set_title({"name": "各季度综合能耗（吨标准煤）", "name_font": {"size": 12}})
    return chart


def _series(content: Mapping[str, Any], period: Period) -> Iterator[tuple[int, list[Any]]]:
    for year, key in ((period.year - 1, "last"), (period.year, "this")):
        yield year, [value for _, value in sorted(content["tce"][key].items())]
