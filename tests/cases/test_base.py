"""What all cases stand on, and that none is forgotten."""

from pathlib import Path

from cases.conftest import CASES

OWN = {"README.md", "base-organisations.csv", "base-profiles.csv"}


def test_two_units_and_their_sizes_are_there_and_nothing_is_used_yet(cases):
    assert cases.house.statistics("510101", "2024").rows == []
    assert cases.findings("2024") == []


def test_every_file_of_the_cases_is_named_by_a_test():
    tests = [path for path in Path(__file__).parent.parent.rglob("test_*.py") if path != Path(__file__)]
    written = "".join(path.read_text("utf-8") for path in tests)
    assert {path.name for path in CASES.iterdir() if path.name not in written} == OWN
