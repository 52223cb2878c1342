"""The program with all its tables, loaded once by the process that those of the tests are forked from, for nobody yet.

It takes a second, and every command of every test would do it again. What a deployment decides is in the settings, and
these each process reads anew; the policy of the package is the same for whoever has no other. Not loaded here is the
engine of statistics, which bears no fork (decision 33).
"""

import gc
import os
import sys
from importlib import import_module

import django
from django.conf import Settings, settings
from django.core.management import get_commands
from django.db import connections

SETTINGS = "jieyue.site.settings"
OFTEN_LOADED = (
    "sqlglot.dialects.duckdb",
    "ibis.backends.sql.compilers.duckdb",
    "pandas",
    "pyarrow.compute",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "rich.progress",
    "ninja",
    "cachetools",
    "docx",
    "xlsxwriter",
    "pypdf",
)
BY = os.getpid()
"""The process that loaded this. Each that is forked from it knows it as its parent."""


def load() -> None:
    os.environ.update({"DJANGO_SETTINGS_MODULE": SETTINGS, "JIEYUE_HOME": "/nowhere"})
    django.setup()
    for name in OFTEN_LOADED:
        import_module(name)
    from jieyue.store.policies import policy  # noqa: PLC0415 (after Django)

    policy()
    for command in get_commands():
        if (owner := get_commands()[command]).startswith("jieyue"):
            import_module(f"{owner}.management.commands.{command}")
    assert "duckdb" not in sys.modules
    gc.collect()
    gc.freeze()  # or each fork looks through all of it for rubbish, and finds none


def forget_whose_it_was() -> None:
    """Whoever asks for a setting or a database next gets what the environment says, as in a process just started. What
    other libraries have added to the settings as they were loaded stays.
    """
    sys.modules.pop(SETTINGS)
    wrapped = settings._wrapped
    vars(settings).clear()
    vars(wrapped).update(vars(Settings(SETTINGS)))
    settings.__dict__["_wrapped"] = wrapped
    for opened in connections.all(initialized_only=True):
        del connections[opened.alias]
    vars(connections).pop("settings", None)
    connections._settings = None


if SETTINGS not in sys.modules:  # where tests run it is loaded already, for them
    load()
