"""The notice as a workbook, with its chart drawn by whatever opens it."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jieyue.documents.energy_notice.rows import HEADINGS, indicators, table
from jieyue.rules.period import Period

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURES = ("quantity", "then", "change", "total", "total_change", "amount_yuan")
QUARTERS = ("一季度", "二季度", "三季度", "四季度")


def as_excel(content: Mapping[str, Any], *, is_draft: bool) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("公示")
        bold, plain = book.add_format({"bold": True, "border": 1}), book.add_format({"border": 1})
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        period = Period.parse(content["period"])
        name = f"{content['name']}{period.zh}能源资源消费公示" + ("（草稿）" if is_draft else "")
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, name, title)
        sheet.set_column(0, len(HEADINGS) - 1, 14)
        row = _figures(sheet, content, bold, plain)
        row = _words(sheet, content, row + 1, is_draft=is_draft)
        _chart(book, sheet, content, row + 1, period)
    return written.getvalue()


def _figures(sheet: Worksheet, content: Mapping[str, Any], bold: Format, plain: Format) -> int:
    """The table from the second row on; gives the row after it. Numbers are numbers."""
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(1, column, heading, bold)
    for nth, (row, told) in enumerate(zip(table(content), content["rows"], strict=True), start=2):
        sheet.write_string(nth, 0, row.name, plain)
        sheet.write_string(nth, 1, row.unit, plain)
        for column, key in enumerate(FIGURES, start=2):
            if told[key] is None:
                sheet.write_string(nth, column, "—", plain)
            else:
                sheet.write_number(nth, column, float(told[key]), plain)
    return 2 + len(content["rows"])


def _words(sheet: Worksheet, content: Mapping[str, Any], row: int, *, is_draft: bool) -> int:
    lines = [f"{name}：{value}" for name, value in indicators(content)]
    lines.append(f"增减原因：{content.get('reasons') or '—'}")
    if content.get("correction"):
        lines.append(f"更正第 {int(content['number']) - 1} 号公示：{content['correction']}")
    if not is_draft:
        lines.append(f"制表：{content['drafted_by']}  审核：{content['approved_by']}")
        lines.append(f"公示期：{content['shown_from']} 至 {content['shown_until']}")
    lines.append(f"公示地点：{content.get('place') or '—'}  监督电话：{content.get('telephone') or '—'}")
    for nth, line in enumerate(lines):
        sheet.write_string(row + nth, 0, line)
    return row + len(lines)


def _chart(book: xlsxwriter.Workbook, sheet: Worksheet, content: Mapping[str, Any], row: int, period: Period) -> None:
    sheet.write_row(row, 0, ["综合能耗（吨标准煤）", *QUARTERS])
    chart = book.add_chart({"type": "column"})
    for nth, (year, key) in enumerate(((period.year - 1, "last"), (period.year, "this")), start=row + 1):
        sheet.write_string(nth, 0, f"{year} 年")
        for column, (_, value) in enumerate(sorted(content["tce"][key].items()), start=1):
            if value is not None:
                sheet.write_number(nth, column, float(value))
        chart.add_series(
            {
                "name": ["公示", nth, 0],
                "categories": ["公示", row, 1, row, 4],
                "values": ["公示", nth, 1, nth, 4],
            }
        )
    chart.set_title({"name": "各季度综合能耗（吨标准煤）"})
    sheet.insert_chart(row + 4, 0, chart)
