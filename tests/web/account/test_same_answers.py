"""Nobody learns from the sign-in page who there is: a known and an unknown name are answered alike."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jieyue.programme.people.operations import disable_person, give_first_password
from jieyue.rules.signing_in import code_at, step_at
from jieyue.store.people.models import SignIn, User

RIGHT, WRONG = "Lv.dou-tang_88", "Hong.dou-tang_99"
CHANGING = ("Content-Length", "Expires")
STATES = ["with_password", "disabled", "without_password", "with_first_password", "with_second_factor"]


@pytest.fixture
def known(office, request) -> str:
    """Somebody called wang, in a state."""
    user = User.objects.get(username="wang")
    user.set_password(RIGHT)
    user.save()
    by = office.house.person
    if request.param == "disabled":
        disable_person(username="wang", by=by, at=timezone.now(), reason="调离")
    if request.param == "without_password":
        User.objects.filter(pk=user.pk).update(password="")
    if request.param == "with_first_password":
        give_first_password(username="wang", by=by, at=timezone.now(), reason="新入职")
    if request.param == "with_second_factor":
        User.objects.filter(pk=user.pk).update(second_factor_at=datetime(2026, 1, 1, tzinfo=UTC))
    return "wang"


def answer(client: Client, username: str, password: str = WRONG) -> tuple:
    """Status, headers and body as somebody at the other end sees them, without what is drawn by chance each time."""
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/sign-in/", {"username": username, "password": password})
    headers = {name: value for name, value in response.headers.items() if name not in CHANGING}
    body = re.sub(
        r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+|编号 [0-9]{4}-[0-9A-F]{6}', "", response.content.decode()
    )
    body = body.replace(username, "NAME")
    cookies = sorted((name, morsel["max-age"], morsel["path"]) for name, morsel in response.cookies.items())
    return response.status_code, headers, body, cookies, [_shape(each["sql"]) for each in queries]


def _shape(sql: str) -> str:
    """A statement without its values and the names of savepoints."""
    return re.sub(r"""'[^']*'|"s\d+_x\d+"|\b\d[\d.:+-]*\b""", "?", sql)


@pytest.mark.parametrize("known", STATES, indirect=True)
def test_a_wrong_password_sounds_the_same_for_everybody_and_nobody(known):
    assert answer(Client(), known) == answer(Client(), "niemand")


@pytest.mark.parametrize("known", ["with_password", "with_second_factor"], indirect=True)
def test_so_does_being_locked_out(known):
    lists = [[answer(Client(), name) for _ in range(8)] for name in (known, "niemand")]
    assert lists[0] == lists[1]
    assert [each[0] for each in lists[0]][-1] == 429
    assert answer(Client(), known, RIGHT)[0] == 429
    assert SignIn.objects.filter(what="locked").values_list("username", flat=True).distinct().count() == 2


@pytest.mark.parametrize("known", ["with_password", "disabled", "without_password"], indirect=True)
def test_a_password_is_hashed_as_often_for_nobody(known, monkeypatch):
    hashed = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda self, *given: hashed.append("encode") or encode(self, *given)
    )
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda self, *given: hashed.append("verify") or verify(self, *given)
    )
    answer(Client(), known)
    for_known = len(hashed)
    answer(Client(), "niemand")
    assert len(hashed) == 2 * for_known > 0


# --- the second factor


def second_factor(client: Client) -> tuple[str, list[str]]:
    """Set up on the page; gives the secret and the recovery codes."""
    page = client.get("/account/second-factor/").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert client.get("/account/second-factor/qr.svg")["Content-Type"] == "image/svg+xml"
    client.post("/account/second-factor/", {"code": code_at(secret, step_at(timezone.now()))})
    codes = re.findall(r"<code>([a-z0-9-]{14})</code>", client.get("/account/second-factor/").content.decode())
    return secret, codes


def came_in(username: str, code: str) -> bool:
    client = Client()
    assert client.post("/sign-in/", {"username": username, "password": RIGHT})["Location"] == "/sign-in/code/"
    client.post("/sign-in/code/", {"code": code})
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize("known", ["with_password"], indirect=True)
def test_with_a_second_factor_a_code_is_asked_for_and_taken_once(office, known):
    secret, recovery = second_factor(office.as_("wang"))
    assert len(set(recovery)) == 10
    soon = code_at(secret, step_at(timezone.now() + timedelta(seconds=30)))
    assert came_in("wang", soon)
    assert not came_in("wang", soon)
    assert came_in("wang", recovery[0])
    assert not came_in("wang", recovery[0])
    assert not came_in("wang", "000000")


@pytest.mark.parametrize("known", ["with_password"], indirect=True)
def test_wrong_codes_lock_out_like_wrong_passwords(office, known):
    second_factor(office.as_("wang"))
    client = Client()
    client.post("/sign-in/", {"username": "wang", "password": RIGHT})
    answers = [client.post("/sign-in/code/", {"code": f"{n:06}"}).status_code for n in range(7)]
    assert answers[-1] == 429


@pytest.mark.parametrize("known", ["with_password"], indirect=True)
def test_the_second_step_is_for_nobody_who_did_not_take_the_first(known):
    assert Client().get("/sign-in/code/")["Location"] == "/sign-in/"


# --- sessions


@pytest.mark.parametrize("known", ["with_password"], indirect=True)
def test_a_session_ends_when_it_rests_and_when_it_is_old(known, settings):
    client = Client()
    client.post("/sign-in/", {"username": "wang", "password": RIGHT})
    assert client.get("/account/").status_code == 200
    settings.JIEYUE_IDLE = timedelta(0)
    assert client.get("/account/").status_code == 302
    settings.JIEYUE_IDLE = timedelta(hours=9)
    client.post("/sign-in/", {"username": "wang", "password": RIGHT})
    assert client.get("/account/").status_code == 200
    settings.SESSION_COOKIE_AGE = 0
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("known", ["with_password"], indirect=True)
def test_whoever_changes_his_password_is_signed_out_elsewhere(known):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/sign-in/", {"username": "wang", "password": RIGHT})
    here.post("/account/password/", {"present": RIGHT, "new": WRONG, "again": WRONG})
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    again = here.post("/account/password/", {"present": WRONG, "new": RIGHT, "again": RIGHT})
    assert "最近用过" in again.content.decode()


def test_where_one_wanted_to_go_is_a_page_of_ours(office):
    user = User.objects.get(username="wang")
    user.set_password(RIGHT)
    user.save()
    for wanted, leads in (
        ("/ledgers/bills/", "/ledgers/bills/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
    ):
        answered = Client().post("/sign-in/", {"username": "wang", "password": RIGHT, "next": wanted})
        assert answered["Location"] == leads
