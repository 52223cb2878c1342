"""Purchases, parts of one bill, shared reading days, sub-meters, sizes, other years: what the files should give."""

import csv
import re
from decimal import Decimal
from itertools import permutations

import pytest

from cases.conftest import CASES
from jieyue.programme.entry.reversing import undo
from jieyue.store.ledgers.bills.models import Bill
from samples import NOW

D = Decimal
COVERAGE = {"gap", "month_not_covered"}


def rules(report):
    return {problem.rule for problem in report.problems}


# --- purchases


def test_refuels_have_days_and_no_periods(cases):
    assert not rules(cases.bring("refuels.csv")) & COVERAGE
    assert cases.findings("2024") == []
    assert cases.quantity("2024Q1", "petrol") == D("179.5")


def test_a_month_with_a_refuel_is_there_and_one_without_is_not(cases):
    cases.bring("refuels.csv")
    complete = {month: cases.house.statistics("510101", month).completeness for month in ("2024Q1", "2024Q2")}
    assert [(each.owed, each.reported) for each in complete.values()] == [(1, 1), (1, 0)]


def test_two_refuels_of_one_day_are_two(cases):
    report = cases.bring("two-refuels-one-day.csv")
    assert report.added == 3
    assert [(p.row, p.rule, p.severity) for p in report.problems] == [(3, "bought_on_one_day", "warning")]
    assert cases.quantity("2024-03", "petrol") == D(130)


@pytest.mark.parametrize("name", ["two-refuels-one-day.csv", "refuels.csv"])
def test_the_same_refuels_again_change_nothing(cases, name):
    cases.bring(name)
    again = cases.bring(name)
    assert (again.added, again.changed, again.refused) == (0, 0, 0)
    assert again.unchanged == again.rows


HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan | invoice_number"


def refuels(*rows):
    return "\n".join([HEADER, *(f"510101 | petrol | A1 | {row}" for row in rows)])


def day(quantity, yuan="", invoice="", on="2024-03-05"):
    return f"{on} | {on} | {quantity} | L | {yuan} | {invoice}"


def kept():
    return sorted(Bill.objects.values_list("quantity", "invoice_number"))


def test_whatever_the_order_the_same_purchases_of_a_day_change_nothing(cases):
    three = [day(40), day(45), day(45, invoice="F1")]
    cases.house.have("bills", refuels(*three))
    for order in permutations(three):
        assert cases.house.have("bills", refuels(*order)).unchanged == 3


def test_one_of_the_days_purchases_alone_is_known_again(cases):
    cases.house.have("bills", refuels(day(40), day(45)))
    assert cases.house.have("bills", refuels(day(45))).unchanged == 1


def test_a_purchase_is_corrected_by_its_invoice_or_by_its_place(cases):
    cases.house.have("bills", refuels(day(40, invoice="F1"), day(45, invoice="F2"), day(50)))
    corrected = cases.house.have("bills", refuels(day(46, invoice="F2"), day(51)), reason="抄错")
    assert corrected.changed == 2
    assert kept() == [(D(40), "F1"), (D(46), "F2"), (D(51), "")]


def test_an_invoice_number_that_comes_later_completes_the_purchase(cases):
    cases.house.have("bills", refuels(day(40), day(45)))
    assert cases.house.refused("bills", refuels(day(45, invoice="F2"))) == [(2, "reason_needed")]
    assert cases.house.have("bills", refuels(day(45, invoice="F2")), reason="补填").changed == 1
    assert kept() == [(D(40), ""), (D(45), "F2")]


def test_another_invoice_of_the_day_is_another_purchase(cases):
    cases.house.have("bills", refuels(day(40, invoice="F1")))
    assert cases.house.have("bills", refuels(day(40, invoice="F2"))).added == 1


def test_one_of_two_alike_is_withdrawn(cases):
    cases.house.have("bills", refuels(day(40), day(40)))
    rows = f"{HEADER} | withdrawn\n510101 | petrol | A1 | {day(40)} | 是"
    assert cases.house.have("bills", rows, reason="重复").changed == 1
    assert kept() == [(D(40), "")]
    assert cases.house.have("bills", refuels(day(40))).unchanged == 1


def test_an_invoice_twice_on_a_day_is_one_purchase_twice(cases):
    assert cases.house.refused("bills", refuels(day(40, 320, "F1"), day(40, 320, "F1"))) == [(3, "duplicate_in_file")]
    assert cases.house.refused("bills", refuels(day(40, 320, "F1"), day(45, 360, "F1"))) == [(3, "parts_of_one_row")]


def test_a_months_total_and_a_day_of_it_overlap(cases):
    month = "2024-03-01 | 2024-03-31 | 100 | L | |"
    assert cases.house.refused("bills", refuels(month, day(40))) == [(3, "overlap")]


def test_an_invoice_called_like_the_id_of_a_record_is_not_that_record(cases):
    cases.house.have("bills", refuels(day(40)))
    assert cases.house.have("bills", refuels(day(45, invoice=str(Bill.objects.get().id)))).added == 1


