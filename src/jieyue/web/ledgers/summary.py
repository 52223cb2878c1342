"""What a ledger measured, by place or unit, against the year before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.findings.queries import unsettled
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.listing import latest_year
from jieyue.programme.ledgers.summary import Figure, Summary
from jieyue.programme.ledgers.summary import summary as summed
from jieyue.web.ledgers.views import home_of, template
from jieyue.web.paging import page_number, page_of
from jieyue.web.places import organisation_asked, period_in

MANY = 100


@require_safe
def summary(request: HttpRequest, ledger: str) -> HttpResponse:
    """Without a period it is the latest year with rows."""
    ledger_named(ledger)
    code = organisation_asked(request)
    today = timezone.localdate()
    year = latest_year(ledger, person=request.person, organisation=code) or today.year
    period = period_in(request, f"{year:04}")
    found = summed(ledger, person=request.person, code=code, period=period, today=today)
    page = page_of(len(found.rows), number=page_number(request), many=MANY)
    context = {
        "found": found,
        "ledger": found.ledger,
        "rows": found.rows[page.start_index() - 1 :][:MANY] if found.rows else [],
        "page": page,
        "unsettled": unsettled(ledger, organisation=code, period=period, person=request.person, today=today),
        "whole": list(zip(found.columns, found.whole.figures, _alike(found), found.per_person, strict=True)),
        "breadcrumbs": [*home_of(ledger), {"label": _("汇总"), "url": ""}],
    }
    return render(request, template(ledger, "summary"), context)


def _alike(found: Summary) -> list[Figure | None]:
    return list(found.alike.figures) if found.alike else [None] * len(found.columns)
