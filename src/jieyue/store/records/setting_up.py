"""A home that is ready: its folder there, its tables as this version wants them."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from filelock import FileLock

from jieyue.rules.refusal import Refused


class HomeUnusable(Refused):
    """The folder or the database cannot be used as it is."""


def make_home() -> Path:
    home = Path(settings.JIEYUE_HOME)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(
            f"数据文件夹 {home} 不能使用（{error.strerror}）。",
            do="请核对环境变量 JIEYUE_HOME 和文件夹的权限。",
        ) from error
    return home


def set_up() -> None:
    """Make what is missing. Two first commands at once wait for each other, at the very first connection already:
    SQLite does not wait when two switch a new file to its write-ahead log.
    """
    home = make_home()
    try:
        with FileLock(home / "setting-up.lock"):
            _connect()
            if _is_behind():
                call_command("migrate", interactive=False, verbosity=0)
    except PermissionError as error:
        raise HomeUnusable(f"数据文件夹 {home} 不能写入（{error.strerror}）。", do="请核对文件夹的权限。") from error


def _connect() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise HomeUnusable(
            f"打不开数据库（{str(error).strip().splitlines()[0]}）。",
            do="请核对 JIEYUE_DATABASE_URL、数据库服务是否运行、数据文件夹是否有写入权限。",
        ) from error


def _is_behind() -> bool:
    """Whether a migration that ships with this version has not been applied. One query."""
    shipped = {
        (app.label, file.stem) for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/0*.py")
    }
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return True
        cursor.execute("SELECT app, name FROM django_migrations")
        return not shipped <= set(cursor.fetchall())
