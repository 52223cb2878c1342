"""A file an office sent becomes a sheet, or is refused in words that help."""

import codecs
import datetime
import hashlib
import io
import os
import struct
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xls
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jieyue.files import biff, sheet_xml
from jieyue.files.cells import code, day, number, text, yes_no
from jieyue.files.sheet import Column, FileRefused, read_sheet
from jieyue.rules.wording import OfficeWords

COLUMNS = [
    Column("organisation", "机构编码", code, required=True),
    Column("start_date", "起", day),
    Column("quantity", "数量", number, required=True),
    Column("unit", "单位", text),
]
HEADER = ["机构编码", "起", "数量", "单位"]
ROW = ["610101", "2024-03-01", "1200", "kWh"]


@pytest.fixture
def read(tmp_path):
    """Write the content under the name and read it as a sheet."""

    def read(content, name="bills.csv", *, columns=COLUMNS, **limits):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_sheet(path, columns=columns, words=OfficeWords(), **limits)

    return read


@pytest.fixture
def refused(read):
    def refused(*given, **kept):
        with pytest.raises(FileRefused) as caught:
            read(*given, **kept)
        assert caught.value.problems
        assert all(problem.says and problem.do for problem in caught.value.problems)
        return caught.value

    return refused


def csv(*rows, delimiter=","):
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


