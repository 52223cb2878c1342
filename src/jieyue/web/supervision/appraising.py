"""考核记录: of a unit's people, of one of them, and one's own with what one says to it."""

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
from django.views.decorators.http import require_POST, require_safe

from jieyue.programme.supervision import appraising
from jieyue.web.failing import tell_in
from jieyue.web.findings.views import TONES
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.pressing import taken_once
from jieyue.web.supervision import tables
from jieyue.web.supervision.forms import Search
from jieyue.web.taking_along import addresses, as_file

REFUSED = 422


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("本人说明"), max_length=appraising.MOST_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    organisation, year, found = _people(request)
    kinds = _kinds(found)
    context = {
        "form": Search({"organisation": organisation}),
        "year": year,
        "years": _years(),
        "rows": [(each, [(kind, each.decided.get(kind, 0)) for kind in kinds]) for each in found],
        "kinds": kinds,
        "files": addresses(request, "supervision:people-file"),
        "breadcrumbs": _trail(_("个人考核记录")),
    }
    return render(request, "supervision/people.html", context)


@require_safe
def people_file(request: HttpRequest, form: str) -> HttpResponse:
    _organisation, year, found = _people(request)
    name = _("%(year)s年个人考核记录") % {"year": year}
    return as_file(tables.of_people(found, _kinds(found)), form, name=name)


def _people(request: HttpRequest) -> tuple[str, int, list[appraising.Summary]]:
    today = timezone.localdate()
    organisation, year = organisation_asked(request), year_in(request, today.year)
    asked = {"organisation": organisation, "year": year, "person": request.person, "today": today}
    return organisation, year, appraising.people(**asked)


def _kinds(found: Sequence[appraising.Summary]) -> list[str]:
    return list(dict.fromkeys(kind for each in found for kind in each.decided))


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    year = year_in(request, today.year)
    own = appraising.own(year=year, person=request.person, today=today)
    context = {"own": own, "year": year, "years": _years(), "name": request.person.name}
    return render(request, "supervision/mine.html", context)


@require_safe
def record(request: HttpRequest, organisation: str) -> HttpResponse:
    """Of a name, which may hold any letter and so stands in the query."""
    return _show(request, organisation)


@require_POST
@taken_once
def answer(request: HttpRequest, organisation: str) -> HttpResponse:
    name, year, form = _name(request), year_in(request, timezone.localdate().year), AnswerForm(request.POST)
    if form.is_valid():
        about = {"organisation": organisation, "name": name, "year": year, **form.cleaned_data}
        try:
            appraising.answer(**about, by=request.person, at=timezone.now())
        except appraising.NotAnswered as refusal:
            tell_in(form, refusal)
        else:
            messages.success(request, _("已保存说明。"))
            address = reverse("supervision:record", args=[organisation])
            return redirect(f"{address}?{urlencode({'name': name, 'year': year})}")
    return _show(request, organisation, form)


def _name(request: HttpRequest) -> str:
    """Whose record is asked for; without a name one's own."""
    return request.GET.get("name", "").strip()[:60] or request.person.name


def _show(request: HttpRequest, organisation: str, refused: AnswerForm | None = None) -> HttpResponse:
    name, today = _name(request), timezone.localdate()
    year = year_in(request, today.year)
    asked = {"organisation": organisation, "name": name, "year": year, "person": request.person, "today": today}
    found = appraising.record(**asked)
    first = {"text": found.answer.text if found.answer else "", "seen": found.seen}
    title = _("%(name)s %(year)s 年考核记录") % {"name": name, "year": year}
    context = {
        "found": found,
        "problems": [(each, TONES[each.state]) for each in found.problems],
        "form": refused or AnswerForm(initial=first),
        "title": title,
        "years": _years(),
        "breadcrumbs": _trail(title),
    }
    return render(request, "supervision/record.html", context, status=REFUSED if refused else 200)


def _years() -> list[int]:
    this = timezone.localdate().year
    return [this, this - 1, this - 2]


def _trail(title: str) -> list[dict[str, str]]:
    return [{"label": _("监督考核"), "url": reverse("supervision:list")}, {"label": title, "url": ""}]
