"""What all cases stand on, and that none is forgotten."""

from pathlib import Path

from cases.conftest import CASES

OWN = {"README.md", "base-organisations.csv", "base-profiles.csv"}


def test_two_units_and_their_sizes_are_there_and_nothing_is_used_yet(cases):
    assert cases.house.statistics("510101", "2024").rows == []
    assert cases.findings("2024") == []


AWAITED = {
    "account-leading-zeros-format.xlsx",
    "prior-year-electricity-up-18-percent.csv",
    "sub-meter-over-main.csv",
    "unit-slip-without-money.csv",
}
"""Of parts that are not there yet."""


def test_every_file_of_the_cases_is_named_by_a_test():
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.parent.rglob("test_*.py"))
    files = {path.name for path in CASES.iterdir()} - OWN
    # Taken apart, so that the list above is not found.
    assert {name for name in files if f'"{name}"' not in tests.replace(f'    "{name}",', "")} <= AWAITED
