import pytest

from jieyue.rules.values import Category, Kind, Level, Resource, Use


@pytest.mark.parametrize("words", [Resource, Use, Level, Category, Kind])
def test_a_word_is_found_by_its_key_and_by_its_chinese_name(words):
    for word in words:
        assert words.named(word.value) is word
        assert words.named(word.zh) is word
    assert len(words.names().split("、")) == len(words)


def test_what_is_no_word_is_none():
    assert [Resource.named(written) for written in ("", "电力", "Electricity")] == [None, None, None]


def test_the_reporting_units_are_those_of_the_contract():
    units = {resource.value: resource.unit for resource in Resource}
    assert units == {
        "electricity": "kWh",
        "water": "m3",
        "coal": "kg",
        "natural_gas": "m3",
        "lpg": "kg",
        "petrol": "L",
        "diesel": "L",
        "heat": "GJ",
        "heat_by_area": "m2",
        "pv_generation": "kWh",
        "other": "tce",
    }


def test_a_blank_use_is_vehicle_for_petrol_and_diesel_only():
    assert [resource for resource in Resource if Use.usual(resource) is Use.VEHICLE] == [
        Resource.PETROL,
        Resource.DIESEL,
    ]


def test_levels_may_be_skipped_and_never_turned_round():
    allowed = {(above, below) for above in Level for below in Level if above.may_hold(below)}
    downwards = {(above, below) for above in Level for below in Level if above.rank < below.rank}
    assert allowed == downwards | {(Level.UNIT, Level.UNIT), (Level.DEPARTMENT, Level.DEPARTMENT)}
