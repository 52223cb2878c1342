"""Every paper of the catalogue, made of the same office: set as PDF and looked at, written as Word and Excel."""

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from urllib.parse import urlsplit
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import resolve
from django.utils.html import escape
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.analysed import EVERYTHING
from documents.pictures import fonts_in, kept, seen
from jieyue.documents.catalogue import Drawn, documents
from jieyue.documents.paper import fonts
from jieyue.documents.paper.composing import Told, compose
from jieyue.documents.paper.excel import as_excel
from jieyue.documents.paper.model import Cell, Form, Led, Paragraph, Row, Table
from jieyue.documents.paper.pdf import as_pdf
from jieyue.documents.paper.word import as_word
from jieyue.policy.loading import load
from jieyue.programme.evaluation.operations import hand_in
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.ledgers.group_papers import NobodyRegistered
from jieyue.programme.publication import operations as publication
from jieyue.programme.publication.queries import notice
from jieyue.programme.reporting.operations import submit
from jieyue.programme.rounds import operations as rounds
from jieyue.programme.rounds.queries import unit_in_round
from jieyue.rules.paper_layout import Box, Line, Role, names_in
from jieyue.rules.period import Period
from jieyue.rules.rounds import Outcome, Stage
from jieyue.rules.values import Level
from jieyue.store.people.models import User
from jieyue.web.links import url_of
from ledger_samples import sample_rows
from offices import PEOPLE, open_office, person_named
from samples import SAMPLES
from worlds import begun

