"""报送材料 by programs: handed in with a file, returned, handed in again, received; each within its reach."""

from datetime import date

import pytest

from handed_in import pdf
from jieyue.programme.duties.operations import put_in_force
from offices import open_office, person_named
from samples import NOW

REPORT = {"organisation": "B", "what": "analysis_report", "period": "2025", "title": "分析报告"}
BINARY = "application/octet-stream"


@pytest.fixture
def office(house, now):
    return house.begun(with_a_plan, under="the moment of the requests")


def with_a_plan(house):
    office = open_office(house)
    by = person_named("li", on=NOW.date())
    put_in_force(plan="sichuan-2020", organisation="P", since=date(2025, 1, 1), by=by, at=NOW)
    return office


def handed_in(clerk, **more: str) -> dict:
    sent = clerk.asks("POST", "/handed-in", {**REPORT, **more})
    assert sent.status_code == 200, sent.content.decode()
    return sent.json()


def with_file(clerk, pages: int = 1) -> dict:
    paper = handed_in(clerk)
    return clerk.asks("POST", f"/handed-in/{paper['id']}/files", pdf(pages), BINARY, name="报告.pdf").json()


def state_of_duty(clerk) -> set[str]:
    found = clerk.asks("GET", "/duties", organisation="B").json()["duties"]
    return {each["state"] for each in found if each["key"] == "analysis-report@2025"}


def test_a_document_is_handed_in_with_its_file_returned_handed_in_again_and_received(office, program):
    clerk, above = program("wang"), program("li")
    only_said = handed_in(clerk)
    assert (only_said["is_there"], only_said["moves"]) == (False, [])
    assert state_of_duty(clerk) == {"open"}
    paper = with_file(clerk)
    assert (paper["is_there"], paper["state"], paper["id"]) == (True, "handed_in", only_said["id"])
    way = f"/handed-in/{paper['id']}"
    [line] = above.asks("GET", "/handed-in", organisation="P", state="handed_in").json()["papers"]
    assert line["id"] == paper["id"]
    seen = above.asks("GET", way).json()
    assert {"receive", "return"} <= set(seen["moves"])
    assert above.asks("POST", f"{way}/return", {"seen": seen["seen"]}).status_code == 400, "a reason is needed"
    back = above.asks("POST", f"{way}/return", {"seen": seen["seen"], "reason": "缺附件"}).json()
    assert (back["state"], back["decision"]) == ("returned", "缺附件")
    assert clerk.asks("POST", "/handed-in", REPORT).status_code == 400, "nothing was changed, a reason is needed"
    assert handed_in(clerk, reason="附件已在报告中")["state"] == "handed_in"
    assert above.asks("POST", f"{way}/receive", {"seen": seen["seen"]}).status_code == 409, "it is not what was seen"
    now = above.asks("GET", way).json()["seen"]
    taken = above.asks("POST", f"{way}/receive", {"seen": now}).json()
    assert (taken["state"], taken["receipt"]) == ("received", "P收〔2026〕1号")
    assert state_of_duty(clerk) == {"done"}


def test_nobody_hands_in_reads_or_receives_beyond_his_reach_and_nobody_receives_his_own(office, program):
    paper = with_file(program("wang"))
    way, body = f"/handed-in/{paper['id']}", {"seen": paper["seen"], "reason": "试"}
    beyond, reader = program("zhao"), program("sun", may_enter=False)
    assert beyond.asks("GET", way).status_code == 404
    assert beyond.asks("GET", "/handed-in").json()["count"] == 0
    for asked in (("/handed-in", REPORT), (f"{way}/receive", body), (f"{way}/return", body)):
        assert beyond.asks("POST", *asked).status_code == 404, asked
        assert reader.asks("POST", *asked).status_code in (403, 404), asked
    assert beyond.asks("POST", f"{way}/files", pdf(2), BINARY, name="a.pdf").status_code == 404
    assert reader.asks("GET", way).status_code == 200
    assert program("wang").asks("POST", f"{way}/receive", body).status_code in (403, 404)
    assert program("li").asks("GET", way).json()["state"] == "handed_in"
