"""How many units have submitted, or had accepted, what covers a period."""

from collections.abc import Set
from typing import Literal

from django.db.models import Q

from jieyue.rules.period import Period
from jieyue.rules.reporting import ReportState
from jieyue.store.reporting.models import Report

SUBMITTED = [state for state in ReportState if state.is_submitted]


def units_that(period: Period, units: Set[int], *, moved_to: Literal["submitted", "accepted"]) -> int:
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
    needed = 2 if period.months == 6 else 1
    return sum(1 for count in counts.values() if count >= needed)
