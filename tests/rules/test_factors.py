from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.policy.loading import load
from jieyue.rules.factors import (
    DECIMALS,
    Emissions,
    Factor,
    FactorSet,
    FactorUnknown,
    LeftOut,
    Measure,
    Place,
    Source,
    SwitchUnreadable,
    conversions,
    decimals,
    per_reporting_unit,
    read_switches,
    unit_fits,
)
from jieyue.rules.values import Certainty, Resource

SOURCE = Source("某标准", "表1")
R, D = Resource, Decimal


def factor(measure, resource, value, unit, *, since="2020-01-01", until=None, certainty="verified", **more):
    ends = date.fromisoformat(until) if until else None
    return Factor(
        measure, resource, D(value), unit, date.fromisoformat(since), ends, SOURCE, Certainty(certainty), **more
    )


def coal(resource, value, unit, **more):
    return factor(Measure.STANDARD_COAL, resource, value, unit, **more)


def co2(resource, value, unit, **more):
    return factor(Measure.CO2, resource, value, unit, **more)


LITRE = factor(Measure.DENSITY, R.PETROL, "0.725", "kg/L")
HEAVY = factor(Measure.DENSITY, R.PETROL, "0.73", "kg/L", variant="0.73", is_default=False, certainty="unverified")
SET = FactorSet(
    key="s",
    name="系数集",
    since=date(2020, 1, 1),
    until=date(2024, 1, 1),
    factors=(
        coal(R.ELECTRICITY, "0.1229", "kgce/kWh", basis="calorific"),
        coal(R.ELECTRICITY, "0.35", "kgce/kWh", basis="equivalent"),
        coal(R.ELECTRICITY, "0.31", "kgce/kWh", basis="equivalent", variant="shandong", is_default=False),
        coal(R.NATURAL_GAS, "1.33", "kgce/m3", certainty="unverified"),
        coal(R.PETROL, "1.4714", "kgce/kg"),
        coal(R.DIESEL, "1.4571", "kgce/kg"),
        coal(R.OTHER, "1", "tce/tce"),
    ),
    densities=(LITRE, HEAVY),
    left_out=(LeftOut(Measure.STANDARD_COAL, R.WATER, "水不计。", SOURCE, Certainty.VERIFIED),),
)
EMISSIONS = Emissions(
    factors=(
        co2(R.ELECTRICITY, "0.5366", "kgCO2/kWh", since="2022-01-01", until="2023-01-01"),
        co2(R.ELECTRICITY, "0.5306", "kgCO2/kWh", since="2023-01-01"),
        co2(R.ELECTRICITY, "0.8273", "kgCO2/kWh", since="2023-01-01", variant="fossil", is_default=False),
        co2(R.ELECTRICITY, "0.6558", "kgCO2/kWh", since="2022-01-01", until="2023-01-01", scope="陕西"),
        co2(R.PETROL, "2.925056", "tCO2/t"),
        co2(R.NATURAL_GAS, "21.621888", "tCO2/万Nm3"),
    ),
    places=(Place("shaanxi", "陕西"), Place("xizang", "西藏", absent="没有公布。")),
)


def convert(on="2023-12-31", **switches):
    return conversions(SET, EMISSIONS, on=date.fromisoformat(on), switches=switches)


def test_a_factor_is_in_force_from_its_first_day_until_the_day_before_its_end():
    it = coal(R.COAL, "0.7143", "kgce/kg", since="2020-01-01", until="2021-01-01")
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [it.in_force(day) for day in days] == [False, True, True, False]


def test_a_factor_by_weight_reaches_litres_through_the_density():
    assert convert()[R.PETROL].kgce_per_unit == D("1.066765")
    assert convert()[R.PETROL].kgco2_per_unit == D("2.1206656")


def test_published_units_are_brought_to_the_reporting_unit():
    assert convert()[R.NATURAL_GAS].kgco2_per_unit == D("2.1621888")
    assert convert()[R.OTHER].kgce_per_unit == D(1000)


