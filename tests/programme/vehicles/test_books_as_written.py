"""Books of trips and refuellings as offices keep them: plates, units, hours and empty sheets, by every door."""

from datetime import date, time

import openpyxl
import pytest

from driven import AT, CAR, with_vehicles
from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.programme.entry.proposing import import_proposed
from jieyue.programme.ledgers.listing import Wanted, listing
from jieyue.store.ledgers.refuellings.models import Refuelling
from jieyue.store.orgs.models import Profile
from jieyue.store.registers.trips.models import Trip
from jieyue.store.registers.vehicles.models import Vehicle

pytestmark = pytest.mark.django_db
WRITTEN = ["陕·A12345", "陕-A12345", "陕 A12345", "陕a12345", "陕Ａ１２３４５", "陕Ａ－12345", "陕•a 12345"]
TRIP = {"organisation": "A", "purpose": "下乡", "destination": "渭南市", "used_by": "办公室", "approved_by": "王五"}
FILL = {"organisation": "A", "vehicle": CAR, "refuelled_on": "2025-05-06", "litres": "40"}


@pytest.fixture
def house(house):
    return house.begun(with_vehicles)


def enter(house, ledger: str, /, **values: str):
    return enter_rows(ledger, [EnteredRow(1, values)], by=house.person, at=AT)


def told(report) -> list[tuple[str, str]]:
    return [(each.rule, each.severity) for each in report.problems]


def bring(house, kind: str, *rows: list, name: str = "用车.csv"):
    path = house.folder / name
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    return import_proposed(kind, path, by=house.person, at=AT, organisation="A")


# --- plates


@pytest.mark.parametrize("plate", WRITTEN)
def test_a_vehicle_is_known_in_whatever_way_its_plate_is_written(house, plate):
    assert house.have("trips", [{**TRIP, "vehicle": plate, "left_at": "2025-05-06 08:30"}]).problems == []
    entered = enter(house, "trips", **TRIP, vehicle=plate, left_at="2025-05-07 08:30")
    assert (entered.taken, entered.added) == (True, 1)
    assert {trip.vehicle.plate for trip in Trip.objects.all()} == {CAR}


@pytest.mark.parametrize("plate", WRITTEN)
def test_no_second_vehicle_comes_of_a_plate_written_otherwise(house, plate):
    about = {"organisation": "A", "kind": "机要通信用车", "fuel": "汽油", "used_since": "2025-01-01"}
    report = enter(house, "vehicles", **about, plate=plate, tank_litres="60")
    assert (report.added, report.unchanged) == (0, 1)
    assert Vehicle.objects.count() == 2


def test_a_vehicle_that_was_kept_with_its_dot_is_found_corrected_and_withdrawn(house):
    Vehicle.objects.filter(plate=CAR).update(plate="陕·a12345")
    assert house.have("trips", [{**TRIP, "vehicle": CAR, "left_at": "2025-05-06 08:30"}]).problems == []
    about = {"organisation": "A", "kind": "机要通信用车", "fuel": "汽油", "used_since": "2025-01-01"}
    changed = house.have("vehicles", [{**about, "plate": CAR, "tank_litres": "70"}], reason="核对后更正")
    assert (changed.added, changed.changed) == (0, 1)
    assert Vehicle.objects.get(plate="陕·a12345").tank_litres == 70
    assert Vehicle.objects.count() == 2


@pytest.mark.parametrize("plate", [CAR, *WRITTEN])
def test_a_list_is_narrowed_to_a_plate_in_whatever_way_it_is_written(house, plate):
    house.have("trips", [{**TRIP, "vehicle": CAR, "left_at": "2025-05-06 08:30"}])
    for wanted in (Wanted(words={"vehicle": plate}), Wanted(text=plate), Wanted(text="a123")):
        assert listing("trips", person=house.person, wanted=wanted).count == 1
    assert listing("trips", person=house.person, wanted=Wanted(words={"vehicle": "陕B12345"})).count == 0


# --- figures with their own unit


@pytest.mark.parametrize(("litres", "yuan", "km"), [("40升", "316元", "12,345公里"), ("40 L", "316", "12345km")])
def test_a_figure_may_have_the_unit_of_its_column_behind_it(house, litres, yuan, km):
    report = enter(house, "refuellings", **{**FILL, "litres": litres}, amount_yuan=yuan, odometer_km=km)
    assert report.taken, report.problems
    kept = Refuelling.objects.get()
    assert (kept.litres, kept.amount_yuan, kept.odometer_km) == (40, 316, 12345)


@pytest.mark.parametrize("litres", ["40千克", "40kWh", "0.4万升", "40左右", "40升左右"])
def test_a_figure_in_another_unit_is_refused_as_before(house, litres):
    report = enter(house, "refuellings", **{**FILL, "litres": litres})
    assert (report.taken, Refuelling.objects.count()) == (False, 0)


