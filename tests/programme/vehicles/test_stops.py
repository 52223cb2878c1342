"""Where vehicles stood, as a platform exports it, and where the stations lie at which they are filled."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from driven import AT, CAR, ELECTRIC, found, take_back, trip, with_vehicles
from jieyue.programme.entry.operations import EnteredRow, enter_rows
from jieyue.store.findings.models import Finding
from jieyue.store.registers.filling_stations.models import FillingStation
from jieyue.store.registers.stops.models import Stop

pytestmark = pytest.mark.django_db
YARD, STATION = ("108.946500", "34.264600"), "城东加油站"
AT_STATION = ("109.021300", "34.272500")
NEAR, BEYOND = ("109.021300", "34.281400"), ("109.021300", "34.281600")
"""990 and 1,012 m to the north of the station; the yard is 6.9 km from it."""


@pytest.fixture
def house(house):
    return house.begun(with_vehicles)


def stop(arrived: str, left: str, at: tuple[str, str] = YARD, vehicle: str = CAR, **more: str) -> dict[str, str]:
    """Times of May, as `06 08:30`."""
    left_at = f"2025-05-{left}" if left else ""
    about = {"organisation": "A", "vehicle": vehicle, "arrived_at": f"2025-05-{arrived}", "left_at": left_at}
    return {**about, "longitude": at[0], "latitude": at[1], **more}


def station(name: str = STATION, at: tuple[str, str] = AT_STATION) -> dict[str, str]:
    return {"organisation": "A", "name": name, "longitude": at[0], "latitude": at[1]}


# --- what is taken in


def test_a_stop_is_kept_to_the_second_and_a_place_to_six_decimals_of_a_degree(house):
    house.have("stops", [stop("06 08:30:15", "06 09:10:59", ("108.94653212345678", "34.26120049"))])
    kept = Stop.objects.get()
    assert (kept.longitude, kept.latitude) == (Decimal("108.946532"), Decimal("34.261200"))
    assert (kept.left_at - kept.arrived_at).total_seconds() == 40 * 60 + 44


def test_the_same_stop_in_the_next_export_is_the_same_row_and_gets_its_end(house):
    house.have("stops", [stop("06 17:30", "")])
    house.have("stops", [stop("06 17:30", "07 08:30")], reason="平台再次导出")
    assert Stop.objects.get().left_at is not None


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"left_at": "2025-05-06 08:29:59"}, ["left_before_it_arrived"]),
        ({"left_at": "2025-05-06 08:30"}, []),
        ({"longitude": "", "latitude": ""}, ["stop_without_place"]),
        ({"longitude": "", "latitude": "", "place": "市政务中心"}, []),
        ({"latitude": "", "place": "市政务中心"}, ["half_of_a_place"]),
        ({"longitude": ""}, ["half_of_a_place"]),
        ({"longitude": "34.2646", "latitude": "108.9465"}, ["degrees_swapped"]),
        ({"longitude": "136", "latitude": "54"}, []),
        ({"longitude": "136.000001"}, ["degrees_abroad"]),
        ({"latitude": "2.999999"}, ["degrees_abroad"]),
        ({"longitude": "0", "latitude": "0"}, ["degrees_abroad"]),  # what a receiver tells that saw no satellite
    ],
)
def test_what_cannot_be_of_a_stop_is_refused(house, change, rules):
    row = {**stop("06 08:30", "06 09:10"), **change}
    if rules:
        assert house.refused("stops", [row]) == [(2, rule) for rule in rules]
    else:
        house.have("stops", [row])


def test_coordinates_that_were_exchanged_are_told_as_such(house):
    (told,) = house.bring("filling_stations", [station(at=("34.2646", "108.9465"))]).problems
    assert "经度和纬度是否填反了" in told.says
    assert "对调" in told.do


def test_a_station_is_known_once_in_a_unit_by_its_name(house):
    house.have("filling_stations", [station()])
    house.have("filling_stations", [station(at=("108.95", "34.27"))], reason="更正")
    assert FillingStation.objects.get().coordinates == (108.95, 34.27)
    assert house.refused("filling_stations", [station("城南加油站", ("108.95", ""))]) == [(2, "required")]
    assert house.refused("filling_stations", [station("城南加油站", ("10.95", "34.27"))]) == [(2, "degrees_abroad")]


# --- a filling beside where its vehicle stood


def filled(day: str = "10", litres: object = 40, at: str = STATION, vehicle: str = CAR) -> dict[str, str]:
    about = {"organisation": "A", "vehicle": vehicle, "refuelled_on": f"2025-05-{day}"}
    return {**about, "litres": str(litres), "station": at}


def charged(day: str = "10", kwh: object = 20, at: str = STATION) -> dict[str, str]:
    about = {"organisation": "A", "vehicle": ELECTRIC, "charged_on": f"2025-05-{day}", "place": "社会充电站"}
    return {**about, "kwh": str(kwh), "station": at}


OFF = [("refuelled_off_track", "10")]
NIGHT = [stop("09 17:30", "10 08:30"), stop("10 17:30", "11 08:30")]
"""It stood in the yard over both nights."""


@pytest.mark.parametrize(
    ("stops", "fill", "is_told"),
    [
        ([*NIGHT, stop("10 10:00", "10 10:10", BEYOND)], filled(), True),
        ([*NIGHT, stop("10 10:00", "10 10:10", NEAR)], filled(), False),
        (NIGHT, filled(), True),
        (NIGHT, filled(litres=0), False),  # somebody read the odometer
        (NIGHT, filled(at="城南加油站"), False),  # nobody knows where that lies
        (NIGHT, filled(at=""), False),
        (NIGHT, filled(at=" 城东 加油站"), True),
        (NIGHT, filled("12"), False),  # nobody knows where it stood
        ([], filled(), False),
        ([stop("10 08:30", "10 17:30", ("", ""), place="市政务中心")], filled(), False),
        ([stop("09 08:30", "11 17:30", AT_STATION)], filled(), False),  # over the whole day
        ([stop("09 08:30", "", AT_STATION), stop("11 17:30", "12 08:30")], filled(), False),  # until it came elsewhere
        ([stop("09 08:30", "", AT_STATION)], filled(), False),
        ([stop("08 08:30", "", AT_STATION), stop("09 08:30", "11 17:30")], filled(), True),  # which it left before
        ([stop("10 10:00", "10 10:10", AT_STATION, ELECTRIC), *NIGHT], filled(), True),
    ],
)
def test_a_refuelling_at_a_station_near_which_the_vehicle_did_not_stand_that_day_is_told(house, stops, fill, is_told):
    house.have("filling_stations", [station()])
    if stops:
        house.have("stops", stops)
    told = house.have("refuellings", [fill]).problems
    assert [each.rule for each in told] == ["refuelled_off_track"] * is_told
    assert found("refuellings") == OFF * is_told


def test_who_is_told_learns_the_nearest_place_how_far_it_is_and_when_it_stood_there(house):
    house.have("filling_stations", [station()])
    house.have("stops", [*NIGHT, stop("10 10:00", "10 10:10", ("109.05", "34.2725"), place="东三环辅路")])
    house.have("refuellings", [filled()])
    told = Finding.objects.get()
    assert (
        "在城东加油站加油，当天停过的位置都不在那里，最近的是东三环辅路（2025-05-10 10:00 至 2025-05-10 10:10）"
        in told.says
    )
    assert "相距 2.6 km" in told.says
    assert "平台漏记停留的，请说明" in told.do


def test_a_charging_is_held_against_where_it_stood_where_it_names_the_station(house):
    house.have("filling_stations", [station()])
    house.have("stops", [stop("10 08:30", "10 17:30", vehicle=ELECTRIC)])
    house.have("chargings", [charged("10"), charged("10", at="") | {"receipt_number": "2"}])
    assert found("chargings") == [("charged_off_track", "10")]


@pytest.mark.parametrize("kind", ["refuellings", "chargings"])
def test_stops_that_are_brought_in_later_find_it_and_the_one_that_was_missing_closes_it(house, kind):
    vehicle, fill = (CAR, filled()) if kind == "refuellings" else (ELECTRIC, charged())
    off = [(fill_rule, "10") for fill_rule in [f"{'refuelled' if vehicle == CAR else 'charged'}_off_track"]]
    house.have("filling_stations", [station()])
    house.have(kind, [fill])
    assert found(kind) == []
    house.have("stops", [{**each, "vehicle": vehicle} for each in NIGHT])
    assert found(kind) == off
    there = stop("10 10:00", "10 10:10", AT_STATION, vehicle)
    house.have("stops", [there])
    assert found(kind) == []
    house.have("stops", [{**there, "longitude": "108.9"}], reason="更正")
    assert found(kind) == off
    take_back(house)
    assert found(kind) == []
    house.have("stops", [{**there, "withdrawn": "是"}], reason="导错了")
    assert found(kind) == off


def test_a_stop_that_is_moved_to_another_day_leaves_the_refuelling_without_one(house):
    house.have("filling_stations", [station()])
    there = stop("10 07:00", "11 08:30", AT_STATION)
    house.have("stops", [stop("09 17:30", "10 06:30"), there])
    house.have("refuellings", [filled("11")])
    assert found("refuellings") == []
    house.have("stops", [{**there, "left_at": "2025-05-10 08:30"}, stop("10 09:00", "12 08:30")], reason="更正")
    assert found("refuellings") == [("refuelled_off_track", "11")]


def test_a_stop_whose_plate_was_wrong_closes_it_at_the_one_and_raises_it_at_the_other(house):
    there = stop("10 10:00", "10 10:10", AT_STATION, ELECTRIC)
    house.have("filling_stations", [station()])
    house.have("stops", [*NIGHT, there, *({**each, "vehicle": ELECTRIC} for each in NIGHT)])
    house.have("refuellings", [filled()])
    house.have("chargings", [charged()])
    assert [found("refuellings"), found("chargings")] == [OFF, []]
    wrong = Stop.objects.get(vehicle__plate=ELECTRIC, arrived_at__hour=10)
    row = EnteredRow(1, {**there, "vehicle": CAR}, record=wrong.pk)
    enter_rows("stops", [row], by=house.person, at=AT, reason="号牌写错")
    assert [found("refuellings"), found("chargings")] == [[], [("charged_off_track", "10")]]


def test_a_station_that_is_put_right_closes_what_was_told_for_its_sake(house):
    house.have("filling_stations", [station()])
    house.have("stops", NIGHT)
    house.have("refuellings", [filled()])
    assert found("refuellings") == OFF
    house.have("filling_stations", [station(at=YARD)], reason="经纬度写错")
    assert found("refuellings") == []
    take_back(house)
    house.have("filling_stations", [{**station(), "withdrawn": "是"}], reason="登记错了")
    assert found("refuellings") == []


def test_a_station_that_is_written_down_later_raises_nothing_of_what_was_filled_before(house):
    house.have("stops", NIGHT)
    house.have("refuellings", [filled()])
    house.have("filling_stations", [station()])
    assert found("refuellings") == []
    house.have("refuellings", [filled(litres=41)], reason="抄错")
    assert found("refuellings") == OFF


def test_the_station_of_another_unit_says_nothing(house):
    house.have("filling_stations", [{**station(), "organisation": "B"}])
    house.have("stops", NIGHT)
    house.have("refuellings", [filled()])
    assert found("refuellings") == []


# --- a stop beside those before it


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (stop("06 09:10", "06 09:30"), []),
        (stop("06 09:09:59", "06 09:30"), ["stops_overlap"]),
        (stop("06 08:40", "06 08:50"), ["stops_overlap"]),
        (stop("06 08:40", "06 08:50", vehicle=ELECTRIC), []),
        (stop("05 08:40", ""), []),
    ],
)
def test_a_vehicle_does_not_stand_at_two_places_at_once(house, row, rules):
    house.have("stops", [stop("06 08:30", "06 09:10")])
    told = house.have("stops", [row]).problems
    assert [each.rule for each in told] == rules
    assert [rule for rule, _ in found("stops")] == rules


def test_what_overlaps_tells_both_times_and_closes_with_either_of_both(house):
    first, then = stop("06 08:30", "06 09:10"), stop("06 09:00", "06 09:30", place="市政务中心")
    house.have("stops", [first, then])
    says = Finding.objects.get().says
    assert "2025-05-06 09:00 到达市政务中心" in says
    assert "2025-05-06 08:30 到达经度 108.946500、纬度 34.264600 处的那一次 2025-05-06 09:10 才离开" in says
    house.have("stops", [{**first, "left_at": "2025-05-06 08:59"}], reason="更正")
    assert found("stops") == []
    take_back(house)
    assert found("stops") == [("stops_overlap", "06")]
    house.have("stops", [{**then, "withdrawn": "是"}], reason="登记了两行")
    assert found("stops") == []


def test_a_long_stop_overlaps_what_lies_within_it_though_another_ended_meanwhile(house):
    house.have("stops", [stop("06 08:30", "08 09:10"), stop("09 08:30", "09 09:10")])
    house.have("stops", [stop("06 10:00", "06 10:10"), stop("07 10:00", "07 10:10")])
    assert found("stops") == [("stops_overlap", "06"), ("stops_overlap", "07")]


# --- a vehicle that is locked away

SEALED = {"organisation": "A", "vehicle": CAR, "sealed_on": "2025-04-30", "unsealed_on": "2025-05-06"}
SEALED |= {"occasion": "劳动节", "place": "车库"}
HOME = {**stop("02 00:00", "02 10:00"), "arrived_at": "2025-04-30 18:00"}
"""It stands in the yard as it is locked away."""


@pytest.mark.parametrize(
    ("stops", "told"),
    [
        ([HOME, stop("02 11:00", "02 12:00", AT_STATION)], ["02"]),
        ([HOME, stop("02 11:00", "02 12:00", ("108.9465", "34.2736"))], ["02"]),  # 1,001 m
        ([HOME, stop("02 11:00", "02 12:00", ("108.9465", "34.2736"), ELECTRIC)], []),
        ([HOME, stop("02 11:00", "02 12:00", ("108.9465", "34.2735"))], []),  # 990 m
        ([HOME, stop("06 07:00", "06 08:00", AT_STATION)], []),  # it is taken out that day
        ([HOME, stop("02 11:00", "02 12:00", ("", ""), place="渭南市")], []),
        # once for a drive to two places and back, and once more for the next
        ([HOME, stop("02 11:00", "02 12:00", AT_STATION), stop("02 13:00", "02 14:00", BEYOND)], ["02"]),
        ([HOME, stop("02 11:00", "02 12:00", AT_STATION), stop("02 13:00", "04 09:00")], ["02"]),
        (
            [
                HOME,
                stop("02 11:00", "02 12:00", AT_STATION),
                stop("02 13:00", "04 09:00"),
                stop("04 11:00", "04 12:00", AT_STATION),
            ],
            ["02", "04"],
        ),
        # nobody knows where it stood as it was locked away; then where it stands first
        (
            [
                {**HOME, "left_at": "2025-04-29 10:00", "arrived_at": "2025-04-28 18:00"},
                stop("02 11:00", "", AT_STATION),
            ],
            [],
        ),
        ([stop("02 11:00", "03 12:00", AT_STATION), stop("03 13:00", "05 14:00")], ["03"]),
        # it was put away in the yard on the last day before
        (
            [{**HOME, "left_at": "2025-04-30 18:20", "longitude": "108.8"}, {**HOME, "arrived_at": "2025-04-30 19:00"}],
            [],
        ),
    ],
)
def test_a_vehicle_that_is_locked_away_stays_where_it_was(house, stops, told):
    house.have("sealings", [SEALED])
    house.have("stops", stops)
    assert found("stops") == [("moved_while_sealed", day) for day in told]


def test_one_on_duty_may_move(house):
    house.have("sealings", [{**SEALED, "on_duty": "是"}])
    house.have("stops", [HOME, stop("02 11:00", "02 12:00", AT_STATION)])
    assert found("stops") == []


def test_a_sealing_that_is_written_down_later_finds_who_moved_meanwhile_and_closes_as_it_is_put_right(house):
    house.have("stops", [HOME, stop("02 11:00", "02 12:00", AT_STATION)])
    house.have("sealings", [SEALED])
    assert found("stops") == [("moved_while_sealed", "02")]
    says = Finding.objects.get().says
    assert "离封存时停放的位置（经度 108.946500、纬度 34.264600 处）6.9 km" in says
    assert "2025-04-30 起封存（劳动节），2025-05-06 启封" in says
    house.have("sealings", [{**SEALED, "unsealed_on": "2025-05-02"}], reason="早就启封了")
    assert found("stops") == []


def test_where_it_stood_as_it_was_locked_away_may_be_brought_in_later(house):
    house.have("sealings", [SEALED])
    house.have("stops", [stop("02 11:00", "02 12:00", AT_STATION)])
    assert found("stops") == []
    house.have("stops", [HOME])
    assert found("stops") == [("moved_while_sealed", "02")]
    house.have("stops", [{**HOME, "longitude": AT_STATION[0], "latitude": AT_STATION[1]}], reason="更正")
    assert found("stops") == []


# --- a day on which it moved and nobody used it

KEPT = [trip("06 08:30", "06 17:30"), trip("13 08:30", "13 17:30")]
DAY = [stop("09 17:30", "10 09:00"), stop("10 10:00", "10 11:00", AT_STATION), stop("10 12:00", "11 08:30")]


@pytest.mark.parametrize(
    ("trips", "stops", "told"),
    [
        (KEPT, DAY, ["10"]),
        (KEPT, [DAY[0], DAY[2]], []),
        (KEPT, [DAY[1], DAY[2]], ["10"]),
        (KEPT, [DAY[1]], []),
        (KEPT, [DAY[0], stop("10 10:00", "10 11:00", ("108.9465", "34.2736"))], ["10"]),  # 1,001 m
        (KEPT, [DAY[0], stop("10 10:00", "10 11:00", ("108.9465", "34.2735"))], []),  # 990 m
        (KEPT, [DAY[0], stop("10 10:00", "10 11:00", ("", ""), place="渭南市")], []),
        ([*KEPT, trip("10 08:30", "10 17:30")], DAY, []),
        ([*KEPT, trip("09 08:30", "11 17:30")], DAY, []),
        (KEPT[:1], DAY, []),  # nobody keeps trips any more
        (KEPT[1:], DAY, []),
        ([], DAY, []),
        ([{**each, "vehicle": ELECTRIC} for each in KEPT], DAY, []),
        # it came back over midnight, and stood where it was over the next day
        (KEPT, [stop("10 17:00", "10 23:50", AT_STATION), stop("11 00:20", "12 09:00")], []),
    ],
)
def test_a_vehicle_that_moved_on_a_day_without_a_trip_is_told_once_where_trips_are_kept(house, trips, stops, told):
    if trips:
        house.have("trips", trips)
    house.have("stops", stops)
    assert found("stops") == [("moved_without_trip", day) for day in told]


def test_a_trip_that_is_written_down_later_closes_it_and_one_that_is_withdrawn_raises_it(house):
    house.have("stops", DAY)
    assert found("stops") == []
    house.have("trips", KEPT)
    assert found("stops") == [("moved_without_trip", "10")]
    says = Finding.objects.get().says
    assert f"{CAR} 2025-05-10 10:00 到达经度 109.021300、纬度 34.272500 处" in says
    assert "（2025-05-09 17:30 至 2025-05-10 09:00）6.9 km，当天没有这辆车的用车记录" in says
    missing = trip("10 08:30", "10 17:30")
    house.have("trips", [missing])
    assert found("stops") == []
    house.have("trips", [{**missing, "withdrawn": "是"}], reason="没有出车")
    assert found("stops") == [("moved_without_trip", "10")]


def test_where_it_stood_before_may_be_brought_in_later_and_go_again(house):
    house.have("trips", KEPT)
    house.have("stops", DAY[1:2])
    assert found("stops") == []
    house.have("stops", DAY[:1])
    assert found("stops") == [("moved_without_trip", "10")]
    house.have("stops", [{**DAY[0], "withdrawn": "是"}], reason="导错了")
    assert found("stops") == []


# --- how much is asked of the database


def asked(house, kind: str, rows: list[dict[str, str]]) -> int:
    with CaptureQueriesContext(connection) as questions:
        house.have(kind, rows)
    return len(questions)


def test_no_more_is_asked_for_many_stops_than_for_one(house):
    house.have("filling_stations", [station()])
    house.have("sealings", [SEALED])
    house.have("trips", KEPT)
    house.have("refuellings", [filled(day) for day in ("05", "07", "09", "15")])
    house.have("stops", [stop("03 08:30", "03 17:30")])
    one = asked(house, "stops", [stop("10 08:30", "10 17:30")])
    three = asked(house, "stops", [stop(f"{day} 08:30", f"{day} 17:30") for day in (11, 12, 13)])
    assert three == one


def test_no_more_is_asked_for_many_refuellings_than_for_one(house):
    house.have("filling_stations", [station()])
    house.have("stops", [stop("07 08:30", "11 17:30")])
    house.have("refuellings", [filled("07")])
    one = asked(house, "refuellings", [filled("08")])
    three = asked(house, "refuellings", [filled(day) for day in ("09", "10", "11")])
    assert three == one
