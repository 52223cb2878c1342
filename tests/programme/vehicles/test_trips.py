"""Each use of a vehicle is written down: one after the other, approved of before, and summed by its month."""

from decimal import Decimal

import pytest

from driven import AFTER, CAR, ELECTRIC, FIRST, OF_CAR, found, take_back, trip, with_vehicles
from jieyue.programme.ledgers.summary import summary
from jieyue.rules.period import Period
from jieyue.store.findings.models import Finding
from jieyue.store.warehouse.refreshing import up_to_date
from offices import person_named

pytestmark = pytest.mark.django_db
SEALED = {"organisation": "A", "vehicle": CAR, "sealed_on": "2025-04-30", "occasion": "劳动节", "place": "车库"}


@pytest.fixture
def house(house):
    return house.begun(with_vehicles)


# --- a use beside the one before it


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (trip("07 09:00", "07 11:00", 12150, 12200), []),
        (trip("06 17:30", "06 19:00", 12150, 12200), []),  # it leaves again as it is back
        (trip("06 17:29", "06 19:00", 12150, 12200), ["trip_overlaps"]),
        (trip("07 09:00", "07 11:00", 12149, 12200), ["trip_odometer_back"]),
        (trip("07 09:00", "07 11:00", 12170, 12200), []),
        (trip("07 09:00", "07 11:00", 12171, 12200), ["way_between_trips"]),
        (trip("07 09:00", "07 11:00", 12150, 12150), ["trip_stood_still"]),
        (trip("07 09:00", "07 11:00", distance_km="0"), ["trip_stood_still"]),
        (trip("07 09:00", "07 11:00", distance_km="50"), []),
        (trip("07 09:00", "", 12150), []),  # it is still out
        (trip("07 09:00", "07 23:00", 12150, 13150), []),
        (trip("07 09:00", "07 23:00", 12150, 13151), ["trip_too_far"]),
        (trip("07 09:00", "08 23:00", 12150, 13151), []),
        (trip("07 09:00", "07 11:00", 12150, 12200, approved_by="", approved_on=""), ["trip_unapproved"]),
        (trip("07 09:00", "07 11:00", 12150, 12200, approved_on=""), []),
        (trip("07 09:00", "07 11:00", 12150, 12200, approved_on="2025-05-07"), []),
        (trip("07 00:30", "07 11:00", 12150, 12200, approved_on="2025-05-07"), []),  # the day before in Greenwich
        (trip("07 09:00", "07 11:00", 12150, 12200, approved_on="2025-05-08"), ["trip_approved_late"]),
        (trip("07 09:00", "07 11:00", 100, 150, ELECTRIC), []),
    ],
)
def test_a_use_is_held_against_the_one_before_and_against_its_approval(house, row, rules):
    house.have("trips", [FIRST])
    report = house.have("trips", [row])
    assert [each.rule for each in report.problems] == rules
    assert [rule for rule, _ in found()] == rules
    for finding in Finding.objects.all():
        assert f"{CAR} 2025-05-0" in finding.says
        assert "请" in finding.do


def test_who_says_that_a_car_left_before_it_was_back_is_told_both_times(house):
    house.have("trips", [FIRST, trip("06 16:00", "06 18:00", 12150, 12200)])
    (told,) = Finding.objects.all()
    assert "2025-05-06 16:00 出车，2025-05-06 08:30 出车的那一次 2025-05-06 17:30 才回场" in told.says


def test_a_return_that_was_never_written_is_asked_for_when_the_car_leaves_again(house):
    house.have("trips", [trip("06 08:30", "", 12000), trip("07 09:00", "07 11:00", 12150, 12200)])
    assert found() == [("trip_without_return", "07")]
    house.have("trips", [FIRST], reason="补填回场")
    assert found() == []


def test_a_use_whose_odometer_nobody_read_is_no_way_that_nobody_wrote_down(house):
    between = trip("07 09:00", "07 11:00", distance_km="80")
    after = trip("08 09:00", "08 11:00", 12235, 12300)
    house.have("trips", [FIRST, between, after])
    assert found() == []
    house.have("trips", [{**between, "distance_km": "30"}], reason="抄错")
    assert found() == [("way_between_trips", "08")]
    house.have("trips", [{**between, "distance_km": ""}], reason="不知道")
    assert found() == []


def test_what_hangs_on_the_use_before_closes_with_either_of_both(house):
    house.have("trips", [FIRST, trip("07 09:00", "07 11:00", 12100, 12200)])
    assert found() == [("trip_odometer_back", "07")]
    house.have("trips", [trip("06 08:30", "06 17:30", 12000, 12100)], reason="抄错")
    assert found() == []
    take_back(house)
    assert found() == [("trip_odometer_back", "07")]
    house.have("trips", [trip("07 09:00", "07 11:00", 12150, 12200)], reason="抄错")
    assert found() == []


