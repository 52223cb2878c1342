"""What ails the machine when the database or a file cannot be read or written: told apart, because each wants
something else to be done about it.
"""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError

from jieyue.files.faults import with_causes
from jieyue.rules.refusal import NotNow
from jieyue.store.deployment.folders import home

SECONDS_UNTIL_FREE = 10
TOO_LITTLE_BYTES = 256 * 1024
"""Less than this left on the disk counts as full: SQLite then fails with errors that say something else."""

SQLITE_BUSY, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN = {5, 6}, 8, 10, 13, 14
SQLITE_MOVED, SQLITE_DAMAGED = 1032, {11, 26}
POSTGRES_BUSY = {"40001", "40P01", "55P03", "57014", "53300", "53200"}
POSTGRES_FULL, POSTGRES_READONLY = {"53100"}, {"25006"}
POSTGRES_DAMAGED = {"XX001", "XX002"}
POSTGRES_GONE = ("08", "57P", "28", "3D")
DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
NOT_WRITABLE = {errno.EROFS, errno.EACCES, errno.EPERM}


def trouble_in(error: BaseException) -> NotNow | None:
    """What to say of an exception that is the machine's trouble and no fault of the program."""
    for each in with_causes(error):
        if trouble := _of_database(each) or _of_files(each):
            return trouble(error)
    return None


Trouble = Callable[[BaseException], NotNow]


def _of_database(error: BaseException) -> Trouble | None:
    if isinstance(error, DatabaseError | InterfaceError) and _is_postgres(error.__cause__):
        return _of_postgres(error)
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _of_sqlite(code)


def _is_postgres(error: BaseException | None) -> bool:
    return type(error).__module__.startswith("psycopg")


def _of_postgres(error: BaseException) -> Trouble | None:
    """Without a state nobody answered."""
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:
        return unreachable if isinstance(error, OperationalError | InterfaceError) else None
    if state.startswith(POSTGRES_GONE):
        return unreachable
    kinds = (
        (POSTGRES_BUSY, busy), (POSTGRES_FULL, full), (POSTGRES_READONLY, read_only), (POSTGRES_DAMAGED, damaged),
    )  # fmt: skip
    return next((trouble for states, trouble in kinds if state in states), None)


def _of_sqlite(code: int) -> Trouble | None:
    kind = code & 0xFF
    if kind in SQLITE_BUSY:
        return busy
    if kind in SQLITE_DAMAGED:
        return damaged
    if kind == SQLITE_FULL or (kind in (SQLITE_IOERR, SQLITE_CANTOPEN) and _is_full()):
        return full
    if code == SQLITE_MOVED:
        return unreachable
    if kind == SQLITE_READONLY or (kind == SQLITE_CANTOPEN and home().is_dir() and not os.access(home(), os.W_OK)):
        return read_only
    return unreachable if kind in (SQLITE_IOERR, SQLITE_CANTOPEN) else None


def _of_files(error: BaseException) -> Trouble | None:
    if not isinstance(error, OSError):
        return None
    if error.errno in DISK_FULL:
        return full
    return read_only if error.errno in NOT_WRITABLE and _is_ours(error.filename) else None


def _is_ours(name: object) -> bool:
    """Whether a file is the deployment's and not one that somebody named in a command."""
    folders = (settings.JIEYUE_HOME, settings.JIEYUE_WAREHOUSE, settings.JIEYUE_EVIDENCE)
    return isinstance(name, str | os.PathLike) and any(Path(name).is_relative_to(folder) for folder in folders)


def _is_full() -> bool:
    return home().is_dir() and shutil.disk_usage(home()).free < TOO_LITTLE_BYTES


def busy(_error: BaseException) -> NotNow:
    return NotNow(
        "系统正忙：另一项写入（例如导入大文件）还没有结束，这次没有办成。",
        do="请稍候再试。",
        at_machine="请稍候再运行一次；长时间如此的，请核对是否有没有结束的导入或备份。",
        again_after=SECONDS_UNTIL_FREE,
    )


def full(_error: BaseException) -> NotNow:
    free = f"，现剩 {shutil.disk_usage(home()).free / 1024 / 1024:.1f} MB" if home().is_dir() else ""
    return NotNow(
        "服务器的磁盘已满，这次没有办成；已有的内容都还在。",
        do="请告诉系统管理员腾出磁盘空间，之后再试。",
        at_machine=f"请腾出磁盘空间后再运行一次（数据文件夹 {home()}{free}；用 PostgreSQL 的还有数据库所在的磁盘）。",
    )


def read_only(_error: BaseException) -> NotNow:
    return NotNow(
        "数据文件夹或数据库不能写入，这次没有办成；已有的内容都还在。",
        do="请告诉系统管理员核对数据文件夹的权限，之后再试。",
        at_machine=f"请核对 {home()} 和其中文件的权限、所在磁盘是否只读；用 PostgreSQL 的，是否连到了只读的备库。",
    )


def damaged(_error: BaseException) -> NotNow:
    return NotNow(
        "数据库文件已损坏，或者不是数据库，这次没有办成。",
        do="请不要再试，立即告诉系统管理员。",
        at_machine=f"请停止服务，把数据文件夹 {home()} 整个另存一份，再用最近的备份恢复（jieyue restore 文件名）。",
    )


def unreachable(error: BaseException) -> NotNow:
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return NotNow(
        "连不上数据库，这次没有办成。",
        do="请稍候再试；仍不行的，请告诉系统管理员。",
        at_machine=f"请核对 JIEYUE_DATABASE_URL、数据库服务是否运行、数据文件夹 {home()} 是否还在（{first}）。",
    )
