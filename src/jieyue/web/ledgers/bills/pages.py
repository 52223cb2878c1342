"""What bills have of their own on the pages of ledgers: what was counted from one, months without one, purchases."""

from decimal import Decimal

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _

from jieyue.files.evidence.kinds import ACCEPTED
from jieyue.programme.bills.queries import bill_of, bought
from jieyue.programme.bills.weighing import weighing
from jieyue.programme.completeness.queries import Cell, State, accounts_by_month
from jieyue.programme.ledgers.cells import Heading
from jieyue.programme.ledgers.queries import OneRow
from jieyue.rules.period import Period
from jieyue.rules.values import Resource, Use
from jieyue.web.ledgers.bills import month, proofs
from jieyue.web.ledgers.bills.no_use import no_use, take_back
from jieyue.web.ledgers.grid import Asked
from jieyue.web.ledgers.missing import FIRST_TO_FIND
from jieyue.web.links import rows_url
from jieyue.web.words import in_language

PLACE = 20
SELDOM = ("use", "estimated", "refund_of", "opened_on")
"""Columns that the table of a month shows only where they say something."""
urlpatterns = [
    path("unused/<number:account>/<str:month>/", no_use, name="unused"),
    path("unused/<number:account>/<str:month>/back/<number:note>/", take_back, name="used_after_all"),
    path("month/", month.state, name="month_state"),
    path("month/unused/<number:account>/<str:month>/", month.none_used, name="none_used"),
    path("month/closed/<number:account>/<str:month>/", month.closed, name="closed"),
    path("month/undo/<number:seq>/", month.undo, name="undo_answer"),
    path("month/proofs/look/", proofs.look, name="look_at_proofs"),
    path("month/proofs/attach/", proofs.attach, name="attach_proofs"),
]


def about_row(request: HttpRequest, row: OneRow) -> dict[str, object]:
    found = bill_of(row, person=request.person)
    return {"bill": found, "before": found.before, "after": found.after, "findings": found.findings}


def about_grid(request: HttpRequest, asked: Asked) -> dict[str, object]:
    """How the month stands, and where its files are handed in; of many units they are handed in unit by unit."""
    if asked.period.months > 1:
        return {}
    return {**month.state_of(request, asked), "takes_proofs": not asked.below, "accepted": ACCEPTED}


def rows_of_subjects(key: str, **about: object) -> list[dict[str, object]]:
    """The accounts of a unit by the months of a year; a missing one leads to where it can be said to be unused, and
    one of which that was said to where it is taken back.
    """
    return [
        {
            "label": f"{in_language(each.resource.zh)}（{in_language(each.use.zh)}）{each.number or _('未填户号')}",
            "url": rows_url(
                key,
                organisation=each.organisation.code,
                period=f"{about['year']:04}",
                account=each.number,
                resource=each.resource.value,
            ),
            "cells": [_account_cell(cell, each.id) for cell in each.cells],
        }
        for each in accounts_by_month(**about)
    ]


def _account_cell(cell: Cell, account: int) -> dict[str, object]:
    if cell.state not in (*FIRST_TO_FIND, State.NO_USE):
        return {"state": cell.state}
    return {"state": cell.state, "url": reverse("ledgers:unused", args=[account, f"{cell.month:%Y-%m}"])}


def about_column(heading: Heading) -> dict[str, object]:
    """What a blank use means, and which rows are known by more than account and days."""
    told = {
        "use": {"usual": {"by": "resource", "values": {each.zh: Use.usual(each).zh for each in Resource}}},
        "refund_of": {"sets_apart": True},
        "resource": {"apart": bought()},
    }
    return told.get(heading.key, {}) | ({"rare": True} if heading.key in SELDOM else {})


def about_beside(period: Period) -> dict[str, object]:
    """By resource, in words as they stand in the sheet; numbers as texts, so that none is rounded on the way."""
    known = {each.zh: weighed for each, weighed in weighing(period).items()}
    return {
        "weighed_by": "resource",
        "units": {zh: {name: _plain(times) for name, times in each.units.items()} for zh, each in known.items()},
        "coal": {zh: _plain(each.kgce_per_unit) for zh, each in known.items() if each.kgce_per_unit is not None},
        "most": {zh: _plain(each.change_share) for zh, each in known.items() if each.change_share is not None},
    }


def _plain(number: Decimal) -> str:
    return f"{number:f}"


def renewed(request: HttpRequest, asked: Asked) -> dict[str, str]:
    return {"#month-state": render_to_string("ledgers/bills/state_later.html", {"asked": asked}, request)}