def xlsx(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rules(sheet):
    return [(problem.row, problem.column, problem.rule) for problem in sheet.problems]


def rules_of(refusal):
    return [problem.rule for problem in refusal.problems]


# --- what is read


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_of_any_usual_coding_and_delimiter_is_read(read, codec, delimiter):
    sheet = read(csv(HEADER, ["610101", "2024年3月1日", "1200.5", "千瓦时"], delimiter=delimiter).encode(codec))
    assert sheet.columns == {
        "organisation": ["610101"],
        "start_date": [date(2024, 3, 1)],
        "quantity": [Decimal("1200.5")],
        "unit": ["千瓦时"],
    }
    assert (sheet.problems, sheet.row_numbers) == ([], [2])


def test_rare_characters_of_gb18030_are_read(read):
    assert read(csv(HEADER, ["610101", "", "1", "㐀𠮷"]).encode("gb18030")).columns["unit"] == ["㐀𠮷"]


def test_a_sheet_knows_its_file(read):
    content = csv(HEADER, ROW).encode()
    sheet = read(content, "三月.csv")
    assert (sheet.name, sheet.sha256) == ("三月.csv", hashlib.sha256(content).hexdigest())


def test_an_xlsx_is_read_with_its_numbers_and_dates(read):
    sheet = read(xlsx(HEADER, [610101, date(2024, 3, 1), 0.1 + 0.2, "kWh"]), "bills.xlsx")
    assert sheet.columns == {
        "organisation": ["610101"],
        "start_date": [date(2024, 3, 1)],
        "quantity": [Decimal("0.3")],
        "unit": ["kWh"],
    }


@pytest.mark.smoke
@pytest.mark.parametrize("name", ["bills.xls", "bills.et", "BILLS.XLS"])
def test_an_xls_is_read_and_so_is_an_et(read, name):
    sheet = read(xls.xls(HEADER, ["610101", "2024-03-01", 1200.5, "千瓦时"]), name)
    assert (sheet.columns["quantity"], sheet.columns["unit"]) == ([Decimal("1200.5")], ["千瓦时"])


def test_an_et_that_is_a_new_workbook_is_read(read):
    assert read(xlsx(HEADER, ROW), "bills.et").row_numbers == [2]


def test_keys_and_chinese_names_may_stand_in_any_order_and_width(read):
    sheet = read(csv(["\ufeff 数量 ", "ＵＮＩＴ", "organisation"], ["5", "kWh", "61"]))
    assert sheet.columns == {"organisation": ["61"], "start_date": [None], "quantity": [5], "unit": ["kWh"]}
    assert sheet.header == {"quantity": "数量", "unit": "ＵＮＩＴ", "organisation": "organisation"}


def test_a_column_begun_with_a_hash_and_an_empty_nameless_one_are_ignored(read):
    assert read(csv([*HEADER, "#备注", ""], [*ROW, "x", ""])).problems == []


@pytest.mark.parametrize("name", ["bills.csv", "bills.xlsx"])
def test_blank_rows_are_passed_over_and_the_rest_keep_their_numbers(read, name):
    rows = [HEADER, [""] * 4, ROW, [" ", "", "", ""], [""] * 4, ROW, [""] * 4]
    assert read(csv(*rows) if name.endswith("csv") else xlsx(*rows), name).row_numbers == [3, 6]


def test_a_line_break_inside_quotes_does_not_shift_the_row_numbers(read):
    assert read(csv(HEADER, ["61", "", "1", '"k\nWh"'], ["61", "", "x", ""])).refused_rows == {3}


# --- cells and rows


def test_a_refused_cell_is_none_and_named_by_row_and_column_as_written(read):
    sheet = read(csv(["organisation", "数量", "unit"], ["61", "5", "kWh"], ["62", "1.2万", "kWh"]))
    assert sheet.columns["quantity"] == [5, None]
    assert rules(sheet) == [(3, "数量", "ten_thousands")]
    assert sheet.refused_rows == {3}


def test_problems_come_by_row_and_then_by_column(read):
    sheet = read(csv(HEADER, ["61", "x", "y", ""], ["", "2024-02-30", "1", ""]))
    assert [(row, column) for row, column, _ in rules(sheet)] == [(2, "起"), (2, "数量"), (3, "机构编码"), (3, "起")]


def test_a_required_cell_that_is_blank_refuses_its_row(read):
    assert rules(read(csv(HEADER, ROW, ["61", "", " ", "kWh"]))) == [(3, "数量", "required")]


def test_an_unquoted_comma_in_a_number_refuses_its_row_once(read):
    sheet = read(csv(HEADER, ["61", "2024-03-01", "1", "234.5", "kWh"], ROW))
    assert rules(sheet) == [(2, None, "too_many_cells")]
    assert sheet.columns["quantity"] == [None, 1200]


def test_a_row_with_fewer_cells_is_blank_at_its_end(read):
    assert read(csv(HEADER, ["61", "", "5"])).columns["unit"] == [None]


def test_true_is_not_the_number_one_even_beside_it(read):
    sheet = read(xlsx(HEADER, ["61", None, 1, "a"], ["61", None, True, "a"], ["61", None, 1, "a"]), "bills.xlsx")
    assert sheet.columns["quantity"] == [1, None, 1]
    assert rules(sheet) == [(3, "数量", "not_a_number")]


def test_yes_and_one_may_stand_in_the_same_column(read):
    columns = [Column("estimated", "估算", yes_no)]
    assert read(xlsx(["估算"], [1], [True], [0], ["否"]), "b.xlsx", columns=columns).columns["estimated"] == [
        True,
        True,
        False,
        False,
    ]


# --- the header


def test_all_that_is_wrong_with_a_header_is_said_at_once(refused):
    refusal = refused(csv(["机构编码", "organisation", "用量", "电话"], ["1", "1", "1", "1"]))
    assert sorted(rules_of(refusal)) == ["doubled_column", "missing_column", "unknown_column", "unknown_column"]
    assert {problem.row for problem in refusal.problems} == {1}


def test_an_unknown_column_is_answered_with_the_one_probably_meant(refused):
    problem = refused(csv(["机构编码", "用量"], ["1", "1"])).problems[0]
    assert problem.column == "用量"
    assert "“数量”" in problem.do
    assert "#" in problem.do


def test_a_nameless_column_with_data_is_refused(refused):
    assert rules_of(refused(csv([*HEADER, ""], [*ROW, ""], [*ROW, "x"]))) == ["blank_header"]


def test_a_title_above_the_header_is_refused_naming_the_headers_row(refused):
    refusal = refused(csv(["能耗表", "", "", ""], ["", "", "", ""], HEADER, ROW))
    assert rules_of(refusal) == ["no_header"]
    assert "第 3 行" in refusal.says


def test_blank_rows_above_the_header_of_a_workbook_are_refused_naming_its_row(refused):
    assert "第 3 行" in refused(xlsx([], [], HEADER, ROW), "bills.xlsx").says


def test_a_header_with_full_width_commas_is_told_so(refused):
    assert "全角逗号" in refused("机构编码，数量\r\n61，5\r\n").says


# --- files that are no sheet


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (csv(HEADER), "no_rows"),
        (csv(HEADER, *[[""] * 4] * 1000), "no_rows"),
        (b"\r\n\r\n", "empty_sheet"),
    ],
)
def test_a_file_with_nothing_in_it_is_refused(refused, content, rule):
    assert rules_of(refused(content)) == [rule]


