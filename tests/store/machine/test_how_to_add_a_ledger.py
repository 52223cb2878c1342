"""`docs/how-to/add-a-ledger.md`, done as it stands there: one folder, and everything is there."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jieyue

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "add-a-ledger.md"
BLOCK = re.compile(r"^```(?:python|csv) ((?:registers|ledgers)/\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^jieyue (makemigrations .+)$", re.MULTILINE)
MOST_LINES = 60
LOOK = """
import json
from dataclasses import replace
from datetime import date
import django; django.setup()
from django.test import Client
from jieyue.api.urls import api
from jieyue.programme.ledgers.listing import Wanted, listing
from jieyue.programme.ledgers.missing import missing
from jieyue.store.people.people import person_at_console
person = replace(person_at_console(), on=date(2026, 1, 15))
listed = listing("rides", person=person, wanted=Wanted())
gaps = missing("rides", person=person, code="U", year=2025, today=person.on)
print(json.dumps({
    "lines": [[cell.says for cell in line.cells] for line in listed.lines],
    "sums": [str(total.quantity) for total in listed.totals],
    "states": [state.value for _, state in gaps.rows[0].states],
    "addresses": [path for path in api.get_openapi_schema()["paths"] if "rides" in path],
}))
"""


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Path:
    """The package with what the how-to writes."""
    source = tmp_path_factory.mktemp("product") / "jieyue"
    shutil.copytree(Path(jieyue.__file__).parent, source, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in BLOCK.findall(HOW_TO.read_text("utf-8")):
        file = source / "store" / name
        (file.parent / "migrations").mkdir(parents=True, exist_ok=True)
        for empty in (file.parent / "__init__.py", file.parent / "migrations" / "__init__.py"):
            empty.touch()
        file.write_text(text, "utf-8")
    return source.parent


def run(product: Path, home: Path, *words: str, program: str = "") -> str:
    path = {"PYTHONPATH": str(product), "JIEYUE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "jieyue.site.settings"}
    env = {name: value for name, value in os.environ.items() if not name.startswith("JIEYUE")} | path
    command = [sys.executable, *(["-c", program] if program else ["-m", "jieyue.cli.main", *words])]
    done = subprocess.run(command, env=env, capture_output=True, text=True, cwd=product, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_ledger_is_one_folder_of_few_lines():
    lines = [line for name, text in BLOCK.findall(HOW_TO.read_text("utf-8")) for line in text.splitlines() if line]
    assert len(lines) <= MOST_LINES


def test_the_how_to_makes_a_ledger_with_sheet_list_missing_months_and_api(product, tmp_path):
    home = tmp_path / "home"
    run(product, home, *COMMAND.search(HOW_TO.read_text("utf-8"))[1].split())
    tree = tmp_path / "tree.csv"
    tree.write_text("机构编码,机构名称,上级编码,层级\nP,某省,,省\nU,某局,P,单位\n", "utf-8")
    run(product, home, "import", "organisations", str(tree))
    for name in ("registers/bicycles", "ledgers/rides"):
        sample = tmp_path / f"{Path(name).name}.csv"
        sample.write_text((product / "jieyue/store" / name / "sample.csv").read_text("utf-8").replace("610101001", "U"))
        run(product, home, "import", Path(name).name, str(sample))
    told = json.loads(run(product, home, program=LOOK).splitlines()[-1])
    assert told["lines"] == [["B1", "2025-02", "30"], ["B1", "2025-01", "12.5"]]
    assert told["sums"] == ["42.5"]
    assert told["states"][:3] == ["complete", "complete", "missing"]
    assert told["addresses"] == ["/api/v1/ledgers/rides", "/api/v1/ledgers/rides/{row}"]
