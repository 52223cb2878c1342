"""Pages of ledgers: which there are, their rows, and one row."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.findings.queries import of_record
from jieyue.programme.ledgers import operations, queries
from jieyue.programme.ledgers.about import rows_about
from jieyue.programme.ledgers.catalogue import Ledger, all_ledgers, in_groups, ledger_named
from jieyue.programme.ledgers.listing import Wanted, latest_year, listing, usual_sort
from jieyue.programme.ledgers.listing import totals as totals_of
from jieyue.rules.problem import Problem
from jieyue.rules.refusal import NotAllowed, Refused
from jieyue.web.asking import small_int
from jieyue.web.entering import (
    CHANGED_MEANWHILE,
    CorrectionForm,
    EntryForm,
    enter,
    form_of,
    look_again,
    may_be_entered,
    refused,
    show_in,
    tell,
)
from jieyue.web.ledgers.forms import LedgerFilter, filter_of
from jieyue.web.ledgers.own import own
from jieyue.web.paging import PER_PAGE, page_number, page_of, per_page
from jieyue.web.places import period_in
from jieyue.web.words import in_language


def home_of(ledger: str) -> list[dict[str, str]]:
    """The way to a ledger's list, for the pages below it."""
    found = ledger_named(ledger)
    return [
        {"label": _("台账"), "url": reverse("ledgers:index")},
        {"label": in_language(found.zh), "url": reverse("ledgers:list", args=[ledger])},
    ]


def template(ledger: str, name: str) -> list[str]:
    """A ledger's own page where it has one, else the common one."""
    return [f"ledgers/{ledger}/{name}.html", f"ledgers/{name}.html"]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    context = {
        "groups": in_groups(all_ledgers().values()),
        "kept": {each.key for each in all_ledgers().values() if request.person.may(each.right)},
        "breadcrumbs": [{"label": _("首页"), "url": "/"}, {"label": _("台账"), "url": ""}],
    }
    return render(request, "ledgers/index.html", context)


@require_safe
def rows(request: HttpRequest, ledger: str) -> HttpResponse:
    found = ledger_named(ledger)
    form, wanted = _asked(request, found)
    sort, many, number = request.GET.get("sort") or usual_sort(found), per_page(request), page_number(request)
    listed = listing(ledger, person=request.person, wanted=wanted, sort=sort, first=(number - 1) * many, many=many)
    context = {
        "ledger": found,
        "form": form,
        "found": listed,
        "page": page_of(listed.count, number=number, many=many),
        "sort": sort,
        "per_page": many,
        "sizes": PER_PAGE,
        "may_enter": request.person.may(found.right),
        "breadcrumbs": [*home_of(ledger)[:1], {"label": in_language(found.zh), "url": ""}],
        **own(ledger, "about_list", request),
    }
    return render(request, template(ledger, "list"), context)


@require_safe
def totals(request: HttpRequest, ledger: str) -> HttpResponse:
    """The sums of a list that is too long to be added up while it is shown."""
    found = ledger_named(ledger)
    form, wanted = _asked(request, found)
    context = {"ledger": found, "form": form, "totals": totals_of(ledger, person=request.person, wanted=wanted)}
    name = "totals_part" if request.htmx else "totals"
    return render(request, template(ledger, name), {**context, "breadcrumbs": home_of(ledger)})


def _asked(request: HttpRequest, ledger: Ledger) -> tuple[LedgerFilter, Wanted]:
    """What the address asks for; what of it cannot be read is said beside its field. A `period` stands for its months.
    Without any condition of time it is the latest year with rows.
    """
    given = request.GET.dict()
    if period := given.pop("period", ""):
        days = period_in(request, period)
        given |= {"since": f"{days.first:%Y-%m}", "until": f"{days.last:%Y-%m}"}
    elif ledger.is_dated and "since" not in given and "until" not in given:
        organisation = given.get("organisation", "").strip()
        year = latest_year(ledger.key, person=request.person, organisation=organisation) or request.person.on.year
        given |= {"since": f"{year}-01", "until": f"{year}-12"}
    if not ledger.is_dated:
        given = {name: value for name, value in given.items() if name not in ("since", "until")}
    form = filter_of(ledger, given)
    return form, form.wanted()


