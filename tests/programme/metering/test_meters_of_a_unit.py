"""A unit's meters by month: raw readings as they come, use worked out when it is asked for."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.metering.queries import metering
from jieyue.rules.refusal import NotThere
from jieyue.store.ledgers.readings.models import Reading
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


def asked(username: str = "wang"):
    return metering(organisation="A", year=2025, person=person_named(username, on=TODAY), today=TODAY)


def test_main_and_sub_stand_in_their_tree_with_what_neither_measured(house):
    house.have("meters", [MAIN])
    house.have("meters", [SUB])
    house.have("readings", [read("D-1", "2025-01-01", "9990"), read("D-1", "2025-02-01", "10")])
    house.have("readings", [read("D-2", "2025-02-01", "300"), read("D-2", "2025-01-01", "0")])
    main, sub = asked().meters
    assert (main.number, main.depth, sub.number, sub.depth) == ("D-1", 0, "D-2", 1)
    assert (main.months[0], sub.months[0], main.rest[0]) == (Decimal(800), Decimal(300), Decimal(500))
    assert main.months[1] is None


def test_a_reading_typed_twice_is_one_and_another_value_of_the_moment_is_a_correction_with_a_reason(house):
    house.have("meters", [MAIN])
    house.have("readings", [read("D-1", "2025-01-01", "100")])
    assert house.have("readings", [read("D-1", "2025-01-01", "100")]).unchanged == 1
    assert [each.rule for each in house.bring("readings", [read("D-1", "2025-01-01", "101")]).problems] == [
        "reason_needed"
    ]
    assert Reading.objects.get().shown == 100


def test_a_meter_that_replaces_another_goes_on_from_where_that_ended(house):
    house.have("meters", [{**MAIN, "removed_on": "2025-02-01", "last_shown": "150"}])
    house.have(
        "meters", [{**MAIN, "number": "D-9", "replaces": "D-1", "installed_on": "2025-02-01", "first_shown": "7"}]
    )
    house.have("readings", [read("D-1", "2025-01-01", "100"), read("D-9", "2025-03-01", "17")])
    old, new = asked().meters
    assert old.months[:3] == [Decimal(2000), None, None]
    assert new.months[:3] == [None, Decimal(400), None]


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
    assert [each.verification for each in asked().meters] == ["past", "soon", ""]
