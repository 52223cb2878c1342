"""公示: the draft, its approval, the published notice, and what is said about it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jieyue.documents.notices import paper_of
from jieyue.documents.paper.model import Row
from jieyue.files.qr import qr_svg
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.publication import operations, queries
from jieyue.programme.publication.catalogue import NoticeUnknown, NotPublishable, about_called, publications
from jieyue.programme.publication.public import public_page
from jieyue.rules.period import Period
from jieyue.rules.publication import PROPOSE, NoticeState
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.values import Level
from jieyue.web.asking import NumberField, small_int
from jieyue.web.links import ENERGY, rows_url
from jieyue.web.notices.public import public_address
from jieyue.web.papers import RowUrl, blocks_of, paper_file
from jieyue.web.places import organisation_asked
from jieyue.web.pressing import taken_once
from jieyue.web.words import notice_words, words_of_notice

REFUSED = 422
SECONDS_SHOWN = 20
"""How long a notice stands on the monitor in the hall: our own choice."""
TONES = {
    NoticeState.DRAFT: "neutral",
    NoticeState.PROPOSED: "warning",
    NoticeState.PUBLISHED: "success",
    NoticeState.REPLACED: "info",
}


@dataclass(frozen=True)
class About:
    """Of what a notice is, as its address says."""

    what: str
    period: Period | None

    @property
    def asked(self) -> dict[str, object]:
        return {"what": self.what, "period": self.period}

    @property
    def words(self) -> str:
        return words_of_notice(publications()[self.what], self.period)


class WordsForm(forms.Form):
    reasons = forms.CharField(
        label=gettext_lazy("增减原因或说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.CharField(label=gettext_lazy("公示地点"), required=False, max_length=100)
    telephone = forms.CharField(label=gettext_lazy("监督电话"), required=False, max_length=60)
    days = NumberField(label=gettext_lazy("公示天数"), min_value=1, max_value=operations.MOST_DAYS)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Of a unit all its notices; of a place those that are on show."""
    code, today = organisation_asked(request), timezone.localdate()
    found = organisation_of(code, person=request.person)
    asked = {"person": request.person, "today": today}
    is_unit = Level(found.level) is Level.UNIT
    context = {
        "found": found,
        "is_unit": is_unit,
        "lines": [(line, TONES[line.state]) for line in queries.notices(organisation=code, **asked)],
        "shown": queries.shown_now(**asked),
        "waiting": queries.waiting_for(**asked),
        "to_answer": queries.objections_to_answer(**asked),
        "catalogue": publications().values(),
        **_public(request, code),
    }
    return render(request, "notices/list.html", context)


def _public(request: HttpRequest, code: str) -> dict[str, object]:
    """The unit's page for whoever has its QR code."""
    address = public_address(request, code)
    picture = mark_safe(qr_svg(address)) if address else ""  # noqa: S308 (drawn here)
    may = public_page(organisation=code, person=request.person).may_change
    return {"public_at": address, "public_code": picture, "may_change_public": may}


@require_safe
def hall(request: HttpRequest, organisation: str) -> HttpResponse:
    """For a monitor in the hall: what is on show, one after the other. The browser is told when to turn the page, so
    that it needs no script; after the last it begins anew and asks what is on show then.
    """
    asked = {"organisation": organisation, "person": request.person, "today": timezone.localdate()}
    lines = [line for line in queries.notices(**asked) if line.is_shown]
    nth = min(max((small_int(request.GET.get("page", "")) or 1), 1), max(len(lines), 1))
    own = organisation_of(organisation, person=request.person)
    context = {"found": own, "nth": nth, "count": len(lines), **_public(request, organisation)}
    if lines:
        line = lines[nth - 1]
        about = {"what": line.kind.key, "period": line.period, "number": line.number}
        paper = paper_of(queries.notice(**asked, **about))
        context |= {"paper": paper, "blocks": blocks_of(paper), "line": line}
    response = render(request, "notices/hall.html", context)
    following = nth + 1 if nth < len(lines) else 1
    response["Refresh"] = f"{SECONDS_SHOWN}; url={request.path}?page={following}"
    return response


@require_safe
def notice(request: HttpRequest, organisation: str, period: str, number: int | None = None) -> HttpResponse:
    """Where there is none yet for whoever asks, those of the unit: duties name a notice before it is there."""
    asked = About(*about_called(period))
    try:
        return _page(request, organisation, asked, number)
    except NoticeUnknown:
        if number:
            raise
    messages.info(request, _("%(period)s还没有公示。") % {"period": asked.words})
    return redirect(f"{reverse('notices:list')}?{urlencode({'organisation': organisation})}")


