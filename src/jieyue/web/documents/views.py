"""文书: what papers there are of an organisation's periods, and their files."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jieyue.documents.catalogue import Document, documents
from jieyue.documents.paper.making import MEDIA_TYPES
from jieyue.documents.paper.model import Paper, Row
from jieyue.documents.paper.template import MOST_BYTES, TemplateUnreadable, read_template, template_of
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.papers import operations, queries
from jieyue.programme.papers.operations import TemplateRefused
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere, Refused
from jieyue.rules.values import Level
from jieyue.web.failing import name_sent
from jieyue.web.links import ENERGY, rows_url
from jieyue.web.papers import blocks_of, paper_file
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.words import in_language

REFUSED = 422
YEARS_LISTED = 5
LENGTHS = (12, 3)
"""Of the periods that are offered: years and quarters."""


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = organisation_of(organisation_asked(request), person=request.person)
    year = year_in(request, today.year)
    rows = [
        {"document": document, "periods": _drawable(document, found.code, _periods(document, year, today), request)}
        for document in documents().values()
        if document.is_of(Level(found.level))
    ]
    context = {
        "found": found,
        "year": year,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "rows": rows,
        "breadcrumbs": [{"label": _("%(name)s的文书") % {"name": found.name}, "url": ""}],
    }
    return render(request, "documents/list.html", context)


def _drawable(document: Document, code: str, periods: Iterator[Period], request: HttpRequest) -> list[Period]:
    """Those of which there is something to be printed for whoever asks."""
    begun = list(periods)
    if not begun or document.there is None:
        return begun
    about = {"organisation": code, "periods": begun, "person": request.person, "today": timezone.localdate()}
    there = document.there(**about)
    return [each for each in begun if each in there]


def _periods(document: Document, year: int, today: date) -> Iterator[Period]:
    """Of a year, those that have begun and that the document may be of."""
    whole = Period.parse(f"{year:04}")
    quarters = Period.parse(f"{year:04}Q4").quarters()
    by_length = {12: [whole], 3: quarters}
    for length in LENGTHS:
        if length in document.months:
            yield from (each for each in by_length[length] if _is_there(document, each, today))


def _is_there(document: Document, period: Period, today: date) -> bool:
    return period.until <= today if document.is_of_ended else period.first <= today


@require_safe
def paper(request: HttpRequest, key: str, organisation: str, period: str) -> HttpResponse:
    """As it is printed, on a page."""
    document, asked = _named(key), Period.parse(period)
    found = _drawn(request, document, organisation, asked)
    back = f"{reverse('documents:list')}?{urlencode({'organisation': organisation, 'year': asked.year})}"
    about = {"organisation": organisation, "period": str(asked)}
    context = {
        "paper": found,
        "blocks": blocks_of(found, row_url=partial(_rows_behind, about)),
        "key": document.key,
        "organisation": organisation,
        "period": asked,
        "breadcrumbs": [{"label": _("文书"), "url": back}, {"label": in_language(document.zh), "url": ""}],
    }
    return render(request, "documents/paper.html", context)


def _rows_behind(about: Mapping[str, str], row: Row) -> str:
    """The records of a row, or the analysis of the organisation that it is about."""
    if row.organisation:
        year = Period.parse(about["period"]).year
        asked = urlencode({"organisation": row.organisation, "year": f"{year:04}"})
        return f"{reverse('analysis:page')}?{asked}"
    asked = {**about, "period": row.period} if row.period else about
    return rows_url(ENERGY, **asked, resource=row.resource) if row.resource or row.period else ""


@require_safe
def download(request: HttpRequest, key: str, organisation: str, period: str, form: str) -> HttpResponse:
    return paper_file(request, _drawn(request, _named(key), organisation, Period.parse(period)), form)


def _drawn(request: HttpRequest, document: Document, organisation: str, period: Period) -> Paper:
    about = {"organisation": organisation, "period": period, "person": request.person, "today": timezone.localdate()}
    drawn = document.asked(**about)
    return document.printed(drawn.content, is_draft=drawn.is_draft)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, key: str, organisation: str) -> HttpResponse:
    """The template in force; what is sent is taken in its place."""
    document = _named(key)
    if request.method != "POST":
        return _template_page(request, document, organisation)
    try:
        _take(request, document, organisation)
    except (TemplateUnreadable, TemplateRefused) as refusal:
        refusal.where = refusal.where or name_sent(request, "file")
        return _template_page(request, document, organisation, refusal)
    messages.success(request, _("模板已启用。请下载一份文书看看印出来的样子；不对的，可以撤销。"))
    return redirect("documents:template", key, organisation)


def _take(request: HttpRequest, document: Document, organisation: str) -> None:
    sent = request.FILES.get("file")
    if sent is None:
        raise TemplateUnreadable(_("没有选择文件。"), do=_("请选择改好的模板文件（.docx）。"))
    found = queries.template(organisation=organisation, paper=document.key, person=request.person)
    read = read_template(sent.read(MOST_BYTES + 1), found.layout)
    operations.take_template(
        organisation=organisation, paper=document.key, lines=read.lines, sheet=read.sheet, file_name=sent.name or "",
        by=request.person, at=timezone.now(),
    )  # fmt: skip


@require_POST
def template_back(request: HttpRequest, key: str, organisation: str) -> HttpResponse:
    about = {"organisation": organisation, "paper": _named(key).key, "by": request.person, "at": timezone.now()}
    if request.POST.get("to") == "before":
        operations.undo_template(**about)
        messages.success(request, _("已撤销上一次改动。"))
    else:
        operations.reset_template(**about)
        messages.success(request, _("不再用自己的模板。"))
    return redirect("documents:template", key, organisation)


@require_safe
def template_file(request: HttpRequest, key: str, organisation: str) -> HttpResponse:
    document = _named(key)
    found = queries.template(organisation=organisation, paper=document.key, person=request.person)
    response = HttpResponse(template_of(found.layout), content_type=MEDIA_TYPES[".docx"])
    name = f"{document.zh}模板.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _template_page(
    request: HttpRequest, document: Document, organisation: str, refusal: Refused | None = None
) -> HttpResponse:
    shown = queries.template(organisation=organisation, paper=document.key, person=request.person)
    back = f"{reverse('documents:list')}?{urlencode({'organisation': organisation})}"
    title = _("%(name)s的模板") % {"name": in_language(document.zh)}
    context = {
        "document": document,
        "shown": shown,
        "names": list(shown.layout.explained.items()),
        "refusal": refusal,
        "title": f"{shown.organisation.name}：{title}",
        "breadcrumbs": [{"label": _("文书"), "url": back}, {"label": title, "url": ""}],
    }
    return render(request, "documents/template.html", context, status=REFUSED if refusal else 200)


def _named(key: str) -> Document:
    document = documents().get(key)
    if document is None or document.printed is None:
        raise NotThere("没有这种文书。", do="请从文书页打开。")
    return document
