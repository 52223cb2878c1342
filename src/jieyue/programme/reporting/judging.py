"""What many reports are judged by: the same period of the year before, and how much the checks find."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from jieyue.programme.checking.queries import counts
from jieyue.programme.statistics.answer import Row
from jieyue.programme.statistics.queries import sums
from jieyue.rules.findings import ANSWERED, Origin
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.reach import within
from jieyue.store.records.any_of import any_of


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


def explained_in(parts: Mapping[int, int], period: Period, person: Person) -> set[int]:
    """The units that have explained what the checks found in the period, for whom of a level above to look again."""
    about = {"origin": Origin.CHECK, "record_id": None, "state__in": ANSWERED}
    days = {"day__gte": period.first, "day__lt": period.until}
    rows = within(
        Finding.objects.filter(**about, **days), person, organisation=Finding.organisation_lookup, right=Right.REVIEW
    )
    found = rows.filter(organisation__in=any_of(parts)).exclude(answered_by=person.username)
    return {parts[id_] for id_ in found.values_list("organisation_id", flat=True)}
