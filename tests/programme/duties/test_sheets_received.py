"""自评打分表 goes to the level above as any document does: a receipt, by whom and when, or given back with a reason."""

from datetime import date

import pytest
from django.urls import reverse

from jieyue.programme.duties.awaited import awaited
from jieyue.programme.duties.handing_in import AlreadyReceived
from jieyue.programme.duties.operations import put_in_force, set_day
from jieyue.programme.duties.queries import duties
from jieyue.programme.duties.receiving import Wanted, handed_in_below, of_sheet
from jieyue.rules.duties import DutyState
from jieyue.rules.receiving import PaperState
from papers_desk import decide_on
from review_desk import AT, TODAY, open_desk, say, send_sheet, who

PLAN = "agriculture-bureau"


def with_a_day(house):
    desk = open_desk(house)
    put_in_force(plan=PLAN, organisation="C1", since=date(2020, 1, 1), by=who("li"), at=AT)
    set_day(organisation="C1", plan=PLAN, entry="score-sheet", day=date(2025, 11, 30), by=who("li"), at=AT)
    return desk


@pytest.fixture
def desk(house):
    return house.begun(with_a_day)


def sheet():
    return of_sheet(organisation="B", year=2025, person=who("wang"))


def duty():
    found = duties(organisation="B", person=who("wang"), today=TODAY, years=1)
    return next(each for each in found if each.duty.key == "score-sheet@2025")


def test_a_sheet_waits_above_is_received_with_a_number_and_then_stays_as_it_was_received(desk):
    assert sheet() is None
    say()
    send_sheet()
    assert (sheet().state, duty().state, duty().is_late) == (PaperState.HANDED_IN, DutyState.DONE, True)
    [line] = handed_in_below(wanted=Wanted(organisation="C1"), person=who("li"), today=TODAY).lines
    assert (line.organisation.code, line.period, awaited(person=who("li"), today=TODAY).to_receive.count) == (
        "B",
        "2025",
        1,
    )
    say("2.1b")
    send_sheet()  # the newer goes up in its place
    decide_on(sheet().paper, "receive", who("li"), at=AT)
    found = sheet()
    assert (found.receipt, found.decided_by, found.decided_on) == ("P收〔2026〕1号", "李强", TODAY)
    assert "P收〔2026〕1号" in duty().done.says
    say("2.1d")
    with pytest.raises(AlreadyReceived, match="P收〔2026〕1号"):
        send_sheet()
    page = desk.as_("wang").get(reverse("evaluation:sheet", args=["B", 2025])).content.decode()
    assert "P收〔2026〕1号，李强，2026-04-20" in page
    page = desk.as_("li").get(reverse("duties:paper", args=[found.paper])).content.decode()
    assert reverse("evaluation:sheet", args=["B", 2025]) in page


def test_a_sheet_that_was_given_back_is_no_self_evaluation_until_it_comes_again(desk):
    send_sheet()
    decide_on(sheet().paper, "return", who("li"), at=AT, reason="缺三定方案")
    assert (duty().state, duty().under_way.says) == (DutyState.OVERDUE, "《2025年度自评打分表》已退回：缺三定方案")
    page = desk.as_("wang").get(reverse("evaluation:sheet", args=["B", 2025])).content.decode()
    assert "李强，缺三定方案" in page
    send_sheet()
    assert (sheet().state, duty().state) == (PaperState.HANDED_IN, DutyState.DONE)
