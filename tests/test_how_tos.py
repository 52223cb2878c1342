"""`docs/how-to/add-….md`, done as they stand there: one file or folder each, and the product has what they promise.

All are written into one copy of the product, and one process follows them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jieyue

ROOT = Path(__file__).parents[1]
TESTS, HOW_TOS = ROOT / "tests", ROOT / "docs" / "how-to"
DONE = ("ledger", "indicator", "check", "page", "document", "source")
BLOCK = re.compile(r"^```\w+ (\S+/\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMANDS = re.compile(r"^```\n((?:jieyue|mkdir) .*?)^```$", re.DOTALL | re.MULTILINE)
MOST_LINES = 60
"""Of a stranger's ledger, with the register that it is about."""


def text_of(name: str) -> str:
    return (HOW_TOS / f"add-a{'n' * (name[0] in 'aeiou')}-{name}.md").read_text("utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    """What the product says that has all of it."""
    tree = tmp_path_factory.mktemp("product")
    shutil.copytree(Path(jieyue.__file__).parent, tree / "src" / "jieyue")
    for how_to in DONE:
        for name, text in BLOCK.findall(text_of(how_to)):
            write(tree / name, text)
    blocks = {f"add-a-{each}": COMMANDS.findall(text_of(each)) for each in DONE}
    commands = {name: [line for block in each for line in block.splitlines()] for name, each in blocks.items()}
    own = {"JIEYUE_HOME": str(tree / "home"), "JIEYUE_POLICY": str(tree / "policy")}
    path = os.pathsep.join(map(str, (tree / "src", TESTS, TESTS / "rules")))
    env = {name: value for name, value in os.environ.items() if not name.startswith("JIEYUE")}
    env |= own | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "jieyue.site.settings"}
    program = [sys.executable, str(TESTS / "following_how_tos.py"), json.dumps(commands)]
    done = subprocess.run(program, env=env, capture_output=True, text=True, cwd=tree, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def write(file: Path, text: str) -> None:
    """With what a folder of the product has beside: it is a package, and a ledger's is one with migrations."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    if file.suffix == ".py":
        (file.parent / "__init__.py").touch()
    if file.name == "ledger.py":
        (file.parent / "migrations").mkdir(exist_ok=True)
        (file.parent / "migrations" / "__init__.py").touch()


def test_a_ledger_is_one_folder_of_few_lines():
    lines = [line for _, text in BLOCK.findall(text_of("ledger")) for line in text.splitlines() if line]
    assert len(lines) <= MOST_LINES


def test_a_ledger_has_sheet_list_missing_months_and_api(told):
    assert told["ledger"]["lines"] == [["B1", "2025-02", "30"], ["B1", "2025-01", "12.5"]]
    assert told["ledger"]["sums"] == ["42.5"]
    assert told["ledger"]["states"][:3] == ["complete", "complete", "missing"]
    assert {"/api/v1/ledgers/rides", "/api/v1/ledgers/rides/{row}"} <= set(told["ledger"]["addresses"])


def test_an_indicator_is_among_the_statistics_and_its_picture_holds(told):
    assert told["indicator"]["heat_per_m2_gj"] == 0.24


def test_a_check_tells_what_it_finds_by_the_limit_of_policy_and_keeps_it(told):
    assert told["check"]["told"] == ["costly_repair"]
    assert told["check"]["kept"] == [["维修费用过高", "2025-03-01 维修会议桌花费 3000.00 元，超过 2000 元。"]]


def test_a_page_is_in_the_menu_and_for_nobody_who_has_not_signed_in(told):
    assert told["page"]["nobody"] == 302
    assert '<a href="/organisations/U/">某局</a>' in told["page"]["mine"]
    assert 'href="/reach/"' in told["page"]["home"]
    assert told["page"]["visits"] == ["GET reach:list"]
    assert "能修不换，能调剂不购置。" in told["page"]["row"]
    assert "会议桌" in told["page"]["row"]


def test_a_document_is_made_and_the_form_of_the_notice_is_the_deployments_own(told):
    assert told["document"] == "U 2025年度\n热力 120 GJ"
    assert "【单位名称】【报告期】用能公示" in told["notice"]
    assert "错误 0" in told["add-a-document"][-1]


def test_a_source_decides_an_item_of_a_standard_that_asks_for_it(told):
    checked, evaluated = told["add-a-source"]
    assert "错误 0" in checked
    assert "C-1" in evaluated
    assert "得 6" in evaluated
