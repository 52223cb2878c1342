"""用能分析: where a year's energy goes, against whom, and what its change consists of."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.analysis.place import analysis_of_place, odd_below
from jieyue.programme.analysis.unit import analysis_of_unit
from jieyue.programme.organisations.queries import organisation
from jieyue.rules.roles import Right
from jieyue.rules.values import Category, Level
from jieyue.web.analysis.place import told_of_place
from jieyue.web.analysis.unit import told_of_unit
from jieyue.web.asking import choice_in
from jieyue.web.places import organisation_asked, year_in

YEARS_LISTED = 5


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Of the year before, unless another is asked for: this one is not over. What a place has comes by itself."""
    context = _context(request)
    found, year = context["organisation"], context["year"]
    if Level(found.level).is_place:
        asked = _asked(context, category=_category(request))
        return render(request, "analysis/place.html", context | {"asked": asked})
    today = timezone.localdate()
    analysis = analysis_of_unit(organisation=found.code, year=year, person=request.person, today=today)
    may_enter = request.person.may(Right.ENTER)
    return render(request, "analysis/unit.html", context | told_of_unit(analysis) | {"may_enter": may_enter})


@require_safe
def place(request: HttpRequest) -> HttpResponse:
    context = _context(request)
    about = {"organisation": context["organisation"].code, "year": context["year"], "category": _category(request)}
    found = analysis_of_place(**about, person=request.person, today=timezone.localdate())
    template = "analysis/place_part.html" if request.htmx else "analysis/place_alone.html"
    return render(request, template, context | {"asked": _asked(context)} | told_of_place(found))


@require_safe
def odd(request: HttpRequest) -> HttpResponse:
    """What the checks find below a place: a part of its page that takes its time."""
    context = _context(request)
    found = odd_below(organisation=context["organisation"].code, year=context["year"], person=request.person)
    template = "analysis/odd_part.html" if request.htmx else "analysis/odd_alone.html"
    return render(request, template, context | {"odd": found})


def _asked(context: Mapping[str, Any], **more: str) -> str:
    return urlencode({"organisation": context["organisation"].code, "year": context["year4"], **more})


def _context(request: HttpRequest) -> dict[str, Any]:
    code, today = organisation_asked(request), timezone.localdate()
    year = year_in(request, today.year - 1)
    return {
        "organisation": organisation(code, person=request.person),
        "year": year,
        "year4": f"{year:04}",
        "last4": f"{year - 1:04}",
        "is_over": year < today.year,
        "is_last_whole_year": "year" not in request.GET,
        "this_year": today.year,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "breadcrumbs": [{"label": _("用能分析"), "url": ""}],
    }


def _category(request: HttpRequest) -> str:
    """One of the statistical categories; "" for all."""
    return choice_in(request, "category", list(Category))
