"""评估验收整体情况: drafted from the rounds of a year, approved by another, received above, and so the duty is done."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.documents.catalogue import documents
from jieyue.documents.paper.model import Paragraph
from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import own_duties
from jieyue.programme.duties.receiving import paper
from jieyue.programme.evaluation.filing import hand_in_drawn
from jieyue.programme.evaluation.round_results import NothingEvaluated, periods_with_rounds, summary_content
from jieyue.programme.rounds import operations, visiting
from jieyue.programme.rounds.queries import unit_in_round
from jieyue.programme.rounds.visiting import Looked
from jieyue.rules.duties import DutyState
from jieyue.rules.moves import CannotMove
from jieyue.rules.period import Period
from jieyue.rules.rounds import Outcome, Stage
from papers_desk import decide_on
from review_desk import AT, begin, open_desk, who

LATE = AT.replace(year=2022, month=5, day=31)
DAYS = {stage: date(2022, 4 + n, 20) for n, stage in enumerate(Stage)}
YEAR = Period.parse("2022")


@pytest.fixture
def number(house) -> int:
    """Two units, of which one fails for what was seen, and one waits."""
    house.begun(open_desk)
    begun = LATE.replace(day=1)
    number = begin(days=DAYS, year=2021, plan="shaanxi-2020", by=by("li", begun), at=begun)
    operations.appoint_member(number=number, username="gao", is_leader=True, by=by("li", begun), at=begun)
    about = {"number": number, "organisation": "A", "by": by("gao", LATE), "at": LATE}
    look = Looked("N20-2.1a", differs=True, text="没有文件")
    visiting.look_on_site(place="三楼", looked_at=LATE, looked=[look], **about)
    found = unit_in_round(number=number, organisation="A", person=by("gao", LATE), today=LATE.date())
    operations.conclude(outcome=Outcome.FAILED, reason="逾期未报送", seen=found.seen, **about)
    return number


def by(username: str, at: datetime):
    """Posts of the team begin in 2024; what they do here is of 2022."""
    return who(username, at.date().replace(year=2025))


def content(organisation: str = "C1", *, username: str = "wang") -> dict:
    asked = {"organisation": organisation, "period": YEAR, "person": by(username, LATE), "today": LATE.date()}
    return dict(summary_content(**asked))


def test_it_says_what_was_evaluated_seen_and_is_being_put_right(number):
    told = content()
    assert told["total"] == {
        "units": 2, "handed_in": 0, "concluded": 1, "passed": 0, "failed": 1, "exempt": 0, "percent": "0.0",
    }  # fmt: skip
    assert (told["above"], told["team"], told["visited"], told["differs"]) == ("某省", 1, 1, 1)
    assert (told["rectified"]["units"], told["rectified"]["tasks"], told["rectified"]["done"]) == (1, 1, 0)
    assert [(each["name"], each["state"]) for each in told["failed"]] == [("甲县一中", "整改中，1项未销号")]
    blocks = documents()["evaluation-summary"].printed(told, is_draft=False).blocks
    said = "\n".join(each.text for each in blocks if isinstance(each, Paragraph))
    for words in (
        "甲县关于2022年节约型机关评估验收整体情况的报告",
        "某省：",
        "合格0家，不合格1家，合格率0.0%",
        "不符1项",
    ):
        assert words in said
    assert "申诉" not in said  # there was none
    assert content("P", username="li")["total"]["units"] == 2  # the rounds of the counties below


def test_it_asks_no_more_of_two_conclusions_than_of_one(number):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            content()
        return len(queries)

    one = asked()
    about = {"number": number, "organisation": "B"}
    found = unit_in_round(**about, person=by("gao", LATE), today=LATE.date())
    told = {"outcome": Outcome.FAILED, "reason": "逾期未报送", "seen": found.seen, "by": by("gao", LATE), "at": LATE}
    operations.conclude(**about, **told)
    assert content()["total"]["failed"] == 2
    assert asked() == one


def test_a_year_without_a_conclusion_has_nothing_to_report(number):
    asked = {"organisation": "C1", "person": by("wang", LATE), "today": LATE.date()}
    with pytest.raises(NothingEvaluated, match="2021"):
        summary_content(period=Period.parse("2021"), **asked)
    assert set(periods_with_rounds(periods=[YEAR, Period.parse("2021")], **asked)) == {YEAR}
    asked |= {"organisation": "C2", "person": by("zhao", LATE)}
    assert not periods_with_rounds(periods=[YEAR], **asked)


def test_it_is_drawn_approved_by_another_received_above_and_discharges_the_duty(number):
    put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=by("li", LATE), at=LATE)

    def duty():
        found = own_duties(organisation="C1", person=by("wang", LATE), today=LATE.date())
        return next(each for each in found if each.duty.key == "evaluation@2022")

    assert (duty().state, str(duty().duty.due_on)) == (DutyState.DUE, "2022-08-31")
    about = {"organisation": "C1", "what": "evaluation_summary", "period": "2022", "title": "整体情况报告"}
    record = hand_in_drawn(**about, by=by("wang", LATE), at=LATE)
    with pytest.raises(CannotMove, match="待批准报送"):
        decide_on(record, "receive", by("li", LATE), at=LATE)
    decide_on(record, "approve", by("feng", LATE), at=LATE)
    assert duty().state is DutyState.SENT
    decide_on(record, "receive", by("li", LATE), at=LATE)
    assert duty().state is DutyState.DONE
    assert paper(record, person=by("li", LATE), today=LATE.date()).drawn["total"]["units"] == 2