AT = datetime(2026, 1, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY, QUARTER = AT.date(), Period.parse("2025Q3")
RUNNING, OF_A_YEAR = date(2025, 11, 29), ("yearly-report", "analysis-report")
NAMES = ("甲县财政局", "2025")
PAPERS = [each for each in documents().values() if each.printed]
WORDS = {"kWh", "kgce", "GJ", "kg", "GB"}
"""Latin words that an officer writes: units of measure and the names of standards."""
MM_OF_FOOTER = 12
SLACK = Mm(0.1)
PITCH_MM = 28.95 * 25.4 / 72


def bills_of(year: int) -> str:
    """Each month what an office of forty people uses."""
    rows = ["organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"]
    for month in range(1, 13):
        last = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
        days = f"{year}-{month:02}-01 | {year}-{month:02}-{last}"
        electricity = 9800 + (month % 5) * 1210 + (2025 - year) * 640
        rows.append(f"B | 电 | 1002 | {days} | {electricity}.5 | kWh | {electricity * 0.72:.2f}")
        rows.append(f"B | 水 | 2002 | {days} | {180 + (month % 4) * 23} | m3 | {(180 + month % 4 * 23) * 4.1:.2f}")
        rows.append(f"B | 汽油 | 3002 | {days} | {310 + (month % 3) * 20}.25 | L | {(310 + month % 3 * 20) * 7.9:.2f}")
        rows.append(f"B | 天然气 | 4002 | {days} | {420 if month in (1, 2, 12) else 90} | m3 | 1402.38")
    return "\n".join(rows)


def open_world(house):
    open_office(house)
    for year in (2024, 2025):
        house.have("bills", bills_of(year), reason="按发票核对")
        house.have("profiles", f"organisation | year | floor_area_m2 | persons\nB | {year} | 3250.50 | 42")
    target = "organisation | year | energy_per_m2_kgce | energy_per_person_kgce | water_per_person_m3 | document"
    house.have("targets", f"{target}\nB | 2025 | 6.4 | 560 | 60 | 县管字〔2025〕3号")

    for_papers = ("work_groups", "group_members", "posts", "title_aims", "staff", "pledges")
    for key in (*for_papers, "creation_tasks", "creation_budgets", "saving_plans"):
        house.have(key, sample_rows(key, unit="B"))
    finish()


def finish() -> None:
    """The notice is approved, the reports and the score sheet are handed in."""
    wang, feng = (person_named(who, on=TODAY) for who in ("wang", "feng"))
    words = publication.Words(
        reasons="气温比上年同期低，空调用电减少。", place="办公楼一楼公示栏", telephone="0800-1234567"
    )
    publication.propose(organisation="B", period=QUARTER, by=wang, at=AT, words=words)
    seen = notice(organisation="B", period=QUARTER, person=feng, today=TODAY).seen
    publication.publish(organisation="B", period=QUARTER, seen=seen, by=feng, at=AT)
    for period in (QUARTER, Period.parse("2025")):
        submit(organisation="B", period=period, by=wang, at=AT)
    about = {"standard": NATIONAL, "organisation": "B", "year": 2025}
    seen = evaluation(**about, person=wang, today=TODAY).seen
    hand_in(**about, seen=seen, by=wang, at=AT)
    fail_in_a_round(person_named("li", on=TODAY))


def fail_in_a_round(li) -> None:
    """Of the office alone, judged by its files, with no point but where somebody gives it."""
    days = {stage: TODAY.replace(year=2025, month=6 + n) for n, stage in enumerate(Stage)}
    about = {"name": "首轮评价", "year": 2025, "standard": NATIONAL, "days": days}
    number = rounds.open_round(organisation="B", **about, by=li, at=AT)
    rounds.appoint_member(number=number, username="li", is_leader=True, by=li, at=AT)
    asked = {"number": number, "organisation": "B", "by": li, "at": AT}
    shown = {"number": number, "organisation": "B", "person": li, "today": TODAY}
    rows = [row.entry.item for _section, own in unit_in_round(**shown).sections for row in own]
    said = [rounds.Judged(each.key, Decimal(0), "没有看到材料") for each in rows if each.points is not None]
    rounds.judge(said=said, **asked)
    seen = unit_in_round(**shown).seen
    rounds.conclude(outcome=Outcome.FAILED, reason="多项没有材料", seen=seen, **asked)


MADE: dict[str, Drawn] = {}
"""What each document says of the office: asked once, as no test here changes anything."""


@pytest.fixture
def office(house):
    if not MADE:
        begun(open_world, house)
        MADE.update({document.key: drawn_of(document) for document in PAPERS})
        MADE.update({(key, "running"): drawn_of(documents()[key], today=RUNNING) for key in OF_A_YEAR})


def drawn_of(document, *, today: date = TODAY) -> Drawn:
    person = person_named("wang", on=TODAY)
    return document.asked(organisation="B", period=period_of(document), person=person, today=today)


def period_of(document) -> Period:
    return {3: QUARTER, 12: Period.parse("2025")}[document.months[-1]]


def asked(document) -> Drawn:
    return MADE[document.key]


def said_in(paper) -> set[str]:
    return {block.text for block in paper.blocks if isinstance(block, Paragraph)}


def paper_of(document):
    drawn = asked(document)
    return document.printed(drawn.content, is_draft=drawn.is_draft)


@pytest.mark.parametrize("document", PAPERS, ids=lambda each: each.key)
def test_a_paper_is_set_with_nothing_cut_broken_or_of_a_machine(office, document):
    paper = paper_of(document)
    pdf = document.makes[".pdf"](asked(document).content, is_draft=asked(document).is_draft)
    kept(pdf, document.key)
    found, sheet = seen(pdf), paper.layout.sheet
    assert found.pages <= (paper.layout.pages or 9)
    beyond = [each for each in found.glyphs if not is_inside(each, sheet)]
    assert not beyond
    assert [text for text in figures_of(paper) if not found.has_on_one_line(text)] == []
    assert fonts_in(pdf) <= {fonts_name(each.file) for each in fonts.fonts()}
    words = set(re.findall(r"[A-Za-z_]{2,}", found.text)) - WORDS
    assert not words
    assert not [login for login in PEOPLE if login in found.text]
    assert "【" not in found.text
    assert NAMES[0] in found.text.replace("\n", "")


def is_inside(glyph, sheet) -> bool:
    """Within the margins, or a number of a page below them."""
    slack = Decimal("0.6")
    left, right = sheet.left - slack, sheet.width - sheet.right + slack
    if not (left <= Decimal(glyph.left) and Decimal(glyph.right) <= right):
        return False
    lowest = sheet.height - sheet.bottom + slack
    is_number = glyph.letter in "0123456789—" and Decimal(glyph.bottom) <= lowest + MM_OF_FOOTER
    return Decimal(glyph.top) >= sheet.top - slack * 3 and (Decimal(glyph.bottom) <= lowest or is_number)


def figures_of(paper) -> set[str]:
    """Every number that stands in a table or a sentence."""
    rows = [row.in_order(table.columns) for table in paper.tables for row in table.rows]
    cells = [cell.text for row in rows for cell in row if cell.is_figure]
    texts = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    said = [number for text in texts for number in re.findall(r"\d[\d,]*\.?\d*", text)]
    return {text for text in (*cells, *said) if text.strip("—")}


def fonts_name(file: str) -> str:
    return file.removesuffix(".otf").removesuffix("-GB2312")


def test_every_paper_has_its_picture_among_the_docs():
    """Made by `pytest --papers docs/papers`."""
    pictures = {each.name.rpartition("-")[0] for each in (SAMPLES.parent / "docs" / "papers").glob("*.png")}
    assert pictures == {each.key for each in PAPERS}


@pytest.mark.parametrize("document", PAPERS, ids=lambda each: each.key)
def test_word_stands_on_the_page_of_an_official_document(office, document):
    paper = paper_of(document)
    written = BytesIO(as_word(paper))
    made = docx.Document(written)
    section, sheet = made.sections[0], paper.layout.sheet
    size = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(each.mm) for each in size] == [sheet.width, sheet.height, sheet.top, sheet.left]
    assert made.settings.odd_and_even_pages_header_footer
    assert all("PAGE" in footer._element.xml for footer in (section.footer, section.even_page_footer))
    for table in made.tables:
        widths = {cell._tc: cell.width for cell in table.rows[0].cells}
        assert sum(widths.values()) <= Mm(float(sheet.text_width)) + SLACK
    said = [each.text.replace("\n", "") for each in made.paragraphs]
    assert [text for text in paper.of_role(*Role) if text not in said] == []
    runs = [run for paragraph in made.paragraphs for run in paragraph.runs if run.text.strip()]
    assert all(run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs)
    with ZipFile(written) as opened:
        assert opened.testzip() is None


