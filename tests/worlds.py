"""What many tests begin with, made once in a run: afterwards its rows and its home are put where the test wants them.

A world of a hundred records takes a second or two to bring in, and a few milliseconds to put in place. What `make`
gives back is kept too; it may hold the house, and otherwise only what can be pickled.
"""

import pickle
import shutil
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from jieyue.store.warehouse.refreshing import up_to_date
from ready import ready

Rows = Sequence[tuple] | bytes
"""Of one table: on PostgreSQL as COPY writes them."""
Kept = dict[type[Model], Rows]
HOUSE = "the house of whoever begins"


def begun(make: Callable[[Any], Any], house: object, *, under: str = "") -> Any:
    """What `make(house)` gives, in an empty database and home. `under` names what else it depends on."""
    made: list[Any] = []

    def keep(folder: Path) -> None:
        made.append(_made(make, house, folder))

    day = timezone.localdate()  # a world that was made before midnight is not of today
    folder = ready(f"{make.__module__}.{make.__qualname__}-{under}-{connection.vendor}-{day}", keep)
    return made[0] if made else _put_in_place(folder, house)


def _made(make: Callable[[Any], Any], house: object, folder: Path) -> Any:
    before = _rows()
    result = make(house)
    up_to_date()
    changed = {model: rows for model, rows in _rows().items() if rows != before[model]}
    assert not [model for model in changed if before[model]], "a world begins with empty tables"
    shutil.copytree(settings.JIEYUE_HOME, folder / "home")
    with (folder / "world").open("wb") as file:
        writer = pickle.Pickler(file)
        writer.persistent_id = lambda thing: HOUSE if thing is house else None
        writer.dump((changed, result))
    return result


def _put_in_place(folder: Path, house: object) -> Any:
    reader = pickle.Unpickler(BytesIO((folder / "world").read_bytes()))  # noqa: S301 (our own)
    reader.persistent_load = lambda _: house
    kept, result = reader.load()
    shutil.copytree(folder / "home", settings.JIEYUE_HOME, dirs_exist_ok=True)
    with transaction.atomic():
        _insert(kept)
    return result


def _rows() -> Kept:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    read = _read_by_copy if connection.vendor == "postgresql" else _read
    return {model: read(model) for model in models if not model._meta.proxy}


def _insert(kept: Kept) -> None:
    insert = _insert_by_copy if connection.vendor == "postgresql" else _insert_each
    for model, rows in kept.items():
        insert(model, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kept)):
            cursor.execute(statement)


def _columns(model: type[Model]) -> list[str]:
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    return [connection.ops.quote_name(field.column) for field in fields]


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _read(model: type[Model]) -> Rows:
    """As they are stored: a column with a sign before it has no type by which its values would be converted."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"+{column}" for column in _columns(model))
        cursor.execute(f"SELECT {columns} FROM {_table(model)}")  # noqa: S608
        return cursor.fetchall()


def _insert_each(model: type[Model], rows: Rows) -> None:
    columns, places = ", ".join(_columns(model)), ", ".join(["%s"] * len(_columns(model)))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})", rows)  # noqa: S608


def _read_by_copy(model: type[Model]) -> Rows:
    statement = f"COPY {_table(model)} ({', '.join(_columns(model))}) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(statement) as copied:
        return b"".join(copied)


def _insert_by_copy(model: type[Model], rows: Rows) -> None:
    statement = f"COPY {_table(model)} ({', '.join(_columns(model))}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copied:
        copied.write(rows)
