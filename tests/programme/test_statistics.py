"""What statistics promise: missing is not zero, sums are exact, everything that qualifies a figure is told."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.policy.loading import FactorSetUnknown
from jieyue.programme.statistics.queries import BasisUnknown, DimensionUnknown, YearImpossible
from jieyue.rules.factors import FactorUnknown, SwitchUnreadable
from jieyue.store.orgs.reach import OrganisationUnknown
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.verifying import verify

D = Decimal
BILL = "organisation | resource | start_date | end_date | quantity | unit | amount_yuan\n"


@pytest.fixture
def unit(house):
    house.have("organisations", "code | name | parent | level\nC | 某县 | | 县\nA | 甲局 | C | 单位")
    return house


def test_a_missing_month_is_missing_and_not_zero(unit):
    unit.have(
        "bills", BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 100 | kWh |\nA | 电 | 2024-03-01 | 2024-03-31 | 300 | kWh |"
    )
    answer = unit.statistics("C", "2024Q1", by=["month"])
    assert [(row.keys["month"], row.quantity) for row in answer.rows] == [("2024-01", D(100)), ("2024-03", D(300))]
    assert unit.statistics("C", "2024-02").rows == []
    assert (answer.completeness.owed, answer.completeness.reported) == (1, 0)
    assert [(each["organisation"], each["late"]) for each in answer.completeness.missing] == [("A", 1)]
    assert (answer.totals.water_m3, answer.totals.amount_yuan) == (None, None)


def test_where_nothing_was_recorded_everything_is_null(unit):
    answer = unit.statistics("C", "2024")
    assert set(vars(answer.totals).values()) == {None}
    assert set(answer.indicators.values()) == {None}
    assert (answer.year_on_year, answer.completeness.owed, answer.completeness.reported) == (None, 1, 0)


def test_a_note_of_no_use_is_nothing_used_and_covers_its_month(unit):
    unit.have("bills", BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 100 | kWh |")
    unit.have("no_use", "organisation | resource | start_date | end_date\nA | 电 | 2024-02-01 | 2024-02-29")
    answer = unit.statistics("A", "2024-02")
    assert [(row.resource, row.quantity, row.tce) for row in answer.rows] == [("electricity", D(0), D(0))]
    assert answer.completeness.reported == 1


def test_a_correction_changes_every_sum_above_it_at_once(unit):
    unit.have("bills", BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 100.005 | kWh | 10.01")
    assert [unit.quantity(code, "2024") for code in ("A", "C")] == [D("100.005")] * 2
    unit.have("bills", BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 200.007 | kWh | 20.02", reason="抄错表")
    assert [unit.quantity(code, "2024") for code in ("A", "C")] == [D("200.007")] * 2
    entry = LogEntry.objects.latest("seq")
    version = RowVersion.objects.get(entry=entry)
    assert (entry.reason, entry.by) == ("抄错表", "console")
    assert '"100.005"' in version.before
    assert '"200.007"' in version.after
    assert verify().holds


def test_a_long_bill_is_spread_over_its_months(unit):
    unit.have("bills", BILL + "A | 热力 | 2023-11-01 | 2024-03-30 | 100 | GJ | 100")
    rows = unit.rows_by("month", "C", "2024Q1")
    assert {month: (row.quantity, row.amount_yuan) for (month, _), row in rows.items()} == {
        "2024-01": (D("20.530"), D("20.53")),
        "2024-02": (D("19.205"), D("19.21")),
        "2024-03": (D("19.867"), D("19.86")),
    }
    assert unit.quantity("C", "2023", "heat") + unit.quantity("C", "2024", "heat") == D(100)


def test_a_refund_subtracts(unit):
    rows = """
    organisation | resource | start_date | end_date   | quantity | unit | amount_yuan | invoice_number | refund_of
    A            | 电       | 2024-01-01 | 2024-01-31 | 100      | kWh  | 60          | F1             |
    A            | 电       | 2024-01-01 | 2024-01-31 | -40      | kWh  | -24         | F2             | F1
    """
    unit.have("bills", rows)
    (row,) = unit.statistics("C", "2024-01").rows
    assert (row.quantity, row.amount_yuan) == (D(60), D(36))


def test_heat_billed_by_area_has_money_and_no_standard_coal(unit):
    unit.have(
        "bills",
        BILL
        + "A | 按面积供热 | 2024-01-01 | 2024-01-31 | 500 | m2 | 12500\n"
        + "A | 电 | 2024-01-01 | 2024-01-31 | 1000 | kWh | 600",
    )
    answer = unit.statistics("C", "2024-01")
    rows = {row.resource: row for row in answer.rows}
    assert (rows["heat_by_area"].tce, rows["heat_by_area"].tco2) == (None, None)
    assert (answer.totals.tce, answer.totals.amount_yuan) == (D("0.1229"), D(13100))
    assert any("按面积" in note for note in answer.notes)


def test_other_units_are_converted_and_added(unit):
    rows = [
        "A | 电 | 2024-01-01 | 2024-01-31 | 1.5 | 万kWh |",
        "A | 电 | 2024-02-01 | 2024-02-29 | 2 | MWh |",
        "A | 煤炭 | 2024-01-01 | 2024-01-31 | 3 | 吨 |",
    ]
    unit.have("bills", BILL + "\n".join(rows))
    assert [(row.resource, row.quantity, row.unit) for row in unit.statistics("C", "2024").rows] == [
        ("electricity", D(17000), "kWh"),
        ("coal", D(3000), "kg"),
    ]


def test_factors_that_nobody_verified_are_listed(unit):
    unit.have("bills", BILL + "A | 电 | 2021-01-01 | 2021-01-31 | 1000 | kWh |")
    answer = unit.statistics("C", "2021")
    assert {(each["resource"], each["measure"]) for each in answer.unverified} == {("electricity", "co2")}
    assert {each["certainty"] for each in answer.unverified} == {"unverified"}
    assert answer.totals.tco2 is not None


def test_only_the_factors_of_what_was_used_are_listed(unit):
    unit.have("bills", BILL + "A | 水 | 2021-01-01 | 2021-01-31 | 10 | m3 |")
    assert unit.statistics("C", "2021").unverified == []


def gas(house, *years):
    rows = [f"A | 天然气 | {year}-01-01 | {year}-01-31 | 1000 | m3 |" for year in years]
    house.have("bills", BILL + "\n".join(rows))


def test_the_factor_set_is_the_one_in_force_on_the_periods_last_day(unit):
    gas(unit, 2020, 2021)
    assert [
        (answer.factors, answer.totals.tce) for answer in (unit.statistics("C", "2020"), unit.statistics("C", "2021"))
    ] == [
        ("gb2589-2008", D("1.2143")),
        ("gb2589-2020", D("1.33")),
    ]
    assert unit.statistics("C", "2021Q1").factors == "gb2589-2008"
    assert unit.statistics("C", "2021H1").factors == "gb2589-2020"


def test_a_factor_set_answers_on_request_outside_its_dates(unit):
    gas(unit, 2020, 2024)
    assert unit.statistics("C", "2024", factors="gb2589-2008").totals.tce == D("1.2143")
    assert unit.statistics("C", "2020", factors="gb2589-2020").totals.tce == D("1.33")


def test_the_first_year_of_the_first_factor_set_answers_though_none_was_in_force_before(unit):
    gas(unit, 2007, 2008)
    answer = unit.statistics("C", "2008")
    assert (answer.totals.tce, answer.year_on_year) == (D("1.2143"), None)
    assert any("同比" in note for note in answer.notes)


def test_last_year_and_the_base_year_stand_beside_this_year(unit):
    rows = [
        f"A | 电 | {year}-01-01 | {year}-01-31 | {quantity} | kWh |"
        for year, quantity in ((2020, 1000), (2023, 800), (2024, 880))
    ]
    unit.have("bills", BILL + "\n".join(rows))
    unit.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2020 | 100 | 10\nA | 2024 | 100 | 10")
    answer = unit.statistics("C", "2024", base_year=2020)
    assert (answer.year_on_year.period, answer.reduction.period) == ("2023", "2020")
    assert answer.year_on_year.change_percent["tce"] == pytest.approx(10.0, rel=1e-12, abs=0)
    assert answer.reduction.change_percent["tce"] == pytest.approx(12.0, rel=1e-12, abs=0)
    assert answer.reduction.change_percent["electricity_per_m2_kwh"] == pytest.approx(12.0, rel=1e-12, abs=0)
    assert answer.year_on_year.change_percent["electricity_per_m2_kwh"] is None
    assert answer.year_on_year.change_percent["water_m3"] is None


def test_who_uses_water_is_counted_apart_and_both_counts_are_told(unit):
    """A service hall: those who work there use its energy, its visitors its water too."""
    unit.have(
        "bills", BILL + "A | 水 | 2024-01-01 | 2024-01-31 | 30 | m3 |\nA | 电 | 2024-01-01 | 2024-01-31 | 100 | kWh |"
    )
    header = "organisation | year | floor_area_m2 | persons | persons_water"
    unit.have("profiles", f"{header}\nA | 2024 | 100 | 10 | 30")
    answer = unit.statistics("C", "2024")
    assert (answer.sizes.persons, answer.sizes.persons_water, answer.sizes.persons_differ) == (D(10), D(30), True)
    assert (answer.indicators["water_per_person_m3"], answer.indicators["electricity_per_person_kwh"]) == (1.0, 10.0)


def test_a_base_year_without_data_is_told(unit):
    gas(unit, 2024)
    answer = unit.statistics("C", "2024", base_year=2015)
    assert answer.reduction is None
    assert any("2015" in note for note in answer.notes)


REFUSED = [
    ({"code": "X"}, OrganisationUnknown, "没有编码为“X”的机构"),
    ({"by": ["colour"]}, DimensionUnknown, "不能按“colour”分组"),
    ({"factors": "gb2589-1990"}, FactorSetUnknown, "没有叫“gb2589-1990”的系数集"),
    ({"switches": {"weather": "good"}}, SwitchUnreadable, "没有叫“weather”的开关"),
    ({"switches": {"electricity_basis": "good"}}, SwitchUnreadable, "不能是“good”"),
    ({"switches": {"electricity_co2": "atlantis"}}, FactorUnknown, "不能是“atlantis”"),
    ({"basis": "guessed"}, BasisUnknown, "没有“guessed”这种数据"),
    ({"base_year": 0}, YearImpossible, "不是可用的基年"),
    ({"base_year": 99999}, YearImpossible, "不是可用的基年"),
]


@pytest.mark.parametrize(("asked", "refusal", "says"), REFUSED)
def test_what_cannot_be_answered_is_refused_in_words(unit, asked, refusal, says):
    with pytest.raises(refusal) as refused:
        unit.statistics(**{"code": "C", "period": "2024", **asked})
    assert says in refused.value.says
    assert refused.value.do


@pytest.mark.parametrize("period", ["1901", "9998", "2024-12"])
def test_any_period_is_answered(unit, period):
    assert unit.statistics("C", period, factors="gb2589-2020").rows == []


@pytest.mark.parametrize("by", [["region", "region"], ["resource", "month"], ["month", "resource", "use"], []])
def test_dimensions_may_be_named_twice_and_in_any_order(unit, by):
    gas(unit, 2024)
    (row,) = unit.statistics("C", "2024", by=by).rows
    assert row.quantity == D(1000)


def test_regions_categories_and_systems_add_up_to_the_same(house):
    house.have(
        "organisations",
        """
        code | name | parent | level | category | system   | kind
        P    | 省   |        | 省    |          |          |
        C1   | 一市 | P      | 市    |          |          |
        C2   | 二市 | P      | 市    |          |          |
        X    | 县   | C1     | 县    |          |          |
        U1   | 一中 | X      | 单位  | 教育     | 教育系统 |
        U1D  | 食堂 | U1     | 部门  |          |          |
        U2   | 厅   | P      | 单位  | 机关     | 财政系统 | 行政
        U3   | 医院 | C2     | 单位  | 卫生     |          |
        U4   | 协会 | C1     | 单位  |          | 教育系统 |
        """,
    )
    codes = ("U1", "U1D", "U2", "U3", "U4")
    rows = [f"{code} | 电 | 2024-01-01 | 2024-01-31 | {10**n} | kWh | {n}" for n, code in enumerate(codes)]
    house.have("bills", BILL + "\n".join(rows))
    for dimension in ("region", "category", "system", "kind", "organisation", "use"):
        found = house.rows_by(dimension, "P", "2024")
        assert sum(row.quantity for row in found.values()) == D(11111)
        assert sum(row.amount_yuan for row in found.values()) == D(10)
    regions = {key: row.quantity for (key, _), row in house.rows_by("region", "P", "2024").items()}
    assert regions == {"C1": D(10011), "C2": D(1000), "P": D(100)}
    places = {key: row.quantity for (key, _), row in house.rows_by("place", "P", "2024").items()}
    assert places == {"P": D(11111), "C1": D(10011), "C2": D(1000), "X": D(11)}
    places = {key: row.quantity for (key, _), row in house.rows_by("place", "C1", "2024").items()}
    assert places == {"C1": D(10011), "X": D(11)}


def test_a_departments_use_counts_beside_its_units_profile(house):
    """The unit's area is that of its departments too, and a department's own profile is part of it."""
    house.have("organisations", "code | name | parent | level\nA | 甲局 | | 单位\nD | 食堂 | A | 部门")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 500 | 10\nD | 2024 | 100 | 5")
    house.have(
        "bills", BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 900 | kWh |\nD | 电 | 2024-01-01 | 2024-01-31 | 100 | kWh |"
    )
    assert house.statistics("A", "2024").indicators["electricity_per_m2_kwh"] == 2.0
    assert house.statistics("D", "2024").indicators["electricity_per_m2_kwh"] == 1.0


def test_a_department_without_a_profile_is_inside_its_units(house):
    house.have("organisations", "code | name | parent | level\nA | 甲局 | | 单位\nD | 食堂 | A | 部门")
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 500 | 10")
    house.have("bills", BILL + "D | 电 | 2024-01-01 | 2024-01-31 | 1000 | kWh |")
    answer = house.statistics("A", "2024")
    assert answer.indicators["electricity_per_m2_kwh"] == 2.0
    assert not any("年度基本信息" in note for note in answer.notes)


def test_who_has_no_profile_is_on_neither_side_of_a_ratio_and_told(unit):
    unit.have("organisations", "code | name | parent | level\nB | 乙局 | C | 单位")
    unit.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 500 | 10")
    unit.have(
        "bills",
        BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 1000 | kWh |\nB | 电 | 2024-01-01 | 2024-01-31 | 7000 | kWh |",
    )
    answer = unit.statistics("C", "2024")
    assert answer.totals.tce == D("0.9832")
    assert answer.indicators["electricity_per_m2_kwh"] == 2.0
    assert any("有 1 家机构缺该年度基本信息" in note for note in answer.notes)


def test_part_years_are_not_annualised(unit):
    unit.have("profiles", "organisation | year | floor_area_m2 | persons\nA | 2024 | 500 | 10")
    unit.have("bills", BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 1000 | kWh |")
    assert unit.statistics("C", "2024-01").indicators["electricity_per_m2_kwh"] == 2.0
    assert unit.statistics("C", "2024H1").indicators["electricity_per_m2_kwh"] == 2.0


def test_a_closed_unit_keeps_its_past(unit):
    unit.have("bills", BILL + "A | 电 | 2024-01-01 | 2024-01-31 | 1000 | kWh |")
    unit.have(
        "organisations", "code | name | parent | level | closed_on\nA | 甲局 | C | 单位 | 2024-07-01", reason="撤销"
    )
    assert unit.quantity("C", "2024") == unit.quantity("A", "2024") == D(1000)
    assert unit.statistics("C", "2025").completeness.owed == 0


def queries_of(work) -> int:
    with CaptureQueriesContext(connection) as caught:
        work()
    return len(caught)


def test_one_unit_and_three_take_the_same_number_of_queries(unit):
    def asked():
        return queries_of(lambda: unit.statistics("C", "2024", by=["organisation", "month"]))

    def bills(code):
        return (
            BILL
            + f"{code} | 电 | 2024-01-01 | 2024-01-31 | 1000 | kWh |\n{code} | 水 | 2024-01-01 | 2024-01-31 | 9 | m3 |"
        )

    unit.have("bills", bills("A"))
    asked()
    one = asked()
    for code in ("B", "D"):
        unit.have("organisations", f"code | name | parent | level\n{code} | 乙局 | C | 单位")
        unit.have("bills", bills(code))
    asked()
    assert asked() == one


def test_checks_take_the_same_number_of_queries_for_one_unit_and_three(unit):
    one = queries_of(lambda: unit.checks("C", "2024"))
    unit.have("organisations", "code | name | parent | level\nB | 乙局 | C | 单位\nD | 丁局 | C | 单位")
    assert queries_of(lambda: unit.checks("C", "2024")) == one
