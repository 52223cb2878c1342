"""Which units have submitted, or had accepted, what covers a period."""

from collections import Counter
from collections.abc import Set
from typing import Literal

from django.db.models import Q

from jieyue.rules.period import Period
from jieyue.rules.reporting import ReportState
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import NotReporting, Report

SUBMITTED = [state for state in ReportState if state.is_submitted]


def units_that(period: Period, units: Set[int], *, moved_to: Literal["submitted", "accepted"]) -> Set[int]:
    """Units whose year's report, or quarters that together cover the period, are submitted or have been accepted.

    For a year only the year's own report counts; for a month or half year, the quarters it lies in.
    """
    own = Report.objects.filter(first__lt=period.until, until__gt=period.first)
    own = own.filter(period=str(period)) if period.months == 12 else own.exclude(period=str(period.year))
    accepted = Q(accepted__isnull=False)
    rows = own.filter(accepted if moved_to == "accepted" else accepted | Q(state__in=SUBMITTED))
    counts: dict[int, int] = {}
    for unit in rows.values_list("organisation_id", flat=True):
        counts[unit] = counts.get(unit, 0) + (unit in units)
    return {unit for unit, count in counts.items() if count >= _needed(period)}


def exempt_in(period: Period, units: Set[int]) -> Set[int]:
    """Units that need not report what covers the period."""
    named = [str(period)] if period.months == 12 else [str(each) for each in _quarters(period)]
    rows = NotReporting.objects.filter(organisation__in=any_of(units), period__in=named)
    counts = Counter(rows.values_list("organisation_id", flat=True))
    return {unit for unit, count in counts.items() if count >= _needed(period)}


def _needed(period: Period) -> int:
    """Reports."""
    return 2 if period.months == 6 else 1


def _quarters(period: Period) -> list[Period]:
    """Those that it lies in or consists of."""
    return [
        each
        for each in Period.parse(f"{period.year:04}Q4").quarters()
        if each.first < period.until and each.until > period.first
    ]
