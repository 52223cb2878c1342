"""The notice as Word, Excel and PDF: what is printed in it, read back."""

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from jieyue.documents.energy_notice.printed import printed
from jieyue.documents.paper.excel import as_excel
from jieyue.documents.paper.model import Paragraph
from jieyue.documents.paper.pdf import as_pdf
from jieyue.documents.paper.word import as_word
from jieyue.policy.loading import load
from jieyue.rules.paper_layout import Role, plain

KIND = "energy-notice"


def line(resource: str, unit: str, quantity: str, *, use: str = "", then: str | None = None, money: str | None = None):
    figures = {"quantity": quantity, "then": then, "change": then and "4.0", "total": quantity, "total_change": None}
    return {"resource": resource, "use": use, "unit": unit, **figures, "amount_yuan": money}


CONTENT = {
    "name": "甲县财政局",
    "period": "2025Q1",
    "number": 2,
    "sizes": {"floor_area_m2": "1000.00", "persons": "20.00"},
    "rows": [
        line("electricity", "kWh", "12480.500", then="12000.000", money="8736.35"),
        line("water", "m3", "90.000"),
        line("petrol", "L", "310.000", use="vehicle", money="2300.00"),
        line("petrol", "L", "12.000", use="other", money="96.00"),
    ],
    "energy": {
        "quantity": "1.8735", "then": "1.475", "change": "27.0", "total": "1.8735", "total_change": "27.0",
        "amount_yuan": "1111132.35",
    },
    "indicators": {"energy_per_m2_kgce": 1.53385, "energy_per_person_kgce": None, "water_per_person_m3": 4.5},
    "ratios": [
        {"key": "energy_per_m2_kgce", "quantity": 1.53385, "then": 1.2, "total": 1.53385, "target": "9.500",
         "share": "16.1"},
        {"key": "energy_per_person_kgce", "quantity": None, "then": None, "total": None, "target": None, "share": None},
        {"key": "water_per_person_m3", "quantity": 4.5, "then": None, "total": 4.5, "target": None, "share": None},
    ],
    "tce": {
        "this": {"2025Q1": "1.534", "2025Q2": None, "2025Q3": None, "2025Q4": None},
        "last": {"2024Q1": "1.475", "2024Q2": "1.2", "2024Q3": "1.9", "2024Q4": "1.3"},
    },
    "water": {
        "this": {"2025Q1": "90.000", "2025Q2": None, "2025Q3": None, "2025Q4": None},
        "last": {"2024Q1": "96.5", "2024Q2": "88", "2024Q3": "120", "2024Q4": "91"},
    },
    "factors": "gb2589-2020",
    "factors_name": "GB/T 2589-2020",
    "switches": {"electricity_basis": "calorific", "vehicle_fuel_in_area_indicator": True},
    "layout": plain(load().layouts[KIND]),
    "target_document": "市管字〔2025〕3号",
    "not_accepted": ["2025Q1"],
    "unverified": [],
    "reasons": "供暖延长",
    "place": "一楼",
    "telephone": "0800",
    "correction": "电量有误",
    "drafted_by": "王敏",
    "approved_by": "冯静",
    "shown_from": "2025-04-14",
    "shown_until": "2025-04-23",
}  # fmt: skip


def words_of(content=CONTENT, *, is_draft=False):
    return Document(BytesIO(as_word(printed(content, is_draft=is_draft))))


def workbook_of(content=CONTENT, *, is_draft=False):
    return openpyxl.load_workbook(BytesIO(as_excel(printed(content, is_draft=is_draft)))).worksheets[0]


