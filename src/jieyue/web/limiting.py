"""Pages for whoever comes by without an account are given to one address only so often a minute."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jieyue.web.account.signing import address_of

TOO_MANY, SECONDS = 429, 60
View = Callable[..., HttpResponse]


def limited(view: View) -> View:
    """Counted by process, in memory: nothing that is asked for writes to the database."""

    @wraps(view)
    def within_limit(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        key = f"public-{address_of(request)}"
        cache.add(key, 0, SECONDS)
        try:
            count = cache.incr(key)
        except ValueError:  # it ran out between the two
            count = 1
        if count > settings.JIEYUE_PUBLIC_PER_MINUTE:
            response = render(request, "notices/too_many.html", {"anonymous": True}, status=TOO_MANY)
            response["Retry-After"] = f"{SECONDS}"
            return response
        return view(request, *given, **named)

    return within_limit