def test_a_withdrawn_purchase_comes_back_beside_its_twin(cases):
    cases.house.have("bills", refuels(day(40), day(45)))
    rows = f"{HEADER} | withdrawn\n510101 | petrol | A1 | {day(45)} | 是"
    entry = cases.house.have("bills", rows, reason="重复").entry
    undo(entry, by=cases.house.person, at=NOW, reason="撤错了")
    assert kept() == [(D(40), ""), (D(45), "")]


# --- parts of one bill


def test_lines_of_one_invoice_are_refused_with_both_sums_and_both_ways(cases):
    says = cases.says("time-of-use-lines.csv")
    assert [row for row, *_ in says] == [3, 4, 5]
    for _, _, said, do in says:
        assert "1000 kWh" in said
        assert "790 元" in said
        assert "数量写 1000、金额写 790" in do
        assert "不是同一张票据的" in do
        assert "保留" not in do


def test_lines_of_one_invoice_become_one_bill_when_asked(cases):
    report = cases.bring("time-of-use-lines.csv", adds_up=True)
    assert report.added == 4
    assert (cases.quantity("2024-01"), cases.yuan("2024-01")) == (D(1000), D(790))
    assert Bill.objects.count() == 1
    assert cases.bring("time-of-use-lines.csv", adds_up=True).unchanged == 4


def test_what_is_refused_of_a_sum_is_refused_of_all_its_lines(cases):
    cases.bring("time-of-use-lines.csv", adds_up=True)
    lines = (CASES / "time-of-use-lines.csv").read_text("utf-8-sig").replace(",400,kWh", ",500,kWh")
    path = cases.house.folder / "other.csv"
    path.write_text(lines, "utf-8")
    again = cases.house.bring("bills", path, adds_up=True)
    assert (again.refused, again.taken) == (4, False)


def test_adding_up_leaves_other_rows_alone(cases):
    sheet = refuels(day(40, 320, "F1"), day(45, 360, "F2"), day(45, 360))
    assert cases.house.have("bills", sheet, adds_up=True).added == 3


# --- reading days


def test_all_shared_reading_days_are_told_at_once_and_no_gap_among_them(cases):
    report = cases.bring("reading-day-shared-year.csv")
    assert [(p.row, p.rule) for p in report.problems] == [(row, "overlap") for row in range(3, 8)]
    assert "2024-01-25" in report.problems[0].do


def test_the_file_is_taken_when_every_end_is_written_as_told(cases):
    with (CASES / "reading-day-shared-year.csv").open(encoding="utf-8-sig") as file:
        table = list(csv.reader(file))
    for problem in cases.bring("reading-day-shared-year.csv").problems:
        row, end = re.search(r"第 (\d+) 行的票据的止日写成 (\d{4}-\d\d-\d\d)", problem.do).groups()
        table[int(row) - 1][table[0].index("止")] = end
    path = cases.house.folder / "mended.csv"
    path.write_text("\n".join(",".join(row) for row in table), "utf-8")
    report = cases.house.have("bills", path)
    assert not rules(report) & COVERAGE
    assert cases.quantity("2024H1") == D(6000)


def test_reading_days_are_told_whatever_the_order_of_the_rows(cases):
    days = ["2024-01-26 | 2024-02-26", "2024-03-26 | 2024-04-26", "2024-02-26 | 2024-03-26"]
    rows = [f"510101 | electricity | S1 | {each} | 1000 | kWh | |" for each in days]
    assert cases.house.refused("bills", "\n".join([HEADER, *rows])) == [(4, "overlap"), (4, "overlap")]


def test_gaps_beside_refused_rows_are_not_told(cases):
    months = [
        "2024-01-01 | 2024-01-31 | 1000 | kWh",
        "2024-02-01 | 2024-02-29 | 1000 | m3",
        "2024-03-01 | 2024-03-31 | 999 | kWh",
    ]
    rows = [f"510101 | electricity | S1 | {each} | |" for each in months]
    assert [p.rule for p in cases.house.bring("bills", "\n".join([HEADER, *rows])).problems] == ["unknown_unit"]


# --- beside the year before and the size


def test_electricity_of_a_year_is_told_beside_the_year_before(cases):
    cases.bring("prior-year-electricity-up-18-percent.csv")
    (electricity,) = cases.findings("2024")
    assert (electricity.rule, electricity.resource, electricity.period) == ("electricity_change", "electricity", "2024")
    for said in ("16425 kWh", "13920 kWh", "18.0%", "15%"):
        assert said in electricity.says


def test_energy_of_several_kinds_is_told_as_one(cases):
    def sheet(year, electricity, gas):
        rows = [("electricity", electricity, "kWh"), ("natural_gas", gas, "m3")]
        days = f"{year}-01-01 | {year}-01-31"
        lines = [f"510101 | {kind} | Y1 | {days} | {used} | {unit} | |" for kind, used, unit in rows]
        return "\n".join([HEADER, *lines])

    cases.house.have("bills", sheet(2023, 10000, 1000))
    cases.house.have("bills", sheet(2024, 10500, 1500))
    (energy,) = [each for each in cases.findings("2024Q1") if each.rule.endswith("_change")]
    assert (energy.rule, energy.resource, energy.period) == ("energy_change", None, "2024Q1")


