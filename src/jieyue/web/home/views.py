"""The first page after signing in: what one can do here, and what is missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jieyue.programme.completeness.queries import Count, months_of
from jieyue.programme.entry.operations import kinds
from jieyue.programme.organisations.queries import Entry, tops
from jieyue.programme.records.queries import Deed, latest_deeds
from jieyue.rules.roles import Right


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    person = request.person
    context = {
        "places": tops(person=person),
        "may_enter": person.may(Right.ENTER),
        "may_read": person.may(Right.READ),
        "roles": list(dict.fromkeys(post.role.zh for post in person.posts)),
        "deeds": [(deed, _named(deed)) for deed in latest_deeds(person=person)],
    }
    return render(request, "home/start.html", context)


@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """How many units are missing in each month of the year that are over, for each place of the person."""
    today = timezone.localdate()
    year = today.year if today.month > 1 else today.year - 1
    places = [(place, _months(request, place, year)) for place in tops(person=request.person)]
    return render(request, "home/missing_part.html", {"places": places, "year": year})


def _months(request: HttpRequest, place: Entry, year: int) -> list[Count]:
    found = months_of(person=request.person, code=place.code, year=year, today=timezone.localdate())
    return [count for count in found.counts if not count.is_ahead and count.missing]


def _named(deed: Deed) -> str:
    kind = kinds().get(deed.operation.rpartition(" ")[2])
    return kind.zh if kind else deed.operation
