"""What the checks find of a period stands on the page of its report while somebody still has to act on it."""

import re

from jieyue.rules.findings import FindingState
from jieyue.store.findings.models import Finding
from reporting_desk import FIRST_QUARTER, do

A_YEAR_BEFORE = FIRST_QUARTER.replace("2025-", "2024-").replace("| 500 |", "| 5000 |")


def test_a_change_against_the_year_before_is_seen_before_submitting(office, house):
    house.have("bills", FIRST_QUARTER)
    house.have("bills", A_YEAR_BEFORE)
    text = office.as_("wang").get("/reporting/B/2025Q1/").content.decode()
    assert "报送前请核对" in text
    assert "比上年同样的" in text
    do("submit", "wang", reason="缺水费单")
    assert "需要核对的数据" in office.as_("li").get("/reporting/B/2025Q1/").content.decode()


def test_the_clerk_explains_a_finding_where_he_submits_and_the_reviewer_reads_it_there(office, house):
    house.have("bills", FIRST_QUARTER)
    house.have("bills", A_YEAR_BEFORE)
    text = office.as_("wang").get("/reporting/B/2025Q1/").content.decode()
    marks = re.findall(r'name="explain-([0-9a-f]{32})" form="form-submit"', text)
    assert marks
    assert 'id="form-submit"' in text
    sent = {"move": "submit", "seen": re.search(r'name="seen" value="([^"]*)"', text)[1], "reason": "缺水费单"}
    office.as_("wang").post("/reporting/B/2025Q1/move/", {**sent, f"explain-{marks[0]}": "办公楼腾退了一层"})
    text = office.as_("li").get("/reporting/B/2025Q1/").content.decode()
    assert "办公楼腾退了一层" in text
    assert "同意单位的 1 条说明，一并销号" in text
    seen = re.search(r'name="seen" value="([^"]*)"', text)[1]
    explained = re.search(r'name="explained" value="([^"]*)"', text)[1]
    office.as_("li").post(
        "/reporting/B/2025Q1/move/", {"move": "accept", "seen": seen, "agree": "1", "explained": explained}
    )
    assert Finding.objects.get().state == FindingState.CLOSED


def test_what_was_asked_and_ticked_stays_where_returning_is_refused(office, house):
    house.have("bills", FIRST_QUARTER)
    house.have("bills", A_YEAR_BEFORE)
    do("submit", "wang", reason="缺水费单")
    text = office.as_("li").get("/reporting/B/2025Q1/").content.decode()
    mark = re.search(r'name="ask-([0-9a-f]{32})"', text)[1]
    sent = {"move": "return", "seen": re.search(r'name="seen" value="([^"]*)"', text)[1], "ask": mark}
    answer = office.as_("li").post("/reporting/B/2025Q1/move/", {**sent, f"ask-{mark}": "问" * 501})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'value="{mark}" checked' in text
    assert f'name="ask-{mark}" maxlength="500" value="{"问" * 501}"' in text


def test_what_was_typed_stays_where_submitting_is_refused(office, house):
    house.have("bills", FIRST_QUARTER)
    do("submit", "wang")
    do("return_", "li", reason="为什么多")
    text = office.as_("wang").get("/reporting/B/2025Q1/").content.decode()
    seen, name = re.search(r'name="seen" value="([^"]*)"', text)[1], re.search(r'name="(answer-\d+)"', text)[1]
    sent = {"move": "submit", "seen": seen, name: "字" * 501}
    answer = office.as_("wang").post("/reporting/B/2025Q1/move/", sent)
    assert answer.status_code == 422
    assert "最多 500 个" in answer.content.decode()
    assert "字" * 501 in answer.content.decode()
