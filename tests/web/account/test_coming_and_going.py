"""Coming in and going out."""

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from jieyue.programme.people.operations import give_first_password
from jieyue.programme.people.setting_up import set_up_code
from jieyue.rules.roles import Role
from jieyue.store.people.models import Appointment, Session, SignIn, User
from jieyue.store.records.verifying import verify

GOOD = "Kuaile-2031-shan"
CHOSEN = "Lv.dou-tang_88"

THREE = {
    "system_administrator": ("xitong", "张系统"),
    "security_administrator": ("anquan", "李安全"),
    "auditor": ("shenji", "王审计"),
}


def set_up_form(home, **other) -> dict[str, str]:
    form = {"code": set_up_code(home)}
    for n, (role, (username, name)) in enumerate(THREE.items()):
        password = f"{GOOD}-{n}"
        form |= {f"{role}-username": username, f"{role}-name": name}
        form |= {f"{role}-new": password, f"{role}-again": password}
    return {**form, **other}


@pytest.fixture
def administrators(db, client, home) -> dict[Role, User]:
    answer = client.post("/set-up/", set_up_form(home))
    assert answer.status_code == 302
    return {Role(each.role): each.user for each in Appointment.objects.all()}


def sign_in(client: Client, username: str, password: str, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def test_an_empty_site_leads_to_set_up_and_a_set_up_one_does_not(client, home, db):
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert client.get("/sign-in/")["Location"] == "/set-up/"
    assert client.get("/set-up/").status_code == 200
    assert (home / "set-up-code").stat().st_mode & 0o777 == 0o600
    client.post("/set-up/", set_up_form(home))
    assert client.get("/set-up/")["Location"] == "/sign-in/"
    assert not (home / "set-up-code").exists()
    assert verify().holds


def test_set_up_needs_the_code_of_the_machine(client, home, db):
    answer = client.post("/set-up/", set_up_form(home, code="aaaa-bbbb-cccc-dddd"))
    assert "设置码不对" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"auditor-username": "王 审计"}, "审计员 用户名：用户名“王 审计”中不能有空格。"),
        ({"system_administrator-new": "123", "system_administrator-again": "123"}, "系统管理员 新口令：口令至少 10 位"),
        ({"security_administrator-again": "x"}, "安全管理员 再填一次新口令：两次填写的新口令不一样。"),
        ({"auditor-name": ""}, "审计员 姓名：没有填写，请填写。"),
    ],
)
def test_set_up_says_at_its_top_whose_name_or_password_it_does_not_take(client, home, db, wrong, told):
    page = html.fromstring(client.post("/set-up/", set_up_form(home, **wrong)).content)
    [summary] = page.xpath("//div[@class='error-summary']//ul")
    [link] = summary.xpath(".//a")
    assert link.text_content().startswith(told)
    assert page.get_element_by_id(link.get("href")[1:]).get("aria-invalid") == "true"
    assert not User.objects.exists()


def test_an_administrator_signs_in_and_out(client, administrators):
    assert sign_in(client, " XiTong ", f"{GOOD}-0")["Location"] == "/"
    assert client.get("/account/").status_code == 200
    assert Session.objects.get(user__username="xitong").began_at is not None
    client.post("/sign-out/")
    assert client.get("/account/").status_code == 302
    assert list(SignIn.objects.order_by("id").values_list("username", "what")) == [("xitong", "in"), ("xitong", "out")]
    assert verify().holds


def test_a_first_password_lets_in_only_to_choose_ones_own(client, administrators, person):
    first = give_first_password(username="xitong", by=person, at=timezone.now(), reason="忘记口令")
    assert sign_in(client, "xitong", f"{GOOD}-0").status_code == 200
    assert sign_in(client, "xitong", first).status_code == 302
    assert client.get("/account/")["Location"] == "/account/password/"
    weak = client.post("/account/password/", {"new": "Password2026!", "again": "Password2026!"})
    assert "太常见" in weak.content.decode()
    assert client.post("/account/password/", {"new": CHOSEN, "again": CHOSEN})["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert sign_in(Client(), "xitong", first).status_code == 200
    assert sign_in(Client(), "xitong", CHOSEN).status_code == 302
