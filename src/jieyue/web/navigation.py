"""Where one can go: what the areas offer, as far as the person may use it: first what he needs every day."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from jieyue.rules.person import Person
from jieyue.rules.roles import Right, Role

EVERYBODY: frozenset[Role] = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()
WORK, DATA, OWN = _("办理"), _("数据"), _("本人")
GROUPS = (WORK, DATA, OWN)
"""Under which what one rarely needs stands."""


def daily(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `rights`: any one of them opens it; none means everybody. `label` in Chinese; `names` are
    what the page is asked with. `daily` are the roles that have it before them; all others find it in its group of
    what one rarely needs.
    """

    label: str
    to: str
    rights: tuple[Right, ...] = ()
    place: int = 50
    names: tuple[str, ...] = ()
    daily: frozenset[Role] = EVERYBODY
    group: str = WORK

    def is_daily(self, person: Person) -> bool:
        return any(post.role in self.daily for post in person.posts) or self.daily is EVERYBODY


def navigation(request: HttpRequest) -> dict[str, object]:
    """For templates: the menu of the person who asks, in order of place."""
    person = getattr(request, "person", None)
    if person is None:
        return {"navigation": [], "seldom": [], "doings": []}
    allowed = [entry for entry in entries() if not entry.rights or any(map(person.may, entry.rights))]
    urls = {entry: reverse(entry.to, args=entry.names) for entry in allowed}
    here = _nearest(list(urls.values()), request.path)
    lines = {
        entry: {"label": gettext(entry.label), "url": urls[entry], "current": urls[entry] == here} for entry in allowed
    }
    seldom = [entry for entry in allowed if not entry.is_daily(person)]
    return {
        "navigation": [line for entry, line in lines.items() if entry not in seldom],
        "seldom": _in_groups(seldom, lines),
        "doings": [line for line in lines.values() if line["url"] != "/"],
    }


def _in_groups(seldom: Sequence[Entry], lines: dict[Entry, dict[str, object]]) -> list[dict[str, object]]:
    ordered = sorted(seldom, key=lambda entry: GROUPS.index(entry.group))
    return [
        {"label": gettext(group), "entries": [lines[entry] for entry in those]}
        for group, those in groupby(ordered, key=lambda entry: entry.group)
    ]


@cache
def entries() -> tuple[Entry, ...]:
    """In order of place."""
    from jieyue.web.urls import areas  # noqa: PLC0415 (the areas import Entry from here)

    found = (entry for area in areas() for entry in getattr(area, "navigation", ()))
    return tuple(sorted(found, key=lambda entry: entry.place))


def _nearest(urls: list[str], path: str) -> str:
    """The entry under which a page stands; the start page is over nothing but itself."""
    over = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(over, key=len, default="")
