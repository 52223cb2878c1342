"""The auditor sees who did what to which record and when, never the figures; and changes nothing."""

import json

import pytest

from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.log import head
from jieyue.store.records.models import LogEntry, RowVersion


def said(response) -> str:
    return response.content.decode()


def test_the_auditor_sees_operation_person_time_record_and_digest_but_no_figure(office):
    bill = office.bill("25000001")
    office.house.have(
        "bills",
        "organisation | resource | account | start_date | end_date | quantity | unit | invoice_number\n"
        "A | 电 | 1001 | 2025-01-01 | 2025-01-31 | 4711.5 | kWh | 25000001",
        reason="把 100.005 改为 4711.5",
    )
    entry = LogEntry.objects.latest("seq")
    page = said(office.as_("qian").get(f"/audit/{entry.seq}/"))
    assert "导入票据" in page
    assert Bill._meta.db_table in page
    assert f'class="num">{bill}<' in page
    assert entry.hash in page
    everything = page + said(office.as_("qian").get("/audit/"))
    for hidden in ("4711.5", "100.005", "25000001", "1001", "甲县一中", ".csv"):
        assert hidden not in everything


def test_entries_are_found_by_person_operation_and_record(office):
    qian = office.as_("qian")
    assert "填报" not in said(qian.get("/audit/?operation=import%20bills&by=nobody"))
    found = said(qian.get(f"/audit/?table={Bill._meta.db_table}&record={office.bill('25000004')}"))
    assert "共 1 行" in found
    assert "导入票据" in found


def test_what_was_changed_behind_the_logs_back_shows_in_the_check(office):
    qian = office.as_("qian")
    assert "前后相接" in said(qian.get("/audit/check/"))
    version = RowVersion.objects.filter(table=Bill._meta.db_table).first()
    RowVersion.objects.filter(pk=version.pk).update(after=version.after.replace("100.005", "1.000"))
    assert "不一致" in said(qian.get("/audit/check/"))


def test_the_head_is_what_the_command_asks_for(office, jieyue, tmp_path):
    file = tmp_path / "head.json"
    file.write_bytes(office.as_("qian").get("/audit/head.json").content)
    assert json.loads(file.read_text())["hash"] == head().hash
    assert jieyue("audit", "verify", "--head", file).status == 0
    LogEntry.objects.order_by("-seq").first().versions.all().delete()
    LogEntry.objects.order_by("-seq").first().delete()
    assert jieyue("audit", "verify", "--head", file).status == 1


@pytest.mark.parametrize("username", ["wang", "li", "zhou", "wu"])
def test_nobody_else_sees_the_log(office, username):
    for address in ("/audit/", "/audit/1/", "/audit/check/", "/audit/head.json"):
        assert office.as_(username).get(address).status_code == 403


def test_the_system_administrator_sees_how_it_runs_and_no_figures(office):
    page = said(office.as_("wu").get("/upkeep/"))
    assert "磁盘剩余" in page
    assert "甲县" not in page
    for username in ("wang", "qian", "zhou"):
        assert office.as_(username).get("/upkeep/").status_code == 403
