"""A plan whose files are changed while it is in force: it stays in force as it was, until the change is taken over."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.duties.discharging import DISCHARGING
from jieyue.programme.duties.operations import PlanNotPut, ReasonNeeded, put_in_force, take_over
from jieyue.programme.duties.queries import changes_of, duties, plans_of, would_change
from jieyue.programme.publication import operations as publication
from jieyue.programme.reporting import operations as reporting
from jieyue.programme.rounds.operations import conclude
from jieyue.programme.rounds.queries import unit_in_round
from jieyue.rules.duties import DutyState
from jieyue.rules.rounds import Outcome
from jieyue.store.duties.models import PlanInForce
from jieyue.store.orgs.reach import OrganisationUnknown
from offices import person_named
from papers_desk import decide_on, hand_in_with_file
from reporting_desk import Q1, publish
from review_desk import appoint, begin, open_desk, who
from samples import NOW

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 5, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 5, 25)
FROM = date(2026, 6, 1)
HEAD = """kind = "plan"
key = "own"
title = "自拟方案"
issuer = "某省"
document = "某文"
from = 2020-01-01
certainty = "verified"
"""
ENTRY = """
[[entries]]
key = "{key}"
sentence = 1
order = "obligation"
quote = "各单位办理各项工作"
row = "B7"
what = "办理{key}"
discharge = {discharge}
due = {{ {due}, shift = "none", certainty = "verified", source = {{ document = "某文" }} }}
"""
QUARTER = 'rule = "quarterly", days = 300', 'rule = "quarterly", days = 20'
MONTH = 'rule = "monthly", day = "last"', 'rule = "monthly", day = 5'
YEAR = 'rule = "yearly", month = 12, day = 31', 'rule = "yearly", month = 1, day = 5'
DUES = {"report": QUARTER, "notice": QUARTER, "ledger_month": MONTH, "ledger": MONTH}
"""When each is due by the old text, and earlier by the new one; else yearly."""
WHAT = {"document": "analysis_report", "ledger": "paper", "record": "campaign_days", "conclusion": "round"}
REST_OF_YEAR = {
    "organisation": "B",
    "start_date": "2025-02-01",
    "end_date": "2025-12-31",
    "quantity": "9",
    "unit": "kWh",
}


def plan_text(which: int) -> str:
    """The old text of the plan (0) or the new one (1): a duty for everything that can discharge one."""
    told = [HEAD]
    for by in DISCHARGING:
        others = ", by_others = true" if by == "conclusion" else ""
        discharge = f'{{ by = "{by}", what = "{WHAT.get(by, "")}"{others} }}'
        due = DUES.get(by, YEAR)[which]
        told.append(ENTRY.format(key=by.replace("_", "-"), discharge=discharge, due=due))
    return "".join(told)


def folder_of(plan: str, at: Path) -> list[Path]:
    own = at / "plans" / "own"
    own.mkdir(parents=True)
    (own / "text.md").write_text("## 一、办理\n\n1. 各单位办理各项工作。\n", "utf-8")
    (own / "plan.toml").write_text(plan, "utf-8")
    return [at]


def reported(_house) -> str:
    reporting.submit(organisation="B", period=Q1, by=who("wang", NOW.date()), at=NOW, reason="票据未齐")
    return "report@2025Q1"


def noticed(_house) -> str:
    about = {"organisation": "B", "period": Q1, "at": NOW}
    publication.propose(**about, by=who("wang", NOW.date()))
    publish(**about, by=who("feng", NOW.date()))
    return "notice@2025Q1"


def handed_in(_house) -> str:
    about = {"organisation": "B", "what": "analysis_report", "period": "2026"}
    decide_on(hand_in_with_file(who("wang", NOW.date()), at=NOW, **about), "receive", who("li", NOW.date()), at=NOW)
    return "document@2026"


def billed(house) -> str:
    house.have("bills", [{**REST_OF_YEAR, "resource": "电", "account": "1002"}])
    return "ledger-month@2025-12"


def kept(house) -> str:
    house.have("paper", [{"organisation": "B", "month": "2025-12", "bought_reams": "10", "used_reams": "5"}])
    return "ledger@2025-12"


def recorded(house) -> str:
    day = {
        "organisation": "B",
        "held_on": "2026-01-10",
        "title": "宣传",
        "kind": "宣传实践活动",
        "campaign": "世界水日",
    }
    house.have("activities", [day])
    return "record@2026"


def concluded(_house) -> str:
    number = begin()
    appoint(number)
    seen = unit_in_round(number=number, organisation="B", person=who("gao"), today=LATE.date()).seen
    said = {"outcome": Outcome.FAILED, "reason": "逾期未报送", "seen": seen}
    conclude(number=number, organisation="B", **said, by=who("gao", LATE.date()), at=LATE)
    return "conclusion@2026"


DOING: Mapping[str, Callable[..., str]] = {
    "report": reported,
    "notice": noticed,
    "document": handed_in,
    "ledger_month": billed,
    "ledger": kept,
    "record": recorded,
    "conclusion": concluded,
}
"""How each thing comes to be there at unit B; gives the duty that it discharges."""


def with_everything_done(house):
    office = open_desk(house)
    put_in_force(plan="own", organisation="P", since=date(2025, 1, 1), by=who("li", NOW.date()), at=NOW)
    office.done = [DOING[by](house) for by in DISCHARGING]
    return office


@pytest.fixture
def changed(house, tmp_path, settings):
    """The plan was put in force, everything done in time at B and nothing at A; then its files were changed."""
    settings.JIEYUE_POLICY_FOLDERS = folder_of(plan_text(0), tmp_path / "old")
    office = house.begun(with_everything_done)
    office.before = standing()
    settings.JIEYUE_POLICY_FOLDERS = folder_of(plan_text(1), tmp_path / "new")
    return office


def standing(today: date = TODAY) -> dict[tuple[str, str], tuple]:
    found = duties(organisation="C1", person=person_named("li", on=today), today=today)
    return {
        (each.organisation.code, each.duty.key): (
            each.duty.due_on,
            each.state,
            each.is_late,
            each.done and each.done.on,
        )
        for each in found
    }


def in_force():
    [found] = plans_of(organisation="C1", person=who("li", TODAY), today=TODAY)
    return found


def taken_over(since: date = FROM, reason: str = "省里改了期限", by: str = "li") -> None:
    take_over(plan="own", organisation="P", since=since, by=who(by, TODAY), at=LATE, reason=reason)


def test_whatever_discharges_it_a_duty_stays_as_it_was_judged_by_the_text_that_was_put_in_force(changed):
    for key in changed.done:
        _, state, is_late, _ = changed.before["B", key]
        assert (key, state, is_late) == (key, DutyState.DONE, False)
    assert standing() == changed.before
    assert in_force().has_changed
    PlanInForce.objects.update(digest="")  # as if the text had not been kept: by the files of today
    now = standing()
    assert not {key for key in changed.done if now.get(("B", key)) == changed.before["B", key]}


def test_the_change_is_taken_over_from_a_day_and_what_was_due_before_stays(changed):
    with pytest.raises(ReasonNeeded, match="采用更改后的方案须写明原因"):
        taken_over(reason=" ")
    with pytest.raises(OrganisationUnknown):
        taken_over(by="wang")
    with pytest.raises(PlanNotPut, match="自 2025-01-01 起执行"):
        taken_over(since=date(2025, 1, 1))
    taken_over()
    after, before = standing(), changed.before
    assert {key: told for key, told in after.items() if key[1] in changed.done} == {
        key: told for key, told in before.items() if key[1] in changed.done
    }
    assert str(after["A", "ledger@2026-05"][0]) == "2026-06-30", "its month was over before the change"
    assert str(after["A", "ledger@2026-06"][0]) == "2026-07-05"
    assert after["A", "document@2026"] == before["A", "document@2026"], "nobody is late because of a day that was over"
    assert str(standing(date(2027, 1, 4))["A", "document@2027"][0]) == "2027-01-05"
    found = in_force()
    assert (found.has_changed, found.since, found.since_text) == (False, date(2025, 1, 1), FROM)
    with pytest.raises(PlanNotPut, match="没有更改"):
        taken_over()
    with pytest.raises(PlanNotPut, match="这个日期不能再改"):
        put_in_force(plan="own", organisation="P", since=date(2026, 7, 1), by=who("li", TODAY), at=LATE, reason="改")


def test_the_page_says_that_the_plan_has_changed_and_whoever_directs_looks_at_the_change_and_takes_it_over(changed):
    says, way = "方案文件在执行后有更改", "/duties/P/plan/own/take-over/"
    unit, place = (changed.as_(name).get(f"/duties/?organisation={code}").content.decode() for name, code in
                   (("wang", "B"), ("li", "P")))  # fmt: skip
    assert (says in unit, way in unit, says in place, way in place) == (True, False, True, True)
    shown = {each.what: each for each in changes_of(in_force())}
    assert "每月的，次月底前" in shown["办理ledger"].was
    assert "每月的，次月5日前" in shown["办理ledger"].now
    asked = {"plan": "own", "organisation": "P", "since": FROM, "person": who("li", TODAY), "today": TODAY}
    days = {str(each.duty.due_on) for each in would_change(**asked).tallies if each.duty.entry.key == "ledger"}
    assert (min(days), "2026-06-30" in days) == ("2026-07-05", False), "only what becomes otherwise"
    sent = {"since": "2026-06-01", "reason": "省里改了期限"}
    looked = changed.as_("li").post(way, {**sent, "look": "1"})
    assert "每月的，次月5日前" in looked.content.decode()
    assert in_force().has_changed, "it was only looked at"
    assert changed.as_("li").post(way, {**sent, "sure": looked.context["sure"]}).status_code == 302
    assert not in_force().has_changed
    assert says not in changed.as_("wang").get("/duties/?organisation=B").content.decode()
