"""Taking an operation back: every row of its log entry as it was before, in an entry of its own.

Nothing is taken back over somebody's later work: a row that is no longer as the entry left it, or that others have
come to refer to, refuses the whole.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import orjson
from django.db import connection, models
from django.db.models import Count

from jieyue.rules.refusal import Refused
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import DerivedPart, LogEntry, RowVersion
from jieyue.store.records.references import users_of
from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.verifying import recorded_models
from jieyue.store.records.writing import Writing

Values = dict[str, object]
MOST_NAMED = 3


def following() -> set[str]:
    """The tables of what follows records (`follows_records`), findings for instance: nobody entered their rows."""
    return {model._meta.db_table for model in recorded_models() if getattr(model, "follows_records", False)}


def rows_of(entries: Iterable[LogEntry]) -> dict[int, int]:
    """By entry, how many rows it wrote, without those that follow."""
    found = {entry.seq: entry.row_count for entry in entries}
    followed = RowVersion.objects.filter(entry__in=any_of(found), table__in=following()) if found else None
    counted = followed.order_by().values_list("entry_id").annotate(Count("id")) if followed is not None else ()
    return found | {seq: found[seq] - rows for seq, rows in counted}


class CannotBeReversed(Refused):
    """The entry cannot be taken back as things stand now."""


@dataclass(frozen=True)
class Net:
    """What an entry made of one row: from `before` to `after`, None where there was or is no row."""

    model: type[models.Model]
    id: int
    before: Values | None
    after: Values | None

    @property
    def is_added(self) -> bool:
        return self.before is None


@dataclass(frozen=True)
class Later:
    """A row that is no longer as the entry left it, and the entry that last changed it."""

    net: Net
    entry: int
    is_gone: bool


@dataclass
class Reversal:
    """The rows of an entry on their way back; what follows them (`follows_records`) is worked out anew as they go.
    `stays` are added rows that others use by now and that may stay."""

    entry: LogEntry
    stays: set[tuple[type[models.Model], int]] = field(default_factory=set)

    @cached_property
    def nets(self) -> list[Net]:
        tables = {model._meta.db_table: model for model in recorded_models()}
        follow = following()
        first: dict[tuple[str, int], str | None] = {}
        last: dict[tuple[str, int], str | None] = {}
        versions = self.entry.versions.order_by("id").values_list("table", "record_id", "before", "after")
        for table, record_id, before, after in versions.iterator(chunk_size=5000):
            first.setdefault((table, record_id), before)
            last[table, record_id] = after
        return [
            Net(tables[table], id_, _values(before), _values(last[table, id_]))
            for (table, id_), before in first.items()
            if before != last[table, id_] and table not in follow
        ]

    @cached_property
    def parts(self) -> list[str]:
        """The derived parts that the entry touched; all there are for an entry that does not say."""
        told = orjson.loads(self.entry.details).get("parts")
        return told if told is not None else list(DerivedPart.objects.values_list("name", flat=True))

    def ids(self, *, added: bool) -> dict[type[models.Model], set[int]]:
        """The rows that the entry added, or those that it corrected or removed, by table; what stays left out."""
        found: dict[type[models.Model], set[int]] = {}
        for net in self.nets:
            if net.is_added == added and (net.model, net.id) not in self.stays:
                found.setdefault(net.model, set()).add(net.id)
        return found

    def later(self) -> list[Later]:
        """The rows that later entries left otherwise than this one did."""
        table = connection.ops.quote_name(RowVersion._meta.db_table)
        # The plus keeps the database from walking through all later entries instead of the rows of this one.
        sql = f"""
            SELECT later.{_quoted("table")}, later.record_id, later.entry_id, later.after FROM {table} mine
            JOIN {table} later ON later.{_quoted("table")} = mine.{_quoted("table")}
                AND later.record_id = mine.record_id AND +later.entry_id > %s
            WHERE mine.entry_id = %s ORDER BY later.id
        """  # noqa: S608 (names are ours)
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.entry.seq, self.entry.seq])
            last = {(name, id_): (entry, _values(after)) for name, id_, entry, after in cursor.fetchall()}
        found = ((net, last.get((net.model._meta.db_table, net.id))) for net in self.nets) if last else ()
        return [Later(net, then[0], then[1] is None) for net, then in found if then and then[1] != net.after]

    def users(self) -> Iterator[tuple[Net, type[models.Model], list[int]]]:
        """Of the added rows, those that rows of others refer to: which table they are in, and some of their ids."""
        added, touched = self.ids(added=True), {(net.model, net.id) for net in self.nets}
        nets = {(net.model, net.id): net for net in self.nets}
        for model, ids in added.items():
            using: dict[tuple[int, type[models.Model]], list[int]] = {}
            for used, user, id_ in users_of(model, ids):
                if (user, id_) not in touched:
                    using.setdefault((used, user), []).append(id_)
            yield from ((nets[model, used], user, found) for (used, user), found in using.items())

    def missing(self) -> Iterator[tuple[Net, type[models.Model], int]]:
        """Rows to be put back that refer to a row which is no longer there and does not come back with them."""
        back = [net for net in self.nets if net.before is not None]
        returning = {(net.model, net.id) for net in back}
        for model, nets in _by_model(back):
            for foreign in (each for each in model._meta.concrete_fields if each.many_to_one):
                gone = _gone(foreign, nets)
                yield from (each for each in gone if each[1:] not in returning)

    def put_back(self, change: Writing) -> None:
        """Added rows go, corrected rows are as before, removed rows are there again under their old ids."""
        nets = [net for net in reversed(self.nets) if (net.model, net.id) not in self.stays]
        for model, rows in _by_model(net for net in nets if net.is_added):
            change.remove(model, [(net.id, _row(model, net.after)) for net in rows])
        for model, rows in _by_model(net for net in nets if net.before is not None and net.after is not None):
            change.correct(model, [(net.id, _row(model, net.after), _row(model, net.before)) for net in rows])
        for model, rows in _by_model(net for net in nets if net.after is None):
            change.restore(model, [(net.id, _row(model, net.before)) for net in rows])
        change.touch(self.parts)

    def may_stay(self, net: Net) -> bool:
        """Whether an added row says nothing but its name: it was opened because something named it; or does no harm."""
        if getattr(net.model, "stays_when_used", False):
            return net.is_added
        unsaid = getattr(net.model, "opened_by_being_named", ())
        return net.is_added and bool(unsaid) and all(net.after[name] in (None, "") for name in unsaid)


def last_entry_of(model: type[models.Model], id_: int) -> int:
    """The entry that last changed a row."""
    versions = RowVersion.objects.filter(table=model._meta.db_table, record_id=id_)
    return versions.order_by("-id").values_list("entry_id", flat=True)[0]


def _gone(foreign: models.ForeignKey, nets: Iterable[Net]) -> list[tuple[Net, type[models.Model], int]]:
    """Of rows of one table those whose reference leads to a row that is not there."""
    referring = [(net, id_) for net in nets if (id_ := net.before.get(foreign.column)) is not None]
    if not referring:
        return []
    kept = foreign.related_model._base_manager.filter(pk__in=any_of(id_ for _, id_ in referring))
    there = set(kept.values_list("pk", flat=True))
    return [(net, foreign.related_model, id_) for net, id_ in referring if id_ not in there]


def _by_model(nets: Iterable[Net]) -> Iterator[tuple[type[models.Model], Collection[Net]]]:
    found: dict[type[models.Model], list[Net]] = {}
    for net in nets:
        found.setdefault(net.model, []).append(net)
    yield from found.items()


def _values(written: str | None) -> Values | None:
    return None if written is None else orjson.loads(written)


def _row(model: type[models.Model], values: Mapping[str, object]) -> Row:
    """A row as the table keeps it, from what the log wrote. A column that came later has its default."""
    fields = {each.column: each for each in model._meta.concrete_fields}
    return tuple(_value(fields[name], values) for name in columns_of(model))


def _value(column: models.Field, values: Mapping[str, object]) -> object:
    if column.column not in values:
        return column.get_default()
    target = column.target_field if column.many_to_one else column
    return target.to_python(values[column.column])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
