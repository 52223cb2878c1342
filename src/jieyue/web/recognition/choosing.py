"""先进单位的遴选: what the stated rule makes of each recognised organ of a place, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.recognition.advancing import Advanced, Line, advanced
from jieyue.rules.recognition import Chosen
from jieyue.web.asking import choice_in
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_asked
from jieyue.web.recognition import tables
from jieyue.web.taking_along import addresses, as_file
from jieyue.web.words import in_language

TONES = {Chosen.CHOSEN: "success", Chosen.EXCLUDED: "warning"}


@require_safe
def advanced_units(request: HttpRequest) -> HttpResponse:
    found, result = _found(request), _result(request)
    listed = found.with_result(result)
    many, number = per_page(request), page_number(request)
    page = page_of(len(listed), number=number, many=many)
    shown = listed[page.start_index() - 1 :][:many] if listed else []
    asked = organisation_of(found.organisation.code, person=request.person)
    context = {
        "found": found,
        "rule": found.rule,
        "limit": tables.limit_in_words(found.rule),
        "counts": [(each, len(found.with_result(each)), _address(found, each)) for each in Chosen],
        "result": result,
        "results": list(Chosen),
        "rows": [(each, TONES.get(each.place.result, "neutral"), _because(each), _ways(each)) for each in shown],
        "page": page,
        "breadcrumbs": [
            *({"label": each.name, "url": _of_place("recognition:shares", each.code)} for each in asked.above),
            {"label": _("先进单位"), "url": ""},
        ],
        "files": addresses(request, "recognition:advanced-file"),
    }
    return render(request, "recognition/advanced.html", context)


@require_safe
def advanced_file(request: HttpRequest, form: str) -> HttpResponse:
    found = _found(request)
    name = f"{found.organisation.name}_{_('先进单位遴选')}_{found.on}"
    return as_file(tables.of_advanced(found, found.with_result(_result(request))), form, name=name)


def _found(request: HttpRequest) -> Advanced:
    return advanced(organisation=organisation_asked(request), person=request.person, today=timezone.localdate())


def _result(request: HttpRequest) -> Chosen | None:
    asked = choice_in(request, "result", list(Chosen))
    return Chosen(asked) if asked else None


def _address(found: Advanced, result: Chosen) -> str:
    return _of_place("recognition:advanced", found.organisation.code, result=result.value)


def _of_place(name: str, code: str, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({'organisation': code, **more})}"


def _because(line: Line) -> str:
    return "；".join(in_language(each.zh) for each in line.excluded)


def _ways(line: Line) -> dict[str, str]:
    """Where the unit, and the round that gave its points, are seen in full."""
    code, last = line.organ.organisation.code, line.organ.found.last
    is_of_round = last is not None and last.passed and line.percent is not None
    return {
        "unit": reverse("organisations:organisation", args=[code]),
        "points": reverse("rounds:unit", args=[last.round, code]) if last and is_of_round else "",
    }
