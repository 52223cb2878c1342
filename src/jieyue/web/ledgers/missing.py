"""Which months of a ledger are missing, at one glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.completeness.queries import State
from jieyue.programme.ledgers.missing import Missing, SubjectMonths
from jieyue.programme.ledgers.missing import missing as missing_of
from jieyue.rules.period import FIRST_YEAR, LAST_YEAR
from jieyue.web.asking import small_int
from jieyue.web.ledgers.own import own_page
from jieyue.web.ledgers.views import home_of, template
from jieyue.web.paging import page_number, page_of
from jieyue.web.places import organisation_asked
from jieyue.web.words import in_language

MANY = 100
YEARS_BACK = 5


@require_safe
def missing(request: HttpRequest, ledger: str) -> HttpResponse:
    """Units, or what they have registered, by the months of a year."""
    if page := own_page(ledger, "missing"):
        return page(request)
    today, number = timezone.localdate(), page_number(request)
    year = _year(request, today.year)
    code = organisation_asked(request)
    about = {"person": request.person, "code": code, "year": year, "today": today}
    found = missing_of(ledger, **about, first=(number - 1) * MANY, many=MANY)
    context = {
        "found": found,
        "ledger": found.ledger,
        "year": year,
        "years": sorted({year, *range(today.year - YEARS_BACK, today.year + 1)}, reverse=True),
        "matrix": _matrix(found),
        "page": page_of(found.units, number=number, many=MANY),
        "breadcrumbs": [*home_of(ledger), {"label": _("缺报一览"), "url": ""}],
    }
    return render(request, template(ledger, "missing"), context)


def _year(request: HttpRequest, usual: int) -> int:
    year = small_int(request.GET.get("year"), usual=usual)
    return year if FIRST_YEAR <= year <= LAST_YEAR else usual


def _matrix(found: Missing) -> dict[str, object]:
    return {
        "caption": f"{found.organisation.name} {found.year} {in_language(found.ledger.zh)}",
        "corner": _("单位"),
        "legend": [
            {"state": State.COMPLETE, "says": _("有登记")},
            {"state": State.MISSING, "says": _("没有登记")},
            {"state": State.AHEAD, "says": _("本月还没有过完")},
            {"state": State.NOT_OWED, "says": _("第一次登记以前，或者单位已撤销")},
        ],
        "columns": [_("%(number)d 月") % {"number": number} for number in range(1, 13)],
        "rows": [_row(found, each) for each in found.rows],
    }


def _row(found: Missing, each: SubjectMonths) -> dict[str, object]:
    grid = reverse("ledgers:grid", args=[found.ledger.key])
    cells = []
    for month, state in each.states:
        cell: dict[str, object] = {"state": state}
        if state is State.MISSING:
            cell["url"] = f"{grid}?{urlencode({'organisation': each.organisation.code, 'period': month})}"
        cells.append(cell)
    rows = reverse("ledgers:list", args=[found.ledger.key])
    query = urlencode({"organisation": each.organisation.code, "period": found.year})
    return {"label": f"{each.organisation.name} {each.name}".strip(), "url": f"{rows}?{query}", "cells": cells}
