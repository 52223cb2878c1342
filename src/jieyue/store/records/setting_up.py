"""A home that is ready: its folder there, its tables as this version wants them."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from filelock import FileLock


def set_up() -> None:
    """Make what is missing. Two first commands at once wait for each other."""
    home = Path(settings.JIEYUE_HOME)
    home.mkdir(parents=True, exist_ok=True)
    if _is_behind():
        with FileLock(home / "setting-up.lock"):
            if _is_behind():
                call_command("migrate", interactive=False, verbosity=0)


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
