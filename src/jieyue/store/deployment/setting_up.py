"""Bringing a home to what this version wants, with a backup before anything that is kept is changed."""

import hashlib
from contextlib import nullcontext
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.store.deployment.backing_up import back_up
from jieyue.store.deployment.folders import make_home
from jieyue.store.deployment.making_tables import new_tables_alone
from jieyue.store.deployment.mark import begin_anew, keep_mark, knows_what_was_seen, refuse_lost_database
from jieyue.store.deployment.opening import alone_in_home, has_records, refuse_half_restored
from jieyue.store.deployment.tables import applied_migrations, entries_after
from jieyue.store.records.adopting import is_of_older_version, note_new_parts, take_in
from jieyue.store.records.log import head, refuse_missing_digest
from jieyue.store.records.writing import then


class UpgradeFailed(Refused):
    """The tables could not be brought to what this version wants."""


def set_up(*, is_to_begin_anew: bool = False, is_to_be_verified: bool = False) -> None:
    """Make what is missing. Two first commands at once wait for each other. Raises DatabaseLost where the home is that
    of a log which the database does not have, unless that is to be so.
    """
    then(keep_mark)
    refuse_missing_digest()
    with alone_in_home() as tables:
        refuse_half_restored(tables)
        if is_to_begin_anew:
            begin_anew(tables, at=timezone.localtime())
        refuse_lost_database(tables, is_to_be_verified=is_to_be_verified)
        is_behind = _is_behind(tables)
        if is_behind:
            with nullcontext() if tables else new_tables_alone():
                _migrate(_backed_up() if has_records(tables) else None)
        catch_up(is_of_an_older_version=is_behind)
        if knows_what_was_seen() or is_to_begin_anew:
            keep_mark()


def catch_up(*, is_of_an_older_version: bool = False) -> None:
    """Let the log know what it has to know from this version on. Nothing where it does."""
    upgrade, now = Person("upgrade", ""), timezone.now()
    if is_of_older_version():
        take_in(by=upgrade, at=now)
    if is_of_an_older_version:
        note_new_parts(by=upgrade, at=now)


def _is_behind(names: list[str]) -> bool:
    """Whether a migration that ships with this version has not been applied. One query."""
    if "django_migrations" not in names:
        return True
    shipped = {
        (app.label, file.stem) for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/0*.py")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return not shipped <= set(cursor.fetchall())


def _backed_up() -> Path:
    """A backup of what is there before it is changed.

    The same state is kept once, so that an upgrade that fails again and again does not fill the disk.
    """
    migrations = applied_migrations()
    state = hashlib.sha256(repr((migrations, head(entries_after(migrations)))).encode()).hexdigest()[:8]
    folder = make_home() / "backups"
    folder.mkdir(exist_ok=True)
    there = sorted(folder.glob(f"before-upgrade-*-{state}.zip"))
    if there:
        return there[-1]
    now = timezone.now()
    file = folder / f"before-upgrade-{timezone.localtime(now):%Y-%m-%dT%H%M%S}-{state}.zip"
    return back_up(file, by="upgrade", at=now, with_append_only_folders=False).file


def _migrate(backup: Path | None) -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        if backup is None:
            raise
        raise UpgradeFailed(
            f"数据结构升级没有完成（{type(error).__name__}：{str(error).strip().splitlines()[0]}）。",
            do=f"升级前的备份在 {backup}；请用原来的版本把它恢复到空的数据文件夹（jieyue restore），并告知维护人员。",
        ) from error
