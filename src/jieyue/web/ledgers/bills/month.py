"""The table of a month: what still lacks in it, each answered where it stands, and how its reports are."""

import json
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jieyue.programme.bills import answers
from jieyue.programme.bills.notes import lacking
from jieyue.programme.completeness.queries import AccountMonths, accounts_by_month
from jieyue.programme.entry.operations import ImportReport
from jieyue.programme.entry.reversing import undo as put_back
from jieyue.programme.workbench.month import reports_of_month
from jieyue.rules.period import Period
from jieyue.rules.problem import Problem
from jieyue.web.entering import refused
from jieyue.web.ledgers.grid import Asked, asked_of

MOST_ASKED = 20
"""Accounts of a month about which the page asks at once; a county lacks hundreds in the first days."""

KEY = "bills"
ANSWERED = "jieyue:answered"
"""What the table on the page is told of an account that needs no row any more."""


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Of the month that the address names."""
    return _state(request, asked_of(request, KEY))


def _state(
    request: HttpRequest, asked: Asked, *, said: str = "", entry: int | None = None, problems: Iterable[Problem] = ()
) -> HttpResponse:
    came_of_it = {"said": said, "entry": entry, "problems": list(problems)}
    return render(request, "ledgers/bills/state_part.html", {**state_of(request, asked), **came_of_it})


def state_of(request: HttpRequest, asked: Asked) -> dict[str, object]:
    """What the month lacks, and the reports that it is in."""
    about = {"organisation": asked.organisation.code, "month": asked.period.first, "person": request.person}
    about |= {"today": timezone.localdate()}
    found = lacking(**about) if asked.period.months == 1 else []
    more = max(len(found) - MOST_ASKED, 0)
    return {
        "asked": asked,
        "lacking": found[:MOST_ASKED],
        "more": more,
        "reports": [] if asked.below else reports_of_month(**about),
    }


@require_POST
def none_used(request: HttpRequest, account: int, month: str) -> HttpResponse:
    """本月未使用."""
    first = Period.parse(month).first
    report = answers.say_unused(account, first, by=request.person, at=timezone.now())
    return _answered(request, account, report, done=_("已登记本月未使用。"))


@require_POST
def closed(request: HttpRequest, account: int, month: str) -> HttpResponse:
    """销户."""
    since = request.POST.get("since", "").strip()
    report = answers.say_closed(account, Period.parse(month).first, since=since, by=request.person, at=timezone.now())
    return _answered(request, account, report, done=_("已登记销户：自 %(day)s 起不再使用。") % {"day": since})


def _answered(request: HttpRequest, account: int, report: ImportReport, *, done: str) -> HttpResponse:
    """The part again, with what came of it; the row that was offered for the account leaves the table."""
    asked = asked_of(request, KEY)
    about = {each.id: each for each in _accounts(request, asked)}.get(account)
    if not report.taken:
        return _state(request, asked, problems=refused(report))
    says = f"{about.resource.zh} {about.number}：{done}" if about else done
    response = _state(request, asked, said=says, entry=report.entry)
    if about:
        key = {"resource": about.resource.zh, "use": about.use.zh, "account": about.number}
        response["HX-Trigger"] = json.dumps({ANSWERED: key})  # a header has no other letters than ASCII
    return response


def _accounts(request: HttpRequest, asked: Asked) -> list[AccountMonths]:
    about = {"person": request.person, "code": asked.organisation.code, "year": asked.period.year}
    return accounts_by_month(**about, today=timezone.localdate())


@require_POST
def undo(request: HttpRequest, seq: int) -> HttpResponse:
    """What was answered just now is taken back; the page is loaded anew, for its table has the row again."""
    asked = asked_of(request, KEY)
    put_back(seq, by=request.person, at=timezone.now(), reason="当场撤销")
    address = f"{reverse('ledgers:grid', args=[KEY])}?organisation={asked.organisation.code}&period={asked.period}"
    if not request.htmx:
        return redirect(address)
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response