def test_a_workbook_with_nothing_in_it_is_refused(refused):
    assert rules_of(refused(xlsx(), "bills.xlsx")) == ["empty_sheet"]
    assert rules_of(refused(xlsx(HEADER), "bills.xlsx")) == ["no_rows"]


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path, rule in [(tmp_path / "none.csv", "missing"), (tmp_path, "directory")]:
        with pytest.raises(FileRefused) as caught:
            read_sheet(path, columns=COLUMNS, words=OfficeWords())
        assert rules_of(caught.value) == [rule]


def test_a_refusal_names_the_file(refused):
    assert str(refused(b"", "三月.csv")).startswith("三月.csv：")


def test_a_large_file_is_refused_before_it_is_read(refused, monkeypatch):
    monkeypatch.setattr(Path, "read_bytes", None)
    assert rules_of(refused(csv(HEADER, ROW), most_bytes=10)) == ["too_large_file"]


@pytest.mark.parametrize(
    ("content", "name", "really"),
    [
        (csv(HEADER, ROW).encode(), "bills.xlsx", "CSV"),
        (csv(HEADER, ROW).encode(), "bills.xls", "CSV"),
        (xlsx(HEADER, ROW), "bills.csv", "XLSX"),
        (xlsx(HEADER, ROW), "bills.xls", "XLSX"),
        (xls.xls(HEADER, ROW), "bills.xlsx", "XLS"),
        (b"%PDF-1.7 x", "bills.csv", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "bills.xlsx", "PNG"),
        (b"\xff\xd8\xff\xe0", "bills.xls", "JPEG"),
        (b"<html><table><tr><td>1", "bills.xls", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "bills.xls", "XML"),
        (xls.ole(WordDocument=b"x"), "bills.xls", "Word"),
        (csv(HEADER, ROW).encode(), "bills.doc", ".doc"),
    ],
)
def test_what_a_misnamed_file_really_is_is_said(refused, content, name, really):
    assert really in refused(content, name).says


@pytest.mark.parametrize(
    ("part", "really"),
    [
        ("word/document.xml", "DOCX"),
        ("ppt/x.xml", "PPTX"),
        ("OFD.xml", "OFD"),
        ("a.txt", "ZIP"),
        ("xl/workbook.bin", "XLSB"),
    ],
)
def test_a_package_that_is_no_workbook_is_told_what_it_is(refused, part, really):
    assert really in refused(package({part: b"x"}), "bills.xlsx").says


def test_a_workbook_with_a_password_is_refused_as_such(refused):
    assert rules_of(refused(xls.ole(EncryptedPackage=b"x"), "bills.xlsx")) == ["encrypted"]
    filepass = xls.record(0x2F, bytes(54))
    assert rules_of(refused(xls.xls(HEADER, ROW, globals_extra=filepass), "bills.xls")) == ["encrypted"]


@pytest.mark.parametrize(
    "content",
    [
        csv(HEADER, ROW).encode("utf-16"),
        csv(HEADER, ROW).encode("utf-16-le"),
        csv(HEADER, ROW).encode() + b"\r\n61,,\xff\xff,",
        codecs.BOM_UTF8 + csv(HEADER, ROW).encode("gb18030"),
    ],
)
def test_an_unreadable_coding_is_refused_with_how_to_save(refused, content):
    refusal = refused(content)
    assert rules_of(refusal) == ["encoding"]
    assert "CSV UTF-8" in refusal.do


def test_the_first_line_with_bad_bytes_is_named(refused):
    assert "第 3 行" in refused(csv(HEADER, ROW).encode() + b"61,,\xff\xff,").says


def test_one_bad_byte_does_not_turn_the_whole_file_into_other_characters(refused):
    refusal = refused((csv(HEADER, ROW) + "61,,5,千瓦时").encode()[:-1] + b"\r\n")
    assert (rules_of(refusal), "第 3 行" in refusal.says) == (["encoding"], True)