def test_electricity_is_calorific_unless_the_equivalent_is_asked_for():
    assert convert()[R.ELECTRICITY].kgce_per_unit == D("0.1229")
    assert convert(electricity_basis="equivalent")[R.ELECTRICITY].kgce_per_unit == D("0.35")
    asked = convert(electricity_basis="equivalent", electricity_factor="shandong")
    assert asked[R.ELECTRICITY].kgce_per_unit == D("0.31")


def test_a_variant_of_the_other_basis_is_refused_and_the_way_told():
    with pytest.raises(FactorUnknown) as refused:
        convert(electricity_factor="shandong")
    assert refused.value.says == "开关“electricity_factor”不能是“shandong”。"
    assert "electricity_basis=equivalent" in refused.value.do


def test_an_unknown_variant_is_refused_naming_those_there_are():
    with pytest.raises(FactorUnknown) as refused:
        convert(electricity_co2="河南")
    assert refused.value.do == "可用：fossil、national、陕西(shaanxi)、西藏(xizang)。"


def test_what_is_left_out_by_rule_counts_only_for_who_asks_for_a_variant_by_its_name():
    with pytest.raises(FactorUnknown):
        convert(water_factor="0.0857")
    about = {"on": date(2010, 12, 31), "emissions": EMISSIONS, "factor_set": load().factor_set("gb2589-2008")}
    assert conversions(**about, switches={})[R.WATER].outside_kgce
    asked = conversions(**about, switches={"water_factor": "medium-equivalent"})[R.WATER]
    assert (asked.kgce_per_unit, bool(asked.outside_kgce)) == (D("0.0857"), False)


def test_electricity_co2_is_that_of_the_year_and_of_the_place_asked_for():
    assert convert("2022-12-31")[R.ELECTRICITY].kgco2_per_unit == D("0.5366")
    assert convert("2022-12-31", electricity_co2="陕西")[R.ELECTRICITY].kgco2_per_unit == D("0.6558")
    assert convert("2022-12-31", electricity_co2="shaanxi")[R.ELECTRICITY].kgco2_per_unit == D("0.6558")
    assert convert("2022-12-31", electricity_co2="national")[R.ELECTRICITY].kgco2_per_unit == D("0.5366")
    assert convert("2023-12-31", electricity_co2="fossil")[R.ELECTRICITY].kgco2_per_unit == D("0.8273")


def test_a_year_or_place_without_a_published_value_is_absent_with_a_sentence():
    early, later = convert("2021-12-31"), convert("2023-12-31", electricity_co2="陕西")
    tibet = convert("2022-12-31", electricity_co2="西藏")
    assert [it[R.ELECTRICITY].kgco2_per_unit for it in (early, later, tibet)] == [None, None, None]
    assert early.absences([R.ELECTRICITY]) == ("2021-12-31 没有适用的电二氧化碳排放因子，其二氧化碳排放量空缺。",)
    assert later.absences([R.ELECTRICITY]) == ("2023-12-31 没有适用的陕西电二氧化碳排放因子，其二氧化碳排放量空缺。",)
    assert tibet.absences([R.ELECTRICITY]) == ("西藏电的二氧化碳排放因子空缺：没有公布。",)
    assert early.absences([R.WATER]) == ("没有水的二氧化碳排放因子，其二氧化碳排放量空缺。",)


def test_what_does_not_count_by_rule_is_told_apart_from_what_is_not_known():
    water, heat = convert()[R.WATER], convert()[R.HEAT]
    assert (water.kgce_per_unit, water.outside_kgce) == (None, True)
    assert (heat.kgce_per_unit, heat.outside_kgce) == (None, False)
    assert convert().left_out([R.WATER, R.HEAT]) == ("水不计。",)


def test_without_a_density_a_factor_by_weight_gives_nothing():
    assert convert()[R.DIESEL].kgce_per_unit is None
    assert "系数集“系数集”没有柴油的密度，按重量给出的折标煤系数不能换算。" in convert().absences([R.DIESEL])


@pytest.mark.parametrize("day", ["2010-12-31", "2020-01-01", "2023-12-31", "2024-01-01", "2030-12-31"])
def test_a_set_asked_for_outside_its_dates_answers_with_its_own_values(day):
    assert convert(day)[R.ELECTRICITY].kgce_per_unit == D("0.1229")


