"""The tables of a database as its migrations left them, whatever this version's models say; their rows out and in."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Self

from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from jieyue.store.deployment.making_tables import new_tables_alone
from jieyue.store.deployment.text import kind_of, lines, rows_for_sqlite
from jieyue.store.records.models import LogEntry

Migration = tuple[str, str]
ROWS_AT_ONCE = 5_000
BYTES_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Table:
    """`last_id` is the last id the table gave out: one that was given out is never given again."""

    name: str
    key: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: int = 0
    last_id: int | None = None

    @classmethod
    def of(cls, model: type[models.Model]) -> Self:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        columns, kinds = tuple(field.column for field in fields), tuple(kind_of(field) for field in fields)
        return cls(model._meta.db_table, model._meta.pk.column, columns, kinds)

    @classmethod
    def told(cls, said: dict[str, Any]) -> Self:
        """As a manifest tells it."""
        return cls(**{**said, "columns": tuple(said["columns"]), "kinds": tuple(said["kinds"])})

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def applied_migrations() -> list[Migration]:
    """What has been applied here, of what this version knows."""
    loader = MigrationLoader(connection)
    return sorted(set(loader.applied_migrations) & set(loader.graph.nodes))


def known_migrations() -> set[Migration]:
    return set(MigrationLoader(None).disk_migrations)


def models_after(migrations: Iterable[Migration]) -> list[type[models.Model]]:
    """The models that stand for the tables which these migrations make."""
    state = MigrationLoader(None).project_state(last_of_each_app(migrations))
    return [model for model in state.apps.get_models(include_auto_created=True) if model._meta.managed]


def entries_after(migrations: Iterable[Migration]) -> type[models.Model]:
    """The log's table as these migrations leave it."""
    return next(model for model in models_after(migrations) if model._meta.db_table == LogEntry._meta.db_table)


def last_of_each_app(migrations: Iterable[Migration]) -> list[Migration]:
    among, graph = set(migrations), MigrationLoader(None).graph
    return sorted(
        node
        for node in among
        if not any(child.key[0] == node[0] for child in graph.node_map[node].children if child.key in among)
    )


def bring_to(migrations: Iterable[Migration]) -> None:
    """Make the tables of an empty database, those of these migrations and no others."""
    with new_tables_alone():
        MigrationExecutor(connection).migrate(last_of_each_app(migrations))


def written_rows(model: type[models.Model], table: Table) -> Iterator[bytes]:
    """The table's rows in the order of their ids, some at a time."""
    if connection.vendor == "postgresql":
        yield from _in_portions(_copied_out(table))
        return
    names = [field.attname for field in model._meta.concrete_fields if not field.generated]
    rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=ROWS_AT_ONCE)
    yield from _in_portions(lines(rows, table.kinds))


def _in_portions(lines_: Iterable[bytes]) -> Iterator[bytes]:
    portion: list[bytes] = []
    size = 0
    for line in lines_:
        portion.append(line)
        size += len(line)
        if size >= BYTES_AT_ONCE:
            yield b"".join(portion)
            portion, size = [], 0
    yield b"".join(portion)


def _copied_out(table: Table) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        ordered = f"SELECT {_names(table.columns)} FROM {_name(table.name)} ORDER BY {_name(table.key)}"  # noqa: S608
        cursor.execute("SET LOCAL datestyle = 'ISO, YMD'")
        cursor.execute("SET LOCAL timezone = 'UTC'")
        with cursor.copy(f"COPY ({ordered}) TO STDOUT") as copy:
            yield from map(bytes, copy)


def take_in(table: Table, portions: Iterable[bytes]) -> None:
    """Fill an empty table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL datestyle = 'ISO, YMD'")
            with cursor.copy(f"COPY {_name(table.name)} ({_names(table.columns)}) FROM STDIN") as copy:
                for portion in portions:
                    copy.write(portion)
            return
        marks = ", ".join(["%s"] * len(table.columns))
        insert = f"INSERT INTO {_name(table.name)} ({_names(table.columns)}) VALUES ({marks})"  # noqa: S608
        rows = rows_for_sqlite(_lines(portions), table.kinds)
        while some := list(islice(rows, ROWS_AT_ONCE)):
            cursor.executemany(insert, some)


def _lines(portions: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for portion in portions:
        *whole, rest = (rest + portion).split(b"\n")
        yield from whole


def last_id_given(table: str, key: str) -> int | None:
    """The last id that a table gave out by itself; None where it does not count, or has not begun to."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = _sequence(cursor, table, key)
            if sequence is None:
                return None
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value END FROM {sequence}")  # noqa: S608
        else:
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
        return cursor.fetchone()[0] or None


def go_on_after(table: Table) -> None:
    """Let the table give out ids after the last that it gave out where the rows come from."""
    if table.last_id is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, table.name, table.key), table.last_id])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, table.last_id])


def _sequence(cursor: Any, table: str, key: str) -> str | None:
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_name(table), key])
    return cursor.fetchone()[0]


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_name(table)}")  # noqa: S608
        return cursor.fetchone()[0]


def has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {_name(table)} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is not None


def empty(tables: Iterable[Table]) -> None:
    """Take away what migrations themselves put in."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {_name(table.name)}")  # noqa: S608


def drop(tables: Iterable[str]) -> None:
    """Drop tables that hold nothing worth keeping, whatever refers to them."""
    is_postgresql = connection.vendor == "postgresql"
    connection.disable_constraint_checking()
    try:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"DROP TABLE {_name(table)}{' CASCADE' if is_postgresql else ''}")
    finally:
        connection.enable_constraint_checking()


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(_name, names))
