"""逐句对照: each sentence of a plan says where it stands at an organisation, and leads to the thing that carries it."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.sentences.cited import cited_rules
from jieyue.programme.sentences.lists import Place
from jieyue.programme.sentences.queries import standing
from jieyue.programme.sentences.rows import checked
from jieyue.programme.sentences.telling import Now
from jieyue.rules.plan import Carried
from jieyue.store.machine.record import MonthField
from jieyue.store.machine.settling import when
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from ledger_samples import sample_rows
from offices import open_office, person_named

AT = datetime(2025, 4, 8, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
PATROL = {"organisation": "B", "patrolled_on": "2025-04-02", "place": "三楼", "item": "人走灯关、空调和电脑关"}


def opened(house):
    office = open_office(house)
    for plan in policy().plans:
        put_in_force(plan=plan, organisation="P", since=date(2020, 1, 1), by=who(), at=AT)
    return office


@pytest.fixture
def office(house, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)
    return house.begun(opened)


def who(name: str = "li"):
    return person_named(name, on=TODAY)


def told(plan: str, entry: str, code: str = "B", name: str = "li"):
    found = standing(plan=plan, organisation=code, person=who(name), today=TODAY)
    return [(each.now, each.says) for each in found.by_entry[entry]]


@pytest.mark.parametrize("code", ["B", "P"])
def test_every_sentence_that_is_carried_says_how_it_stands(office, code):
    for plan in policy().plans.values():
        found = standing(plan=plan.key, organisation=code, person=who(), today=TODAY)
        silent = [
            entry.key
            for entry in plan.entries
            if not found.by_entry[entry.key] and entry.carried not in (Carried.SHOWN, Carried.WAITS)
        ]
        assert (plan.key, silent) == (plan.key, [])
        assert found.is_in_force


def test_what_is_entered_changes_what_its_sentence_says(office):
    assert told("sichuan-2020", "leading-group")[0] == (Now.NOTHING, "没有登记创建工作机构")
    office.house.have(
        "work_groups",
        [{"organisation": "B", "kind": "领导小组", "name": "创建领导小组", "starts_on": "2024-01-01"}],
        at=AT,
    )
    assert told("sichuan-2020", "leading-group")[0] == (Now.KEPT, "创建工作机构 1 条")
    assert told("sichuan-2020", "leading-group", "P")[0] == (Now.KEPT, "创建工作机构 1 条"), (
        "the place counts all below"
    )
    assert told("agriculture-bureau", "office-of-group")[0][0] is Now.NOTHING, "of another kind"


def test_a_place_is_told_what_those_below_it_have_not_done_in_time_before_what_is_next(office):
    late, ahead = told("sichuan-2020", "bills-by-month", "P")
    assert late[0] is Now.UNMET
    assert re.fullmatch(r"下属逾期 \d+ 项，最早的应在 \d{4}-\d\d-\d\d 前办，\d+ 家中 \d+ 家没有办", late[1])
    due = re.search(r"（(.+) 前）", ahead[1]).group(1)
    assert (ahead[0], TODAY <= date.fromisoformat(due) <= date(2025, 5, 31)) == (Now.OPEN, True), (
        "the next, not the last"
    )


def test_a_finding_of_one_word_of_the_checklist_is_told_at_its_sentence_alone(office):
    plan = "agriculture-bureau"
    office.house.have("patrols", [{**PATROL, "is_wrong": "是"}], at=AT)
    assert [now for now, _ in told(plan, "lamps")] == [Now.UNMET]
    assert [now for now, _ in told(plan, "running-water")] == [Now.NOTHING]


RULE = {
    "organisation": "B",
    "title": "四川省公共机构节电节水节气公务车辆节油和办公用品节支管理制度",
    "version": "2011年版",
    "issuer": "四川省公共机构节能办公室",
    "starts_on": "2011-09-01",
}


def test_a_rule_of_others_is_told_with_its_version_and_as_missing_until_it_is_entered(office):
    title = "四川省公共机构节电、节水、节气、公务车辆节油和办公用品节支管理制度"
    assert told("sichuan-2020", "provincial-rules") == [(Now.NOTHING, f"没有登记《{title}》")]
    cited = {"organisation": "B", "person": who(), "today": TODAY}
    assert cited_rules(**cited).missing == len(cited_rules(**cited).lines) == 6
    page = office.as_("wang").get(reverse("ledgers:list", args=["regulations"]), {"organisation": "B"}).content.decode()
    assert "执行的方案引用 6 份，没有登记 6 份" in page
    assert "2011年版" in page
    office.house.have("cited_rules", [{**RULE, "version": "2008年版"}], at=AT)
    [(now, says)] = told("sichuan-2020", "provincial-rules")
    assert (now, says) == (Now.OPEN, f"《{title}》已登记：2008年版，方案引用的是2011年版")
    office.house.have("cited_rules", [RULE], at=AT)
    assert cited_rules(**cited).missing == 5
    assert [each.is_other for each in cited_rules(**cited).lines if not each.is_missing] == [False]


def test_every_rule_that_a_sentence_names_is_data():
    own = {"省直机关工委节约型机关创建行动实施方案", "陕西省节约型机关创建行动方案", "四川省节约型机关创建备案表"}
    for plan in policy().plans.values():
        known = [rule.title for rule in plan.cited]
        named = {name for each in plan.sentences for name in re.findall("《(.+?)》", each.text)} - own
        unknown = [name for name in named if not any(rule.is_called(name) for rule in plan.cited)]
        assert (plan.key, unknown) == (plan.key, []), known


def test_the_page_leads_to_what_carries_each_sentence(office):
    page = office.as_("wang").get(reverse("duties:plan", args=["sichuan-2020"]), {"organisation": "B"})
    text = page.content.decode()
    assert "甲县财政局今天办得怎样" in text
    assert f'href="{reverse("ledgers:list", args=["cited_rules"])}?organisation=B' in text
    assert "/duties/B/hand-in/?what=filing_form" in text


BY_MONTH = [each.key for each in all_ledgers().values() if isinstance(when(each.model), MonthField)]


@pytest.mark.parametrize("key", BY_MONTH)
def test_a_ledger_kept_by_month_is_told_by_its_last_month(office, key):
    rows = sample_rows(key, unit="B")
    office.house.have(key, rows, at=AT)
    own = Organisation.objects.filter(code="B")
    [told] = checked(key, (), Place(own.get(), own.values("pk"), who(), TODAY))
    assert f"最近 {max(row['month'] for row in rows)}" in told.says


def test_nobody_sees_how_a_plan_stands_outside_his_scope(office):
    assert (
        office.as_("zhao").get(reverse("duties:plan", args=["sichuan-2020"]), {"organisation": "B"}).status_code == 404
    )


def test_as_many_questions_for_many_rows_as_for_few(office, django_assert_max_num_queries):
    def asked() -> int:
        with django_assert_max_num_queries(400) as counted:
            standing(plan="shaanxi-2020", organisation="P", person=who(), today=TODAY)
        return len(counted.captured_queries)

    asked()
    few = asked()
    rows = [{**PATROL, "patrolled_on": f"2025-03-{day:02}"} for day in range(1, 29)]
    office.house.have("patrols", rows, at=AT)
    asked()  # what is derived is made anew once
    assert asked() <= few
