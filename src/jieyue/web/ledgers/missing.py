"""Which months of a ledger are missing, at one glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.completeness.queries import Cell, Count, Months, State
from jieyue.programme.ledgers.catalogue import Ledger, ledger_named
from jieyue.programme.ledgers.listing import latest_year, years
from jieyue.programme.ledgers.missing import missing as missing_of
from jieyue.programme.ledgers.missing import missing_by_subject
from jieyue.rules.values import Level
from jieyue.web.asking import choice_in
from jieyue.web.ledgers.own import own_page
from jieyue.web.ledgers.views import home_of, template
from jieyue.web.links import grid_url, missing_url, rows_url
from jieyue.web.paging import page_number, page_of
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.words import in_language

MANY = 300
"""A county's units on one page."""

FIRST_TO_FIND = (State.MISSING, State.PART)


@require_safe
def missing(request: HttpRequest, ledger: str) -> HttpResponse:
    """Places, units or what a unit has registered, by the months of a year."""
    declared, code = ledger_named(ledger), organisation_asked(request)
    year = _year_asked(request, ledger, code)
    found = missing_of(ledger, person=request.person, code=code, year=year, today=timezone.localdate())
    has_places = not all(place.is_itself for place in found.places)
    context = {
        "ledger": declared,
        "found": found,
        "year": year,
        "years": years(ledger, person=request.person, organisation=code),
        "has_places": has_places,
        "counts": [count for count in found.counts if not count.is_ahead] if found.count_of_units() else [],
        "breadcrumbs": [*home_of(ledger), {"label": _("%(year)s 年缺报一览") % {"year": year}, "url": ""}],
    }
    if found.level in (Level.UNIT, Level.DEPARTMENT):
        context["matrix"] = _of_subjects(request, declared, found)
    elif choice_in(request, "by", ("units",)) or not has_places:
        context |= _of_units(request, declared, found)
    else:
        context["matrix"] = _of_places(declared, found)
    return render(request, template(ledger, "missing"), context)


def _year_asked(request: HttpRequest, ledger: str, code: str) -> int:
    usual = latest_year(ledger, person=request.person, organisation=code)
    return year_in(request, usual or request.person.on.year)


def _of_places(ledger: Ledger, found: Months) -> dict[str, object]:
    rows = [
        {
            "label": _("%(name)s（直属单位）") % {"name": place.organisation.name}
            if place.is_itself
            else place.organisation.name,
            "url": missing_url(ledger.key, place.organisation.code, found.year, by="units" if place.is_itself else ""),
            "cells": [_count_cell(count) for count in place.counts],
        }
        for place in found.places
    ]
    return _matrix(ledger, found, rows, corner=_("地区"))


def _count_cell(count: Count) -> dict[str, object]:
    """How many units are missing in a month."""
    title = _("应报 %(owed)d 家，已报 %(reported)d 家") % {"owed": count.owed, "reported": count.reported}
    if count.is_ahead or not count.owed:
        return {"state": State.AHEAD if count.is_ahead else State.NOT_OWED, "title": title}
    if not count.missing:
        return {"state": State.COMPLETE, "title": title, "text": _("齐")}
    state = State.MISSING if not count.reported else State.PART
    return {"state": state, "title": title, "text": _("缺 %(count)d") % {"count": count.missing}}


def _of_units(request: HttpRequest, ledger: Ledger, found: Months) -> dict[str, object]:
    is_narrowed = choice_in(request, "only", ("missing",)) == "missing"
    page = page_of(found.count_of_units(are_late=is_narrowed), number=page_number(request), many=MANY)
    shown = found.some(are_late=is_narrowed, first=max(page.start_index() - 1, 0), many=MANY)
    grid = reverse("ledgers:grid", args=[ledger.key])  # once: a page has thousands of cells
    rows = [
        {
            "label": unit.organisation.name,
            "url": missing_url(ledger.key, unit.organisation.code, found.year),
            "cells": [_unit_cell(ledger, cell, unit.organisation.code, grid) for cell in unit.cells],
        }
        for unit in shown
    ]
    return {
        "matrix": _matrix(ledger, found, rows, corner=_("单位")),
        "page": page,
        "is_narrowed": is_narrowed,
        "is_by_unit": True,
    }


def _unit_cell(ledger: Ledger, cell: Cell, code: str, grid: str) -> dict[str, object]:
    told: dict[str, object] = {"state": cell.state}
    if cell.state in FIRST_TO_FIND and ledger.counts_days:
        told["title"] = _("%(late)d 个户号缺票据或有空档") % {"late": cell.late} if cell.open else _("还没有户号和票据")
    elif cell.state in FIRST_TO_FIND:
        told["title"] = _("%(open)d 项中 %(late)d 项没有登记") % {"open": cell.open, "late": cell.late}
    if cell.state in (*FIRST_TO_FIND, State.COMPLETE, State.NO_USE, State.AHEAD):
        told["url"] = grid_url(ledger.key, code, cell.month, under=grid)
    return told


def _of_subjects(request: HttpRequest, ledger: Ledger, found: Months) -> dict[str, object]:
    about = {
        "person": request.person, "code": found.organisation.code, "year": found.year, "today": timezone.localdate()
    }  # fmt: skip
    own_rows = own_page(ledger.key, "rows_of_subjects") or _rows_of_subjects
    return _matrix(ledger, found, own_rows(ledger.key, **about), corner=in_language(ledger.zh))


def _rows_of_subjects(key: str, **about: object) -> list[dict[str, object]]:
    return [
        {
            "label": " ".join(filter(None, (each.organisation.name, each.name))),
            "url": rows_url(key, organisation=each.organisation.code, period=f"{about['year']:04}"),
            "cells": [_subject_cell(key, cell, each.organisation.code) for cell in each.cells],
        }
        for each in missing_by_subject(key, **about)
    ]


def _subject_cell(key: str, cell: Cell, code: str) -> dict[str, object]:
    if cell.state not in FIRST_TO_FIND:
        return {"state": cell.state}
    return {"state": cell.state, "url": grid_url(key, code, cell.month)}


def _matrix(ledger: Ledger, found: Months, rows: list[dict], *, corner: str) -> dict[str, object]:
    said = {"name": found.organisation.name, "year": found.year, "ledger": in_language(ledger.zh)}
    legend = [] if ledger.counts_days else _legend()
    return {
        "caption": _("%(name)s %(year)d 年%(ledger)s缺报情况") % said,
        "corner": corner,
        "columns": [_("%(number)d 月") % {"number": number} for number in range(1, 13)],
        "rows": rows,
        **({"legend": legend} if legend else {}),
    }


def _legend() -> list[dict[str, object]]:
    return [
        {"state": State.COMPLETE, "says": _("有登记")},
        {"state": State.PART, "says": _("部分没有登记")},
        {"state": State.MISSING, "says": _("没有登记")},
        {"state": State.AHEAD, "says": _("本月还没有过完")},
        {"state": State.NOT_OWED, "says": _("第一次登记以前，或者单位已撤销")},
    ]
