"""Renamed, moved, merged, split, closed, joined: shown first, done as shown, undone whole, refused where locked."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jieyue.programme.duties.operations import put_in_force
from jieyue.programme.duties.queries import duties
from jieyue.programme.entry.reversing import undo
from jieyue.programme.reporting.operations import lock, submit
from jieyue.rules.period import Period
from jieyue.store.orgs.models import Organisation, Succession
from jieyue.store.records.log import head
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import verify
from offices import person_named
from reporting_desk import accept
from samples import NOW

DAY = "2026-03-01"
REASON = {"since": DAY, "reason": "甲编〔2026〕1号"}


@pytest.fixture
def authority(office) -> Client:
    """Of the province: both counties are his."""
    return office.as_("li")


def address(code: str, what: str) -> str:
    return f"/organisations/{code}/reorganise/{what}/"


def looked(client: Client, code: str, what: str, **given: str) -> tuple[str, str]:
    """What is shown, and the mark by which it is confirmed."""
    answer = client.post(address(code, what), {**REASON, **given, "look": "1"})
    page = answer.content.decode()
    found = re.search(r'name="sure" value="(\w+)"', page)
    return page, found[1] if found else ""


def done(client: Client, code: str, what: str, **given: str):
    _, sure = looked(client, code, what, **given)
    answer = client.post(address(code, what), {**REASON, **given, "sure": sure})
    assert answer.status_code == 302, answer.content.decode()
    return answer


def test_a_unit_is_renamed_from_a_day_and_nothing_is_written_before_it_is_confirmed(authority, house):
    before = LogEntry.objects.count()
    page, sure = looked(authority, "A", "rename", name="甲县实验中学")
    assert "变更 1 家机构的登记" in page
    assert LogEntry.objects.count() == before
    other = authority.post(address("A", "rename"), {**REASON, "name": "甲县第一中学", "sure": sure})
    assert (other.status_code, LogEntry.objects.count()) == (200, before)  # another than was shown
    done(authority, "A", "rename", name="甲县实验中学")
    names = Organisation.objects.get(code="A").versions.order_by("since").values_list("name", flat=True)
    assert list(names) == ["甲县一中", "甲县实验中学"]
    undo(head().seq, by=person_named("li", on=timezone.localdate()), at=NOW, reason="文件未定")
    assert Organisation.objects.get(code="A").versions.count() == 1
    assert verify().holds


def test_a_new_one_is_looked_at_before_it_is_there(authority, house):
    put_in_force(plan="sichuan-2020", organisation="P", since=date(2026, 1, 1), by=house.person, at=NOW)
    new = {"code": "N", "name": "甲县新局", "parent": "甲县", "level": "单位", "kind": "行政"}
    pages = {}
    for since in ("", "2026-01-01", timezone.localdate().replace(day=1).isoformat()):
        answer = authority.post("/organisations/new/", {**new, "joined_on": since, "look": "1"})
        pages[since] = answer.content.decode()
    assert not Organisation.objects.filter(code="N").exists()
    assert "登记后就会显示缺报" in pages[""]
    assert "个月要补报" in pages["2026-01-01"]
    assert "其中 0 项一登记就已逾期" in pages[since]
    sure = re.search(r'name="sure" value="(\w+)"', pages[since])[1]
    shown_again = authority.post("/organisations/new/", {**new, "joined_on": "2026-01-01", "sure": sure})
    assert (shown_again.status_code, Organisation.objects.filter(code="N").exists()) == (200, False)
    assert authority.post("/organisations/new/", {**new, "joined_on": since, "sure": sure}).status_code == 302
    found = duties(organisation="N", person=house.person, today=timezone.localdate())
    told = re.search(r"要办 (\d+) 项任务", pages[since])[1]
    assert int(told) == len(found)


def test_a_unit_that_moves_is_counted_below_its_new_parent_from_the_day(authority, house):
    done(authority, "A", "move", parent="乙县")
    page = authority.get("/organisations/C2/").content.decode()
    assert "甲县一中" in page
    assert house.quantity("C1", "2025-01") > house.quantity("C2", "2025-01") - 999  # what it used before stays


def test_two_merge_into_a_new_one_and_the_preview_tells_what_ends(authority, house):
    given = {"others": "甲县财政局", "into": "AB", "new_name": "甲县综合服务中心"}
    page, _ = looked(authority, "A", "merge", **given)
    assert "新登记 1 家机构" in page
    assert "2 家机构自 2026-03-01 撤销" in page
    assert "刘洋（统计员）" in page
    assert "3 个户号" in page
    done(authority, "A", "merge", **given)
    new = Organisation.objects.get(code="AB")
    assert (new.opened_on, new.joined_on, new.level) == (date(2026, 3, 1), date(2026, 3, 1), "unit")
    assert set(Succession.objects.values_list("organisation__code", "successor__code")) == {("A", "AB"), ("B", "AB")}
    assert house.quantity("C1", "2025-01") == house.quantity("A", "2025-01") + house.quantity("B", "2025-01")
    undo(head().seq, by=person_named("li", on=timezone.localdate()), at=NOW, reason="文件未定")
    assert not Organisation.objects.filter(code="AB").exists()
    assert Organisation.objects.get(code="A").closed_on is None


def test_one_goes_into_another_with_its_departments(authority, house):
    house.have("organisations", "code | name | parent | level\nA1 | 教务处 | A | 部门")
    done(authority, "A", "merge", others="", into="甲县财政局")
    assert Organisation.objects.get(code="A").closed_on == date(2026, 3, 1)
    assert Organisation.objects.get(code="A1").versions.order_by("-since").first().parent.code == "B"


def test_one_is_split_and_what_stood_below_goes_to_the_first(authority, house):
    house.have("organisations", "code | name | parent | level\nA1 | 教务处 | A | 部门")
    refused = authority.post(address("A", "split"), {**REASON, "into": "AX 一校\nAY"})
    assert "没有写名称" in refused.content.decode()
    done(authority, "A", "split", into="AX 甲县一校\nAY 甲县二校")
    assert set(Succession.objects.values_list("successor__code", flat=True)) == {"AX", "AY"}
    assert Organisation.objects.get(code="A1").versions.order_by("-since").first().parent.code == "AX"


def test_a_place_closes_with_all_below_it(authority):
    page, _ = looked(authority, "C2", "close")
    assert "2 家机构自 2026-03-01 撤销" in page
    done(authority, "C2", "close")
    assert set(Organisation.objects.exclude(closed_on=None).values_list("code", flat=True)) == {"C2", "X"}


def test_a_locked_period_refuses_the_change_where_it_is_looked_at(authority, house):
    house.have("organisations", "code | name | parent | level\nX1 | 药房 | X | 部门")
    house.have(
        "bills",
        """organisation | resource | account | start_date | end_date | quantity | unit
        X1 | 电 | 9002 | 2025-01-01 | 2025-01-31 | 9 | kWh
        X | 电 | 9001 | 2025-02-01 | 2025-03-31 | 9 | kWh
        X1 | 电 | 9002 | 2025-02-01 | 2025-03-31 | 9 | kWh""",
    )
    about, today = {"organisation": "X", "period": Period.parse("2025Q1")}, timezone.localdate()
    submit(**about, by=person_named("zhao", on=today), at=NOW)
    accept(**about, by=person_named("li", on=today), at=NOW)
    lock(**about, by=person_named("li", on=today), at=NOW)
    page, sure = looked(authority, "X1", "move", parent="A", since="2025-02-01")
    assert "已锁定的2025年一季度" in page
    assert not sure
    assert looked(authority, "X1", "move", parent="A")[1]


def test_since_when_units_owe_is_set_for_all_below_at_once(authority):
    given = {"joined_on": "2026-05-01", "only_new": "on"}
    page, _ = looked(authority, "C1", "join", **given)
    assert "变更 3 家机构的登记" in page
    done(authority, "C1", "join", **given)
    joined = Organisation.objects.exclude(joined_on=None).values_list("code", "joined_on")
    assert dict(joined) == dict.fromkeys(("A", "B", "C1"), date(2026, 5, 1))
    again = authority.post(address("C1", "join"), {**REASON, **given, "look": "1"})
    assert "都已经写明起报日期" in again.content.decode()


@pytest.mark.parametrize(("who", "status"), [("wang", 403), ("sun", 403), ("zhao", 404), ("zhou", 404)])
def test_whoever_does_not_shape_it_is_refused(office, who, status):
    before = LogEntry.objects.count()
    for what in ("rename", "move", "merge", "split", "close", "join"):
        answer = office.as_(who).post(address("A", what), {**REASON, "name": "x", "parent": "C2", "into": "B"})
        assert answer.status_code == status
    assert LogEntry.objects.count() == before


def test_a_file_of_new_units_is_asked_since_when_they_owe(authority, house):
    token = re.search(r'name="token" value="([^"]+)"', authority.get("/import/").content.decode())[1]
    rows = "code | name | parent | level\nN1 | 新一局 | C1 | 单位\nN2 | 新二局 | C1 | 单位"
    with house.sheet(rows).open("rb") as file:
        job = authority.post("/import/", {"kind": "organisations", "file": file, "token": token})["Location"]
    this_month = timezone.localdate().replace(day=1)
    assert f'value="{this_month}"' in authority.get(job).content.decode()
    earlier = this_month - timedelta(days=400)
    authority.post(f"{job}joined-on/", {"joined_on": earlier.isoformat()})
    authority.post(f"{job}decide/", {"take": "whole"})
    assert set(Organisation.objects.filter(code__startswith="N").values_list("joined_on", flat=True)) == {earlier}
