"""The log by itself: numbers, hashes, and that every row version belongs to an entry, in its place.

Entries and versions are walked once, side by side, in the order of the entries: memory does not grow with the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

import orjson

from jieyue.store.records.log import SM3, START_OF_CHAIN, Head, all_entries, as_digested, hash_of, new_digest, sm3_of
from jieyue.store.records.models import FIRST_VERSION, HAS_SM3, PARTS, LogEntry, RowVersion

VERSION_COLUMNS = ("entry_id", "id", "table", "record_id", "before", "after")
EXPORTED = "导出的日志末条摘要不在现有日志中：其后的日志被截去或改写过。"
SEEN = "本数据文件夹见过的日志末条摘要不在现有日志中：其后的日志被截去或改写过，或者数据库被换成了旧的。"
START = Head(0, START_OF_CHAIN)
Numbered = tuple[int, int, str, int, str | None, str | None]


@dataclass(frozen=True)
class Difference:
    """Something that the log and the records do not agree on."""

    what: str
    says: str


@dataclass(frozen=True)
class Rows:
    """What the versions of an entry come to. `is_block`: their ids follow one another without a gap."""

    count: int = 0
    first: int = 0
    last: int = 0
    is_block: bool = True
    is_well_formed: bool = True
    sha256: str = new_digest().hexdigest()
    sm3: str = ""

    @classmethod
    def of(cls, versions: Iterable[Numbered], *, with_sm3: bool) -> "Rows":
        digests = [new_digest(), *([new_digest(SM3)] if with_sm3 else [])]
        count = first = last = 0
        is_block = is_well_formed = True
        for _, id_, *version in versions:
            written = as_digested(version)
            for digest in digests:
                digest.update(written)
            first, is_block = (first or id_), is_block and id_ == (last or id_ - 1) + 1
            is_well_formed = is_well_formed and _is_well_formed(*version)
            count, last = count + 1, id_
        return cls(count, first, last, is_block, is_well_formed, *(digest.hexdigest() for digest in digests))


def _is_well_formed(table: str, _record: int, before: str | None, after: str | None) -> bool:
    """As no two versions can be written alike: the digest sees a blank, a dash and nothing as the same."""
    return "\n" not in table and all(each is None or each.startswith("{") for each in (before, after))


@dataclass
class Chain:
    """The walk: where it has come to, and what the entries on the way said of derived parts.

    `parts` are the last entries that say they touched each; `silent` the last entry that does not say which it touched.
    """

    head: Head = START
    last_version: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    silent: int = 0

    def walk(self, known: Mapping[str, Head | None]) -> Iterator[Difference | None]:
        """One item an entry: None where it holds. `known` are heads that have to be among the entries, by what is to be
        said where one is not.
        """
        groups = _Groups()
        missing = {says: head for says, head in known.items() if head is not None and head.seq > 0}
        for entry in all_entries():
            for stray, rows in groups.before(entry.seq):
                yield _stray(stray, rows)
            yield self._judged(entry, Rows.of(groups.of(entry.seq), with_sm3=bool(entry.sm3)))
            missing = {says: head for says, head in missing.items() if not _is_at(entry, head)}
        for stray, rows in groups.rest():
            yield _stray(stray, rows)
        for says, head in missing.items():
            yield Difference(f"日志第 {head.seq} 条", says)

    def _judged(self, entry: LogEntry, rows: Rows) -> Difference | None:
        says = self._number_fault(entry) or self._link_fault(entry) or fault_of(entry, rows, self.head.sm3)
        says = says or self._place_fault(rows)
        self.last_version = rows.last or self.last_version
        if entry.seq > 0:
            self.head = Head(entry.seq, entry.hash, entry.sm3)
            self._note_parts(entry)
        return Difference(f"日志第 {entry.seq} 条", says) if says else None

    def _number_fault(self, entry: LogEntry) -> str:
        if entry.seq < 1:
            return "日志从第 1 条开始，不会有这个编号：未经系统写入。"
        return "" if entry.seq == self.head.seq + 1 else f"前面缺少日志：上一条是第 {self.head.seq} 条。"

    def _link_fault(self, entry: LogEntry) -> str:
        return "" if entry.previous_hash == self.head.hash else "与上一条的校验值接不上。"

    def _place_fault(self, rows: Rows) -> str:
        return "" if rows.first > self.last_version else "所记的变更明细编号早于前面各条的明细：被重新编号过。"

    def _note_parts(self, entry: LogEntry) -> None:
        told = details_of(entry).get(PARTS)
        if isinstance(told, list):
            self.parts.update(dict.fromkeys(told, entry.seq))
        else:
            self.silent = entry.seq


def fault_of(entry: LogEntry, rows: Rows, previous_sm3: str) -> str:
    """What is wrong with an entry and its versions by themselves; "" when nothing is."""
    if entry.hash != hash_of(entry):
        return "内容与其校验值不符，被改动过。"
    if (rows.count, rows.sha256) != (entry.row_count, entry.rows_digest) or not rows.is_well_formed:
        return "所记的变更明细与其校验值不符，被改动过。"
    details = details_of(entry)
    if not rows.is_block or rows.first != details.get(FIRST_VERSION, rows.first):
        return "所记的变更明细的编号不是写入时的编号：被重新编号过。"
    if entry.sm3 != _sm3(entry, rows, previous_sm3, is_kept=details.get(HAS_SM3, False)):
        return "内容与其 SM3 校验值不符，被改动过。"
    return ""


def _sm3(entry: LogEntry, rows: Rows, previous_sm3: str, *, is_kept: bool) -> str:
    return sm3_of(entry, rows_sm3=rows.sm3, previous_sm3=previous_sm3) if is_kept else ""


def details_of(entry: LogEntry) -> dict[str, object]:
    return said_in(entry.details)


def said_in(written: str | None) -> dict[str, object]:
    """What the log wrote as JSON; nothing where there is nothing, or somebody has made it unreadable."""
    try:
        found = orjson.loads(written or "{}")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_at(entry: LogEntry, known: Head) -> bool:
    return (entry.seq, entry.hash) == (known.seq, known.hash) and known.sm3 in ("", entry.sm3)


def _stray(entry: int, rows: Rows) -> Difference:
    return Difference(
        f"变更明细第 {rows.first} 行" + (f"等 {rows.count} 行" if rows.count > 1 else ""),
        f"称属于日志第 {entry} 条，而日志中没有这一条：未经日志写入。",
    )


class _Groups:
    """The row versions, one entry's after another, each read once."""

    def __init__(self) -> None:
        rows = RowVersion.objects.order_by("entry_id", "id").values_list(*VERSION_COLUMNS)
        self.groups = groupby(rows.iterator(chunk_size=5000), key=itemgetter(0))
        self.next = next(self.groups, None)

    def before(self, seq: int) -> Iterator[tuple[int, Rows]]:
        """Those that stand before an entry and belong to none."""
        while self.next is not None and self.next[0] < seq:
            yield self._taken()

    def rest(self) -> Iterator[tuple[int, Rows]]:
        while self.next is not None:
            yield self._taken()

    def of(self, seq: int) -> Iterator[Numbered]:
        if self.next is None or self.next[0] != seq:
            return
        yield from self.next[1]
        self.next = next(self.groups, None)

    def _taken(self) -> tuple[int, Rows]:
        entry, versions = self.next
        rows = Rows.of(versions, with_sm3=False)
        self.next = next(self.groups, None)
        return entry, rows
