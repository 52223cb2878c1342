"""What the auditor sees of the log: operation, person, time, records and digests. Never the figures, nor the words in
which somebody may have written them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, QuerySet, When

from jieyue.programme.records.signing import signatures
from jieyue.programme.records.words import recorded_tables, said, said_of_table
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.store.machine.settling import midnight
from jieyue.store.orgs.reach import refuse_without
from jieyue.store.people.models import User
from jieyue.store.records.chain import VERSION_COLUMNS, Rows, fault_of
from jieyue.store.records.log import Head, head
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.moment import one_moment

MOST_RECORDS = 200
MOST_CHECKED = 500
MOST_VERSIONS = 50_000
"""The page waits for no more than this; the whole log is for the command."""


class EntryUnknown(NotThere):
    pass


@dataclass(frozen=True)
class Wanted:
    """Which entries; blank means whatever it may be. `by` is a name or a username; `table` and `record` name a record
    that the entry touched.
    """

    by: str = ""
    operation: str = ""
    since: date | None = None
    until: date | None = None
    table: str = ""
    record: int | None = None


@dataclass(frozen=True)
class Audited:
    seq: int
    operation: str
    by: str
    login: str
    at: datetime
    recorded_at: datetime
    rows: int
    rows_digest: str
    previous_hash: str
    hash: str

    @property
    def operation_zh(self) -> str:
        return said(self.operation)


@dataclass(frozen=True)
class RecordTouched:
    """`what` is added, changed or removed."""

    table: str
    record: int
    what: str

    @property
    def table_zh(self) -> str:
        return said_of_table(self.table)


@dataclass(frozen=True)
class Checked:
    """The last entries, checked against their versions and each other. `wrong` are the numbers of those that differ."""

    first: int
    last: int
    wrong: Sequence[int]


def count(wanted: Wanted, *, person: Person) -> int:
    return _found(wanted, person).count()


def entries(wanted: Wanted, *, person: Person, first: int, many: int) -> list[Audited]:
    """Some of them, the newest first."""
    found = list(_found(wanted, person).order_by("-seq")[first : first + many])
    signed = signatures(found)
    return [_audited(each, signed[each.seq]) for each in found]


def entry(seq: int, *, person: Person) -> tuple[Audited, list[RecordTouched]]:
    """An entry and the first records that it touched. Raises EntryUnknown."""
    found = _found(Wanted(), person).filter(seq=seq).first()
    if found is None:
        raise EntryUnknown(f"日志中没有第 {seq} 条。", do="请核对编号。")
    was_nothing, is_nothing = (Case(When(**{side: None}, then=True), default=False) for side in ("before", "after"))
    versions = found.versions.order_by("id").values_list("table", "record_id", was_nothing, is_nothing)
    return _audited(found, signatures([found])[seq]), [
        RecordTouched(*row[:2], _what(*row[2:])) for row in versions[:MOST_RECORDS]
    ]


def tables() -> list[tuple[str, str]]:
    """All tables that the log knows, each with what it is called."""
    return sorted(recorded_tables().items(), key=lambda each: each[1])


def operations(*, person: Person) -> list[tuple[str, str]]:
    """All operations so far, each with what it is called."""
    names = _found(Wanted(), person).order_by().values_list("operation", flat=True).distinct()
    return sorted(((name, said(name)) for name in names), key=lambda each: each[1])


def last_head(*, person: Person) -> Head:
    refuse_without(person, Right.AUDIT)
    return head()


def check_last(*, person: Person) -> Checked:
    """Whether the last entries still fit their versions and the entries before them. All: `jieyue audit verify`."""
    with one_moment():
        newest = list(_found(Wanted(), person).order_by("-seq")[: MOST_CHECKED + 1])
        checked = list(_affordable(newest[:MOST_CHECKED]))
        before = {each.seq: each for each in newest}
        wrong = [each.seq for each in checked if not _holds(each, before.get(each.seq - 1))]
    return Checked(checked[-1].seq if checked else 0, checked[0].seq if checked else 0, sorted(wrong))


def _affordable(newest: Sequence[LogEntry]) -> Iterator[LogEntry]:
    """The newest entries that together have no more versions than a page waits for."""
    versions = 0
    for each in newest:
        versions += each.row_count
        if versions > MOST_VERSIONS:
            return
        yield each


def _holds(each: LogEntry, before: LogEntry | None) -> bool:
    """`before`: the entry of the number before, None where there is none."""
    if before is not None and before.hash != each.previous_hash:
        return False
    versions = each.versions.order_by("id").values_list(*VERSION_COLUMNS).iterator(2000)
    return not fault_of(each, Rows.of(versions, with_sm3=bool(each.sm3)), before.sm3 if before is not None else "")


def _found(wanted: Wanted, person: Person) -> QuerySet[LogEntry]:
    refuse_without(person, Right.AUDIT)
    found = LogEntry.objects.all()
    if wanted.by:
        namesakes = User.objects.filter(name=wanted.by).values_list("username", flat=True)
        found = found.filter(by__in=[wanted.by, *namesakes])
    if wanted.operation:
        found = found.filter(operation=wanted.operation)
    if wanted.since:
        found = found.filter(at__gte=midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=midnight(wanted.until + timedelta(days=1)))
    if wanted.table and wanted.record is not None:
        touched = RowVersion.objects.filter(table=wanted.table, record_id=wanted.record)
        found = found.filter(seq__in=touched.values("entry_id"))
    return found


def _what(was_nothing: bool, is_nothing: bool) -> str:
    return "added" if was_nothing else "removed" if is_nothing else "changed"


def _audited(found: LogEntry, by: str) -> Audited:
    return Audited(
        found.seq,
        found.operation,
        by,
        found.login,
        found.at,
        found.recorded_at,
        found.row_count,
        found.rows_digest,
        found.previous_hash,
        found.hash,
    )
