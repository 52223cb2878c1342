"""What the forms of a report send: a move with what it takes, questions, answers and explanations."""

from datetime import date

from django.http import HttpRequest

from jieyue.programme.reporting import operations
from jieyue.programme.reporting.asking import Asked
from jieyue.rules.moves import Move
from jieyue.rules.reporting import ACCEPT, PINNING, REOPEN, RETURNING, SUBMIT
from jieyue.web.asking import day_in

ASK, ANSWER, EXPLAIN = "ask-", "answer-", "explain-"
"""How the fields of a question about a finding, of an answer to a question, and of an explanation begin."""
MOST_DIGITS = 18


def given(request: HttpRequest, move: Move) -> dict[str, object]:
    """Beside whose report of which period it is. Raises DayImpossible."""
    found: dict[str, object] = {"reason": request.POST.get("reason", "")}
    if move in (SUBMIT, *PINNING):
        found["seen"] = request.POST.get("seen", "")
    if move in RETURNING:
        found |= {"seen": request.POST.get("seen") or None, "questions": asked(request)}
    if move is SUBMIT:
        found |= {"answers": answers(request), "explained": _written(request, EXPLAIN)}
    if move is ACCEPT:
        found["agreed"] = agreed(request)
    if move is REOPEN:
        found["until"] = _day(request.POST.get("until", ""))
    return found


def asked(request: HttpRequest) -> list[Asked]:
    """Of each finding that was ticked or about which something was written; of every one where that was pressed."""
    ticked = set(request.POST.getlist("about" if request.POST.get("every") else "ask"))
    written = _written(request, ASK)
    marks = dict.fromkeys([*written, *ticked])
    return [Asked(written.get(mark, ""), mark) for mark in marks if mark in ticked or written[mark].strip()]


def agreed(request: HttpRequest) -> dict[int, int]:
    """By finding, the version that the page showed; nothing where the box is not ticked."""
    shown = request.POST.getlist("explained") if request.POST.get("agree") else []
    pairs = (each.partition(":") for each in shown)
    return {int(id_): int(seen) for id_, _sign, seen in pairs if _is_number(id_) and _is_number(seen)}


def answers(request: HttpRequest) -> dict[int, str]:
    """By question."""
    return {int(id_): text for id_, text in _written(request, ANSWER).items() if _is_number(id_)}


def typed(request: HttpRequest, field: str, of: object, usual: str = "") -> str:
    return request.POST.get(f"{field}{of}", usual)


def _written(request: HttpRequest, field: str) -> dict[str, str]:
    return {key.removeprefix(field): text for key, text in request.POST.items() if key.startswith(field)}


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS


def _day(written: str) -> date:
    day = day_in(written)
    if day is None:
        raise operations.DayImpossible("请填写重新开放到哪一天。", do="例如 2025-03-31。", where="until")
    return day
