"""责任书: sent down level by level, signed by both sides in the page, printed."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.programme.letters import operations, queries
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.rules.letters import LetterState
from jieyue.web.failing import was_done
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.pressing import taken_once

REFUSED = 422
YEARS_LISTED = 4
TONES = {LetterState.SENT: "warning", LetterState.SIGNED: "success", LetterState.TAKEN_BACK: "neutral"}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Its own with its superior, and those with whom stands directly below."""
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, today.year)
    many, number = per_page(request), page_number(request)
    asked = {"organisation": code, "year": year, "person": request.person}
    shown = queries.letters(**asked, first=(number - 1) * many, many=many)
    context = {
        "shown": shown,
        "found": organisation_of(code, person=request.person),
        "year": year,
        "years": range(today.year + 1, today.year + 1 - YEARS_LISTED, -1),
        "own": _with_tone(shown.own),
        "rows": [(line, _with_tone(line.letter)) for line in shown.lines],
        "page": page_of(shown.count, number=number, many=many),
    }
    return render(request, "letters/list.html", context)


def _with_tone(letter: object) -> dict[str, object] | None:
    if letter is None:
        return None
    state = LetterState(letter.state)
    return {"letter": letter, "state": state, "tone": TONES[state]}


@require_safe
def letter(request: HttpRequest, letter: int) -> HttpResponse:
    return render(request, "letters/letter.html", _one(request, letter, ReasonForm()))


def _one(request: HttpRequest, letter: int, form: ReasonForm) -> dict[str, object]:
    found = queries.letter_of(letter=letter, person=request.person)
    title = _("%(name)s %(year)d 年度节能目标责任书") % {"name": found.organisation.name, "year": found.letter.year}
    back = _list_url(found.organisation.code, found.letter.year)
    trail = [{"label": _("责任书"), "url": back}, {"label": title, "url": ""}]
    return {"found": found, "title": title, "tone": TONES[found.state], "form": form, "breadcrumbs": trail}


@require_POST
@taken_once
def send(request: HttpRequest, organisation: str, year: int) -> HttpResponse:
    below = [code for code in [request.POST.get("below", "")] if code]
    sent = operations.send(organisation=organisation, year=year, below=below, by=request.person, at=timezone.now())
    messages.success(request, _("已签发 %(count)d 份责任书，等下级签订。") % {"count": sent.count})
    if sent.left and not below:
        left = _("还有 %(count)d 家没有：这一年没有下达目标、没有方案任务的不能签发；一次发不完的请再按一次。")
        messages.warning(request, left % {"count": sent.left})
    return redirect(_list_url(organisation, year))


@require_POST
@taken_once
def sign(request: HttpRequest, letter: int) -> HttpResponse:
    operations.sign(letter=letter, by=request.person, at=timezone.now())
    messages.success(request, _("已签订。"))
    return redirect("letters:letter", letter)


@require_http_methods(["POST"])
def take_back(request: HttpRequest, letter: int) -> HttpResponse:
    form = ReasonForm(request.POST)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        operations.take_back(letter=letter, by=request.person, at=timezone.now(), reason=reason)

    if was_done(request, form, act, done=_("已收回，可以重新签发。"), unless=operations.NotSigned):
        return redirect("letters:letter", letter)
    return render(request, "letters/letter.html", _one(request, letter, form), status=REFUSED)


def _list_url(organisation: str, year: int) -> str:
    return f"{reverse('letters:list')}?{urlencode({'organisation': organisation, 'year': year})}"
