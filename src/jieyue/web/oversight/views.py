"""督查督办: the units of a place by state, down to the unit, and their scores side by side."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.oversight import queries
from jieyue.programme.oversight.scores import Score, Scores, scores_side_by_side
from jieyue.programme.reporting.queries import latest_period, periods_offered
from jieyue.rules.oversight import STATES, UnitState
from jieyue.rules.period import Period
from jieyue.rules.roles import Right
from jieyue.rules.scoring import Result
from jieyue.rules.values import Kind, Level
from jieyue.web.asking import choice_in
from jieyue.web.oversight import tables
from jieyue.web.paging import page_number, page_of, per_page
from jieyue.web.places import organisation_asked, period_in, year_in
from jieyue.web.taking_along import addresses, as_file
from jieyue.web.words import in_language, period_words

YEARS_LISTED = 5
TONES = {Result.PASSED: "success", Result.FAILED: "error", Result.OPEN: "warning"}
SORTED: dict[str, Callable[[Score], Any]] = {
    "code": lambda row: row.organisation.code,
    "region": lambda row: row.region.code,
    "kind": lambda row: list(Kind).index(row.kind) if row.kind else None,
    "decided": lambda row: row.sheet and row.sheet.decided,
    "earned": lambda row: row.sheet and row.sheet.earned,
    "lost": lambda row: row.sheet and row.sheet.lost,
    "undecided": lambda row: row.sheet and row.sheet.undecided,
    "own": lambda row: row.sheet and row.sheet.own,
    "gate": lambda row: row.sheet and {True: 0, None: 1, False: 2}[row.sheet.gate],
    "result": lambda row: row.sheet and list(Result).index(row.sheet.result),
}
"""What has no value comes last, whichever way round."""


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    found = _board(request)
    context = {
        "found": found,
        "concerns": [(concern, states) for concern, states in STATES.items()],
        "states": [state for states in STATES.values() for state in states],
        "rows": [_row(found, row) for row in found.rows],
        "total": _row(found, found.total),
        "periods": periods_offered(
            organisation=found.organisation.code, person=request.person, today=timezone.localdate(), also=found.period
        ),
        "breadcrumbs": _trail(request, found),
        "may_issue": request.person.may(Right.SHAPE),
        "files": addresses(request, "oversight:board-file"),
        "circular": reverse("documents:paper", args=["circular", found.organisation.code, str(found.period)]),
        "scores": _address("oversight:scores", organisation=found.organisation.code, year=found.period.year),
    }
    return render(request, "oversight/board.html", context)


@require_safe
def board_file(request: HttpRequest, form: str) -> HttpResponse:
    found = _board(request)
    return as_file(tables.of_board(found), form, name=f"{found.organisation.name}_{_('督查督办')}")


def _board(request: HttpRequest) -> queries.Board:
    today = timezone.localdate()
    about = {"organisation": organisation_asked(request), "period": _period(request)}
    return queries.board(**about, person=request.person, today=today)


def _period(request: HttpRequest) -> Period:
    """The one asked for, or the quarter that ended last."""
    return period_in(request, latest_period(timezone.localdate()))


def _row(found: queries.Board, row: queries.Row) -> dict[str, object]:
    asked = {"organisation": row.organisation.code, "period": str(found.period)}
    into = _address("oversight:board", **asked) if row.is_place else _unit_page(row.organisation.code)
    units = _address("oversight:units", **asked)
    cells = [
        {"state": state, "count": row.counts.get(state, 0), "url": f"{units}&{urlencode({'only': state.value})}"}
        for states in STATES.values()
        for state in states
    ]
    return {"row": row, "url": into, "units": units, "cells": cells}


def _unit_page(code: str) -> str:
    return reverse("organisations:organisation", args=[code])


def _address(name: str, **asked: object) -> str:
    return f"{reverse(name)}?{urlencode(asked)}"


def _trail(request: HttpRequest, found: queries.Board) -> list[dict[str, str]]:
    """From where the reach begins down to the place."""
    above = organisation_of(found.organisation.code, person=request.person).above
    asked = {"period": str(found.period)}
    return [{"label": each.name, "url": _address("oversight:board", organisation=each.code, **asked)} for each in above]


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The units that a number of the board counts."""
    found, state = _board(request), _state(request)
    listed = found.in_state(state)
    many, number = per_page(request), page_number(request)
    page = page_of(len(listed), number=number, many=many)
    shown = listed[page.start_index() - 1 :][:many] if listed else []
    here = {"label": in_language(state.zh) if state else _("全部单位"), "url": ""}
    context = {
        "found": found,
        "state": state,
        "states": STATES.items(),
        "rows": [(unit, _ways(found, unit)) for unit in shown],
        "page": page,
        "breadcrumbs": [*_trail(request, found), here],
        "files": addresses(request, "oversight:units-file"),
    }
    return render(request, "oversight/units.html", context)


