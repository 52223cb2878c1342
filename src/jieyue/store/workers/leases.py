"""Whether a worker lives. It holds a lock of its own for as long as it does.

Nobody has to compare clocks: whoever ends the process, ends the lock. With SQLite all workers are on one machine, and
the lock is on a file in the home. With PostgreSQL they may be on several, and the lock is the database's.
"""

import fcntl
import os
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

WORKERS = 0x6A697978  # "jiyx": the class of our workers' advisory locks
SECONDS_BETWEEN_LOOKS = 2
LEASE_LOST = 75
NOTICED_WITHIN = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)


def seconds_until_surely_dead() -> float:
    """How long a lock has to be free before its worker has certainly stopped.

    A file's lock goes with the process. A connection may break while the process still runs; then it stops itself
    at its next look.
    """
    return 3 * SECONDS_BETWEEN_LOOKS if connection.vendor == "postgresql" else 0


@contextmanager
def lease(worker_id: str) -> Iterator[None]:
    """Be alive as `worker_id`."""
    with _lock_in_database(worker_id) if connection.vendor == "postgresql" else _lock_on_file(worker_id):
        yield


def is_alive(worker_id: str) -> bool:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s"
                " AND objid = %s::bigint::oid AND objsubid = 2"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
                [WORKERS, _number(worker_id) % (1 << 32)],
            )
            return cursor.fetchone()[0]
    return _is_locked(_file(worker_id))


def is_anybody_alive() -> bool:
    """Whether some worker lives."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = %s"
                " AND objsubid = 2"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
                [WORKERS],
            )
            return cursor.fetchone()[0]
    return any(map(_is_locked, _file("").parent.glob("*.lock")))


@contextmanager
def _lock_on_file(worker_id: str) -> Iterator[None]:
    file = _file(worker_id)
    file.parent.mkdir(exist_ok=True)
    with file.open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    file.unlink(missing_ok=True)


def _is_locked(file: Path) -> bool:
    """What nobody holds any more is taken away."""
    try:
        with file.open("r+") as opened:
            fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    file.unlink(missing_ok=True)
    return False


def _file(worker_id: str) -> Path:
    return Path(settings.JIEYUE_HOME) / "workers" / f"{worker_id}.lock"


@contextmanager
def _lock_in_database(worker_id: str) -> Iterator[None]:
    """On a connection that does nothing else, so that no task's trouble ends it."""
    own = connection.copy("lease")
    own.inc_thread_sharing()
    try:
        with own.cursor() as cursor:
            for statement in NOTICED_WITHIN:
                cursor.execute(statement)
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [WORKERS, _number(worker_id)])
        threading.Thread(target=_stop_when_lost, args=[own], daemon=True).start()
        yield
    finally:
        own.close()


def _stop_when_lost(own: Any) -> None:
    """Without its lock a worker counts as dead and its task is given to another, so it must be dead."""
    while own.connection is not None:
        try:
            with own.connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:
            if own.connection is not None:
                os._exit(LEASE_LOST)
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _number(worker_id: str) -> int:
    """A signed number of 32 bits, as the lock wants it."""
    unsigned = zlib.crc32(worker_id.encode())
    return unsigned - (1 << 32) if unsigned >= 1 << 31 else unsigned
