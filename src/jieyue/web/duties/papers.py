"""报送的材料: what came from below, and one document with what becomes of it."""

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

from jieyue.documents.catalogue import documents
from jieyue.documents.paper.model import Paper
from jieyue.files.writing import Table
from jieyue.programme.duties import handing_in, receiving
from jieyue.programme.duties.awaited import awaited
from jieyue.programme.duties.documents import documents_known
from jieyue.programme.duties.operations import ReasonNeeded
from jieyue.rules.receiving import PaperState
from jieyue.rules.refusal import NotThere, Refused
from jieyue.web.asking import OrganisationField, SearchForm
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.papers import blocks_of, paper_file
from jieyue.web.taking_along import MOST_TAKEN, addresses, as_file
from jieyue.web.words import in_language

NOT_TAKEN = 422
TONES = {
    PaperState.NOTED: "neutral",
    PaperState.PROPOSED: "info",
    PaperState.HANDED_IN: "info",
    PaperState.RETURNED: "warning",
    PaperState.RECEIVED: "success",
    PaperState.PUBLISHED: "success",
}
"""Of what can be stored."""
ANY = [("", gettext_lazy("全部"))]


class Search(SearchForm):
    """Above the list."""

    organisation = OrganisationField(required=False)
    what = forms.ChoiceField(
        label=gettext_lazy("材料"),
        required=False,
        choices=lambda: [*ANY, *((key, in_language(zh)) for key, zh in documents_known().items())],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=lambda: [*ANY, *((each.value, in_language(each.zh)) for each in TONES)],
    )


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    many, number = per_page(request), page_number(request)
    form, found = _found(request, first=(number - 1) * many, many=many)
    context = {
        "form": form,
        "lines": [(line, TONES[line.state]) for line in found.lines],
        "page": page_of(found.count, number=number, many=many),
        "awaited": awaited(person=request.person, today=timezone.localdate(), organisation=_wanted(form).organisation),
        "files": addresses(request, "duties:papers-file"),
        "breadcrumbs": [{"label": _("任务"), "url": reverse("duties:list")}, {"label": _("收到的材料"), "url": ""}],
    }
    return render(request, "duties/papers.html", context)


def _found(request: HttpRequest, **page: int) -> tuple[Search, receiving.Listed]:
    form = Search(request.GET)
    asked = {"person": request.person, "today": timezone.localdate()}
    return form, receiving.handed_in_below(wanted=_wanted(form), **asked, **page)


def _wanted(form: Search) -> receiving.Wanted:
    return receiving.Wanted(**form.asked())


@require_safe
def papers_file(request: HttpRequest, form: str) -> HttpResponse:
    """All that the conditions above the list leave."""
    _form, found = _found(request, many=MOST_TAKEN)
    header = [
        *(_("机构编码"), _("机构"), _("材料"), _("名称或文号"), _("年度或季度"), _("报送日期"), _("再次报送")),
        *(_("状态"), _("回执号")),
    ]
    rows = [
        [
            *(line.organisation.code, line.organisation.name, in_language(line.kind), line.title, line.period, line.on),
            *(line.sent_on if line.is_again else None, _state(line), line.receipt),
        ]
        for line in found.lines
    ]
    return as_file(Table(_("收到的材料"), header, rows), form, name=_("收到的材料"))


def _state(line: receiving.Line) -> str:
    return in_language(line.state.zh) if line.is_there else _("自报、未核")


@require_safe
def paper(request: HttpRequest, paper: int) -> HttpResponse:
    return show(request, paper)


def show(
    request: HttpRequest, paper: int, *, refusal: Refused | None = None, typed: str = "", status: int = 200
) -> HttpResponse:
    """The page of one; `refusal` is why it could not be decided, `typed` the reason that was written."""
    found = receiving.paper(paper, person=request.person, today=timezone.localdate())
    own = found.line.organisation
    back = f"{reverse('duties:list')}?{urlencode({'organisation': own.code})}"
    printed = _printed(found)
    again = (
        f"{reverse('duties:hand-in', args=[own.code])}?{urlencode({'what': found.what, 'period': found.line.period})}"
    )
    sheet = reverse("evaluation:sheet", args=[own.code, int(found.line.period)]) if found.is_sheet else ""
    context = {
        "found": found,
        "line": found.line,
        "tone": TONES[found.line.state],
        "table": receiving.TABLE,
        "refusal": refusal,
        "typed": typed,
        "needs_reason": [move for move in found.moves if move.needs_reason],
        "again_url": sheet or again,
        "sheet_url": sheet,
        "paper": printed,
        "files": {form: reverse("duties:drawn", args=[paper, form]) for form in ("docx", "xlsx", "pdf")},
        "tasks": [(each, each.is_late(timezone.localdate())) for each in found.progress],
        "blocks": blocks_of(printed) if printed else None,
        "is_returned": found.line.state is PaperState.RETURNED,
        "breadcrumbs": [{"label": _("任务"), "url": back}, {"label": found.line.title, "url": ""}],
    }
    return render(request, "duties/paper.html", context, status=status)


def _printed(found: receiving.Shown) -> Paper | None:
    """What the system filled in, as it is printed."""
    document = next((each for each in documents().values() if each.handed_in_as == found.what), None)
    if not found.drawn or document is None or document.printed is None:
        return None
    return document.printed(found.drawn, is_draft=False)


@require_safe
def drawn(request: HttpRequest, paper: int, form: str) -> HttpResponse:
    """The file of what the system filled in."""
    printed = _printed(receiving.paper(paper, person=request.person, today=timezone.localdate()))
    if printed is None:
        raise NotThere("这份材料不是系统填写的。", do="请在材料页的“文件”中查看上传的文件。")
    return paper_file(request, printed, form)


@require_POST
def decide(request: HttpRequest, paper: int) -> HttpResponse:
    key, reason = request.POST.get("move", ""), request.POST.get("reason", "")
    about = {"seen": request.POST.get("seen", ""), "reason": reason, "by": request.person, "at": timezone.now()}
    try:
        state = handing_in.decide(paper, key, **about)
    except (ReasonNeeded, handing_in.NothingThere) as refusal:
        return show(request, paper, refusal=refusal, typed=reason, status=NOT_TAKEN)
    messages.success(request, _("已办理：%(state)s。") % {"state": in_language(state.zh)})
    return redirect("duties:paper", paper)
