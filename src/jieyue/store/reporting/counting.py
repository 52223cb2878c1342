"""Which units have submitted, or had accepted, what covers a period.

Of a year only the year's own report counts. Anything else is covered month by month, by reports of months, quarters and
halves: a quarter is accepted where its own report is, or each of its months. Who need not report is asked of what is
always reported: an additional report of a month that is waived takes no bill from what the unit owes.
"""

from collections.abc import Iterable, Set
from datetime import date
from functools import cache
from typing import Literal

from django.db.models import Q

from jieyue.rules.period import YEAR, Period, periods_in
from jieyue.rules.reporting import ReportState, is_always_reported
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import NotReporting, Report

SUBMITTED = [state for state in ReportState if state.is_submitted]


def units_that(period: Period, units: Set[int], *, moved_to: Literal["submitted", "accepted"]) -> Set[int]:
    """Units of which every month of the period lies in what they have submitted, or what was accepted of them."""
    accepted = Q(accepted__isnull=False)
    rows = Report.objects.filter(accepted if moved_to == "accepted" else accepted | Q(state__in=SUBMITTED))
    rows = rows.filter(period__in=[str(each) for each in _that_count(period)])
    return _covered(period, units, rows.values_list("organisation_id", "period"))


def exempt_in(period: Period, units: Set[int]) -> Set[int]:
    """Units that need not report any month of the period, be it in a quarter or in the year itself."""
    named = [str(each) for each in _that_count(period) if is_always_reported(each)]
    rows = NotReporting.objects.filter(organisation__in=any_of(units), period__in=named)
    return _covered(period, units, rows.values_list("organisation_id", "period"))


def exempt_months(year: int) -> set[tuple[int, date]]:
    """Units, each with a month of the year whose quarter it need not report."""
    named = [str(each) for each in periods_in(year) if each.months < YEAR and is_always_reported(each)]
    rows = NotReporting.objects.filter(period__in=named).values_list("organisation_id", "period")
    return {(unit, month) for unit, told in rows for month in _months_of(told)}


def _that_count(period: Period) -> list[Period]:
    """Of all that can be reported of its year, what covers a part of the period."""
    if period.months == YEAR:
        return [period]
    every = (each for each in periods_in(period.year) if each.months < YEAR)
    return [each for each in every if each.first < period.until and each.until > period.first]


def _covered(period: Period, units: Set[int], rows: Iterable[tuple[int, str]]) -> Set[int]:
    """Of these units, those whose rows, each a unit and a period, leave no month of the period out."""
    wanted = frozenset(period.each_month())
    left: dict[int, frozenset[date]] = {}
    for unit, told in rows:
        left[unit] = left.get(unit, wanted) - _months_of(told)
    return {unit for unit, months in left.items() if unit in units and not months}


@cache
def _months_of(told: str) -> frozenset[date]:
    """Of a period as it is written in records; asked of every unit of a province."""
    return frozenset(Period.parse(told).each_month())
