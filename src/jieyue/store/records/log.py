"""The log: who did what, when and why, with a digest of the rows, each entry chained to the one before it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from django.db import connection

from jieyue.rules.refusal import Refused
from jieyue.store.records.models import LogEntry

START_OF_CHAIN = "0" * 64
WRITERS_LOCK = 0x6A69657975650001  # "jieyue", 1


class NoSuchEntry(Refused):
    """The log has no entry of that number."""


@dataclass(frozen=True)
class Head:
    """The end of the chain. Kept outside the machine, it shows whether the tail was cut off."""

    seq: int
    hash: str


def lock_writers() -> None:
    """From here to the end of the transaction nobody else writes.

    SQLite's immediate transactions do this by themselves. On PostgreSQL a lock does, so that the chain has one end
    and what was read before writing still holds.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])


def head() -> Head:
    last = LogEntry.objects.order_by("-seq").values_list("seq", "hash").first()
    return Head(*last) if last else Head(0, START_OF_CHAIN)


def digest_of_rows(versions: Iterable[tuple[str, int, str | None, str | None]]) -> str:
    """SHA-256 over table, record, before and after of each version in order."""
    digest = hashlib.sha256()
    for table, record_id, before, after in versions:
        digest.update(f"{table}\n{record_id}\n{before or '-'}\n{after or '-'}\n".encode())
    return digest.hexdigest()


def hash_of(entry: LogEntry) -> str:
    """SHA-256 over everything the entry says and the hash before it."""
    said = [
        entry.seq,
        entry.operation,
        entry.by,
        entry.login,
        _moment(entry.at),
        _moment(entry.recorded_at),
        entry.reason,
        entry.details,
        entry.row_count,
        entry.rows_digest,
        entry.previous_hash,
    ]
    return hashlib.sha256(orjson.dumps(said)).hexdigest()


def entries_since(seq: int) -> Iterator[LogEntry]:
    return LogEntry.objects.filter(seq__gt=seq).order_by("seq").iterator(chunk_size=1000)


def last_entries(count: int) -> list[LogEntry]:
    """The newest first."""
    return list(LogEntry.objects.order_by("-seq")[:count])


def entry_numbered(written: str) -> LogEntry:
    """The entry of that number, as somebody wrote it."""
    found = LogEntry.objects.filter(seq=int(written)).first() if written.isascii() and written.isdigit() else None
    if found is None:
        raise NoSuchEntry(f"日志中没有第 {written} 条。", do="不写编号可列出最近的条目。")
    return found


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
