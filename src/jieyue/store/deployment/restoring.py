"""A backup brought into an empty home: all of it, or a home that says it is not whole.

While the rows come in, a table in the database says so, and no other command goes on until a restore has ended well.
It stands in the database because several machines may share one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from filelock import FileLock, Timeout

from jieyue.files.whole import OWNER_ONLY, in_place_of
from jieyue.rules.refusal import Refused
from jieyue.store.deployment.archive import NOT_AGAIN, Archive, BackupUnreadable, reading_archive
from jieyue.store.deployment.folders import APPEND_ONLY, SECRET_KEY, home, kept_files, make_home
from jieyue.store.deployment.mark import keep_mark, mark
from jieyue.store.deployment.opening import MARK, HalfRestored, alone_in_home, has_records
from jieyue.store.deployment.setting_up import catch_up
from jieyue.store.deployment.tables import (
    Table,
    bring_to,
    count,
    drop,
    empty,
    go_on_after,
    known_migrations,
    models_after,
    take_in,
)
from jieyue.store.records.log import Head, head
from jieyue.store.records.verifying import Verification, verify


class HomeInUse(Refused):
    """Something is kept here already."""


class NewerBackup(Refused):
    """The backup was made by a version that knows more than this one."""


@dataclass(frozen=True)
class Restored:
    """`left_out` names the folders that the backup did not hold, and where they were. `seen` is the last entry of the
    log that the home has seen, 0 where it has seen none.
    """

    rows: int
    files: int
    made_at: str
    version: str
    head: Head
    policy_folders: tuple[Path, ...]
    left_out: dict[str, str]
    verification: Verification
    seen: int = 0


def restore(file: Path) -> Restored:
    """Check the whole file, then bring it in, then see whether records and log agree."""
    was = mark()
    with _alone(), reading_archive(file) as archive:
        tables = _understood(archive)
        with alone_in_home() as there:
            _refuse_home_in_use(there)
        _refuse_files_in_the_way(archive)
        archive.check()
        _mark()
        _bring_rows(archive, tables)
        files = sum(1 for _ in _bring_files(archive))
        call_command("migrate", interactive=False, verbosity=0)
        catch_up(is_of_an_older_version=True)
        os.sync()
        _unmark()
        keep_mark()
    said = archive.manifest
    return Restored(
        rows=sum(table.rows for table in tables),
        files=files,
        made_at=said["made_at"],
        version=said["version"],
        head=head(),
        policy_folders=tuple(_policy_folders(archive)),
        left_out={name: place for name, place in said["left_in"].items() if not _brought_over(name, Path(place))},
        verification=verify(),
        seen=was.head.seq if was else 0,
    )


def _understood(archive: Archive) -> list[Table]:
    """The tables of a backup that this version can take in."""
    said = archive.manifest
    try:
        migrations = {tuple(each) for each in said["migrations"]}
        tables = [Table.told(each) for each in said["tables"]]
        Head(**said["head"])
        complete = {"made_at", "version", "policy_folders", "left_in"} <= said.keys()
    except (KeyError, TypeError, ValueError) as error:
        raise BackupUnreadable(f"{archive.file} 的备份清单不完整。", do=NOT_AGAIN) from error
    if unknown := migrations - known_migrations():
        raise NewerBackup(
            f"{archive.file} 由较新的版本（{said['version']}）制成，本版本不认识其中的 {len(unknown)} 项数据结构。",
            do=f"请先升级到 {said['version']} 或更新的版本，再恢复。",
        )
    made = {table.name: table for table in map(Table.of, models_after(migrations))}
    if not complete or made != {table.name: replace(table, rows=0, last_id=None) for table in tables}:
        raise BackupUnreadable(f"{archive.file} 的备份清单与其数据结构不符。", do=NOT_AGAIN)
    return tables


def _refuse_home_in_use(tables: list[str]) -> None:
    if MARK not in tables and has_records(tables):
        raise HomeInUse(
            f"数据文件夹 {home()} 的数据库里已有记录，不能恢复到这里。",
            do="请把 JIEYUE_HOME（和 JIEYUE_DATABASE_URL）指向空的文件夹和空的数据库，再恢复。",
        )


def _refuse_files_in_the_way(archive: Archive) -> None:
    for name, target in _targets(archive):
        if name.startswith("policy/") and target.exists() and target.read_bytes() != b"".join(archive.portions(name)):
            raise HomeInUse(f"已有另一份政策文件 {target}。", do="请先移走，再恢复。")


@contextmanager
def _alone() -> Iterator[None]:
    """One restore at a time."""
    try:
        with FileLock(make_home() / "restoring.lock", timeout=0):
            yield
    except Timeout as error:
        raise HalfRestored(f"另一个恢复正在写入数据文件夹 {home()}。", do="请等它完成。") from error


def _mark() -> None:
    """From here on the database says that it is not whole, and is empty but for that."""
    with alone_in_home() as tables:
        _refuse_home_in_use(tables)
        if MARK not in tables:
            _run(f"CREATE TABLE {MARK} (since varchar(40))")
        drop(sorted(_our_tables().intersection(tables)))


def _unmark() -> None:
    _run(f"DROP TABLE {MARK}")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _our_tables() -> set[str]:
    """All that this version or the last try may have made."""
    models = [*apps.get_models(include_auto_created=True), *models_after(known_migrations())]
    return {"django_migrations", *(model._meta.db_table for model in models)}


def _bring_rows(archive: Archive, tables: list[Table]) -> None:
    """The tables as they were, in one transaction; later migrations come afterwards."""
    said = archive.manifest
    bring_to([tuple(each) for each in said["migrations"]])
    with transaction.atomic():
        empty(tables)
        for table in tables:
            take_in(table, archive.portions(f"database/{table.name}"))
            go_on_after(table)
        _refuse_other_rows(archive, tables)
    if connection.vendor == "postgresql":
        _run("ANALYZE")  # else questions are planned for empty tables


def _refuse_other_rows(archive: Archive, tables: list[Table]) -> None:
    differ = [table.name for table in tables if count(table.name) != table.rows]
    if differ or head() != Head(**archive.manifest["head"]):
        raise BackupUnreadable(
            f"{archive.file} 的内容与备份清单不符（{'、'.join(differ) or '日志末条摘要'}）。", do=NOT_AGAIN
        )


def _bring_files(archive: Archive) -> Iterator[Path]:
    for name, target in _targets(archive):
        yield _write(target, archive.portions(name))


def _targets(archive: Archive) -> Iterator[tuple[str, Path]]:
    """Each member that is a file, and where it goes."""
    for folder in APPEND_ONLY:
        for name in archive.names(folder):
            yield name, home() / name
    for number, folder in enumerate(_policy_folders(archive)):
        for name in archive.names(f"policy/{number}"):
            yield name, folder / name.split("/", 2)[2]
    if SECRET_KEY in archive.manifest["members"]:
        yield SECRET_KEY, home() / SECRET_KEY


def _policy_folders(archive: Archive) -> list[Path]:
    """The deployment's own policy comes into the home, wherever it was."""
    count_of_folders = len(archive.manifest["policy_folders"])
    return [home() / ("policy" if number == 0 else f"policy-{number + 1}") for number in range(count_of_folders)]


def _write(target: Path, portions: Iterator[bytes]) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    with in_place_of(target) as draft, draft.open("xb") as opened:
        draft.chmod(OWNER_ONLY)
        for portion in portions:
            opened.write(portion)
    return target


def _brought_over(name: str, place: Path) -> bool:
    """Copy what an upgrade's backup left where it was, if it is still there; whether this home has it now."""
    if not place.is_dir():
        return False
    if place != home() / name:
        for path, file in kept_files(place):
            with file.open("rb") as opened:
                _write(home() / name / path, iter(lambda: opened.read(1 << 20), b""))
    return True