def test_what_is_told_of_a_unit_every_year_may_have_its_units_too(house):
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 1,200平方米 | 35人")
    kept = Profile.objects.get(year=2024)
    assert (kept.floor_area_m2, kept.persons) == (1200, 35)


# --- days and moments


@pytest.mark.parametrize(
    "written", ["2025年5月6日 上午8:30", "2025.5.6 8:30", "2025/5/6 8：30", "2025年5月6日8时30分", "2025-05-06 八点半"]
)
def test_a_moment_is_read_as_it_is_written_by_file_and_by_page(house, written):
    by_file = house.have("trips", [{**TRIP, "vehicle": CAR, "left_at": written}])
    assert (by_file.problems, by_file.added) == ([], 1)
    assert enter(house, "trips", **TRIP, vehicle=CAR, left_at=written).unchanged == 1


def test_a_day_of_a_refuelling_takes_no_harm_of_its_hour(house):
    for written, unchanged in (("2025.5.6", 0), ("2025-05-06 09:12:00", 1), ("2025年5月6日 上午9时12分", 1)):
        report = house.have("refuellings", [{**FILL, "refuelled_on": written}])
        assert (report.taken, report.unchanged) == (True, unchanged)
        assert told(report) == ([("time_in_date", "warning")] if unchanged else [])
    assert Refuelling.objects.get().refuelled_on == date(2025, 5, 6)


def test_a_day_alone_is_no_departure(house):
    assert told(enter(house, "trips", **TRIP, vehicle=CAR, left_at="2025-05-06")) == [("hour_missing", "error")]


# --- the usual form of the book


HEADS = ["用车日期", "号牌号码", "用车人", "用车事由", "目的地", "审批人", "出车时间", "收车时间"]


def row(day: object, left: object, back: object) -> list[object]:
    return [day, "陕·A12345", "办公室", "下乡", "渭南市", "王五", left, back]


def test_the_usual_book_of_trips_goes_in_with_its_hours(house):
    rows = row("2025.5.6", "8:30", "11:30"), row("2025.5.6", "14:00", "下午5:20")
    report = bring(house, "trips", HEADS, *rows)
    assert (told(report), report.added) == ([], 2)
    times = Trip.objects.order_by("left_at").values_list("left_at", "back_at")
    assert [f"{left.astimezone(AT.tzinfo):%d %H:%M} {back.astimezone(AT.tzinfo):%H:%M}" for left, back in times] == [
        "06 08:30 11:30",
        "06 14:00 17:20",
    ]


def test_a_workbook_with_cells_of_days_and_of_hours_goes_in_too(house):
    book = openpyxl.Workbook()
    for each in (HEADS, row(date(2025, 5, 6), time(8, 30), time(16, 30)), row(date(2025, 5, 7), time(8), None)):
        book.active.append(each)
    book.save(house.folder / "用车.xlsx")
    report = import_proposed("trips", house.folder / "用车.xlsx", by=house.person, at=AT, organisation="A")
    assert (told(report), report.added) == ([], 2)
    [first, second] = Trip.objects.order_by("left_at")
    assert (
        f"{first.left_at.astimezone(AT.tzinfo):%d %H:%M} {first.back_at.astimezone(AT.tzinfo):%H:%M}"
        == "06 08:30 16:30"
    )
    assert (f"{second.left_at.astimezone(AT.tzinfo):%d %H:%M}", second.back_at) == ("07 08:00", None)


def test_a_return_that_stands_before_the_departure_is_refused_with_the_next_day_as_a_way(house):
    report = bring(house, "trips", HEADS, row("2025-05-06", "22:30", "1:20"))
    [problem] = report.problems
    assert (problem.rule, report.taken) == ("back_before_it_left", False)
    assert "第二天才回场的" in problem.do
    assert bring(house, "trips", HEADS, row("2025-05-06", "22:30", "次日1:20")).taken


def test_a_book_without_hours_is_refused_row_by_row_and_says_so(house):
    report = bring(house, "trips", HEADS[:-2], row("2025-05-06", "", "")[:-2])
    [problem] = report.problems
    assert (problem.rule, Trip.objects.count()) == ("hour_missing", 0)
    assert "没有写钟点" in problem.says


# --- empty sheets


def test_an_empty_sheet_and_one_of_headings_alone_say_so(house):
    assert [each.says for each in bring(house, "trips", ["", ""]).problems] == ["表格是空的，没有任何内容。"]
    only = [each.says for each in bring(house, "trips", ["2025年用车"], HEADS).problems]
    assert only == ["只有表头（第 2 行），表头下面没有数据。"]


def test_a_column_without_a_single_value_is_to_be_filled_in_and_not_renamed(house):
    blank = [*row("2025-05-06", "8:30", "9:30")]
    blank[1] = ""
    report = bring(house, "trips", HEADS, blank)
    assert told(report) == [("required", "error")]
    assert "改" not in report.problems[0].do
