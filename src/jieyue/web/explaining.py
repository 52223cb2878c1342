"""用语解释: what a page says that somebody new may not know is explained at its end."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from jieyue.programme.upkeep.terms import terms

MAIN, END, LATER = b"<main", b"</main>", b'hx-trigger="load'
FAILED = 500
TAG = re.compile(r"<[^>]*>")


class Explained:
    """Behind the main part of each Chinese page the terms that stand in it, with what they mean; where parts come
    later, all of them, for nobody knows yet what those will say. A part itself is left as it is.
    """

    def __init__(self, page: Callable[[HttpRequest], HttpResponse]) -> None:
        self.page = page

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.page(request)
        is_page = response.get("Content-Type", "").startswith("text/html") and response.status_code < FAILED
        if is_page and not response.streaming and END in response.content and get_language() != "en":
            before, _, main = response.content.partition(MAIN)
            main, end, behind = main.rpartition(END)
            response.content = b"".join((before, MAIN, main, _explained(request, main), end, behind))
        return response


def _explained(request: HttpRequest, main: bytes) -> bytes:
    text = TAG.sub("", main.decode("utf-8", "replace"))
    found = [(term, means) for term, means in terms().items() if term in text or LATER in main]
    return render_to_string("design/terms.html", {"terms": found}, request).encode() if found else b""