def _state(request: HttpRequest) -> UnitState | None:
    asked = choice_in(request, "only", list(UnitState))
    return UnitState(asked) if asked else None


def _ways(found: queries.Board, unit: queries.UnitShown) -> dict[str, str]:
    """Where each of what is told of a unit is seen in full."""
    code = unit.organisation.code
    return {
        "unit": _unit_page(code),
        "report": reverse("reporting:report", args=[code, str(found.period)]) if unit.report else "",
        "duties": _address("duties:list", organisation=code),
        "sheet": reverse("evaluation:sheet", args=[code, found.period.year]),
        "tone": TONES[unit.sheet.result] if unit.sheet else "",
    }


@require_safe
def units_file(request: HttpRequest, form: str) -> HttpResponse:
    found, state = _board(request), _state(request)
    what = in_language(state.zh) if state else _("全部单位")
    name = f"{found.organisation.name}_{period_words(found.period)}_{what}"
    return as_file(tables.of_units(found.in_state(state)), form, name=name)


@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    found, today = _scores(request), timezone.localdate()
    sort, rows = _sorted(request, found)
    many, number = per_page(request), page_number(request)
    page = page_of(len(rows), number=number, many=many)
    shown = rows[page.start_index() - 1 :][:many] if rows else []
    context = {
        "found": found,
        "sort": sort,
        "rows": [_scored(found, row) for row in shown],
        "page": page,
        "years": range(today.year, today.year - YEARS_LISTED, -1),
        "region": request.GET.get("region", ""),
        "kind": request.GET.get("kind", ""),
        "is_place": Level(organisation_of(found.organisation.code, person=request.person).level).is_place,
        "files": addresses(request, "oversight:scores-file"),
    }
    return render(request, "oversight/scores.html", context)


def _scores(request: HttpRequest) -> Scores:
    asked = {"region": request.GET.get("region", ""), "kind": choice_in(request, "kind", list(Kind))}
    year = year_in(request, timezone.localdate().year)
    about = {"organisation": organisation_asked(request), "year": year, "person": request.person}
    found = scores_side_by_side(**about, **asked)
    choice_in(request, "region", {each.code for each in found.regions})
    return found


def _sorted(request: HttpRequest, found: Scores) -> tuple[str, list[Score]]:
    asked = request.GET.get("sort", "")
    key = SORTED.get(asked.removeprefix("-"))
    if key is None:
        return "code", list(found.rows)
    known = [row for row in found.rows if key(row) is not None]
    others = [row for row in found.rows if key(row) is None]
    return asked, [*sorted(known, key=key, reverse=asked.startswith("-")), *others]


def _scored(found: Scores, row: Score) -> dict[str, object]:
    url = reverse("evaluation:sheet", args=[row.organisation.code, found.year])
    sheet = row.sheet
    return {
        "row": row,
        "url": url,
        "sheet": sheet,
        "gate": tables.gate_words(sheet.gate) if sheet else "",
        "tone": TONES[sheet.result] if sheet else "",
    }


@require_safe
def scores_file(request: HttpRequest, form: str) -> HttpResponse:
    found = _scores(request)
    _sort, rows = _sorted(request, found)
    name = f"{found.organisation.name}_{_('%(year)d 年度得分') % {'year': found.year}}"
    return as_file(tables.of_scores(found, rows), form, name=name)
