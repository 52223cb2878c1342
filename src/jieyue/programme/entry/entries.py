"""What somebody brought in, taken back or entered: his entries of the log, and the rows of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db.models import QuerySet

from jieyue.programme.entry.reversing import MOST_LOOKED_THROUGH, NoSuchEntry, name_of, organisations_of, right_to_undo
from jieyue.programme.records.kinds import brought
from jieyue.programme.records.signing import signatures
from jieyue.programme.records.words import VERBS, said
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.roles import Right
from jieyue.store.orgs.reach import reached
from jieyue.store.records.kinds import Kind
from jieyue.store.records.models import LogEntry
from jieyue.store.records.previewing import differences
from jieyue.store.records.references import References, references_in
from jieyue.store.records.reversing import Net, Reversal, rows_of

MOST_ROWS = 100


@dataclass(frozen=True)
class EntrySummary:
    """An entry as a list shows it. `rows` are those that were entered, without what was found in them. `undoes` is the
    entry that it took back, `undone_by` the one that took it back.
    """

    seq: int
    what: str
    kind: str
    by: str
    at: datetime
    reason: str
    file: str
    rows: int
    undoes: int | None
    undone_by: int | None = None


@dataclass(frozen=True)
class RowOfEntry:
    """What happened to one row: `what` is added, changed or removed."""

    what: str
    name: str
    cells: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class EntryWithRows:
    """An entry with its first rows; none where they are beyond the person's reach by now."""

    entry: EntrySummary
    rows: Sequence[RowOfEntry]
    is_within: bool
    may_undo: bool


def count_own(person: Person) -> int:
    return _own(person).count()


def own_entries(person: Person, *, first: int, most: int) -> list[EntrySummary]:
    """Some of them, the newest first."""
    entries = list(_own(person).order_by("-seq")[first : first + most])
    undone, signed, rows = _undone(entries), signatures(entries), rows_of(entries)
    return [_told(each, undone, signed[each.seq], rows[each.seq]) for each in entries]


def _own(person: Person) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(by=person.username, operation__in=_operations())


def entry(seq: int, *, person: Person) -> EntryWithRows:
    """An entry of the person's own, or one whose rows he reaches all. Raises NoSuchEntry."""
    found = LogEntry.objects.filter(seq=seq, operation__in=_operations()).first()
    is_own = found is not None and found.by == person.username
    reversal = Reversal(found) if found is not None and _can_be_looked_through(found, person, is_own=is_own) else None
    is_within = reversal is not None and _reaches(person, reversal)
    if not (is_own or is_within):
        raise NoSuchEntry(f"日志中没有第 {seq} 条，或者不在您的管辖范围内。", do="请核对编号。")
    told = _told(found, _undone([found]), signatures([found])[seq], rows_of([found])[seq])
    kind = brought()[told.kind]
    rows = _rows(reversal.nets[:MOST_ROWS], kind) if is_within else []
    may_undo = is_within and told.undone_by is None and person.may(right_to_undo(found, kind, person))
    return EntryWithRows(told, rows, is_within, may_undo)


def _operations() -> list[str]:
    return [f"{verb} {key}" for verb in VERBS for key in brought()]


def _can_be_looked_through(found: LogEntry, person: Person, *, is_own: bool) -> bool:
    return is_own or EVERYWHERE in person.paths(_kind(found).right) or found.row_count <= MOST_LOOKED_THROUGH


def _kind(found: LogEntry) -> Kind:
    return brought()[found.operation.partition(" ")[2]]


def _reaches(person: Person, reversal: Reversal) -> bool:
    concerned = organisations_of(reversal)
    right = _kind(reversal.entry).right
    return EVERYWHERE in person.paths(right) or any(
        len(reached(concerned, person, each)) == len(concerned) for each in dict.fromkeys((Right.READ, right))
    )


def _undone(entries: Sequence[LogEntry]) -> dict[int, int]:
    """By entry, the one that took it back."""
    if not entries:
        return {}
    later = LogEntry.objects.filter(operation__startswith="undo ", seq__gt=min(each.seq for each in entries))
    said = later.order_by("seq").values_list("seq", "details")
    by = {orjson.loads(details).get("undoes"): seq for seq, details in said}
    return {seq: undoing for seq, undoing in by.items() if _holds(undoing, by)}


def _holds(seq: int, by: Mapping[int, int]) -> bool:
    """Whether an entry has not been taken back, or has been and that was taken back in turn."""
    return seq not in by or not _holds(by[seq], by)


def _told(found: LogEntry, undone: Mapping[int, int], by: str, rows: int) -> EntrySummary:
    _, _, kind = found.operation.partition(" ")
    details = orjson.loads(found.details)
    return EntrySummary(
        seq=found.seq,
        what=said(found.operation),
        kind=kind,
        by=by,
        at=found.at,
        reason=found.reason,
        file=details.get("file", ""),
        rows=rows,
        undoes=details.get("undoes"),
        undone_by=undone.get(found.seq),
    )


def _rows(nets: Sequence[Net], kind: Kind) -> list[RowOfEntry]:
    references = references_in((net.model, side) for net in nets for side in (net.before, net.after))
    names = (name_of(net, references) for net in nets)
    return [_row(net, name, kind, references) for net, name in zip(nets, names, strict=True)]


def _row(net: Net, name: str, kind: Kind, references: References) -> RowOfEntry:
    columns = {column.key: column for column in (*brought()["accounts"].columns, *kind.columns)}.values()
    if net.after is None:
        gone = differences(columns, net.model, None, net.before, references=references)
        return RowOfEntry("removed", name, [(what, now, "") for what, _, now in gone])
    cells = differences(columns, net.model, net.before, net.after, references=references)
    return RowOfEntry("added" if net.is_added else "changed", name, list(cells))
