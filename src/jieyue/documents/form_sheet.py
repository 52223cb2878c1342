"""A statutory form as a workbook in its shape: title, head, rows by name, code and unit, figures, who signs."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jieyue.programme.forms.queries import FilledForm
from jieyue.rules.signs import as_printed

HEAD = ("指标名称", "代码", "计量单位", "合计")
SIGNED = "单位负责人：　　　　　　　统计负责人：　　　　　　　填表人：　　　　　　　报出日期：　　　　年　　月　　日"
WIDTHS = (34, 10, 10, 16)
CELL_WIDTH = 14
LONGEST, UNNAMED = 31, "未命名"
"""Of the name of a sheet in Excel, and what one is called of whose name nothing is left."""


def form_sheet(found: FilledForm) -> bytes:
    """An XLSX. A blank cell is a figure that is not known."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name, each, of in _sheets(found):
            _write(book, name, each, of)
    return held.getvalue()


def sheet_name(found: FilledForm) -> str:
    return f"{found.organisation.name}{found.period.zh}{found.form.name}"


def _sheets(found: FilledForm) -> Iterator[tuple[str, FilledForm, str]]:
    """The name of each sheet, what stands in it, and of which thing it is: of the whole form first, and where the form
    asks for one of each, of each.
    """
    if found.by != "sheets":
        yield _named(found.form.name, ()), found, ""
        return
    taken = [_named(found.form.name, ())]
    yield taken[0], replace(found, columns=()), ""
    for column in found.columns:
        taken.append(_named(column.name, taken))
        own = [replace(each, value=each.cells[column.key]) for each in found.rows]
        yield taken[-1], replace(found, columns=(), rows=own), column.name


def _named(name: str, taken: Sequence[str]) -> str:
    """As Excel allows it, and unlike those that there are, for which it does not tell capitals from small letters."""
    plain = re.sub(r"[\[\]:*?/\\]|^'|'$", " ", name)[:LONGEST].strip() or UNNAMED
    others, nth, found = {each.lower() for each in taken}, 1, plain
    while found.lower() in others:
        nth += 1
        found = f"{plain[: LONGEST - len(str(nth))]}{nth}"
    return found


def _write(book: xlsxwriter.Workbook, name: str, found: FilledForm, of: str) -> None:
    sheet = book.add_worksheet(name)
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    number = book.add_format({"border": 1, "num_format": "#,##0.###;-#,##0.###;0", "valign": "vcenter"})
    width = len(HEAD) + len(found.columns)
    for nth in range(width):
        sheet.set_column(nth, nth, WIDTHS[nth] if nth < len(WIDTHS) else CELL_WIDTH)
    sheet.merge_range(0, 0, 0, width - 1, found.form.name, title)
    sheet.write_string(1, 0, f"单位名称：{found.organisation.name}" + (f"　　名称：{of}" if of else ""))
    sheet.write_string(2, 0, f"报告期：{found.period.zh}　　制度版本：{found.edition.name}")
    for nth, heading in enumerate((*HEAD, *(each.name for each in found.columns))):
        sheet.write_string(4, nth, heading, head)
    for line, each in enumerate(found.rows, start=5):
        for nth, said in enumerate((each.row.name, each.row.code, as_printed(each.row.unit))):
            sheet.write_string(line, nth, said, text)
        for nth, value in enumerate((each.value, *(each.cells[one.key] for one in found.columns)), start=3):
            _cell(sheet, line, nth, value, number if isinstance(value, Decimal) else text)
    below = len(found.rows) + 6
    sheet.write_string(below, 0, SIGNED)
    for nth, note in enumerate(found.said, start=below + 1):
        sheet.write_string(nth, 0, f"注：{note}")
    sheet.freeze_panes(5, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _cell(sheet: Worksheet, line: int, nth: int, value: Decimal | str | None, style: Format) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(line, nth, float(value), style)
    elif value is None:
        sheet.write_blank(line, nth, None, style)
    else:
        sheet.write_string(line, nth, value, style)
