"""自评打分表: each item as the ledgers decide it, beside the unit's own points."""

import tempfile
from contextlib import ExitStack
from decimal import Decimal

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.documents.bundle import write_bundle
from jieyue.programme.duties.receiving import of_sheet
from jieyue.programme.evaluation import operations
from jieyue.programme.evaluation.aims import aims
from jieyue.programme.evaluation.listing import sheets_of_units
from jieyue.programme.evaluation.queries import Row, Shown, evaluation
from jieyue.programme.evaluation.self_scoring import Kept, SomeNotScored, TooMany, evaluate_oneself
from jieyue.programme.evaluation.standards import NotChosen, choice, choose_standard
from jieyue.programme.evidence.together import FilesRefused
from jieyue.programme.organisations.queries import OneOrganisation
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.reporting.queries import changed_since_acceptance
from jieyue.rules.gaining import Gain
from jieyue.rules.period import Period
from jieyue.rules.refusal import Meanwhile, NotAllowed
from jieyue.rules.scoring import Result, Verdict
from jieyue.rules.values import Level
from jieyue.web.entering import enter, form_of, refused, show_in, tell
from jieyue.web.evaluation.forms import SelfEvaluationForm, StandardForm
from jieyue.web.failing import tell_in
from jieyue.web.links import url_of
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.pressing import taken_once

REFUSED = 422
MOST_MISSING_TOLD = 3
YEARS_LISTED = 5
TONES = {
    Verdict.EARNED: "success",
    Verdict.LOST: "error",
    Verdict.UNDECIDED: "warning",
    Verdict.NOT_APPLICABLE: "neutral",
}
TONES_OF_RESULTS = {Result.PASSED: "success", Result.FAILED: "error", Result.OPEN: "warning"}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """A unit's own sheet at once; of a place, its units with what they have handed in."""
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, today.year)
    found = organisation_of(code, person=request.person)
    if Level(found.level) is Level.UNIT:
        return redirect("evaluation:sheet", code, year)
    many, number = per_page(request), page_number(request)
    asked = {"organisation": code, "year": year, "person": request.person}
    listed = sheets_of_units(**asked, first=(number - 1) * many, many=many)
    context = {
        "found": found,
        "year": year,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "listed": listed,
        "rows": [(row, TONES_OF_RESULTS.get(row.result, "")) for row in listed.rows],
        "page": page_of(listed.count, number=number, many=many),
        "choice": choice(**asked),
    }
    return render(request, "evaluation/start.html", context)


@require_safe
def sheet(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    found = _evaluation(request, organisation, year)
    sections = [(section, [_as_row(row) for row in rows]) for section, rows in found.sections]
    context = {"found": found, "sections": sections, "sheet": found.sheet, "breadcrumbs": _trail(found)}
    about = {"organisation": organisation, "period": Period.parse(f"{year:04}"), "person": request.person}
    context["changed"] = changed_since_acceptance(**about, today=timezone.localdate())
    context["received"] = of_sheet(organisation=organisation, year=year, person=request.person)
    context["result_tone"] = TONES_OF_RESULTS[found.sheet.result]
    context["figures"] = _figures(found)
    context["gains"] = [_as_gain(found, each) for each in found.gains.first]
    return render(request, "evaluation/sheet.html", context)


def _evaluation(request: HttpRequest, organisation: str, year: int) -> Shown:
    asked = {"standard": _standard(request), "organisation": organisation, "year": year}
    return evaluation(**asked, person=request.person, today=timezone.localdate())


def _figures(found: Shown) -> list[dict[str, object]]:
    """What stands at the top: of so many verified points."""
    sheet, unit = found.sheet, _("分")
    told = (
        (_("得分"), sheet.verified_earned, _("分值已核对的共 %(of)s 分") % {"of": _plain(sheet.verified)}, "success"),
        (_("失分"), sheet.verified_lost, "", "error" if sheet.verified_lost else ""),
        (_("待定"), sheet.verified_undecided, "", "warning" if sheet.verified_undecided else ""),
        (_("系统已判定"), sheet.verified_decided, "", ""),
        (_("单位自评"), found.own_total, "", ""),
    )
    return [
        {"label": label, "value": None if value is None else _plain(value), "unit": unit, "note": note, "tone": tone}
        for label, value, note, tone in told
    ]


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}"


