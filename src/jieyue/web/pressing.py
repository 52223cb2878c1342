"""Forms that add something which nothing else tells from its like carry a mark, `{% press %}`, and are taken once."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from jieyue.programme.people.pressing import PressedAlready, pressed

PRESS = "press"
REFUSED = 400
View = Callable[..., HttpResponse]


def taken_once(view: View) -> View:
    """A second press is led where the first one led. What is not done, because something is wrong with it, does not
    count. A form without a mark is taken as it comes: a page that was open before an upgrade.
    """

    @wraps(view)
    def once(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        token = _token(request)
        if token is None:
            return view(request, *given, **named)
        try:
            return _first(view, token, request, *given, **named)
        except PressedAlready as already:
            if not already.led_to:
                raise
            messages.info(request, already.says)
            return redirect(already.led_to)

    once.is_taken_once = True
    return once


def _first(view: View, token: UUID, request: HttpRequest, *given: object, **named: object) -> HttpResponse:
    with pressed(token=token, by=request.person, at=timezone.now()) as press:
        response = view(request, *given, **named)
        press.led_to = response.get("Location", "")
        if response.status_code >= REFUSED:
            transaction.set_rollback(True)
    return response


def _token(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(PRESS, "")) if request.method == "POST" else None
    except ValueError:
        return None
