"""Whether the records are what the log says they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import Max, Min

from jieyue.store.records.log import START_OF_CHAIN, Head, digest_of_rows, entries_since, hash_of, head
from jieyue.store.records.models import RowVersion
from jieyue.store.records.tables import canonical, columns_of

RECORDS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Difference:
    """Something that the log and the records do not agree on."""

    what: str
    says: str


@dataclass(frozen=True)
class Verification:
    entries: int
    records: int
    head: Head
    differences: list[Difference]
    files: int = 0

    @property
    def holds(self) -> bool:
        return not self.differences


def verify(*, known_head: Head | None = None, most: int = 100) -> Verification:
    """Go through the chain, the digests of row versions, every record, and every file that an app keeps beside its
    records; at most `most` differences are listed.
    """
    entries = records = files = 0
    differences: list[Difference] = []
    for found in _chain_differences(known_head):
        entries += found is None
        differences += [found] if found else []
    for model in recorded_models():
        for found in _record_differences(model):
            records += found is None
            differences += [found] if found and len(differences) < most else []
    for found in _file_differences():
        files += found is None
        differences += [found] if found and len(differences) < most else []
    return Verification(entries, records, head(), differences[:most], files)


def recorded_models() -> list[type[models.Model]]:
    """The tables whose every change goes through the log: those that say `recorded = True`."""
    return [model for model in apps.get_models() if getattr(model, "recorded", False)]


def _file_differences() -> Iterator[Difference | None]:
    """One item a file: None where it holds. Apps that keep files say so by a method `file_differences`."""
    for app in apps.get_app_configs():
        if hasattr(app, "file_differences"):
            yield from app.file_differences()


def _chain_differences(known_head: Head | None) -> Iterator[Difference | None]:
    """One item an entry: None where it holds."""
    seq, previous = 0, START_OF_CHAIN
    reached = known_head is None or known_head.seq == 0
    for entry in entries_since(0):
        yield _entry_difference(entry, after_seq=seq, previous=previous)
        seq, previous = entry.seq, entry.hash
        reached = reached or (known_head.seq, known_head.hash) == (entry.seq, entry.hash)
    if not reached:
        yield Difference(
            f"日志第 {known_head.seq} 条",
            "导出的日志头不在现有日志中：其后的日志被截去或改写过。",
        )


def _entry_difference(entry, *, after_seq: int, previous: str) -> Difference | None:
    where = f"日志第 {entry.seq} 条"
    if entry.seq != after_seq + 1:
        return Difference(where, f"前面缺少日志：上一条是第 {after_seq} 条。")
    if entry.previous_hash != previous:
        return Difference(where, "与上一条的校验值接不上。")
    if entry.hash != hash_of(entry):
        return Difference(where, "内容与其校验值不符，被改动过。")
    versions = entry.versions.order_by("id").values_list("table", "record_id", "before", "after")
    if digest_of_rows(versions.iterator(chunk_size=5000)) != entry.rows_digest:
        return Difference(where, "所记的变更明细与其校验值不符，被改动过。")
    return None


def _record_differences(model: type[models.Model]) -> Iterator[Difference | None]:
    """One item a record: None where it is as the log last left it. Some thousand records at a time."""
    versions = RowVersion.objects.filter(table=model._meta.db_table)
    logged = versions.aggregate(first=Min("record_id"), last=Max("record_id"))
    kept = model._base_manager.aggregate(first=Min("pk"), last=Max("pk"))
    ends = [end for found in (logged, kept) for end in found.values() if end is not None]
    for first in range(min(ends), max(ends) + 1, RECORDS_AT_ONCE) if ends else ():
        yield from _differences_among(model, versions, range(first, first + RECORDS_AT_ONCE))


def _differences_among(
    model: type[models.Model], versions: models.QuerySet[RowVersion], ids: range
) -> Iterator[Difference | None]:
    table, columns = model._meta.db_table, columns_of(model)
    logged = dict(
        versions.filter(record_id__gte=ids.start, record_id__lt=ids.stop)
        .order_by("id")
        .values_list("record_id", "after")
        .iterator(chunk_size=5000)
    )
    rows = model._base_manager.filter(pk__gte=ids.start, pk__lt=ids.stop).order_by("pk").values_list("pk", *columns)
    for record_id, *row in rows.iterator(chunk_size=5000):
        after = logged.pop(record_id, None)
        yield None if after == canonical(columns, tuple(row)) else _record_difference(table, record_id, after, row)
    for record_id in sorted(record_id for record_id, after in logged.items() if after is not None):
        yield Difference(f"{table} 第 {record_id} 号", "日志中有这条记录，库中没有：未经日志被删除。")


def _record_difference(table: str, record_id: int, after: str | None, row: list[object]) -> Difference:
    where = f"{table} 第 {record_id} 号"
    if after is None:
        return Difference(where, "日志中没有这条记录：未经日志写入。")
    now = ", ".join("" if value is None else str(value) for value in row)
    return Difference(where, f"现为 {now}，日志最后一次记为 {after}。")
