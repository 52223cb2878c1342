"""What was put into a vehicle beside its trips, where these are kept: the day, the odometer, the way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from driven import CAR, ELECTRIC, FIRST, found, take_back, trip, with_vehicles
from jieyue.store.findings.models import Finding

pytestmark = pytest.mark.django_db
OWN, PUBLIC = "本单位充电桩", "社会充电站"


@pytest.fixture
def house(house):
    return house.begun(with_vehicles)


def filled(day: str, litres: object, km: object = "") -> dict[str, str]:
    about = {"organisation": "A", "vehicle": CAR, "refuelled_on": f"2025-05-{day}"}
    return {**about, "litres": str(litres), "odometer_km": str(km)}


def charged(day: str, kwh: object, km: object = "", place: str = PUBLIC) -> dict[str, str]:
    about = {"organisation": "A", "vehicle": ELECTRIC, "charged_on": f"2025-05-{day}", "place": place}
    return {**about, "kwh": str(kwh), "odometer_km": str(km)}


AROUND = [FIRST, trip("13 08:30", "13 17:30", 12300, 12500)]
"""Of a unit that keeps its trips: one on the 6th, one on the 13th, and 150 km between them that nobody wrote down."""
ON_THE_DAY = trip("10 08:30", "10 17:30", 12150, 12300)


@pytest.mark.parametrize(
    ("day", "litres", "rules"),
    [
        ("10", 40, ["refuelled_without_trip"]),
        ("10", 0, []),  # somebody read the odometer
        ("06", 40, []),
        ("05", 40, []),  # nobody knows of a trip before
        ("14", 40, []),  # nor of one after
    ],
)
def test_who_refuels_on_a_day_on_which_nobody_drove_is_asked_where_trips_are_kept(house, day, litres, rules):
    house.have("trips", AROUND)
    told = house.have("refuellings", [filled(day, litres)]).problems
    assert [each.rule for each in told] == rules
    assert found("refuellings") == [(rule, day) for rule in rules]


def test_a_use_of_several_days_is_one_of_each_of_them(house):
    house.have("trips", [*AROUND, trip("08 08:30", "11 17:30")])
    house.have("refuellings", [filled("10", 40)])
    assert found("refuellings") == []


def test_trips_that_end_a_month_before_say_nothing_of_a_refuelling(house):
    early = {**FIRST, "left_at": "2025-04-08 08:30", "back_at": "2025-04-08 17:30"}
    house.have("trips", [early, trip("13 08:30", "13 17:30", 12150, 12300)])
    house.have("refuellings", [filled("10", 40)])
    assert found("refuellings") == []
    house.have("refuellings", [filled("09", 40)])
    assert found("refuellings") == [("refuelled_without_trip", "09")]


def test_trips_that_are_written_down_later_find_a_refuelling_and_the_missing_one_closes_it(house):
    house.have("refuellings", [filled("10", 40)])
    assert found("refuellings") == []
    house.have("trips", [FIRST])
    assert found("refuellings") == []
    house.have("trips", AROUND)
    told = [("refuelled_without_trip", "10")]
    assert found("refuellings") == told
    house.have("trips", [ON_THE_DAY])
    assert found("refuellings") == []
    take_back(house)
    assert found("refuellings") == told


def test_a_use_that_is_withdrawn_leaves_the_refuelling_of_its_day_without_one(house):
    house.have("trips", [*AROUND, ON_THE_DAY])
    house.have("refuellings", [filled("10", 40)])
    assert found("refuellings") == []
    house.have("trips", [{**ON_THE_DAY, "withdrawn": "是"}], reason="没有出车")
    assert found("refuellings") == [("refuelled_without_trip", "10")]
    house.have("trips", [{**AROUND[1], "withdrawn": "是"}], reason="没有出车")
    assert found("refuellings") == []


def test_a_use_that_is_moved_to_another_day_leaves_the_refuelling_of_its_day_without_one(house):
    long = trip("09 08:30", "10 17:30")
    house.have("trips", [*AROUND, long])
    house.have("refuellings", [filled("10", 40)])
    house.have("trips", [{**long, "back_at": "2025-05-09 17:30"}], reason="当天就回来了")
    assert found("refuellings") == [("refuelled_without_trip", "10")]


@pytest.mark.parametrize(("place", "told"), [(PUBLIC, ["charged_without_trip"]), (OWN, []), ("", [])])
def test_a_vehicle_is_charged_at_the_own_pile_while_nobody_drives_it(house, place, told):
    trips = [trip("06 08:30", "06 17:30", 100, 150, ELECTRIC), trip("13 08:30", "13 17:30", 150, 200, ELECTRIC)]
    house.have("trips", trips)
    house.have("chargings", [charged("10", 20, place=place)])
    assert [rule for rule, _ in found("chargings")] == told


@pytest.mark.parametrize(
    ("km", "rules"),
    [(12140, []), (12139, ["odometer_off_trips"]), (12310, []), (12311, ["odometer_off_trips"])],
)
def test_the_odometer_at_a_refuelling_is_one_that_the_trips_of_the_day_show(house, km, rules):
    house.have("trips", [*AROUND, ON_THE_DAY])
    house.have("refuellings", [filled("10", 40, km)])
    assert [rule for rule, _ in found("refuellings")] == rules


def test_a_day_of_which_one_trip_was_not_read_says_nothing_of_the_odometer(house):
    house.have("trips", [ON_THE_DAY, trip("10 18:00", "10 20:00", "", "")])
    house.have("refuellings", [filled("10", 40, 12400)])
    assert found("refuellings") == []


WAY = [
    trip("05 08:30", "05 17:30", 11900, 12000),
    trip("06 08:30", "06 17:30", 12000, 12100),
    trip("08 08:30", "08 17:30", 12100, 12300),
    trip("10 08:30", "10 17:30", 12300, 12400),
    trip("12 08:30", "12 17:30", 12400, 12450),
]
"""200 km from the 6th to the 10th but for these days, 400 with all that was driven on them."""


@pytest.mark.parametrize(
    ("since", "until", "rules"),
    [
        (12050, 12400, []),
        (12100, 12300, []),
        (12140, 12294, ["way_unlike_trips"]),  # 154, of which a tenth more and 30 are below 200
        (12140, 12295, []),
        (11990, 12410, []),
    ],
)
def test_the_way_between_two_readings_is_that_of_the_trips_between_them(house, since, until, rules):
    house.have("trips", WAY)
    house.have("refuellings", [filled("06", 40, since), filled("10", 40, until)])
    assert [rule for rule, _ in found("refuellings") if rule == "way_unlike_trips"] == rules


def test_a_way_that_no_trip_tells_is_found_and_closed_by_the_trip_that_was_left_out(house):
    missing = WAY[2]
    house.have("refuellings", [filled("06", 40, 12050), filled("10", 40, 12350)])
    house.have("trips", [each for each in WAY if each is not missing])
    assert found("refuellings") == [("way_unlike_trips", "10")]
    assert "多走 300 km，用车记录连同首尾两天合计只有 200 km" in Finding.objects.get(rule="way_unlike_trips").says
    house.have("trips", [missing])
    assert found("refuellings") == []
    house.have("trips", [{**missing, "withdrawn": "是"}], reason="没有出车")
    assert found("refuellings") == [("way_unlike_trips", "10")]


def test_a_way_over_which_trips_are_not_kept_is_not_compared(house):
    house.have("trips", WAY[1:2])
    house.have("refuellings", [filled("06", 0, 12050), filled("10", 0, 12500)])
    house.have("trips", WAY[:1])  # kept before, and not yet after
    assert found("refuellings") == []
    house.have("trips", WAY[4:])
    assert found("refuellings") == [("way_unlike_trips", "10")]


def test_an_odometer_that_went_back_is_told_and_no_way_for_its_sake(house):
    house.have("trips", WAY)
    house.have("refuellings", [filled("05", 30, 12000), filled("06", 40, 1205), filled("10", 40, 12350)])
    rules = {rule for rule, _ in found("refuellings")}
    assert "odometer_went_back" in rules
    assert "way_unlike_trips" not in rules


def test_the_way_of_what_is_charged_is_held_against_its_trips_too(house):
    house.have("trips", [{**each, "vehicle": ELECTRIC} for each in WAY if each is not WAY[2]])
    house.have("chargings", [charged("06", 30, 12050), charged("10", 30, 12350, OWN)])
    assert found("chargings") == [("way_unlike_trips", "10")]
    house.have("trips", [{**WAY[2], "vehicle": ELECTRIC}])
    assert found("chargings") == []


# --- how much is asked of the database


def asked(house, kind: str, rows: list[dict[str, str]]) -> int:
    with CaptureQueriesContext(connection) as questions:
        house.have(kind, rows)
    return len(questions)


def test_no_more_is_asked_for_many_trips_than_for_one(house):
    house.have("refuellings", [filled(day, 0) for day in ("05", "07", "09", "15")])
    house.have("trips", [trip("06 08:30", "06 17:30")])
    one = asked(house, "trips", [trip("10 08:30", "10 17:30")])
    three = asked(house, "trips", [trip(f"{day} 08:30", f"{day} 17:30") for day in (11, 12, 13)])
    assert three == one


def test_no_more_is_asked_for_many_refuellings_than_for_one(house):
    house.have("trips", AROUND)
    house.have("refuellings", [filled("07", 0)])
    one = asked(house, "refuellings", [filled("08", 0)])
    three = asked(house, "refuellings", [filled(day, 0) for day in ("09", "10", "11")])
    assert three == one
