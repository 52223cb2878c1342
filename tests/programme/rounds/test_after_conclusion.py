"""整改、复查、申诉、撤销认定、回头看: what becomes of a conclusion, by whom, and until when."""

from datetime import date, timedelta

import pytest

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import duties
from jieyue.programme.findings import operations as findings
from jieyue.programme.findings.queries import Wanted
from jieyue.programme.findings.queries import findings as findings_of
from jieyue.programme.records.queries import last_seen
from jieyue.programme.rounds import operations, ruling
from jieyue.programme.rounds.queries import round_of, unit_in_round
from jieyue.programme.rounds.reaching import Concluded
from jieyue.rules.duties import DutyState
from jieyue.rules.findings import FindingState
from jieyue.rules.person import Person
from jieyue.rules.rounds import Outcome, Ruling, UnitState, rectified_by, state_after
from jieyue.store.findings.models import Finding
from jieyue.store.people.models import Appointment, Delegation, User
from jieyue.store.policies import policy
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
from jieyue.store.rounds.models import RoundUnit
from review_desk import AT, DAYS, appoint, begin, open_desk, who

LATE = AT.replace(month=5, day=31)
THEN = LATE.date()
"""A has not handed in: its conclusion is the quickest."""
DUE = date(2026, 6, 30)


@pytest.fixture
def desk(house):
    return house.begun(open_desk)


def seen(number: int, *, by: str = "gao", on: date = THEN):
    return unit_in_round(number=number, organisation="A", person=who(by, on), today=on)


def failed(**other) -> int:
    number = begin(plan="shaanxi-2020", **other)
    appoint(number, "he")
    about = {"number": number, "organisation": "A", "outcome": Outcome.FAILED, "reason": "逾期未报送"}
    operations.conclude(**about, seen=seen(number).seen, by=who("gao", LATE.date()), at=LATE)
    return number


def answer_all() -> None:
    for step, by in (("correct", "liu"), ("close", "he")):
        [finding] = Finding.objects.all()
        asked = {"seen": last_seen(Finding, [finding.pk])[finding.pk], "words": "已补报"}
        findings.move(finding.pk, step, **asked, by=who(by, LATE.date()), at=LATE)


def about(number: int, by: str, *, at=LATE, **other) -> dict:
    return {"number": number, "organisation": "A", **other, "by": who(by, at.date()), "at": at}


def recheck(number: int, outcome: Outcome = Outcome.PASSED, *, by: str = "gao") -> None:
    ruling.recheck(**about(number, by, outcome=outcome, reason="现场看过", seen=seen(number).seen))


def appeal(number: int, *, at=LATE) -> int:
    return ruling.appeal(**about(number, "liu", at=at, text="系统故障，报送不了"))


def decide(number: int, outcome: Outcome, *, by: str = "li") -> None:
    ruling.decide_appeal(**about(number, by, outcome=outcome, reason="情况属实", seen=seen(number).seen))


def test_what_is_due_in_a_month_is_said_by_the_plan():
    plans = policy().plans
    assert rectified_by(plans["shaanxi-2020"], date(2026, 8, 31)) == date(2026, 9, 30)
    assert rectified_by(plans["sichuan-2020"], date(2026, 8, 31)) is None
    assert rectified_by(None, date(2026, 8, 31)) is None


def test_a_list_binds_until_the_re_check_and_an_appeal_goes_before_it():
    about = {"last": None, "is_appealed": False, "tasks": [FindingState.CORRECTED, FindingState.OPEN]}
    assert state_after(Outcome.FAILED, **about) is UnitState.RECTIFYING
    assert state_after(Outcome.FAILED, **{**about, "tasks": about["tasks"][:1]}) is UnitState.MENDED
    assert state_after(Outcome.FAILED, **{**about, "last": Ruling.RECHECK}) is UnitState.FAILED
    assert state_after(Outcome.FAILED, **{**about, "last": Ruling.WITHDRAWAL}) is UnitState.WITHDRAWN
    assert state_after(Outcome.FAILED, **{**about, "is_appealed": True}) is UnitState.APPEALED
    assert state_after(Outcome.PASSED, **about) is UnitState.PASSED


def test_who_fails_has_a_list_by_the_plans_day_and_is_re_checked_when_it_is_done(desk):
    number = failed()
    shown = seen(number, by="liu")
    [task] = shown.after.tasks
    assert (shown.state, task.due_on, task.title) == (UnitState.RECTIFYING, DUE, "评价整改：评价结论")
    with pytest.raises(operations.NotConcluded, match="没有销号"):
        recheck(number)
    before = seen(number).seen
    answer_all()
    assert seen(number).state is UnitState.MENDED
    with pytest.raises(Concluded):
        ruling.recheck(**about(number, "gao", outcome=Outcome.PASSED, reason="现场看过", seen=before))
    with pytest.raises(operations.NotMember, match="组长"):
        recheck(number, by="he")
    recheck(number)
    after = seen(number, by="liu")
    assert (after.state, after.outcome, after.after.rulings[0].by) == (UnitState.PASSED, Outcome.FAILED, "高远")
    assert RoundUnit.objects.get(organisation__code="A").outcome == Outcome.FAILED