@pytest.mark.parametrize("document", PAPERS, ids=lambda each: each.key)
def test_excel_has_every_figure_of_the_paper_as_a_number(office, document):
    paper = paper_of(document)
    sheet = openpyxl.load_workbook(BytesIO(as_excel(paper))).worksheets[0]
    written = [cell.value for row in sheet.iter_rows() for cell in row]
    rows = [row.in_order(table.columns) for table in paper.tables for row in table.rows if not row.is_heading]
    numbers = [cell.number for row in rows for cell in row if cell.number is not None]
    assert numbers or not any(cell.is_figure for row in rows for cell in row)
    assert [number for number in numbers if float(number) not in written] == []
    said = {each.replace("\n", "") for each in written if isinstance(each, str)}
    assert set(paper.of_role(*Role)) <= said
    assert sheet.page_setup.paperSize == 9


@pytest.mark.parametrize("document", PAPERS, ids=lambda each: each.key)
def test_no_row_of_a_workbook_cuts_its_text(office, document):
    sheet = openpyxl.load_workbook(BytesIO(as_excel(paper_of(document)))).worksheets[0]
    cut = [cell.value for cell, width in wrapping_cells(sheet) if lowest(cell, width) > height_of(sheet, cell.row)]
    assert cut == []


def wrapping_cells(sheet) -> Iterator[tuple[object, float]]:
    """Each with the points that it is wide, merged ones over all their columns."""
    wide = {}
    for column in sheet.column_dimensions.values():
        wide |= dict.fromkeys(range(column.min, column.max + 1), (7 * column.width + 5) * 0.75)
    ends = {(each.min_row, each.min_col): each.max_col for each in sheet.merged_cells.ranges}
    for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
        last = ends.get((cell.row, cell.column), cell.column)
        if cell.alignment.wrap_text:
            yield cell, sum(wide[nth] for nth in range(cell.column, last + 1))


def lowest(cell, width: float) -> float:
    """How high its lines are at least: a letter of Chinese is as wide as high, another half as wide."""
    lines = (sum(1 if ord(letter) > 0x2E80 else 0.5 for letter in line) for line in cell.value.split("\n"))
    return cell.font.sz * sum(max(1, ceil(ems * cell.font.sz / width)) for ems in lines)


def height_of(sheet, row: int) -> float:
    return sheet.row_dimensions[row].height or 15


