"""jieyue report: one unit's or many units' reports moved from the command line."""

import json
from datetime import date

import pytest

from jieyue.programme.reporting.opening import open_period
from jieyue.rules.period import Period
from jieyue.rules.reporting import Opened
from offices import open_office, person_named
from reporting_desk import AT, FIRST_QUARTER

Q1 = ("--period", "2025Q1", "--json")


@pytest.fixture
def office(house):
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    return office


def of(result: list[dict]) -> dict[str, str]:
    return {each["organisation"]: each["result"] for each in result}


def test_units_below_a_place_are_submitted_accepted_and_locked_each_with_its_result(office, jieyue):
    said = jieyue("report", "submit", "--organisation", "C1", "--below", *Q1, "--as", "wang")
    assert (said.status, of(said.json["results"])) == (1, {"A": "refused", "B": "done"})
    assert "还缺票据" in said.json["results"][0]["says"]
    said = jieyue("report", "accept", "--organisation", "C1", "--below", *Q1, "--as", "li")
    assert (said.status, of(said.json["results"]), said.json["others"]) == (0, {"B": "done"}, {"not_submitted": 1})
    said = jieyue("report", "lock", "--organisation", "C1", "--below", *Q1, "--as", "li")
    assert (said.status, said.json["results"][0]["state"]) == (0, "locked")
    said = jieyue(
        "report", "reopen", "--organisation", "B", *Q1, "--as", "li", "--reason", "补票", "--until", "2100-01-01"
    )
    assert (said.status, said.json["results"][0]["state"]) == (0, "reopened")


def test_only_what_was_seen_is_accepted(office, jieyue, tmp_path):
    jieyue("report", "submit", "--organisation", "C1", "--below", *Q1, "--as", "wang", "--reason", "三月未到")
    listed = jieyue("report", "list", "--organisation", "C1", *Q1, "--as", "li").json
    assert {each["organisation"]: each["state"] for each in listed["reports"]} == {"A": "submitted", "B": "submitted"}
    listed["reports"][0]["seen"] = "another"
    (seen := tmp_path / "seen.json").write_text(json.dumps(listed))
    said = jieyue("report", "accept", "--organisation", "C1", "--below", *Q1, "--as", "li", "--seen", seen)
    assert (said.status, of(said.json["results"])) == (1, {"A": "changed", "B": "done"})


def test_wrong_use_and_refusals_are_told_in_words(office, jieyue, tmp_path):
    jieyue("report", "submit", "--organisation", "B", *Q1, "--as", "wang")
    said = jieyue("report", "return", "--organisation", "B", *Q1, "--as", "li")
    assert (said.status, said.json["error"]["where"]) == (2, "reason")
    said = jieyue("report", "accept", "--organisation", "B", *Q1, "--as", "sun")
    assert (said.status, "没有“审核”权限" in said.err) == (2, True)
    said = jieyue("report", "accept", "--organisation", "X", *Q1, "--as", "wang")
    assert (said.status, "Traceback" in said.err) == (2, False)
    said = jieyue("report", "submit", "--organisation", "B", "--period", "2025-03", "--as", "wang")
    assert (said.status, "没有开报" in said.out) == (2, True)
    (seen := tmp_path / "seen.json").write_text("[]")
    said = jieyue("report", "accept", "--organisation", "B", *Q1, "--seen", seen)
    assert (said.status, "不是 jieyue report list" in said.err) == (2, True)


def test_who_entered_does_not_accept_by_command_either(office, jieyue):
    jieyue("report", "submit", "--organisation", "B", *Q1, "--as", "wang")
    said = jieyue("report", "accept", "--organisation", "B", *Q1)  # the console brought the bills in
    assert (said.status, said.json["results"][0]["result"]) == (2, "own")
    assert "不能验收自己报送或更改过的数据" in said.json["results"][0]["says"]


def test_what_is_asked_by_command_is_answered_by_command(office, jieyue):
    one = ("--organisation", "B", *Q1)
    jieyue("report", "submit", *one, "--as", "wang")
    jieyue("report", "return", *one, "--as", "li", "--question", "三月为什么多？", "--question", "有发票吗？")
    said = jieyue("report", "submit", *one, "--as", "wang")
    assert (said.status, "没有答复" in said.json["results"][0]["says"]) == (2, True)
    [row] = [each for each in jieyue("report", "list", "--organisation", "C1", *Q1, "--as", "wang").json["reports"]
             if each["organisation"] == "B"]  # fmt: skip
    said = jieyue("report", "list", "--organisation", "C1", *Q1, "--as", "li", "--only", "waiting")
    assert said.json["reports"] == []
    answers = [("--answer", f"{each['question']}=见附件") for each in row["questions"]]
    said = jieyue("report", "submit", *one, "--as", "wang", *(word for pair in answers for word in pair))
    assert said.json["results"][0]["state"] == "submitted"
    said = jieyue("report", "list", "--organisation", "C1", *Q1, "--as", "li", "--only", "waiting")
    assert [(each["organisation"], each["to_review"]) for each in said.json["reports"]] == [("B", "resubmitted")]
    said = jieyue("report", "submit", *one, "--as", "wang", "--answer", "没有编号")
    assert (said.status, "不是“编号=答复”" in said.err) == (2, True)


def test_a_month_that_is_opened_is_listed_and_submitted_by_command(office, jieyue):
    march = ("--period", "2025-03", "--json")
    assert jieyue("report", "list", "--organisation", "P", *march, "--as", "li").json["reports"] == []
    days = Opened(date(2025, 4, 1), date(2025, 4, 8))
    by = person_named("li", on=AT.date())
    open_period(organisation="C1", period=Period.parse("2025-03"), opened=days, by=by, at=AT)
    said = jieyue("report", "submit", "--organisation", "C1", "--below", *march, "--as", "wang")
    assert (said.status, of(said.json["results"])) == (1, {"A": "refused", "B": "done"})
    listed = jieyue("report", "list", "--organisation", "P", *march, "--as", "li").json["reports"]
    assert {each["organisation"]: each["state"] for each in listed} == {"A": "not_submitted", "B": "submitted"}
