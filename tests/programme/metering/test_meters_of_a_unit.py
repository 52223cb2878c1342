"""A unit's meters by month: raw readings as they come, use worked out when it is asked for."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.completeness.queries import State
from jieyue.programme.ledgers.missing import missing_by_subject
from jieyue.programme.metering.queries import metering
from jieyue.rules.refusal import NotThere
from jieyue.store.ledgers.readings.models import Reading
from jieyue.store.ledgers.readings.series import midnight, shown_of
from jieyue.store.registers.meters.models import Meter
from offices import open_office, person_named

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 15)
MAIN = {"organisation": "A", "number": "D-1", "resource": "电", "multiplier": "40", "digits": "4"}
SUB = {**MAIN, "number": "D-2", "multiplier": "1", "digits": "6", "main": "D-1", "occupant": "办公室"}


@pytest.fixture
def house(house):
    return open_office(house).house


def read(meter: str, day: str, shown: str) -> dict[str, str]:
    return {"organisation": "A", "meter": meter, "read_at": f"{day} 00:00", "shown": shown}


def rules(told) -> set[str]:
    return {each.rule for each in told.problems}


def asked(username: str = "wang"):
    return metering(organisation="A", year=2025, person=person_named(username, on=TODAY), today=TODAY)


def test_main_and_sub_stand_in_their_tree_with_what_neither_measured(house):
    house.have("meters", [MAIN])
    house.have("meters", [SUB])
    house.have("readings", [read("D-1", "2025-01-01", "9990"), read("D-1", "2025-02-01", "10")])
    house.have("readings", [read("D-2", "2025-02-01", "300"), read("D-2", "2025-01-01", "0")])
    main, sub = asked().meters
    assert (main.number, main.depth, sub.number, sub.depth) == ("D-1", 0, "D-2", 1)
    assert (main.months[0].quantity, sub.months[0].quantity, main.rest[0].quantity) == (800, 300, 500)
    assert main.months[1] is None


def test_a_reading_typed_twice_is_one_and_another_value_of_the_moment_is_a_correction_with_a_reason(house):
    house.have("meters", [MAIN])
    house.have("readings", [read("D-1", "2025-01-01", "100")])
    assert house.have("readings", [read("D-1", "2025-01-01", "100")]).unchanged == 1
    assert [each.rule for each in house.bring("readings", [read("D-1", "2025-01-01", "101")]).problems] == [
        "reason_needed"
    ]
    assert Reading.objects.get().shown == 100


OLD = {**MAIN, "installed_on": "2025-01-01", "first_shown": "100", "removed_on": "2025-02-11", "last_shown": "150"}
NEW = {**MAIN, "number": "D-9", "replaces": "D-1", "installed_on": "2025-02-11", "first_shown": "7"}


def quantities(months) -> list[Decimal | None]:
    return [each and each.quantity for each in months]


def test_a_replacement_is_one_place_the_old_use_and_the_new_together_and_its_sub_meters_go_on(house):
    house.have("meters", [OLD])
    house.have("meters", [NEW, SUB])
    house.have("readings", [read("D-1", "2025-02-01", "130"), read("D-9", "2025-03-01", "17")])
    house.have("readings", [read("D-2", "2025-01-01", "0"), read("D-2", "2025-03-01", "590")])
    place, sub = asked().meters
    assert (place.number, sub.depth) == ("D-9", 1)
    assert quantities(place.months)[:3] == [Decimal(1200), Decimal(1200), None]
    assert [(each.number, quantities(each.months)[:3]) for each in place.parts] == [
        ("D-1", [1200, 800, None]),
        ("D-9", [None, 400, None]),
    ]
    assert all(month.is_whole for month in place.months[:2])
    assert [each.quantity for each in place.rest[:2]] == [1200 - 310, 1200 - 280]


def test_a_reading_at_the_midnight_of_the_change_counts_once_and_another_value_is_told(house):
    house.have("meters", [OLD])
    assert house.have("readings", [read("D-1", "2025-01-01", "100")]).problems == []
    told = house.have("readings", [read("D-1", "2025-02-11", "155")])
    assert [(each.rule, each.severity) for each in told.problems] == [("differs_from_register", "warning")]
    (meter,) = asked().meters
    assert meter.total.quantity == 55 * 40


def test_a_reading_after_a_meter_was_taken_out_is_told_and_counts_nothing(house):
    house.have("meters", [OLD])
    told = house.have("readings", [read("D-1", "2025-02-20", "160")])
    assert [each.rule for each in told.problems] == ["outside_its_time"]
    assert asked().meters[0].total.quantity == 50 * 40


def test_a_silent_sub_meter_leaves_what_is_not_sub_metered_unknown(house):
    house.have("meters", [MAIN])
    house.have("meters", [SUB, {**SUB, "number": "D-3"}])
    house.have("readings", [read("D-1", "2025-01-01", "0"), read("D-1", "2025-02-01", "10")])
    house.have("readings", [read("D-2", "2025-01-01", "0"), read("D-2", "2025-01-20", "300")])
    main, part, _ = asked().meters
    assert (main.rest[0].quantity, main.rest[0].silent) == (None, ("D-2", "D-3"))
    assert (part.months[0].days_known, part.months[0].is_whole) == (19, False)
    assert (part.total.days_known, part.total.is_whole) == (19, False)


def test_a_year_reads_the_year_and_the_readings_on_either_side_of_it(house):
    house.have("meters", [MAIN])
    days = [f"{year}-{month:02}-15" for year in (2023, 2024, 2025) for month in range(1, 13)]
    house.have("readings", [read("D-1", day, str(n * 10)) for n, day in enumerate(days)])
    meters = list(Meter.objects.all())
    shown = shown_of(meters, since=midnight(date(2024, 1, 1)), until=midnight(date(2025, 1, 1)))[meters[0].pk]
    assert [str(each.at.date()) for each in shown] == ["2023-12-15", *days[12:24], "2025-01-15"]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([{**MAIN, "main": "D-2"}], "meters_in_a_circle"),
        ([{**MAIN, "main": "D-1"}], "meters_in_a_circle"),
        ([{**SUB, "main": "W-1"}], "meters_of_two_kinds"),
        ([{**MAIN, "resource": "水"}], "meters_of_two_kinds"),
        ([{**MAIN, "number": "D-7", "replaces": "W-1"}], "meters_of_two_kinds"),
        ([{**MAIN, "number": f"D-{n}", "replaces": "D-2"} for n in (7, 8)], "meter_replaced_twice"),
        ([{**MAIN, "installed_on": "2025-02-01", "removed_on": "2025-01-01"}], "removed_before_installed"),
        ([{**MAIN, "number": "W-2", "resource": "水", "rated_power_kw": "20"}], "power_without_electricity"),
        ([{**MAIN, "rated_power_kw": "0"}], "no_power"),
    ],
)
def test_meters_that_cannot_stand_beside_one_another_are_refused(house, rows, rule):
    house.have("meters", [MAIN, {**MAIN, "number": "W-1", "resource": "水"}])
    house.have("meters", [SUB])
    told = house.bring("meters", rows, reason="更正")
    assert {each.rule for each in told.problems if each.severity == "error"} == {rule}
    assert not told.taken


def test_a_circle_that_is_kept_already_is_shown_and_marked(house):
    house.have("meters", [MAIN])
    house.have("meters", [SUB])
    Meter.objects.filter(number="D-1").update(main=Meter.objects.get(number="D-2"))
    assert [(each.number, each.is_adrift) for each in asked().meters] == [("D-1", True), ("D-2", True)]


def test_a_roll_over_is_told_and_one_that_looks_like_a_slip_of_the_pen_is_doubted(house):
    house.have("meters", [MAIN])
    house.have("readings", [read("D-1", "2025-01-01", "9000"), read("D-1", "2025-02-01", "9900")])
    assert rules(house.have("readings", [read("D-1", "2025-03-01", "200")])) == {"rolled_over"}
    house.have("readings", [read("D-1", "2025-04-01", "6000")])
    assert rules(house.have("readings", [read("D-1", "2025-05-01", "610")])) == {"doubtful_roll_over"}
    assert asked().meters[0].rolled_over == 2


def test_a_late_reading_is_told_of_beside_the_one_after_it(house):
    house.have("meters", [MAIN])
    house.have("readings", [read("D-1", "2025-01-01", "100"), read("D-1", "2025-02-10", "200")])
    assert rules(house.have("readings", [read("D-1", "2025-01-20", "2000")])) == {"went_backwards"}


def test_estimated_use_is_marked_wherever_it_shows(house):
    house.have("meters", [MAIN])
    house.have("meters", [SUB])
    for meter in ("D-1", "D-2"):
        house.have("readings", [read(meter, "2025-01-01", "0"), read(meter, "2025-02-01", "9")])
    house.have("readings", [{**read("D-2", "2025-03-01", "20"), "is_estimated": "是"}, read("D-1", "2025-03-01", "20")])
    main, sub = asked().meters
    assert [each.is_estimated for each in sub.months[:2]] == [False, True]
    assert (sub.total.is_estimated, sub.last_is_estimated, main.total.is_estimated) == (True, True, False)
    assert [each.is_estimated for each in main.rest[:2]] == [False, True]


def test_odd_readings_are_told_and_kept(house):
    house.have("meters", [MAIN])
    rows = [read("D-1", "2025-01-01", "5000"), read("D-1", "2025-02-01", "4000"), read("D-1", "2025-07-01", "10001")]
    told = house.bring("readings", rows)
    assert {each.rule for each in told.problems} == {"went_backwards", "beyond_the_dial", "silent_too_long"}
    assert {each.severity for each in told.problems} == {"warning"}
    assert Reading.objects.count() == 3


def test_a_reading_of_a_meter_that_nobody_registered_is_refused(house):
    assert [each.rule for each in house.bring("readings", [read("D-7", "2025-01-01", "1")]).problems] == [
        "not_registered"
    ]


def test_the_meters_of_another_county_are_not_there(house):
    house.have("meters", [MAIN])
    with pytest.raises(NotThere):
        asked("zhao")


def test_a_verification_that_has_run_out_is_told(house):
    for number, until in (("1", "2025-12-31"), ("2", "2026-02-15"), ("3", "2026-12-31")):
        house.have("meters", [{**MAIN, "number": number, "verified_until": until}])
    assert [each.verification for each in asked().meters] == ["past", "soon", "valid"]


def test_a_meter_that_was_taken_out_is_not_missed_any_more(house):
    house.have("meters", [{**OLD, "removed_on": "2025-03-11"}])
    house.have("readings", [read("D-1", "2025-01-15", "110")])
    person = person_named("wang", on=TODAY)
    (meter,) = missing_by_subject("readings", person=person, code="A", year=2025, today=TODAY)
    assert [cell.month for cell in meter.cells if cell.state is State.MISSING] == [date(2025, 2, 1)]