@pytest.mark.parametrize("document", PAPERS, ids=lambda each: each.key)
def test_whatever_a_template_may_name_is_told_by_its_document(office, document, monkeypatch):
    """A name that no document fills would leave its sentence out for ever."""
    layout, drawn, kept_told = load().layouts[document.key], asked(document), []
    module = sys.modules[document.printed.__module__]
    monkeypatch.setattr(module, "compose", lambda _, told, **__: kept_told.append(told))
    document.printed({**drawn.content, "analysis": EVERYTHING}, is_draft=False)
    (told,) = kept_told
    of_groups = {name for rows in told.groups.values() for row in rows for name in row}
    assert [name for name in layout.explained if name not in {*told.fields, *told.groups, *of_groups}] == []
    assert set(layout.tables) <= set(told.tables)
    columns = [(name, each.key) for name, own in layout.tables.items() for each in own]
    assert [(name, key) for name, key in columns if any(key not in row.cells for row in told.tables[name])] == []
    named = {name for line in layout.lines for name in names_in(line.text)}
    assert named <= {*layout.explained, *layout.blocks}


def test_the_fonts_are_those_that_were_recorded():
    for each in fonts.fonts():
        assert hashlib.sha256((fonts.FOLDER / each.file).read_bytes()).hexdigest() == each.sha256
    licences = {each.name for each in fonts.FOLDER.glob("*.LICENSE.txt")}
    assert licences == {"Fandol.LICENSE.txt", "Noto.LICENSE.txt"}


def test_letters_that_a_font_lacks_come_from_the_one_that_has_them_all():
    layout = load().layouts["energy-notice"]
    paper = compose(layout, told("㎡ ² ³ 〔2025〕 翀玥堃喆䶮镕"))
    pdf = as_pdf(paper)
    assert {"FandolFang-Regular", "NotoSerifCJKsc-Regular"} <= fonts_in(pdf)
    assert {"㎡", "翀", "䶮", "〔"} <= set(seen(pdf).text)


def told(reasons: str):
    fields = {"单位名称": "甲县", "报告期": "2025年一季度", "增减原因": reasons}
    return Told(fields, tables={"能源资源消费表": [], "指标表": []})


def test_a_table_longer_than_a_page_repeats_its_heading_and_numbers_its_pages_outside():
    layout = load().layouts["energy-notice"]
    columns = layout.tables["指标表"]
    cells = {column.key: Cell("1,234.56", Decimal("1234.56"), column.key not in ("name", "unit")) for column in columns}
    paper = compose(layout, told("气温高"))
    paper = type(paper)(paper.name, layout, [*paper.blocks[:1], Table("指标表", columns, [Row(cells)] * 90)])
    pdf = as_pdf(paper)
    found = seen(pdf)
    assert found.pages > 2
    for page in range(1, found.pages + 1):
        own = found.page(page)
        text = "".join(each.letter for each in own)
        assert "年度指标" in text
        number = [each for each in own if each.top > 297 - 35]
        middle = sum(each.left for each in number) / len(number)
        assert (middle > 105) == bool(page % 2)
        assert "".join(each.letter for each in number) == f"—{page}—"
    assert "w:tblHeader" in docx.Document(BytesIO(as_word(paper))).tables[0]._element.xml


def test_an_analysis_says_in_sentences_what_its_tables_and_charts_show(office):
    document = documents()["analysis-report"]
    paper = document.printed({**asked(document).content, "analysis": EVERYTHING}, is_draft=False)
    said = "".join(paper.of_role(*Role))
    for sentence in (
        "综合能耗最多的是1月，2.50吨标准煤；最少的是2月，1.50吨标准煤。",
        "电用于机房3.20吨标准煤，占40.0%。",
        "甲县教育共7家，中位数8.25，约高于50%的单位。",
        "甲县教育共7家，中位数8.25，从低到高排第5。",
        "综合能耗由5.00吨标准煤变为4.00吨标准煤，减少20.0%。",
        "照上年每平方米的用法对应增加0.50吨标准煤，其余减少1.50吨标准煤。",
        "水（建筑）今年没有数的月份：7、8。上年没有数的月份：3。",
        "用量突增或突减：用电为平常的3倍。说明：更换设备。",
        "2025年一季度，公示的增减原因（为什么多）：供暖延长。",
        "教育7家，综合能耗12.50吨标准煤，占100.0%，单位建筑面积能耗9.50千克标准煤/平方米，同比减少3.2%。",
    ):
        assert sentence in said
    spread = "单位建筑面积能耗的分布"
    titles = [each.title for each in paper.charts]
    assert titles[-5:] == ["各月综合能耗", "各用途能耗", "各地综合能耗", spread, spread]
    of_month = next(table for table in paper.tables if table.name == "各月能耗表").rows[0]
    assert (of_month.period, of_month.cells["now"].number) == ("2025-01", Decimal("2.50"))
    assert "各地" not in "".join(document.printed(asked(document).content, is_draft=False).of_role(*Role))
    with ZipFile(BytesIO(as_word(paper))) as opened:
        assert sum(name.startswith("word/charts/chart") for name in opened.namelist()) == len(titles)
    assert "各月综合能耗" in seen(as_pdf(paper)).text


