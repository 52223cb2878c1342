"""The home's door: its folder, its database, and whether what is in it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from filelock import FileLock

from jieyue.rules.refusal import Refused
from jieyue.store.deployment.folders import make_home
from jieyue.store.deployment.tables import has_rows
from jieyue.store.records.models import LogEntry
from jieyue.store.records.verifying import recorded_models

MARK = "jieyue_restoring"
"""The table that stands in a database as long as a restore has not ended well."""


class HalfRestored(Refused):
    """A restore began here and did not end."""


@contextmanager
def alone_in_home() -> Iterator[list[str]]:
    """Nobody else sets up, restores or makes a first connection meanwhile. Gives the tables that are there.

    Already the first connection waits: SQLite does not when two switch a new file to its write-ahead log.
    """
    with FileLock(make_home() / "setting-up.lock"):
        connection.ensure_connection()
        yield connection.introspection.table_names()


def refuse_half_restored(names: list[str]) -> None:
    """Of the tables that are there, one may say that a restore has not ended."""
    if MARK in names:
        raise HalfRestored(
            f"数据文件夹 {settings.JIEYUE_HOME} 正在恢复备份，或者上次恢复没有完成。",
            do="恢复进行中请等待；已中断的，请重新运行 jieyue restore。",
        )


def has_records(names: list[str]) -> bool:
    """Whether anything is kept here that somebody would miss. `names` are the tables that are there."""
    telling = {model._meta.db_table for model in [LogEntry, get_user_model(), *recorded_models()]}
    return any(has_rows(table) for table in sorted(telling.intersection(names)))
