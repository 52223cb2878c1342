"""A sheet of an office's own from the command line: proposed, asked about, taken."""

import openpyxl
import pytest

from samples import SAMPLES

pytestmark = pytest.mark.django_db
SHEETS = SAMPLES / "office-sheets"
MONTHS_DOWN = SHEETS / "03-months-down-two-row-header.xlsx"


@pytest.fixture(autouse=True)
def _units(house):
    house.have("organisations", SHEETS / "organisations.csv")


def about(*more, unit="94010102"):
    return ("import", "bills", MONTHS_DOWN, "--organisation", unit, *more)


def test_a_proposal_says_what_is_read_and_asked_and_imports_nothing(jieyue):
    asked = jieyue(*about("--propose", "--json"))
    assert asked.status == 1
    told = asked.json
    assert (told["kind"], told["sheet"], told["header_rows"]) == ("bills", "Sheet1", [3, 4])
    assert {"from": "用水 水量（m³）", "to": "quantity", "why": "数量", "sheet": "Sheet1"} in told["columns"]
    assert 17 in [each["row"] for each in told["left_out"]]
    assert [each["key"] for each in told["questions"]] == ["days:Sheet1!7:水", "year"]
    assert told["rows"][0]["row"] == 5
    assert told["rows"][0]["quantity"] == 8213
    assert jieyue("import", "bills", MONTHS_DOWN).status == 2  # the template alone is read without being asked


def test_it_is_taken_once_every_question_is_answered(jieyue):
    refused = jieyue(*about("--accept-proposal", "--answer", "year=2025"))
    assert refused.status == 2
    assert "水费含2月" in refused.err
    answers = ("--answer", "year=2025", "--answer", "days:Sheet1!7:水=是")
    assert jieyue(*about("--propose", "--json", *answers)).status == 0
    taken = jieyue(*about("--accept-proposal", "--json", *answers))
    assert (taken.status, taken.json["added"]) == (0, 23)
    assert jieyue(*about("--accept-proposal", "--json", *answers)).json["unchanged"] == 23


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--accept-proposal", "--answer", "year"), "没有写回答"),
        (("--accept-proposal", "--answer", "year=next"), "看不懂"),
        (("--answer", "year=2025"), "--propose"),
    ],
)
def test_an_answer_that_cannot_be_understood_is_refused(jieyue, more, says):
    refused = jieyue(*about(*more))
    assert refused.status == 2
    assert says in refused.err


def test_an_answer_to_no_question_is_told(jieyue):
    answers = ("--answer", "year=2025", "--answer", "days:Sheet1!7:水=是", "--answer", "colour=red")
    taken = jieyue(*about("--accept-proposal", "--json", *answers))
    assert (taken.status, [each["rule"] for each in taken.json["problems"]]) == (1, ["answer_to_no_question"])


def test_a_sheet_of_words_is_refused_with_the_way(jieyue, tmp_path):
    (tmp_path / "words.csv").write_text("各位同事：\n请于周五前把水电费单据交办公室。\n", "utf-8")
    refused = jieyue("import", "bills", tmp_path / "words.csv", "--propose")
    assert refused.status == 2
    assert "表头" in refused.err


def test_what_is_wrong_with_a_row_names_the_row_of_the_sheet(jieyue, house):
    answers = ("--answer", "year=2025", "--answer", "days:Sheet1!7:水=只有3月")
    house.have(
        "bills",
        "organisation | resource | start_date | end_date | quantity | unit\n"
        "94010102 | 水 | 2025-08-15 | 2025-09-14 | 5 | m3",
    )
    refused = jieyue(*about("--accept-proposal", "--json", *answers))
    assert refused.status == 2
    assert [each["row"] for each in refused.json["problems"] if each["rule"] == "overlap"] == [12, 13]


# --- remembered


LIST = SHEETS / "04-grid-company-list.csv"


def test_the_same_layout_is_read_again_without_a_question(jieyue, tmp_path):
    whose = ("--organisation", "94010002")
    answers = ("--answer", "days:电费年月=自然月", "--answer", "unit:电=kWh")
    assert jieyue("import", "bills", LIST, *whose, "--accept-proposal", *answers).status == 0
    next_month = tmp_path / "next.csv"
    text = LIST.read_text("gb18030").replace("202608", "202605").replace("202609", "202606").replace("202610", "202607")
    next_month.write_text(text, "utf-8")
    again = jieyue("import", "bills", next_month, *whose, "--propose", "--json")
    assert (again.status, again.json["questions"], again.json["remembered"]) == (0, [], True)
    assert {each["unit"] for each in again.json["rows"]} == {"kWh"}
    assert jieyue("import", "bills", next_month, *whose, "--accept-proposal").status == 0


def test_a_changed_header_is_asked_again_and_says_what_changed(jieyue, tmp_path):
    whose = ("--organisation", "94010002")
    answers = ("--answer", "days:电费年月=自然月", "--answer", "unit:电=kWh")
    jieyue("import", "bills", LIST, *whose, "--accept-proposal", *answers)
    changed = tmp_path / "changed.csv"
    changed.write_text(LIST.read_text("gb18030").replace("电费状态", "缴费方式"), "utf-8")
    asked = jieyue("import", "bills", changed, *whose, "--propose", "--json")
    assert asked.status == 1
    assert "“缴费方式”" in asked.json["changed"]
    assert "“电费状态”" in asked.json["changed"]
    assert {each["key"]: each["proposed"] for each in asked.json["questions"]} == {
        "days:电费年月": "自然月",
        "unit:电": "kWh",
    }


def test_what_one_office_confirmed_is_asked_at_another(jieyue):
    answers = ("--answer", "days:电费年月=自然月", "--answer", "unit:电=kWh")
    jieyue("import", "bills", LIST, "--organisation", "94010002", "--accept-proposal", *answers)
    other = jieyue("import", "bills", LIST, "--organisation", "94010003", "--propose", "--json")
    assert len(other.json["questions"]) == 2


def test_the_year_of_one_sheet_is_not_that_of_the_next(jieyue, tmp_path):
    answers = ("--answer", "year=2025", "--answer", "days:Sheet1!7:水=是")
    jieyue(*about("--accept-proposal", *answers))
    assert jieyue(*about("--propose", "--json")).json["questions"] == []
    book = openpyxl.load_workbook(MONTHS_DOWN)
    book.active["B5"] = 9000
    book.active["B17"] = 76195 - 8213 + 9000
    book.save(tmp_path / "other.xlsx")
    asked = jieyue("import", "bills", tmp_path / "other.xlsx", "--organisation", "94010102", "--propose", "--json")
    assert {each["key"] for each in asked.json["questions"]} == {"days:Sheet1!7:水", "year"}
