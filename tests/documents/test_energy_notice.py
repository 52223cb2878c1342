"""The notice as Word and Excel: what is printed in it, read back."""

from io import BytesIO

import openpyxl
import pytest
from docx import Document

from jieyue.documents.energy_notice.excel import as_excel
from jieyue.documents.energy_notice.rows import indicators, table
from jieyue.documents.energy_notice.word import as_word

CONTENT = {
    "name": "甲县财政局",
    "period": "2025Q1",
    "number": 2,
    "sizes": {"floor_area_m2": "1000.00", "persons": "20.00"},
    "rows": [
        {
            "resource": "electricity", "unit": "kWh", "quantity": "12480.500", "then": "12000.000", "change": "4.0",
            "total": "12480.500", "total_change": "4.0", "amount_yuan": "8736.35",
        },
        {
            "resource": "water", "unit": "m3", "quantity": "90.000", "then": None, "change": None,
            "total": "90.000", "total_change": None, "amount_yuan": None,
        },
    ],
    "indicators": {"energy_per_m2_kgce": 1.53385, "energy_per_person_kgce": None, "water_per_person_m3": 4.5},
    "tce": {
        "this": {"2025Q1": "1.534", "2025Q2": None, "2025Q3": None, "2025Q4": None},
        "last": {"2024Q1": "1.475", "2024Q2": "1.2", "2024Q3": "1.9", "2024Q4": "1.3"},
    },
    "not_accepted": [],
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


def text_of(document) -> str:
    cells = [cell.text for each in document.tables for row in each.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_figures_are_printed_as_an_officer_writes_them():
    electricity, water = table(CONTENT)
    assert electricity.cells() == ("电", "kWh", "12,480.5", "12,000", "+4.0", "12,480.5", "+4.0", "8,736.35")
    assert water.cells() == ("水", "m3", "90", "—", "—", "90", "—", "—")


def test_ratios_are_rounded_half_up_and_unknown_ones_are_a_dash():
    assert indicators(CONTENT) == [
        ("单位建筑面积能耗", "1.53 kgce/m²"),
        ("人均综合能耗", "—"),
        ("人均用水量", "4.50 m³/人"),
    ]


@pytest.mark.smoke
def test_the_word_document_says_all_of_the_notice():
    text = text_of(Document(BytesIO(as_word(CONTENT, is_draft=False))))
    for said in ("甲县财政局2025年一季度能源资源消费公示", "12,480.5", "供暖延长", "王敏", "冯静", "2025-04-23"):
        assert said in text
    assert "本公示更正第 1 号公示：电量有误" in text
    assert "草稿" not in text


def test_a_draft_says_that_it_is_one():
    assert "（草稿）" in text_of(Document(BytesIO(as_word(CONTENT, is_draft=True))))


@pytest.mark.smoke
def test_the_workbook_has_numbers_as_numbers_and_a_chart():
    book = openpyxl.load_workbook(BytesIO(as_excel(CONTENT, is_draft=False)))
    sheet = book["公示"]
    assert (sheet["A3"].value, sheet["C3"].value, sheet["D4"].value) == ("电", 12480.5, "—")
    assert len(sheet._charts) == 1


@pytest.mark.parametrize("make", [as_word, as_excel])
def test_a_unit_without_sizes_or_figures_has_its_notice_too(make):
    assert make({**CONTENT, "rows": [], "sizes": {}}, is_draft=True)
