"""The first steps: each by whom it is for, once, and none by a stranger."""

import pytest
from django.test import Client
from django.utils import timezone

from jieyue.programme.beginning.operations import BegunAlready, begin
from jieyue.programme.beginning.queries import Step, open_steps
from jieyue.programme.people import operations
from jieyue.programme.people.setting_up import Named, name_administrators
from jieyue.rules.person import Person
from jieyue.rules.roles import ADMINISTRATORS, Role
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.models import User
from offices import person_named

WHO = dict(zip(ADMINISTRATORS, ("wu", "zhou", "qian"), strict=True))
UNIT = {"level": "unit", "name": "某县财政局", "code": "5190", "kind": "administration", "joined_on": "2026-05-01"}


def today():
    return timezone.localdate()


@pytest.fixture
def empty(db, home):
    """A home with its three administrators and nothing else."""
    named = {role: Named(who, f"名{who}", f"Qing.shan-{n}-shui.Lv") for n, (role, who) in enumerate(WHO.items())}
    name_administrators(named, by=Person("set-up", "a test"), at=timezone.now(), home=home)


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def steps(username: str) -> dict[Step, bool]:
    """What is open, and whether it is his turn."""
    found = open_steps(person=person_named(username, on=today()), at=timezone.now())
    return {each.step: each.is_mine for each in found}


def hire(username: str, role: Role, organisation: str) -> None:
    by = {"by": person_named("zhou", on=today()), "at": timezone.now(), "reason": "任职通知"}
    about = {"role": role, "organisation": organisation, "since": today()}
    operations.add_person_with_role(username=username, name=f"名{username}", **about, **by)
    User.objects.filter(username=username).update(password="!", password_changed_at=timezone.now())  # noqa: S106


def test_an_office_alone_is_its_own_top_and_needs_no_county(empty, house):
    assert (steps("wu"), steps("zhou")) == ({Step.ROOT: True}, {Step.ROOT: False})
    assert client_of("wu").post("/begin/", UNIT).status_code == 302
    office = Organisation.objects.get()
    assert (office.code, office.level, office.joined_on.isoformat()) == ("5190", "unit", "2026-05-01")
    assert steps("zhou") == {Step.OFFICER: True, Step.CLERKS: True}
    assert "organisation=5190&amp;role=authority" in client_of("zhou").get("/").content.decode()
    hire("zhaomin", Role.AUTHORITY, "5190")
    hire("chenyi", Role.CLERK, "5190")
    assert steps("zhaomin") == {Step.SIZES: False, Step.ACCOUNTS: False, Step.PLAN: True}
    assert steps("chenyi") == {Step.SIZES: True, Step.ACCOUNTS: True}
    house.have("profiles", "organisation | year | floor_area_m2 | persons\n5190 | 2026 | 1000 | 50")
    house.have("accounts", "organisation | resource | account\n5190 | 电 | E1")
    clerk = client_of("zhaomin")
    clerk.post("/duties/5190/plan/", {"plan": "sichuan-2020", "since": "2026-01-01"})
    assert steps("zhaomin") == steps("chenyi") == steps("zhou") == steps("wu") == {}
    assert "还差几步" not in clerk.get("/").content.decode()


@pytest.mark.parametrize("who", ["zhou", "qian"])
def test_none_of_the_others_says_for_whom_it_is(empty, who):
    assert client_of(who).post("/begin/", UNIT).status_code == 403
    assert not Organisation.objects.exists()


def test_no_stranger_begins_and_it_begins_once(empty):
    answer = Client().post("/begin/", UNIT)
    assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)
    wu = person_named("wu", on=today())
    begin(level=Level.COUNTY, code_="51", name="某县", by=wu, at=timezone.now())
    with pytest.raises(BegunAlready):
        begin(level=Level.COUNTY, code_="52", name="他县", by=wu, at=timezone.now())
    assert Organisation.objects.get().code == "51"


@pytest.mark.parametrize(
    ("wrong", "says"), [({"name": " "}, "没有填写"), ({"code": " "}, "没有填写"), ({"level": "department"}, "选择")]
)
def test_what_cannot_be_is_said_beside_its_field(empty, wrong, says):
    answer = client_of("wu").post("/begin/", {**UNIT, **wrong})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Organisation.objects.exists()


def test_units_are_written_by_hand_all_or_none_and_get_their_codes(empty):
    begin(level=Level.COUNTY, code_="51", name="某县", by=person_named("wu", on=today()), at=timezone.now())
    hire("zhaomin", Role.AUTHORITY, "51")
    assert steps("zhaomin") == {Step.UNITS: True, Step.PLAN: True}
    rows = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0", "joined_on": "2026-05-01"}
    rows |= {"form-0-name": "甲局", "form-0-code": "51001", "form-1-name": "乙局", "form-2-code": "X"}
    officer = client_of("zhaomin")
    assert "请填写单位名称" in officer.post("/begin/51/units/", rows).content.decode()
    assert Organisation.objects.count() == 1
    assert officer.post("/begin/51/units/", {**rows, "form-2-code": ""}).status_code == 302
    assert set(Organisation.objects.filter(level="unit").values_list("code", flat=True)) == {"51001", "51002"}
    shown = officer.get("/").content.decode()
    assert "还差 2 家" in shown
    assert "乙局" in shown
