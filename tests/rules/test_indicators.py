"""Every indicator with its picture."""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import ibis
import pytest
from picture import spec

from jieyue.rules.indicators.carbon import carbon_per_m2
from jieyue.rules.indicators.change import reduction_percent, year_on_year_percent
from jieyue.rules.indicators.declaring import SCHEMAS, catalogue
from jieyue.rules.indicators.electricity import electricity_per_m2, electricity_per_person
from jieyue.rules.indicators.energy import energy, energy_per_m2, energy_per_person
from jieyue.rules.indicators.water import water_per_m2, water_per_person

A24 = ("A", "2024")
SIZES = """
org | period | area_m2 | persons | persons_water
A   | 2024   | 500     | 20      | 25
B   | 2024   | 1000    | 10      | 10
"""


def test_energy_sums_everything_in_standard_coal():
    spec(
        energy,
        usage="""
        org | period | resource    | use      | quantity
        A   | 2024   | electricity | building | 900
        A   | 2024   | electricity | heating  | 100
        A   | 2024   | natural_gas | building | 10
        A   | 2024   | petrol      | vehicle  | 100
        A   | 2023   | electricity | building | 10000
        B   | 2024   | natural_gas | building | 1000
        """,
        expect={A24: (122.9 + 12.143 + 100) / 1000, ("A", "2023"): 1.229, ("B", "2024"): 1.2143},
    )


def test_the_energy_of_a_whole_country_does_not_overflow():
    usage = "org | period | resource | use | quantity\nA | 2024 | electricity | building | 9000000000000"
    spec(energy, usage=usage, expect={A24: 9e12 * 0.1229 / 1000})


def test_energy_is_null_where_a_factor_is_not_known():
    spec(
        energy,
        usage="""
        org | period | resource    | use      | quantity
        A   | 2024   | electricity | building | 1000
        A   | 2024   | heat        | building | 1
        """,
        expect={A24: None},
    )


def test_what_counts_nothing_by_rule_does_not_make_energy_null():
    spec(
        energy,
        usage="""
        org | period | resource     | use      | quantity
        A   | 2024   | electricity  | building | 1000
        A   | 2024   | water        | building | 55
        A   | 2024   | heat_by_area | heating  | 500
        """,
        expect={A24: 0.1229},
    )


def test_where_only_water_was_used_there_is_no_energy():
    usage = "org | period | resource | use | quantity\nA | 2024 | water | building | 55"
    spec(energy, usage=usage, expect={})


def test_nothing_used_is_nothing_and_not_unknown():
    usage = "org | period | resource | use | quantity\nA | 2024 | electricity | building | 0"
    spec(energy, usage=usage, expect={A24: 0.0})
    spec(energy_per_m2, usage=usage, sizes=SIZES, expect={A24: 0.0})


FUEL = """
org | period | resource    | use        | quantity
A   | 2024   | electricity | building   | 1000
A   | 2024   | electricity | vehicle    | 100
A   | 2024   | petrol      | vehicle    | 100
A   | 2024   | petrol      | building   | 10
"""


def test_energy_per_square_metre_counts_vehicle_fuel_or_not_as_the_switch_says():
    spec(energy_per_m2, usage=FUEL, sizes=SIZES, expect={A24: (135.19 + 110) / 500})
    spec(energy_per_m2, usage=FUEL, sizes=SIZES, expect={A24: (122.9 + 10) / 500}, with_vehicles=False)


def test_an_unknown_vehicle_fuel_does_not_hurt_where_it_is_left_out():
    usage = """
    org | period | resource    | use      | quantity
    A   | 2024   | electricity | building | 1000
    A   | 2024   | heat        | vehicle  | 1
    """
    spec(energy_per_m2, usage=usage, sizes=SIZES, expect={A24: None})
    spec(energy_per_m2, usage=usage, sizes=SIZES, expect={A24: 0.2458}, with_vehicles=False)


def test_energy_per_person_always_counts_vehicle_fuel():
    spec(energy_per_person, usage=FUEL, sizes=SIZES, expect={A24: (135.19 + 110) / 20})


def test_water_per_person_divides_by_those_who_use_water():
    usage = """
    org | period | resource | use      | quantity
    A   | 2024   | water    | building | 40
    A   | 2024   | water    | heating  | 10
    """
    spec(water_per_person, usage=usage, sizes=SIZES, expect={A24: 2.0})
    spec(water_per_m2, usage=usage, sizes=SIZES, expect={A24: 0.1})


