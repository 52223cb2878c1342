"""What an older version worked out, or another policy, is worked out anew by the definitions in force."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jieyue.programme.upkeep.counting import Counting, left_to_a_worker
from jieyue.store.records.verifying import verify
from jieyue.store.warehouse import definitions, refreshing
from jieyue.store.warehouse.definitions import digest_of_program
from jieyue.store.warehouse.refreshing import MONTHLY_TABLES, up_to_date
from jieyue.store.workers.leases import lease

pytestmark = pytest.mark.django_db

BILLS = """organisation | resource | start_date | end_date | quantity | unit
           610101 | electricity | 2024-01-01 | 2024-01-31 | 100 | kWh
           610101 | electricity | 2024-02-01 | 2024-02-29 | 100 | kWh"""
OWN_UNIT = """kind = "units"
[[units]]
names = ["筐"]
resources = ["other"]
multiplier = 0.01
source = { document = "某省能耗统计办法" }
certainty = "verified"
"""
Upgrade = Callable[[], None]


def with_bills(house):
    house.have("organisations", "code | name | level\n610101 | 甲局 | unit")
    house.have("bills", BILLS)
    up_to_date()


@pytest.fixture(autouse=True)
def _bills(house):
    house.begun(with_bills)


@pytest.fixture
def upgrade(monkeypatch) -> Upgrade:
    """To a version by which half of a month's energy is counted."""
    facts_of = MONTHLY_TABLES["month"]["facts"]

    def half(month: date) -> pa.Table:
        facts = facts_of(month)
        quantity = facts.schema.get_field_index("quantity")
        halved = pc.divide(facts["quantity"], pa.scalar(Decimal(2))).cast(facts.schema.field(quantity).type)
        return facts.set_column(quantity, facts.schema.field(quantity), halved)

    def made() -> None:
        monkeypatch.setitem(MONTHLY_TABLES["month"], "facts", half)
        monkeypatch.setattr(definitions, "_program", lambda: "another")

    return made


def test_after_an_upgrade_the_figures_are_those_that_the_new_version_works_out(house, upgrade):
    assert house.quantity("610101", "2024-01") == 100
    upgrade()
    assert house.quantity("610101", "2024-01") == 50
    assert house.quantity("610101", "2024") == 100


def test_what_an_older_version_made_is_no_sign_of_tampering(upgrade):
    upgrade()
    assert verify().differences == []
    up_to_date()
    assert verify().differences == []


def test_what_another_definition_makes_of_the_same_records_is_found_once_it_is_in_force(upgrade, monkeypatch):
    upgrade()
    up_to_date()
    monkeypatch.undo()
    monkeypatch.setattr(definitions, "_program", lambda: "another")
    assert any("facts-2024-01" in each.what for each in verify().differences)


def test_with_the_same_definitions_nothing_is_made_anew():
    assert up_to_date() == up_to_date()


def test_nobody_waits_for_a_large_home_to_be_worked_out_after_an_upgrade(house, upgrade, monkeypatch):
    monkeypatch.setattr(refreshing, "ROWS_THAT_NOBODY_WAITS_FOR", 2)
    upgrade()
    with lease("jieyue-counting"):
        with left_to_a_worker(), pytest.raises(refreshing.BeingCounted, match=r"升级.*2024-01 至 2024-02"):
            house.quantity("610101", "2024")
        Counting()()
        with left_to_a_worker():
            assert house.quantity("610101", "2024") == 100


def test_a_policy_file_of_the_deployment_is_a_definition(settings, tmp_path):
    before = definitions.definitions()
    (tmp_path / "units").mkdir()
    (tmp_path / "units" / "own.toml").write_text(OWN_UNIT, "utf-8")
    settings.JIEYUE_POLICY_FOLDERS = [str(tmp_path)]
    assert definitions.definitions() != before


def program(folder: Path, **modules: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in modules.items():
        (folder / f"{name}.py").write_text(content, "utf-8")
    return folder


def test_a_program_is_known_by_its_modules_wherever_it_is_installed(tmp_path):
    here, there = (program(tmp_path / place / "rules", allocation="HALF = 2\n") for place in ("here", "there"))
    (there / "__pycache__").mkdir()
    (there / "__pycache__" / "allocation.cpython-311.pyc").write_bytes(b"compiled")
    program(there / "migrations", first="")
    assert digest_of_program([here]) == digest_of_program([there])


@pytest.mark.parametrize(
    "other", [{"allocation": "HALF = 3\n"}, {"allocating": "HALF = 2\n"}, {"allocation": "HALF = 2\n", "more": ""}]
)
def test_a_program_of_which_anything_is_another_is_another(tmp_path, other):
    one = program(tmp_path / "one" / "rules", allocation="HALF = 2\n")
    assert digest_of_program([one]) != digest_of_program([program(tmp_path / "other" / "rules", **other)])
