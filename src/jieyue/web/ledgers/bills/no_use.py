"""A missing month of an account: enter its bill, or say that nothing was used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.programme.bills.notes import Unused, unused
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotAllowed
from jieyue.web.entering import enter, form_of, refused, show_in, tell
from jieyue.web.links import grid_url, missing_url

KEY = "bills"


@require_http_methods(["GET", "HEAD", "POST"])
def no_use(request: HttpRequest, account: int, month: str) -> HttpResponse:
    found = unused(account, Period.parse(month).first, person=request.person)
    note_form = form_of("no_use", left_out=("withdrawn", "opened_on"), fixed=found.account_as_entered())
    days = {"start_date": found.first.isoformat(), "end_date": found.last.isoformat(), "note": ""}
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


def _note_page(request: HttpRequest, found: Unused, form, *, status: int = 200) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "grid": grid_url(KEY, found.organisation.code, found.month),
        "back": missing_url(KEY, found.organisation.code, found.month.year),
    }
    return render(request, "ledgers/bills/no_use.html", context, status=status)