def test_electricity_per_square_metre_and_per_person():
    usage = """
    org | period | resource    | use         | quantity
    A   | 2024   | electricity | building    | 900
    A   | 2024   | electricity | data_centre | 100
    A   | 2024   | natural_gas | building    | 77
    """
    spec(electricity_per_m2, usage=usage, sizes=SIZES, expect={A24: 2.0})
    spec(electricity_per_person, usage=usage, sizes=SIZES, expect={A24: 50.0})


def test_carbon_per_square_metre_counts_all_fuel():
    spec(carbon_per_m2, usage=FUEL, sizes=SIZES, expect={A24: (550 + 242) / 500})


RATIOS = [entry for entry in catalogue() if "sizes" in entry.needs]
SOME_OF_ALL = """
org | period | resource    | use      | quantity
A   | 2024   | electricity | building | 1000
A   | 2024   | water       | building | 50
"""


@pytest.mark.parametrize("ratio", RATIOS, ids=lambda entry: entry.key)
def test_a_ratio_is_null_without_a_profile_or_with_nothing_to_divide_by(ratio):
    other = "org | period | area_m2 | persons | persons_water\nA | 2023 | 500 | 20 | 25"
    spec(ratio, usage=SOME_OF_ALL, sizes=other, expect={A24: None})
    nothing = "org | period | area_m2 | persons | persons_water\nA | 2024 | 0 | 0 | 0"
    spec(ratio, usage=SOME_OF_ALL, sizes=nothing, expect={A24: None})


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.key)
def test_where_nothing_was_recorded_there_is_no_row(entry):
    spec(entry, usage="org | period | resource | use | quantity", sizes=SIZES, expect={})


def change(formula, now, before):
    def of(values):
        columns = {"org": list(values), "value": list(values.values())}
        return ibis.memtable(columns, schema={"org": "string", "value": "float64"})

    return {row["org"]: row["value"] for row in formula(of(now), of(before)).to_pyarrow().to_pylist()}


def test_growth_on_last_year_is_positive_and_a_saving_on_the_base_year_too():
    assert change(year_on_year_percent, {"A": 110.0}, {"A": 100.0}) == {"A": 10.0}
    assert change(reduction_percent, {"A": 75.0}, {"A": 100.0}) == {"A": 25.0}


def test_a_change_is_null_where_either_side_is_unknown_or_there_was_nothing():
    now = {"A": 110.0, "B": None, "C": 5.0, "D": 5.0}
    before = {"A": None, "B": 100.0, "C": 0.0}
    assert change(year_on_year_percent, now, before) == dict.fromkeys("ABCD")


# --- what every indicator owes


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.key)
def test_every_indicator_says_what_it_is(entry):
    assert re.fullmatch(r"[a-z][a-z0-9_]+", entry.key)
    assert entry.zh
    assert entry.unit
    assert entry.source
    assert entry.formula.__doc__
    assert entry.decimals >= 0


def test_keys_names_and_places_in_the_list_are_each_of_one_indicator():
    for attribute in ("key", "zh", "order"):
        named = [getattr(entry, attribute) for entry in catalogue()]
        assert len(named) == len(set(named))


def test_the_keys_of_the_contract_are_there():
    keys = {entry.key for entry in catalogue()}
    assert keys >= {
        "energy_per_m2_kgce",
        "energy_per_person_kgce",
        "water_per_person_m3",
        "electricity_per_m2_kwh",
        "electricity_per_person_kwh",
    }


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.key)
def test_every_indicator_compiles_on_unbound_tables(entry, dialect, monkeypatch):
    # Ibis asks its Spark options even where Spark is not installed.
    options = SimpleNamespace(pyspark=SimpleNamespace(treat_nan_as_null=False))
    monkeypatch.setattr("ibis.backends.sql.compilers.pyspark.options", options)
    tables = {name: ibis.table(SCHEMAS[name], name=name) for name in SCHEMAS}
    for with_vehicles in (True, False):
        sql = ibis.to_sql(entry.from_tables(tables, with_vehicles=with_vehicles), dialect=dialect)
        assert "SELECT" in str(sql)


def pictured() -> set[str]:
    """The names that a test here or beside it hands to `spec`."""
    trees = [ast.parse(file.read_text("utf-8")) for file in Path(__file__).parent.glob("test_*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    specs = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "spec"]
    return {call.args[0].id for call in specs if isinstance(call.args[0], ast.Name)}


def test_every_indicator_has_its_picture():
    assert {entry.formula.__name__ for entry in catalogue()} <= pictured()
