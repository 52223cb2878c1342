"""目标: how the targets of an organisation stand, and how they are split over those below."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.organisations.queries import tops
from jieyue.programme.targets import operations, queries
from jieyue.programme.targets.lines import Line
from jieyue.programme.targets.queries import Shown, Split
from jieyue.rules.targets import Verdict
from jieyue.web.entering import enter, form_of, refused, show_in, tell
from jieyue.web.failing import tell_in
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.words import in_language

REFUSED = 422
YEARS_LISTED = 4
TONES = {
    Verdict.MET: "success",
    Verdict.MISSED: "error",
    Verdict.AT_RISK: "warning",
    Verdict.ON_COURSE: "info",
    Verdict.OPEN: "neutral",
}
ORIGINS = {"superior": gettext_lazy("上级下达"), "own": gettext_lazy("本单位自定"), "plan": gettext_lazy("方案规定")}


class AnewForm(forms.Form):
    anew = forms.BooleanField(label=gettext_lazy("全部重新分解"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("原因"), required=False, max_length=200, help_text=gettext_lazy("重新分解时必填")
    )


class AdjustForm(forms.Form):
    value = forms.DecimalField(label=gettext_lazy("目标值"), required=False, max_digits=15, decimal_places=3)
    because = forms.CharField(
        label=gettext_lazy("调整原因"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("与建议不同，或者更改已下达的目标时必填"),
    )


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """An organisation's own targets, and how those below it stand with theirs, the worst first."""
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, today.year)
    many, number = per_page(request), page_number(request)
    asked = {"organisation": code, "year": year, "person": request.person, "today": today}
    shown = queries.targets_of(**asked)
    below = queries.standings_below(**asked, first=(number - 1) * many, many=many) if shown.has_below else None
    context = {
        "shown": shown,
        "found": organisation_of(code, person=request.person),
        "year": year,
        "years": range(today.year + 1, today.year + 1 - YEARS_LISTED, -1),
        "lines": [_line(line, shown) for line in shown.lines],
        "titles": [(each, TONES[each.verdict]) for each in shown.titles],
        "below": below,
        "rows": [(row, [(line, TONES[line.verdict]) for line in row.lines]) for row in below.rows] if below else [],
        "page": page_of(below.count, number=number, many=many) if below else None,
    }
    return render(request, "targets/list.html", context)


def _line(line: Line, shown: Shown) -> dict[str, object]:
    return {
        "line": line,
        "tone": TONES[line.verdict],
        "origin": ORIGINS[line.aim.origin],
        "months": _months(line),
        "together": shown.split.get(line.aim.key),
        "can_split": shown.has_below and line.aim.can_be_split,
    }


def _months(line: Line) -> list[tuple[int, object, object]]:
    """Number, this year, last year; nothing where no month is known of either."""
    rows = [(n + 1, line.this[n], line.last[n]) for n in range(len(line.this))]
    return rows if any(now is not None or then is not None for _n, now, then in rows) else []


@require_safe
def warnings_part(request: HttpRequest) -> HttpResponse:
    """On the first page: what will not be kept while there is time."""
    reach, today = tops(person=request.person), timezone.localdate()
    found = None
    if reach:
        asked = {"organisation": reach[0].code, "year": today.year, "person": request.person, "today": today}
        found = queries.warnings(**asked)
    url = f"{reverse('targets:list')}?{urlencode({'organisation': reach[0].code})}" if reach else ""
    own = [(line, TONES[line.verdict]) for line in found.own] if found else []
    return render(request, "targets/warnings_part.html", {"found": found, "own": own, "url": url})


