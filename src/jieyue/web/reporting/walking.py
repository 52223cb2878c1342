"""逐个审核: from one report of a list to the next, without coming back to the list in between.

The list is kept with the session as it was shown: what is decided meanwhile does not move what comes next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

LIST = "reports to review"


@dataclass(frozen=True)
class Walk:
    """Where a report stands in the list: the `nth` of `count`, `done` decided by this person on his way."""

    nth: int
    count: int
    done: int
    before: str
    after: str
    back: str


def remember(request: HttpRequest, period: str, codes: Sequence[str], back: str) -> None:
    """The reports that a page lists, in their order; nothing is written where it is the list already."""
    kept = request.session.get(LIST, {})
    if (kept.get("period"), kept.get("codes"), kept.get("back")) != (period, list(codes), back):
        request.session[LIST] = {"period": period, "codes": list(codes), "back": back, "decided": []}


def walk(request: HttpRequest, code: str, period: str) -> Walk | None:
    """None for a report that is not in the list."""
    kept = request.session.get(LIST, {})
    if kept.get("period") != period or code not in kept["codes"]:
        return None
    codes, nth = kept["codes"], kept["codes"].index(code)
    before, after = codes[nth - 1] if nth else "", codes[nth + 1] if nth + 1 < len(codes) else ""
    return Walk(nth + 1, len(codes), len(kept["decided"]), _url(before, period), _url(after, period), kept["back"])


def decided(request: HttpRequest, code: str, period: str) -> str:
    """Where to go once a report of the list is decided: to the next that is not, else back to the list; "" where it is
    in no list.
    """
    if walk(request, code, period) is None:
        return ""
    kept = request.session[LIST]
    kept["decided"] = list(dict.fromkeys([*kept["decided"], code]))
    request.session[LIST] = kept
    nth = kept["codes"].index(code)
    in_turn = [*kept["codes"][nth + 1 :], *kept["codes"][:nth]]
    following = next((each for each in in_turn if each not in kept["decided"]), "")
    return _url(following, period) or kept["back"]


def _url(code: str, period: str) -> str:
    return reverse("reporting:report", args=[code, period]) if code else ""
