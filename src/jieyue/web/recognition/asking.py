"""What is asked for in an address of 建成情况, and the address that asks for it."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from jieyue.programme.recognition.queries import Choice, Shown
from jieyue.rules.recognition import Status
from jieyue.rules.values import Kind, Level

UNKNOWN = "unknown"


def day_asked(request: HttpRequest) -> date | None:
    """None where none is named, or none that there is."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def choice_asked(request: HttpRequest) -> Choice:
    asked = request.GET
    levels = set(asked.getlist("level"))
    return Choice(
        levels=tuple(level for level in Level if level.value in levels),
        kind=next((kind for kind in Kind if kind.value == asked.get("kind")), None),
        branch=asked.get("branch", ""),
        status=next((status for status in Status if status.value == asked.get("only")), None),
        is_organ=None if asked.get("only") == UNKNOWN else True,
    )


def board_address(code: str, on: date) -> str:
    return f"{reverse('recognition:shares')}?{urlencode({'organisation': code, 'on': on})}"


def list_address(found: Shown, choice: Choice, *, on: date | None = None, status: Status | None = None) -> str:
    """Of those whom a number counts."""
    asked: list[tuple[str, object]] = [("organisation", found.organisation.code), ("on", on or found.on)]
    asked += [("level", level.value) for level in choice.levels]
    asked += [("kind", choice.kind.value)] if choice.kind else []
    asked += [("branch", choice.branch)] if choice.branch else []
    only = UNKNOWN if choice.is_organ is None else status.value if status else ""
    asked += [("only", only)] if only else []
    return f"{reverse('recognition:units')}?{urlencode(asked)}"
