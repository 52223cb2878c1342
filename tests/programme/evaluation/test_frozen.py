"""提交即留存: whatever is corrected, said or proved afterwards, what was handed in stays as it was."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.evaluation.listing import sheets_of_units
from jieyue.programme.evaluation.operations import hand_in
from jieyue.programme.evaluation.papers import score_content, self_report_content
from jieyue.programme.evaluation.queries import NATIONAL, evaluation
from jieyue.programme.evaluation.self_scoring import Said, score_items
from jieyue.rules.period import Period
from jieyue.rules.scoring import Verdict
from offices import BILLS, Office, open_office, person_named

AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
LAST = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}
REST = "\n".join(
    f"B | 电 | 1002 | 2025-{n:02}-01 | 2025-{n:02}-{LAST.get(n, 31)} | 400 | kWh | 9 | 3{n}" for n in range(2, 13)
)


def handed_in(house) -> Office:
    office = open_office(house, bills=f"{BILLS}\n{REST}")
    say("2.1a", "甲财〔2025〕2号")
    hand_in(standard=NATIONAL, organisation="B", year=2025, by=person_named("wang", on=TODAY), at=AT)
    return office


@pytest.fixture
def office(house) -> Office:
    return house.begun(handed_in)


def say(item: str, because: str) -> None:
    about = {"standard": NATIONAL, "organisation": "B", "year": 2025, "by": person_named("wang", on=TODAY), "at": AT}
    score_items(**about, said=[Said(f"N20-{item}", Decimal(1), because)])


def told() -> list[object]:
    asked = {"organisation": "B", "person": person_named("wang", on=TODAY), "today": TODAY}
    year = Period.parse("2025")
    listed = sheets_of_units(organisation="P", year=2025, person=person_named("li", on=TODAY))
    shown = evaluation(**asked, year=2025).told
    return [shown, score_content(**asked, period=year), self_report_content(**asked, period=year), listed]


def test_no_later_correction_changes_what_was_handed_in(office, house):
    before = told()
    bill = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan"
    house.have("bills", f"{bill}\nB | 水 | 2009 | 2025-01-01 | 2025-01-31 | 30 | m3 | 9")
    say("2.1a", "改写的理由")
    say("2.1b", "后补的")
    now = evaluation(organisation="B", year=2025, person=person_named("wang", on=TODAY), today=TODAY)
    moved = {row.decision.item.number: row for row in now.rows if row.was}
    assert (moved["2.2d1"].was, moved["2.2d1"].decision.verdict) == ("得分 1 分", Verdict.LOST)
    assert told() == before


def test_the_report_says_what_is_earned_and_what_is_still_to_be_done(office):
    sheet, report = told()[1:3]
    assert report["above"] == "甲县"
    assert {each["item"] for each in report["gains"]} >= {"2.1c", "2.1d"}
    items = [each for part in report["sections"] for each in part["items"]]
    assert [each["key"] for each in items if each["verdict"] == "得分"] == ["2.2d1"]
    assert (sheet["own_total"], sheet["is_draft"]) == ("1.00", False)
