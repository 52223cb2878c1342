"""文书: what papers there are of an organisation's periods, and their files."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.documents.catalogue import Document, documents
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotThere
from jieyue.rules.values import Level
from jieyue.web.papers import paper_file
from jieyue.web.places import organisation_asked, year_in

YEARS_LISTED = 5
LENGTHS = (12, 3)
"""Of the periods that are offered: years and quarters."""


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = organisation_of(organisation_asked(request), person=request.person)
    year = year_in(request, today.year)
    is_unit = Level(found.level) is Level.UNIT
    rows = [
        {"document": document, "periods": list(_periods(document, year, today))}
        for document in documents().values()
        if document.printed and (is_unit or document.is_for_places)
    ]
    context = {
        "found": found,
        "year": year,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "rows": rows,
        "breadcrumbs": [{"label": _("%(name)s的文书") % {"name": found.name}, "url": ""}],
    }
    return render(request, "documents/list.html", context)


def _periods(document: Document, year: int, today: date) -> Iterator[Period]:
    """Of a year, those that have begun and that the document may be of."""
    whole = Period.parse(f"{year:04}")
    quarters = Period.parse(f"{year:04}Q4").quarters()
    by_length = {12: [whole], 3: quarters}
    for length in LENGTHS:
        if length in document.months:
            yield from (each for each in by_length[length] if each.first <= today)


@require_safe
def download(request: HttpRequest, key: str, organisation: str, period: str, form: str) -> HttpResponse:
    document = documents().get(key)
    if document is None or document.printed is None:
        raise NotThere("没有这种文书。", do="请从文书页上的按钮下载。")
    about = {"organisation": organisation, "period": Period.parse(period)}
    drawn = document.asked(**about, person=request.person, today=timezone.localdate())
    return paper_file(request, document.printed(drawn.content, is_draft=drawn.is_draft), form)