def test_binary_content_is_refused(refused):
    assert rules_of(refused(b"a,b\r\n1,2\0\r\n" * 100)) == ["not_a_sheet"]


def test_an_unclosed_quote_is_refused_rather_than_swallowing_the_rest(refused):
    assert rules_of(refused(csv(HEADER, ROW, ["61", "", "5", '"kWh'], ROW))) == ["quotes"]


# --- what a workbook may hide


def workbook(fill):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["610101", "2024-03-01", 5, "kWh"])
        fill(sheet)
    return out.getvalue()


def test_a_formula_with_a_value_is_taken_with_a_warning(read):
    sheet = read(workbook(lambda sheet: sheet.write_formula("C2", "=2+3", None, 7)), "bills.xlsx")
    assert sheet.columns["quantity"] == [7]
    assert rules(sheet) == [(2, "数量", "formula")]
    assert sheet.refused_rows == set()


def test_a_formula_without_a_value_refuses_its_row(read):
    sheet = read(xlsx(HEADER, ["61", None, "=2+3", "kWh"], ["61", None, 5, "kWh"]), "bills.xlsx")
    assert rules(sheet) == [(2, "数量", "formula_without_value")]
    assert sheet.columns["quantity"] == [None, 5]


def test_a_formula_in_an_ignored_column_does_not_matter(read):
    assert read(xlsx([*HEADER, "#算"], [*ROW, "=1+1"]), "bills.xlsx").problems == []


@pytest.mark.parametrize("shown", ["#REF!", "#DIV/0!"])
def test_an_error_value_refuses_its_row_naming_the_error(read, shown):
    sheet = read(workbook(lambda sheet: sheet.write_formula("D2", "=1/0", None, shown)), "bills.xlsx")
    assert rules(sheet) == [(2, "单位", "error_value")]
    assert shown in sheet.problems[0].says


def test_merged_cells_among_the_data_refuse_every_row_they_touch(read):
    rows = [HEADER, ROW, ["61", None, 5, "kWh"], [None, None, 6, "kWh"], ROW]
    sheet = read(xlsx(*rows, change=lambda book: book.active.merge_cells("A3:A4")), "bills.xlsx")
    assert rules(sheet) == [(3, "机构编码", "merged_cells"), (4, "机构编码", "merged_cells")]
    assert sheet.row_numbers == [2, 3, 4, 5]


def test_a_row_left_empty_by_merging_is_refused_and_not_passed_over(read):
    rows = [HEADER[:3], ["61", None, 5], [], ROW[:3]]
    change = lambda book: [book.active.merge_cells(area) for area in ("A2:A3", "C2:C3")]  # noqa: E731
    assert read(xlsx(*rows, change=change), "bills.xlsx").refused_rows == {2, 3}


@pytest.mark.parametrize("area", ["F2:G3", "A8:D9"])
def test_merged_cells_beyond_the_data_do_not_matter(read, area):
    sheet = read(xlsx(HEADER, ROW, ROW, change=lambda book: book.active.merge_cells(area)), "bills.xlsx")
    assert sheet.problems == []


def test_formulas_errors_and_merged_cells_of_an_xls_are_seen_too(read):
    rows = [HEADER, ["1", None, xls.formula(7.0), "a"], ["2", None, xls.error(23), "a"], ["3", None, 1.0, "a"]]
    sheet = read(xls.xls(*rows, extra=xls.merged(3, 3, 2, 3)), "bills.xls")
    assert rules(sheet) == [(2, "数量", "formula"), (3, "数量", "error_value"), (4, "数量", "merged_cells")]
    assert sheet.columns["quantity"] == [7, None, None]


def test_only_the_first_visible_sheet_is_read_and_others_with_data_are_named(read):
    def change(book):
        book.create_sheet("隐藏", 0).sheet_state = "hidden"
        book.create_sheet("二月").append(["x"])
        book.create_sheet("空")

    sheet = read(xlsx(HEADER, ROW, change=change), "bills.xlsx")
    assert sheet.row_numbers == [2]
    assert rules(sheet) == [(None, None, "other_sheets")]
    assert "二月" in sheet.problems[0].says
    assert "空" not in sheet.problems[0].says


