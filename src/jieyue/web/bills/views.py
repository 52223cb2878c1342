"""Pages of bills."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.bills import operations, queries
from jieyue.programme.bills.listing import TABLE, USUAL_SORT, Wanted, latest_year, listing
from jieyue.programme.bills.listing import totals as totals_of
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.rules.roles import Right
from jieyue.web.asking import small_int
from jieyue.web.bills.forms import BillFilter
from jieyue.web.entering import CHANGED_MEANWHILE, EntryForm, enter, form_of, look_again, refused, show_in, tell
from jieyue.web.paging import PER_PAGE, page_number, page_of, per_page


@require_safe
def bills(request: HttpRequest) -> HttpResponse:
    form, wanted = _asked(request)
    sort, many = request.GET.get("sort") or USUAL_SORT, per_page(request)
    number = page_number(request)
    found = listing(person=request.person, wanted=wanted, sort=sort, first=(number - 1) * many, many=many)
    context = {
        "form": form,
        "wanted": wanted,
        "found": found,
        "page": page_of(found.count, number=number, many=many),
        "sort": sort,
        "per_page": many,
        "sizes": PER_PAGE,
        "may_enter": request.person.may(Right.ENTER),
        "breadcrumbs": [{"label": _("首页"), "url": "/"}, {"label": _("票据"), "url": ""}],
    }
    return render(request, "bills/list.html", context)


@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """The sums of a list that is too long to be added up while it is shown."""
    form, wanted = _asked(request)
    found = totals_of(person=request.person, wanted=wanted)
    template = "bills/totals_part.html" if request.htmx else "bills/totals.html"
    return render(request, template, {"totals": found, "form": form})


def _asked(request: HttpRequest) -> tuple[BillFilter, Wanted]:
    """What the address asks for. Without any condition of time it is the latest year with bills."""
    given = request.GET.dict()
    if "since" not in given and "until" not in given:
        organisation = given.get("organisation", "").strip()
        year = latest_year(person=request.person, organisation=organisation) or request.person.on.year
        given |= {"since": f"{year}-01", "until": f"{year}-12"}
    form = BillFilter(given)
    if form.is_valid():
        return form, form.wanted()
    return form, Wanted(**{key: value for key, value in form.cleaned_data.items() if value})


@require_safe
def bill(request: HttpRequest, bill: int) -> HttpResponse:
    return render(request, "bills/bill.html", _about(request, queries.bill(bill, person=request.person)))


def _about(request: HttpRequest, found: queries.OneBill) -> dict[str, object]:
    before, after = queries.neighbours(found)
    return {
        "bill": found,
        "before": before,
        "after": after,
        "findings": queries.findings(found, person=request.person),
        "steps": queries.steps(found, person=request.person),
        "table": TABLE,
        "breadcrumbs": _trail(found),
    }


def _trail(found: queries.OneBill) -> list[dict[str, str]]:
    above = [{"label": each.name, "url": f"/organisations/{each.code}/"} for each in found.above]
    return [*above, {"label": _("票据 %(days)s") % {"days": _days(found.start, found.end)}, "url": ""}]


def _days(start: date, end: date) -> str:
    return f"{start} 至 {end}"


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, bill: int) -> HttpResponse:
    found = queries.bill(bill, person=request.person)
    _refuse_unless_correctable(found)
    bill_form = form_of("bills", left_out=("withdrawn",))
    if request.method != "POST":
        return _form(request, found, bill_form(initial={**queries.as_entered(found), "seen": found.seen}))
    form = bill_form(request.POST)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    report = enter(request, form, record=bill)
    if report.taken:
        tell(request, report, done=_("已更正。"), unchanged=_("没有变化，未作更正。"))
        return redirect("bills:bill", bill)
    meanwhile = show_in(form, refused(report))
    if meanwhile is None:
        return _form(request, found, form, status=422)
    now = queries.bill(bill, person=request.person)
    look_again(form, now.seen)
    return _form(request, now, form, status=409, meanwhile=meanwhile)


def _form(
    request: HttpRequest,
    found: queries.OneBill,
    form: EntryForm,
    *,
    status: int = 200,
    meanwhile: Problem | None = None,
) -> HttpResponse:
    context = {
        "bill": found,
        "form": form,
        "meanwhile": meanwhile,
        "steps": queries.steps(found, person=request.person)[:1] if meanwhile else [],
        "breadcrumbs": [*_trail(found)[:-1], {"label": _("更正票据"), "url": ""}],
    }
    return render(request, "bills/correct.html", context, status=status)


def _refuse_unless_correctable(found: queries.OneBill) -> None:
    if found.is_withdrawn:
        raise Refused("这张票据已经作废。", do="需要恢复的，请重新登记。")
    if not found.may_correct:
        raise NotAllowed("这张票据不归您填报，不能更正。", do="请联系该机构的统计员。")


@require_POST
def withdraw(request: HttpRequest, bill: int) -> HttpResponse:
    found = queries.bill(bill, person=request.person)
    _refuse_unless_correctable(found)
    report = operations.withdraw(
        bill,
        seen=small_int(request.POST.get("seen")),
        by=request.person,
        at=timezone.now(),
        reason=request.POST.get("reason", ""),
    )
    if report.taken:
        messages.success(request, _("已作废。作废的票据不再计入统计，记录仍可在本页查看。"))
        return redirect("bills:bill", bill)
    problems = refused(report)
    is_meanwhile = any(problem.rule == CHANGED_MEANWHILE for problem in problems)
    context = {**_about(request, queries.bill(bill, person=request.person)), "problems": problems}
    return render(request, "bills/bill.html", context, status=409 if is_meanwhile else 422)
