"""What an older version worked out, or another policy, is worked out anew by the definitions in force."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jieyue.programme.upkeep.counting import Counting, left_to_a_worker
from jieyue.store import policies
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.policies import policy
from jieyue.store.records.keeping import correct
from jieyue.store.records.verifying import verify
from jieyue.store.records.writing import writing
from jieyue.store.warehouse import definitions, refreshing
from jieyue.store.warehouse.definitions import digest_of_program
from jieyue.store.warehouse.refreshing import MONTHLY_TABLES, WHOLE_TABLES, last_touched, tables_of, up_to_date
from jieyue.store.workers.leases import lease
from ledger_samples import sample_rows, samples
from samples import NOW

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


FACTORS = """kind = "factor_set"
key = "own"
title = "某省系数"
"""


def test_what_is_asked_each_time_makes_nothing_anew():
    before = definitions.definitions()
    now = policy()
    files = {**now.documents, "own/factors.toml": "sha256 of it"}
    texts = {**now.texts, "own/factors.toml": FACTORS, "own/units.toml": OWN_UNIT}
    digest_of = definitions._digest_of
    assert digest_of(definitions._program(), sorted(files.items()), texts) == before
    files["own/units.toml"] = "sha256 of it"
    assert digest_of(definitions._program(), sorted(files.items()), texts) != before


READ_WHEN_ASKED = {
    "factor_sets", "emissions", "plans", "handed_in", "publications", "recognition", "robot_hosts", "standards",
    "layouts", "methods", "quota_sets", "published_means", "class_rules", "energy_baselines", "forms",
}  # fmt: skip


class Guarded:
    """A policy that nobody asks for what the warehouse does not hang on."""

    def __init__(self, known) -> None:
        self.known = known

    def __getattr__(self, name: str):
        assert name not in READ_WHEN_ASKED, f"{name} is read while figures are worked out"
        return getattr(self.known, name)


def test_nothing_that_is_asked_each_time_is_read_while_figures_are_worked_out(house, monkeypatch):
    everything(house)
    known = policy()
    digest = definitions.definitions()
    monkeypatch.setattr(policies, "load", lambda *_, **__: Guarded(known))
    monkeypatch.setattr(refreshing, "definitions", lambda: digest)
    parts = last_touched()
    made = {name: {table: make() for table, make in tables_of(name).items()} for name in parts}
    tables = {table for part in made.values() for table in part}
    assert tables == {table for kinds in MONTHLY_TABLES.values() for table in kinds} | set(WHOLE_TABLES)
    assert all(make is not None for part in made.values() for make in part.values())


def everything(house) -> None:
    """Rows of every ledger and register there are."""
    house.have("profiles", "organisation | year | floor_area_m2 | persons\n610101 | 2025 | 1000 | 50")
    for key in samples():
        house.have(key, sample_rows(key, unit="610101"))
    with writing(operation="test", by=house.person, at=NOW) as change:
        correct(change, Bill.objects.first(), amount_yuan=Decimal(5))
        change.touch(["accepted 2024-01"])


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