def test_hidden_rows_are_read(read):
    def change(book):
        book.active.row_dimensions[2].hidden = True

    assert read(xlsx(HEADER, ROW, ROW, change=change), "bills.xlsx").row_numbers == [2, 3]


def test_a_moment_at_midnight_is_a_day(read):
    midnight = datetime.datetime(2024, 3, 1)  # noqa: DTZ001
    assert read(xlsx(HEADER, ["61", midnight, 5, "kWh"]), "bills.xlsx").columns["start_date"] == [date(2024, 3, 1)]


# --- packages that would do harm


def package(parts, *, base=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if base:
            with zipfile.ZipFile(io.BytesIO(base)) as old:
                kept = {name: old.read(name) for name in old.namelist() if name not in parts}
            parts = {**kept, **parts}
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_sheet(cells):
    content = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{cells}</sheetData></worksheet>'
    return package({SHEET: content}, base=xlsx(HEADER, ROW))


def test_a_package_that_unpacks_too_large_is_refused(refused):
    bomb = package({"xl/media/a.bin": bytes(20_000_000)}, base=xlsx(HEADER, ROW))
    assert rules_of(refused(bomb, "bills.xlsx", most_unpacked_bytes=10_000_000)) == ["unpacks_too_large"]


def test_a_package_that_lies_about_its_size_is_refused_too(refused):
    bomb = package({"xl/media/a.bin": bytes(20_000_000)}, base=xlsx(HEADER, ROW))
    lying = bomb.replace((20_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    assert rules_of(refused(lying, "bills.xlsx", most_unpacked_bytes=10_000_000)) == ["unpacks_too_large"]


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/media/a.bin"])
def test_what_unpacks_to_far_more_than_any_sheet_is_refused_before_it_takes_memory(refused, part):
    bomb = package({part: bytes(40_000_000)}, base=xlsx(HEADER, ROW))
    assert len(bomb) < 60_000
    assert rules_of(refused(bomb, "bills.xlsx")) == ["unpacks_too_large"]


def test_a_list_of_texts_beyond_measure_is_refused_in_a_large_file_too(refused):
    texts = package({"xl/sharedStrings.xml": bytes(70_000_000), "x.bin": os.urandom(2_000_000)}, base=xlsx(HEADER, ROW))
    assert rules_of(refused(texts, "bills.xlsx")) == ["unpacks_too_large"]


def test_a_package_of_too_many_parts_is_refused(refused):
    assert rules_of(refused(package({f"a{i}": b"" for i in range(6000)}), "bills.xlsx")) == ["too_many_parts"]


@pytest.mark.parametrize("address", ["XFD1048576", "ZZZZ1", "A4000000000"])
def test_one_stray_cell_far_away_does_not_take_all_memory(refused, address):
    content = with_sheet(
        f'<row><c r="A1"><v>1</v></c><c r="{address}"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    )
    assert rules_of(refused(content, "bills.xlsx")) == ["too_wide"]


def test_a_wide_sheet_is_read_all_the_same(read):
    wide = [*HEADER, *[f"#{i}" for i in range(60)]]
    assert read(xlsx(wide, ROW), "bills.xlsx").row_numbers == [2]


def test_entities_in_a_sheet_are_refused(refused):
    content = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData><row><c><f>1</f></c></row></sheetData></worksheet>'
    assert rules_of(refused(package({SHEET: content}, base=xlsx(HEADER, ROW)), "bills.xlsx")) == ["damaged"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.binary(max_size=400), start=st.sampled_from([b"", b"PK\x03\x04", biff.OLE_MAGIC, codecs.BOM_UTF8]))
@pytest.mark.parametrize("name", ["bills.csv", "bills.xlsx", "bills.xls"])
def test_no_bytes_whatever_raise_anything_but_a_refusal(read, name, start, body):
    with pytest.raises(FileRefused):
        read(start + body, name)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
@pytest.mark.parametrize(
    ("name", "content"),
    [("bills.xlsx", xlsx(HEADER, ROW)), ("bills.xls", xls.xls(HEADER, ROW)), ("b.csv", csv(HEADER, ROW).encode())],
)
def test_a_damaged_file_is_read_or_refused(read, name, content, data):
    spoilt = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(spoilt)))
    for damaged in (bytes(spoilt), content[:cut]):
        try:
            read(damaged, name)
        except FileRefused as refusal:
            assert refusal.problems  # noqa: PT017


@pytest.mark.parametrize(
    ("address", "place"), [("A1", (0, 0)), ("Z9", (8, 25)), ("AA10", (9, 26)), ("XFD1", (0, 16383))]
)
def test_a_cells_address_is_a_place(address, place):
    assert sheet_xml.position(address) == place


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
@pytest.mark.parametrize(
    "part", ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", SHEET]
)
def test_a_workbook_with_a_damaged_part_is_read_or_refused(read, part, data):
    whole = xlsx(HEADER, ["61", date(2024, 3, 1), 5, "=A1"], change=lambda book: book.active.merge_cells("A5:B6"))
    spoilt = bytearray(zipfile.ZipFile(io.BytesIO(whole)).read(part))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(spoilt) - 1))
        spoilt[place : place + data.draw(st.integers(0, 12))] = data.draw(st.binary(min_size=1, max_size=8))
    try:
        read(package({part: bytes(spoilt)}, base=whole), "bills.xlsx")
    except FileRefused as refusal:
        assert refusal.problems  # noqa: PT017


