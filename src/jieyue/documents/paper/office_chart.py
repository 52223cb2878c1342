"""A chart in an office file: an Office chart, as XlsxWriter writes it. In Word its figures lie in a workbook inside.

Whatever opens the document draws it; no picture is made here.
"""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import xlsxwriter
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree
from xlsxwriter.worksheet import Worksheet

from jieyue.documents.paper.model import Chart

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "图的数据"
SHADES = ("#BFBFBF", "#464646", "#828282")
SMALL = {"size": 9}
NO_TICKS = {"major_tick_mark": "none", "minor_tick_mark": "none"}
GRID = {"visible": True, "line": {"color": "#C8C8C8", "width": 0.5}}
INLINE = """
<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
  xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
  xmlns:c="{chart}" xmlns:r="{relations}" distT="0" distB="0" distL="0" distR="0">
  <wp:extent cx="{width}" cy="{height}"/>
  <wp:docPr id="{nth}" name="图 {nth}"/>
  <wp:cNvGraphicFramePr/>
  <a:graphic><a:graphicData uri="{chart}"><c:chart r:id="{id}"/></a:graphicData></a:graphic>
</wp:inline>"""


def put_chart(
    document: WordDocument, paragraph: WordParagraph, chart: Chart, *, nth: int, width: Length, height: Length
) -> None:
    workbook, drawn = _drawn(chart)
    package = document.part.package
    inside = Part(PackURI(f"/word/embeddings/chart{nth}.xlsx"), WORKBOOK_TYPE, workbook, package)
    part = Part(PackURI(f"/word/charts/chart{nth}.xml"), CHART_TYPE, b"", package)
    part._blob = _with_workbook(drawn, part.relate_to(inside, RELATIONSHIP_TYPE.PACKAGE))
    id_ = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    about = {"chart": CHART, "relations": RELATIONS, "width": int(width), "height": int(height), "id": id_, "nth": nth}
    inline = parse_xml(INLINE.format(**about))
    inline.docPr.set("descr", chart.says)
    run = paragraph.add_run()
    run.font.size = Pt(1)  # it stands on the line of its letters
    run._element.add_drawing(inline)


def _drawn(chart: Chart) -> tuple[bytes, bytes]:
    """A workbook that holds the chart's figures, and the chart."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.insert_chart(chart_rows(chart) + 1, 0, add_chart(book, sheet, chart, top=0))
    with ZipFile(written) as opened:
        return written.getvalue(), opened.read("xl/charts/chart1.xml")


def _with_workbook(drawn: bytes, id_: str) -> bytes:
    """The chart names the workbook in which its figures are; how to print a sheet is not Word's business."""
    root = etree.fromstring(drawn)
    for setting in root.findall(f"{{{CHART}}}printSettings"):
        root.remove(setting)
    data = etree.SubElement(root, f"{{{CHART}}}externalData", {f"{{{RELATIONS}}}id": id_})
    etree.SubElement(data, f"{{{CHART}}}autoUpdate", val="0")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def chart_rows(chart: Chart) -> int:
    """How many rows its figures take."""
    return 1 + len(chart.series)


def add_chart(book: xlsxwriter.Workbook, sheet: Worksheet, chart: Chart, *, top: int) -> Any:
    """Its figures stand in the sheet from that row on."""
    sheet.write_row(top, 0, [f"{chart.title}（{chart.unit}）", *chart.labels])
    made = book.add_chart({"type": "column"})
    last = len(chart.labels)
    for nth, (name, values) in enumerate(chart.series):
        row = top + 1 + nth
        sheet.write_string(row, 0, name)
        for column, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(row, column, float(value))
        made.add_series(
            {
                "name": [sheet.name, row, 0],
                "categories": [sheet.name, top, 1, top, last],
                "values": [sheet.name, row, 1, row, last],
                "fill": {"color": SHADES[nth]},
                "border": {"color": "#404040", "width": 0.5},
                "gap": 60,
            }
        )
    made.set_title({"name": f"{chart.title}（{chart.unit}）", "name_font": {"size": 10, "bold": False}})
    made.set_legend({"position": "top", "font": SMALL})
    made.set_x_axis({"num_font": SMALL, **NO_TICKS})
    made.set_y_axis({"num_font": SMALL, "num_format": "General", "major_gridlines": GRID, "min": 0, **NO_TICKS})
    return made