@require_safe
def row(request: HttpRequest, ledger: str, row: int) -> HttpResponse:
    found = queries.row(ledger, row, person=request.person)
    return render(request, template(ledger, "row"), _about(request, found))


def _about(request: HttpRequest, found: queries.OneRow) -> dict[str, object]:
    return {
        "row": found,
        "ledger": found.ledger,
        "steps": queries.steps(found, person=request.person),
        "found_in_it": of_record(found.table, found.id, person=request.person, today=timezone.localdate()),
        "about": rows_about(found, person=request.person),
        "breadcrumbs": _trail(found),
        **own(found.ledger.key, "about_row", request, found),
    }


def _trail(found: queries.OneRow) -> list[dict[str, str]]:
    return [*home_of(found.ledger.key), {"label": f"{found.organisation.name} {found.title}".strip(), "url": ""}]


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, ledger: str, row: int) -> HttpResponse:
    found = queries.row(ledger, row, person=request.person)
    _refuse_unless_correctable(found)
    row_form = form_of(ledger, left_out=("withdrawn",), base=CorrectionForm)
    if request.method != "POST":
        return _form(request, found, row_form(initial={**found.typed, "seen": found.seen}))
    form = row_form(request.POST)
    if not may_be_entered(request, form):
        return _form(request, found, form, status=422)
    report = enter(request, form, record=row)
    if report.taken:
        tell(request, report, done=_("已更正。"), unchanged=_("没有变化，未作更正。"))
        return redirect("ledgers:row", ledger, row)
    meanwhile = show_in(form, refused(report))
    if meanwhile is None:
        return _form(request, found, form, status=422)
    now = queries.row(ledger, row, person=request.person)
    look_again(form, now.seen)
    return _form(request, now, form, status=409, meanwhile=meanwhile)


def _form(
    request: HttpRequest,
    found: queries.OneRow,
    form: EntryForm,
    *,
    status: int = 200,
    meanwhile: Problem | None = None,
) -> HttpResponse:
    context = {
        "row": found,
        "ledger": found.ledger,
        "form": form,
        "meanwhile": meanwhile,
        "steps": queries.steps(found, person=request.person)[:1] if meanwhile else [],
        "breadcrumbs": [*_trail(found)[:-1], {"label": _("更正"), "url": ""}],
    }
    return render(request, template(found.ledger.key, "correct"), context, status=status)


def _refuse_unless_correctable(found: queries.OneRow) -> None:
    if found.is_withdrawn:
        raise Refused("这条登记已经作废。", do="需要恢复的，请重新登记。")
    if not found.may_correct:
        raise NotAllowed("这条登记不归您填报，不能更正。", do="请联系该机构的统计员。")


@require_POST
def withdraw(request: HttpRequest, ledger: str, row: int) -> HttpResponse:
    found = queries.row(ledger, row, person=request.person)
    _refuse_unless_correctable(found)
    if not found.ledger.can_withdraw:
        raise NotAllowed(_("这本台账的登记不能作废。"), do=_("内容有误的，请用“更正”。"))
    report = operations.withdraw(
        ledger,
        row,
        seen=small_int(request.POST.get("seen")),
        by=request.person,
        at=timezone.now(),
        reason=request.POST.get("reason", ""),
    )
    if report.taken:
        messages.success(request, _("已作废。记录仍可在本页查看。"))
        return redirect("ledgers:row", ledger, row)
    problems = refused(report)
    is_meanwhile = any(problem.rule == CHANGED_MEANWHILE for problem in problems)
    context = {**_about(request, queries.row(ledger, row, person=request.person)), "problems": problems}
    return render(request, template(ledger, "row"), context, status=409 if is_meanwhile else 422)