@pytest.mark.parametrize("key", OF_A_YEAR)
def test_a_paper_of_a_year_that_runs_compares_nothing_with_a_whole_year_and_judges_no_target(office, key):
    printed, runs = documents()[key].printed, MADE[key, "running"].content
    within = [{**each, "target": "9999", "share": "45.04"} for each in runs["targets"]]
    running, far = printed(runs, is_draft=True), printed({**runs, "targets": within}, is_draft=True)
    over = paper_of(documents()[key])
    of_running, of_far, of_over = ("".join(each.of_role(*Role)) for each in (running, far, over))
    assert "本期还没有过完，上年同期和上期是整期的数，不与本期已有的数比增减。" in of_running
    assert "年度还没有结束，已经超过年度指标" in of_running
    assert ("年度还没有结束，已用45.0%" in of_far, "完成了年度指标" in of_far) == (True, False)
    assert ("没有完成年度指标" in of_over, "没有过完" in of_over) == (True, False)
    assert (changes_in(running), None in changes_in(over)) == ({None}, False)


def changes_in(paper) -> set[Decimal | None]:
    (table,) = (each for each in paper.tables if each.name == "能源资源消费表")
    return {row.cells["change"].number for row in table.rows}


@pytest.mark.parametrize("key", ["quarterly-report", "yearly-report", "analysis-report"])
def test_every_figure_in_a_sentence_of_a_report_leads_to_what_it_counts(office, key):
    document = documents()[key]
    drawn = asked(document)
    paper = document.printed({**drawn.content, "analysis": EVERYTHING}, is_draft=False)
    pieces = [each for block in paper.blocks if isinstance(block, Paragraph) for each in block.pieces]
    days = {Period.parse(drawn.content["period"]).in_year(year).zh for year in (2024, 2025)}
    of_figures = [each for each in pieces if re.search(r"\d", each) and not any(day in each for day in days)]
    plain = [each for each in of_figures if not isinstance(each, Led)]
    assert [each for each in plain if not re.fullmatch(r"1月|2月|20\d\d年.*|2024|2025|GB.*", each)] == []
    led = [each for each in pieces if isinstance(each, Led)]
    assert len(led) > 5
    for each in led:
        assert resolve(urlsplit(url_of(each.behind.thing, each.behind.names)).path)


def set_plainly(*lines: Line):
    layout = replace(load().layouts["analysis-report"], lines=lines)
    return seen(as_pdf(compose(layout, Told({}))))


def test_a_page_has_22_lines_of_28_letters_within_its_margins():
    found = set_plainly(Line(Role.BODY, "节约用能" * 300))
    first = found.page(1)
    lines = Counter(round((each.bottom - first[0].bottom) / PITCH_MM) for each in first if each.bottom < 297 - 35 + 1)
    assert len(lines) == 22
    assert Counter(lines.values()) == {28: 21, 26: 1}  # the first is two letters in
    assert min(each.left for each in first) == pytest.approx(28, abs=0.6)
    assert max(each.right for each in first) == pytest.approx(210 - 26, abs=1)  # of ink
    assert min(each.top for each in first) == pytest.approx(37, abs=2)


def test_the_day_stands_four_letters_in_and_the_unit_above_its_middle():
    found = set_plainly(Line(Role.SIGNATURE, "某某县财政局"), Line(Role.SIGNATURE, "2026年12月31日"))
    unit, day = found.glyphs[:6], [each for each in found.glyphs[6:] if each.top < 200]
    four_letters = 4 * 16 * 25.4 / 72
    assert day[-1].right == pytest.approx(210 - 26 - four_letters, abs=2)  # of ink, which is less wide than its letter
    middle = [(row[0].left + row[-1].right) / 2 for row in (unit, day)]
    assert middle[0] == pytest.approx(middle[1], abs=1)


