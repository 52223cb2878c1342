"""The one way in: every change of a record happens inside `writing`, with who, when and why.

One transaction takes the writers' lock, changes rows, keeps their versions, and appends one entry to the log. Nothing
of it stays when anything in it fails.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import orjson
from django.conf import settings
from django.db import models, transaction

from jieyue.rules.person import Person
from jieyue.store.records.clock import now_recorded
from jieyue.store.records.log import SM3, Version, digest_of_rows, hash_of, head, lock_writers, sm3_of
from jieyue.store.records.models import (
    FIRST_VERSION,
    HAS_SM3,
    ON_BEHALF_OF,
    PARTS,
    SIGNED,
    DerivedPart,
    LogEntry,
    RowVersion,
)
from jieyue.store.records.progress import Tell, counted, silent, stretches
from jieyue.store.records.tables import Row, as_written, delete_rows, insert_rows, new_ids, update_rows, words_of_log

Guard = Callable[[Sequence[Version], datetime], None]
Note = Callable[[Sequence[Version], Set[str]], Iterable[str]]
Follow = Callable[["Writing", Person, datetime], None]
_follows: list[Follow] = []
_guards: list[Guard] = []
_notes: list[Note] = []
_afterwards: list[Callable[[], None]] = []


def follow_with(follow: Follow) -> None:
    """From now on every operation is shown to this before anything else looks at it, with who did it and when: it may
    change more in the same operation.
    """
    if follow not in _follows:
        _follows.append(follow)


def guard_with(guard: Guard) -> None:
    """From now on every operation is shown to this guard before it is kept: what it changed, and when. A guard that
    refuses leaves nothing of it.
    """
    if guard not in _guards:
        _guards.append(guard)


def note_with(note: Note) -> None:
    """From now on every operation is shown to this before it is kept: what it changed, and the derived parts that it
    touched. It gives more parts, which are noted with them.
    """
    if note not in _notes:
        _notes.append(note)


def then(afterwards: Callable[[], None]) -> None:
    """From now on this is done after every operation that was kept."""
    if afterwards not in _afterwards:
        _afterwards.append(afterwards)


class Changed(NamedTuple):
    """Rows of a table that an operation changes, None where there was or will be none."""

    model: type[models.Model]
    ids: Sequence[int]
    befores: Sequence[Row | None]
    afters: Sequence[Row | None]

    def versions(self) -> Iterator[Version]:
        """As the log writes them."""
        written, table = words_of_log(self.model), self.model._meta.db_table
        for record_id, before, after in zip(self.ids, self.befores, self.afters, strict=True):
            yield table, record_id, before and written(before), after and written(after)


@dataclass
class Writing:
    """Rows changed so far in one operation."""

    changed: list[Changed] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    details: dict[str, object] = field(default_factory=dict)
    entry: LogEntry | None = None
    tell: Tell = silent
    _versions: list[Version] = field(default_factory=list)

    @property
    def versions(self) -> list[Version]:
        """All of it as the log writes it, written when somebody asks: of a plan that is carried out nobody does."""
        for changed in self.changed:
            self._versions.extend(changed.versions())
        self.changed.clear()
        return self._versions

    def add(self, model: type[models.Model], rows: Sequence[Row]) -> Sequence[int]:
        """Keep new rows, tuples in the order of `columns_of(model)`, and give their ids."""
        ids = new_ids(model, len(rows))
        insert_rows(model, ids, self._noted(model, ids, rows))
        return ids

    def correct(self, model: type[models.Model], changes: Sequence[tuple[int, Row, Row]]) -> None:
        """Replace rows, given as id, row before, row after."""
        ids, befores, afters = ([change[n] for change in changes] for n in range(3))
        update_rows(model, ids, afters)
        self._note(model, ids, befores=befores, afters=afters)

    def remove(self, model: type[models.Model], rows: Sequence[tuple[int, Row]]) -> None:
        """Take rows away. The log keeps what they were."""
        ids, befores = ([row[n] for row in rows] for n in range(2))
        delete_rows(model, ids)
        self._note(model, ids, befores=befores, afters=[None] * len(rows))

    def restore(self, model: type[models.Model], rows: Sequence[tuple[int, Row]]) -> None:
        """Put rows that were taken away back under their old ids."""
        ids, afters = ([row[n] for row in rows] for n in range(2))
        insert_rows(model, ids, self._noted(model, ids, afters))

    def touch(self, parts: Iterable[str]) -> None:
        """Say which derived parts no longer hold."""
        self.parts.update(parts)

    def _noted(self, model: type[models.Model], ids: Sequence[int], rows: Sequence[Row]) -> Iterator[Row]:
        """New rows, their versions noted a stretch at a time: a server takes the rows in while we write versions."""
        noted, numbers = self.versions, iter(ids)
        for stretch in stretches(rows, "正在写入", self.tell):
            written = as_written(model, stretch)
            own = list(islice(numbers, len(written)))
            noted.extend(Changed(model, own, [None] * len(own), written).versions())
            yield from written

    def _note(
        self,
        model: type[models.Model],
        ids: Sequence[int],
        *,
        befores: Sequence[Row | None],
        afters: Sequence[Row | None],
    ) -> None:
        self.changed.append(Changed(model, ids, befores, afters))


@contextmanager
def writing(*, operation: str, by: Person, at: datetime, reason: str = "") -> Iterator[Writing]:
    """A transaction that ends in one log entry (`change.entry`), or in none when no row changed.

    To take it back after all, call `transaction.set_rollback(True)` inside.
    """
    with transaction.atomic():
        lock_writers()
        change = Writing()
        yield change
        if change.versions and not transaction.get_rollback():
            for follow in _follows:
                follow(change, by, at)
            for guard in _guards:
                guard(change.versions, at)
            for note in _notes:
                change.touch(note(change.versions, change.parts))
            _keep(change, operation=operation, by=by, at=at, reason=reason)
            for afterwards in _afterwards:
                transaction.on_commit(afterwards, robust=True)  # what is kept stays kept, whatever comes after


def _keep(change: Writing, *, operation: str, by: Person, at: datetime, reason: str) -> None:
    last, ids = head(), new_ids(RowVersion, len(change.versions))
    # Whoever reverses the entry touches the same parts again; the hash vouches for the ids of the versions too.
    details = {**change.details, PARTS: sorted(change.parts), FIRST_VERSION: ids[0]}
    if behalf := sorted({(post.on_behalf_of, post.role.value) for post in by.posts if post.on_behalf_of}):
        details[ON_BEHALF_OF] = behalf
    if by.signature:
        details[SIGNED] = by.signature
    if settings.JIEYUE_SM3:
        details[HAS_SM3] = True
    entry = LogEntry(
        seq=last.seq + 1,
        operation=operation,
        by=by.username,
        login=by.login,
        at=at,
        recorded_at=now_recorded(),
        reason=reason,
        details=orjson.dumps(details, default=str).decode(),
        row_count=len(change.versions),
        rows_digest=digest_of_rows(change.versions),
        previous_hash=last.hash,
    )
    entry.hash = hash_of(entry)
    if settings.JIEYUE_SM3:
        entry.sm3 = sm3_of(entry, rows_sm3=digest_of_rows(change.versions, kind=SM3), previous_sm3=last.sm3)
    entry.save(force_insert=True)
    change.entry = entry
    versions = counted(change.versions, "正在记入日志", change.tell)
    insert_rows(RowVersion, ids, ((entry.seq, *version) for version in versions))
    DerivedPart.objects.bulk_create(
        [DerivedPart(name=name, entry=entry) for name in sorted(change.parts)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["entry"],
    )
