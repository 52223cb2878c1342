"""The security administrator grants, never to himself; the three are three; who stands in does so until a day."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jieyue.programme.people import delegating
from jieyue.programme.people.delegating import NO_COLLEAGUE, NoColleague
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import Appointment, Delegation, User
from jieyue.store.records.keeping import keep
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.verifying import verify
from jieyue.store.records.writing import writing
from offices import person_named
from samples import NOW

CHOSEN = "Lv.dou-tang_88"


@pytest.fixture
def zhou(office) -> Client:
    return office.as_("zhou")


def today() -> date:
    return timezone.localdate()


def said(response) -> str:
    return response.content.decode()


def appoint(client: Client, username: str, role: str, organisation: str = "", **more):
    about = {"role": role, "organisation": organisation, "since": today().isoformat(), "reason": "任职通知"}
    return client.post(f"/people/of/{username}/appoint/", {**about, **more})


def test_somebody_new_is_added_given_a_role_and_signs_in_with_a_first_password(zhou):
    added = zhou.post("/people/add/", {"username": "SunWei", "name": "孙伟", "reason": "新入职"})
    assert added["Location"] == "/people/of/sunwei/"
    assert appoint(zhou, "sunwei", "clerk", "A").status_code == 302
    page = said(zhou.post("/people/of/sunwei/first-password/", {"reason": "新入职"}))
    first = re.search(r"<code>(\w{4}(?:-\w{4}){3})</code>", page)[1]
    assert first not in "".join(RowVersion.objects.values_list("after", flat=True).exclude(after=None))
    his = Client()
    assert his.post("/sign-in/", {"username": "sunwei", "password": first}).status_code == 302
    assert his.get("/ledgers/bills/")["Location"] == "/account/password/"
    his.post("/account/password/", {"new": CHOSEN, "again": CHOSEN})
    bills = said(his.get("/ledgers/bills/?since=2025-01&until=2025-12"))
    assert "甲县一中" in bills
    assert "甲县财政局" not in bills
    assert verify().holds


def test_every_grant_is_in_the_log_with_its_reason(zhou):
    appoint(zhou, "sun", "clerk", "A")
    entry = LogEntry.objects.latest("seq")
    assert (entry.operation, entry.by, entry.reason) == ("appoint", "zhou", "任职通知")


def test_nothing_is_granted_without_a_reason(zhou):
    before = Appointment.objects.count()
    assert appoint(zhou, "sun", "clerk", "A", reason=" ").status_code == 422
    assert zhou.post("/people/of/sun/disable/", {}).status_code == 400
    assert Appointment.objects.count() == before
    assert User.objects.get(username="sun").is_active


@pytest.mark.parametrize(
    ("username", "role", "place"),
    [
        ("wu", "auditor", ""),  # two of the three
        ("qian", "security_administrator", ""),
        ("wu", "clerk", "A"),  # one of the three with figures
        ("wang", "auditor", ""),
        ("wang", "clerk", "C1"),  # held already
        ("wang", "reviewer", ""),  # without a place
        ("wang", "reviewer", "NOWHERE"),
    ],
)
def test_what_cannot_be_held_together_is_refused_in_words(zhou, username, role, place):
    before = Appointment.objects.count()
    answer = appoint(zhou, username, role, place)
    assert answer.status_code == 422
    assert "error-summary" in said(answer) or "错误" in said(answer)
    assert Appointment.objects.count() == before


def test_nobody_grants_himself(zhou):
    assert appoint(zhou, "zhou", "clerk", "A").status_code == 422
    for what in ("disable", "reset-second-factor"):
        assert zhou.post(f"/people/of/zhou/{what}/", {"reason": "试试"}).status_code == 403
    assert zhou.post("/people/of/zhou/first-password/", {"reason": "试试"}).status_code == 403
    assert Appointment.objects.filter(user__username="zhou").count() == 1


def test_the_last_of_the_three_cannot_go(zhou):
    auditor = Appointment.objects.get(role=Role.AUDITOR)
    answer = zhou.post(f"/people/appointments/{auditor.id}/end/", {"until": today().isoformat(), "reason": "调离"})
    assert answer.status_code == 422
    assert "这样就没有审计员了" in said(answer)
    assert zhou.post("/people/of/qian/disable/", {"reason": "调离"}).status_code == 400
    assert User.objects.get(username="qian").is_active


def test_whoever_is_disabled_or_no_longer_in_office_is_out_at_his_next_request(office, zhou):
    wang, sun = office.as_("wang"), office.as_("sun")
    assert wang.get("/ledgers/bills/").status_code == 200
    zhou.post("/people/of/wang/disable/", {"reason": "调离"})
    assert wang.get("/ledgers/bills/").status_code == 302
    post = Appointment.objects.get(user__username="sun")
    assert sun.get(f"/ledgers/bills/{office.bill('25000001')}/").status_code == 200
    zhou.post(f"/people/appointments/{post.id}/end/", {"until": today().isoformat(), "reason": "调离"})
    assert sun.get(f"/ledgers/bills/{office.bill('25000001')}/").status_code == 404


@pytest.mark.parametrize("username", ["wang", "li", "sun", "qian", "wu"])
def test_only_the_security_administrator_sees_and_grants(office, username):
    client, before = office.as_(username), RowVersion.objects.count()
    for address in ("/people/", "/people/of/zhao/", "/people/add/", "/people/second-factor/"):
        answer = client.get(address, {"organisation": "甲"})
        assert answer.status_code == 403
        assert "赵敏" not in said(answer)
    assert appoint(client, "sun", "clerk", "A").status_code == 403
    assert client.post("/people/of/zhao/disable/", {"reason": "试试"}).status_code == 403
    assert RowVersion.objects.count() == before


def test_a_role_that_requires_a_second_factor_leads_there_first(office, zhou):
    zhou.post("/people/second-factor/", {"clerk": "on", "reason": "上级要求"})
    assert office.as_("wang").get("/ledgers/bills/")["Location"] == "/account/second-factor/"
    assert office.as_("sun").get("/ledgers/bills/").status_code == 200
    zhou.post("/people/second-factor/", {"reason": "暂缓"})
    assert office.as_("wang").get("/ledgers/bills/").status_code == 200


def test_places_are_found_by_name_initials_and_code_by_whoever_appoints_and_by_nobody_else(office, zhou):
    for written in ("甲县", "jx"):
        found = said(zhou.get("/organisations/suggest/", {"organisation": written, "for": "grant"}))
        assert re.findall(r'data-written="\w+（(\w+)）"', found) == ["C1", "A", "B"]
    assert "甲县" not in said(zhou.get("/organisations/suggest/", {"organisation": "甲县"}))
    assert "乙县" not in said(office.as_("wang").get("/organisations/suggest/", {"organisation": "yx", "for": "grant"}))


def test_a_role_is_given_at_a_place_by_its_name(office, zhou):
    appoint(zhou, "sun", "clerk", "甲县财政局")
    assert Appointment.objects.filter(user__username="sun", organisation__code="B", role="clerk").exists()
    assert "不止一个" in said(appoint(zhou, "sun", "clerk", "县"))


@pytest.mark.parametrize("address", ["/people/?per_page=100", "/audit/?per_page=100"])
def test_lists_ask_as_often_for_few_as_for_many(office, address):
    who = "zhou" if "people" in address else "qian"
    client = office.as_(who)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    place = Organisation.objects.get(code="A")
    for n in range(60):
        with writing(operation="appoint", by=office.house.person, at=NOW) as change:
            user = User(username=f"many{n}", name="众人")
            keep(change, user)
            keep(change, Appointment(user=user, role=Role.READER, organisation=place, since=date(2024, 1, 1)))
    with CaptureQueriesContext(connection) as many:
        assert re.search("共 [67][0-9] 行", said(client.get(address)))
    assert len(many) == len(few)


def test_a_page_of_ten_shows_everybody_once(zhou):
    for n in range(23):
        User.objects.create(username=f"many{n}", name="同名")
    pages = [said(zhou.get(f"/people/?text=同名&per_page=10&page={page}")) for page in (1, 2, 3)]
    shown = [name for page in pages for name in re.findall(r'href="/people/of/(many\d+)/"', page)]
    assert len(shown) == 23
    assert len(set(shown)) == 23


# --- delegation


def ask(client: Client, to: str, days: int = 3, **more):
    own = re.search(r'<option value="(\d+)"', said(client.get("/delegations/ask/")))
    about = {"appointment": own[1] if own else 0, "to": to, "reason": "出差"}
    since, last = today(), today() + timedelta(days=days)
    return client.post("/delegations/ask/", {**about, "since": since, "last_day": last, **more})


def decide(client: Client, decision: str = "approve"):
    return client.post(f"/delegations/{Delegation.objects.get().id}/decide/", {"decision": decision, "reason": "同意"})


def test_a_delegation_holds_once_a_second_person_approved_it_and_ends_by_itself(office):
    assert ask(office.as_("wang"), "sun").status_code == 302
    bill = f"/ledgers/bills/{office.bill('25000004')}/correct/"
    assert office.as_("sun").get(bill).status_code == 403
    assert "冯静" in said(office.as_("wang").get("/delegations/"))
    assert "等待您批准" in said(office.as_("feng").get("/delegations/"))
    assert decide(office.as_("feng")).status_code == 302
    assert office.as_("sun").get(bill).status_code == 200
    Delegation.objects.update(since=today() - timedelta(days=9), last_day=today() - timedelta(days=1))
    assert office.as_("sun").get(bill).status_code == 403


def test_what_is_done_for_another_says_so_in_the_log(office):
    ask(office.as_("wang"), "sun")
    decide(office.as_("feng"))
    office.as_("sun").post(
        f"/ledgers/bills/{office.bill('25000004')}/withdraw/",
        {"reason": "重复", "seen": re.search(r'name="seen" value="(\d+)"', said(
            office.as_("sun").get(f"/ledgers/bills/{office.bill('25000004')}/")))[1]},
    )  # fmt: skip
    entry = LogEntry.objects.latest("seq")
    assert (entry.by, "代 王敏" in entry.login) == ("sun", True)


@pytest.mark.parametrize("username", ["wang", "zhao", "sun", "li"])
def test_neither_party_nor_anybody_without_the_right_decides(office, username):
    ask(office.as_("wang"), "sun")
    assert decide(office.as_(username)).status_code in (403, 404)
    assert Delegation.objects.get().state == "asked"


def test_in_an_office_of_one_approver_the_level_above_decides_for_him(office):
    ask(office.as_("feng"), "sun")
    assert "陈晨" in said(office.as_("feng").get("/delegations/"))
    assert decide(office.as_("feng")).status_code == 404
    assert decide(office.as_("chen")).status_code == 302


def test_whoever_asked_ends_it_before_its_day(office):
    ask(office.as_("wang"), "sun")
    decide(office.as_("feng"))
    number = Delegation.objects.get().id
    assert office.as_("sun").post(f"/delegations/{number}/withdraw/", {"reason": "不要"}).status_code == 404
    office.as_("wang").post(f"/delegations/{number}/withdraw/", {"reason": "提前回来"})
    assert office.as_("sun").get(f"/ledgers/bills/{office.bill('25000004')}/correct/").status_code == 403
    assert decide(office.as_("feng")).status_code == 409


@pytest.mark.parametrize(
    "more",
    [
        {"to": "wang"},
        {"to": "nobody"},
        {"to": "qian"},
        {"since": "2020-01-01"},
        {"last_day": "2020-01-01"},
        {"reason": ""},
    ],
)
def test_a_delegation_that_cannot_be_is_refused_in_words(office, more):
    answer = ask(office.as_("wang"), **{"to": "sun", **more})
    assert answer.status_code == 422
    assert not Delegation.objects.exists()


def test_what_is_held_for_another_is_not_delegated_further(office):
    ask(office.as_("wang"), "sun")
    decide(office.as_("feng"))
    assert "填报员" not in said(office.as_("sun").get("/delegations/ask/"))


def test_administrators_do_not_delegate(office):
    assert "没有可以委托的职责" in said(office.as_("zhou").get("/delegations/ask/"))


def test_whoever_is_no_colleague_is_refused_in_the_same_words_as_nobody(office):
    """Of zhao (another county), liu (below), the administrators and himself nothing is told, not even that they are."""
    asked = said(office.as_("wang").get("/delegations/ask/"))
    assert set(re.findall(r'<option value="([a-z]+)"', asked)) == {"sun", "feng", "li", "chen"}
    others = ["nobody", "", *set(User.objects.values_list("username", flat=True)) - {"sun", "feng", "li", "chen"}]
    pages = {said(ask(office.as_("wang"), other)) for other in others if other}
    pages = {re.sub(r"\b\w{64}\b|\b[0-9a-f-]{36}\b", "", page) for page in pages}  # of a form each time another
    assert len(pages) == 1
    assert NO_COLLEAGUE in pages.pop()
    about = {"appointment": Appointment.objects.get(user__username="wang").pk, "since": today(), "last_day": today()}
    by = person_named("wang", on=today())
    refusals = set()
    for other in others:
        with pytest.raises(NoColleague) as refused:
            delegating.ask(**about, to=other, by=by, at=timezone.now(), reason="出差")
        refusals.add(str(refused.value))
    assert len(refusals) == 1


def test_what_a_colleague_will_hold_elsewhere_is_not_told(office):
    soon = {"since": today() + timedelta(days=1), "until": None, "organisation": None}
    Appointment.objects.create(user=User.objects.get(username="sun"), role=Role.AUDITOR, **soon)
    answer = said(ask(office.as_("wang"), "sun"))
    assert NO_COLLEAGUE in answer
    assert "审计员" not in answer
