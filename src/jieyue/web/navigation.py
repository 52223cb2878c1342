"""Where one can go: what the areas offer, as far as the person may use it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from jieyue.rules.roles import Right


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `rights`: any one of them opens it; none means everybody. `label` in Chinese."""

    label: str
    to: str
    rights: tuple[Right, ...] = ()
    place: int = 50


def navigation(request: HttpRequest) -> dict[str, object]:
    """For templates: the menu of the person who asks, in order of place."""
    person = getattr(request, "person", None)
    if person is None:
        return {"navigation": []}
    allowed = (entry for entry in entries() if not entry.rights or any(map(person.may, entry.rights)))
    shown = sorted(allowed, key=lambda entry: entry.place)
    return {"navigation": [_item(entry, request.path) for entry in shown]}


def entries() -> list[Entry]:
    from jieyue.web.urls import areas  # noqa: PLC0415 (the areas import Entry from here)

    return [entry for area in areas() for entry in getattr(area, "navigation", ())]


def _item(entry: Entry, path: str) -> dict[str, object]:
    url = reverse(entry.to)
    is_current = path == url or (url != "/" and path.startswith(url))
    return {"label": entry.label, "url": url, "current": is_current}
