"""The log and the records vouch for each other: whatever is changed past the log shows."""

import pytest
from django.db import connection

from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.log import head
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.verifying import recorded_models, verify

pytestmark = pytest.mark.django_db

BILL = """organisation | resource | account | start_date | end_date | quantity | unit
          610101 | electricity | D1 | 2024-01-01 | 2024-01-31 | {} | kWh"""


@pytest.fixture(autouse=True)
def _records(house):
    house.have("organisations", "code | name | level\n610101 | 甲局 | unit")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\n610101 | 2024 | 1000 | 50")
    house.have("bills", BILL.format(100))
    house.have("bills", BILL.format(120), reason="抄表更正")


def differences() -> list[str]:
    return [difference.what for difference in verify().differences]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_untouched_records_hold():
    found = verify()
    assert found.holds
    assert found.entries == 4
    assert found.records == sum(model.objects.count() for model in recorded_models())


def test_a_figure_changed_past_the_log_shows():
    sql("UPDATE ledger_bills_bill SET quantity = 121")
    assert differences() == [f"ledger_bills_bill 第 {Bill.objects.get().id} 号"]


def test_a_record_deleted_past_the_log_shows():
    sql("DELETE FROM ledger_bills_bill")
    assert len(differences()) == 1


def test_a_record_slipped_in_past_the_log_shows():
    bill = Bill.objects.get()
    Bill.objects.create(account=bill.account, start_date="2024-02-01", end_date="2024-02-29", quantity=5)
    assert len(differences()) == 1


def test_a_rewritten_version_shows_even_when_the_record_was_changed_alike():
    sql("UPDATE ledger_bills_bill SET quantity = 121")
    version = RowVersion.objects.filter(table="ledger_bills_bill").last()
    RowVersion.objects.filter(id=version.id).update(after=version.after.replace("120.000", "121.000"))
    assert differences() == ["日志第 4 条"]


@pytest.mark.parametrize("field", ["by", "login", "reason", "operation", "details"])
def test_a_rewritten_entry_shows(field):
    LogEntry.objects.filter(seq=3).update(**{field: "改写"})
    assert differences() == ["日志第 3 条"]


def test_a_removed_entry_shows():
    RowVersion.objects.filter(entry_id=2).delete()
    sql("DELETE FROM orgs_profile")
    sql("DELETE FROM records_derivedpart")
    LogEntry.objects.filter(seq=2).delete()
    assert "日志第 3 条" in differences()


def test_a_tail_that_was_cut_off_shows_against_an_exported_head():
    known = head()
    RowVersion.objects.filter(entry_id=4).delete()
    sql("UPDATE records_derivedpart SET entry_id = 3 WHERE entry_id = 4")
    LogEntry.objects.filter(seq=4).delete()
    sql("UPDATE ledger_bills_bill SET quantity = 100")
    assert verify().holds, "without a head from outside, a cut tail cannot be seen"
    assert [difference.what for difference in verify(known_head=known).differences] == ["日志第 4 条"]


@pytest.mark.smoke
def test_a_head_exported_earlier_still_holds(house):
    known = head()
    house.have("bills", BILL.format(130), reason="再次更正")
    assert verify(known_head=known).holds


def test_records_are_compared_in_portions_without_missing_one(monkeypatch):
    monkeypatch.setattr("jieyue.store.records.verifying.RECORDS_AT_ONCE", 1)
    assert verify().holds
    sql("DELETE FROM ledger_bills_bill")
    assert len(differences()) == 1
