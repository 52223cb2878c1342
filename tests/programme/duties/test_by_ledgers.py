"""任务由台账办结: a plan names a ledger, and its rows are the thing that does it."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jieyue.programme.duties import operations
from jieyue.programme.duties.queries import duties
from jieyue.rules.duties import DutyState
from jieyue.store.ledgers.offered import offered
from jieyue.store.registers import registers
from ledger_samples import many_rows, sample_rows, samples
from offices import Office, open_office, person_named
from samples import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 14)
PLAN = """kind = "plan"
key = "city"
title = "某市节约方案"
issuer = "某市"
document = "某市〔2024〕1号"
from = 2024-01-01
certainty = "verified"

[[entries]]
key = "paper"
sentence = 1
order = "obligation"
quote = "每月登记用纸"
row = "C4"
what = "登记用纸"
due = { rule = "monthly", day = 10, shift = "none", source = { document = "某市" }, certainty = "verified" }
discharge = { by = "ledger", what = "paper" }

[[entries]]
key = "week"
sentence = 2
order = "obligation"
quote = "每季度开展宣传日活动"
row = "E1"
what = "开展宣传日活动"
due = { rule = "quarterly", days = 20, shift = "none", source = { document = "某市" }, certainty = "verified" }
discharge = { by = "record", what = "campaign_days" }
"""
TALK = {"organisation": "A", "held_on": "2025-05-16", "title": "节能讲座", "kind": "知识讲座"}


@pytest.fixture
def office(house, tmp_path, settings):
    return office_under(PLAN, house, tmp_path, settings)


def office_under(plan: str, house, folder: Path, settings) -> Office:
    """A county in which the plan is in force."""
    own = folder / "policy" / "plans" / "city"
    own.mkdir(parents=True)
    (own / "plan.toml").write_text(plan, "utf-8")
    (own / "text.md").write_text("# 某市方案\n\n## 一\n\n1. 每月登记用纸。\n2. 每季度开展宣传日活动。\n", "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [str(own.parent.parent)]
    office = open_office(house)
    authority = person_named("li", on=TODAY)
    operations.put_in_force(plan="city", organisation="C1", since=date(2025, 1, 1), by=authority, at=NOW)
    return office


def shown(code: str = "A") -> dict:
    found = duties(organisation=code, person=person_named("wang", on=TODAY), today=TODAY)
    return {(each.organisation.code, each.duty.key): each for each in found}


def plan_of_everything() -> str:
    """The same plan, with a duty for every ledger kept by month, every ledger with days and every source of one."""
    head, monthly, quarterly = PLAN.split("[[entries]]")
    entries = [(monthly, 'key = "paper"', "ledger", key) for key in sorted(offered().monthly)]
    entries += [(quarterly, 'key = "week"', "record", name) for name in sorted(offered().recorded)]
    told = []
    for text, key, by, what in entries:
        named = text.replace(key, f'key = "{by}-{what.replace("_", "-")}"')
        told.append(re.sub("discharge = .*", f'discharge = {{ by = "{by}", what = "{what}" }}', named))
    return "[[entries]]".join([head, *told])


def paper(month: str) -> dict[str, str]:
    return {"organisation": "A", "month": month, "bought_reams": "10", "used_reams": "5"}


def test_a_month_of_paper_does_for_that_month_only(office):
    office.house.have("paper", [paper("2025-05")])
    found = shown()
    done = found["A", "paper@2025-05"]
    assert (done.state, done.done.says, done.done.names) == (
        DutyState.DONE,
        "已登记用纸台账",
        ("paper", "A", "2025-05"),
    )
    assert found["A", "paper@2025-04"].state is DutyState.OVERDUE
    assert found["A", "paper@2025-06"].state is DutyState.OVERDUE


def test_a_month_that_is_not_over_is_not_done(office):
    office.house.have("paper", [paper("2025-05")])
    early = duties(organisation="A", person=person_named("wang", on=TODAY), today=date(2025, 5, 20))
    assert {each.state for each in early if each.duty.key == "paper@2025-05"} == {DutyState.AHEAD}


def test_a_record_of_the_source_that_is_named_does_for_its_quarter_and_another_does_not(office):
    office.house.have("activities", [TALK])
    assert shown()["A", "week@2025Q2"].state is DutyState.DUE
    day = {**TALK, "held_on": "2025-06-05", "title": "世界水日", "kind": "宣传实践活动", "campaign": "世界水日"}
    office.house.have("activities", [day])
    found = shown()
    done = found["A", "week@2025Q2"]
    assert (done.state, done.done.thing, "2025-06-05" in done.done.says) == (DutyState.DONE, "ledger_row", True)
    assert done.done.on == NOW.date(), "it was done here when it was noted, whatever day is written in it"
    assert found["A", "week@2025Q1"].state is DutyState.OVERDUE


def test_what_one_unit_kept_does_not_do_for_another(office):
    office.house.have("paper", [paper("2025-05")])
    found = shown("C1")
    assert found["A", "paper@2025-05"].state is DutyState.DONE
    assert found["B", "paper@2025-05"].state is DutyState.OVERDUE


def test_what_is_to_be_done_leads_to_the_ledger_with_its_month(office):
    page = office.as_("wang").get("/duties/?organisation=A").content.decode()
    assert reverse("ledgers:grid", args=["paper"]) + "?organisation=A&amp;period=2025-04" in page
    assert reverse("ledgers:grid", args=["activities"]) + "?organisation=A&amp;period=2025Q1" in page


def test_duties_done_by_any_ledger_ask_the_same_for_one_row_and_for_three(house, tmp_path, settings):
    office_under(plan_of_everything(), house, tmp_path, settings)
    asked = []
    for register in (
        each.key for each in registers() if each.key in samples()
    ):  # a sample may be about any of its rows
        house.have(register, sample_rows(register, unit="A"))
    for many in (1, 3):
        for key in samples():
            house.have(key, many_rows(key, unit="A", many=many), reason="x")
        shown()  # the warehouse is brought up first
        with CaptureQueriesContext(connection) as queries:
            found = shown()
        asked.append(len(queries))
    done = {each.duty.key.partition("@")[0] for each in found.values() if each.done}
    assert len({each.duty.key.partition("@")[0] for each in found.values()}) > 5
    assert any(key.startswith("ledger-") for key in done)
    assert any(key.startswith("record-") for key in done)
    assert asked[0] == asked[1]
