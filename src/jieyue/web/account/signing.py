"""The session on its way: who gave a right password, and since when he is signed in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html

from jieyue.programme.people.queries import person_signed_in
from jieyue.programme.people.renewing import RenewalNotice, of_oneself
from jieyue.programme.people.signing_in import came, was_locked_out

BACKEND = "jieyue.store.people.passwords.PasswordBackend"
WAITING = "waiting"
LONGEST_WAIT = timedelta(minutes=5)


def address_of(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


def began_at(session: SessionBase) -> datetime | None:
    return parse_datetime(str(session.get("began_at", "")))


def note_beginning(*, request: HttpRequest, **_: object) -> None:
    """When Django signs somebody in, on whatever way."""
    request.session["began_at"] = timezone.now().isoformat()
    request.session["address"] = address_of(request)


def note_locked_out(*, request: HttpRequest, username: str, ip_address: str, **_kwargs: object) -> None:
    """Written down when it begins, not for every try while it lasts."""
    if (request.axes_failures_since_start or 0) >= settings.AXES_FAILURE_LIMIT:
        was_locked_out(username, at=timezone.now(), address=ip_address)


def let_in(request: HttpRequest, user: AbstractBaseUser) -> None:
    before = user.last_login
    login(request, user, backend=BACKEND)
    came(user, at=timezone.now(), address=address_of(request))
    for each in _since(user, before):
        told = render_to_string("renewals/done_part.html", {"each": each})
        messages.warning(request, format_html("{}：{}", each.what_zh, told))


def _since(user: AbstractBaseUser, before: datetime | None) -> list[RenewalNotice]:
    """What others did to his password, second factor or office since he last came."""
    himself = person_signed_in(user, on=timezone.localdate(), address="")
    return of_oneself(person=himself, after=before)


def let_wait(request: HttpRequest, user: AbstractBaseUser, *, then: str) -> None:
    """The password was right; the code is still to come. The session gets a new key, and is nobody's yet."""
    request.session.flush()
    request.session[WAITING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": timezone.now().isoformat(),
        "then": then,
    }


def who_waits(request: HttpRequest) -> tuple[AbstractBaseUser | None, str]:
    """The user whose code is to come and where he wants to go; None where nobody waits, or too long."""
    waiting = request.session.get(WAITING)
    if not waiting or timezone.now() - datetime.fromisoformat(waiting["at"]) > LONGEST_WAIT:
        return None, ""
    user = get_user_model().objects.filter(pk=waiting["user"], is_active=True).first()
    is_same = user is not None and constant_time_compare(user.get_session_auth_hash(), waiting["hash"])
    return (user if is_same else None), waiting["then"]
