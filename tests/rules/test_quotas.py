"""Which quota is whose, how a year stands beside it, and that every value of the policy is somebody's."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path

import pytest

from jieyue.policy.loading import load, read
from jieyue.policy.reading import PolicyRefused
from jieyue.rules.counting import Counted, PersonPart, counted, rules_for
from jieyue.rules.factors import conversions
from jieyue.rules.quotas import (
    Account,
    Correction,
    Institution,
    Judged,
    Quota,
    QuotaIndicator,
    QuotaSet,
    QuotaVerdict,
    SwitchRefused,
    YearOfUse,
    class_of,
    judge,
    mean_for,
    verdict,
)
from jieyue.rules.values import Level, Resource, Use

D = Decimal
POLICY = load()
SETS = {each.key: each for each in POLICY.quota_sets}
ORGANS, HOSPITALS, VENUES, WATER, NATIONAL = (
    SETS[key]
    for key in ("db37-t-2672-2019", "db37-t-2673-2019", "db37-t-3780-2019", "db37-t-4452-2021", "gbt-51161-2016")
)
HEATED_BY = {"municipal": Resource.HEAT, "air-conditioning": Resource.ELECTRICITY, "gas-oil": Resource.NATURAL_GAS}
YEAR = YearOfUse(
    {
        (Resource.ELECTRICITY, Use.BUILDING): D(12_000),
        (Resource.ELECTRICITY, Use.DATA_CENTRE): D(3_000),
        (Resource.PETROL, Use.VEHICLE): D(1_200),
        (Resource.WATER, Use.BUILDING): D(120),
        (Resource.HEAT, Use.BUILDING): D(120),
    },
    area_m2=D(1000),
    heated_area_m2=D(800),
    persons=D(50),
    persons_water=D(40),
    open_beds=D(10),
    inpatient_water_m3=D(1460),
    it_electricity_kwh=D(2000),
)
CITY = Institution("organ", Level.CITY, "370100")


def account(of: QuotaSet, key: str = "gb2589-2020", **other: str) -> Account:
    factor_set = POLICY.factor_set(key)
    switches = of.switched(other)
    chosen = {name: value for name, value in switches.items() if "electricity" in name or "gas" in name}
    return Account(of, conversions(factor_set, POLICY.emissions, on=factor_set.since, switches=chosen), switches)


def judged(of: QuotaSet, who: Institution = CITY, year: YearOfUse = YEAR, **other: str) -> dict[str, Judged]:
    return {each.indicator.value: each for each in judge(who, year, account(of, **other))}


def owner(of: QuotaSet, quota: Quota) -> Institution:
    """Somebody for whom that value is."""
    zone = next(iter(of.zones.get(quota.zone, ("37",))))
    level = quota.levels[0] if quota.levels else Level.CITY
    return Institution(quota.class_, level, zone or "37", zone=quota.zone, building=quota.building)


EVERY = [(of, quota) for of in POLICY.quota_sets for quota in of.quotas]


@pytest.mark.parametrize(("of", "quota"), EVERY, ids=lambda it: getattr(getattr(it, "source", it), "clause", "in"))
def test_every_value_is_somebodys_and_each_limit_makes_a_difference(of, quota):
    heat = {(HEATED_BY.get(quota.way, Resource.HEAT), Use.HEATING): D(1)}
    used = {key: value for key, value in YEAR.used.items() if key[0] is not Resource.HEAT}
    who = owner(of, quota)
    found = {each.indicator: each for each in judge(who, replace(YEAR, used=used | heat), account(of))}
    assert found[quota.indicator].quota is quota
    assert who.region.startswith(of.regions)
    assert not quota.zone or of.zone_of(replace(who, zone="")) == quota.zone
    limits = [quota.guide, *([quota.benchmark] if quota.benchmark else []), quota.constraint]
    told = [verdict(value + step, quota) for value in limits for step in (D(0), D("0.001"))]
    within = [QuotaVerdict.WITHIN_GUIDE, QuotaVerdict.WITHIN_BENCHMARK, QuotaVerdict.WITHIN_CONSTRAINT]
    if quota.benchmark is None:
        within.remove(QuotaVerdict.WITHIN_BENCHMARK)
    ordered = [*within, QuotaVerdict.ABOVE_CONSTRAINT]
    assert told == [each for pair in pairwise(ordered) for each in pair]


def left_open(of) -> Iterator[tuple[str, Level, str, str, str]]:
    """Class, level, zone, way of heating and indicator of what has no value."""
    classes = dict.fromkeys(each.class_ for each in of.quotas)
    levels = (Level.PROVINCE, Level.CITY, Level.COUNTY)
    for class_, level, zone, way in product(classes, levels, of.zones or ("",), of.ways):
        found = judged(of, Institution(class_, level, "37", zone=zone, way=way))
        yield from ((class_, level, zone, way, key) for key, each in found.items() if not each.quota)


def test_the_tables_of_shandong_are_whole():
    """Every class, level, zone and way of heating has its values, but for those that the tables leave open."""
    assert [len(each.quotas) for each in (ORGANS, HOSPITALS, VENUES, WATER)] == [19, 30, 63, 4]
    open_ = [each for of in (ORGANS, HOSPITALS, VENUES) for each in left_open(of)]
    provincial = {each for each in open_ if each[:3] == ("organ", Level.PROVINCE, "shandong-a")}
    assert {each[4] for each in provincial} == {
        "non_heating_per_m2_kgce",
        "energy_per_person_kgce",
        "usual_electricity_per_m2_kwh",
    }
    assert {(each[0], each[3], each[4]) for each in set(open_) - provincial} == {
        (class_, "gas-oil", "heating_per_m2_kgce") for class_ in ("theatre", "science-museum")
    }


def test_values_that_official_cases_quote_too():
    """30.3, 574.3, 87.9 (third-grade hospitals of zone A), 76.4 (guide of zone B), 9.2 (heated by air conditioning)."""
    third = Institution("hospital-3", Level.CITY, "370200")
    inland = replace(third, region="370100")
    found, other = judged(HOSPITALS, third), judged(HOSPITALS, inland)
    by_air = judged(HOSPITALS, replace(third, way="air-conditioning"))
    assert found["non_heating_per_m2_kgce"].quota.benchmark == D("30.3")
    assert found["energy_per_person_kgce"].quota.benchmark == D("574.3")
    assert found["usual_electricity_per_m2_kwh"].quota.benchmark == D("87.9")
    assert other["usual_electricity_per_m2_kwh"].quota.guide == D("76.4")
    assert by_air["heating_per_m2_kgce"].quota.benchmark == D("9.2")


def test_the_published_example_of_2010_at_its_printed_digits():
    """28.494 tce, 20.353 kgce/m2 with vehicle fuel and 7.322 without, 569.88 kgce for each of 50."""
    used = {
        (Resource.ELECTRICITY, Use.BUILDING): D(12_500),
        (Resource.COAL, Use.BUILDING): D(2_000),
        (Resource.PETROL, Use.VEHICLE): D(12_340),
        (Resource.DIESEL, Use.VEHICLE): D(4_200),
        (Resource.NATURAL_GAS, Use.BUILDING): D(6_000),
        (Resource.WATER, Use.BUILDING): D(2_500),
    }
    year = YearOfUse(used, area_m2=D(1400), persons=D(50))
    switches = {"electricity_basis": "calorific", "key": "gb2589-2008"}
    without = judged(ORGANS, CITY, year, **switches)
    with_vehicles = judged(ORGANS, CITY, year, **switches, vehicle_fuel_in_area_indicator="true")
    assert round(without["non_heating_per_m2_kgce"].value, 3) == D("7.322")
    assert round(with_vehicles["non_heating_per_m2_kgce"].value, 3) == D("20.353")
    assert round(without["energy_per_person_kgce"].value, 2) == D("569.88")
    assert round(without["energy_per_person_kgce"].value * 50 / 1000, 3) == D("28.494")
    no_vehicles = judged(ORGANS, CITY, year, **switches, vehicle_fuel_in_total="false")
    assert round(no_vehicles["energy_per_person_kgce"].value * 50 / 1400, 3) == D("7.322")


def test_the_figures_of_a_year_by_the_boundary_of_the_standard():
    found = judged(ORGANS)
    assert {key: each.value for key, each in found.items()} == {
        "non_heating_per_m2_kgce": D("4.65"),  # 15,000 kWh at 0.31 on 1,000 m2
        "heating_per_m2_kgce": D(120) * D("34.12") / 800,
        "energy_per_person_kgce": (D(4650) + D(1200) * D("0.725") * D("1.4714") + D(120) * D("34.12")) / 50,
        "usual_electricity_per_m2_kwh": D(12),
        "data_centre_eue": D("1.5"),
    }
    assert found["heating_per_m2_kgce"].quota.way == "municipal"
    assert found["data_centre_eue"].verdict is QuotaVerdict.WITHIN_BENCHMARK
    water = judged(WATER)["water_per_person_m3"]
    assert (water.value, water.quota.benchmark, water.verdict) == (D(3), None, QuotaVerdict.WITHIN_GUIDE)
    beds = judged(WATER, replace(CITY, class_="hospital-2"))["water_per_bed_day_l"]
    assert (beds.value, beds.verdict) == (D(400), QuotaVerdict.WITHIN_CONSTRAINT)
    special = judged(ORGANS, year=replace(YEAR, special_electricity_kwh=D(2000)))
    assert special["usual_electricity_per_m2_kwh"].value == D(10)


@pytest.mark.parametrize("resource", [Resource.ELECTRICITY, Resource.WATER])
def test_what_was_never_entered_is_not_taken_for_none_used(resource):
    used = {key: value for key, value in YEAR.used.items() if key[0] is not resource}
    found = {**judged(ORGANS, year=replace(YEAR, used=used)), **judged(WATER, year=replace(YEAR, used=used))}
    lacks = {key for key, each in found.items() if f"没有{resource.zh}的票据" in each.why}
    assert lacks == (
        {"water_per_person_m3"}
        if resource is Resource.WATER
        else {"non_heating_per_m2_kgce", "energy_per_person_kgce", "usual_electricity_per_m2_kwh"}
    )
    assert {found[key].verdict for key in lacks} == {QuotaVerdict.UNKNOWN}


def test_what_there_is_none_of_is_not_limited():
    found = judged(ORGANS, year=replace(YEAR, used={(Resource.WATER, Use.BUILDING): D(1)}, heated_area_m2=None))
    assert {"heating_per_m2_kgce", "data_centre_eue"} & found.keys() == set()


@pytest.mark.parametrize(
    ("indicator", "change", "why"),
    [
        ("heating_per_m2_kgce", {(Resource.HEAT_BY_AREA, Use.BUILDING): D(900)}, "按面积收费"),
        ("heating_per_m2_kgce", {(Resource.NATURAL_GAS, Use.HEATING): D(900)}, "两种以上"),
        ("non_heating_per_m2_kgce", {"area_m2": None}, "没有建筑面积"),
        ("heating_per_m2_kgce", {"heated_area_m2": None}, "没有采暖面积"),
        ("energy_per_person_kgce", {"persons": None}, "没有用能人数"),
        ("data_centre_eue", {"it_electricity_kwh": None}, "没有机房信息设备用电量"),
        ("non_heating_per_m2_kgce", {(Resource.OTHER, Use.BUILDING): D(1), "level": None}, "不知道属于哪一级"),
        ("non_heating_per_m2_kgce", {"region": "", "zone": ""}, "不知道属于哪个气候区"),
    ],
)
def test_what_is_not_known_is_said_and_not_judged(indicator, change, why):
    who = replace(CITY, **{name: value for name, value in change.items() if name in ("level", "region", "zone")})
    used = {key: value for key, value in change.items() if isinstance(key, tuple)}
    sizes = {key: value for key, value in change.items() if isinstance(key, str) and hasattr(YEAR, key)}
    found = judged(ORGANS, who, replace(YEAR, used={**YEAR.used, **used}, **sizes))[indicator]
    assert found.verdict is QuotaVerdict.UNKNOWN
    assert why in found.why


def test_a_year_with_gaps_is_judged_only_where_it_is_above_the_limit_already():
    gaps = replace(YEAR, is_complete=False, doubt="票据不齐。")
    found = judged(ORGANS, year=gaps)["non_heating_per_m2_kgce"]
    assert (found.value, found.verdict, found.why) == (D("4.65"), QuotaVerdict.UNKNOWN, "票据不齐。")
    above = judged(ORGANS, year=replace(gaps, area_m2=D(100), it_electricity_kwh=D(1)))
    assert above["non_heating_per_m2_kgce"].verdict is QuotaVerdict.ABOVE_CONSTRAINT
    assert above["data_centre_eue"].verdict is QuotaVerdict.UNKNOWN


def test_the_national_standard_corrects_what_was_measured_and_is_not_sure():
    """Twenty state organs of Beijing in 2007: 3072.5 kWh a person, 85.4 kWh/m2, so 36.0 m2 a person."""
    year = YearOfUse(
        {(Resource.ELECTRICITY, Use.BUILDING): D("3072.5"), (Resource.ELECTRICITY, Use.HEATING): D(100)},
        area_m2=D("3072.5") / D("85.4"),
        persons=D(1),
        operating_hours=D(2000),
    )
    assert round(year.area_m2, 1) == D("36.0")
    who = Institution("organ", Level.PROVINCE, "110000", building="b")
    found = judged(NATIONAL, who, year)["building_electricity_per_m2_kwh"]
    per_person = D("0.7") + D("0.3") * year.area_m2 / 10
    assert [(each.by, each.factor) for each in found.corrected] == [
        (Correction.OPERATING_HOURS, D("0.3") + D("0.7") * 2500 / 2000),
        (Correction.AREA_PER_PERSON, per_person),
    ]
    assert round(found.value, 9) == round(D("85.4") * D("1.175") * per_person, 9)
    plain = judged(NATIONAL, who, year, operating_hours="false", area_per_person="false")
    assert round(plain["building_electricity_per_m2_kwh"].value, 6) == D("85.4")
    south = replace(who, region="310000")
    with_heating = judged(NATIONAL, south, year, operating_hours="false", area_per_person="false")
    assert with_heating["building_electricity_per_m2_kwh"].value > D("85.4")
    assert all(quota.certainty.needs_checking for quota in NATIONAL.quotas)
    assert all(each.certainty.needs_checking for each in NATIONAL.corrections)


def test_a_switch_that_there_is_none_of_is_refused():
    with pytest.raises(SwitchRefused, match="vehicle_fuel_in_total"):
        ORGANS.switched({"vehicle_fuel_in_total": "yes"})


def test_a_class_follows_from_category_and_name_where_it_can():
    rules = POLICY.class_rules
    assert class_of("state_organ", "某市财政局", rules) == "organ"
    assert class_of("culture", "某市图书馆", rules) == "library"
    assert class_of("education", "某县第一中学", rules) == "school"
    assert class_of("education", "某县第一幼儿园", rules) == "kindergarten"
    assert class_of("state_organ", "某县政务服务中心", rules) == "service-hall"
    assert class_of("health", "某市人民医院", rules) == "hospital"
    assert class_of("culture", "某市文化馆", rules) == ""


def test_the_means_of_guangdong_stand_for_those_like_them():
    """15.88 kgce/m2 of hospitals are 129 kWh/m2 at 0.1229 and 53 at 0.30: by what is published the former is meant."""
    organ = Institution("organ", Level.COUNTY, "440106")
    hospital = replace(organ, class_="hospital-3")
    of = {Level.PROVINCE: "省级以上机关", Level.CITY: "市级以下机关", Level.COUNTY: "市级以下机关"}
    assert {level: mean_for(replace(organ, level=level), 2021, POLICY.published_means).name for level in of} == of
    mean = mean_for(hospital, 2021, POLICY.published_means)
    assert round(mean.figures["energy_per_m2_kgce"] / D("0.1229")) == 129
    assert round(mean.figures["energy_per_m2_kgce"] / D("0.30")) == 53
    assert mean_for(organ, 2022, POLICY.published_means) is None
    assert mean_for(replace(organ, region="510100"), 2021, POLICY.published_means) is None


BAD = """kind = "quotas"
key = "local"
name = "地方标准"
from = 2020-01-01
regions = ["51"]
[switches]
electricity_basis = "both"
[[quotas]]
indicator = "water_per_person_m3"
class = "palace"
constraint = 10
benchmark = 12
guide = 5
source = { document = "地方标准" }
certainty = "verified"
[[quotas]]
indicator = "water_per_person_m3"
class = "organ"
constraint = 10
guide = 5
source = { document = "地方标准" }
certainty = "verified"
"""


def test_a_file_of_a_deployment_is_taken_and_a_wrong_one_told_line_by_line(tmp_path):
    file = tmp_path / "quotas" / "local.toml"
    file.parent.mkdir()
    file.write_text(BAD, "utf-8")
    with pytest.raises(PolicyRefused) as refused:
        read([tmp_path])
    told = {(each.line, each.says) for each in refused.value.faults}
    assert {line for line, _ in told} == {6, 10, 11}
    assert any("依次减小" in says for _, says in told)
    assert any("palace" in says for _, says in told)
    good = BAD.replace("both", "equivalent").replace("palace", "school").replace("benchmark = 12\n", "")
    file.write_text(good, "utf-8")
    own = next(each for each in read([tmp_path]).quota_sets if each.key == "local")
    assert own.of_class("organ")[0].constraint == 10
    file.write_text(good.replace('"school"', '"organ"'), "utf-8")
    with pytest.raises(PolicyRefused, match="两个值"):
        read([tmp_path])


def test_the_how_to_is_a_standard_that_judges(tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-quota.md").read_text("utf-8")
    file, toml = re.findall(r"^```toml (\S+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[0]
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(toml, "utf-8")
    own = next(each for each in read([tmp_path]).quota_sets if each.key == "local-2024")
    used = {(Resource.ELECTRICITY, Use.BUILDING): D(50_000), (Resource.NATURAL_GAS, Use.HEATING): D(3_000)}
    found = judged(own, Institution("organ", Level.COUNTY, "610113"), replace(YEAR, used=used))
    assert {key: (each.value, each.verdict.value) for key, each in found.items()} == {
        "non_heating_per_m2_kgce": (D("6.145"), "within_benchmark"),
        "heating_per_m2_kgce": (D(3_000) * D("1.33") / 800, "within_constraint"),
    }
    assert own.zone_of(Institution("organ", None, "610701")) == "hot-summer-cold-winter"


def test_the_how_to_counts_persons_by_its_terms_where_they_are_for(tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-quota.md").read_text("utf-8")
    file, toml = re.findall(r"^```toml (\S+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[1]
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(toml, "utf-8")
    rules = read([tmp_path]).counting_rules
    here, elsewhere = (
        next(rule for rule in rules_for(Institution("hospital", None, region), rules) if rule.what is Counted.PERSONS)
        for region in ("610113", "510113")
    )
    filled_in = {"staff_in_post": 100, "interns": 24, "intern_months": 6, "open_beds": 40, "bed_use_percent": 80}
    found = counted(here, {PersonPart(key): D(value) for key, value in filled_in.items()})
    assert (found.value, found.in_figures) == (D(160), "100＋24×6÷12＋40×80×1.5÷100")
    assert elsewhere.source.document == "DB37/T 2673-2019"


def test_every_indicator_is_limited_by_something():
    assert {quota.indicator for _, quota in EVERY} == set(QuotaIndicator)
