"""A process killed in the middle of an import leaves all of it or nothing, and the log holds."""

import json
import signal

import pytest

from store.records.deployment import SAMPLES, Environment, deployment, jieyue, python

WHOLE = 17242420.099  # kWh of 2020 in samples/office/expected.csv

# Where the process dies: what is replaced by the end of the world, and whether the bills are then kept.
POINTS = {
    "the file is read, nothing is written": ("jieyue.store.records.importing", "writing", False),
    "rows are written, the log is not": ("jieyue.store.records.writing", "_keep", False),
    "the log is written, nothing is committed": ("jieyue.store.records.writing", "DerivedPart", False),
    "committed, the warehouse not yet asked": ("jieyue.store.warehouse.refreshing", "_make", True),
    "the months are made, the manifest not swapped": ("jieyue.store.warehouse.manifest", "write_lasting", True),
}
DYING = """
import importlib, os, signal
import django
django.setup()
from jieyue.cli.main import run

def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

class Death:
    def __getattr__(self, _name):
        die()

target = importlib.import_module({module!r})
*path, last = {name!r}.split(".")
for step in path:
    target = getattr(target, step)
setattr(target, last, Death() if last == "DerivedPart" else die)
run(["jieyue", "import", "bills", {folder!r} + "/bills.csv"])
run(["jieyue", "statistics", "--organisation", "51", "--period", "2020", "--json"])
"""
AFTERWARDS = """
from jieyue.cli.main import run
ask = ["jieyue", "statistics", "--organisation", "51", "--period", "2020", "--json"]
verify = ["jieyue", "audit", "verify", "--json"]
for command in (verify, ask, ["jieyue", "import", "bills", {folder!r} + "/bills.csv", "--json"], ask, verify):
    run(command)
"""


FOR_A_SOAK = ("the file is read, nothing is written", "rows are written, the log is not")


def with_units(environment: Environment) -> None:
    for kind in ("organisations", "profiles"):
        assert jieyue(environment, "import", kind, SAMPLES / f"{kind}.csv").returncode == 0


@pytest.mark.parametrize(
    "where", [pytest.param(point, marks=[pytest.mark.soak] if point in FOR_A_SOAK else []) for point in POINTS]
)
def test_killed_when(where, tmp_path):
    module, name, is_kept = POINTS[where]
    with deployment(tmp_path, begun_by=with_units) as environment:
        died = python(environment, DYING.format(module=module, name=name, folder=str(SAMPLES)))
        assert died.returncode == -signal.SIGKILL, died.stderr
        told = python(environment, AFTERWARDS.format(folder=str(SAMPLES)))
    verified, found, again, then, verified_again = map(json.loads, told.stdout.splitlines())
    assert (verified["holds"], verified_again["holds"]) == (True, True)
    assert electricity(found) == (WHOLE if is_kept else None)
    assert (again["added"], again["unchanged"]) == ((0, 579) if is_kept else (579, 0))
    assert electricity(then) == WHOLE


def electricity(answer: dict) -> float | None:
    return next((row["quantity"] for row in answer["rows"] if row["resource"] == "electricity"), None)
