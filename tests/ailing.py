"""A database in trouble, as it really is: busy, full, not to be written. The test needs `transactional_db`."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

KINDS = ("busy", "full", "read_only")
SAYS = {"busy": "系统正忙", "full": "磁盘已满", "read_only": "不能写入"}


@contextmanager
def ailing(kind: str) -> Iterator[None]:
    connection.ensure_connection()
    ails = ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE
    with ails[kind]():
        yield


@contextmanager
def _while_set(begin: str, end: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(begin)
    yield
    with connection.cursor() as cursor:
        cursor.execute(end)


@contextmanager
def _sqlite_busy() -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    other = sqlite3.connect(name, uri=name.startswith("file:"), isolation_level=None)
    with _while_set("PRAGMA busy_timeout = 50", "PRAGMA busy_timeout = 60000"):
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO django_content_type (app_label, model) VALUES ('x', 'x')")
        try:
            yield
        finally:
            other.rollback()
            other.close()


@contextmanager
def _postgres_busy() -> Iterator[None]:
    url = psycopg.conninfo.make_conninfo(os.environ["JIEYUE_DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    with _while_set("SET lock_timeout = '50ms'", "SET lock_timeout = 0"), psycopg.connect(url) as other:
        other.execute("LOCK TABLE records_logentry IN EXCLUSIVE MODE")
        yield
        other.rollback()


@contextmanager
def _postgres_full() -> Iterator[None]:
    with _while_set(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$;"
        " CREATE TRIGGER full_disk BEFORE INSERT ON records_logentry EXECUTE FUNCTION full_disk()",
        "DROP FUNCTION full_disk CASCADE",
    ):
        yield


@contextmanager
def _sqlite_full() -> Iterator[None]:
    """Also of pages that earlier tests left free."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    with _while_set("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000000"):
        yield


ON_SQLITE = {
    "busy": _sqlite_busy,
    "full": _sqlite_full,
    "read_only": lambda: _while_set("PRAGMA query_only = 1", "PRAGMA query_only = 0"),
}
ON_POSTGRESQL = {
    "busy": _postgres_busy,
    "full": _postgres_full,
    "read_only": lambda: _while_set(
        "SET default_transaction_read_only = on", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"
    ),
}
