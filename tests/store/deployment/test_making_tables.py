"""Tables that are made the quicker way are those that Django's own way makes."""

import pytest

from store.records.deployment import deployment, python

pytestmark = pytest.mark.soak

DESCRIBED = {
    "sqlite": "SELECT type, name, tbl_name, sql FROM sqlite_master",
    "postgresql": """
        SELECT table_name, column_name, data_type, is_nullable, character_maximum_length::text, column_default,
            identity_generation FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT tablename, indexname, indexdef, '', '', '', '' FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '', '' FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace""",
}

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
    cursor.execute({described!r}[connection.vendor])
    print(*sorted(map(repr, cursor.fetchall())), sep="\\n")
"""


def test_tables_made_alone_are_the_same_to_the_letter(tmp_path):
    said = []
    for how in ("nullcontext", "new_tables_alone"):
        with deployment(tmp_path / how) as environment:
            (tmp_path / how).mkdir(exist_ok=True)
            said.append(python(environment, MADE.format(how=how, described=DESCRIBED)))
    assert [each.returncode for each in said] == [0, 0], said[0].stderr + said[1].stderr
    assert said[0].stdout == said[1].stdout
    assert len(said[0].stdout.splitlines()) > 100
