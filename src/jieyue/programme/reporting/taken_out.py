"""What no longer counts in a unit's period: records that were taken away, moved to other days, or told by a meter that
is counted otherwise by now. None of them stands among the records of the period, and whoever did it had a part in it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

import orjson
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from jieyue.rules.period import Period
from jieyue.store.ledgers import counted_models, ledgers
from jieyue.store.machine.settling import when
from jieyue.store.orgs.models import Organisation, Profile
from jieyue.store.orgs.standing import stays_under
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import RowVersion
from jieyue.store.reporting.guarding import counted_days

MOST_NAMED = 100
"""Owners by which the database looks; of more than these all that was taken away is looked through."""
Row = dict[str, Any]


def that_took_out(unit: Organisation, period: Period, since: int) -> set[int]:
    """The entries of the log after `since` by which something no longer counts for the unit in the period."""
    own = {stay.organisation for stay in stays_under(unit.pk, period.first, period.until)} | {unit.pk}
    found: set[int] = set()
    for model, counts in _counting(period):
        column, owners = _owners(model, own)
        for entry, before in (*_taken_away(model, column, owners, since), *_corrected(model, own, since)):
            if before[column] in owners and counts(before):
                found.add(entry)
    return found | set(_by_registers(own, period, since))


def _counting(period: Period) -> Iterator[tuple[type[Model], Callable[[Row], bool]]]:
    """Every table whose rows figures come from, and whether a row as the log writes it counts in the period."""
    for model in counted_models():
        yield model, lambda row, days=model.day_columns: _touches(row, days, period)
    for model in (each.model for each in ledgers() if each.facts and each.facts.behind):
        at = when(model).column
        yield model, lambda row, at=at: _is_within(datetime.fromisoformat(row[at]), period)
    yield Profile, lambda row: row["year"] == period.year


def _touches(row: Row, columns: tuple[str, str], period: Period) -> bool:
    first, last = counted_days(*(date.fromisoformat(row[name]) for name in columns))
    return first < period.until and last >= period.first


def _is_within(at: datetime, period: Period) -> bool:
    """A reading at the first moment after the period is of its end."""
    return period.first <= timezone.localdate(at) <= period.until


def _owners(model: type[Model], own: set[int]) -> tuple[str, set[int]]:
    """The column that says whose a row is, and what stands there for these organisations; also what is gone itself."""
    first, _, rest = model.organisation_lookup.partition("__")
    field = model._meta.get_field(first)
    if not rest:
        return field.column, own
    register, column = field.related_model, field.related_model._meta.get_field(rest).column
    kept = set(register._base_manager.filter(**{f"{rest}__in": any_of(own)}).values_list("pk", flat=True))
    gone = _removed(register, column, own).values_list("record_id", "before")
    return field.column, kept | {id_ for id_, before in gone if orjson.loads(before)[column] in own}


def _taken_away(model: type[Model], column: str, owners: set[int], since: int) -> Iterator[tuple[int, Row]]:
    rows = _removed(model, column, owners).filter(entry_id__gt=since).values_list("entry_id", "before")
    yield from ((entry, orjson.loads(before)) for entry, before in rows)


def _removed(model: type[Model], column: str, owners: set[int]) -> QuerySet[RowVersion]:
    """What was taken away from the table, of few owners only theirs."""
    rows = RowVersion.objects.filter(table=model._meta.db_table, after=None)
    if not owners or len(owners) > MOST_NAMED:
        return rows if owners else rows.none()
    return rows.filter(reduce(or_, (Q(before__contains=f'"{column}":{owner},') for owner in sorted(owners))))


def _corrected(model: type[Model], own: set[int], since: int) -> Iterator[tuple[int, Row]]:
    """Rows that are still theirs, as they were before they were corrected: of whatever days they are by now."""
    theirs = model._base_manager.filter(**{f"{model.organisation_lookup}__in": any_of(own)})
    rows = _versions(model, theirs.values_list("pk", flat=True), since).exclude(after=None)
    yield from ((entry, orjson.loads(before)) for entry, before in rows.values_list("entry_id", "before"))


def _by_registers(own: set[int], period: Period, since: int) -> Iterator[int]:
    """Corrections of a register by which the figures of a ledger are others, without a row of the ledger in them."""
    for ledger in (each for each in ledgers() if each.facts and each.facts.moves and each.series_of):
        register = ledger.model._meta.get_field(ledger.series_of).related_model
        theirs = register._base_manager.filter(**{f"{register.organisation_lookup}__in": any_of(own)})
        changed = _versions(register, theirs.values_list("pk", flat=True), since)
        for entry, *version in changed.values_list("entry_id", "table", "record_id", "before", "after"):
            if any(
                each.organisation in own and _overlap(each, period) for each in ledger.facts.moves([tuple(version)])
            ):
                yield entry


def _overlap(days: Any, period: Period) -> bool:
    return days.first < period.until and days.last >= period.first


def _versions(model: type[Model], records: Iterable[int], since: int) -> QuerySet[RowVersion]:
    rows = RowVersion.objects.filter(table=model._meta.db_table, record_id__in=any_of(records), entry_id__gt=since)
    return rows.exclude(before=None)
