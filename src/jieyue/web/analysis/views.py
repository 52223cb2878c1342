"""用能分析: where a year's energy goes, against whom, and what its change consists of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.analysis.unit import analysis_of_unit
from jieyue.programme.organisations.queries import organisation
from jieyue.rules.values import Level
from jieyue.web.analysis.unit import told_of_unit
from jieyue.web.places import organisation_asked, year_in

YEARS_LISTED = 5


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Of the year before, unless another is asked for: this one is not over."""
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, today.year - 1)
    found = organisation(code, person=request.person)
    context = {
        "organisation": found,
        "year": year,
        "year4": f"{year:04}",
        "last4": f"{year - 1:04}",
        "is_over": year < today.year,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "breadcrumbs": [{"label": _("用能分析"), "url": ""}],
    }
    if Level(found.level).is_place:
        return render(request, "analysis/place.html", context)
    analysis = analysis_of_unit(organisation=code, year=year, person=request.person, today=today)
    return render(request, "analysis/unit.html", context | told_of_unit(analysis))
