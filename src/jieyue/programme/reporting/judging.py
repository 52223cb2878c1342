"""What a report is judged by beside its own figures: the same period of the year before, and what the checks find."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.programme.checking.queries import CheckFinding, checks, counts
from jieyue.programme.reporting.queries import Shown
from jieyue.programme.statistics.answer import Row
from jieyue.programme.statistics.queries import sums
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Level, Resource
from jieyue.store.orgs.models import Placement
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class Basis:
    """Of the year before from the ledger: quantities by resource, energy in tce; None where nothing was recorded.
    `found` is what the checks find in the period and the level above has not accepted, explained or not.
    """

    quantities_before: Mapping[Resource, Decimal]
    tce_before: Decimal | None
    change_percent: Decimal | None
    found: Sequence[CheckFinding]

    @property
    def findings(self) -> int:
        return len(self.found)


def basis(shown: Shown, *, person: Person) -> Basis:
    """For a report that a page shows."""
    rows = rows_before(shown.organisation.code, shown.period, dimension="resource", person=person)
    tce = [row.tce for row in rows if row.tce is not None]
    before = sum(tce) if tce else None
    found = checks(person=person, code=shown.organisation.code, period=shown.period)
    return Basis(
        {Resource(row.resource): row.quantity for row in rows},
        before,
        change_percent(shown.tce, before),
        [each for each in found if not each.is_accepted],
    )


def change_percent(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """None where either is unknown or there was nothing before."""
    return None if now is None or not before else (now - before) / before * 100


def rows_before(code: str, period: Period, *, dimension: str, person: Person) -> list[Row]:
    """What the ledgers say of the same period of the year before; nothing where there were no factors."""
    try:
        return sums(person=person, code=code, period=period.in_year(period.year - 1), by=[dimension])
    except Refused:
        return []


def findings_of_units(units: Iterable[int], *, period: Period, person: Person, today: date) -> Counter[int]:
    """By unit, how many findings it and its departments have, in as many queries as for one."""
    parts = parts_of(units, today=today)
    found: Counter[int] = Counter()
    for part, count in counts(parts, period=period, person=person).items() if parts else ():
        found[parts[part]] += count
    return found


def parts_of(units: Iterable[int], *, today: date) -> dict[int, int]:
    """By id, the unit of each unit and of each department below one."""
    by_id = {unit: unit for unit in units}
    departments = Placement.objects.filter(
        since__lte=today,
        until__gt=today,
        organisation__level=Level.DEPARTMENT,
        version__parent__in=any_of(by_id),
    )
    return {**by_id, **dict(departments.values_list("organisation_id", "version__parent_id"))}
