"""Raising a finding, answering it, deciding on it. Each view reads a form and makes one call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.programme.checking.queries import checks
from jieyue.programme.evidence.together import FilesRefused
from jieyue.programme.findings import operations, queries
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.organisations.queries import tops
from jieyue.rules.findings import FindingState
from jieyue.rules.period import Period
from jieyue.rules.refusal import Meanwhile, NotAllowed, NotThere, Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.web.failing import tell_in
from jieyue.web.findings.forms import AnswerForm, NewForm, first_days
from jieyue.web.findings.views import GROUPS, group_of, show
from jieyue.web.places import organisation_meant
from jieyue.web.pressing import taken_once

NOT_TAKEN = 422


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def new(request: HttpRequest) -> HttpResponse:
    """A patrol's or an inspector's finding, with a photo."""
    asked = {"person": request.person, "today": timezone.localdate()}
    origins = queries.may_raise(person=request.person)
    if not origins:
        raise NotAllowed("您没有填报或审核权限，不能登记问题。", do="需要时请联系安全管理员授权。")
    code = _unit_meant(request)
    people = queries.people_for(organisation=code, **asked) if code else {}
    initial = {"organisation": code, **first_days(asked["today"], queries.usual_day(**asked))}
    form = NewForm(request.POST or None, request.FILES or None, origins=origins, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _raise(request, form)
        except Meanwhile:
            raise
        except Refused as refusal:
            tell_in(form, refusal, "organisation" if isinstance(refusal, NotThere) else None)
    trail = [{"label": _("问题"), "url": reverse("findings:list")}, {"label": _("登记问题"), "url": ""}]
    context = {"form": form, "breadcrumbs": trail, "back": reverse("findings:list")}
    return render(request, "findings/new.html", context, status=NOT_TAKEN if form.errors else 200)


def _unit_meant(request: HttpRequest) -> str:
    """The unit in the address or the form, else the person's own where that is one; "" for none that he reaches."""
    written = request.POST.get("organisation") or request.GET.get("organisation", "")
    if written.strip():
        try:
            return organisation_of(organisation_meant(written, person=request.person), person=request.person).code
        except NotThere:
            return ""
    reach = tops(person=request.person)
    return reach[0].code if reach and not Level(reach[0].level).is_place else ""


def _raise(request: HttpRequest, form: NewForm) -> HttpResponse:
    given = {name: value for name, value in form.cleaned_data.items() if name != "photo"}
    given["organisation"] = organisation_meant(given["organisation"], person=request.person)
    finding = operations.raise_finding(**given, photos=form.uploads(), by=request.person, at=timezone.now())
    messages.success(request, _("已登记，单位可以看到并答复。"))
    return redirect("findings:finding", finding)


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def explain(request: HttpRequest, organisation: str, period: str, mark: str) -> HttpResponse:
    """What a data check finds in a year or quarter, explained by the unit."""
    person, asked = request.person, Period.parse(period)
    found = organisation_of(organisation, person=person)
    live = checks(person=person, code=organisation, period=asked)
    finding = next((each for each in live if (each.mark, each.organisation) == (mark, found.code)), None)
    if finding is None or not person.may(Right.ENTER):
        raise operations.NotFoundNow("数据核对现在没有发现这个问题，或者不归您填报。", do="请从首页“可疑的数据”打开。")
    form = AnswerForm.of("answer", [], data=request.POST or None, files=request.FILES or None)
    if request.method == "POST" and form.is_valid():
        about = {"organisation": organisation, "year": asked.year, "period": asked, "mark": mark}
        given = {"words": form.cleaned_data["words"], "photos": form.uploads()}
        try:
            kept = operations.explain_check(**about, **given, by=person, at=timezone.now())
        except (operations.NotRaised, FilesRefused) as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已说明，等上级复查。"))
            return redirect("findings:finding", kept)
    trail = [{"label": _("问题"), "url": reverse("findings:list")}, {"label": _("说明原因"), "url": ""}]
    context = {"form": form, "finding": finding, "found": found, "breadcrumbs": trail, "back": reverse("start:start")}
    return render(request, "findings/explain.html", context, status=NOT_TAKEN if form.errors else 200)


@require_POST
def move(request: HttpRequest, finding: int) -> HttpResponse:
    key = request.POST.get("move", "")
    group = group_of(key)
    if not group:
        raise NotThere("没有这种办理。", do="请从问题页上的按钮办理。")
    form = AnswerForm.of(group, GROUPS[group], data=request.POST, files=request.FILES)
    if not form.is_valid():
        return show(request, finding, key=group, status=NOT_TAKEN)
    given = {name: form.cleaned_data.get(name) for name in ("words", "due_on")} | {"photos": form.uploads()}
    try:
        operations.move(
            finding, key, seen=form.cleaned_data["seen"] or 0, **given, by=request.person, at=timezone.now()
        )
    except (operations.NotRaised, FilesRefused) as refusal:
        return show(request, finding, refusal=refusal, key=group, status=NOT_TAKEN)
    messages.success(request, _("已办理。"))
    return redirect("findings:finding", finding)


@require_POST
def recheck(request: HttpRequest, finding: int) -> HttpResponse:
    try:
        state = operations.recheck(finding, by=request.person, at=timezone.now())
        is_over = state is FindingState.RESOLVED
        messages.success(request, _("核对不再发现，已销号。") if is_over else _("核对不再发现，等问过的人复查。"))
    except operations.StillFound as refusal:
        messages.warning(request, f"{refusal.says}{refusal.do}")
    return redirect("findings:finding", finding)