def _as_gain(found: Shown, gain: Gain) -> dict[str, object]:
    """An item that can still be earned, with what is missing and where it is entered."""
    item = gain.decision.item.key
    own = f"{reverse('evaluation:own', args=[found.organisation.code, found.year])}?{_asked(found)}#{item}"
    missing = [(each.says, url_of(each.thing, each.names, each.period)) for each in gain.missing[:MOST_MISSING_TOLD]]
    return {
        "gain": gain,
        "points": _plain(gain.points),
        "missing": missing,
        "more": len(gain.missing) - len(missing),
        "url": own if gain.is_judged else next((url for _, url in missing if url), ""),
        "is_late": gain.until is not None and gain.until < timezone.localdate(),
    }


def _standard(request: HttpRequest) -> str | None:
    """What the page was asked to show; None: what holds for the unit."""
    return request.POST.get("standard") or request.GET.get("standard") or None


def _trail(found: Shown) -> list[dict[str, str]]:
    title = _("%(name)s %(year)d 年度自评") % {"name": found.organisation.name, "year": found.year}
    return [{"label": _("自评"), "url": reverse("evaluation:start")}, {"label": title, "url": ""}]


def _asked(found: Shown) -> str:
    return urlencode({"standard": found.sheet.standard.key})


def _as_row(row: Row) -> dict[str, object]:
    decision = row.decision
    return {
        "row": row,
        "tone": TONES[decision.verdict],
        "found": [(each.says, url_of(each.thing, each.names)) for each in decision.found],
        "missing": [(each.says, url_of(each.thing, each.names, each.period)) for each in decision.missing],
        "proofs": [(each, reverse("evidence:item", args=[each.evidence])) for each in row.proofs],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    """What the unit says of all items, on one page; evidence hangs on it."""
    found = _evaluation(request, organisation, year)
    if not found.may_score:
        raise NotAllowed("您没有为这个单位填报的权限，不能自评。", do="需要时请联系安全管理员授权。")
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SelfEvaluationForm(*data, rows=found.rows)
    if form.is_bound and form.is_valid():
        try:
            kept = _keep(request, found, form)
        except SomeNotScored as refusal:
            _tell_each(form, refusal)
        except (FilesRefused, TooMany) as refusal:
            tell_in(form, refusal)
        else:
            _tell_kept(request, kept)
            return redirect(f"{reverse('evaluation:own', args=[organisation, year])}?{_asked(found)}")
    back = f"{reverse('evaluation:sheet', args=[organisation, year])}?{_asked(found)}"
    trail = [*_trail(found)[:1], {**_trail(found)[1], "url": back}, {"label": _("单位自评"), "url": ""}]
    sections = [(section, [{**_as_row(row), **form.of(row)} for row in rows]) for section, rows in found.sections]
    context = {"found": found, "form": form, "sections": sections, "back": back, "breadcrumbs": trail}
    return render(request, "evaluation/own.html", context, status=REFUSED if form.errors else 200)


def _keep(request: HttpRequest, found: Shown, form: SelfEvaluationForm) -> Kept:
    about = {"standard": found.sheet.standard.key, "organisation": found.organisation.code, "year": found.year}
    told = {"said": form.said(), "brought": list(form.brought()), "fact_on": form.cleaned_data["fact_on"]}
    return evaluate_oneself(**about, **told, by=request.person, at=timezone.now())


def _tell_each(form: SelfEvaluationForm, refusal: SomeNotScored) -> None:
    for item, wrong in refusal.each.items():
        form.add_error(f"{wrong.where}_{item}", f"{wrong.says}{wrong.do}")
        if isinstance(wrong, Meanwhile):
            form.look_again(item)


def _tell_kept(request: HttpRequest, kept: Kept) -> None:
    if kept.scored or kept.proved:
        told = {"scored": kept.scored, "proved": kept.proved}
        messages.success(request, _("已保存自评 %(scored)s 项，收下材料 %(proved)s 份。") % told)
    else:
        messages.info(request, _("没有改动。"))


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    """What the unit's superior set for the year, or the unit proposes and its superior confirms."""
    found = organisation_of(organisation, person=request.person)
    kept = aims(organisation=organisation, year=year, person=request.person)
    target_form = form_of("targets", fixed={"organisation": organisation, "year": str(year)})
    form = target_form(request.POST or None, initial=kept.figures)
    name, back = _whence(found, year)
    if request.method == "POST" and form.is_valid():
        report = enter(request, form)
        if report.taken:
            tell(request, report, done=_("年度目标已登记。"), unchanged=_("与已登记的目标相同。"))
            return redirect(back)
        show_in(form, refused(report))
    title = _("%(name)s %(year)d 年度目标") % {"name": found.name, "year": year}
    trail = [{"label": name, "url": back}, {"label": title, "url": ""}]
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


def _whence(found: OneOrganisation, year: int) -> tuple[str, str]:
    """A unit's targets belong to its score sheet; a place has none, its targets stand with those below it."""
    if Level(found.level) is Level.UNIT:
        return _("自评"), reverse("evaluation:sheet", args=[found.code, year])
    return _("目标"), f"{reverse('targets:list')}?{urlencode({'organisation': found.code, 'year': year})}"


@require_POST
@taken_once
def confirm(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    asked = {"organisation": organisation, "year": year, "seen": request.POST.get("seen", "")}
    operations.confirm_targets(**asked, by=request.person, at=timezone.now())
    messages.success(request, _("年度目标已确认，系统据此判定是否完成。"))
    return redirect("evaluation:targets", organisation, year)


@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    """By which standard an organisation and those below it are evaluated."""
    found = choice(organisation=organisation, year=year, person=request.person)
    form = StandardForm(request.POST or None, choice=found, initial={"standard": found.standard.key})
    back = f"{reverse('evaluation:start')}?{urlencode({'organisation': organisation, 'year': year})}"
    if request.method == "POST" and form.is_valid():
        try:
            about = {"organisation": organisation, "year": year, **form.cleaned_data}
            choose_standard(**about, by=request.person, at=timezone.now())
        except NotChosen as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("评价标准已选定；已经提交的打分表仍按提交时的标准。"))
            return redirect(back)
    name = organisation_of(organisation, person=request.person).name
    title = _("%(name)s %(year)d 年度起的评价标准") % {"name": name, "year": year}
    trail = [{"label": _("自评"), "url": back}, {"label": title, "url": ""}]
    context = {"title": title, "form": form, "back": back, "breadcrumbs": trail, "choice": found}
    return render(request, "evaluation/standard.html", context, status=REFUSED if form.errors else 200)


@require_POST
@taken_once
def hand_in(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    found = _standard(request) or choice(organisation=organisation, year=year, person=request.person).standard.key
    asked = {"standard": found, "organisation": organisation, "year": year}
    handed = operations.hand_in(**asked, seen=request.POST.get("seen", ""), by=request.person, at=timezone.now())
    messages.success(request, _("打分表已提交并留存；台账以后的变化会与它对照显示。"))
    if handed.result is Result.FAILED:
        messages.warning(request, _("按提交时的台账，评价结果为不合格。"))
    return redirect("evaluation:sheet", organisation, year)


@require_safe
def bundle(request: HttpRequest, organisation: str, year: int) -> FileResponse:
    """The sheet's papers and evidence, numbered, as one file."""
    about = {"organisation": organisation, "year": year, "person": request.person}
    with ExitStack() as unfinished:
        made = unfinished.enter_context(tempfile.TemporaryFile())
        name = write_bundle(made, **about, today=timezone.localdate())
        unfinished.pop_all()  # from now on the answer closes it
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=name, content_type="application/zip")