@require_http_methods(["GET", "HEAD", "POST"])
def set_target(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    """A target of any form but a ratio: by the superior, or of the organisation's own."""
    asked = {"organisation": organisation, "year": year, "person": request.person}
    shown = queries.targets_of(**asked, today=timezone.localdate())
    origin = "superior" if shown.may_set else "own"
    fixed = {"organisation": organisation, "year": str(year), "origin": origin}
    form = form_of("savings_targets", fixed=fixed, left_out=("because", "withdrawn"))(request.POST or None)
    back = _list_url(organisation, year)
    if request.method == "POST" and form.is_valid():
        report = enter(request, form)
        if report.taken:
            tell(request, report, done=_("目标已登记。"), unchanged=_("与已登记的目标相同。"))
            return redirect(back)
        show_in(form, refused(report))
    title = _("登记%(name)s %(year)d 年度目标") % {"name": shown.organisation.name, "year": year}
    context = {"title": title, "form": form, "back": back, "shown": shown, "breadcrumbs": _trail(title, back)}
    return render(request, "targets/set.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, organisation: str, year: int, measure: str) -> HttpResponse:
    """A target beside its parts below: by the rule to all, one by one otherwise."""
    form = AnewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"organisation": organisation, "year": year, "measure": measure, "seen": request.POST.get("seen", "")}
        try:
            count = operations.split(**asked, **form.cleaned_data, by=request.person, at=timezone.now())
        except operations.NotSplit as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已按基期用量分解给 %(count)d 家。") % {"count": count})
            return redirect("targets:split", organisation, year, measure)
    many, number = per_page(request), page_number(request)
    found = _split(request, organisation, year, measure, first=(number - 1) * many, many=many)
    title = _title(found)
    context = {
        "title": title,
        "found": found,
        "each": _of_split(found),
        "form": form,
        "page": page_of(found.count, number=number, many=many),
        "breadcrumbs": _trail(title, _list_url(organisation, year)),
    }
    return render(request, "targets/split.html", context, status=REFUSED if form.errors else 200)


def _of_split(found: Split) -> dict[str, object]:
    return {"line": found.line, "tone": TONES[found.line.verdict], "origin": ORIGINS[found.line.aim.origin]}


def _split(request: HttpRequest, organisation: str, year: int, measure: str, *, first: int = 0, many: int = 0) -> Split:
    asked = {"organisation": organisation, "year": year, "measure": measure, "person": request.person}
    return queries.split_of(**asked, today=timezone.localdate(), first=first, many=many)


@require_http_methods(["GET", "HEAD", "POST"])
def adjust(request: HttpRequest, organisation: str, year: int, measure: str, below: str) -> HttpResponse:
    """Another part for one of those below than the rule proposes."""
    part = queries.part_of(
        organisation=organisation, year=year, measure=measure, below=below, person=request.person,
        today=timezone.localdate(),
    )  # fmt: skip
    initial = {"value": part.part.value if part.part.is_set else part.part.proposed, "because": part.part.because}
    form = AdjustForm(request.POST or None, initial=initial)
    back = reverse("targets:split", args=[organisation, year, measure])
    if request.method == "POST" and form.is_valid():
        asked = {"organisation": organisation, "year": year, "measure": measure, "below": below}
        try:
            seen = request.POST.get("seen", "")
            operations.adjust(**asked, **form.cleaned_data, seen=seen, by=request.person, at=timezone.now())
        except operations.NotSplit as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已下达。"))
            return redirect(back)
    title = _("%(name)s：%(what)s") % {"name": part.name.name, "what": in_language(part.split.line.aim.word.name)}
    trail = [
        *_trail(_title(part.split), _list_url(organisation, year))[:-1],
        {"label": _title(part.split), "url": back},
    ]
    trail.append({"label": title, "url": ""})
    context = {"title": title, "form": form, "back": back, "found": part.split, "part": part.part, "breadcrumbs": trail}
    return render(request, "targets/adjust.html", context, status=REFUSED if form.errors else 200)


def _title(found: Split) -> str:
    what = {"name": found.organisation.name, "year": found.line.aim.year, "what": in_language(found.line.aim.word.name)}
    return _("%(name)s %(year)d 年%(what)s目标的分解") % what


def _list_url(organisation: str, year: int) -> str:
    return f"{reverse('targets:list')}?{urlencode({'organisation': organisation, 'year': year})}"


def _trail(title: str, back: str) -> Sequence[dict[str, str]]:
    return [{"label": _("目标"), "url": back}, {"label": title, "url": ""}]
