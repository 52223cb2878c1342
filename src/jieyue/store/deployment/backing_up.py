"""A backup while people work: the database as it is at one moment, then the files that it refers to.

Evidence is only ever added, and before the row that refers to it: files read after the rows hold all that these need.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection

from jieyue.store.deployment.archive import (
    BackupNotWritten,
    BackupUnreadable,
    NewArchive,
    reading_archive,
    writing_archive,
)
from jieyue.store.deployment.folders import APPEND_ONLY, SECRET_KEY, home, kept_files, policy_folders
from jieyue.store.deployment.mark import first_hash, knows
from jieyue.store.deployment.tables import (
    Migration,
    Table,
    applied_migrations,
    entries_after,
    last_id_given,
    models_after,
    written_rows,
)
from jieyue.store.records.log import Head, head
from jieyue.store.records.moment import one_moment

NAMED_BY_DIGEST = 64


@dataclass(frozen=True)
class Backup:
    """`damaged` names the evidence whose content is no longer what its name says."""

    file: Path
    bytes: int
    rows: int
    files: int
    head: Head
    damaged: tuple[str, ...]


def back_up(
    file: Path, *, by: str, at: datetime, overwrite: bool = False, with_append_only_folders: bool = True
) -> Backup:
    """Write everything into one file that appears under its name when it is whole, readable by its owner only."""
    folders = APPEND_ONLY if with_append_only_folders else ()
    with writing_archive(file, overwrite=overwrite) as archive:
        with one_moment():
            migrations = applied_migrations()
            last = head(entries_after(migrations))
            tables = _add_tables(archive, migrations)
        damaged = [name for folder in folders for name in _add_folder(archive, folder, home() / folder)]
        own = policy_folders()
        for number, folder in enumerate(own):
            _add_folder(archive, f"policy/{number}", folder)
        if (home() / SECRET_KEY).is_file():
            archive.add_file(SECRET_KEY, home() / SECRET_KEY)
        archive.close(
            {
                "product": "jieyue",
                "version": version("jieyue"),
                "made_at": at.isoformat(),
                "made_by": by,
                "database": connection.vendor,
                "migrations": migrations,
                "head": last.as_dict(),
                "deployment": first_hash(),
                "tables": [table.as_dict() for table in tables],
                "policy_folders": [str(folder) for folder in own],
                "left_in": {
                    name: str(home() / name) for name in set(APPEND_ONLY) - set(folders) if (home() / name).is_dir()
                },
            }
        )
        files = len(archive.members) - len(tables)
    return Backup(file, file.stat().st_size, sum(table.rows for table in tables), files, last, tuple(damaged))


def refuse_to_hide_longer(file: Path) -> None:
    """A backup takes no place of one that knows more, nor stands beside it as the newest. Raises BackupNotWritten."""
    deployment = first_hash()
    newest = sorted(file.parent.glob("*.zip"), key=lambda each: each.stat().st_mtime)[-1:]
    for other in {*newest, *([file] if file.exists() else [])}:
        said = _said(other)
        is_of_another = bool(deployment) and said.get("deployment", deployment) != deployment
        if said and not knows(_head(said)) and (other == file or not is_of_another):
            raise BackupNotWritten(
                f"{other} 里的日志到第 {_head(said).seq} 条，现在的数据库没有这一条：可能丢失了，或被换成了旧的。",
                do="请先核对数据库。确实要备份现在的数据库的，请写到另一个文件夹；原来的备份请移到别处妥善保管。",
            )


def _said(file: Path) -> dict[str, Any]:
    """What a backup says of itself; nothing where it is no whole backup."""
    try:
        with reading_archive(file) as archive:
            return archive.manifest if {"seq", "hash"} <= dict(archive.manifest.get("head", {})).keys() else {}
    except BackupUnreadable:
        return {}


def _head(said: dict[str, Any]) -> Head:
    return Head(int(said["head"]["seq"]), str(said["head"]["hash"]))


def _add_tables(archive: NewArchive, migrations: list[Migration]) -> list[Table]:
    return [_add_table(archive, model) for model in models_after(migrations)]


def _add_table(archive: NewArchive, model) -> Table:
    table, rows = Table.of(model), 0

    def counted():
        nonlocal rows
        for portion in written_rows(model, table):
            rows += portion.count(b"\n")
            yield portion

    archive.add(f"database/{table.name}", counted(), shrink=True)
    return replace(table, rows=rows, last_id=last_id_given(table.name, table.key))


def _add_folder(archive: NewArchive, name: str, folder: Path) -> list[str]:
    """Take in a folder's files; the names of those whose name is a digest but not theirs."""
    digests = {path: archive.add_file(f"{name}/{path}", file) for path, file in kept_files(folder)}
    stems = {path: Path(path).stem for path in digests}
    return [path for path, digest in digests.items() if _is_digest(stems[path]) and stems[path] != digest]


def _is_digest(stem: str) -> bool:
    return len(stem) == NAMED_BY_DIGEST and set(stem) <= set("0123456789abcdef")
