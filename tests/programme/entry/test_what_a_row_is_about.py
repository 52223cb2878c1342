"""What a row is about, a plate, a day, a receipt, is put right as its figures are, in one entry that keeps both."""

from itertools import permutations

import pytest

from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.entry.reversing import undo
from jieyue.rules.person import Person
from jieyue.store.findings.models import Finding
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.records.models import DerivedPart, LogEntry, RowVersion
from jieyue.store.records.verifying import verify
from jieyue.store.registers.vehicles.models import Vehicle
from offices import open_office, person_named
from samples import NOW

pytestmark = pytest.mark.django_db

CAR, VAN, OF_B = "陕A12345", "陕A67890", "陕AB0001"
OFFICIAL = {"organisation": "A", "kind": "机要通信用车", "fuel": "汽油", "tank_litres": "60"}
FILL = {"organisation": "A", "vehicle": CAR, "refuelled_on": "2025-05-10", "receipt_number": "1", "litres": "40"}
LATER = {**FILL, "refuelled_on": "2025-05-20", "receipt_number": "2", "odometer_km": "12000"}


def with_fills(house):
    open_office(house)
    house.have("vehicles", [{**OFFICIAL, "plate": plate} for plate in (CAR, VAN)])
    house.have("vehicles", [{**OFFICIAL, "organisation": "B", "plate": OF_B}])
    house.have("refuellings", [{**FILL, "odometer_km": "12500"}, LATER])
    return house


@pytest.fixture
def house(house):
    return house.begun(with_fills)


@pytest.fixture
def wang(house) -> Person:
    return person_named("wang", on=NOW.date())


def correct(wang: Person, *rows: dict[str, str], reason: str = "写错了", **how):
    """Each row with the day that it has now, by which it is found."""
    entered = []
    for number, (record, row) in enumerate(rows, 1):
        entered.append(EnteredRow(number, row, record=record, **how))
    return enter_rows("refuellings", entered, by=wang, at=NOW, reason=reason)


def fill(day: str) -> int:
    return Refuelling.objects.get(refuelled_on=day).pk


def rules() -> set[str]:
    return set(Finding.objects.filter(state="open").values_list("rule", flat=True))


def test_a_day_and_a_plate_that_were_wrong_are_put_right_and_the_record_stays_itself(house, wang):
    id_ = fill("2025-05-10")
    report = correct(wang, (id_, {**FILL, "refuelled_on": "2025-06-03", "vehicle": VAN, "odometer_km": "12500"}))
    assert (report.problems, report.changed, report.records) == ([], 1, {1: id_})
    moved = Refuelling.objects.get(pk=id_)
    assert (moved.vehicle.plate, str(moved.refuelled_on), moved.litres) == (VAN, "2025-06-03", 40)
    assert verify().differences == []
    versions = RowVersion.objects.filter(table=Refuelling._meta.db_table, record_id=id_).order_by("id")
    assert [("2025-05-10" in each.after, "2025-06-03" in each.after) for each in versions] == [
        (True, False),
        (False, True),
    ]


def test_figures_of_both_months_are_worked_out_anew(house, wang):
    correct(wang, (fill("2025-05-10"), {**FILL, "refuelled_on": "2025-06-03"}))
    last = LogEntry.objects.latest("seq")
    touched = set(DerivedPart.objects.filter(entry=last).values_list("name", flat=True))
    assert {"measured 2025-05", "measured 2025-06"} <= touched


def test_what_was_found_because_of_the_wrong_plate_is_gone_with_it(house, wang):
    assert rules() == {"odometer_went_back"}  # the later row shows less than the earlier
    correct(wang, (fill("2025-05-10"), {**FILL, "vehicle": VAN, "odometer_km": "12500"}))
    assert rules() == set()


def test_taken_back_it_is_as_it_was(house, wang):
    id_ = fill("2025-05-10")
    correct(wang, (id_, {**FILL, "vehicle": VAN, "odometer_km": "12500"}))
    undo(LogEntry.objects.latest("seq").seq, by=wang, at=NOW, reason="还是那辆")
    assert Refuelling.objects.get(pk=id_).vehicle.plate == CAR
    assert rules() == {"odometer_went_back"}
    assert verify().differences == []


