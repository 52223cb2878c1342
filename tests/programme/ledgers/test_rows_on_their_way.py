"""What the machine says of rows on their way in and out, whatever their ledger: their own words, and no crash."""

from datetime import date

import pytest

from jieyue.programme.entry.entries import entry
from jieyue.programme.entry.reversing import ChangedSince, undo
from jieyue.programme.ledgers import grid as grids
from jieyue.programme.ledgers import operations, queries
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.ledgers.listing import Wanted, listing
from jieyue.rules.period import Period
from jieyue.store.ledgers.temperature.models import TemperatureCheck
from jieyue.store.machine.columns import ledger_columns
from jieyue.store.orgs.models import Organisation
from jieyue.store.people.people import person_at_console
from jieyue.store.records.models import DerivedPart, LogEntry
from jieyue.store.records.previewing import said
from jieyue.store.registers.rooms.models import Room
from ledger_samples import sample_rows, samples
from offices import open_office, person_named
from samples import NOW

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2025")


@pytest.fixture
def house(house):
    open_office(house)
    house.have("rooms", [ROOM])
    house.have("waste_points", sample_rows("waste_points", unit="A"))
    return house


def of(key: str) -> dict[str, str]:
    return sample_rows(key, unit="A")[0]


ROOM, READING = of("rooms"), of("temperature")


def paper(month: str, unit: str = "A") -> dict[str, str]:
    return {"organisation": unit, "month": month, "bought_reams": "10", "used_reams": "5"}


def clerk():
    return person_named("wang", on=NOW.date())


def test_whoever_has_the_machine_looks_at_rows_of_every_ledger(house):
    """His day is the last that there is."""
    console = person_at_console()
    for key in samples():
        [*_, last] = house.have(key, sample_rows(key, unit="A"), reason="x").records.values() or [None]
        row = last or all_ledgers()[key].model.objects.latest("pk").pk
        found = queries.row(key, row, person=console)
        assert (found.organisation.code, found.organisation.name) == ("A", "甲县一中")
        assert [each.code for each in found.above] == ["P", "C1", "A"]
        assert listing(key, person=console, wanted=Wanted(organisation="C1")).count
        assert grids.grid(key, person=console, code="A", period=YEAR, today=date(2025, 12, 31)).rows


def sheet(code: str, period: Period = YEAR, **about) -> grids.Grid:
    return grids.grid("paper", person=clerk(), code=code, period=period, today=date(2025, 12, 31), **about)


def test_a_reading_with_seconds_is_the_same_one_when_it_comes_back_and_can_be_withdrawn(house):
    reading = {**READING, "measured_at": "2025-07-01 10:30:15"}
    [row] = house.have("temperature", [reading]).records.values()
    found = queries.row("temperature", row, person=clerk())
    back = {**reading, "measured_at": found.typed["measured_at"]}
    assert house.have("temperature", [back]).unchanged == 1
    assert operations.withdraw("temperature", row, seen=found.seen, by=clerk(), at=NOW, reason="重复").taken
    assert not TemperatureCheck.objects.exists()


def test_what_a_register_keeps_cannot_go_while_rows_are_about_it(house):
    house.have("temperature", [READING])
    told = house.bring("rooms", [{**ROOM, "withdrawn": "是"}], reason="撤销")
    assert [each.rule for each in told.problems] == ["still_used"]
    assert f"A {ROOM['number']} 的房间还被使用（1 条空调温度检查）" in told.problems[0].says
    assert Room.objects.count() == 1


def test_an_entry_whose_rows_others_use_is_not_undone_and_the_row_is_named_by_its_key(house):
    seq = LogEntry.objects.get(operation="import rooms").seq
    house.have("temperature", [READING])
    with pytest.raises(ChangedSince) as refused:
        undo(seq, by=house.person, at=NOW, reason="x")
    assert f"1 条空调温度检查，例如 A {ROOM['number']}" in refused.value.says


