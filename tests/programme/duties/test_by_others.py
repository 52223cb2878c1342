"""What a unit can only wait for: the conclusion of an evaluation round, a document that comes from above."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.duties import operations
from jieyue.programme.duties.handing_in import NotAbove, hand_in
from jieyue.programme.duties.queries import duties
from jieyue.programme.rounds.operations import conclude
from jieyue.programme.rounds.queries import unit_in_round
from jieyue.rules.duties import DutyState
from jieyue.rules.rounds import Outcome, Stage
from review_desk import AT, DAYS, appoint, begin, open_desk, who

PLAN = """
kind = "plan"
key = "waiting"
title = "某市方案"
issuer = "某市"
document = "某市〔2024〕1号"
from = 2024-01-01
certainty = "verified"

[[entries]]
key = "acceptance"
sentence = 1
order = "obligation"
quote = "接受评价验收"
row = "F5"
what = "接受评价验收"
due = { rule = "yearly", month = 8, day = 31, shift = "none", source = { document = "市" }, certainty = "verified" }
discharge = { by = "conclusion", what = "round", by_others = true }

[[entries]]
key = "spot-check"
sentence = 1
order = "obligation"
quote = "迎接抽查"
row = "F5"
what = "迎接抽查复核"
due = { rule = "yearly", month = 12, day = 31, shift = "none", source = { document = "市" }, certainty = "verified" }
discharge = { by = "conclusion", what = "draw", by_others = true }

[[entries]]
key = "result"
sentence = 2
order = "obligation"
quote = "领取验收结果"
row = "F5"
what = "领取验收结果"
due = { rule = "yearly", month = 12, day = 31, shift = "none", source = { document = "市" }, certainty = "verified" }
discharge = { by = "document", what = "verification_result", by_others = true }
"""
LATE = AT.replace(month=5)
WAITED_FOR = {"接受评价验收", "迎接抽查复核", "领取验收结果"}
RESULT = {"organisation": "A", "what": "verification_result", "period": "2026", "title": "验收结果"}


@pytest.fixture
def desk(house, tmp_path, settings):
    own = tmp_path / "policy" / "plans" / "waiting"
    own.mkdir(parents=True)
    (own / "plan.toml").write_text(PLAN, "utf-8")
    (own / "text.md").write_text("# 某市方案\n\n## 一\n\n1. 接受评价验收，迎接抽查。\n2. 领取验收结果。\n", "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [str(own.parent.parent)]
    desk = open_desk(house)
    operations.put_in_force(plan="waiting", organisation="C1", since=date(2025, 1, 1), by=who("li"), at=AT)
    return desk


def standing(code: str, key: str):
    found = duties(organisation=code, person=who("wang"), today=date(2026, 6, 1))
    return next(each for each in found if each.duty.key == f"{key}@2026")


def test_a_unit_is_evaluated_once_the_team_has_concluded_of_it(desk):
    number = begin()
    appoint(number)
    assert standing("A", "acceptance").state is DutyState.DUE
    seen = unit_in_round(number=number, organisation="A", person=who("gao"), today=LATE.date()).seen
    said = {"outcome": Outcome.FAILED, "reason": "逾期未报送", "seen": seen}
    conclude(number=number, organisation="A", **said, by=who("gao", LATE.date()), at=LATE)
    done = standing("A", "acceptance")
    assert (done.state, done.done.on, done.done.says) == (DutyState.DONE, LATE.date(), "评价结论：不合格")
    assert standing("B", "acceptance").state is DutyState.DUE
    assert standing("A", "spot-check").state is DutyState.DUE, "it was not drawn"
    page = desk.as_("wang").get("/duties/?organisation=A&period=2026").content.decode()
    assert f"/rounds/{number}/A/" in page


def test_what_is_concluded_after_new_year_is_the_old_years_and_late(desk):
    number = begin(days={**DAYS, Stage.CONCLUDE: date(2026, 12, 31), Stage.PUBLISH: date(2027, 1, 31)})
    appoint(number)
    january = datetime(2027, 1, 8, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    team = who("gao", january.date())
    seen = unit_in_round(number=number, organisation="A", person=team, today=january.date()).seen
    conclude(number=number, organisation="A", outcome=Outcome.FAILED, reason="逾期", seen=seen, by=team, at=january)
    done = standing("A", "acceptance")
    assert (done.state, done.is_late, done.done.on) == (DutyState.DONE, True, january.date())
    found = duties(organisation="A", person=who("wang", january.date()), today=january.date())
    assert [each.duty.key for each in found if each.duty.entry.key == "acceptance" and each.done] == []


def test_a_duty_that_waits_for_others_says_so(desk):
    page = desk.as_("wang").get("/duties/?organisation=A&period=2026").content.decode()
    told = {
        what for row in page.split("<tr>") for what in WAITED_FOR if what in row and "上级作出结论后自动办结" in row
    }
    assert told == WAITED_FOR


def test_no_unit_notes_for_itself_what_the_level_above_decides(desk):
    with pytest.raises(NotAbove, match="由上级作出"):
        hand_in(**RESULT, by=who("wang"), at=LATE)
    assert hand_in(**RESULT, by=who("li"), at=LATE)