def _page(
    request: HttpRequest, organisation: str, about: About, number: int | None = None, *,
    form: WordsForm | None = None, refusal: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    asked = {"organisation": organisation, **about.asked, "number": number}
    found = queries.notice(**asked, person=request.person, today=timezone.localdate())
    paper = paper_of(found, public_at=public_address(request, organisation))
    words = {name: found.words.get(name) for name in WordsForm.base_fields}
    back = f"{reverse('notices:list')}?{urlencode({'organisation': organisation})}"
    context = {
        "found": found,
        "tone": TONES[found.state],
        "paper": paper,
        "blocks": blocks_of(paper, row_url=_rows_behind(found)),
        "form": form or WordsForm(initial=words),
        "refusal": refusal,
        "breadcrumbs": [{"label": _("公示"), "url": back}, {"label": notice_words(found), "url": ""}],
    }
    has_error = refusal is not None or bool(form and form.errors)
    return render(request, "notices/notice.html", context, status=REFUSED if has_error else 200)


def _rows_behind(found: queries.Shown) -> RowUrl:
    about = {"organisation": found.organisation.code, "period": str(found.period)}

    def url(row: Row) -> str:
        return rows_url(ENERGY, **about, resource=row.resource) if row.resource else ""

    return url


@require_POST
def words(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    """Saves the words of a draft, and hands them in for approval where that button was pressed."""
    asked, form = About(*about_called(period)), WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, asked, form=form)
    about = {"organisation": organisation, **asked.asked, "by": request.person, "at": timezone.now()}
    try:
        if request.POST.get("move") == PROPOSE.key:
            operations.propose(**about, words=operations.Words(**form.cleaned_data))
            said = _("文字已保存，并已提交审批，由另一位有审批权限的人批准后公示。")
        else:
            operations.save_words(**about, **form.cleaned_data)
            said = _("草稿已保存。")
    except NotPublishable as refusal:
        return _page(request, organisation, asked, form=form, refusal=refusal)
    messages.success(request, said)
    return redirect("notices:notice", organisation, period)


@require_POST
def move(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    key, asked = request.POST.get("move", ""), About(*about_called(period))
    about = {"organisation": organisation, **asked.asked, "by": request.person, "at": timezone.now()}
    if key == "withdraw":
        operations.withdraw(**about)
        messages.success(request, _("已撤回，可以继续修改。"))
    elif key == "publish":
        operations.publish(**about, seen=request.POST.get("seen", ""))
        messages.success(request, _("已公示。"))
    elif key == "send_back":
        try:
            operations.send_back(**about, reason=request.POST.get("reason", ""))
        except operations.ReasonNeeded as refusal:
            return _page(request, organisation, asked, refusal=refusal)
        messages.success(request, _("已退回修改。"))
    else:
        raise NotThere("没有这种办理。", do="请从公示页上的按钮办理。")
    return redirect("notices:notice", organisation, period)


@require_POST
def correct(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    asked = About(*about_called(period))
    try:
        operations.begin_correction(
            organisation=organisation, **asked.asked, correction=request.POST.get("reason", ""),
            by=request.person, at=timezone.now(),
        )  # fmt: skip
    except operations.WordsMissing as refusal:
        return _page(request, organisation, asked, refusal=refusal)
    messages.success(request, _("已起草更正公示，批准后替换原公示。"))
    return redirect("notices:notice", organisation, period)


@require_POST
@taken_once
def objection(request: HttpRequest, notice: int) -> HttpResponse:
    text, back = request.POST.get("text", ""), request.POST.get("back", "")
    operations.raise_objection(notice=notice, text=text, by=request.person, at=timezone.now())
    messages.success(request, _("异议已提出，答复后会显示在公示下面。"))
    return _back(back)


@require_POST
def answer(request: HttpRequest, objection: int) -> HttpResponse:
    text, back = request.POST.get("answer", ""), request.POST.get("back", "")
    operations.answer_objection(objection=objection, answer=text, by=request.person, at=timezone.now())
    messages.success(request, _("已答复。"))
    return _back(back)


def _back(written: str) -> HttpResponse:
    """To the notice it was said about: `code/period/number`."""
    parts = written.split("/")
    if len(parts) == 3 and all(parts[:2]) and (number := small_int(parts[2])):
        return redirect("notices:numbered", parts[0], parts[1], number)
    return redirect("notices:list")


@require_safe
def download(request: HttpRequest, organisation: str, period: str, number: int, form: str) -> HttpResponse:
    about = About(*about_called(period))
    asked = {"organisation": organisation, **about.asked, "number": number}
    found = queries.notice(**asked, person=request.person, today=timezone.localdate())
    return paper_file(request, paper_of(found, public_at=public_address(request, organisation)), form)
