"""What tests start has loaded the program already, and belongs to its own deployment."""

import pytest

from store.records.deployment import deployment, python

pytestmark = pytest.mark.one_database

ASKED = """
import os, sys
from store.records import loaded
print(loaded.BY == os.getppid(), "jieyue.store.orgs.models" in sys.modules, "duckdb" in sys.modules)
import django
django.setup()
from django.conf import settings
from django.db import connection
print(settings.JIEYUE_HOME, connection.settings_dict["NAME"])
"""


def test_a_forked_process_has_the_program_and_the_settings_of_its_own_home(tmp_path):
    for name in ("first", "second"):
        with deployment(tmp_path / name) as environment:
            said = python(environment, ASKED).stdout.splitlines()
        assert said[0] == "True True False"
        assert str(tmp_path / name) in said[1].split()[0]
        assert str(tmp_path / name) in said[1].split()[1]
