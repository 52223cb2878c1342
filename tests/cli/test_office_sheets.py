"""A sheet of an office's own from the command line: proposed, asked about, taken."""

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


def test_a_year_is_known_where_the_figures_have_been_entered(jieyue):
    answers = ("--answer", "year=2025", "--answer", "days:Sheet1!7:水=是")
    jieyue(*about("--accept-proposal", *answers))
    assert [each["key"] for each in jieyue(*about("--propose", "--json")).json["questions"]] == ["days:Sheet1!7:水"]


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
