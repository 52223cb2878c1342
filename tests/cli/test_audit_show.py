"""The log shows before, after, who, when and why."""

import pytest

pytestmark = pytest.mark.django_db

BILL = """organisation | resource | account | start_date | end_date | quantity | unit
          A | 电 | D1 | 2024-01-01 | 2024-01-31 | {} | kWh"""


@pytest.fixture(autouse=True)
def _corrected(house):
    house.have("organisations", "code | name | level\nA | 甲局 | 单位")
    house.have("bills", BILL.format(100))
    house.have("bills", BILL.format(120), reason="抄表更正")


def test_a_correction_is_shown_with_before_after_who_when_and_why(jieyue, person):
    said = jieyue("audit", "show", 3)
    assert said.status == 0
    assert "quantity 100.000 → 120.000" in said.out
    for word in (person.username, person.login, "2026-01-15", "抄表更正", "import bills"):
        assert word in said.out


def test_the_last_entries_come_newest_first(jieyue):
    assert [entry["seq"] for entry in jieyue("audit", "show", "--json").json["entries"]] == [3, 2, 1]


def test_the_json_of_an_entry_holds_whole_rows(jieyue):
    (entry,) = jieyue("audit", "show", 3, "--json").json["entries"]
    (row,) = entry["rows"]
    assert (row["before"]["quantity"], row["after"]["quantity"]) == ("100.000", "120.000")


@pytest.mark.parametrize("number", ["99", "x", "０", "-1"])
def test_an_entry_that_is_not_there_is_refused(jieyue, number):
    assert jieyue("audit", "show", *(["--", number] if number == "-1" else [number])).status == 2
