"""What the checks find of a period stands on the page of its report while somebody still has to act on it."""

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
