"""A verification is of one moment: who writes meanwhile neither waits nor makes it cry wolf."""

import json

import pytest

from store.records.deployment import deployment, python, run_both, wake
from store.records.test_races import with_an_office

ROUNDS = 60

VERIFIES_AND_IS_WRITTEN_BESIDE = """
import json, threading
from pathlib import Path
import django; django.setup()
from django.db import connection
from django.utils import timezone
from jieyue.programme.entry.operations import import_sheet
from jieyue.rules.person import Person
from jieyue.store.records import verifying
from jieyue.store.records.log import head

was, compared, written = head(), verifying._record_differences, []

def write():
    by = Person.at_console("another")
    written.append(import_sheet("organisations", Path({file!r}), by=by, at=timezone.now()).added)
    connection.close()

def compare(model, last):
    if not written:
        beside = threading.Thread(target=write)
        beside.start()
        beside.join()
    return compared(model, last)

verifying._record_differences = compare
found = verifying.verify()
print(json.dumps({{"wrote": written, "differences": [vars(each) for each in found.differences],
    "is_head_of_then": found.head == was, "there_is_more_now": head() != was}}))
"""


def test_what_is_written_in_the_midst_of_it_is_not_looked_at(tmp_path):
    """In a process of its own: what writes has a connection, and so a transaction, of its own."""
    file = tmp_path / "more.csv"
    file.write_text("code,name,parent,level\n610102,乙局,61,unit\n")
    with deployment(tmp_path / "home", begun_by=with_an_office) as environment:
        said = python(environment, VERIFIES_AND_IS_WRITTEN_BESIDE.format(file=str(file)))
        told = json.loads(said.stdout.splitlines()[-1])
    assert told == {"wrote": [1], "differences": [], "is_head_of_then": True, "there_is_more_now": True}


def works_or_verifies(environment: dict[str, str], side: int, _folder, barrier, results) -> None:
    """One saves rows, one at a time; the other verifies over and over."""
    wake(environment)
    from django.utils import timezone  # noqa: PLC0415

    from jieyue.programme.entry.operations import EnteredRow, enter_rows  # noqa: PLC0415
    from jieyue.rules.person import Person  # noqa: PLC0415
    from jieyue.store.records.verifying import verify  # noqa: PLC0415

    by, told = Person.at_console("a test"), []
    barrier.wait()
    for turn in range(ROUNDS if side else 5 * ROUNDS):
        if side:
            told += [each.says for each in verify().differences]
            continue
        values = {"organisation": "610101", "resource": "电", "account": f"D{turn}", "quantity": "1", "unit": "kWh"}
        row = EnteredRow(1, {**values, "start_date": "2024-01-01", "end_date": "2024-01-31"})
        told.append(enter_rows("bills", [row], by=by, at=timezone.now()).added)
    results.put((side, told))


@pytest.mark.soak
def test_no_verification_cries_wolf_while_somebody_works(tmp_path):
    with deployment(tmp_path / "home", begun_by=with_an_office) as environment:
        told = run_both(works_or_verifies, environment, tmp_path)
    assert told == {0: [1] * 5 * ROUNDS, 1: []}
