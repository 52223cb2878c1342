"""The Word template of a paper: what an office changes in Word or WPS, and how it is read back.

It is the paper with its names in place of what is filled in. Read back are the words, their order, what kind each
paragraph is, fonts, sizes, alignment and margins; what is not kept is refused, so that nobody misses it later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from zipfile import is_zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run
from lxml.etree import XMLSyntaxError

from jieyue.documents.paper.model import Paper, Paragraph
from jieyue.documents.paper.setting import Setting
from jieyue.documents.paper.word import Writer, saved, style_name, write
from jieyue.files.evidence.kinds import DOCX
from jieyue.files.evidence.office import kind_of_zip
from jieyue.files.evidence.refused import NotEvidence
from jieyue.rules.paper_layout import CENTRE, LEFT, RIGHT, Layout, Lettering, Line, Role, Sheet
from jieyue.rules.refusal import Refused

MOST_BYTES = 2 * 1024 * 1024
ZIP = b"PK\x03\x04"
EXPLAINED_STYLE, EXPLAINED_FROM = "公文说明", "——以下是说明，印出时没有——"
ROLES = {style_name(role): role for role in Role}
ALIGNS = {WD_ALIGN_PARAGRAPH.LEFT: LEFT, WD_ALIGN_PARAGRAPH.CENTER: CENTRE, WD_ALIGN_PARAGRAPH.RIGHT: RIGHT}
A4_MM = (Decimal(210), Decimal(297))
LEAST_MARGIN_MM, MOST_MARGIN_MM = Decimal(10), Decimal(60)
LEAST_POINTS, MOST_POINTS = Decimal(8), Decimal(48)
AS_EVIDENCE = "作为证据材料收下"
SAVE_AS_DOCX = "请用 Word 或 WPS 打开，去掉宏、嵌入的文件和外部链接，另存为 .docx 后再上传。"
TENTH, HALF = Decimal("0.1"), Decimal(2)
NOT_KEPT = (
    ("w:tbl", "表格", "系统的表请写它的名字，如【指标表】，单独成一段。"),
    ("w:drawing", "图片或图形", "系统的图请写【图】，单独成一段。"),
    ("w:pict", "图片或文本框", "请删去；文本框里的文字请移到正文里。"),
    ("w:ins", "没有接受的修订", "请在“审阅”里接受全部修订后再保存。"),
    ("w:del", "没有接受的修订", "请在“审阅”里接受全部修订后再保存。"),
    ("w:fldSimple", "域", "请把域（如自动日期、目录）换成文字。"),
    ("w:instrText", "域", "请把域（如自动日期、目录）换成文字。"),
    ("w:sdt", "内容控件", "请删去内容控件，只留文字。"),
)
HOW = (
    "改好后，用 Word 或 WPS 另存为 .docx，在网页“文书—模板”里上传。文字、先后、字体、字号、对齐和页边距都按您改的；"
    "颜色、粗细、图片和自己画的表格不保留。",
    "【】里的内容由系统填入；其中有一项不知道，整段不印。［］里的内容有一项不知道，只略去这一处。",
    "新加的段落请选用样式：公文标题、公文一级标题、公文二级标题、公文正文、公文表注、公文落款。",
)


class TemplateUnreadable(Refused):
    pass


@dataclass(frozen=True)
class Read:
    lines: list[Line]
    sheet: Sheet


def template_of(layout: Layout) -> bytes:
    """The layout as a Word file, with what its names mean below."""
    blocks = [Paragraph(line.role, line.text, layout.lettering_of(line), line.align) for line in layout.lines]
    setting = Setting(layout, layout.steps[0])
    document = Writer(Paper("", layout, blocks), setting).written()
    _explain(document, layout)
    return saved(document)


def _explain(document: WordDocument, layout: Layout) -> None:
    style = document.styles.add_style(EXPLAINED_STYLE, 1)
    letters = Lettering(layout.letterings["note"].font, Decimal("10.5"))
    names = (f"【{name}】　{says}" for name, says in layout.explained.items())
    blocks = (f"【{name}】　单独成一段，印在这里" for name in layout.blocks)
    for text in (EXPLAINED_FROM, *HOW, *names, *blocks):
        paragraph = document.add_paragraph(style=style)
        paragraph.paragraph_format.space_after = Pt(2)
        write(paragraph, text, letters)


def read_template(content: bytes, layout: Layout) -> Read:
    """Raises TemplateUnreadable; what its lines name is for whoever takes them to look at."""
    document = _opened(content)
    _refuse_what_is_not_kept(document)
    return Read(list(_lines(document, layout)), _sheet(document.sections[0]))


def _opened(content: bytes) -> WordDocument:
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1024**2
        raise TemplateUnreadable(f"文件超过 {most} MB，不像文书模板。", do="请下载现在的模板，在它上面修改。")
    if not content.startswith(ZIP):
        raise TemplateUnreadable("这不是 .docx 文件。", do="请用 Word 或 WPS 打开，另存为 .docx 后再上传。")
    if not is_zipfile(BytesIO(content)):
        raise _damaged()
    try:
        kind = kind_of_zip(content)
    except NotEvidence as refusal:
        raise TemplateUnreadable(refusal.says.replace(AS_EVIDENCE, "作为模板"), do=SAVE_AS_DOCX) from refusal
    if kind is not DOCX:
        raise TemplateUnreadable(f"这是{kind.zh.strip()}，不是 Word 文件。", do="请上传 .docx 文件。")
    try:
        document = Document(BytesIO(content))
        document.sections[0]
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, IndexError, AttributeError) as error:
        raise _damaged() from error
    return document


def _damaged() -> TemplateUnreadable:
    return TemplateUnreadable("文件已损坏，打不开。", do="请重新下载模板，改好后再上传。")


def _refuse_what_is_not_kept(document: WordDocument) -> None:
    body = document.element.body
    for tag, what, do in NOT_KEPT:
        if next(body.iter(qn(tag)), None) is not None:
            raise TemplateUnreadable(f"模板里有{what}，系统不能照样印出。", do=do)
    if len(document.sections) > 1:
        raise TemplateUnreadable("模板分了几节。", do="请删去分节符，全文用一种页面。")


def _lines(document: WordDocument, layout: Layout) -> Iterator[Line]:
    for paragraph in document.paragraphs:
        text = paragraph.text.replace("\n", "").replace("\t", "　").strip()
        style = paragraph.style.name if paragraph.style is not None else ""
        if text == EXPLAINED_FROM:
            return
        if text and style != EXPLAINED_STYLE:
            yield _line(paragraph, text, ROLES.get(style, Role.BODY), layout)


def _line(paragraph: WordParagraph, text: str, role: Role, layout: Layout) -> Line:
    usual = layout.letterings[role]
    run = max(paragraph.runs, key=lambda each: len(each.text), default=None)
    font, points = _font(paragraph, run) or usual.font, _points(paragraph, run) or usual.points
    return Line(
        role,
        text,
        "" if font == usual.font else font[:60],
        None if points == usual.points else points,
        ALIGNS.get(paragraph.alignment, ""),
    )


def _font(paragraph: WordParagraph, run: Run | None) -> str:
    """The East Asian font, of its letters or of the nearest style that says one."""
    for properties in _properties(paragraph, run):
        fonts = properties.find(qn("w:rFonts")) if properties is not None else None
        if fonts is not None and (found := fonts.get(qn("w:eastAsia"))):
            return str(found)
    return ""


def _points(paragraph: WordParagraph, run: Run | None) -> Decimal | None:
    for properties in _properties(paragraph, run):
        size = properties.find(qn("w:sz")) if properties is not None else None
        if size is not None and (written := size.get(qn("w:val"), "")).isdecimal():
            return min(max(Decimal(written) / HALF, LEAST_POINTS), MOST_POINTS)
    return None


def _properties(paragraph: WordParagraph, run: Run | None) -> Iterator[object]:
    """Those of a run, of the style of its paragraph, and of the styles that this is based on."""
    if run is not None:
        yield run._element.rPr
    style, seen = paragraph.style, set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield style.element.rPr
        style = style.base_style


def _sheet(section: Section) -> Sheet:
    size = (_mm(section.page_width), _mm(section.page_height))
    if tuple(sorted(each.quantize(Decimal(1), ROUND_HALF_UP) for each in size)) != A4_MM:
        raise TemplateUnreadable("模板的纸张不是 A4。", do="请在“页面设置”里把纸张改为 A4。")
    sides = {
        name: _margin(getattr(section, f"{name}_margin"), zh)
        for name, zh in (("top", "上"), ("left", "左"), ("right", "右"), ("bottom", "下"))
    }
    width, height = (each.quantize(Decimal(1), ROUND_HALF_UP) for each in size)
    return Sheet(width=width, height=height, **sides)


def _margin(written: Length | None, side: str) -> Decimal:
    found = _mm(written)
    if not LEAST_MARGIN_MM <= found <= MOST_MARGIN_MM:
        raise TemplateUnreadable(
            f"模板的{side}边距是 {found} 毫米。", do=f"请改为 {LEAST_MARGIN_MM} 到 {MOST_MARGIN_MM} 毫米。"
        )
    return found


def _mm(written: Length | None) -> Decimal:
    return Decimal(0) if written is None else Decimal(str(written.mm)).quantize(TENTH, ROUND_HALF_UP)
