"""Whether the records are what the log says they are, and what stands beside them is what follows from them.

A table is recorded (`recorded = True`: the log has each version of each row), derived (`derived = True`: worked out
anew here and compared), or passing (`passing`: with the reason why nothing vouches for it).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from jieyue.store.records.chain import EXPORTED, SEEN, Chain, Difference, said_in
from jieyue.store.records.log import Head
from jieyue.store.records.models import DerivedPart, RowVersion
from jieyue.store.records.moment import one_moment
from jieyue.store.records.tables import canonical, columns_of, words_of_log

RECORDS_AT_ONCE = 50_000
LOWEST = -(2**63)
"""No id is below it."""

__all__ = ["Difference", "Verification", "reason_to_pass", "recorded_models", "verify"]


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


@dataclass
class _Tally:
    """Counts what holds and keeps the first differences."""

    most: int
    differences: list[Difference] = field(default_factory=list)

    def count(self, found: Iterable[Difference | None]) -> int:
        holding = 0
        for each in found:
            holding += each is None
            if each is not None and len(self.differences) < self.most:
                self.differences.append(each)
        return holding


def verify(*, known_head: Head | None = None, seen_head: Head | None = None, most: int = 100) -> Verification:
    """Go through the chain, every record, all that is derived, and every file that an app keeps beside its records, as
    they are at one moment; at most `most` differences are listed. The head is that of this moment. The log has to hold
    a head that was exported, and one that the home has seen.
    """
    tally, chain = _Tally(most), Chain()
    with one_moment():
        entries = tally.count(chain.walk({EXPORTED: known_head, SEEN: seen_head}))
        records = sum(
            tally.count(_readable(_record_differences(model, chain.head.seq), model)) for model in recorded_models()
        )
        tally.count(_part_differences(chain))
        tally.count(_readable(_told_by_apps("derived_differences")))
        files = tally.count(_readable(_told_by_apps("file_differences")))
    return Verification(entries, records, chain.head, tally.differences, files)


def recorded_models() -> list[type[models.Model]]:
    """The tables whose every change goes through the log: those that say `recorded = True`."""
    return [model for model in apps.get_models() if getattr(model, "recorded", False)]


def reason_to_pass(table: str, model: type[models.Model] | None) -> str:
    """Why nothing vouches for a table, which may have no model; "" where something does, or nobody thought of it."""
    return getattr(model, "passing", "") or settings.JIEYUE_PASSING_TABLES.get(table, "")


def _readable(
    found: Iterator[Difference | None], model: type[models.Model] | None = None
) -> Iterator[Difference | None]:
    """What is found, as far as the values that are kept can be read at all."""
    try:
        yield from found
    except (TypeError, ValueError, ArithmeticError):
        where = model._meta.db_table if model else "按记录推算的数据"
        yield Difference(where, "有读不出来的值：未经系统写入或已损坏，其后的没有核对。")


def _told_by_apps(hook: str) -> Iterator[Difference | None]:
    """One item each: None where it holds. Apps that derive rows say so by a method `derived_differences`, those that
    keep files by `file_differences`.
    """
    for app in apps.get_app_configs():
        if hasattr(app, hook):
            yield from getattr(app, hook)()


def _part_differences(chain: Chain) -> Iterator[Difference | None]:
    """Whether each derived part is noted with the last entry that touched it."""
    noted = dict(DerivedPart.objects.values_list("name", "entry_id"))
    for name in sorted(noted.keys() | chain.parts.keys()):
        now, told = noted.get(name, 0), chain.parts.get(name, 0)
        is_right = now == told or told < now <= chain.silent  # an older version's entry that does not say
        yield (
            None
            if is_right
            else Difference(f"派生数据“{name}”", f"记为随日志第 {now} 条更新，日志中最后一次更新是第 {told} 条。")
        )


def _record_differences(model: type[models.Model], last_entry: int) -> Iterator[Difference | None]:
    """One item a record: None where it is as the log last left it. Some thousand records at a time."""
    versions = RowVersion.objects.filter(table=model._meta.db_table)
    yield from _written_otherwise(model)
    first = _least(model, LOWEST)
    while first is not None:
        until = first + RECORDS_AT_ONCE
        yield from _differences_among(model, _logged(versions, first, until, last_entry), first, until)
        first = _least(model, until)


def _written_otherwise(model: type[models.Model]) -> Iterator[Difference]:
    """Rows with a value that reads like another than it is looked for by. SQLite keeps in any column whatever it is
    given: a 2 reads as false and is found as true. PostgreSQL takes only what the column can be.
    """
    fields = [each for each in model._meta.concrete_fields if connection.vendor == "sqlite" and not each.generated]
    odd = [says for each in fields for says in _not_as_written(each)]
    if not odd:
        return
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} WHERE {' OR '.join(odd)}")  # noqa: S608 (names are ours)
        found = [id_ for (id_,) in cursor.fetchall()]
    for id_ in found:
        yield Difference(f"{model._meta.db_table} 第 {id_} 号", "有一个值不是系统写入的样子：未经日志改动。")


def _not_as_written(field: models.Field) -> Iterator[str]:
    column = connection.ops.quote_name(field.column)
    if isinstance(field, models.BooleanField):
        yield f"{column} NOT IN (0, 1)"
    elif isinstance(field, models.DecimalField):
        # What doubles of fifteen digits and more cannot tell apart is no other value.
        rest = f"abs(round({column}, {field.decimal_places}) - {column})"
        yield f"typeof({column}) = 'text' OR {rest} > abs({column}) * 1e-12"


def _least(model: type[models.Model], since: int) -> int | None:
    """The lowest id, from one on, that the table or the log has. Asked of every table there is, most of them empty:
    what the ORM would need to write the question is longer than the answer takes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_question_of_the_least(model), [model._meta.db_table, since, since])
        (found,) = cursor.fetchone()
    return found if found is None else int(found)


