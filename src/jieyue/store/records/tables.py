"""Rows in bulk, past the ORM's objects: tuples in the order of a table's columns.

A file of 200,000 rows and a cell of a page take the same way, so the way has to be quick for both.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain, groupby, islice

import orjson
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

Row = tuple[object, ...]
MANY_ROWS = 10_000


def columns_of(model: type[models.Model]) -> list[str]:
    """What a version of a row shows: the kept columns, without the id, without what the database works out, and
    without what a model says is passing (`passing_columns`, each with the reason).
    """
    return [field.column for field in _fields_of(model)]


def _fields_of(model: type[models.Model]) -> list[models.Field]:
    left_out = dict(getattr(model, "passing_columns", ()))
    fields = (each for each in model._meta.concrete_fields if not each.primary_key and not each.generated)
    return [field for field in fields if field.name not in left_out]


def words_of_log(model: type[models.Model]) -> Callable[[Row], str]:
    """How the log writes a row of the table: as it is, but of what is secret (`sealed`) a digest only."""
    columns, sealed = columns_of(model), getattr(model, "sealed", ())
    if not sealed:
        return partial(canonical, columns)
    secret = {columns.index(name) for name in sealed}
    return lambda row: canonical(columns, tuple(_seal(each) if n in secret else each for n, each in enumerate(row)))


def _seal(secret: object) -> object:
    """That there is none is no secret."""
    return f"sha256:{hashlib.sha256(str(secret).encode()).hexdigest()}" if secret else secret


def canonical(columns: Sequence[str], row: Row) -> str:
    """A row as the log knows it. Decimals carry their column's places, so the same row always gives the same text."""
    return orjson.dumps(dict(zip(columns, row, strict=True)), default=str).decode()


def as_written(model: type[models.Model], rows: Sequence[Row]) -> Sequence[Row]:
    """With days and decimals as texts, as the log and both databases write them: by columns and each day once, because
    to have it done value by value is most of what writing costs.
    """
    columns: list[Sequence[object]] = list(zip(*rows, strict=True))
    for place, field in enumerate(_fields_of(model) if rows else ()):
        if isinstance(field, models.DecimalField):
            columns[place] = [str(each) if type(each) is Decimal else each for each in columns[place]]
        elif isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            days = {each: each.isoformat() if type(each) is date else each for each in set(columns[place])}
            columns[place] = [days[each] for each in columns[place]]
    return list(zip(*columns, strict=True))


def new_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids that nobody has had. The caller holds the writers' lock, so they can be taken as one block."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            block = "SELECT setval(sequence, nextval(sequence) + %s - 1) FROM pg_get_serial_sequence(%s, %s) sequence"
            cursor.execute(block, [max(count, 1), table, key])
            last = cursor.fetchone()[0] - max(count, 1)
            return range(last + 1, last + 1 + count)
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return range(last + 1, last + 1 + count)


def insert_rows(model: type[models.Model], ids: Sequence[int], rows: Iterable[Row]) -> None:
    columns = [model._meta.pk.column, *columns_of(model)]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with_ids = ((record_id, *row) for record_id, row in zip(ids, rows, strict=True))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy_in(cursor, f"{table} ({names})", with_ids)
            if len(ids) >= MANY_ROWS:
                cursor.execute(f"ANALYZE {table}")  # else joins are planned for the empty table that it was
            return
        _insert_by_stretches(cursor, f"{table} ({names})", len(columns), with_ids)


def _insert_by_stretches(cursor: CursorWrapper, columns_of_table: str, width: int, rows: Iterable[Row]) -> None:
    """As many rows in a statement as it may have values: a statement for each row costs half as much again."""
    row, most, waiting = f"({', '.join(['%s'] * width)})", connection.features.max_query_params // width, iter(rows)
    stretches_of_rows = iter(lambda: list(islice(waiting, most)), [])
    for many, stretches in groupby(stretches_of_rows, key=len):  # the last is a shorter one
        cursor.executemany(
            f"INSERT INTO {columns_of_table} VALUES {', '.join([row] * many)}",  # noqa: S608 (names are ours)
            (list(chain.from_iterable(stretch)) for stretch in stretches),
        )


def _copy_in(cursor: CursorWrapper, columns_of_table: str, rows: Iterable[Row]) -> None:
    # Django's cursor hands this through to psycopg, whose errors are to be the same as everywhere.
    with connection.wrap_database_errors, cursor.copy(f"COPY {columns_of_table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def update_rows(model: type[models.Model], ids: Iterable[int], rows: Iterable[Row]) -> None:
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    sets = ", ".join(f"{connection.ops.quote_name(column)} = %s" for column in columns_of(model))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {sets} WHERE {key} = %s",  # noqa: S608
            [(*row, record_id) for record_id, row in zip(ids, rows, strict=True)],
        )


def delete_rows(model: type[models.Model], ids: Iterable[int]) -> None:
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table} WHERE {key} = %s", [(record_id,) for record_id in ids])  # noqa: S608
