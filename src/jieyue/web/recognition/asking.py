"""What is asked for in an address of 建成情况, and the address that asks for it."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from jieyue.programme.recognition.queries import Choice, Shown
from jieyue.rules.recognition import Status
from jieyue.rules.values import Kind, Level
from jieyue.web.asking import choice_in, choices_in

UNKNOWN = "unknown"


def choice_asked(request: HttpRequest, found: Shown) -> Choice:
    """Raises NoSuchChoice."""
    levels, kind = choices_in(request, "level", list(Level)), choice_in(request, "kind", list(Kind))
    only = choice_in(request, "only", [*Status, UNKNOWN])
    return Choice(
        levels=tuple(level for level in Level if level.value in levels),
        kind=Kind(kind) if kind else None,
        branch=choice_in(request, "branch", {each.choice.branch for each in found.branches}),
        status=Status(only) if only not in ("", UNKNOWN) else None,
        is_organ=None if only == UNKNOWN else True,
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
