"""Around every page: who is asking, and refusals as sentences."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jieyue.programme.people.queries import person_signed_in
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere, Refused, unkeepable

STATUS = {NotThere: 404, NotAllowed: 403, Meanwhile: 409}
WRONG = 400

Page = Callable[[HttpRequest], HttpResponse]


class PersonMiddleware:
    """`request.person`: the signed-in user with his roles of today, or None."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = None
        if request.user.is_authenticated:
            address = request.META.get("REMOTE_ADDR", "")
            request.person = person_signed_in(request.user, on=timezone.localdate(), address=address)
        return self.page(request)


class RefusalMiddleware:
    """What is refused is told on a page of its own, or as a part where a part was asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError):
            exception = unkeepable()
        if not isinstance(exception, Refused):
            return None
        template = "design/refused_part.html" if request.htmx else "design/refused.html"
        return render(request, template, {"refusal": exception}, status=status_of(exception))


def status_of(refusal: Refused) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), WRONG)
