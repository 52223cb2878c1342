"""Where one can go: what the areas offer, as far as the person may use it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from jieyue.rules.roles import Right


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `rights`: any one of them opens it; none means everybody. `label` in Chinese; `names` are
    what the page is asked with.
    """

    label: str
    to: str
    rights: tuple[Right, ...] = ()
    place: int = 50
    names: tuple[str, ...] = ()


def navigation(request: HttpRequest) -> dict[str, object]:
    """For templates: the menu of the person who asks, in order of place."""
    person = getattr(request, "person", None)
    if person is None:
        return {"navigation": []}
    allowed = (entry for entry in entries() if not entry.rights or any(map(person.may, entry.rights)))
    shown = [
        (gettext(entry.label), reverse(entry.to, args=entry.names))
        for entry in sorted(allowed, key=lambda entry: entry.place)
    ]
    here = _nearest([url for _, url in shown], request.path)
    return {"navigation": [{"label": label, "url": url, "current": url == here} for label, url in shown]}


def entries() -> list[Entry]:
    from jieyue.web.urls import areas  # noqa: PLC0415 (the areas import Entry from here)

    return [entry for area in areas() for entry in getattr(area, "navigation", ())]


def _nearest(urls: list[str], path: str) -> str:
    """The entry under which a page stands; the start page is over nothing but itself."""
    over = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(over, key=len, default="")