def test_a_use_that_was_left_out_is_added_between_two_others(house):
    house.have("trips", [FIRST, trip("09 09:00", "09 11:00", 12250, 12300)])
    assert found() == [("way_between_trips", "09")]
    house.have("trips", [trip("08 09:00", "08 12:00", 12150, 12250)])
    assert found() == []
    house.have("trips", [{**trip("08 09:00", "08 12:00", 12150, 12250), "withdrawn": "是"}], reason="没有出车")
    assert found() == [("way_between_trips", "09")]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (trip("07 09:00", "07 08:59"), "back_before_it_left"),
        (trip("07 09:00", "07 11:00", 12150, 12149), "odometer_below_out"),
        (trip("07 09:00", "07 11:00", 12150, 12200, distance_km="51"), "distance_unlike_odometers"),
    ],
)
def test_what_cannot_be_of_a_use_is_refused(house, row, rule):
    assert house.refused("trips", [row]) == [(2, rule)]


def test_the_way_may_be_written_beside_the_odometers_where_it_is_the_same(house):
    house.have("trips", [trip("07 09:00", "07 11:00", 12150, 12200, distance_km="50")])
    assert found() == []


# --- a vehicle that is locked away, or no more in use


@pytest.mark.parametrize(
    ("left", "back", "more", "is_told"),
    [
        ("02 09:00", "02 11:00", {}, True),
        ("05 09:00", "06 11:00", {}, True),
        ("06 07:00", "06 11:00", {}, False),  # it is taken out that day
        ("02 09:00", "02 11:00", {"on_duty": "是"}, False),
        ("02 09:00", "02 11:00", {"vehicle": ELECTRIC}, False),
        ("20 09:00", "20 11:00", {"unsealed_on": ""}, True),
    ],
)
def test_who_uses_a_vehicle_that_is_locked_away_is_asked(house, left, back, more, is_told):
    house.have("sealings", [{**SEALED, "unsealed_on": "2025-05-06", **more}])
    told = house.have("trips", [trip(left, back)]).problems
    assert [each.rule for each in told] == ["trip_while_sealed"] * is_told
    assert [rule for rule, _ in found()] == ["trip_while_sealed"] * is_told


@pytest.mark.parametrize(
    ("left", "back", "told"),
    [
        ("2025-04-28 09:00", "2025-04-30 23:00", []),
        ("2025-04-28 09:00", "2025-05-01 01:00", [("trip_while_sealed", "28")]),
        ("2025-05-05 23:00", "2025-05-09 11:00", [("trip_while_sealed", "05")]),
        ("2025-05-06 00:10", "2025-05-09 11:00", []),
        ("2025-04-28 09:00", "", []),  # nobody knows when it was back
    ],
)
def test_a_sealing_that_is_written_down_later_finds_the_trip_that_was_under_way(house, left, back, told):
    house.have("trips", [{**FIRST, "left_at": left, "back_at": back}])
    house.have("sealings", [{**SEALED, "unsealed_on": "2025-05-06"}])
    assert found() == told


def test_a_sealing_that_is_written_down_later_finds_who_drove_meanwhile_and_closes_as_it_is_put_right(house):
    house.have("trips", [trip("02 09:00", "02 11:00")])
    house.have("sealings", [{**SEALED, "unsealed_on": "2025-05-06"}])
    assert found() == [("trip_while_sealed", "02")]
    house.have("sealings", [{**SEALED, "unsealed_on": "2025-05-02"}], reason="早就启封了")
    assert found() == []


def test_a_vehicle_that_is_no_more_in_use_has_not_left_until_its_register_is_put_right(house):
    house.have("vehicles", [{**OF_CAR, "used_until": "2025-05-06"}], reason="停用")
    house.have("trips", [trip("05 09:00", "06 11:00")])
    assert found() == [("trip_not_in_use", "05")]
    house.have("vehicles", [{**OF_CAR, "used_until": "2025-05-07"}], reason="停用日期写错")
    assert found() == []


# --- sums


def measured(period: str = "2025-05") -> dict[str, Decimal | None]:
    told = summary("trips", person=person_named("wang", on=AFTER), code="A", period=Period.parse(period), today=AFTER)
    return {column.key[0]: figure.now for column, figure in zip(told.columns, told.whole.figures, strict=True)}


def test_trips_and_their_way_are_summed_by_the_month_in_which_they_left(house):
    house.have("trips", [FIRST, trip("07 09:00", "07 11:00", distance_km="50"), trip("31 23:00", "31 23:30")])
    up_to_date()
    assert measured() == {"trips": 3, "trips_km": 200}
    house.have("trips", [trip("06 08:30", "06 17:30", 12000, 12100)], reason="抄错")
    assert measured() == {"trips": 3, "trips_km": 150}
