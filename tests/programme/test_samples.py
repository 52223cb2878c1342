"""The two samples that ship with the repository, and a published example."""

import csv
from decimal import Decimal

import pytest

from dirty_sample import PLANTED
from jieyue.store.records.models import LogEntry
from samples import SAMPLES

D = Decimal


@pytest.fixture
def office(house):
    for kind in ("organisations", "profiles", "bills"):
        house.have(kind, SAMPLES / "office" / f"{kind}.csv")
    return house


def by_resource(answer):
    return {row.resource: row.quantity for row in answer.rows}


@pytest.mark.smoke
def test_each_year_of_the_office_sample_is_what_was_computed_independently(office):
    with (SAMPLES / "office" / "expected.csv").open(encoding="utf-8") as file:
        expected = [(row["year"], row["resource"], D(row["quantity"]), row["unit"]) for row in csv.DictReader(file)]
    found = [
        (year, row.resource, row.quantity, row.unit)
        for year in ("2019", "2020", "2021")
        for row in office.statistics("51", year).rows
    ]
    assert sorted(found) == sorted(expected)


def test_the_office_sample_adds_up_whichever_way_it_is_cut(office):
    whole = office.statistics("51", "2020")
    for dimension in ("month", "quarter", "use", "region", "category", "system", "kind", "organisation"):
        sums: dict[str, Decimal] = {}
        tce = D(0)
        for row in office.statistics("51", "2020", by=[dimension]).rows:
            sums[row.resource] = sums.get(row.resource, D(0)) + row.quantity
            tce += row.tce
        assert sums == by_resource(whole)
        assert tce == whole.totals.tce
    assert sum(row.tce for row in whole.rows) == whole.totals.tce
    assert whole.indicators["energy_tce"] == pytest.approx(float(whole.totals.tce), rel=1e-12, abs=0)


def test_the_cities_of_the_office_sample_make_the_province(office):
    regions = office.rows_by("region", "51", "2021")
    codes = {region for region, _ in regions}
    assert codes == {"5101"}
    for resource, quantity in by_resource(office.statistics("51", "2021")).items():
        assert sum(office.quantity(code, "2021", resource) or D(0) for code in codes) == quantity


def test_the_office_sample_sent_twice_changes_nothing(office):
    before = office.statistics("51", "2020"), LogEntry.objects.count()
    for kind in ("organisations", "profiles", "bills"):
        report = office.have(kind, SAMPLES / "office" / f"{kind}.csv")
        assert (report.added, report.changed, report.unchanged) == (0, 0, report.rows)
    assert (office.statistics("51", "2020"), LogEntry.objects.count()) == before


def test_all_ten_faults_of_the_dirty_sample_are_found(house):
    house.have("organisations", SAMPLES / "dirty" / "organisations.csv")
    reports = [house.bring(kind, SAMPLES / "dirty" / f"{kind}.csv", accept_good=True) for kind in ("profiles", "bills")]
    at_import = {problem.rule for report in reports for problem in report.problems}
    errors = [problem.rule for report in reports for problem in report.problems if problem.severity == "error"]
    with (SAMPLES / "dirty" / "expected_findings.csv").open(encoding="utf-8-sig") as file:
        expected = [(row["organisation"], row["resource"], row["start"]) for row in csv.DictReader(file)]
    assert sorted(expected) == sorted(PLANTED)
    assert sorted(errors) == ["duplicate_in_file", "overlap"]
    assert set().union(*PLANTED.values()) <= at_import

    words = {"electricity": "电", "water": "水", None: ""}
    later = {(each.organisation, words[each.resource], each.period, each.rule) for each in house.checks("61", "2024")}
    for (organisation, resource, start), rules in PLANTED.items():
        kept = rules - {"duplicate_in_file", "overlap"}
        months = {start[:7], "2024-08"} if kept == {"same_quantity"} else {start[:7]}
        assert {(organisation, resource, rule) for rule in kept} <= {
            (unit, what, rule) for unit, what, month, rule in later if month in months
        }


def test_the_refusals_of_the_dirty_sample_name_both_bills(house):
    house.have("organisations", SAMPLES / "dirty" / "organisations.csv")
    report = house.bring("bills", SAMPLES / "dirty" / "bills.csv")
    assert not report.taken
    said = {problem.rule: problem.says for problem in report.problems if problem.severity == "error"}
    assert "2024-03-01 至 2024-04-05" in said["overlap"]
    assert "2024-04-01" in said["overlap"]
    assert said["duplicate_in_file"].count("第 ") == 2
    assert house.statistics("61", "2024").rows == []


# A published training example, one institution, 2010.
TEXTBOOK = """
organisation | resource    | use      | start_date | end_date   | quantity | unit | amount_yuan
T            | electricity |          | 2010-01-01 | 2010-12-31 | 12500    | kWh  | 10000
T            | water       |          | 2010-01-01 | 2010-12-31 | 2500     | m3   | 6000
T            | coal        |          | 2010-01-01 | 2010-12-31 | 2000     | kg   | 9000
T            | petrol      | vehicle  | 2010-01-01 | 2010-12-31 | 12340    | L    | 92550
T            | diesel      | vehicle  | 2010-01-01 | 2010-12-31 | 4200     | L    | 31500
T            | natural_gas |          | 2010-01-01 | 2010-12-31 | 6000     | m3   | 10800
"""


@pytest.fixture
def textbook(house):
    house.have("organisations", "code | name | parent | level\nT | 某机关 | | 单位")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nT | 2010 | 1400 | 50")
    house.have("bills", TEXTBOOK)
    return house


def test_the_published_example_comes_out_as_published(textbook):
    answer = textbook.statistics("T", "2010")
    assert {row.resource: row.tce for row in answer.rows} == {
        "electricity": D("1.53625"),
        "water": None,
        "coal": D("1.4286"),
        "natural_gas": D("7.2858"),
        "petrol": D("13.1638801"),
        "diesel": D("5.0794506"),
    }
    assert answer.totals.tce == D("28.4939807")
    assert round(answer.totals.tce, 3) == D("28.494")
    assert (answer.totals.water_m3, answer.totals.amount_yuan) == (D(2500), D(159850))
    assert answer.factors == "gb2589-2008"


@pytest.mark.parametrize(
    ("key", "value", "published"),
    [
        ("energy_per_m2_kgce", 28493.9807 / 1400, 20.353),
        ("energy_per_person_kgce", 28493.9807 / 50, 569.88),
        ("water_per_person_m3", 50.0, 50.0),
        ("electricity_per_m2_kwh", 12500 / 1400, 8.929),
        ("electricity_per_person_kwh", 250.0, 250.0),
    ],
)
def test_the_indicators_of_the_published_example(textbook, key, value, published):
    found = textbook.statistics("T", "2010").indicators[key]
    assert found == pytest.approx(value, rel=1e-12, abs=0)
    assert round(found, len(str(published).partition(".")[2])) == published


def test_without_vehicle_fuel_the_published_example_is_7_322(textbook):
    answer = textbook.statistics("T", "2010", switches={"vehicle_fuel_in_area_indicator": "false"})
    assert answer.indicators["energy_per_m2_kgce"] == pytest.approx(10250.65 / 1400, rel=1e-12, abs=0)
    assert round(answer.indicators["energy_per_m2_kgce"], 3) == 7.322
    assert answer.indicators["energy_per_person_kgce"] == pytest.approx(569.879614, rel=1e-12, abs=0)
    assert answer.totals.tce == D("28.4939807")
    assert answer.switches["vehicle_fuel_in_area_indicator"] is False
