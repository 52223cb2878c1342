"""How long a session lasts, and what comes before anything else."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_htmx.http import HttpResponseClientRedirect

from jieyue.programme.people.signing_in import owed
from jieyue.web.account.signing import began_at

SEEN = "seen"
"""The cookie that says when the session was last used. It is no row of the database: reading a page writes nothing."""

Page = Callable[[HttpRequest], HttpResponse]


class SessionAge:
    """Ends a session that has not been used for a while, or that began too long ago."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _is_over(request):
            logout(request)
        response = self.page(request)
        if request.user.is_authenticated:
            _note_seen(request, response)
        return _whole_page(request, response)


def _is_over(request: HttpRequest) -> bool:
    now, began = timezone.now(), began_at(request.session)
    if began is None or now - began >= timedelta(seconds=settings.SESSION_COOKIE_AGE):
        return True
    return now - max(began, _seen_at(request) or began) >= settings.JIEYUE_IDLE


def _seen_at(request: HttpRequest) -> datetime | None:
    written = request.get_signed_cookie(SEEN, default="", salt=SEEN)
    mark, _, moment = written.partition("|")
    return datetime.fromisoformat(moment) if mark == _mark(request) else None


def _note_seen(request: HttpRequest, response: HttpResponse) -> None:
    response.set_signed_cookie(
        SEEN,
        f"{_mark(request)}|{timezone.now().isoformat()}",
        salt=SEEN,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _mark(request: HttpRequest) -> str:
    """Of this session and no other."""
    return salted_hmac(SEEN, request.session.session_key or "").hexdigest()[:32]


def _whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A part of a page cannot show the sign-in page: the whole page goes there."""
    to_sign_in = response.status_code == 302 and response["Location"].startswith(reverse("account:sign_in"))
    return HttpResponseClientRedirect(reverse("account:sign_in")) if to_sign_in and request.htmx else response


class FirstThings:
    """Whoever has to choose a password or to set up a second factor is led there, whatever he asks for."""

    steps = {"password": "account:password", "second_factor": "account:second_factor"}  # noqa: RUF012
    open_to_all = ("account:sign_out", "account:qr_code")

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.person is None:
            return self.page(request)
        step = self.steps.get(owed(request.user, request.person, at=timezone.now()))
        if step is None or request.path in {reverse(name) for name in (step, *self.open_to_all)}:
            return self.page(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"says": "请先在网页上完成登录设置。", "do": reverse(step)}, status=403)
        return HttpResponseClientRedirect(reverse(step)) if request.htmx else redirect(step)
