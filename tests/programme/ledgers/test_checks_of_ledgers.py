"""What checks find in rows is told, kept where somebody has to answer, closed by the record, and undone with it."""

from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.policy.loading import load
from jieyue.programme.entry.reversing import NoSuchEntry, undo
from jieyue.programme.findings import queries as findings
from jieyue.programme.ledgers import catalogue
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.metering import quality
from jieyue.programme.upkeep import terms
from jieyue.rules.findings import EXTEND, WITHDRAW, Origin
from jieyue.rules.period import Period
from jieyue.rules.refusal import NotAllowed
from jieyue.store.findings.models import Finding
from jieyue.store.machine import checking
from jieyue.store.machine.columns import own_fields
from jieyue.store.machine.record import WordOfPolicy
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.models import LogEntry
from jieyue.store.registers import registers
from ledger_samples import odd_rows, sample_rows, samples
from offices import open_office, person_named
from samples import NOW

pytestmark = pytest.mark.django_db
ROOM = {"organisation": "A", "number": "305", "responsible": "张三"}
COOL = {
    "organisation": "A", "room": "305", "measured_at": "2025-07-01 10:30", "celsius": "22", "climate": "制冷",
    "is_occupied": "是", "window_open": "否",
}  # fmt: skip


@pytest.fixture
def office(house):
    return open_office(house)


@pytest.fixture
def house_with_room(office):
    office.house.have("rooms", [ROOM])
    return office.house


def found() -> list[tuple[str, str]]:
    return list(Finding.objects.order_by("rule").values_list("rule", "state"))


def test_every_limit_of_policy_is_declared_by_a_ledger_and_every_declared_one_is_in_policy():
    declared = {name for ledger in all_ledgers().values() for name in ledger.limits}
    assert set(load().ledgers.limits) == declared


def test_every_list_of_words_of_policy_is_what_a_column_may_hold_or_what_pages_say():
    columns = [field for ledger in all_ledgers().values() for field in ledger.model._meta.concrete_fields]
    held = {field.words for field in columns if isinstance(field, WordOfPolicy)}
    assert held | {catalogue.GROUPS, terms.LIST, quality.ASPECTS} == set(load().ledgers.words)


def test_every_group_of_ledgers_has_one_and_every_ledger_stands_in_a_group():
    assert {ledger.group for ledger in all_ledgers().values()} == {
        word.key for word in load().ledgers.words[catalogue.GROUPS]
    }


@pytest.mark.parametrize("ledger", [each for each in all_ledgers().values() if each.limits], ids=lambda each: each.key)
def test_without_any_limit_of_policy_a_check_finds_something_else(office, monkeypatch, ledger):
    for register in (each for each in registers() if each.key in samples()):
        office.house.have(register.key, sample_rows(register.key, unit="A"))
    ids = office.house.have(ledger.key, odd_rows(ledger.key, unit="A")).records.values()
    with_all, known, unread = told_of(ledger, ids), load(), []
    for name, entries in known.ledgers.limits.items():
        for entry in entries if name in ledger.limits else ():
            others = {**known.ledgers.limits, name: tuple(each for each in entries if each is not entry)}
            without = replace(known, ledgers=replace(known.ledgers, limits=others))
            monkeypatch.setattr(checking, "policy", lambda without=without: without)
            if told_of(ledger, ids) == with_all:
                unread.append((name, entry.since))
    assert unread == [], "a limit that nothing reads, or that no row of the ledger's odd.csv goes beyond"


def test_what_is_checked_before_it_is_read_back_is_what_the_database_has(office, monkeypatch):
    """Down to the noughts at the end of a figure, for they stand in what is told."""
    looked_at, found = [], checking.Checks._found
    monkeypatch.setattr(checking.Checks, "_found", lambda of, records: looked_at.extend(records) or found(of, records))
    for key in samples():
        office.house.have(key, sample_rows(key, unit="A"))
    assert {type(each) for each in looked_at} == {each.model for each in all_ledgers().values() if each.checks}
    for record in looked_at:
        kept = type(record).objects.get(pk=record.pk)
        for field in record._meta.concrete_fields:
            at_hand, read = getattr(record, field.attname), getattr(kept, field.attname)
            assert (at_hand, str(at_hand)) == (read, str(read)), field


