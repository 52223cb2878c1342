"""A missing month of an account: enter its bill, or say that nothing was used."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.programme.bills.answers import take_back_unused
from jieyue.programme.bills.notes import Unused, unused
from jieyue.rules.period import Period
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import NotAllowed
from jieyue.web.entering import enter, form_of, refused, show_in, tell
from jieyue.web.links import grid_url, missing_url

KEY = "bills"


@require_http_methods(["GET", "HEAD", "POST"])
def no_use(request: HttpRequest, account: int, month: str) -> HttpResponse:
    found = unused(account, Period.parse(month).first, person=request.person)
    note_form, days = _note_form(found), _days(found)
    if request.method != "POST":
        return _note_page(request, found, note_form(initial=days))
    if not found.may_enter:
        raise NotAllowed("这个户号不归您填报。", do="请联系该机构的统计员。")
    form = note_form({**days, **request.POST.dict()})
    if not form.is_valid():
        return _note_page(request, found, form, status=422)
    report = enter(request, form)
    if report.taken:
        tell(request, report, done=_("已登记本月未使用。"), unchanged=_("这几天已经登记过未使用。"))
        return redirect(missing_url(KEY, found.organisation.code, found.month.year))
    show_in(form, refused(report))
    return _note_page(request, found, form, status=422)


@require_POST
def take_back(request: HttpRequest, account: int, month: str, note: int) -> HttpResponse:
    """撤去“本月未使用”的登记."""
    asked = {"by": request.person, "at": timezone.now(), "reason": request.POST.get("reason", "")}
    report = take_back_unused(account, Period.parse(month).first, note, **asked)
    if report.taken:
        tell(request, report, done=_("已撤去本月未使用的登记。"), unchanged=_("这条登记已经撤去。"))
        return redirect("ledgers:unused", account, month)
    found = unused(account, Period.parse(month).first, person=request.person)
    return _note_page(request, found, _note_form(found)(initial=_days(found)), problems=refused(report), status=422)


def _note_form(found: Unused):
    return form_of("no_use", left_out=("withdrawn", "opened_on"), fixed=found.account_as_entered())


def _days(found: Unused) -> dict[str, str]:
    return {"start_date": found.first.isoformat(), "end_date": found.last.isoformat(), "note": ""}


def _note_page(
    request: HttpRequest, found: Unused, form, *, problems: Sequence[Problem] = (), status: int = 200
) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "problems": problems,
        "grid": grid_url(KEY, found.organisation.code, found.month),
        "back": missing_url(KEY, found.organisation.code, found.month.year),
    }
    return render(request, "ledgers/bills/no_use.html", context, status=status)
