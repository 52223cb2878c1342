"""What is done for every ledger is asked of the ledger: few files outside the bills' own folders know bills by name."""

import re
from pathlib import Path

import jieyue

ROOT = Path(jieyue.__file__).parent
OWN = ("store/ledgers/bills", "programme/bills", "web/ledgers/bills", "policy", "web/locale")
BY_NAME = re.compile(r"ledgers\.bills\b|\bimport .*\b(Bill|NoUse)\b|['\"]bills['\"](?! *:)")
"""Its folder, its tables, its key."""
SAVINGS = ("rules/savings", "programme/savings", "web/savings")
"""Savings are verified of bills alone: no other ledger has days with a quantity."""
MOST = 8


def test_few_files_know_bills_by_name():
    files = (path for kind in ("*.py", "*.html") for path in ROOT.rglob(kind))
    named = {path.relative_to(ROOT).as_posix() for path in files if BY_NAME.search(path.read_text("utf-8"))}
    found = sorted(name for name in named if not name.startswith((*OWN, *SAVINGS)) and "demo" not in name)
    assert len(found) <= MOST, found
    assert "store/facts/reconciling.py" in found  # a meter is held against the bills of its account