def test_a_vehicle_that_was_registered_by_a_wrong_plate_keeps_its_rows(house, wang):
    car = Vehicle.objects.get(plate=CAR)
    row = EnteredRow(1, {**OFFICIAL, "plate": "陕A12346"}, record=car.pk)
    assert enter_rows("vehicles", [row], by=wang, at=NOW, reason="号牌抄错").problems == []
    assert {each.vehicle.plate for each in Refuelling.objects.all()} == {"陕A12346"}


@pytest.mark.parametrize(
    ("given", "how", "rule"),
    [
        ({"refuelled_on": "2025-05-20", "receipt_number": "2"}, {}, "already_there"),
        ({"refuelled_on": "2025-06-03"}, {"reason": ""}, "reason_needed"),
        ({"refuelled_on": "2025-06-03"}, {"may_move": False}, "other_than_saved"),
        ({"vehicle": "陕A00000"}, {}, "not_registered"),
        ({"organisation": "nowhere"}, {}, "unknown_organisation"),
        ({"organisation": "B", "vehicle": OF_B}, {}, "of_another_unit"),
        ({"refuelled_on": "2025-06-03", "withdrawn": "是"}, {}, "other_record"),
    ],
)
def test_what_cannot_be_moved_is_refused_and_nothing_is_changed(house, wang, given, how, rule):
    report = correct(wang, (fill("2025-05-10"), {**FILL, **given}), **how)
    assert [each.rule for each in report.problems if each.severity == "error"] == [rule]
    assert Refuelling.objects.get(pk=fill("2025-05-10")).vehicle.plate == CAR


def test_two_rows_do_not_become_one_nor_correct_the_same(house, wang):
    both = fill("2025-05-10"), fill("2025-05-20")
    swapped = [
        (both[0], {**FILL, "refuelled_on": "2025-06-03"}),
        (both[1], {**LATER, "refuelled_on": "2025-06-03", "receipt_number": "1"}),
    ]
    assert [each.rule for each in correct(wang, *swapped).problems if each.severity == "error"] == ["duplicate_in_file"]
    twice = [{**FILL, "refuelled_on": "2025-06-03"}, {**FILL, "refuelled_on": "2025-06-04"}, {**FILL, "litres": "41"}]
    for one, other in permutations(twice, 2):
        report = correct(wang, (both[0], one), (both[0], other))
        found = [(each.row, each.rule) for each in report.problems if each.severity == "error"]
        assert found == [(2, "duplicate_in_file")]
    row = {**FILL, "refuelled_on": "2025-06-03"}
    rows = [EnteredRow(1, row, record=both[0]), EnteredRow(2, {**FILL, "litres": "41"})]
    report = enter_rows("refuellings", rows, by=wang, at=NOW, reason="改")
    assert [(each.row, each.rule) for each in report.problems if each.severity == "error"] == [(2, "duplicate_in_file")]


METER = {
    "organisation": "A", "resource": "电", "number": "1001", "multiplier": "1", "digits": "6", "is_source": "是",
    "account": "D1", "installed_on": "2024-12-31", "first_shown": "0",
}  # fmt: skip


def test_a_reading_of_a_wrong_month_is_put_right_and_both_months_are_shared_out_anew(house, wang):
    house.have("meters", [METER])
    days = ("2025-01-31", "2025-02-28", "2025-03-31", "2025-07-31")
    reading = {"organisation": "A", "meter": "1001"}
    house.have(
        "readings", [{**reading, "read_at": f"{day} 23:50", "shown": str(100 * n)} for n, day in enumerate(days)]
    )
    assert house.quantity("A", "2025-05") > 0
    wrong = Reading.objects.latest("read_at")
    row = EnteredRow(1, {**reading, "read_at": "2025-04-30 23:50", "shown": "300"}, record=wrong.pk)
    assert enter_rows("readings", [row], by=wang, at=NOW, reason="月份写错").problems == []
    assert (round(house.quantity("A", "2025-04")), house.quantity("A", "2025-05")) == (100, None)
    assert verify().differences == []


def test_a_record_that_is_gone_is_told_as_gone(house, wang):
    id_ = fill("2025-05-10")
    house.have("refuellings", [{**FILL, "withdrawn": "是"}], reason="多登了")
    report = correct(wang, (id_, {**FILL, "refuelled_on": "2025-06-03"}))
    assert [each.rule for each in report.problems] == ["record_gone"]
