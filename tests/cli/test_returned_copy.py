"""The user's own sheet comes back marked: cells coloured, comments with what to do."""

import openpyxl
import pytest

pytestmark = pytest.mark.django_db

HEADER = "organisation,resource,start_date,end_date,quantity,unit"
GOOD = "A,电,2024-01-01,2024-01-31,100,kWh"
WRONG = "A,电,2024-02-01,2024-02-29,1.2万,kWh"


@pytest.fixture(autouse=True)
def _unit(house):
    house.have("organisations", "code | name | level\nA | 甲局 | 单位")


def sheet_of(path):
    return openpyxl.load_workbook(path).worksheets[0]


def test_a_csv_comes_back_as_a_workbook_with_the_wrong_cell_marked(jieyue, tmp_path):
    source, returned = tmp_path / "bills.csv", tmp_path / "returned.xlsx"
    source.write_text(f"{HEADER}\n{GOOD}\n{WRONG}\n", "utf-8")
    assert jieyue("import", "bills", source, "--returned", returned).status == 2
    sheet = sheet_of(returned)
    assert [cell.value for cell in sheet[1]] == HEADER.split(",")
    assert sheet["E3"].value == "1.2万"
    assert "12000" in sheet["E3"].comment.text
    assert sheet["E3"].fill.fgColor.rgb == "FFF4B6B6"
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["E3"]


def test_a_workbook_keeps_its_looks_and_its_other_sheets(jieyue, tmp_path):
    source, returned = tmp_path / "bills.xlsx", tmp_path / "returned.xlsx"
    book = openpyxl.Workbook()
    for row in (HEADER.split(","), WRONG.split(",")):
        book.worksheets[0].append(row)
    book.worksheets[0].column_dimensions["A"].width = 33
    book.create_sheet("说明").sheet_state = "hidden"
    book.save(source)
    jieyue("import", "bills", source, "--returned", returned)
    copied = openpyxl.load_workbook(returned)
    assert copied.sheetnames[1] == "说明"
    assert copied.worksheets[0].column_dimensions["A"].width == 33
    assert copied.worksheets[0]["E2"].comment


def test_the_mended_copy_can_be_sent_again(jieyue, tmp_path):
    source, returned = tmp_path / "bills.csv", tmp_path / "returned.xlsx"
    source.write_text(f"{HEADER}\n{GOOD}\n{WRONG}\n", "utf-8")
    jieyue("import", "bills", source, "--accept-good", "--returned", returned)
    book = openpyxl.load_workbook(returned)
    book.worksheets[0]["E3"].value = 12000
    book.save(returned)
    again = jieyue("import", "bills", returned, "--json").json
    assert (again["added"], again["unchanged"], again["refused"]) == (1, 1, 0)


def test_text_that_looks_like_a_formula_stays_text(jieyue, tmp_path):
    source, returned = tmp_path / "bills.csv", tmp_path / "returned.xlsx"
    source.write_text(f"{HEADER}\n=1+1,电,2024-02-01,2024-02-29,5,kWh\n", "utf-8")
    jieyue("import", "bills", source, "--returned", returned)
    assert sheet_of(returned)["A2"].data_type == "s"


@pytest.mark.parametrize("name", ["returned.csv", "nowhere/returned.xlsx"])
def test_where_nothing_can_be_returned_nothing_is_taken(jieyue, house, tmp_path, name):
    source = tmp_path / "bills.csv"
    source.write_text(f"{HEADER}\n{GOOD}\n", "utf-8")
    said = jieyue("import", "bills", source, "--returned", tmp_path / name, "--json")
    assert said.status == 2
    assert "error" in said.json
    assert house.quantity("A", "2024-01") is None


def test_a_file_that_is_no_sheet_cannot_be_marked_and_says_so(jieyue, tmp_path):
    source, returned = tmp_path / "bills.xlsx", tmp_path / "returned.xlsx"
    source.write_bytes(b"%PDF-1.4 bill")
    said = jieyue("import", "bills", source, "--returned", returned, "--json")
    assert said.status == 2
    assert said.json["problems"]
    assert not returned.exists()
