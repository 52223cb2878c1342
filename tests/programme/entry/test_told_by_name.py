"""What another row or word stands for is told by name wherever a change is shown: never by an id, a key, or nothing."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.db.models import Field, Model

from jieyue.programme.entry.entries import entry
from jieyue.programme.entry.operations import enter_rows, kinds
from jieyue.programme.entry.reversing import undo
from jieyue.programme.entry.stale_rows import EnteredRow
from jieyue.programme.ledgers.queries import row, steps
from jieyue.programme.records.queries import last_seen
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.log import head
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.previewing import differences
from jieyue.store.records.references import references_in
from jieyue.store.registers.accounts.models import Account
from samples import NOW

pytestmark = pytest.mark.django_db

SHEETS = {
    "organisations": """code | name | parent | level | kind | category | closed_on | successors
        P | 某省 | | 省 | | | |
        A | 甲局 | P | 单位 | 行政 | 机关 | |
        B | 乙局 | P | 单位 | | | 2025-01-01 | A""",
    "bills": """organisation | resource | account | start_date | end_date | quantity | unit
        A | 电 | E1 | 2024-01-01 | 2024-01-31 | 100 | kWh
        A | 天然气 | G1 | 2024-01-01 | 2024-01-31 | 30 | m3""",
}


@pytest.fixture
def entered(house):
    for kind, rows in SHEETS.items():
        house.have(kind, rows)
    return house


def models_entered() -> list[type[Model]]:
    tables = set(RowVersion.objects.values_list("table", flat=True).distinct())
    return [model for model in apps.get_models() if model._meta.db_table in tables]


def test_a_changed_reference_or_word_of_any_table_is_told_by_name(entered):
    tried = 0
    for model in models_entered():
        # Two kinds may have a column of one name: the table's own come last.
        in_order = sorted(kinds().values(), key=lambda kind: kind.model is model)
        columns = {column.key: column for kind in in_order for column in kind.columns}.values()
        row = model._base_manager.values().first()
        for field in (each for each in model._meta.concrete_fields if each.many_to_one or each.choices):
            sides = [{**row, field.column: value} for value in two_of(field)]
            references = references_in((model, side) for side in sides)
            told = list(differences(columns, model, *sides, references=references))
            assert told, f"{model.__name__}.{field.name}"
            machine = {str(side[field.column]) for side in sides}
            for _, was, now in told:
                assert was, f"{model.__name__}.{field.name}"
                assert now, f"{model.__name__}.{field.name}"
                assert not {was, now} & machine
            tried += 1
    assert tried


def two_of(field: Field) -> list[object]:
    if field.choices:
        return [value for value, _ in field.choices[:2]]
    ids = list(field.related_model._base_manager.order_by("pk").values_list("pk", flat=True))
    return [ids[0], ids[-1]]


def correct(house, bill_id: int, **values: str) -> int:
    about = {"organisation": "A", "start_date": "2024-01-01", "end_date": "2024-01-31", "unit": "m3", **values}
    row = EnteredRow(1, about, record=bill_id, seen=last_seen(Bill, [bill_id])[bill_id])
    report = enter_rows("bills", [row], by=house.person, at=NOW, reason="粘贴")
    assert report.changed == 1
    return report.entry


def test_a_gas_bill_that_became_a_water_bill_says_so_in_log_and_history(entered):
    gas = Bill.objects.get(account__number="G1").id
    seq = correct(entered, gas, resource="水", account="W1", quantity="30")
    told = {row.what: row for row in entry(seq, person=entered.person).rows}
    assert {("能源资源", "天然气", "水"), ("户号", "G1", "W1")} <= set(told["changed"].cells)
    assert told["changed"].name == "A 水 建筑 W1 2024-01-01 2024-01-31"
    account = next(change for change in newest(gas, entered) if change.label == "户号")
    assert (account.before, account.after) == ("A 天然气 建筑 G1", "A 水 建筑 W1")


def newest(bill_id: int, house):
    person = replace(house.person, on=NOW.date())
    return steps(row("bills", bill_id, person=person), person=person)[0].changes


def test_an_account_that_went_with_its_entry_keeps_its_name_there(entered):
    gas = Bill.objects.get(account__number="G1").id
    seq = correct(entered, gas, resource="水", account="W1", quantity="30")
    undone = undo(seq, by=entered.person, at=NOW, reason="粘错了")
    assert not Account.objects.filter(number="W1").exists()
    for number, cell in ((seq, ("户号", "G1", "W1")), (undone.entry, ("户号", "W1", "G1"))):
        told = entry(number, person=entered.person)
        assert cell in [each for row in told.rows for each in row.cells]
    account = next(change for change in newest(gas, entered) if change.label == "户号")
    assert account.before == "A 水 建筑 W1"


def test_an_undone_import_still_says_which_accounts_it_was_about(entered):
    imported = head().seq
    undo(imported, by=entered.person, at=NOW, reason="导错了")
    names = {row.name for row in entry(imported, person=entered.person).rows}
    assert {"A 电 建筑 E1 2024-01-01 2024-01-31", "A 天然气 建筑 G1 2024-01-01 2024-01-31"} <= names
    assert LogEntry.objects.get(seq=imported).row_count == len(entry(imported, person=entered.person).rows)
