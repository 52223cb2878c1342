"""The chart of a notice in Word: an Office chart, as XlsxWriter writes it, with its figures in a workbook inside.

Whatever opens the document draws it; no picture is made here, for which a machine would need Chinese fonts.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import xlsxwriter
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Length
from lxml import etree

from jieyue.documents.energy_notice.excel import CHART_SHEET, MEDIA_TYPE, add_chart

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
INLINE = """
<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
  xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
  xmlns:c="{chart}" xmlns:r="{relations}" distT="0" distB="0" distL="0" distR="0">
  <wp:extent cx="{width}" cy="{height}"/>
  <wp:docPr id="1" name="图 1" descr="{says}"/>
  <wp:cNvGraphicFramePr/>
  <a:graphic><a:graphicData uri="{chart}"><c:chart r:id="{id}"/></a:graphicData></a:graphic>
</wp:inline>"""
SAYS = "各季度综合能耗，本年与上年"


def put_chart(document: WordDocument, content: Mapping[str, Any], *, width: Length, height: Length) -> None:
    workbook, drawn = _drawn(content)
    package = document.part.package
    inside = Part(PackURI("/word/embeddings/notice-chart.xlsx"), MEDIA_TYPE, workbook, package)
    chart = Part(PackURI("/word/charts/chart1.xml"), CHART_TYPE, b"", package)
    chart._blob = _with_workbook(drawn, chart.relate_to(inside, RELATIONSHIP_TYPE.PACKAGE))
    id_ = document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    about = {"chart": CHART, "relations": RELATIONS, "width": int(width), "height": int(height), "id": id_}
    run = document.add_paragraph().add_run()
    run._element.add_drawing(parse_xml(INLINE.format(**about, says=SAYS)))


def _drawn(content: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """A workbook that holds the chart's figures, and the chart."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        chart = add_chart(book, content)
        book.get_worksheet_by_name(CHART_SHEET).insert_chart(5, 0, chart)
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
