"""评价轮次: the list, opening one, and one with its team and its units side by side."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.duties.queries import known_plans
from jieyue.programme.evaluation.standards import choice
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.rounds import operations, queries
from jieyue.programme.rounds.drawing import spot_check
from jieyue.programme.rounds.queries import Shown
from jieyue.rules.refusal import NotAllowed, NotThere
from jieyue.rules.roles import Right
from jieyue.rules.rounds import UnitState
from jieyue.web.failing import tell_in
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_asked, organisation_meant, year_in
from jieyue.web.pressing import taken_once
from jieyue.web.rounds import tables
from jieyue.web.rounds.forms import AnnounceForm, DrawForm, MemberForm, RoundForm
from jieyue.web.taking_along import FORMS, MOST_TAKEN, as_file

REFUSED = 422
TONES = {
    UnitState.OWED: "neutral",
    UnitState.HANDED_IN: "info",
    UnitState.ASKED: "warning",
    UnitState.REVIEWED: "info",
    UnitState.PASSED: "success",
    UnitState.FAILED: "error",
    UnitState.EXEMPT: "neutral",
    UnitState.RECTIFYING: "warning",
    UnitState.MENDED: "info",
    UnitState.APPEALED: "warning",
    UnitState.WITHDRAWN: "error",
}


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    lines = queries.rounds(person=request.person, today=timezone.localdate())
    return render(request, "rounds/list.html", {"lines": lines, "may_open": request.person.may(Right.SHAPE)})


@require_http_methods(["GET", "HEAD", "POST"])
@taken_once
def new(request: HttpRequest) -> HttpResponse:
    """A round of the units of a place."""
    if not request.person.may(Right.SHAPE):
        raise NotAllowed("评价由主管部门开展，您没有这个权限。", do="需要时请联系安全管理员授权。")
    code, today = organisation_asked(request), timezone.localdate()
    place, year = organisation_of(code, person=request.person), year_in(request, today.year - 1)
    known = choice(organisation=code, year=year, person=request.person)
    plans = {each.key: each.title for each in known_plans()}
    initial = {"year": year, "standard": known.standard.key}
    earlier = queries.rounds_to_look_back_on(organisation=code, person=request.person)
    form = RoundForm(request.POST or None, choice=known, plans=plans, earlier=earlier, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            number = _open(request, code, form)
        except (operations.NotOpened, NotThere) as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已开展。请任命评审组。"))
            return redirect("rounds:round", number)
    title = _("%(name)s开展一轮评价") % {"name": place.name}
    context = {"title": title, "form": form, "back": reverse("rounds:list"), "breadcrumbs": _trail(title)}
    return render(request, "rounds/new.html", context, status=REFUSED if form.errors else 200)


def _open(request: HttpRequest, code: str, form: RoundForm) -> int:
    given = form.cleaned_data
    lines = [line.strip() for line in given["units"].splitlines() if line.strip()]
    units = [organisation_meant(line, person=request.person, right=Right.SHAPE) for line in lines]
    about = {name: given[name] for name in ("name", "year", "standard", "plan", "looks_back_on")}
    asked = {"organisation": code, **about, "units": units, "days": form.days()}
    return operations.open_round(**asked, by=request.person, at=timezone.now())


@require_safe
def one(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002 (as its address calls it)
    return show(request, round)


@require_safe
def units_file(request: HttpRequest, round: int, form: str) -> HttpResponse:  # noqa: A002
    """All units of the round that are in reach, as the page shows them."""
    found = queries.round_of(
        number=round, person=request.person, today=timezone.localdate(), many=MOST_TAKEN
    )  # fmt: skip
    return as_file(tables.of_round(found), form, name=f"{found.place}_{found.name}")


def show(request: HttpRequest, number: int, **refused: Form | None) -> HttpResponse:
    """The page, with the form that was refused and all others as they come."""
    many, page = per_page(request), page_number(request)
    asked = {"number": number, "person": request.person, "today": timezone.localdate()}
    found, check = queries.round_of(**asked, first=(page - 1) * many, many=many), spot_check(**asked)
    failed = next((form for form in refused.values() if form is not None), None)
    draws = {"size": check.size, "draws_on": check.draws_on, "seed_from": check.seed_from}
    context = {
        "found": found,
        "lines": [(line, TONES[line.state]) for line in found.lines],
        "page": page_of(found.count, number=page, many=many),
        "member": refused.get("member") or _member_form(found),
        "check": check,
        "announce": refused.get("announce") or AnnounceForm(initial=draws, auto_id="announce_%s"),
        "draw": refused.get("draw") or DrawForm(auto_id="draw_%s"),
        "form": failed,
        "files": {form: reverse("rounds:units-file", args=[number, form]) for form in FORMS},
        "breadcrumbs": _trail(found.name),
    }
    return render(request, "rounds/round.html", context, status=REFUSED if failed else 200)


def _member_form(found: Shown, data: object = None) -> MemberForm | None:
    return MemberForm(data, people=found.candidates) if found.candidates else None


def _trail(title: str) -> list[dict[str, str]]:
    return [{"label": _("评审"), "url": reverse("rounds:list")}, {"label": title, "url": ""}]


@require_POST
@taken_once
def member(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002
    found = queries.round_of(number=round, person=request.person, today=timezone.localdate(), many=0)
    form = _member_form(found, request.POST)
    if form is None:
        raise NotAllowed("评审组由主管部门任命，您没有这个权限。", do="需要时请联系安全管理员授权。")
    if form.is_valid():
        try:
            operations.appoint_member(number=round, **form.cleaned_data, by=request.person, at=timezone.now())
        except operations.NotAppointed as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已加入评审组。"))
            return redirect("rounds:round", round)
    return show(request, round, member=form)


@require_POST
def dismiss(request: HttpRequest, round: int) -> HttpResponse:  # noqa: A002
    username = request.POST.get("username", "")[:60]
    operations.dismiss_member(number=round, username=username, by=request.person, at=timezone.now())
    messages.success(request, _("已移出评审组；他给过的分仍然保留。"))
    return redirect("rounds:round", round)