def told_of(ledger, ids) -> list[tuple[int, str, str]]:
    """Of the rows, and of the year that they are in."""
    told = [(record.pk, odd.rule, odd.says) for record, odd in ledger.looks.found(ids)]
    year = (Period.parse("2025"), load().thresholds)
    units = list(Organisation.objects.filter(code="A").values_list("pk", flat=True))
    live = ledger.findings(units, *year, person=person_named("wang", on=NOW.date())) if ledger.findings else ()
    return [*told, *((unit, found.rule, found.says) for unit, _, found in live)]


def test_a_room_cooled_too_far_is_a_finding_until_the_record_is_right(house_with_room):
    told = house_with_room.bring("temperature", [COOL])
    assert [each.rule for each in told.problems] == ["cooled_too_far"]
    finding = Finding.objects.get()
    assert (finding.state, finding.place, finding.organisation.code) == ("open", "305", "A")
    assert "低于 26 ℃" in finding.says
    assert "张三" in finding.says
    house_with_room.bring("temperature", [COOL])
    house_with_room.have("temperature", [{**COOL, "celsius": "26"}], reason="写错了")
    assert found() == [("cooled_too_far", "resolved")]


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"celsius": "26"}, []),
        ({"celsius": "20.5", "climate": "制热", "measured_at": "2025-01-08 10:00"}, ["heated_too_far"]),
        ({"celsius": "20", "climate": "制热", "measured_at": "2025-01-08 10:00"}, []),
        ({"celsius": "15", "climate": "未开"}, []),
        ({"celsius": "26", "is_occupied": "否"}, ["on_when_nobody_is_there"]),
        ({"celsius": "26", "window_open": "是"}, ["on_with_windows_open"]),
        ({"celsius": "26", "measured_at": "2025-07-05 10:30"}, ["on_outside_hours"]),  # a Saturday
        ({"celsius": "26", "measured_at": "2025-10-01 10:30"}, ["on_outside_hours"]),  # a holiday, a Wednesday
        ({"celsius": "26", "measured_at": "2025-09-28 10:30"}, []),  # a Sunday that is worked
        ({"celsius": "26", "measured_at": "2025-07-01 18:00"}, ["on_outside_hours"]),
    ],
)
def test_what_is_asked_of_air_conditioning(house_with_room, change, rules):
    house_with_room.have("temperature", [{**COOL, **change}])
    assert [rule for rule, _ in found()] == rules


def test_a_room_for_a_special_use_keeps_its_own_climate(house_with_room):
    house_with_room.have("rooms", [{**ROOM, "is_special": "是"}], reason="机房")
    house_with_room.have("temperature", [COOL])
    assert found() == []


def test_undoing_the_entry_closes_what_it_raised_and_undoing_that_opens_it_again(house_with_room):
    house_with_room.have("temperature", [COOL])
    entry = LogEntry.objects.latest("seq").seq
    undone = undo(entry, by=house_with_room.person, at=NOW, reason="导错了")
    assert found() == [("cooled_too_far", "resolved")]
    undo(undone.entry, by=house_with_room.person, at=NOW, reason="没有导错")
    assert found() == [("cooled_too_far", "open")]


def test_a_clerk_of_another_county_cannot_undo_rows_that_lead_to_their_unit_over_a_register(house_with_room):
    house_with_room.have("temperature", [{**COOL, "celsius": "26"}])
    entry = LogEntry.objects.latest("seq").seq
    assert get_user_model().objects.filter(username="zhao").exists()
    with pytest.raises((NoSuchEntry, NotAllowed)):
        undo(entry, by=person_named("zhao", on=NOW.date()), at=NOW, reason="x")