def rectification(code: str, *, on: date = THEN):
    """The duty to put right what a round did not let pass; None of who has none."""
    found = duties(organisation=code, person=who("wang", on), today=on)
    return next((each for each in found if each.duty.entry.key == "rectification"), None)


def test_the_duty_to_put_right_begins_with_failing_and_is_done_by_the_closed_list_and_nothing_else(desk):
    put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=who("li"), at=AT)
    assert rectification("A") is None
    number = failed()
    owed = rectification("A")
    assert (owed.state, owed.duty.due_on, owed.under_way.says) == (DutyState.DUE, DUE, "整改清单还有 1 项没有销号")
    assert rectification("A", on=DUE + timedelta(days=1)).state is DutyState.OVERDUE
    assert rectification("B") is None, "it has not failed"
    answer_all()
    done = rectification("A")
    assert (done.state, done.done.on, done.is_late) == (DutyState.DONE, THEN, False)
    recheck(number, Outcome.FAILED)
    assert rectification("A").under_way.says == "整改清单已全部销号，待复查合格"


def test_whoever_an_appeal_lets_pass_has_nothing_to_put_right(desk):
    put_in_force(plan="shaanxi-2020", organisation="P", since=date(2020, 1, 1), by=who("li"), at=AT)
    number = failed()
    appeal(number)
    decide(number, Outcome.PASSED)
    assert rectification("A") is None


def test_an_overdue_list_is_told_on_the_round_and_goes_to_the_level_above(desk):
    number, later = failed(), DUE + timedelta(days=1)
    asked = {"wanted": Wanted(is_overdue=True), "person": who("gao", later)}
    assert findings_of(**asked, today=DUE).count == 0
    [line, _] = round_of(number=number, person=who("li", later), today=later).lines
    assert line.overdue == 1
    assert findings_of(**asked, today=later).count == 1


def test_an_appeal_is_made_once_in_time_and_decided_by_another(desk):
    number = failed()
    assert seen(number, by="liu").after.may_appeal
    with pytest.raises(operations.NotConcluded, match="届满"):
        appeal(number, at=LATE + timedelta(days=16))
    appeal(number)
    assert seen(number).state is UnitState.APPEALED
    with pytest.raises(operations.NotConcluded, match="已经提出"):
        appeal(number)
    with pytest.raises(operations.RoundUnknown):
        decide(number, Outcome.PASSED, by="gao")
    decide(number, Outcome.PASSED)
    assert seen(number).state is UnitState.PASSED
    with pytest.raises(operations.NotConcluded, match="没有等待决定"):
        decide(number, Outcome.PASSED)


def test_a_recognition_is_withdrawn_with_its_reason_and_may_be_appealed_against_but_not_by_whose_hand_it_was(desk):
    number = failed()
    appeal(number)
    decide(number, Outcome.PASSED)
    with pytest.raises(operations.NotConcluded, match="事实和依据"):
        ruling.withdraw(**about(number, "li", reason=" ", seen=seen(number).seen))
    with pytest.raises(Concluded):
        ruling.withdraw(**about(number, "li", reason="查实浪费", seen="what was there before"))
    ruling.withdraw(**about(number, "li", reason="查实浪费", seen=seen(number).seen))
    assert seen(number).state is UnitState.WITHDRAWN
    with pytest.raises(operations.NotConcluded, match="没有要复查"):
        recheck(number)
    appeal(number)
    with pytest.raises(ruling.SameHand):
        decide(number, Outcome.PASSED)


def test_neither_who_was_stood_in_for_nor_who_looked_before_something_changed_decides_on_an_appeal(desk, house):
    """The leader concluded while he stood in for li, who directs the round."""
    delegated = Delegation(appointment=Appointment.objects.get(user__username="li"), since=AT.date(), last_day=THEN)
    delegated.to, delegated.state, delegated.asked_reason = User.objects.get(username="gao"), "approved", "休假"
    with writing(operation="set up", by=house.person, at=AT) as change:
        keep(change, delegated)
    number = failed()
    before = seen(number).seen
    appeal(number)
    with pytest.raises(ruling.SameHand):
        decide(number, Outcome.PASSED)
    other = Person.at_console("a test")
    told = {"number": number, "organisation": "A", "outcome": Outcome.PASSED, "reason": "情况属实", "at": LATE}
    with pytest.raises(Concluded):
        ruling.decide_appeal(**told, seen=before, by=other)
    ruling.decide_appeal(**told, seen=seen(number).seen, by=other)


def test_a_round_looks_back_on_those_who_passed_by_another_standard_or_year(desk):
    number = failed()
    again = {
        "name": "回头看",
        "looks_back_on": number,
        "days": {each: day.replace(year=2027) for each, day in DAYS.items()},
    }
    with pytest.raises(operations.NotOpened, match="相同"):
        begin(**again)
    with pytest.raises(operations.NotOpened, match="没有可以参评"):
        begin(**again, year=2024)
    answer_all()
    recheck(number)
    with pytest.raises(operations.NotOpened, match="不是那一轮评价合格的单位：B"):
        begin(**again, year=2024, units=["B"])
    found = round_of(number=begin(**again, year=2024), person=who("li"), today=AT.date())
    assert ([each.organisation.code for each in found.lines], found.looks_back_on) == (["A"], (number, "甲县首轮"))
