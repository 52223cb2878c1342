"""督导检查: a checklist filled in on the spot, and what was looked at in a year with what comes again and again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jieyue.programme.evidence.together import FilesRefused
from jieyue.programme.findings.queries import by_rule, repeated
from jieyue.programme.organisations.queries import tops
from jieyue.programme.supervision import operations, planning, queries
from jieyue.programme.supervision.appraising import may_appraise
from jieyue.rules.values import Level
from jieyue.web.asking import number_in
from jieyue.web.entering import keys_of, refused
from jieyue.web.failing import tell_in
from jieyue.web.keeping import confirmed
from jieyue.web.places import year_in
from jieyue.web.pressing import taken_once
from jieyue.web.supervision import tables
from jieyue.web.supervision.forms import InspectionForm, Search, first_said
from jieyue.web.taking_along import addresses, as_file

NOT_TAKEN = 422


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    form, asked = _asked(request)
    organisation, year, today = asked["organisation"], asked["year"], asked["today"]
    context = {
        "plans": planning.plans(**asked),
        "visits": queries.visits(**asked),
        "repeated": repeated(**asked),
        "rules": by_rule(**asked),
        "form": form,
        "organisation": organisation,
        "year": year,
        "years": [today.year, today.year - 1, today.year - 2],
        "meant": _unit_meant(request, organisation) if queries.may_inspect(person=request.person) else "",
        "may_inspect": queries.may_inspect(person=request.person),
        "may_appraise": may_appraise(person=request.person),
        "files": addresses(request, "supervision:repeated-file"),
    }
    return render(request, "supervision/list.html", context)


def _asked(request: HttpRequest) -> tuple[Search, dict[str, Any]]:
    today, form = timezone.localdate(), Search(request.GET)
    organisation = form.asked().get("organisation", "").strip()
    year = year_in(request, today.year)
    return form, {"organisation": organisation, "year": year, "person": request.person, "today": today}


@require_safe
def repeated_file(request: HttpRequest, form: str) -> HttpResponse:
    """What comes again, by unit and by rule, as the page shows it."""
    asked = _asked(request)[1]
    name = _("%(year)s年反复出现的问题") % {"year": asked["year"]}
    return as_file(tables.of_units(repeated(**asked)), form, name=name, more=[tables.of_rules(by_rule(**asked))])


def _unit_meant(request: HttpRequest, organisation: str) -> str:
    """The unit that was asked for, else where the person's reach begins, if that is no place with units below."""
    if organisation:
        return organisation
    reach = tops(person=request.person)
    return reach[0].code if reach and not Level(reach[0].level).is_place else ""


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def inspect(request: HttpRequest, organisation: str) -> HttpResponse:
    """Whole or not at all; each photo goes to the finding of its item."""
    today = timezone.localdate()
    plan = number_in(request, "plan")
    about = queries.checklist(organisation=organisation, person=request.person, today=today, plan=plan)
    first = first_said(today, request.person.name)
    form = InspectionForm(request.POST or None, request.FILES or None, about=about, initial=first)
    if request.method == "POST" and form.is_valid():
        visit = {name: form.cleaned_data[name] for name in ("kind", "day", "place", "inspected_by", "reason")}
        given = {"looked": form.looked(), "photos": form.photos(), "by": request.person, "at": timezone.now()}
        try:
            done = operations.inspect(organisation=organisation, **visit, **given)
        except FilesRefused as refusal:
            tell_in(form, refusal)
        else:
            if done.report.taken:
                messages.success(request, _("检查已登记，查出的问题已列入“问题”。"))
                to = f"{reverse('supervision:list')}?{urlencode({'organisation': organisation})}"
                return redirect(confirmed(request, to))
            _tell_in(form, done)
    trail = [{"label": _("监督考核"), "url": reverse("supervision:list")}, {"label": _("登记检查"), "url": ""}]
    context = {"form": form, "about": about, "breadcrumbs": trail}
    return render(request, "supervision/inspect.html", context, status=NOT_TAKEN if form.errors else 200)


def _tell_in(form: InspectionForm, done: operations.Inspected) -> None:
    keys = keys_of(queries.KEY)
    for problem in refused(done.report):
        says = f"{problem.says}{problem.do}"
        if problem.rule == "reason_needed":
            form.add_error("reason", says)
        elif problem.row and problem.column:
            form.add_error(form.field_of(problem.row, keys.get(problem.column, "")), says)
        else:
            form.add_error(None, says)
