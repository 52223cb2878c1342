"""A unit's year beside the quotas that are for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.organisations.queries import organisation
from jieyue.programme.quotas.boundary import boundary
from jieyue.programme.quotas.queries import NoUnit, quotas
from jieyue.rules.quotas import QuotaVerdict
from jieyue.rules.roles import Right
from jieyue.web.places import organisation_asked, year_in

YEARS_LISTED = 5
TONES = {
    QuotaVerdict.WITHIN_GUIDE: "success",
    QuotaVerdict.WITHIN_BENCHMARK: "success",
    QuotaVerdict.WITHIN_CONSTRAINT: "warning",
    QuotaVerdict.ABOVE_CONSTRAINT: "error",
}


@require_safe
def unit(request: HttpRequest) -> HttpResponse:
    """Of the year before, unless another is asked for: this one is not over."""
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, today.year - 1)
    context = {
        "organisation": organisation(code, person=request.person),
        "year": year,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "may_enter": request.person.may(Right.ENTER),
        "breadcrumbs": [{"label": _("台账"), "url": reverse("ledgers:index")}, {"label": _("定额"), "url": ""}],
    }
    try:
        found = quotas(organisation=code, year=year, person=request.person, today=today)
    except NoUnit:
        return render(request, "quotas/unit.html", context)
    rows = [(each, TONES.get(each.verdict, "neutral")) for each in found.judged]
    standards = [(each.set, *boundary(each)) for each in found.accounts]
    return render(request, "quotas/unit.html", context | {"found": found, "rows": rows, "standards": standards})
