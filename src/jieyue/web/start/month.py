"""我的本月: the part of the first page for whoever enters."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from jieyue.programme.ledgers.coming import Coming
from jieyue.programme.workbench.month import OfUnit, ToReport, my_month
from jieyue.rules.reporting import ReportState, Standing
from jieyue.rules.roles import Right
from jieyue.web.links import ENERGY, energy_page
from jieyue.web.words import in_language

MOST_UNITS = 20
"""So many are told one by one; the others are counted."""
MOST_TO_COME, MOST_EARLIER = 12, 3
FILL = "#fill"
"""Where the cursor goes in the table of a month."""
TONES = {
    ReportState.NOT_SUBMITTED: "neutral",
    ReportState.SUBMITTED: "info",
    ReportState.RETURNED: "error",
    ReportState.ACCEPTED: "success",
    ReportState.LOCKED: "success",
    ReportState.REOPENED: "warning",
}
TOO_LATE = (Standing.LATE, Standing.CLOSED)


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """What is still to come, unit by unit; nothing for whoever enters nothing."""
    if not request.person.may(Right.ENTER):
        return HttpResponse("")
    found = my_month(person=request.person, today=timezone.localdate())
    shown = [_unit(each) for each in found.units[:MOST_UNITS]]
    others = len(found.units) - len(shown)
    context = {"found": found, "units": shown, "others": others, "only": shown[0] if len(found.units) == 1 else None}
    return render(request, "start/month_part.html", context)


def _unit(of: OfUnit) -> dict[str, object]:
    code = of.organisation.code
    return {
        "of": of,
        "name": of.organisation.name,
        "ledgers": [_ledger(each, code) for each in of.coming],
        "first_bill": "" if any(each.ledger.facts for each in of.coming) else _grid(ENERGY, code, "next"),
        "reports": [_report(each, code) for each in of.reports],
        "earlier": [
            (each, energy_page("grid", organisation=code, period=f"{each:%Y-%m}"))
            for each in of.earlier[-MOST_EARLIER:]
        ],
        "earlier_count": len(of.earlier),
        "missing": energy_page("missing", organisation=code),
    }


def _ledger(each: Coming, code: str) -> dict[str, object]:
    return {
        "ledger": each.ledger,
        "month": each.month,
        "owed": each.owed,
        "count": len(each.to_come),
        "to_come": _first(each.to_come),
        "more": max(len(each.to_come) - MOST_TO_COME, 0),
        "figure": in_language(next((one.figure for one in each.to_come), "")),
        "is_measured": any(one.unit_name for one in each.to_come),
        "url": _grid(each.ledger.key, code, f"{each.month:%Y-%m}"),
    }


def _first(every: Sequence) -> Sequence:
    return every[:MOST_TO_COME]


def _report(each: ToReport, code: str) -> dict[str, object]:
    is_late = each.standing in TOO_LATE
    return {
        "report": each,
        "state": each.standing if is_late else each.state,
        "tone": "error" if is_late else TONES[each.state],
        "is_closed": each.standing is Standing.CLOSED,
        "days": (each.period.until - timezone.localdate()).days,
        "url": reverse("reporting:report", args=[code, str(each.period)]) if each.is_over else "",
    }


def _grid(ledger: str, code: str, period: str) -> str:
    return f"{reverse('ledgers:grid', args=[ledger])}?{urlencode({'organisation': code, 'period': period})}{FILL}"