def test_a_title_stands_in_the_middle_and_a_name_of_thirty_letters_stays_on_the_page():
    name = "中共某某县委某某县人民政府某某县机关事务服务中心节能管理科"
    found = set_plainly(
        Line(Role.TITLE, f"{name}公示"), Line(Role.SIGNATURE, name), Line(Role.SIGNATURE, "2026年1月1日")
    )
    assert min(each.left for each in found.glyphs) >= 28 - 0.6
    assert max(each.right for each in found.glyphs) <= 210 - 26 + 0.6


def test_a_title_of_two_lines_breaks_where_its_own_words_begin_and_leaves_no_single_letter():
    title = Line(Role.TITLE, "【单位名称】【报告期】能源资源消费分析报告")
    layout = replace(load().layouts["analysis-report"], lines=[title])
    paper = compose(layout, Told({"单位名称": "清溪区财政局", "报告期": "2025年度"}))
    lines = ["清溪区财政局2025年度", "能源资源消费分析报告"]
    assert (paper.title, docx.Document(BytesIO(as_word(paper))).paragraphs[0].text) == (
        "".join(lines),
        "\n".join(lines),
    )
    assert openpyxl.load_workbook(BytesIO(as_excel(paper))).worksheets[0]["A1"].value == "\n".join(lines)
    found = seen(as_pdf(paper))
    heights = [each.bottom for each in found.glyphs if each.top < 100]
    assert [heights[0] < each - 3 for each in heights] == [False] * len(lines[0]) + [True] * len(lines[1])


def test_what_somebody_typed_is_never_read_as_markup():
    typed = '#panic("x") $x$ *bold* <b> = \\ {"a"} @x'
    text = seen(as_pdf(compose(load().layouts["energy-notice"], told(typed)))).text
    assert typed.replace(" ", "") in text.replace(" ", "")


def test_a_form_puts_two_boxes_in_a_row_and_a_wide_one_alone():
    form = Form([Box("甲"), Box("乙"), Box("丙"), Box("意见", lines=3, is_wide=True)])
    assert [[box.label for box in row] for row in form.rows()] == [["甲", "乙"], ["丙"], ["意见"]]


def test_the_list_of_who_does_the_work_is_of_those_who_stand_on_its_day_by_their_rank(office):
    paper = paper_of(documents()["work-group-list"])
    tables = {block.name: block for block in paper.blocks if isinstance(block, Table)}
    rows = [[cell.text for cell in row.in_order(tables["成员表"].columns)] for row in tables["成员表"].rows]
    assert rows[0] == ["组长", "张三", "主任", "全面负责"]
    duties = "统筹创建工作，审定方案和制度"
    assert f"节约型机关创建工作领导小组（领导小组），设在办公室。职责：{duties}。" in said_in(paper)


def test_no_list_is_printed_of_a_year_in_which_nobody_stood(house):
    begun(open_world, house)
    about = {"organisation": "B", "person": person_named("wang", on=TODAY), "today": TODAY}
    with pytest.raises(NobodyRegistered) as refused:
        documents()["work-group-list"].asked(period=Period.parse("2024"), **about)
    assert "责任人和岗位" in refused.value.do


def test_every_paper_stands_on_a_page_too_and_is_had_from_its_list(house):
    begun(open_world, house)
    client = Client()
    client.force_login(User.objects.get(username="wang"))
    listed = client.get("/documents/", {"organisation": "B", "year": "2025"}).content.decode()
    for document in PAPERS:
        page, drawn = f"/documents/{document.key}/B/{period_of(document)}/", drawn_of(document)
        offered = [f'href="{each}"' in listed for each in (page, f"{page}paper.pdf")]
        assert offered == [document.is_of(Level.UNIT)] * 2
        assert (
            escape(document.printed(drawn.content, is_draft=drawn.is_draft).title) in client.get(page).content.decode()
        )
        assert client.get(f"{page}paper.pdf", {"show": ""})["Content-Disposition"].startswith("inline")
    assert client.get("/documents/energy-notice/B/2025Q3/paper.doc").status_code == 404
