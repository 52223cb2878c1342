"""What meters say was used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.metering.queries import metering
from jieyue.rules.roles import Right
from jieyue.web.places import organisation_asked, year_in

YEARS_BACK = 5


@require_safe
def use(request: HttpRequest) -> HttpResponse:
    """A unit's meters in their tree, by month."""
    today = timezone.localdate()
    year = year_in(request, today.year)
    code = organisation_asked(request)
    found = metering(organisation=code, year=year, person=request.person, today=today)
    context = {
        "found": found,
        "meters_below": sum(each.count for each in found.below),
        "years": sorted({year, *range(today.year - YEARS_BACK, today.year + 1)}, reverse=True),
        "months": [_("%(number)d 月") % {"number": number} for number in range(1, 13)],
        "may_enter": request.person.may(Right.ENTER),
        "breadcrumbs": [{"label": _("台账"), "url": reverse("ledgers:index")}, {"label": _("计量"), "url": ""}],
    }
    return render(request, "metering/use.html", context)
