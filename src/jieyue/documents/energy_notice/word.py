"""The notice as a Word document. The fonts are those that Chinese Windows and WPS have."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.run import Run

from jieyue.documents.energy_notice.rows import HEADINGS, indicators, table
from jieyue.rules.period import Period

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, BODY_FONT = "黑体", "仿宋"


def as_word(content: Mapping[str, Any], *, is_draft: bool) -> bytes:
    document = Document()
    _page(document)
    period = Period.parse(content["period"])
    _title(document, f"{content['name']}{period.zh}能源资源消费公示" + ("（草稿）" if is_draft else ""))
    for line in _head(content):
        _paragraph(document, line)
    _table(document, content)
    for line in _foot(content, is_draft=is_draft):
        _paragraph(document, line)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)


def _head(content: Mapping[str, Any]) -> list[str]:
    sizes = content.get("sizes") or {}
    if not sizes:
        return []
    return [f"建筑面积 {sizes['floor_area_m2']} m²，用能人数 {sizes['persons']} 人。"]


def _foot(content: Mapping[str, Any], *, is_draft: bool) -> list[str]:
    lines = ["；".join(f"{name} {value}" for name, value in indicators(content)) + "。"]
    if content.get("correction"):
        lines.append(f"本公示更正第 {int(content['number']) - 1} 号公示：{content['correction']}")
    lines.append(f"增减原因：{content.get('reasons') or '—'}")
    if content.get("not_accepted"):
        lines.append(f"{'、'.join(content['not_accepted'])} 的数据未经验收，为台账数据。")
    if content.get("unverified"):
        lines.append("折标煤所用部分系数待核对。")
    if not is_draft:
        lines.append(f"制表：{content['drafted_by']}    审核：{content['approved_by']}")
        lines.append(f"公示期：{content['shown_from']} 至 {content['shown_until']}")
    lines.append(f"公示地点：{content.get('place') or '—'}    监督电话：{content.get('telephone') or '—'}")
    return lines


def _title(document: WordDocument, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set(paragraph.add_run(text), TITLE_FONT, 18)


def _paragraph(document: WordDocument, text: str) -> None:
    _set(document.add_paragraph().add_run(text), BODY_FONT, 12)


def _table(document: WordDocument, content: Mapping[str, Any]) -> None:
    rows = table(content)
    made = document.add_table(rows=1 + len(rows), cols=len(HEADINGS))
    made.style = "Table Grid"
    for nth, cells in enumerate([HEADINGS, *(row.cells() for row in rows)]):
        for cell, text in zip(made.rows[nth].cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            is_figure = nth > 0 and cell is not made.rows[nth].cells[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_figure else WD_ALIGN_PARAGRAPH.CENTER
            _set(paragraph.add_run(text), TITLE_FONT if nth == 0 else BODY_FONT, 10)


def _set(run: Run, font: str, points: int) -> None:
    """The East Asian font has to be set by itself, or Chinese falls to the Latin one."""
    run.font.name, run.font.size = font, Pt(points)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
