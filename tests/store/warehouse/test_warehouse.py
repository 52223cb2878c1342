"""What is read holds everything that was written, and what is being read stays what it is."""

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jieyue.store.orgs.models import Organisation
from jieyue.store.records.models import DerivedPart
from jieyue.store.warehouse import refreshing
from jieyue.store.warehouse.manifest import Manifest
from jieyue.store.warehouse.opening import warehouse
from jieyue.store.warehouse.refreshing import up_to_date

JANUARY = date(2024, 1, 1), date(2024, 2, 1)
pytestmark = pytest.mark.django_db

BILL = """organisation | resource | account | start_date | end_date | quantity | unit
          610101 | electricity | D1 | {month}-01 | {month}-28 | {quantity} | kWh"""


@pytest.fixture(autouse=True)
def _unit(house):
    house.have("organisations", "code | name | level\n610101 | 甲局 | unit")


def bring(house, month: str, quantity: int, **how) -> None:
    house.have("bills", BILL.format(month=month, quantity=quantity), **how)


def files() -> dict[str, str]:
    _, manifest = up_to_date()
    return {f"{name} {table}": file for name, part in manifest.parts.items() for table, file in part.files.items()}


def test_only_the_months_that_were_touched_are_made_anew(house):
    bring(house, "2024-01", 100)
    bring(house, "2024-02", 100)
    before = files()
    bring(house, "2024-02", 150, reason="更正")
    after = files()
    changed = {name for name in after if after[name] != before.get(name)}
    of_month = {"month": ("facts", "coverage"), "place_sums": ("place_sums", "unit_sums")}
    assert changed == {f"{part} 2024-02 {table}" for part, tables in of_month.items() for table in tables}


def test_nothing_is_made_anew_when_nothing_was_written(house):
    bring(house, "2024-01", 100)
    assert files() == files()


def test_a_long_bill_touches_every_month_it_is_spread_over(house):
    long = """organisation | resource | start_date | end_date | quantity | unit
              610101 | heat | 2023-11-15 | 2024-03-15 | 122 | GJ"""
    house.have("bills", long)
    touched = set(DerivedPart.objects.filter(name__startswith="month").values_list("name", flat=True))
    assert touched == {"month 2023-11", "month 2023-12", "month 2024-01", "month 2024-02", "month 2024-03"}
    assert house.quantity("610101", "2023-11", "heat") == Decimal(16)


def test_a_reader_keeps_its_moment_while_others_write(house):
    bring(house, "2024-01", 100)
    with warehouse() as opened:
        opened.look_at(*JANUARY)
        bring(house, "2024-01", 999, reason="更正")
        assert house.quantity("610101", "2024-01") == Decimal(999)
        (row,) = opened.ask("SELECT * FROM facts").to_pylist()
    assert row["quantity"] == Decimal(100)


@pytest.mark.parametrize("content", ["", "{", '{"layout": 0}', "null"])
def test_a_damaged_manifest_is_made_anew(house, home, content):
    bring(house, "2024-01", 100)
    files()
    (home / "warehouse" / "manifest.json").write_text(content)
    assert house.quantity("610101", "2024-01") == Decimal(100)


def test_a_file_that_somebody_deleted_is_made_anew(house, home):
    bring(house, "2024-01", 100)
    files()
    for file in (home / "warehouse").glob("facts-*.parquet"):
        file.unlink()
    assert house.quantity("610101", "2024-01") == Decimal(100)


def test_the_warehouse_of_another_database_is_not_taken_for_ours(house, home):
    """A restored database has other entries under the same numbers; their hashes tell them apart."""
    bring(house, "2024-01", 100)
    files()
    manifest = home / "warehouse" / "manifest.json"
    content = json.loads(manifest.read_text())
    content["parts"]["month 2024-01"]["made_from"] = "0" * 64
    manifest.write_text(json.dumps(content))
    before = files()
    assert Manifest.read(home / "warehouse").parts["month 2024-01"].made_from != "0" * 64
    assert before == files()


def test_months_of_several_ledgers_rows_of_one_unit_are_one_fact(house):
    two = """organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan
             610101 | electricity | D1 | 2024-01-01 | 2024-01-31 | 0.1 | kWh | 0.01
             610101 | electricity | D2 | 2024-01-01 | 2024-01-31 | 0.2 | kWh | 0.02"""
    house.have("bills", two)
    with warehouse() as opened:
        opened.look_at(*JANUARY)
        (row,) = opened.ask("SELECT * FROM facts").to_pylist()
    assert (row["quantity"], row["amount_yuan"]) == (Decimal("0.300"), Decimal("0.03"))


def test_a_question_about_one_organisation_finds_its_part_of_a_month(tmp_path):
    rows = refreshing.ROWS_A_GROUP
    organisations = pa.array(range(rows * 2 + 1), pa.int64())
    kept = refreshing._write(tmp_path, "2024-01", "facts", pa.table({"organisation": organisations}))
    groups = pq.read_metadata(tmp_path / kept.name)
    spans = [groups.row_group(n).column(0).statistics for n in range(groups.num_row_groups)]
    assert [(each.min, each.max) for each in spans] == [(0, rows - 1), (rows, 2 * rows - 1), (2 * rows, 2 * rows)]


@pytest.mark.parametrize("is_of_some", [False, True])
def test_of_several_spans_the_facts_of_their_months_are_there_and_no_others(house, is_of_some):
    months = [f"{year}-{month:02}" for year in (2020, 2022, 2024) for month in (1, 2)]
    rows = "\n".join(f"610101 | electricity | D1 | {each}-01 | {each}-28 | 1 | kWh" for each in months)
    house.have("bills", "organisation | resource | account | start_date | end_date | quantity | unit\n" + rows)
    first, second, third = (date(2020, month, 1) for month in (1, 2, 3))
    with warehouse() as opened:
        if is_of_some:
            opened.only([Organisation.objects.get(code="610101").pk])
        opened.look_at_each((date(2024, 1, 1), date(2024, 2, 1)), (first, third), (first, first))
        found = opened.ask("SELECT month FROM facts ORDER BY month").to_pydict()["month"]
    assert found == [first, second, date(2024, 1, 1)]
