"""What ships with the package: the published figures come out, and every entry owes its source."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from pathlib import Path

import pytest

import jieyue.policy
from jieyue.policy.cases import run_cases
from jieyue.policy.checking import check
from jieyue.policy.loading import FactorSetUnknown, NoFactorSetInForce, load
from jieyue.rules.factors import conversions
from jieyue.rules.signs import as_printed
from jieyue.rules.thresholds import Limit
from jieyue.rules.values import Certainty, Resource

R, D = Resource, Decimal
OWN = Path(jieyue.policy.__file__).parent


@pytest.fixture(scope="module")
def policy():
    return load()


@pytest.mark.parametrize("case", run_cases(load()), ids=lambda case: f"{Path(case.file).name}:{case.line}")
def test_a_published_case_comes_out(case):
    assert case.got == case.expected, str(case)


def test_the_set_in_force_changes_on_1_april_2021(policy):
    days = [date(2008, 6, 1), date(2021, 3, 31), date(2021, 4, 1), date(2026, 1, 1)]
    assert [policy.factor_set_on(day).key for day in days] == ["gb2589-2008"] * 2 + ["gb2589-2020"] * 2


def test_before_the_first_set_one_must_be_chosen(policy):
    with pytest.raises(NoFactorSetInForce) as refused:
        policy.factor_set_on(date(2008, 5, 31))
    assert str(refused.value) == "2008-05-31 没有有效的折标煤系数。 请指定一个系数集：gb2589-2008、gb2589-2020。"


def test_an_unknown_set_is_refused_naming_the_known_ones(policy):
    with pytest.raises(FactorSetUnknown) as refused:
        policy.factor_set("gb2589")
    assert str(refused.value) == "没有叫“gb2589”的系数集。 可用：gb2589-2008、gb2589-2020。"


@pytest.mark.parametrize(
    ("key", "gas", "equivalent"), [("gb2589-2008", "1.2143", "0.35"), ("gb2589-2020", "1.33", "0.31")]
)
def test_the_defaults_that_differ_between_the_sets(policy, key, gas, equivalent):
    found = conversions(
        policy.factor_set(key), policy.emissions, on=date(2023, 12, 31), switches={"electricity_basis": "equivalent"}
    )
    assert found[R.NATURAL_GAS].kgce_per_unit == D(gas)
    assert found[R.ELECTRICITY].kgce_per_unit == D(equivalent)


@pytest.mark.parametrize("key", ["gb2589-2008", "gb2589-2020"])
def test_every_resource_has_a_factor_or_a_reason(policy, key):
    found = conversions(policy.factor_set(key), policy.emissions, on=date(2023, 12, 31))
    without = {resource for resource in R if found[resource].kgce_per_unit is None}
    assert without == {resource for resource in R if found[resource].outside_kgce}
    assert without == {R.WATER, R.HEAT_BY_AREA, R.PV_GENERATION}
    assert {resource for resource in R if found[resource].kgco2_per_unit is None} == without | {R.OTHER}
    assert found.absences(R) == ("没有其他的二氧化碳排放因子，其二氧化碳排放量空缺。",)


def test_the_defaults_of_2023_need_no_checking_but_the_national_factor_of_2021_does(policy):
    gb2020 = policy.factor_set("gb2589-2020")
    assert conversions(gb2020, policy.emissions, on=date(2023, 12, 31)).to_check(R) == ()
    found = conversions(gb2020, policy.emissions, on=date(2021, 12, 31)).to_check(R)
    assert [(it.value, it.certainty) for it in found] == [(D("0.5568"), Certainty.UNVERIFIED)]


def test_all_variants_of_the_package_can_be_converted(policy):
    for factor_set in policy.factor_sets.values():
        for it in [*factor_set.factors, *factor_set.densities]:
            if it.variant:
                ending = {"standard_coal": "factor", "density": "density"}[it.measure]
                switches = {f"{it.resource}_{ending}": it.variant} | (
                    {"electricity_basis": it.basis} if it.basis else {}
                )
                found = conversions(factor_set, policy.emissions, on=date(2023, 12, 31), switches=switches)
                assert it in found.used


FUELS = {
    ("petrol", ""): ("43.07", "18.9", "0.98"),
    ("diesel", ""): ("42.652", "20.2", "0.98"),
    ("natural_gas", ""): ("389.31", "15.3", "0.99"),
    ("coal", "bituminous"): ("19.57", "26.1", "0.93"),
    ("coal", "lignite"): ("11.9", "28.0", "0.96"),
    ("lpg", ""): ("50.179", "17.2", "0.98"),
}


@pytest.mark.parametrize(("fuel", "parts"), FUELS.items())
def test_a_fuel_factor_is_its_heat_times_carbon_times_oxidation(policy, fuel, parts):
    """《省级温室气体清单编制指南（2025）》: heating value x carbon per heat x oxidation x 44/12 / 1000."""
    heat, carbon, oxidised = map(D, parts)
    tonnes = heat * carbon * oxidised * 44 / 12 / 1000
    own = [it.value for it in policy.emissions.factors if (it.resource, it.variant) == fuel]
    assert own == [tonnes.quantize(D("0.000001"), ROUND_HALF_UP)]


CHANGES = {"华北": "-6.1", "东北": "-8.0", "华东": "-2.1", "华中": "-2.3", "西北": "-5.4", "南方": "4.5", "西南": "9.0"}


YEARS = {(date(2021, 1, 1), date(2022, 1, 1)), (date(2022, 1, 1), date(2023, 1, 1)), (date(2023, 1, 1), None)}


@pytest.mark.parametrize(("region", "percent"), CHANGES.items())
def test_a_region_of_2022_agrees_with_2023_and_the_change_that_the_press_told(policy, region, percent):
    """东北 falls by 7.94 %, of which the press made 8.0."""
    _, before, now = (it.value for it in policy.emissions.factors if it.scope == region)
    assert abs((now / before - 1) * 100 - D(percent)) <= D("0.06")


def test_regions_and_thirty_provinces_have_a_published_value_of_each_year(policy):
    placed = {
        place: [it for it in policy.emissions.factors if it.scope == place.name] for place in policy.emissions.places
    }
    assert {place.name for place, own in placed.items() if not own} == {"西藏"}
    assert len(placed) == len(CHANGES) + 31
    assert all({(it.since, it.until) for it in own} == YEARS for own in placed.values() if own)


def test_from_2022_to_2023_twenty_provinces_fell_and_ten_rose_as_the_press_told(policy):
    by_province: dict[str, list[D]] = {}
    for it in policy.emissions.factors:
        if it.scope and it.scope not in CHANGES:
            by_province.setdefault(it.scope, []).append(it.value)
    rose = [now > before for _, before, now in by_province.values()]
    assert (rose.count(False), rose.count(True)) == (20, 10)


@pytest.mark.parametrize(
    ("resource", "unit", "multiplier"),
    [
        ("electricity", "kWh", "1"),
        ("electricity", "KWH", "1"),
        ("electricity", "ｋＷｈ", "1"),
        ("electricity", "度", "1"),
        ("electricity", "MWh", "1000"),
        ("electricity", " 万 kWh ", "10000"),
        ("electricity", "万千瓦时", "10000"),
        ("electricity", "mWh", None),
        ("electricity", "吨", None),
        ("water", "m³", "1"),
        ("water", "M3", "1"),
        ("heat_by_area", "M²", "1"),
        ("water", "吨", "1"),
        ("natural_gas", "方", "1"),
        ("natural_gas", "万立方米", "10000"),
        ("coal", "吨", "1000"),
        ("coal", "T", "1000"),
        ("lpg", "公斤", "1"),
        ("petrol", "升", "1"),
        ("petrol", "l", "1"),
        ("petrol", "kg", None),
        ("diesel", "吨", None),
        ("heat", "百万千焦", "1"),
        ("heat", "MJ", "0.001"),
        ("heat_by_area", "㎡", "1"),
        ("heat_by_area", "万平方米", "10000"),
        ("other", "吨标准煤", "1"),
        ("other", "kgce", "0.001"),
    ],
)
def test_units_people_write(policy, resource, unit, multiplier):
    assert policy.unit_multiplier(R(resource), unit) == (D(multiplier) if multiplier else None)


@pytest.mark.parametrize("resource", list(R))
def test_every_resource_takes_its_reporting_unit(policy, resource):
    assert policy.unit_multiplier(resource, resource.unit) == 1
    assert resource.unit in policy.units_of(resource)


def test_a_unit_is_taken_as_it_is_printed_too(policy):
    known = {(each, name): policy.unit_multiplier(each, name) for each in R for name in policy.units_of(each)}
    assert {(each, name): policy.unit_multiplier(each, as_printed(name)) for each, name in known} == known


def test_prices_are_kept_per_reporting_unit(policy):
    coal = policy.thresholds.price_range(R.COAL, on=date(2024, 1, 1))
    assert (coal.low_yuan, coal.high_yuan, coal.certainty) == (D("0.2"), D("2.5"), Certainty.UNVERIFIED)
    assert [coal.holds(D(price)) for price in ("0.2", "2.5", "4.5")] == [True, True, False]
    assert policy.thresholds.price_range(R.LPG, on=date(2024, 1, 1)) is None


def test_every_limit_has_a_value(policy):
    found = {limit: policy.thresholds.limit(limit, on=date(2100, 1, 1)) for limit in Limit}
    assert [limit for limit, threshold in found.items() if threshold is None] == []
    assert (found[Limit.QUANTITY_JUMP_TIMES].value, found[Limit.WATER_CHANGE_SHARE].value) == (5, D("0.25"))
    assert found[Limit.PROFILE_CHANGE_SHARE].certainty is Certainty.VERIFIED


def test_the_hash_of_every_file_is_kept(policy):
    name = "factors/gb2589-2020.toml"
    assert policy.documents[f"jieyue/policy/{name}"] == sha256((OWN / name).read_bytes()).hexdigest()
    files = {path.relative_to(OWN).as_posix() for path in OWN.rglob("*.toml") if not path.name.endswith("cases.toml")}
    assert {each.removeprefix("jieyue/policy/") for each in policy.documents} == files


def test_the_check_of_the_package_is_good():
    report = check()
    assert report.is_good
    assert (report.faults, report.failed) == ((), ())
    assert len(report.passed) == len(run_cases(load()))
    assert report.certainties[Certainty.PLACEHOLDER] == 0


def test_reading_twice_reads_once():
    assert load() is load(())