@pytest.mark.parametrize(
    ("key", "change", "named"),
    [
        ("temperature", {"measured_at": "2025-07-01 10:30"}, f"A {ROOM['number']} 2025-07-01 10:30 的空调温度检查"),
        ("waste", {"waste_class": "有害垃圾", "receipt_number": ""}, "有害垃圾 的垃圾清运台账"),
        ("patrols", {"item": "茶根、杂物不倒入洗漱池"}, "茶根、杂物不倒入洗漱池 的日常行为巡查"),
        ("paper", {}, "2025-01 的用纸台账"),
    ],
)
def test_a_row_that_stands_twice_in_a_file_is_named_as_the_file_names_it(house, key, change, named):
    row = {**of(key), **change}
    told = [each for each in house.bring(key, [row, row]).problems if each.rule == "duplicate_in_file"]
    assert [named in each.says for each in told] == [True]


def test_a_moment_that_has_not_come_is_told_as_it_was_written(house):
    [told] = house.bring("temperature", [{**READING, "measured_at": "2035-01-01 10:00"}]).problems
    assert told.says == "检查时间 2035-01-01 10:00 还没有到。"


def test_a_whole_number_that_no_table_holds_is_refused(house):
    assert house.refused("activities", [{**of("activities"), "participants": "99999999999"}]) == [(2, "too_large")]


def test_rows_of_other_things_than_energy_leave_the_facts_as_they_are_and_mark_what_is_measured(house):
    facts = DerivedPart.objects.exclude(name__startswith="measured ").values_list("name", "entry_id")
    before = dict(facts)
    for key in ("paper", "temperature", "patrols"):
        house.have(key, [of(key)])
    assert dict(facts.all()) == before
    assert DerivedPart.objects.filter(name="measured 2025-01").exists()


def test_a_sheet_never_has_more_rows_than_a_page_bears_and_says_that_there_are_more(house, monkeypatch):
    monkeypatch.setattr(grids, "MOST_ROWS", 3)
    house.have("paper", [paper(f"2025-0{month}") for month in (1, 2)])
    found = sheet("A")
    assert [row.values[0] for row in found.rows] == ["2025-01", "2025-02", "2025-03"]
    assert found.is_more
    house.have("paper", [paper(f"2025-0{month}") for month in (4, 5, 6, 7)])
    assert [row.id is None for row in sheet("A").rows] == [False, False, False]


def test_a_unit_is_offered_no_month_in_which_it_was_not_there(house):
    Organisation.objects.filter(code="A").update(opened_on=date(2025, 2, 20), closed_on=date(2025, 4, 1))
    assert [row.values[0] for row in sheet("A").rows] == ["2025-02", "2025-03"]


def test_a_place_is_offered_the_month_of_each_of_its_units(house):
    house.have("paper", [paper("2025-03", "B")])
    rows = sheet("C1", Period.parse("2025-03"), below=True).rows
    assert [(row.id is None, *row.values[:2]) for row in rows] == [(False, "B", "2025-03"), (True, "A", "2025-03")]


@pytest.mark.parametrize(("text", "count"), [("世界水日", 1), ("water", 0), ("讲座", 1)])
def test_text_is_looked_for_in_the_words_that_people_read(house, text, count):
    water = {**of("activities"), "title": "进校园", "kind": "宣传实践活动", "campaign": "世界水日"}
    lecture = {**of("activities"), "title": "讲座", "kind": "干部职工培训", "campaign": ""}
    house.have("activities", [water, lecture])
    assert listing("activities", person=clerk(), wanted=Wanted(text=text)).count == count


def test_a_moment_is_told_by_the_clock_on_the_wall_wherever_its_entry_is_shown(house):
    house.have("temperature", [READING])
    shown = entry(LogEntry.objects.latest("seq").seq, person=clerk()).rows[0]
    assert ("检查时间", "", READING["measured_at"]) in shown.cells
    assert shown.name == f"A {ROOM['number']} {READING['measured_at']}"


def test_a_moment_is_told_by_the_clock_on_the_wall_before_it_is_kept():
    column = next(each.column for each in ledger_columns(TemperatureCheck) if each.column.key == "measured_at")
    assert said(column, column.parse("2025-07-01 10:30")) == "2025-07-01 10:30"
    assert said(column, "2025-07-01T02:30:15+00:00") == "2025-07-01 10:30:15"
