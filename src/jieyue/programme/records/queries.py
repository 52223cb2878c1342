"""The history of a record: every version of it, with who made it, when and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db.models import Max, Model

from jieyue.programme.records.signing import signatures
from jieyue.rules.person import Person
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.previewing import parts_of
from jieyue.store.records.reversing import rows_of

Say = Callable[[object], str]


@dataclass(frozen=True)
class FieldChange:
    """A field that is another than before. Blank where there was or is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """What one log entry did to the record. `by` is name and post of whoever did it."""

    entry: int
    what: str
    operation: str
    by: str
    at: datetime
    reason: str
    file: str
    changes: Sequence[FieldChange]


@dataclass(frozen=True)
class Field:
    """A column of a version, and how its value is told."""

    column: str
    label: str
    say: Say = str


def history(model: type[Model], record: int, *, fields: Sequence[Field]) -> list[Step]:
    """Every step of a record, the newest first. That the person may read the record is for the caller to see to."""
    versions = list(
        RowVersion.objects.filter(table=model._meta.db_table, record_id=record).select_related("entry").order_by("-id")
    )
    signed = signatures(version.entry for version in versions)
    return [_step(version, fields, signed[version.entry_id]) for version in versions]


def last_seen(model: type[Model], records: Iterable[int]) -> dict[int, int]:
    """The id of each record's last version: what a page says it has seen, so that nobody overwrites a later one.

    Dated rows that belong to a record are part of it.
    """
    records = set(records)
    last = _last_versions(model, records)
    for part, column in parts_of(model):
        owners = dict(part._base_manager.filter(**{f"{column}__in": any_of(records)}).values_list("id", column))
        for id_, version in _last_versions(part, owners).items():
            last[owners[id_]] = max(version, last.get(owners[id_], 0))
    return last


def _last_versions(model: type[Model], records: Iterable[int]) -> dict[int, int]:
    found = RowVersion.objects.filter(table=model._meta.db_table, record_id__in=any_of(records))
    return dict(found.order_by().values("record_id").annotate(last=Max("id")).values_list("record_id", "last"))


def last_content(model: type[Model], record: int) -> tuple[dict[str, object], bool] | None:
    """The last a log knows of a record, and whether it is still there; None where it never was."""
    version = RowVersion.objects.filter(table=model._meta.db_table, record_id=record).order_by("-id").first()
    if version is None:
        return None
    return orjson.loads(version.after or version.before), version.after is not None


def _step(version: RowVersion, fields: Sequence[Field], by: str) -> Step:
    entry = version.entry
    before, after = (orjson.loads(each) if each else {} for each in (version.before, version.after))
    return Step(
        entry=entry.seq,
        what="登记" if not before else "更正" if after else "作废",
        operation=entry.operation,
        by=by,
        at=entry.at,
        reason=entry.reason,
        file=orjson.loads(entry.details).get("file", "") or "",
        changes=_changes(before, after, fields),
    )


def _changes(before: Mapping, after: Mapping, fields: Sequence[Field]) -> list[FieldChange]:
    """In the order of the fields. A version does not say which columns there were, so all are compared."""
    told = [(each, _told(each, before), _told(each, after)) for each in fields]
    return [FieldChange(each.label, then, now) for each, then, now in told if then != now]


def _told(field: Field, row: Mapping[str, object]) -> str:
    value = row.get(field.column)
    return "" if value is None or value == "" else field.say(value)


@dataclass(frozen=True)
class Deed:
    """Something the person brought about: what, when, from which file, how many rows changed."""

    entry: int
    operation: str
    at: datetime
    file: str
    rows: int


def latest_deeds(*, person: Person, operations: str = "import ", most: int = 5) -> list[Deed]:
    """The person's own last operations of a name that begins so, the newest first."""
    own = LogEntry.objects.filter(by=person.username, operation__startswith=operations).order_by("-seq")[:most]
    rows = rows_of(own)
    return [
        Deed(entry.seq, entry.operation, entry.at, orjson.loads(entry.details).get("file", "") or "", rows[entry.seq])
        for entry in own
    ]
