"""People by file, and whoever grants at a place: there, nothing above his own office, and he sees nobody else."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from jieyue.programme.entry.operations import import_sheet
from jieyue.programme.entry.queries import export
from jieyue.programme.entry.reversing import undo
from jieyue.programme.organisations.queries import offered
from jieyue.programme.people import operations
from jieyue.programme.people.operations import CannotGrant, NeedsConsent
from jieyue.programme.people.queries import one_person, people, second_factor_rules
from jieyue.programme.tokens.operations import make_token
from jieyue.programme.tokens.queries import person_of_token
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.roles import Right, Role
from jieyue.store.people.models import Appointment, Delegation, FirstPassword, User
from jieyue.store.people.people import PersonUnknown
from jieyue.store.records.keeping import keep
from jieyue.store.records.log import head
from jieyue.store.records.models import RowVersion
from jieyue.store.records.verifying import verify
from jieyue.store.records.writing import writing
from offices import person_named
from samples import NOW

FILE = """name | username | role | organisation | since
陈一 | chenyi | 统计员 | A | 2026-01-01
陈一 | chenyi | 审核员 | 甲县财政局 |
林二 | liner | 分级安全管理员 | A |"""


def today():
    return timezone.localdate()


@pytest.fixture
def security(office):
    return person_named("zhou", on=today())


@pytest.fixture
def local(office, security):
    """The security administrator of county C1."""
    about = {"role": Role.LOCAL_SECURITY, "organisation": "C1", "since": today(), "reason": "任职通知"}
    operations.add_person_with_role(username="xu", name="许安", **about, by=security, at=NOW)
    User.objects.filter(username="xu").update(password="!", password_changed_at=timezone.now())  # noqa: S106
    return person_named("xu", on=today())


def bring(house, by, rows: str, **how):
    return import_sheet("people", house.sheet(rows), by=by, at=timezone.now(), **how)


def rules(report) -> list[tuple[int, str]]:
    return [(each.row, each.rule) for each in report.problems]


def held(username: str) -> set[tuple[str, str]]:
    rows = Appointment.objects.filter(user__username=username).values_list("role", "organisation__code")
    return set(rows)


def test_a_file_gives_people_their_roles_by_code_or_name_and_again_changes_nothing(house, security):
    report = bring(house, security, FILE)
    assert (report.added, report.problems) == (3, [])
    assert held("chenyi") == {("clerk", "A"), ("reviewer", "B")}
    assert User.objects.filter(username="chenyi").count() == 1
    assert bring(house, security, FILE).unchanged == 3
    assert verify().holds


def test_what_may_not_be_is_refused_where_it_stands(house, security):
    rows = """name | username | role | organisation | since | last_day
    王某某 | wang | 统计员 | A | | 
    周安 | zhou | 统计员 | A | |
    钱进 | qian | 统计员 | A | |
    新三员 | neu1 | 审计员 | A | |
    新人 | neu2 | 统计员 | 没有的局 | |
    新人 | neu 3 | 统计员 | A | |
    新人 | neu4 | 统计员 | A | 2026-05-01 | 2026-04-01
    新人 | neu5 | 统计员 | A | 2020-01-01 | 2020-02-01
    新人 | neu6 | 统计员 | A | |
    新人 | neu6 | 统计员 | A | |
    别人 | neu6 | 统计员 | B | |
    新人 | neu6 | 分级安全管理员 | B | |"""  # noqa: W291
    report = bring(house, security, rows, accept_good=True)
    assert rules(report) == [
        (2, "other_name"), (3, "oneself"), (4, "barred"), (5, "needs_consent"), (6, "unknown_organisation"),
        (7, "username"), (8, "ends_before_start"), (9, "ended_before_today"), (11, "duplicate_in_file"),
        (12, "other_name"), (13, "barred"),
    ]  # fmt: skip
    assert report.added == 1
    assert not User.objects.filter(username__in=("neu1", "neu2", "neu4", "neu5")).exists()


def test_a_county_s_own_grants_within_it_and_nothing_as_high_as_his_office(house, local):
    rows = """name | username | role | organisation
    陈一 | chenyi | 统计员 | A
    陈一 | chenyi | 审核员 | X
    陈一 | chenyi | 统计员 | 乙县医院
    林二 | liner | 分级安全管理员 | A
    林三 | linsan | 分级安全管理员 | C1
    林四 | linsi | 主管部门 | P
    李强 | li | 统计员 | A
    许安 | xu | 统计员 | A"""
    report = bring(house, local, rows, accept_good=True)
    assert rules(report) == [
        (3, "unknown_organisation"), (4, "unknown_organisation"), (6, "role_above"), (7, "unknown_organisation"),
        (8, "username_taken"), (9, "oneself"),
    ]  # fmt: skip
    assert (held("chenyi"), held("liner")) == ({("clerk", "A")}, {("local_security", "A")})
    own = person_named("liner", on=today())
    assert rules(bring(house, own, "name | username | role | organisation\n赵 | zhaox | 统计员 | B")) == [
        (2, "unknown_organisation")
    ]


def test_he_sees_and_changes_nobody_else(house, local):
    shown = {row.username for row in people(person=local).rows}
    assert shown == {"wang", "liu", "sun", "feng"}
    found = offered("县", person=local, right=Right.GRANT)
    assert {place.code for place in found} == {"C1", "A", "B"}
    for username in ("li", "zhao", "zhou", "qian"):
        with pytest.raises(PersonUnknown):
            one_person(username, person=local)
        for change in (operations.disable_person, operations.give_first_password, operations.reset_second_factor):
            with pytest.raises(PersonUnknown):
                change(username=username, by=local, at=NOW, reason="试")
    elsewhere = Appointment.objects.get(user__username="zhao").pk
    with pytest.raises(NotThere):
        operations.end_appointment(appointment=elsewhere, until=today(), by=local, at=NOW, reason="试")
    with pytest.raises(NotAllowed):
        second_factor_rules(person=local)
    with pytest.raises(CannotGrant):
        operations.add_person(username="neu", name="新", by=local, at=NOW, reason="试")
    with pytest.raises(NeedsConsent):
        operations.appoint(username="liu", role=Role.AUDITOR, since=today(), by=local, at=NOW, reason="试")
    with pytest.raises(CannotGrant):
        operations.appoint(
            username="sun", role=Role.LOCAL_SECURITY, organisation="C1", since=today(), by=local, at=NOW, reason="试"
        )
    assert not local.may(Right.READ)


def test_whoever_holds_something_beyond_is_beyond(house, security, local):
    """A clerk of the county who also does something in the province is not his to renew or disable."""
    about = {"by": security, "at": NOW, "reason": "兼任"}
    operations.appoint(username="liu", role=Role.READER, organisation="P", since=today(), **about)
    assert "liu" not in {row.username for row in people(person=local).rows}
    with pytest.raises(PersonUnknown):
        operations.give_first_password(username="liu", by=local, at=NOW, reason="忘记")


def test_first_passwords_go_to_those_who_have_none_and_are_kept_nowhere(house, local):
    bring(house, local, "name | username | role | organisation\n陈一 | chenyi | 统计员 | A\n陈二 | chener | 统计员 | A")
    given = operations.give_first_passwords(only_new=True, by=local, at=timezone.now(), reason="新入职")
    assert [username for username, _, _ in given] == ["chener", "chenyi"]
    written = "".join(RowVersion.objects.exclude(after=None).values_list("after", flat=True))
    assert not [password for *_, password in given if password in written]
    assert operations.give_first_passwords(only_new=True, by=local, at=timezone.now(), reason="再来") == []
    assert len(operations.give_first_passwords(by=local, at=timezone.now(), reason="丢了")) == 2


def test_undo_takes_the_roles_and_leaves_whoever_has_a_password_without_one(house, security):
    bring(house, security, FILE)
    seq = head().seq
    operations.give_first_password(username="chenyi", by=security, at=timezone.now(), reason="新入职")
    undone = undo(seq, by=security, at=timezone.now(), reason="导错了")
    assert (undone.removed, undone.kept) == (4, 1)  # three roles and liner; chenyi has a first password
    assert held("chenyi") == held("liner") == set()
    assert list(User.objects.filter(username__in=("chenyi", "liner")).values_list("username", flat=True)) == ["chenyi"]
    assert verify().holds


def test_another_county_s_own_undoes_nothing_here(house, security, local):
    bring(house, security, "name | username | role | organisation\n陈一 | chenyi | 统计员 | X")
    with pytest.raises(NotThere):
        undo(head().seq, by=local, at=timezone.now(), reason="试")


def test_what_is_exported_is_brought_back_unchanged_and_only_what_one_reaches(house, security, local, tmp_path):
    for by, count, own in ((security, 8, []), (local, 5, ["oneself"])):
        file = tmp_path / f"{by.username}.csv"
        assert export("people", file, person=by) == count
        report = import_sheet("people", file, by=by, at=timezone.now(), accept_good=True)
        assert (report.unchanged, [rule for _, rule in rules(report)]) == (count - len(own), own)
    export("people", file := tmp_path / "clerk.csv", person=person_named("wang", on=today()))
    assert len(file.read_text("utf-8-sig").splitlines()) == 1


def test_a_program_of_his_grants_within_the_county_and_reads_nothing(house, local):
    by = {"by": local, "at": timezone.now()}
    _, secret = make_token(name="人事系统", last_day=today() + timedelta(days=9), may_enter=True, **by)
    asking = person_of_token(secret, at=timezone.now(), address="10.0.0.1", opens="api")
    assert ([post.role for post in asking.posts], asking.may(Right.READ)) == ([Role.LOCAL_SECURITY], False)
    _, reading = make_token(name="查阅", last_day=today() + timedelta(days=9), may_enter=False, **by)
    assert person_of_token(reading, at=timezone.now(), address="10.0.0.1", opens="api").posts == ()


def test_by_the_pages_from_the_file_to_the_slips(office, house, local):
    browser = office.as_("xu")
    assert "用表格导入" in browser.get("/people/").content.decode()
    page = browser.get("/import/?kind=people").content.decode()
    assert "机构模板" not in page
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    rows = "name | username | role | organisation\n陈一 | chenyi | 统计员 | 甲县一中"
    with house.sheet(rows).open("rb") as file:
        job = browser.post("/import/", {"kind": "people", "file": file, "token": token})["Location"]
    assert "陈一" in browser.get(job).content.decode()
    assert not User.objects.filter(username="chenyi").exists()
    browser.post(f"{job}decide/", {"take": "whole"})
    assert "打印初始口令条" in browser.get(job).content.decode()
    slips = browser.post("/people/first-passwords/", {"reason": "新入职"})
    told = slips.content.decode()
    assert re.search(r"<code>chenyi</code>", told)
    assert "no-store" in slips["Cache-Control"]
    assert FirstPassword.objects.filter(user__username="chenyi").exists()


def test_by_hand_with_role_and_slip_in_one_form(office, local):
    about = {"username": "chenyi", "name": "陈一", "role": "clerk", "reason": "新入职"}
    browser = office.as_("xu")
    assert browser.post("/people/add/", about).status_code == 422
    refused = browser.post("/people/add/", {**about, "organisation": "X"})
    assert "X" in refused.content.decode()
    assert not User.objects.filter(username="chenyi").exists()
    slip = browser.post("/people/add/", {**about, "organisation": "A", "slip": "on"})
    assert re.search(r"<code>\w{4}(?:-\w{4}){3}</code>", slip.content.decode())
    assert held("chenyi") == {("clerk", "A")}


def test_whom_somebody_stood_in_for_elsewhere_is_not_told_here(office, house, local):
    """Long ago, for somebody of the other county: it bars nothing, and is shown to nobody who does not reach it."""
    elsewhere = Appointment.objects.get(user__username="zhao")
    liu = User.objects.get(username="liu")
    days = {"since": today() - timedelta(days=90), "last_day": today() - timedelta(days=60)}
    with writing(operation="ask delegation", by=house.person, at=NOW) as change:
        keep(change, Delegation(appointment=elsewhere, to=liu, asked_reason="出差", state="approved", **days))
    assert {each.code for each in one_person("liu", person=local).holdings} == {"A"}
    everything = one_person("liu", person=person_named("zhou", on=today()))
    assert {each.code for each in everything.holdings} == {"A", "C2"}
