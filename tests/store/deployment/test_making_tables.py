"""Tables that are made the quicker way are those that Django's own way makes."""

import pytest

from store.records.deployment import deployment, python

pytestmark = [pytest.mark.one_database, pytest.mark.soak]

MADE = """
from contextlib import nullcontext
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from jieyue.store.deployment.making_tables import new_tables_alone
with {how}():
    call_command("migrate", interactive=False, verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    print(*cursor.fetchall(), sep="\\n")
"""


def test_tables_made_alone_are_the_same_to_the_letter(tmp_path, on_postgresql):
    if on_postgresql:
        pytest.skip("what stands in SQLite can be read as it was written")
    said = []
    for how in ("nullcontext", "new_tables_alone"):
        with deployment(tmp_path / how) as environment:
            (tmp_path / how).mkdir(exist_ok=True)
            said.append(python(environment, MADE.format(how=how)))
    assert [each.returncode for each in said] == [0, 0], said[0].stderr + said[1].stderr
    assert said[0].stdout == said[1].stdout
    assert len(said[0].stdout.splitlines()) > 100
