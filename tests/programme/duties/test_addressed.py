"""Whom a plan addresses: departments, authorities and named bodies see what is theirs; the preview says whose it is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from jieyue.programme.duties import operations
from jieyue.programme.duties.queries import at_place, duties, would_ask, would_end
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import OrganisationUnknown
from jieyue.store.people.models import Appointment, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.writing import writing
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
AT = datetime(2025, 5, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()
PLAN = """kind = "plan"
key = "addressed"
title = "某省方案"
issuer = "某省"
document = "某文"
from = 2020-01-01
certainty = "verified"
levels = ["unit"]

[[entries]]
key = "of-departments"
sentence = 1
order = "obligation"
quote = "各处室每年报送小结"
row = "B7"
what = "报送处室小结"
who = { levels = ["department"] }
discharge = { by = "document", what = "other" }

[entries.due]
rule = "yearly"
month = 6
day = 30
opens_month = 6
shift = "none"
source = { document = "某文" }
certainty = "verified"

[[entries]]
key = "of-counties"
sentence = 2
order = "obligation"
quote = "县级主管部门每年报送汇总"
row = "B7"
what = "报送县级汇总"
who = { levels = ["county"], body = "县机关事务主管部门" }
discharge = { by = "document", what = "analysis_report" }
due = { rule = "yearly", month = 4, day = 30, shift = "none", source = { document = "某文" }, certainty = "verified" }

[[entries]]
key = "of-office"
sentence = 3
order = "obligation"
quote = "办公室每年报送方案"
row = "B7"
what = "报送实施方案"
who = { body = "局办公室" }
discharge = { by = "document", what = "creation_plan" }
due = { rule = "yearly", month = 12, day = 31, shift = "none", source = { document = "某文" }, certainty = "verified" }

[[entries]]
key = "undated"
sentence = 4
order = "record"
quote = "平时登记宣传活动"
row = "E1"
what = "登记宣传活动"
kept = ["activities"]

[[entries]]
key = "aim"
sentence = 5
order = "target"
quote = "用电下降百分之二"
row = "B5"
what = "用电下降"
target = { form = "down", of = "用电量", measure = "electricity", value = 2, unit = "%", base = "last_year" }
"""
TEXT = """## 一、要求

1. 各处室每年报送小结。
2. 县级主管部门每年报送汇总。
3. 办公室每年报送方案。
4. 平时登记宣传活动。
5. 用电下降百分之二。
"""


@pytest.fixture
def office(house, tmp_path, settings):
    own = tmp_path / "policy" / "plans" / "addressed"
    own.mkdir(parents=True)
    (own / "text.md").write_text(TEXT, "utf-8")
    (own / "plan.toml").write_text(PLAN, "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [tmp_path / "policy"]
    return house.begun(with_departments)


def with_departments(house):
    office = open_office(house)
    house.have("organisations", "code | name | parent | level\nF | 教导处 | A | 部门\nG | 总务处 | A | 部门")
    with writing(operation="set up", by=house.person, at=AT) as change:
        user = User(username="tan", name="谭明", password="!", password_changed_at=AT)  # noqa: S106
        keep(change, user)
        place = Organisation.objects.get(code="F")
        keep(change, Appointment(user=user, role=Role.CLERK, organisation=place, since=date(2024, 1, 1)))
    operations.put_in_force(plan="addressed", organisation="P", since=date(2025, 1, 1), by=who("li"), at=AT)
    return office


def who(name: str):
    return person_named(name, on=TODAY)


def keys(code: str, name: str) -> set[tuple[str, str]]:
    found = duties(organisation=code, person=who(name), today=TODAY)
    return {(each.organisation.code, each.duty.entry.key) for each in found}


def test_a_department_sees_what_is_asked_of_departments_and_no_other_organisation_does(office):
    assert keys("F", "tan") == {("F", "of-departments")}
    assert keys("A", "liu") == {("A", "of-office"), ("F", "of-departments"), ("G", "of-departments")}
    assert keys("B", "wang") == {("B", "of-office")}
    with pytest.raises(OrganisationUnknown):
        keys("G", "tan")
    page = office.as_("tan").get("/duties/?organisation=F").content.decode()
    assert ("报送处室小结" in page, "报送实施方案" in page) == (True, False)
    unit = office.as_("liu").get("/duties/?organisation=A").content.decode()
    assert "教导处</a>：报送处室小结" in unit
    assert "原文写由“局办公室”办理，在这里由甲县一中办理。" in unit


def test_an_authority_sees_its_own_duty_with_the_body_that_does_it_and_another_organisation_does_not(office):
    county = at_place(organisation="C1", person=who("wang"), today=TODAY)
    assert [each.duty.entry.key for each in county.own] == ["of-counties"]
    assert not at_place(organisation="P", person=who("li"), today=TODAY).own
    page = office.as_("wang").get("/duties/?organisation=C1").content.decode()
    assert "原文写由“县机关事务主管部门”办理，在这里由甲县办理。" in page
    assert "报送县级汇总" in office.as_("wang").get("/start/duties/").content.decode()
    assert "报送县级汇总" not in office.as_("liu").get("/duties/?organisation=A").content.decode()


def test_the_preview_says_whom_each_entry_addresses_from_when_and_what_has_no_day_and_what_is_aimed_at(office):
    asked = {"plan": "addressed", "organisation": "C2", "since": date(2025, 1, 1), "person": who("li"), "today": TODAY}
    asking = would_ask(**asked)
    assert {each.duty.entry.key for each in asking.tallies} == {"of-counties", "of-office"}, "it has no departments"
    assert [each.key for each in asking.undated] == ["undated"]
    assert [each.key for each in asking.targets] == ["aim"]
    sent = {"plan": "addressed", "since": "2025-01-02", "look": "1"}
    page = office.as_("li").post("/duties/C1/plan/", sent).content.decode()
    for words in (
        "县（原文：县机关事务主管部门）",
        "原文：局办公室）</td>",
        "2025-06-01",
        "登记宣传活动（单位）",
        "用电量比上年下降2%（单位）",
    ):
        assert words in page, words


def test_before_a_plan_is_ended_it_is_said_what_ends_and_what_stays_owed(office):
    until = date(2025, 6, 1)
    found = would_end(plan="addressed", organisation="P", until=until, person=who("li"), today=TODAY)
    assert {each.duty.entry.key: each.undone for each in found.ends} == {"of-departments": 2, "of-office": 3}
    assert {each.duty.entry.key: (each.undone, each.late_count) for each in found.stays} == {"of-counties": (2, 2)}
    way, sent = "/duties/P/plan/addressed/end/", {"until": "2025-06-01", "reason": "新方案"}
    looked = office.as_("li").post(way, {**sent, "look": "1"})
    assert "仍要办完的" in looked.content.decode()
    assert keys("F", "tan"), "it was only looked at"
    assert office.as_("li").post(way, {**sent, "sure": looked.context["sure"]}).status_code == 302
    assert not keys("F", "tan")
    operations.put_in_force(plan="addressed", organisation="C1", since=date(2025, 1, 1), by=who("li"), at=AT)
    below = would_end(plan="addressed", organisation="C1", until=until, person=who("li"), today=TODAY)
    assert not below.still_from
