"""A plan whose files are changed while it is in force."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.duties.operations import PlanNotPut, ReasonNeeded, put_in_force
from jieyue.programme.duties.queries import Shown, duties, plans_of
from jieyue.rules.duties import DutyState
from jieyue.rules.person import Person
from offices import open_office, person_named
from papers_desk import decide_on, hand_in_with_file

AT = datetime(2025, 5, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
TEXT = "## 一、备案\n\n1. 各单位每年报送分析报告。\n"
PLAN = """kind = "plan"
key = "own"
title = "自拟方案"
issuer = "某省"
document = "某文"
from = 2020-01-01
certainty = "verified"

[[entries]]
key = "analysis"
sentence = 1
order = "obligation"
quote = "每年报送分析报告"
row = "B7"
what = "报送分析报告"
discharge = { by = "document", what = "analysis_report" }

[entries.due]
rule = "yearly"
month = 6
day = "last"
shift = "none"
certainty = "verified"
source = { document = "某文" }
"""


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    write(tmp_path / "first", PLAN)
    settings.JIEYUE_POLICY_FOLDERS = [tmp_path / "first"]
    return tmp_path


def write(policy: Path, plan: str) -> None:
    own = policy / "plans" / "own"
    own.mkdir(parents=True)
    (own / "text.md").write_text(TEXT, "utf-8")
    (own / "plan.toml").write_text(plan, "utf-8")


def changed(folder: Path, settings) -> None:
    """From now on the report is due two months earlier. Files are read once, when the program starts."""
    write(folder / "second", PLAN.replace("month = 6", "month = 4"))
    settings.JIEYUE_POLICY_FOLDERS = [folder / "second"]


def who(name: str) -> Person:
    return person_named(name, on=TODAY)


def analysis(code: str) -> Shown:
    found = duties(organisation=code, person=who("wang"), today=TODAY)
    return next(each for each in found if each.duty.key == "analysis@2025")


def test_what_was_done_in_time_stays_so_and_the_page_says_that_the_plan_has_changed(house, folder, settings):
    office, li = open_office(house), who("li")
    put_in_force(plan="own", organisation="P", since=date(2025, 1, 1), by=li, at=AT)
    about = {"what": "analysis_report", "period": "2025"}
    record = hand_in_with_file(who("wang"), at=AT, organisation="B", **about)
    decide_on(record, "receive", li, at=AT)
    assert "方案文件在执行后有更改" not in page(office)
    changed(folder, settings)
    done, other = analysis("B"), analysis("A")
    assert (done.state, done.is_late, done.duty.due_on) == (DutyState.DONE, False, date(2025, 4, 30))
    assert other.state is DutyState.OVERDUE
    assert plans_of(organisation="B", person=who("wang"), today=TODAY)[0].has_changed
    assert "方案文件在执行后有更改" in page(office)
    again = {"plan": "own", "organisation": "P", "since": date(2025, 1, 1), "by": li, "at": AT}
    with pytest.raises(ReasonNeeded, match="按更改后的方案文件执行须写明原因"):
        put_in_force(**again)
    assert put_in_force(**again, reason="省里改了期限").says == "按更改后的方案文件执行"
    assert "方案文件在执行后有更改" not in page(office)
    with pytest.raises(PlanNotPut, match="没有要改的"):
        put_in_force(**again, reason="再按一次")


def page(office) -> str:
    return office.as_("wang").get("/duties/?organisation=B").content.decode()
