"""A vehicle has a card of its own, a tank where it burns fuel, and an end that comes after its beginning."""

import pytest

from offices import open_office

pytestmark = pytest.mark.django_db
CAR = {"organisation": "A", "plate": "陕A12345", "kind": "机要通信用车", "fuel": "汽油", "tank_litres": "60"}


@pytest.fixture
def house(house):
    return open_office(house).house


def rules(report) -> list[tuple[int, str]]:
    return sorted((each.row, each.rule) for each in report.problems)


def test_a_card_of_two_vehicles_is_told_as_long_as_both_are_in_use(house):
    first = {**CAR, "card_number": "100", "used_until": "2025-06-01"}
    second = {**CAR, "plate": "陕A67890", "card_number": "100", "used_since": "2025-06-01"}
    assert rules(house.bring("vehicles", [first, second])) == []
    told = house.bring("vehicles", [{**second, "used_since": "2025-05-31"}], reason="早一天启用")
    assert [each.rule for each in told.problems] == ["card_of_two_vehicles"]
    assert "陕A12345" in told.problems[0].says
    assert told.refused == 0


def test_the_card_of_another_units_vehicle_is_not_told_of(house):
    house.have("vehicles", [{**CAR, "organisation": "X", "card_number": "100"}])
    assert rules(house.bring("vehicles", [{**CAR, "card_number": "100"}])) == []


def test_a_tank_that_is_not_told_is_asked_for_where_fuel_is_burnt(house):
    hybrid = {**CAR, "fuel": "油电混合", "tank_litres": ""}
    electric = {**CAR, "plate": "陕AD1234", "fuel": "纯电动", "tank_litres": ""}
    assert rules(house.bring("vehicles", [hybrid, electric])) == [(2, "no_tank")]


def test_a_tank_of_an_electric_vehicle_and_an_end_before_the_beginning_are_refused(house):
    electric = {**CAR, "plate": "陕AD1234", "fuel": "纯电动"}
    backwards = {**CAR, "used_since": "2025-06-01", "used_until": "2025-05-31"}
    report = house.bring("vehicles", [electric, backwards])
    assert rules(report) == [(2, "tank_without_fuel"), (3, "ends_before_it_begins")]
    assert report.refused == 2


def test_a_battery_is_told_of_vehicles_that_are_charged_and_refused_of_others(house):
    electric = {**CAR, "plate": "陕AD1234", "fuel": "纯电动", "tank_litres": "", "battery_kwh": "50"}
    plug_in = {**CAR, "plate": "陕AF1234", "fuel": "插电式混合动力", "battery_kwh": "18"}
    assert rules(house.bring("vehicles", [electric, plug_in])) == []
    hybrid = {**CAR, "plate": "陕A1234", "fuel": "油电混合", "battery_kwh": "1.5"}
    report = house.bring("vehicles", [hybrid, {**CAR, "battery_kwh": "50"}])
    assert rules(report) == [(2, "battery_without_charging"), (3, "battery_without_charging")]
    assert report.refused == 2
