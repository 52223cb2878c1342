"""Around every page: who is asking, and refusals as sentences."""

from collections.abc import Callable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from jieyue.programme.people.queries import person_signed_in
from jieyue.programme.upkeep.counting import left_to_a_worker
from jieyue.programme.upkeep.faults import refusal_in
from jieyue.rules.refusal import NotNow, NotThere
from jieyue.web.asking import NoSuchChoice
from jieyue.web.failing import answer
from jieyue.web.paging import BeyondTheLast
from jieyue.web.places import YearOutOfSight, by_name, refuse_out_of_sight

Page = Callable[[HttpRequest], HttpResponse]


ONLY_READING = ("GET", "HEAD")


class NothingKept:
    """On a machine that several share, what one has seen is not in the browser for the next."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.page(request)
        if "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        return response


class CountingElsewhere:
    """A page does not wait for a large import to be counted: it says so, and comes again."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with left_to_a_worker(only_reads=request.method in ONLY_READING):
            return self.page(request)


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

    def process_view(
        self, request: HttpRequest, _view: Page, _given: Sequence[object], named: Mapping[str, object]
    ) -> HttpResponse | None:
        """An address that names a year that no page is about is refused as one that asks for it."""
        if "api" in request.resolver_match.namespaces:
            return None
        try:
            refuse_out_of_sight(*(f"{named[each]}" for each in ("year", "period") if each in named))
        except YearOutOfSight as refusal:
            return answer(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only of what is refused; all else is for `site/failing.py`, which notes it."""
        if isinstance(exception, BeyondTheLast):
            query = request.GET.copy()
            query["page"] = f"{exception.last}"
            return redirect(f"{request.path}?{query.urlencode()}")
        refusal = refusal_in(exception)
        if refusal is None or isinstance(refusal, NotNow):
            return None
        is_of_organisation = isinstance(refusal, NotThere) and not isinstance(refusal, NoSuchChoice)
        instead = by_name(request) if is_of_organisation else None
        return instead or answer(request, refusal)
