"""问题: the list with what is whose turn, and one of them with its steps."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.findings import queries
from jieyue.programme.findings.queries import Mine, Wanted
from jieyue.rules.findings import (
    CLOSE,
    CORRECT,
    EXPLAIN,
    EXTEND,
    SEND_BACK,
    TAKE_BACK,
    URGE,
    WITHDRAW,
    FindingState,
)
from jieyue.rules.moves import Move
from jieyue.rules.refusal import Refused
from jieyue.web.findings import tables
from jieyue.web.findings.forms import AnswerForm, Search
from jieyue.web.links import record_page
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.taking_along import addresses, as_file
from jieyue.web.words import in_language

MOST_TAKEN, MOST_UNITS = 20_000, 50
TONES = {
    FindingState.OPEN: "warning",
    FindingState.EXPLAINED: "info",
    FindingState.CORRECTED: "info",
    FindingState.CLOSED: "success",
    FindingState.RESOLVED: "success",
    FindingState.WITHDRAWN: "neutral",
}
GROUPS = {
    "answer": (EXPLAIN, CORRECT),
    "decide": (CLOSE, SEND_BACK),
    "press": (URGE, EXTEND),
    "withdraw": (WITHDRAW,),
    "take_back": (TAKE_BACK,),
}
"""Moves that are one form: words, and a button for each."""


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    today, form = timezone.localdate(), Search(request.GET)
    wanted = Wanted(**form.asked())
    asked = {"person": request.person, "today": today}
    many, number = per_page(request), page_number(request)
    found = queries.findings(wanted=wanted, **asked, first=(number - 1) * many, many=many)
    context = {
        "form": form,
        "tabs": _tabs(wanted, queries.to_do(**asked)),
        "lines": [(line, TONES[line.state]) for line in found.lines],
        "page": page_of(found.count, number=number, many=many),
        "repeated": queries.repeated(organisation=wanted.organisation, year=today.year, **asked),
        "year": today.year,
        "may_raise": bool(queries.may_raise(person=request.person)),
        "units": queries.by_unit(wanted=wanted, **asked)[:MOST_UNITS],
        "files": addresses(request, "findings:file"),
    }
    return render(request, "findings/list.html", context)


@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """What the list holds by the same conditions, with how much of each unit is not settled."""
    wanted, asked = Wanted(**Search(request.GET).asked()), {"person": request.person, "today": timezone.localdate()}
    found = queries.findings(wanted=wanted, **asked, many=MOST_TAKEN)
    if found.count > MOST_TAKEN:
        says = _("符合条件的问题有 %(count)s 个，一次最多下载 %(most)s 个。") % {
            "count": found.count,
            "most": MOST_TAKEN,
        }
        raise Refused(says, do=_("请按机构、年度或者台账分次下载。"))
    units = queries.by_unit(wanted=wanted, **asked)
    return as_file(tables.of_lines(found.lines), form, name=_("问题"), more=[tables.of_units(units)])


def _tabs(wanted: Wanted, to_do: queries.ToDo) -> list[dict[str, object]]:
    """Whose turn it is, with how many; what nobody has to do is left out."""
    counts = {Mine.ANSWER: to_do.to_answer, Mine.RECHECK: to_do.to_recheck, Mine.OVERDUE: to_do.overdue_below}
    address = reverse("findings:list")
    tabs = [{"label": _("全部"), "url": address, "current": not wanted.mine, "count": None}]
    return tabs + [
        {
            "label": in_language(mine.zh),
            "url": f"{address}?{urlencode({'mine': mine.value})}",
            "current": wanted.mine == mine,
            "count": count,
        }
        for mine, count in counts.items()
        if count or wanted.mine == mine
    ]


@require_safe
def finding(request: HttpRequest, finding: int) -> HttpResponse:
    return show(request, finding)


def show(
    request: HttpRequest, finding: int, *, refusal: Refused | None = None, key: str = "", status: int = 200
) -> HttpResponse:
    """The page of one; `refusal` is what was wrong with the form of the group `key`."""
    found = queries.finding(finding, person=request.person, today=timezone.localdate())
    forms = list(_forms(request, found, key))
    trail = [{"label": _("问题"), "url": reverse("findings:list")}, {"label": found.line.title, "url": ""}]
    context = {
        "found": found,
        "line": found.line,
        "tone": TONES[found.line.state],
        "forms": forms,
        "refusal": refusal,
        "refused": key,
        "record_url": record_page(*found.record) if found.record else "",
        "table": queries.TABLE,
        "breadcrumbs": trail,
    }
    return render(request, "findings/finding.html", context, status=status)


def _forms(request: HttpRequest, found: queries.Shown, sent: str):
    for key, moves in GROUPS.items():
        may = [move for move in moves if move in found.moves]
        if may:
            data = (request.POST, request.FILES) if key == sent else (None, None)
            yield key, may, AnswerForm.of(key, may, data=data[0], files=data[1], seen=found.seen), _needs_words(may)


def _needs_words(moves: Sequence[Move]) -> bool:
    return moves != [TAKE_BACK]


def group_of(key: str) -> str:
    """The form that a move stands in; "" for what is no move of the page."""
    return next((group for group, moves in GROUPS.items() if key in {move.key for move in moves}), "")