def test_a_quarter_is_told_too_and_a_month_is_not(cases):
    cases.bring("prior-year-electricity-up-18-percent.csv")
    assert {each.rule for each in cases.findings("2024Q1")} == {"electricity_change"}
    assert cases.findings("2024-03") == []


def test_every_month_of_both_years_counts_and_no_other(cases):
    rows = [
        f"510101 | electricity | Y1 | {month}-01 | {month}-28 | {used} | kWh | |"
        for month, used in (("2023-01", 1000), ("2023-02", 1000), ("2024-02", 1100), ("2024-03", 9000))
    ]
    cases.house.have("bills", "\n".join([HEADER, *rows]))
    assert [each for each in cases.findings("2024Q1") if each.rule == "electricity_change"] == []


def test_heating_is_left_out(cases):
    header = HEADER.replace("account", "account | use")
    rows = [
        f"510101 | electricity | Y1 | {use} | {year}-01-01 | {year}-01-31 | {used} | kWh | |"
        for use, year, used in (
            ("building", 2023, 1000),
            ("heating", 2023, 1000),
            ("building", 2024, 1100),
            ("heating", 2024, 9000),
        )
    ]
    cases.house.have("bills", "\n".join([header, *rows]))
    assert [each for each in cases.findings("2024Q1") if each.rule.endswith("_change")] == []


def test_ten_thousands_of_kwh_typed_as_kwh_are_told_without_money(cases):
    (problem,) = cases.bring("unit-slip-without-money.csv").problems
    assert (problem.rule, problem.severity) == ("use_for_size", "warning")
    assert "万kWh" in problem.do
    (finding,) = cases.findings("2024Q1")
    assert (finding.rule, finding.resource, finding.period) == ("use_for_size", "electricity", "2024Q1")


def test_a_small_meter_beside_a_large_one_is_no_slip(cases):
    large = "510101 | electricity | K0 | 2024-01-01 | 2024-01-31 | 12000 | kWh | |"
    small = "510101 | electricity | K1 | 2024-01-01 | 2024-01-31 | 1.2 | kWh | |"
    cases.house.have("bills", "\n".join([HEADER, large]))
    report = cases.house.have("bills", "\n".join([HEADER, small]))
    assert [each.rule for each in report.problems] == ["account_further"]
    assert cases.findings("2024Q1") == []


# --- counted twice


def test_a_main_meter_beside_its_parts_is_told_with_the_accounts_to_withdraw(cases):
    (problem,) = cases.bring("sub-meter-over-main.csv").problems
    assert (problem.row, problem.rule, problem.severity) == (2, "sum_of_others", "warning")
    assert "主表" in problem.says
    assert "1000.000 kWh" in problem.says
    assert "户号 分表1" in problem.do
    assert "户号 分表2" in problem.do
    (finding,) = cases.findings("2024")
    assert (finding.rule, finding.resource, finding.figures["quantity"]) == ("sum_of_others", "electricity", D(1000))


def test_withdrawn_as_told_the_month_is_counted_once(cases):
    cases.bring("sub-meter-over-main.csv")
    rows = [
        f"510101 | electricity | 分表{n} | 2024-01-01 | 2024-01-31 | {used} | kWh | | | 是"
        for n, used in ((1, 600), (2, 400))
    ]
    cases.house.have("bills", "\n".join([HEADER + " | withdrawn", *rows]), reason="总表已含")
    assert cases.quantity("2024-01") == D(1000)
    assert cases.findings("2024") == []


def test_parts_that_come_later_are_told_beside_the_main_meter_that_is_kept(cases):
    def sheet(*accounts):
        rows = [
            f"510101 | electricity | {name} | 2024-01-01 | 2024-01-31 | {used} | kWh | |" for name, used in accounts
        ]
        return "\n".join([HEADER, *rows])

    cases.house.have("bills", sheet(("主表", 1000)))
    first, second = (cases.house.have("bills", sheet(part)).problems for part in (("分表1", 600), ("分表2", 400)))
    assert [each.rule for each in first] == ["account_further"]
    assert "sum_of_others" in [each.rule for each in second]


def test_one_account_at_two_units_is_told_with_both(cases):
    rows = [
        f"{unit} | electricity | 778899 | 2024-01-01 | 2024-01-31 | 1000 | kWh | 700 |" for unit in (510101, 510102)
    ]
    report = cases.house.have("bills", "\n".join([HEADER, *rows]))
    assert [(p.row, p.rule) for p in report.problems] == [(2, "account_at_two_units"), (3, "account_at_two_units")]
    for code, other in (("510101", "510102"), ("510102", "510101")):
        (finding,) = [each for each in cases.findings("2024", code) if each.rule == "account_at_two_units"]
        assert code in finding.says
        assert other in finding.says


def test_one_number_at_two_units_with_other_figures_is_two_accounts(cases):
    rows = [
        f"{unit} | electricity | 1 | 2024-01-01 | 2024-01-31 | {used} | kWh | |"
        for unit, used in ((510101, 1000), (510102, 1001))
    ]
    assert cases.house.have("bills", "\n".join([HEADER, *rows])).problems == []
