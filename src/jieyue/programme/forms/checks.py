"""The checks of what is kept for statutory forms (H03, H04), over a year of many units."""

from collections.abc import Collection, Iterator

from jieyue.programme.forms.standing import ENTERED
from jieyue.rules.check import Finding
from jieyue.rules.period import Period
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource
from jieyue.store.machine.checking import Limits
from jieyue.store.records.any_of import any_of
from jieyue.store.registers import registers

A_YEAR = 12
"""Months."""


def findings(
    units: Collection[int], period: Period, _thresholds: Thresholds
) -> Iterator[tuple[int, Resource | None, Finding]]:
    """What whoever brought the rows was told, as far as it is still so; nothing of shorter periods."""
    days = period.first, period.last
    for ledger in (each for each in registers() if each.key in ENTERED and period.months == A_YEAR):
        kept = ledger.model.objects.filter(organisation__in=any_of(units), year=period.year)
        rows = list(kept.select_related("organisation").order_by("pk"))
        for check in ledger.checks:
            for row, odd in check(rows, Limits(frozenset(ledger.limits))):
                about = {"figures": odd.figures, "period": str(period), "subject": odd.place}
                yield row.organisation_id, None, Finding(odd.rule, odd.column, odd.says, odd.do, *days, **about)