def test_hazardous_waste_has_its_receipt_and_whoever_takes_it_a_contract(office):
    house, (row, _) = office.house, sample_rows("waste", unit="A")
    house.have("waste_points", sample_rows("waste_points", unit="A"))
    house.have("waste", [{**row, "waste_class": "有害垃圾"}])
    assert [rule for rule, _ in found()] == ["hazardous_without_receipt", "receiver_without_contract"]


def test_what_was_found_without_a_contract_closes_when_one_is_registered_and_opens_when_it_is_taken_back(office):
    house, (row, _) = office.house, sample_rows("waste", unit="A")
    house.have("waste_points", sample_rows("waste_points", unit="A"))
    house.have("waste", [row])
    assert found() == [("receiver_without_contract", "open")]
    house.have("waste_contracts", sample_rows("waste_contracts", unit="A"))
    assert found() == [("receiver_without_contract", "resolved")]
    undo(LogEntry.objects.latest("seq").seq, by=house.person, at=NOW, reason="没有签")
    assert found() == [("receiver_without_contract", "open")]


@pytest.mark.parametrize(
    "ledger", [each for each in all_ledgers().values() if each.keeps_findings], ids=lambda each: each.key
)
def test_a_ledger_says_which_registers_its_checks_read_so_that_rows_are_looked_at_again(office, ledger):
    for register in registers():
        office.house.have(register.key, sample_rows(register.key, unit="A"))
    ids = list(office.house.have(ledger.key, sample_rows(ledger.key, unit="A")).records.values())
    ids = ids or list(ledger.model._default_manager.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as asked:
        list(ledger.looks.found(ids))
    tables = {register.model._meta.db_table for register in registers()}
    read = {table for table in tables if any(f'"{table}"' in each["sql"] for each in asked)}
    referred = {each.related_model._meta.db_table for each in own_fields(ledger.model) if each.many_to_one}
    said = {each.register._meta.db_table for each in ledger.reads}
    assert read - referred - {ledger.model._meta.db_table} == said - referred


def test_a_contract_that_has_ended_is_none(office):
    house, (row, _) = office.house, sample_rows("waste", unit="A")
    house.have("waste_points", sample_rows("waste_points", unit="A"))
    house.have("waste_contracts", [{**sample_rows("waste_contracts", unit="A")[0], "ends_on": "2024-12-31"}])
    house.have("waste", [row])
    assert [rule for rule, _ in found()] == ["receiver_without_contract"]


def test_a_patrol_raises_what_it_found_wrong_and_nothing_else(office):
    office.house.have("patrols", sample_rows("patrols", unit="A"))
    finding = Finding.objects.get()
    assert finding.title == "茶根、杂物不倒入洗漱池"
    assert finding.place == "二楼洗漱间"
    assert finding.origin == Origin.PATROL


def test_what_a_patrol_wrote_down_is_closed_by_its_row_and_withdrawn_by_nobody(office):
    office.house.have("patrols", sample_rows("patrols", unit="A"))
    clerk, above = (
        findings.finding(Finding.objects.get().pk, person=person_named(who, on=NOW.date()), today=NOW.date())
        for who in ("wang", "li")
    )
    assert clerk.may_recheck
    assert WITHDRAW not in above.moves
    assert EXTEND in above.moves
    wrong = [row for row in sample_rows("patrols", unit="A") if row["is_wrong"] == "是"]
    office.house.have("patrols", [{**row, "withdrawn": "是"} for row in wrong], reason="登记错了")
    assert found() == [("conduct", "resolved")]


def test_paper_that_does_not_add_up_is_told_and_not_kept(office):
    first = {"organisation": "A", "month": "2025-01", "bought_reams": "10", "used_reams": "4", "left_reams": "6"}
    office.house.have("paper", [first])
    second = {**first, "month": "2025-02", "bought_reams": "0", "used_reams": "5", "left_reams": "3"}
    told = office.house.bring("paper", [second])
    assert [(each.rule, each.severity) for each in told.problems] == [("stock_does_not_add_up", "warning")]
    assert "应为 1.0 包" in told.problems[0].says
    assert found() == []
