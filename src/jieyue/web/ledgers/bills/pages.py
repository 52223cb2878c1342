"""What bills have of their own on the pages of ledgers: what was counted from one, months without one, purchases."""

from django.http import HttpRequest
from django.urls import path
from django.utils import timezone

from jieyue.programme.bills.queries import bill_of, bought
from jieyue.programme.completeness.queries import AccountMonths, State, accounts_by_month
from jieyue.programme.ledgers.cells import Heading
from jieyue.programme.ledgers.queries import OneRow
from jieyue.rules.values import Resource, Use
from jieyue.web.ledgers.bills.missing import missing, no_use
from jieyue.web.ledgers.grid import Asked

__all__ = ["PLACE", "about_column", "about_grid", "about_row", "missing", "urlpatterns"]

PLACE = 20
urlpatterns = [path("unused/<number:account>/<str:month>/", no_use, name="unused")]


def about_row(request: HttpRequest, row: OneRow) -> dict[str, object]:
    found = bill_of(row, person=request.person)
    return {"bill": found, "before": found.before, "after": found.after, "findings": found.findings}


def about_grid(request: HttpRequest, asked: Asked) -> dict[str, object]:
    return {"lacking": _lacking(request, asked) if asked.period.months == 1 else []}


def _lacking(request: HttpRequest, asked: Asked) -> list[AccountMonths]:
    """The accounts that have nothing, or not all, in the month."""
    month = asked.period.first
    about = {"person": request.person, "code": asked.organisation.code, "year": month.year}
    accounts = accounts_by_month(**about, today=timezone.localdate())
    return [each for each in accounts if each.cells[month.month - 1].state in (State.MISSING, State.PART)]


def about_column(heading: Heading) -> dict[str, object]:
    """What a blank use means, and which rows are known by more than account and days."""
    told = {
        "use": {"usual": {"by": "resource", "values": {each.zh: Use.usual(each).zh for each in Resource}}},
        "refund_of": {"sets_apart": True},
        "resource": {"apart": bought()},
    }
    return told.get(heading.key, {})
