"""报送: the units by period, one report, and moving it on."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from jieyue.programme.checking.queries import CheckFinding
from jieyue.programme.organisations.queries import organisation as organisation_of
from jieyue.programme.reporting import operations, queries
from jieyue.programme.reporting.asking import MOST_ASKED
from jieyue.programme.reporting.basis import Basis, OfIndicator, basis
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused
from jieyue.rules.reporting import PINNING, RETURNING, SUBMIT, ReportState, Standing
from jieyue.rules.roles import Right
from jieyue.web.asking import choice_in
from jieyue.web.paging import page_number, page_of
from jieyue.web.places import organisation_asked, year_in
from jieyue.web.reporting.sent import ANSWER, ASK, EXPLAIN, agreed, answers, given, typed
from jieyue.web.reporting.tones import TONES
from jieyue.web.reporting.walking import decided, walk
from jieyue.web.words import in_language, period_words

MANY = 100
MOST_TO_LOOK_AT = 30
REFUSED = 422
CELLS = {
    ReportState.NOT_SUBMITTED: "missing",
    ReportState.SUBMITTED: "part",
    ReportState.RETURNED: "missing",
    ReportState.ACCEPTED: "complete",
    ReportState.LOCKED: "complete",
    ReportState.REOPENED: "part",
}
FIRST = (SUBMIT, *PINNING)
"""Whose buttons come first."""
CHANGED = {"state": "changed", "says": _lazy("验收以后台账有变动")}
AHEAD = {"state": "ahead", "says": _lazy("还没有到报送的时候，或者没有开报")}
NOT_OWED = {"state": "not_owed", "says": _lazy("免报，或者不用报")}
STANDINGS = {
    Standing.NOT_OWED: "not_owed",
    Standing.AHEAD: "ahead",
    Standing.NOT_OPENED: "ahead",
    Standing.LATE: "missing",
    Standing.CLOSED: "missing",
    Standing.EXEMPT: "not_owed",
}
QUARTERS = (_lazy("一季度"), _lazy("二季度"), _lazy("三季度"), _lazy("四季度"))
HALVES = (_lazy("上半年"), _lazy("下半年"))
BEFORE = {
    1: {"last": _lazy("上个月"), "since": _lazy("比上个月（%）")},
    3: {"last": _lazy("上季度"), "since": _lazy("比上季度（%）")},
    6: {"last": _lazy("上一个半年"), "since": _lazy("比上一个半年（%）")},
}
"""What the period before is called, by the months that it has."""
ONLY = ("late", "waiting", "changed", "overdue", "exempt")
"""Units that the grid can be narrowed to."""


@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    code, today = organisation_asked(request), timezone.localdate()
    year, only = year_in(request, _usual_year(today)), choice_in(request, "only", ONLY)
    found = queries.grid(organisation=code, year=year, person=request.person, today=today)
    units = [unit for unit in found.units if _is_wanted(only, unit)]
    page = page_of(len(units), number=page_number(request), many=MANY)
    shown = units[page.start_index() - 1 :][:MANY] if units else []
    context = {
        "found": found,
        "year": year,
        "years": sorted({year, *range(today.year - 3, today.year + 1)}),
        "matrix": _matrix(found, shown),
        "may_decide": request.person.may(Right.REVIEW) or request.person.may(Right.LOCK),
        "page": page,
        "only": only,
    }
    return render(request, "reporting/grid.html", context)


def _usual_year(today: date) -> int:
    """The year of the quarter that is being reported."""
    return today.year if today.month > 3 else today.year - 1


def _is_wanted(only: str, unit: queries.UnitPeriods) -> bool:
    match only:
        case "late":
            return any(cell.is_over and not cell.state.is_submitted for cell in unit.cells)
        case "waiting":
            return any(cell.state is ReportState.SUBMITTED for cell in unit.cells)
        case "changed":
            return any(cell.is_corrected for cell in unit.cells)
        case "overdue":
            return any(cell.standing in queries.AFTER_ITS_DAY for cell in unit.cells)
        case "exempt":
            return any(cell.exempt for cell in unit.cells)
    return True


def _matrix(found: queries.Grid, units: list[queries.UnitPeriods]) -> dict[str, object]:
    rows = [
        {
            "label": unit.organisation.name,
            "url": "",
            "cells": [_cell(cell, unit.organisation.code) for cell in unit.cells],
        }
        for unit in units
    ]
    columns = [_column(count.period) for count in found.counts]
    caption = _("%(name)s %(year)d 年报送情况") % {"name": found.organisation.name, "year": found.year}
    return {"caption": caption, "corner": _("单位"), "columns": columns, "rows": rows, "legend": _legend()}


def _column(period: Period) -> str:
    """A period of the year that the grid is of."""
    nth = (period.first.month - 1) // period.months
    named = {1: lambda: _("%(n)s 月") % {"n": nth + 1}, 3: lambda: QUARTERS[nth], 6: lambda: HALVES[nth]}
    return str(named[period.months]()) if period.months in named else _("全年")


def _legend() -> list[dict[str, str]]:
    """What the signs of this grid mean, each once, with all that it stands for."""
    signs: dict[str, list[str]] = {}
    for state, sign in CELLS.items():
        signs.setdefault(sign, []).append(state.zh)
    return [*({"state": sign, "says": "、".join(states)} for sign, states in signs.items()), CHANGED, AHEAD, NOT_OWED]


def _cell(cell: queries.Cell, code: str) -> dict[str, object]:
    if cell.standing is Standing.AHEAD:
        return {"state": STANDINGS[cell.standing]}
    if cell.standing is Standing.NOT_OWED:
        return {"state": STANDINGS[cell.standing], "text": in_language(cell.zh)}
    url = reverse("reporting:report", args=[code, str(cell.period)])
    if cell.standing:
        return {"state": STANDINGS[cell.standing], "text": in_language(cell.zh), "url": url}
    told = _("%(state)s（逾期）") if cell.was_late and cell.state.is_submitted else "%(state)s"
    said = told % {"state": in_language(cell.state.zh)}
    if cell.is_corrected:
        return {"state": "changed", "text": _("%(state)s，后有变动") % {"state": said}, "url": url}
    return {"state": CELLS[cell.state], "text": said, "url": url}


@require_safe
def report(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    return _page(request, organisation, Period.parse(period))


def _page(request: HttpRequest, organisation: str, period: Period, refusal: Refused | None = None) -> HttpResponse:
    person, today = request.person, timezone.localdate()
    found = queries.report(organisation=organisation, period=period, person=person, today=today)
    grid_url = f"{reverse('reporting:grid')}?{urlencode({'organisation': organisation, 'year': period.year})}"
    judged_by = basis(found, person=person)
    trail = [
        {"label": _("报送"), "url": grid_url},
        {"label": f"{found.organisation.name} {period_words(period)}", "url": ""},
    ]
    context = {
        "found": found,
        "basis": judged_by,
        "before": BEFORE.get(found.period.months),
        "figures": _figures(found, judged_by),
        **_to_decide(request, found, judged_by),
        "may_submit": SUBMIT in found.moves,
        "tone": TONES[found.state],
        "refusal": refusal,
        "given_reason": request.POST.get("reason", ""),
        "breadcrumbs": trail,
        "walk": walk(request, organisation, str(period)),
        "next": queries.next_waiting(person=person, today=today, than=found) if person.may(Right.REVIEW) else None,
    }
    return render(request, "reporting/report.html", context, status=REFUSED if refusal else 200)


def _to_decide(request: HttpRequest, found: queries.Shown, judged_by: Basis) -> dict[str, object]:
    """What can be said and done, each with what was typed before it was refused."""
    shown = judged_by.found[:MOST_TO_LOOK_AT]
    open_questions = [each for each in found.questions if each.is_open] if SUBMIT in found.moves else []
    return {
        "to_look_at": [{"finding": each, "given": typed(request, EXPLAIN, each.mark)} for each in shown],
        "to_ask": [_to_ask(request, each) for each in judged_by.found if not each.is_answered][: MOST_ASKED - 1],
        "to_answer": [
            {"question": each, "given": typed(request, ANSWER, each.id, each.answer)} for each in open_questions
        ],
        "asked_marks": {each.mark for each in open_questions},
        "may_agree": request.person.may(Right.REVIEW) and judged_by.explained and found.state in queries.DECIDED,
        "agreeing": judged_by.explained,
        "returning": RETURNING,
        "acts": sorted(found.moves, key=lambda each: each not in FIRST),
    }


def _to_ask(request: HttpRequest, finding: CheckFinding) -> dict[str, object]:
    is_ticked = finding.mark in request.POST.getlist("ask")
    return {"finding": finding, "given": typed(request, ASK, finding.mark), "is_ticked": is_ticked}


def _figures(found: queries.Shown, judged_by: Basis) -> list[dict[str, object]]:
    """What a reviewer looks at first; of a period that runs no change, for some months beside a whole one are none."""
    code, year = found.organisation.code, f"{found.period.year:04}"
    suspicious = f"{reverse('start:findings-of-rule')}?{urlencode({'organisation': code, 'year': year})}"
    energy, coal = judged_by.energy, _("吨标准煤")
    return [
        {"label": _("综合能耗"), "value": _two(energy.now), "unit": coal},
        {"label": _("上年同期") if found.is_over else _("上年整期"), "value": _two(energy.then), "unit": coal},
        *([{"label": _("增减"), "value": _two(energy.change), "unit": "%"}] if found.is_over else []),
        *(_ratio(each) for each in judged_by.indicators[:2]),
        {
            "label": _("可疑数据"),
            "value": judged_by.findings,
            "unit": _("条"),
            "url": suspicious if any(not each.is_answered for each in judged_by.found) else "",
            "tone": "warning" if judged_by.findings else "",
        },
    ]


def _ratio(each: OfIndicator) -> dict[str, object]:
    labels = {"energy_per_m2_kgce": _("本期单位面积能耗"), "energy_per_person_kgce": _("本期人均能耗")}
    units = {"energy_per_m2_kgce": _("千克标准煤/平方米"), "energy_per_person_kgce": _("千克标准煤/人")}
    return {"label": labels[each.key], "value": _two(each.beside.now), "unit": units[each.key]}


def _two(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:,.2f}"


@require_POST
def move(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    """Every move of a report; what is refused is said on its page."""
    wanted, asked = operations.move_called(request.POST.get("move", "")), Period.parse(period)
    try:
        state = operations.ACTS[wanted.key](
            organisation=organisation, period=asked, by=request.person, at=timezone.now(), **given(request, wanted)
        )
    except Refused as refusal:
        if refusal.where or isinstance(refusal, operations.NothingToReport):
            return _page(request, organisation, asked, refusal)
        raise
    following = decided(request, organisation, period) if wanted.right is Right.REVIEW else ""
    if not following:
        messages.success(request, _("已办理，现在的状态：%(state)s。") % {"state": in_language(state.zh)})
        return redirect("reporting:report", organisation, period)
    name = organisation_of(organisation, person=request.person).name
    messages.success(
        request, _("%(name)s已办理，现在的状态：%(state)s。") % {"name": name, "state": in_language(state.zh)}
    )
    return redirect(following)


@require_POST
def agree(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    """To what was explained after the figures were accepted."""
    about = {"organisation": organisation, "period": Period.parse(period), "by": request.person, "at": timezone.now()}
    count = operations.agree(**about, agreed=agreed(request))
    messages.success(request, _("已同意 %(count)d 条说明。") % {"count": count})
    return redirect(decided(request, organisation, period) or _url(organisation, period))


def _url(organisation: str, period: str) -> str:
    return reverse("reporting:report", args=[organisation, period])


@require_POST
def answer(request: HttpRequest, organisation: str, period: str) -> HttpResponse:
    """What is said to the reviewer's questions, kept until it is submitted again."""
    about = {"organisation": organisation, "period": Period.parse(period), "by": request.person, "at": timezone.now()}
    try:
        operations.answer(**about, answers=answers(request))
    except Refused as refusal:
        if refusal.where:
            return _page(request, organisation, about["period"], refusal)
        raise
    messages.success(request, _("答复已保存。更正完后请点“报送”，审核人员才能看到。"))
    return redirect("reporting:report", organisation, period)
