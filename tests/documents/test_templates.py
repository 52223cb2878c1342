"""Templates of papers: read back as they were written, changed by an office, refused with a reason, taken back."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jieyue.documents.catalogue import documents
from jieyue.documents.paper.template import EXPLAINED_FROM, TemplateUnreadable, read_template, template_of
from jieyue.policy.loading import load
from jieyue.programme.papers import operations
from jieyue.programme.papers.operations import NothingToUndo, TemplateRefused
from jieyue.programme.papers.queries import template
from jieyue.rules.paper_layout import Role
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.store.records.verifying import verify
from offices import open_office, person_named
from worlds import begun

AT = datetime(2026, 1, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
KEY = "energy-notice"
NOTICE = load().layouts[KEY]
PAPERS = [each.key for each in documents().values() if each.printed]


def opened(layout=NOTICE):
    return docx.Document(BytesIO(template_of(layout)))


def saved(document) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def changed(change, layout=NOTICE) -> bytes:
    document = opened(layout)
    change(document)
    return saved(document)


def paragraph(document, beginning: str):
    return next(each for each in document.paragraphs if each.text.startswith(beginning))


@pytest.mark.parametrize("key", PAPERS)
def test_a_template_that_nobody_changed_reads_as_the_layout_it_was_made_of(key):
    layout = load().layouts[key]
    read = read_template(template_of(layout), layout)
    assert read.lines == list(layout.lines)
    assert read.sheet == layout.sheet


@pytest.mark.parametrize("key", PAPERS)
def test_the_template_explains_every_name_in_itself(key):
    layout = load().layouts[key]
    text = "\n".join(each.text for each in opened(layout).paragraphs)
    explained = text.partition(EXPLAINED_FROM)[2]
    assert [name for name in (*layout.explained, *layout.blocks) if f"【{name}】" not in explained] == []


def test_words_order_letters_and_margins_are_read_as_an_office_changed_them():
    def change(document):
        title = paragraph(document, "【单位名称】【报告期】")
        title.runs[0].text = "【单位名称】【报告期】用能情况公示"
        thanks = title.insert_paragraph_before("欢迎监督")
        thanks.alignment = WD_ALIGN_PARAGRAPH.CENTER
        reasons = paragraph(document, "增减原因")
        reasons.runs[0].font.size = Pt(18)
        reasons.runs[0]._element.rPr.rFonts.set(qn("w:eastAsia"), "楷体_GB2312")
        document.sections[0].left_margin = Mm(25)

    read = read_template(changed(change), NOTICE)
    first, second = read.lines[:2]
    assert (first.role, first.text, first.align) == (Role.BODY, "欢迎监督", "center")
    assert (second.role, second.text) == (Role.TITLE, "【单位名称】【报告期】用能情况公示")
    reasons = next(line for line in read.lines if line.text.startswith("增减原因"))
    assert (reasons.font, reasons.points) == ("楷体_GB2312", Decimal(18))
    assert read.sheet.left == 25


def with_table(document):
    document.add_table(rows=1, cols=1)


def with_revision(document):
    document.paragraphs[0]._element.append(OxmlElement("w:ins"))


def on_a3(document):
    document.sections[0].page_width = Mm(420)


def without_margin(document):
    document.sections[0].left_margin = Mm(2)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (with_table, "模板里有表格，系统不能照样印出。"),
        (with_revision, "模板里有没有接受的修订，系统不能照样印出。"),
        (on_a3, "模板的纸张不是 A4。"),
        (without_margin, "模板的左边距是 2.0 毫米。"),
        (lambda document: document.add_section(), "模板分了几节。"),
    ],
)
def test_what_would_not_be_printed_is_refused_before_anybody_misses_it(change, says):
    with pytest.raises(TemplateUnreadable) as refused:
        read_template(changed(change), NOTICE)
    assert refused.value.says == says
    assert refused.value.do


def zipped(**parts: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def with_macro() -> bytes:
    written = BytesIO(template_of(NOTICE))
    with ZipFile(written, "a", ZIP_DEFLATED) as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return written.getvalue()


def with_entity() -> bytes:
    found, written = ZipFile(BytesIO(template_of(NOTICE))), BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name in found.namelist():
            content = found.read(name)
            if name == "word/document.xml":
                content = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + content.partition(b"?>")[2]
                content = content.replace("增减原因".encode(), b"&x;")
            archive.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "这不是 .docx 文件。"),
        (b"%PDF-1.7", "这不是 .docx 文件。"),
        (template_of(NOTICE)[:5000], "文件已损坏，打不开。"),
        (zipped(**{"a.txt": "x"}), "文件内容是 ZIP 压缩包，不能作为模板。"),
        (b"PK\x03\x04" + b"0" * (2 * 1024 * 1024), "文件超过 2 MB，不像文书模板。"),
        (with_macro(), "办公文件里带有宏或控件，打开时会运行程序，不能收下。"),
    ],
)
def test_what_is_no_sound_word_file_is_refused_with_what_to_do(content, says):
    with pytest.raises(TemplateUnreadable) as refused:
        read_template(content, NOTICE)
    assert says in refused.value.says
    assert "docx" in refused.value.do or "重新下载" in refused.value.do or "模板" in refused.value.do
    assert "证据" not in refused.value.says


def test_an_entity_of_a_file_brings_nothing_of_the_machine_into_the_template():
    try:
        read = read_template(with_entity(), NOTICE)
    except TemplateUnreadable:
        return
    assert not [line for line in read.lines if "root:" in line.text]


@pytest.fixture
def office(house):
    return begun(open_office, house)


def read_with(old: str, new: str):
    def change(document):
        found = next(each for each in document.paragraphs if old in each.text)
        text = found.text.replace(old, new)
        for run in found.runs[1:]:
            run.text = ""
        found.runs[0].text = text

    return read_template(changed(change), NOTICE)


def take(who: str, organisation: str, old: str = "能源资源消费公示", new: str = "用能公示"):
    read = read_with(old, new)
    operations.take_template(
        organisation=organisation, paper=KEY, lines=read.lines, sheet=read.sheet, file_name="改.docx",
        by=person_named(who, on=AT.date()), at=AT,
    )  # fmt: skip


def shown(organisation: str, who: str = "wang"):
    return template(organisation=organisation, paper=KEY, person=person_named(who, on=AT.date()))


def title(organisation: str, who: str = "wang") -> str:
    return shown(organisation, who).layout.lines[0].text.rpartition("】")[2]


def about(who: str, organisation: str) -> dict:
    return {"organisation": organisation, "paper": KEY, "by": person_named(who, on=AT.date()), "at": AT}


def test_a_template_holds_for_the_office_and_those_below_that_have_none(office):
    take("li", "C1")
    assert [title(each) for each in ("C1", "A", "B")] == ["用能公示"] * 3
    assert title("X", "zhao") == "能源资源消费公示"
    assert shown("B").of.name == "甲县"
    take("wang", "B", new="节能公示")
    assert [title(each) for each in ("A", "B")] == ["用能公示", "节能公示"]
    assert (shown("B").is_own, shown("A").is_own) == (True, False)


def test_it_is_taken_back_reset_and_taken_back_again_and_all_of_it_is_in_the_log(office):
    take("wang", "B")
    take("wang", "B", new="节能公示")
    operations.undo_template(**about("wang", "B"))
    assert title("B") == "用能公示"
    operations.reset_template(**about("wang", "B"))
    assert title("B") == "能源资源消费公示"
    operations.undo_template(**about("wang", "B"))
    assert title("B") == "用能公示"
    assert [(step.what, step.by) for step in shown("B").steps][:2] == [
        ("撤销文书模板的改动", "王敏（甲县统计员）"), ("恢复系统的文书模板", "王敏（甲县统计员）"),
    ]  # fmt: skip
    assert verify().holds


def test_nobody_changes_the_template_of_whom_he_does_not_work_for(office):
    for who, organisation in (("zhao", "B"), ("sun", "B"), ("feng", "B"), ("liu", "B"), ("wang", "P")):
        with pytest.raises(NotThere):
            take(who, organisation)
        with pytest.raises(NotThere):
            operations.reset_template(**about(who, organisation))
        with pytest.raises(NotThere):
            operations.undo_template(**about(who, organisation))
    with pytest.raises(NothingToUndo):
        operations.undo_template(**about("wang", "B"))


@pytest.mark.parametrize(
    ("old", "new", "says", "do"),
    [
        ("【增减原因】", "【原因】", "里的【原因】，系统没有叫这个的内容。", "是不是【增减原因】？"),
        ("【图】", "见【图】", "里的【图】须单独成一段。", "移到另一段"),
        ("【增减原因】", "【增减原因", "里的“【”没有成对。", "补上另一半"),
    ],
)
def test_what_the_system_cannot_fill_in_is_named_with_its_paragraph(office, old, new, says, do):
    with pytest.raises(TemplateRefused) as refused:
        take("wang", "B", old, new)
    assert says in refused.value.says
    assert refused.value.says.startswith("第 ")
    assert do in refused.value.do
    assert not shown("B").was_changed


def test_papers_are_printed_by_the_template_of_their_office(house, office):
    house.have("bills", "organisation | resource | account | start_date | end_date | quantity | unit\n"
               "B | 电 | 1002 | 2025-04-01 | 2025-04-30 | 500 | kWh")  # fmt: skip
    take("wang", "B")
    person = person_named("wang", on=date(2025, 7, 10))
    drawn = documents()[KEY].asked(
        organisation="B", period=Period.parse("2025Q2"), person=person, today=date(2025, 7, 10)
    )
    assert documents()[KEY].printed(drawn.content, is_draft=False).title == "甲县财政局2025年二季度用能公示"


def test_a_template_is_downloaded_changed_uploaded_and_taken_back_on_its_page(office):
    client, page = office.as_("wang"), f"/documents/{KEY}/B/template/"
    assert "现在用的是系统的模板。" in client.get(page).content.decode()
    file = BytesIO(client.get(f"/documents/{KEY}/B/template.docx").content)
    document = docx.Document(file)
    paragraph(document, "【单位名称】【报告期】").runs[0].text = "【单位名称】公示"
    sent = BytesIO(saved(document))
    sent.name = "公示.docx"
    assert client.post(page, {"file": sent}, follow=True).status_code == 200
    assert "现在用的是本单位改过的模板。" in client.get(page).content.decode()
    assert title("B") == "公示"
    wrong = BytesIO(b"x")
    wrong.name = "x.docx"
    answer = client.post(page, {"file": wrong})
    assert (answer.status_code, "这不是 .docx 文件。" in answer.content.decode()) == (422, True)
    client.post(f"{page}back/", {"to": "before"})
    assert title("B") == "能源资源消费公示"
