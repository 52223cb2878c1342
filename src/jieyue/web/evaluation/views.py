"""自评打分表: each item as the ledgers decide it, beside the unit's own points."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.evaluation import operations
from jieyue.programme.evaluation.aims import aims
from jieyue.programme.evaluation.queries import NATIONAL, Row, Shown, evaluation
from jieyue.programme.organisations.queries import choices
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.reporting.queries import changed_since_acceptance
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.rules.scoring import Result, Verdict
from jieyue.rules.values import Level
from jieyue.web.entering import enter, form_of, refused, show_in, tell
from jieyue.web.links import url_of
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.pressing import taken_once

REFUSED = 422
MOST_UNITS = 400
TONES = {
    Verdict.EARNED: "success",
    Verdict.LOST: "error",
    Verdict.UNDECIDED: "warning",
    Verdict.NOT_APPLICABLE: "neutral",
}
TONES_OF_RESULTS = {Result.PASSED: "success", Result.FAILED: "error", Result.OPEN: "warning"}


class OwnForm(forms.Form):
    points = forms.DecimalField(
        label=gettext_lazy("自评分"), required=False, max_digits=6, decimal_places=2, min_value=0
    )
    because = forms.CharField(label=gettext_lazy("自评理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """A unit's own sheet at once; of a place, its units to choose from."""
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, today.year)
    found = organisation_of(code, person=request.person)
    if Level(found.level) is Level.UNIT:
        return redirect("evaluation:sheet", code, year)
    units = choices(person=request.person, most=MOST_UNITS, level=Level.UNIT)
    return render(request, "evaluation/start.html", {"found": found, "units": units, "year": year})


@require_safe
def sheet(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    found = _evaluation(request, organisation, year)
    sections = [(section, [_as_row(row) for row in rows]) for section, rows in found.sections]
    context = {"found": found, "sections": sections, "sheet": found.sheet, "breadcrumbs": _trail(found)}
    about = {"organisation": organisation, "period": Period.parse(f"{year:04}"), "person": request.person}
    context["changed"] = changed_since_acceptance(**about, today=timezone.localdate())
    context["result_tone"] = TONES_OF_RESULTS[found.sheet.result]
    return render(request, "evaluation/sheet.html", context)


def _evaluation(request: HttpRequest, organisation: str, year: int) -> Shown:
    asked = {"standard": NATIONAL, "organisation": organisation, "year": year}
    return evaluation(**asked, person=request.person, today=timezone.localdate())


def _trail(found: Shown) -> list[dict[str, str]]:
    title = _("%(name)s %(year)d 年度自评") % {"name": found.organisation.name, "year": found.year}
    return [{"label": _("自评"), "url": reverse("evaluation:start")}, {"label": title, "url": ""}]


def _as_row(row: Row) -> dict[str, object]:
    decision = row.decision
    return {
        "row": row,
        "tone": TONES[decision.verdict],
        "found": [(each.says, url_of(each.thing, each.names)) for each in decision.found],
        "missing": [(each.says, url_of(each.thing, each.names, each.period)) for each in decision.missing],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, organisation: str, year: int, item: str) -> HttpResponse:
    """The unit's own points for an item; its evidence hangs on them."""
    found = _evaluation(request, organisation, year)
    row = next((each for each in found.rows if each.decision.item.key == item), None)
    if row is None:
        raise NotThere("打分表中没有这一项。", do="请从打分表中打开。")
    form = OwnForm(request.POST or None, initial={"points": row.own.points, "because": row.own.reason})
    if request.method == "POST" and form.is_valid():
        try:
            operations.score_own(
                standard=NATIONAL, organisation=organisation, year=year, item=item, **form.cleaned_data,
                by=request.person, at=timezone.now(),
            )  # fmt: skip
        except operations.NotScored as refusal:
            form.add_error(refusal.where if refusal.where in form.fields else None, str(refusal))
        else:
            messages.success(request, _("自评已保存，可以上传佐证材料。"))
            return redirect("evaluation:own", organisation, year, item)
    back = reverse("evaluation:sheet", args=[organisation, year])
    trail = [*_trail(found)[:1], {"label": _trail(found)[1]["label"], "url": back}, {"label": item, "url": ""}]
    context = {"found": found, "row": row, "form": form, "back": back, "breadcrumbs": trail}
    return render(request, "evaluation/own.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    """What the unit's superior set for the year, or the unit proposes and its superior confirms."""
    found = organisation_of(organisation, person=request.person)
    kept = aims(organisation=organisation, year=year, person=request.person)
    target_form = form_of("targets", fixed={"organisation": organisation, "year": str(year)})
    form = target_form(request.POST or None, initial=kept.figures)
    back = reverse("evaluation:sheet", args=[organisation, year])
    if request.method == "POST" and form.is_valid():
        report = enter(request, form)
        if report.taken:
            tell(request, report, done=_("年度目标已登记。"), unchanged=_("与已登记的目标相同。"))
            return redirect(back)
        show_in(form, refused(report))
    title = _("%(name)s %(year)d 年度目标") % {"name": found.name, "year": year}
    trail = [{"label": _("自评"), "url": back}, {"label": title, "url": ""}]
    context = {
        "title": title,
        "form": form,
        "back": back,
        "breadcrumbs": trail,
        "aims": kept,
        "of": found,
        "year": year,
    }
    return render(request, "evaluation/targets.html", context, status=REFUSED if form.errors else 200)


@require_POST
@taken_once
def confirm(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    asked = {"organisation": organisation, "year": year, "seen": request.POST.get("seen", "")}
    operations.confirm_targets(**asked, by=request.person, at=timezone.now())
    messages.success(request, _("年度目标已确认，系统据此判定是否完成。"))
    return redirect("evaluation:targets", organisation, year)


@require_POST
@taken_once
def hand_in(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    asked = {"standard": NATIONAL, "organisation": organisation, "year": year}
    handed = operations.hand_in(**asked, seen=request.POST.get("seen", ""), by=request.person, at=timezone.now())
    messages.success(request, _("打分表已提交并留存；台账以后的变化会与它对照显示。"))
    if handed.result is Result.FAILED:
        messages.warning(request, _("按提交时的台账，评价结果为不合格。"))
    return redirect("evaluation:sheet", organisation, year)