def text_of(document) -> str:
    cells = [cell.text for each in document.tables for row in each.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def cells_of(table) -> list[list[str]]:
    return [[cell.text for cell in row.in_order(table.columns)] for row in table.rows]


def test_figures_are_printed_as_an_officer_writes_them():
    told = printed(CONTENT, is_draft=False).tables[0]
    assert cells_of(told) == [
        ["电", "kWh", "12,480.5", "12,000", "+4.0", "12,480.5", "—", "8,736.35"],
        ["水", "m³", "90", "—", "—", "90", "—", "—"],
        ["汽油（车辆）", "L", "310", "—", "—", "310", "—", "2,300.00"],
        ["汽油（其他）", "L", "12", "—", "—", "12", "—", "96.00"],
        ["综合能耗", "吨标准煤", "1.874", "1.475", "+27.0", "1.874", "+27.0", ""],
        ["费用合计", "元", "", "", "", "", "", "1,111,132.35"],
    ]


def test_ratios_are_rounded_half_up_beside_the_target_and_unknown_ones_are_a_dash():
    told = printed(CONTENT, is_draft=False).tables[1]
    assert [column.heading for column in told.columns] == [
        "本季指标", "单位", "本季", "上年同季", "本年累计", "年度指标", "已用年度\n指标%",
    ]  # fmt: skip
    assert cells_of(told) == [
        ["单位建筑面积能耗", "kgce/m²", "1.53", "1.20", "1.53", "9.50", "16.1"],
        ["人均综合能耗", "kgce/人", "—", "—", "—", "—", "—"],
        ["人均用水量", "m³/人", "4.50", "—", "4.50", "—", "—"],
    ]


def test_what_a_quarter_s_figure_is_is_said_in_the_sentence():
    assert printed(CONTENT, is_draft=False).of_role(Role.BODY)[:4] == [
        "现将我单位2025年一季度能源资源消费情况公示如下。",
        "本公示更正第1号公示：电量有误",
        "我单位建筑面积1,000平方米，用能人数20人。",
        "本季综合能耗1.874吨标准煤，比上年同季增加27.0%。",
    ]


def test_factors_switches_and_what_was_not_accepted_are_printed():
    assert printed(CONTENT, is_draft=False).of_role(Role.NOTE) == [
        "注：“本季”各项只是2025年一季度的数，不是全年数。",
        "年度指标依据：市管字〔2025〕3号。",
        "折标煤系数：GB/T 2589-2020，电力按当量值折算；单位建筑面积能耗含公务用车用油。",
        "2025年一季度的数据未经验收，为台账数据。",
    ]


def test_nothing_stands_as_a_dash_where_a_sentence_can_be_left_out():
    bare = {**CONTENT, "reasons": "", "place": "", "correction": "", "sizes": {}}
    said = printed(bare, is_draft=True).of_role(*Role)
    assert not [text for text in said if "—" in text or text.endswith(("：", "："))]
    assert "监督电话：0800。" in said


@pytest.mark.smoke
def test_the_word_document_says_all_of_the_notice():
    text = text_of(words_of())
    for said in ("甲县财政局2025年一季度能源资源消费公示", "12,480.5", "供暖延长", "王敏", "冯静", "2025年4月23日"):
        assert said in text
    assert "草稿" not in text


def test_unit_and_day_stand_at_the_lower_right_the_day_four_letters_in():
    *_, unit, day = words_of().paragraphs
    assert (unit.text, day.text) == ("甲县财政局", "2025年4月14日")
    insets = [each._element.pPr.ind.get(qn("w:rightChars")) for each in (unit, day)]
    assert insets == ["475", "400"]  # five letters and six and a half, one in the middle of the other


def test_no_figure_is_broken_over_two_lines():
    figures = [cell for table in words_of().tables[:2] for row in table.rows[1:] for cell in row.cells[2:]]
    assert figures
    assert all(cell._element.tcPr.find(qn("w:noWrap")) is not None for cell in figures)


def test_the_word_document_has_both_charts_with_their_figures_inside():
    opened = ZipFile(BytesIO(as_word(printed(CONTENT, is_draft=False))))
    charts = [opened.read(f"word/charts/chart{nth}.xml").decode() for nth in (1, 2)]
    assert all("externalData" in chart for chart in charts)
    assert [f"<c:v>{value}</c:v>" in charts[0] for value in ("1.534", "1.475", "1.9")] == [True] * 3
    inside = openpyxl.load_workbook(BytesIO(opened.read("word/embeddings/chart2.xlsx")))
    assert inside["图的数据"]["B3"].value == 90
    document = opened.read("word/document.xml").decode()
    assert 'descr="各季度综合能耗（吨标准煤），2024年与2025年"' in document
    assert 'descr="各季度用水量（m³），2024年与2025年"' in document


def test_a_draft_says_that_it_is_one():
    assert "（草稿）" in text_of(words_of(is_draft=True))


@pytest.mark.smoke
def test_the_workbook_has_numbers_as_numbers_and_both_charts_on_one_page():
    sheet = workbook_of()
    found = {row[0].value: row for row in sheet.iter_rows()}
    assert [cell.value for cell in found["电"]][2:4] == [12480.5, 12000]
    assert found["水"][3].value == "—"
    assert found["单位建筑面积能耗"][2].value == 1.53
    assert found["费用合计"][7].number_format == "#,##0.00"
    assert found["电"][4].number_format == "+#,##0.0;-#,##0.0"
    assert len(sheet._charts) == 2
    assert sheet.page_setup.fitToHeight is None  # one page, as it is where nothing is said
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_word_and_excel_say_the_same_sentences():
    paper = printed(CONTENT, is_draft=False)
    sentences = {block.text for block in paper.blocks if isinstance(block, Paragraph)}
    assert sentences <= {paragraph.text for paragraph in words_of().paragraphs}
    assert sentences <= {cell.value for row in workbook_of().iter_rows() for cell in row}


@pytest.mark.parametrize("make", [as_word, as_excel, as_pdf])
def test_a_unit_without_sizes_or_figures_has_its_notice_too(make):
    assert make(printed({**CONTENT, "rows": [], "sizes": {}}, is_draft=True))


def test_a_notice_of_before_there_were_targets_is_printed_too():
    earlier = {
        name: value for name, value in CONTENT.items() if name not in ("energy", "ratios", "factors_name", "water")
    }
    rows = [{name: value for name, value in row.items() if name != "use"} for row in CONTENT["rows"][:2]]
    paper = printed({**earlier, "rows": rows}, is_draft=False)
    assert [chart.title for chart in paper.charts] == ["各季度综合能耗"]
    assert as_pdf(paper)
