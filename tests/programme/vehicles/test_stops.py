"""Where vehicles stood, as a platform exports it, and where the stations lie at which they are filled."""

from decimal import Decimal

import pytest

from driven import CAR, with_vehicles
from jieyue.store.registers.filling_stations.models import FillingStation
from jieyue.store.registers.stops.models import Stop

pytestmark = pytest.mark.django_db
YARD, STATION = ("108.946500", "34.264600"), "城东加油站"


@pytest.fixture
def house(house):
    return house.begun(with_vehicles)


def stop(arrived: str, left: str, at: tuple[str, str] = YARD, vehicle: str = CAR, **more: str) -> dict[str, str]:
    """Times of May, as `06 08:30`."""
    left_at = f"2025-05-{left}" if left else ""
    about = {"organisation": "A", "vehicle": vehicle, "arrived_at": f"2025-05-{arrived}", "left_at": left_at}
    return {**about, "longitude": at[0], "latitude": at[1], **more}


def station(name: str = STATION, at: tuple[str, str] = YARD) -> dict[str, str]:
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