@cache
def _question_of_the_least(model: type[models.Model]) -> str:
    quoted = connection.ops.quote_name
    own, log = quoted(model._meta.db_table), quoted(RowVersion._meta.db_table)
    key, of_table = quoted(model._meta.pk.column), quoted("table")
    logged = f"SELECT min(record_id) AS least FROM {log} WHERE {of_table} = %s AND record_id >= %s"  # noqa: S608 (ours)
    kept = f"SELECT min({key}) FROM {own} WHERE {key} >= %s"  # noqa: S608 (names are ours)
    return f"SELECT min(least) FROM ({logged} UNION ALL {kept}) AS found"  # noqa: S608 (names are ours)


def _logged(versions: models.QuerySet[RowVersion], first: int, until: int, last_entry: int) -> dict[int, str | None]:
    """What the log last says of the records: by entry and place, of entries that there are."""
    rows = versions.filter(record_id__gte=first, record_id__lt=until).order_by("entry_id", "id")
    found = rows.values_list("record_id", "after", "entry_id").iterator(chunk_size=5000)
    return {record_id: after for record_id, after, entry in found if 1 <= entry <= last_entry}


def _differences_among(
    model: type[models.Model], logged: dict[int, str | None], first: int, until: int
) -> Iterator[Difference | None]:
    table, written = model._meta.db_table, words_of_log(model)
    rows = model._base_manager.filter(pk__gte=first, pk__lt=until).order_by("pk")
    for record_id, *row in rows.values_list("pk", *columns_of(model)).iterator(chunk_size=5000):
        now, after = written(tuple(row)), logged.pop(record_id, None)
        holds = after == now or (after is not None and in_todays_columns(model, after) == now)
        yield None if holds else _record_difference(table, record_id, after, now)
    for record_id in sorted(record_id for record_id, after in logged.items() if after is not None):
        yield Difference(f"{table} 第 {record_id} 号", "日志中有这条记录，库中没有：未经日志被删除。")


def in_todays_columns(model: type[models.Model], after: str) -> str:
    """What an older version of the program wrote, in the columns of today: one that came later has its default."""
    said, fields = said_in(after), {each.column: each for each in model._meta.concrete_fields}
    columns = columns_of(model)
    return canonical(columns, tuple(said[name] if name in said else fields[name].get_default() for name in columns))


def _record_difference(table: str, record_id: int, after: str | None, now: str) -> Difference:
    where = f"{table} 第 {record_id} 号"
    if after is None:
        return Difference(where, "日志中没有这条记录：未经日志写入。")
    return Difference(where, f"现为 {now}，日志最后一次记为 {after}。")
