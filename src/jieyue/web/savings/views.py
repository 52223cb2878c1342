"""What a change at a unit saved, the weather set aside."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jieyue.programme.organisations.queries import organisation
from jieyue.programme.savings.lines import BillLine, Line, lines, standings
from jieyue.programme.savings.of_unit import Change, savings_of_unit
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.savings.judging import Conclusion
from jieyue.web.asking import day_asked, no_such_choice, number_in
from jieyue.web.places import organisation_asked
from jieyue.web.words import unit_words

TONES = {Conclusion.SAVED: "success", Conclusion.RISEN: "error", Conclusion.UNRELIABLE: "warning"}


@require_safe
def unit(request: HttpRequest) -> HttpResponse:
    """Asked without a day it asks for one; of several accounts, one is told in full."""
    code = organisation_asked(request)
    began, done = day_asked(request, "began"), day_asked(request, "done")
    context = {
        "organisation": organisation(code, person=request.person),
        "began": began,
        "done": done,
        "today": timezone.localdate(),
        "may_enter": request.person.may(Right.ENTER),
        "breadcrumbs": [{"label": _("台账"), "url": reverse("ledgers:index")}, {"label": _("节能量"), "url": ""}],
    }
    if began:
        context |= _answer(request, code, began, done)
    return render(request, "savings/unit.html", context)


def _answer(request: HttpRequest, code: str, began: date, done: date | None) -> dict[str, object]:
    try:
        change = Change.of(began, done)
    except Refused as refusal:
        return {"refusal": refusal}
    found = savings_of_unit(organisation=code, change=change, person=request.person)
    rows = lines(found)
    shown = _shown(rows, number_in(request, "account"))
    return {
        "found": found,
        "rows": [(each, TONES.get(each.conclusion, "neutral")) for each in rows],
        "shown": shown,
        "is_to_be_checked": bool(found.answer and found.answer.method.unverified),
        "standings": standings(found, shown.account).items() if shown else (),
        "chart": shown and _chart(shown),
        "chart_of_sums": shown and _chart_of_sums(shown),
    }


def _shown(rows: Sequence[Line], account: int | None) -> Line | None:
    """The one that was asked for, else the first of which there is a figure. Raises NoSuchChoice."""
    asked = [each for each in rows if each.account == account]
    if account and not asked:
        raise no_such_choice(f"{account}")
    told = [each for each in rows if each.saving is not None]
    return next(iter([*asked, *told, *rows]), None)


def _chart(line: Line) -> dict[str, object]:
    bills = [each for each in line.bills if each.predicted is not None or each.observed is not None]
    return {
        "title": _("各张票据的实际用量与推算用量"),
        "unit": unit_words(line.unit),
        "labels": [_month(each) for each in bills],
        "series": [
            {"name": _("实际"), "values": [_plain(each.observed) for each in bills]},
            {"name": _("推算"), "values": [_plain(each.predicted) for each in bills], "kind": "line"},
        ],
    }


def _chart_of_sums(line: Line) -> dict[str, object] | None:
    bills = [each for each in line.bills if each.saved_so_far is not None]
    if not bills:
        return None
    values = [_plain(each.saved_so_far) for each in bills]
    return {
        "title": _("改造后累计节能量"),
        "unit": unit_words(line.unit),
        "labels": [_month(each) for each in bills],
        "series": [{"name": _("累计"), "values": values, "kind": "line"}],
    }


def _month(bill: BillLine) -> str:
    return f"{bill.end:%Y-%m}"


def _plain(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