def test_a_workbook_without_a_main_part_is_refused(refused):
    nowhere = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    assert rules_of(refused(package({"_rels/.rels": nowhere}, base=xlsx(HEADER, ROW)), "bills.xlsx")) == ["damaged"]


def test_a_renamed_column_is_first_taken_for_a_required_one_that_is_missing(tmp_path):
    """用量 is as near to 用途 as to 数量; the one that must be there is the likelier."""
    file = tmp_path / "bills.csv"
    file.write_text("用量,起\n1,2024-01-01\n", encoding="utf-8")
    columns = [
        Column("quantity", "数量", number, required=True),
        Column("use", "用途", text),
        Column("start_date", "起", day, required=True),
    ]
    with pytest.raises(FileRefused) as refused:
        read_sheet(file, columns=columns, words=OfficeWords())
    assert "如果写的是“数量”，请照此改列名" in refused.value.problems[0].do


# --- hidden rows


def hidden_row_record(row, *, is_hidden=True):
    return xls.record(0x208, struct.pack("<HHHHHHI", row, 0, 4, 255, 0, 0, 0x120 if is_hidden else 0x100))


@pytest.mark.parametrize("name", ["a.xls", "a.et"])
def test_a_hidden_row_of_an_xls_is_told(read, name):
    rows = [HEADER, ["610101", "2024-03-01", 1, "kWh"], ["610101", "2024-04-01", 2, "kWh"]]
    extra = hidden_row_record(1, is_hidden=False) + hidden_row_record(2)
    assert rules(read(xls.xls(*rows, extra=extra), name)) == [(3, None, "hidden_rows")]


@pytest.mark.parametrize("name", ["a.xlsx", "a.et"])
def test_hidden_rows_of_a_workbook_are_told_once_with_their_stretches(read, name):
    def hide(book):
        for row in (3, 4, 5, 8):
            book.active.row_dimensions[row].hidden = True
        book.active.column_dimensions["D"].hidden = True

    rows = [["610101", f"2024-{month:02}-01", "1", "kWh"] for month in range(1, 9)]
    [problem] = read(xlsx(HEADER, *rows, change=hide), name).problems
    assert (problem.row, problem.rule, problem.severity) == (3, "hidden_rows", "warning")
    assert "第 3 至 5、8 行" in problem.says


def test_a_hidden_row_with_nothing_in_it_is_not_spoken_of(read):
    def hide(book):
        book.active.row_dimensions[9].hidden = True

    assert read(xlsx(HEADER, ROW, change=hide), "a.xlsx").problems == []


def test_a_hidden_row_is_seen_also_across_two_chunks(read, monkeypatch):
    monkeypatch.setattr("jieyue.files.package.CHUNK_BYTES", 300)

    def hide(book):
        book.active.row_dimensions[40].hidden = True

    rows = [["610101", "2024-01-01", "1", "kWh"]] * 60
    assert rules(read(xlsx(HEADER, *rows, change=hide), "a.xlsx")) == [(40, None, "hidden_rows")]
