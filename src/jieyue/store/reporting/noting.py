"""Which reports a change concerns, noted with the change: whoever asks what is other since acceptance looks these up,
and does not make the figures of every report anew.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date

from django.db.models import QuerySet

from jieyue.store.orgs.models import Organisation, OrganisationVersion, Profile
from jieyue.store.orgs.standing import stays_of
from jieyue.store.records.any_of import any_of
from jieyue.store.records.log import Version
from jieyue.store.records.models import DerivedPart, LogEntry
from jieyue.store.reporting.guarding import days_of, owned_rows
from jieyue.store.reporting.guarding_tree import months_moved
from jieyue.store.reporting.locks import Stretch, locked_in
from jieyue.store.reporting.models import Report

WORD = "report"
TREE = {Organisation._meta.db_table, OrganisationVersion._meta.db_table}
Days = tuple[int, date, date]
"""An organisation, and a first and a last day of it."""
ByUnit = Mapping[int, list[Stretch]]
"""By unit, the first day, the first day after, and the part that notes a report."""


def part_of(report: int) -> str:
    return f"{WORD} {report}"


def reports_concerned(versions: Sequence[Version], parts: Set[str]) -> set[str]:
    """The parts of the reports, submitted once, in which something counts that was changed: a record of their
    months, the unit's sizes of their year, or who stood under the unit.
    """
    tables = {version[0] for version in versions}
    found: set[str] = set()
    if months := sorted(name.partition(" ")[2] for name in parts if name.startswith("month ")):
        found |= set(_by_days(versions, _reports_between(months[0], months[-1])))
    if Profile._meta.db_table in tables:
        found |= set(_by_year(versions))
    if tables & TREE:
        found |= set(_by_tree(versions))
    return found


def changed_since_accepted(reports: QuerySet[Report]) -> dict[int, LogEntry]:
    """By report that was accepted, the last entry that concerns it, where that came after its figures were made."""
    noted = {int(each.name.partition(" ")[2]): each.entry for each in _noted()}
    seqs = reports.filter(pk__in=any_of(noted), accepted__isnull=False).values_list("pk", "accepted__log_seq")
    return {id_: noted[id_] for id_, seq in seqs if noted[id_].seq > seq}


def _noted() -> QuerySet[DerivedPart]:
    return DerivedPart.objects.filter(name__startswith=f"{WORD} ").select_related("entry").defer("entry__details")


def _reports_between(first: str, last: str) -> dict[int, list[Stretch]]:
    days = {"first__lte": date.fromisoformat(f"{last}-01"), "until__gt": date.fromisoformat(f"{first}-01")}
    return _by_unit(Report.objects.filter(**days))


def _by_unit(reports: QuerySet[Report]) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = {}
    for id_, unit, first, until in reports.values_list("pk", "organisation_id", "first", "until"):
        found.setdefault(unit, []).append((first, until, part_of(id_)))
    return found


def reports_of_days(dated: Sequence[Days]) -> set[str]:
    """The parts of the reports in which these days of organisations count, also where no record stands in them."""
    if not dated:
        return set()
    first, last = min(start for _, start, _ in dated), max(end for *_, end in dated)
    return set(_of_days(dated, _reports_between(f"{first:%Y-%m}", f"{last:%Y-%m}")))


def _by_days(versions: Sequence[Version], by_unit: ByUnit) -> Iterator[str]:
    yield from _of_days(days_of(versions) if by_unit else (), by_unit)


def _of_days(dated: Sequence[Days], by_unit: ByUnit) -> Iterator[str]:
    if not by_unit:
        return
    stretches = _stretches_of({own for own, *_ in dated}, by_unit)
    for own, start, end in dated:
        yield from (part for first, until, part in stretches.get(own, ()) if start < until and end >= first)


def _stretches_of(organisations: Set[int], by_unit: ByUnit) -> dict[int, list[Stretch]]:
    """Of organisations, for as long as they stood under the units."""
    found: dict[int, list[Stretch]] = {}
    for stay in stays_of(organisations):
        found.setdefault(stay.organisation, []).extend(locked_in(stay, by_unit))
    return found


def _by_year(versions: Sequence[Version]) -> Iterator[str]:
    years = {(own, f"{row['year']:04}") for own, row in owned_rows(versions, Profile)}
    reports = Report.objects.filter(organisation__in=any_of(own for own, _ in years)).values_list(
        "pk", "organisation_id", "first"
    )
    yield from (part_of(id_) for id_, unit, first in reports if (unit, f"{first.year:04}") in years)


def _by_tree(versions: Sequence[Version]) -> Iterator[str]:
    by_unit = _by_unit(Report.objects.all())
    for _, months in months_moved(versions, by_unit) if by_unit else ():
        yield from (part for _, part, _ in months)
