"""Differences since acceptance of many reports at once: which accepted figures are no longer those of the ledger.

The write path notes which reports a change concerns; only these are looked at, with one question a period.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from jieyue.programme.reporting.figures import Difference, Line, lines, other_lines, other_sizes, sizes_of_units
from jieyue.programme.statistics.of_units import sums_of_units
from jieyue.rules.period import Period
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.reporting.models import Report
from jieyue.store.reporting.noting import changed_since_accepted
from jieyue.store.snapshots.keeping import content_of

EXPLAINING = "report explain"


@dataclass(frozen=True)
class Corrected:
    """A report whose accepted figures are no longer those of the ledger: who changed them last, and when. `reason` is
    what was said then or since; "" where nobody has said why. `entry` is the last that concerns it.
    """

    report: Report
    differences: Sequence[Difference]
    by: str
    at: datetime
    reason: str
    entry: LogEntry

    @property
    def period(self) -> Period:
        return Period.parse(self.report.period)


def corrected(reports: QuerySet[Report], *, most: int | None = None) -> list[Corrected]:
    """Of these reports, those that differ from the ledger, at most so many; what was changed first comes first."""
    entries = changed_since_accepted(reports)
    ordered = sorted(entries, key=lambda id_: entries[id_].seq)
    found: list[Corrected] = []
    chunk = CHUNK if most is None else 2 * most
    for start in range(0, len(ordered), chunk):
        found += _corrected(ordered[start : start + chunk], entries)
        if most is not None and len(found) >= most:
            return found[:most]
    return found


CHUNK = 200
"""Reports that are looked at in one go, where all are wanted."""


def _corrected(ids: Sequence[int], entries: Mapping[int, LogEntry]) -> list[Corrected]:
    wanted = Report.objects.filter(pk__in=any_of(ids)).select_related("organisation", "accepted").order_by("period")
    explained = _explained(ids)
    found = {
        each.pk: _told(each, other, entries[each.pk], explained.get(each.pk))
        for period, own in groupby(wanted, key=lambda each: each.period)
        for each, other in _compared(list(own), Period.parse(period))
        if other
    }
    return [found[id_] for id_ in ids if id_ in found]


def _compared(reports: Sequence[Report], period: Period) -> Iterator[tuple[Report, list[Difference]]]:
    units = {each.organisation_id for each in reports}
    sums, sizes = sums_of_units(units, period), sizes_of_units(units, period.year)
    for each in reports:
        pinned = content_of(each.accepted)
        now = [Line(resource, *sum_) for resource, sum_ in sums.get(each.organisation_id, {}).items()]
        yield (
            each,
            [*other_lines(lines(pinned), now), *other_sizes(pinned["sizes"], sizes.get(each.organisation_id, {}))],
        )


def _told(report: Report, other: list[Difference], changed: LogEntry, explained: LogEntry | None) -> Corrected:
    is_explained = explained is not None and explained.seq > changed.seq
    reason = explained.reason if is_explained else changed.reason
    return Corrected(report, other, changed.by, changed.at, reason, changed)


def _explained(ids: Collection[int]) -> dict[int, LogEntry]:
    """By report, the last time that somebody said why it is other."""
    table = Report._meta.db_table
    rows = RowVersion.objects.filter(table=table, record_id__in=any_of(ids), entry__operation=EXPLAINING)
    return {each.record_id: each.entry for each in rows.select_related("entry").order_by("id")}
