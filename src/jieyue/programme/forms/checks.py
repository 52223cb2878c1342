"""The checks of what statutory forms take from registers and profiles (H03, H04), over a year of many units."""

from collections.abc import Collection, Iterator

from jieyue.programme.forms.standing import ENTERED
from jieyue.rules.check import Finding
from jieyue.rules.period import YEAR, Period
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource
from jieyue.store.machine.checking import Limits, Odd
from jieyue.store.machine.ledger import Ledger
from jieyue.store.orgs.profiles import profiles_of
from jieyue.store.records.any_of import any_of
from jieyue.store.registers import registers


def findings(
    units: Collection[int], period: Period, _thresholds: Thresholds
) -> Iterator[tuple[int, Resource | None, Finding]]:
    """What whoever brought the rows was told, as far as it is still so; nothing of shorter periods."""
    if period.months != YEAR:
        return
    for ledger in (each for each in registers() if each.key in ENTERED):
        kept = ledger.model.objects.filter(organisation__in=any_of(units), year=period.year)
        rows = list(kept.select_related("organisation").order_by("pk"))
        for check in ledger.checks:
            yield from ((row.organisation_id, None, _finding(odd, period)) for row, odd in check(rows, _limits(ledger)))
    profiles = profiles_of(units, period.year)
    for look in (each.beside_profiles for each in registers() if each.key not in ENTERED and each.beside_profiles):
        yield from ((unit, None, _finding(odd, period)) for (unit, _), odd in look(profiles))


def _limits(ledger: Ledger) -> Limits:
    return Limits(frozenset(ledger.limits))


def _finding(odd: Odd, period: Period) -> Finding:
    about = {"figures": odd.figures, "period": str(period), "subject": odd.place}
    return Finding(odd.rule, odd.column, odd.says, odd.do, period.first, period.last, **about)
