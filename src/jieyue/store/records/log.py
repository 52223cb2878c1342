"""The log: who did what, when and why, with a digest of the rows, each entry chained to the one before it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from django.conf import settings
from django.db import connection, models

from jieyue.rules.refusal import Refused
from jieyue.store.records.models import LogEntry

Version = tuple[str, int, str | None, str | None]

START_OF_CHAIN = "0" * 64
WRITERS_LOCK = 0x6A69657975650001  # "jieyue", 1


SM3 = "sm3"


class NoSuchEntry(Refused):
    """The log has no entry of that number."""


class DigestMissing(Refused):
    """SM3 is asked for, and this machine's OpenSSL has none."""


@dataclass(frozen=True)
class Head:
    """The end of the chain. Kept outside the machine, it shows whether the tail was cut off. `sm3` is blank where the
    last entry is sealed with SHA-256 alone.
    """

    seq: int
    hash: str
    sm3: str = ""

    def as_dict(self) -> dict[str, int | str]:
        said: dict[str, int | str] = {"seq": self.seq, "hash": self.hash}
        return {**said, "sm3": self.sm3} if self.sm3 else said


def lock_writers() -> None:
    """From here to the end of the transaction nobody else writes.

    SQLite's immediate transactions do this by themselves. On PostgreSQL a lock does, so that the chain has one end
    and what was read before writing still holds.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])


def head(entries: type[models.Model] = LogEntry) -> Head:
    """Of the table as an older version has it too."""
    kept = [name for name in ("seq", "hash", "sm3") if name in {field.name for field in entries._meta.concrete_fields}]
    last = entries._base_manager.order_by("-seq").values_list(*kept).first()
    return Head(*last) if last else Head(0, START_OF_CHAIN)


def new_digest(kind: str = "sha256"):
    """Raises DigestMissing."""
    try:
        return hashlib.new(kind)
    except ValueError as error:
        raise DigestMissing(
            "本机的 OpenSSL 不提供 SM3 摘要算法，而日志要求同时用 SM3 计算摘要。",
            do="请换用带 SM3 的 OpenSSL（1.1.1 以上、未停用国密算法的版本），或者去掉环境变量 JIEYUE_SM3 后再运行。",
        ) from error


def refuse_missing_digest() -> None:
    """Before anything is done, and not in the midst of a writing. Raises DigestMissing."""
    if settings.JIEYUE_SM3:
        new_digest(SM3)


def as_digested(version: Version) -> bytes:
    table, record_id, before, after = version
    return f"{table}\n{record_id}\n{before or '-'}\n{after or '-'}\n".encode()


def digest_of_rows(versions: Iterable[Version], *, kind: str = "sha256") -> str:
    """A digest over table, record, before and after of each version in order."""
    digest = new_digest(kind)
    for version in versions:
        digest.update(as_digested(version))
    return digest.hexdigest()


def hash_of(entry: LogEntry) -> str:
    """SHA-256 over everything the entry says and the hash before it."""
    return hashlib.sha256(_said(entry, entry.rows_digest, entry.previous_hash)).hexdigest()


def sm3_of(entry: LogEntry, *, rows_sm3: str, previous_sm3: str) -> str:
    """SM3 over the same, with the rows' own SM3 and the SM3 before it: a chain that stands without SHA-256."""
    digest = new_digest(SM3)
    digest.update(_said(entry, rows_sm3, previous_sm3 or START_OF_CHAIN))
    return digest.hexdigest()


def _said(entry: LogEntry, rows_digest: str, previous: str) -> bytes:
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
        rows_digest,
        previous,
    ]
    return orjson.dumps(said)


def all_entries() -> Iterator[LogEntry]:
    return LogEntry.objects.order_by("seq").iterator(chunk_size=1000)


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