def test_only_the_factors_behind_the_present_resources_are_to_be_checked():
    found = convert(petrol_density="0.73")
    assert [it.value for it in found.to_check([R.ELECTRICITY])] == []
    assert [it.value for it in found.to_check([R.NATURAL_GAS, R.PETROL])] == [D("1.33"), D("0.73")]
    assert found.to_check([R.NATURAL_GAS])[0].as_dict() == {
        "resource": "natural_gas",
        "measure": "standard_coal",
        "value": "1.33",
        "unit": "kgce/m3",
        "document": "某标准",
        "clause": "表1",
        "certainty": "unverified",
    }


def test_a_density_that_brings_an_eighth_decimal_is_rounded_half_up_to_seven():
    assert D("2.925056") * D("0.73") == D("2.13529088")
    assert convert(petrol_density="0.73")[R.PETROL].kgco2_per_unit == D("2.1352909")


def test_switches_stand_at_their_defaults_and_only_other_ones_are_added():
    plain = {"electricity_basis": "calorific", "vehicle_fuel_in_area_indicator": True}
    assert read_switches({}).as_dict() == plain
    assert read_switches([("electricity_co2", "national")]).as_dict() == plain
    asked = read_switches([("vehicle_fuel_in_area_indicator", "false"), ("electricity_co2", "陕西")])
    assert asked.as_dict() == plain | {"vehicle_fuel_in_area_indicator": False, "electricity_co2": "陕西"}
    assert asked.vehicle_fuel_in_area_indicator is False


@pytest.mark.parametrize(
    ("pairs", "says", "do"),
    [
        ([("electric", "x")], "没有叫“electric”的开关。", "electricity_basis"),
        ([("electricity_density", "x")], "没有叫“electricity_density”的开关。", "petrol_density"),
        ([("electricity_basis", "当量")], "开关“electricity_basis”不能是“当量”。", "可用：calorific、equivalent。"),
        ([("vehicle_fuel_in_area_indicator", "yes")], "不能是“yes”", "可用：true、false。"),
        ([("coal_co2", "")], "开关“coal_co2”没有值。", "coal_co2=值"),
        ([("coal_co2", "a"), ("coal_co2", "b")], "开关“coal_co2”给了两个值：a、b。", "请只留一个。"),
    ],
)
def test_a_switch_that_cannot_be_read_is_refused_with_what_is_possible(pairs, says, do):
    with pytest.raises(SwitchUnreadable) as refused:
        read_switches(pairs)
    assert says in refused.value.says
    assert do in refused.value.do


def test_a_unit_fits_only_what_the_resource_is_measured_in():
    assert unit_fits(Measure.STANDARD_COAL, R.PETROL, "kgce/kg")
    assert unit_fits(Measure.CO2, R.HEAT, "tCO2/GJ")
    assert not unit_fits(Measure.STANDARD_COAL, R.ELECTRICITY, "kgce/m3")
    assert not unit_fits(Measure.STANDARD_COAL, R.ELECTRICITY, "kgCO2/kWh")
    assert not unit_fits(Measure.DENSITY, R.PETROL, "kg/kg")
    assert not unit_fits(Measure.CO2, R.HEAT, "GJ")


@given(st.decimals(min_value="0.0001", max_value="9999", places=6), st.decimals("0.001", "2", places=3))
def test_conversion_to_the_reporting_unit_is_exact(value, density):
    fuel = co2(R.DIESEL, value, "tCO2/t")
    litre = factor(Measure.DENSITY, R.DIESEL, density, "kg/L")
    assert per_reporting_unit(fuel, litre) == value * density
    assert per_reporting_unit(coal(R.COAL, value, "tce/t")) == value
    assert per_reporting_unit(co2(R.NATURAL_GAS, value, "tCO2/万m3")) * 10 == value


@given(st.decimals(min_value="0.000001", max_value="9999", places=9))
def test_no_conversion_has_more_than_seven_decimals(value):
    one = FactorSet("t", "t", date(2020, 1, 1), None, factors=(coal(R.COAL, value, "kgce/kg"),))
    found = conversions(one, Emissions(), on=date(2020, 1, 1))[R.COAL].kgce_per_unit
    assert found is not None
    assert decimals(found) <= DECIMALS
    assert abs(found - value) <= D("0.00000005")
