"""Identity, corrections, refunds, overlaps, long bills, estimated bills and notes of no use, as contracts.md of the
project's command line describes import files."""

from decimal import Decimal

import pytest

from jieyue.store.ledgers.bills.models import Bill, NoUse
from jieyue.store.records.models import LogEntry, RowVersion
from jieyue.store.records.verifying import verify
from jieyue.store.registers.accounts.models import Account

pytestmark = pytest.mark.django_db

JANUARY = "2024-01-01 | 2024-01-31"
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit"


@pytest.fixture(autouse=True)
def _units(house):
    house.have(
        "organisations",
        """code   | name | parent | level
           61     | 某省 |        | province
           610101 | 甲局 | 61     | unit
           610102 | 乙局 | 61     | unit""",
    )


def bills(*lines: str, more: str = "") -> str:
    return "\n".join([HEADER + more, *lines])


JANUARY_BILL = f"610101 | electricity | D1 | {JANUARY} | 100 | kWh"


def test_the_same_bill_again_changes_nothing_and_leaves_no_trace_in_the_log(house):
    house.have("bills", bills(JANUARY_BILL))
    entries = LogEntry.objects.count()
    again = house.have("bills", bills(JANUARY_BILL))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    assert again.problems == []
    assert (LogEntry.objects.count(), Bill.objects.count()) == (entries, 1)


def test_other_figures_for_the_same_days_need_a_reason(house):
    house.have("bills", bills(JANUARY_BILL))
    corrected = bills(f"610101 | electricity | D1 | {JANUARY} | 120 | kWh")
    assert house.refused("bills", corrected) == [(2, "reason_needed")]
    report = house.have("bills", corrected, reason="抄表员更正")
    assert report.changed == 1
    assert Bill.objects.get().quantity == Decimal(120)


def test_a_correction_keeps_before_after_who_when_and_why(house, person):
    house.have("bills", bills(JANUARY_BILL))
    house.have("bills", bills(f"610101 | electricity | D1 | {JANUARY} | 120 | kWh"), reason="抄表员更正")
    version = RowVersion.objects.filter(table="ledger_bills_bill").last()
    assert '"quantity":"100.000"' in version.before
    assert '"quantity":"120.000"' in version.after
    assert (version.entry.by, version.entry.login, version.entry.reason) == ("console", person.login, "抄表员更正")


def test_a_column_that_the_file_lacks_keeps_what_it_was(house):
    house.have("bills", bills(f"{JANUARY_BILL} | 70 | F1", more=" | amount_yuan | invoice_number"))
    assert house.have("bills", bills(JANUARY_BILL)).unchanged == 1
    assert Bill.objects.get().amount_yuan == Decimal(70)


def test_a_cell_left_blank_in_a_column_that_is_there_is_a_correction(house):
    house.have("bills", bills(f"{JANUARY_BILL} | 70", more=" | amount_yuan"))
    blank = bills(f"{JANUARY_BILL} | ", more=" | amount_yuan")
    assert house.refused("bills", blank) == [(2, "reason_needed")]


def test_another_invoice_number_on_the_same_bill_is_a_correction_too(house):
    house.have("bills", bills(f"{JANUARY_BILL} | F1", more=" | invoice_number"))
    assert house.refused("bills", bills(f"{JANUARY_BILL} | F2", more=" | invoice_number")) == [(2, "reason_needed")]


def test_the_same_key_twice_in_a_file_refuses_the_second_row_naming_both(house):
    report = house.bring("bills", bills(JANUARY_BILL, JANUARY_BILL))
    (problem,) = report.problems
    assert (problem.row, problem.rule) == (3, "duplicate_in_file")
    assert "第 2 行" in problem.says
    assert "第 3 行" in problem.says
    assert Bill.objects.count() == 0


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2023-12-20", "2024-01-01"),
        ("2024-01-31", "2024-02-10"),
        ("2024-01-10", "2024-01-20"),
        ("2023-12-01", "2024-02-28"),
        ("2024-01-01", "2024-01-30"),
    ],
)
def test_a_bill_that_shares_a_day_with_another_of_its_account_is_refused_naming_both(house, start, end):
    house.have("bills", bills(JANUARY_BILL))
    report = house.bring("bills", bills(f"610101 | electricity | D1 | {start} | {end} | 100 | kWh"))
    (problem,) = [problem for problem in report.problems if problem.severity == "error"]
    assert problem.rule == "overlap"
    assert f"{start} 至 {end}" in problem.says
    assert "2024-01-01 至 2024-01-31" in problem.says


def test_an_overlap_within_the_file_refuses_the_later_row_even_when_it_begins_earlier(house):
    report = house.bring(
        "bills",
        bills(
            "610101 | electricity | D1 | 2024-04-01 | 2024-04-30 | 100 | kWh",
            "610101 | electricity | D1 | 2024-03-01 | 2024-04-05 | 100 | kWh",
        ),
    )
    (problem,) = [problem for problem in report.problems if problem.severity == "error"]
    assert (problem.row, problem.rule) == (3, "overlap")


def test_bills_of_neighbouring_days_and_of_other_accounts_stand_side_by_side(house):
    report = house.have(
        "bills",
        bills(
            JANUARY_BILL,
            "610101 | electricity | D1 | 2024-02-01 | 2024-02-29 | 100 | kWh",
            f"610101 | electricity | D2 | {JANUARY} | 100 | kWh",
            f"610101 | water | D1 | {JANUARY} | 100 | m3",
            f"610102 | electricity | D1 | {JANUARY} | 100 | kWh",
        ),
    )
    assert report.added == 5


def test_a_blank_account_is_one_account_of_its_organisation_resource_and_use(house):
    blank = f"610101 | electricity | | {JANUARY} | 100 | kWh"
    house.have("bills", bills(blank))
    assert house.have("bills", bills(blank)).unchanged == 1
    assert Account.objects.get().number == ""


def test_petrol_and_diesel_serve_vehicles_unless_told_otherwise(house):
    house.have("bills", bills(f"610101 | petrol | | {JANUARY} | 10 | L", f"610101 | water | | {JANUARY} | 10 | m3"))
    assert set(Account.objects.values_list("resource", "use")) == {("petrol", "vehicle"), ("water", "building")}


def test_a_refund_names_its_invoice_overlaps_nothing_and_is_known_by_its_own_number(house):
    more = " | invoice_number | refund_of"
    house.have("bills", bills(f"{JANUARY_BILL} | F1 | ", more=more))
    refund = f"610101 | electricity | D1 | {JANUARY} | -30 | kWh"
    house.have("bills", bills(f"{refund} | F8 | F1", f"{refund} | F9 | F1", more=more))
    assert house.have("bills", bills(f"{refund} | F8 | F1", more=more)).unchanged == 1
    assert house.quantity("610101", "2024-01") == Decimal(40)


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        (("-30", "", "F8", ""), "negative_without_refund"),
        (("30", "-20", "F8", ""), "negative_without_refund"),
        (("30", "20", "F8", "F1"), "positive_refund"),
        (("-30", "20", "F8", "F1"), "positive_refund"),
        (("-30", "-20", "F1", "F1"), "refunds_itself"),
    ],
)
def test_signs_that_cannot_be_are_refused(house, figures, rule):
    quantity, amount, invoice, refund_of = figures
    row = f"610101 | electricity | D1 | {JANUARY} | {quantity} | kWh | {amount} | {invoice} | {refund_of}"
    assert house.refused("bills", bills(row, more=" | amount_yuan | invoice_number | refund_of")) == [(2, rule)]


def test_a_refund_of_an_invoice_nobody_knows_is_taken_with_a_warning(house):
    row = f"610101 | electricity | D1 | {JANUARY} | -3 | kWh | F8 | F404"
    report = house.have("bills", bills(row, more=" | invoice_number | refund_of"))
    assert [problem.rule for problem in report.problems] == ["unknown_invoice"]


def test_a_bill_of_62_days_counts_in_the_month_of_its_last_day(house):
    house.have("bills", bills("610101 | electricity | D1 | 2024-01-01 | 2024-03-02 | 62 | kWh"))
    assert house.quantity("610101", "2024-03") == Decimal(62)
    assert house.quantity("610101", "2024-01") is None


def test_a_bill_of_63_days_is_spread_by_days_and_the_last_month_takes_the_remainder(house):
    house.have("bills", bills("610101 | electricity | D1 | 2024-01-01 | 2024-03-03 | 100 | kWh"))
    shares = [house.quantity("610101", month) for month in ("2024-01", "2024-02", "2024-03")]
    assert shares == [Decimal("49.206"), Decimal("46.032"), Decimal("4.762")]
    assert sum(shares) == Decimal(100)


@pytest.mark.parametrize(
    ("resource", "quantity", "unit", "kept"),
    [
        ("electricity", "1.5", "MWh", "1500"),
        ("electricity", "0.25", "万kWh", "2500"),
        ("electricity", "12", "度", "12"),
        ("water", "3", "立方米", "3"),
        ("natural_gas", "0.1", "万m3", "1000"),
        ("coal", "2", "吨", "2000"),
        ("diesel", "40", "升", "40"),
        ("other", "2", "吨焦炭", "1.943"),
        ("other", "500", "kg燃料油", "0.714"),
    ],
)
def test_other_units_are_converted_and_what_was_written_is_kept(house, resource, quantity, unit, kept):
    house.have("bills", bills(f"610101 | {resource} | | {JANUARY} | {quantity} | {unit}"))
    bill = Bill.objects.get()
    assert bill.quantity == Decimal(kept)
    assert bill.entered == ("" if Decimal(quantity) == Decimal(kept) else f"{quantity} {unit}")


@pytest.mark.parametrize(
    ("resource", "unit"), [("electricity", "m3"), ("electricity", "斤"), ("petrol", "吨"), ("heat", "kWh")]
)
def test_a_unit_that_cannot_be_converted_is_refused_naming_those_that_can(house, resource, unit):
    report = house.bring("bills", bills(f"610101 | {resource} | | {JANUARY} | 1 | {unit}"))
    (problem,) = report.problems
    assert (problem.rule, problem.column) == ("unknown_unit", "unit")
    assert "可用的单位" in problem.do


def test_more_than_three_decimals_are_rounded_half_up_and_said(house):
    report = house.have("bills", bills(f"610101 | electricity | D1 | {JANUARY} | 0.0005 | kWh"))
    assert Bill.objects.get().quantity == Decimal("0.001")
    assert [problem.rule for problem in report.problems] == ["rounded"]


def test_a_withdrawn_bill_is_gone_from_the_sums_but_not_from_the_log(house):
    house.have("bills", bills(JANUARY_BILL))
    withdrawn = bills(f"{JANUARY_BILL} | 是", more=" | withdrawn")
    assert house.refused("bills", withdrawn) == [(2, "reason_needed")]
    house.have("bills", withdrawn, reason="重复登记")
    assert house.quantity("610101", "2024-01") is None
    assert '"quantity":"100.000"' in RowVersion.objects.filter(table="ledger_bills_bill", after=None).get().before


def test_a_bill_with_wrong_days_is_replaced_in_one_file(house):
    house.have("bills", bills(JANUARY_BILL))
    report = house.have(
        "bills",
        bills(
            "610101 | electricity | D1 | 2024-01-01 | 2024-01-30 | 100 | kWh | ",
            f"{JANUARY_BILL} | 是",
            more=" | withdrawn",
        ),
        reason="止日应为 30 日",
    )
    assert (report.added, report.changed) == (1, 1)
    assert Bill.objects.get().end_date.day == 30


def test_nothing_to_withdraw_is_refused(house):
    withdrawn = bills(f"{JANUARY_BILL} | 是", more=" | withdrawn")
    assert house.refused("bills", withdrawn, reason="误") == [(2, "nothing_to_withdraw")]


def test_an_unknown_organisation_refuses_its_rows_only_when_the_good_ones_are_wanted(house):
    rows = bills(JANUARY_BILL, f"999999 | electricity | D1 | {JANUARY} | 100 | kWh")
    whole = house.bring("bills", rows)
    assert (whole.added, whole.refused, whole.held_back) == (0, 1, 1)
    assert Bill.objects.count() == 0
    good = house.bring("bills", rows, accept_good=True)
    assert (good.added, good.refused, good.held_back) == (1, 1, 0)


def test_a_rehearsal_says_what_would_be_and_writes_nothing(house):
    report = house.bring("bills", bills(JANUARY_BILL), dry_run=True)
    assert (report.added, report.dry_run) == (1, True)
    assert (Bill.objects.count(), Account.objects.count()) == (0, 0)
    assert not LogEntry.objects.filter(operation="import bills").exists()


def test_a_bill_of_an_organisation_that_is_closed_is_sent_to_its_successor(house):
    house.have(
        "organisations",
        """code | name | parent | level | closed_on | successors
           610102 | 乙局 | 61 | unit | 2024-01-01 | 610101""",
        reason="机构改革",
    )
    report = house.bring("bills", bills(f"610102 | electricity | D1 | {JANUARY} | 100 | kWh"))
    (problem,) = report.problems
    assert problem.rule == "after_closed"
    assert "610101" in problem.do


def test_a_bill_of_an_account_that_is_closed_is_refused(house):
    house.have(
        "accounts",
        """organisation | resource | account | closed_on
           610101 | electricity | D1 | 2024-01-01""",
    )
    assert house.refused("bills", bills(JANUARY_BILL)) == [(2, "account_closed")]


def test_a_note_of_no_use_is_nothing_used_and_not_nothing_known(house):
    house.have(
        "no_use",
        """organisation | resource | account | start_date | end_date | note
           610101 | electricity | D1 | 2024-01-01 | 2024-01-31 | 装修停用""",
    )
    assert house.quantity("610101", "2024-01") == Decimal(0)
    assert house.quantity("610101", "2024-02") is None
    assert house.statistics("610101", "2024-01").completeness.reported == 1


def test_a_bill_and_a_note_of_no_use_exclude_each_other(house):
    note = """organisation | resource | account | start_date | end_date
              610101 | electricity | D1 | 2024-01-01 | 2024-01-31"""
    house.have("no_use", note)
    assert house.refused("bills", bills(JANUARY_BILL)) == [(2, "overlap")]
    NoUse.objects.all().delete()
    house.have("bills", bills(JANUARY_BILL))
    assert house.refused("no_use", note) == [(2, "overlap")]


def test_one_row_and_three_rows_take_the_same_number_of_queries(house, django_assert_max_num_queries):
    def lines(account: str, count: int) -> str:
        return bills(
            *(
                f"610101 | electricity | {account}{n} | {JANUARY} | {100 + n} | kWh | F{account}{n}"
                for n in range(count)
            ),
            more=" | invoice_number",
        )

    def queries(rows: str) -> int:
        with django_assert_max_num_queries(100) as counted:
            house.have("bills", rows)
        return len(counted)

    assert queries(lines("A", 1)) == queries(lines("B", 3))


def test_the_same_quantity_written_in_another_unit_is_the_same_bill(house):
    house.have("bills", bills(f"610101 | electricity | D1 | {JANUARY} | 1.5 | MWh"))
    assert house.have("bills", bills(f"610101 | electricity | D1 | {JANUARY} | 1500 | kWh")).unchanged == 1
    assert Bill.objects.get().entered == "1.5 MWh"


def test_a_note_of_no_use_can_be_withdrawn_and_gives_room_to_the_bill(house):
    note = """organisation | resource | account | start_date | end_date | withdrawn
              610101 | electricity | D1 | 2024-01-01 | 2024-01-31 | {}"""
    house.have("no_use", note.format(""))
    house.have("no_use", note.format("是"), reason="后来收到票据")
    assert house.quantity("610101", "2024-01") is None
    assert house.have("bills", bills(JANUARY_BILL)).added == 1


@pytest.mark.parametrize("column", ["account", "invoice_number", "refund_of"])
def test_a_text_longer_than_its_column_is_refused_in_words(house, column):
    row = {
        "organisation": "610101",
        "resource": "电",
        "start_date": "2024-01-01",
        "end_date": "2024-01-31",
        "quantity": -1 if column == "refund_of" else 1,
        "unit": "kWh",
        column: "9" * 61,
    }
    assert house.refused("bills", [row]) == [(2, "too_long")]


def test_a_unit_whose_accounts_are_all_closed_owes_nothing_more(house):
    house.have("bills", bills(JANUARY_BILL))
    closed = "organisation | resource | account | closed_on\n610101 | 电 | D1 | 2024-02-01"
    house.have("accounts", closed, reason="销户")
    assert house.statistics("610101", "2024-06").completeness.reported == 1


def test_a_bill_may_be_withdrawn_and_entered_anew_in_one_file(house):
    house.have("bills", bills(JANUARY_BILL))
    again = bills(f"{JANUARY_BILL} | 是", f"610101 | electricity | D1 | {JANUARY} | 90 | kWh | ", more=" | withdrawn")
    report = house.have("bills", again, reason="换票")
    assert (report.added, report.changed) == (1, 1)
    assert Bill.objects.get().quantity == Decimal(90)
    assert verify().holds


def test_the_preview_tells_of_invoices_what_the_import_tells(house):
    rows = [
        f"610101 | electricity | D1 | {JANUARY} | 100 | kWh | F1 |",
        f"610101 | electricity | D2 | {JANUARY} | 200 | kWh | F1 |",
        f"610101 | electricity | D1 | {JANUARY} | -10 | kWh | F2 | F1",
    ]
    asked = {"kind": "bills", "rows": bills(*rows, more=" | invoice_number | refund_of")}
    looked = house.bring(**asked, dry_run=True).problems
    assert [(each.row, each.rule) for each in looked] == [(2, "invoice_used_again"), (3, "invoice_used_again")]
    assert [each.says for each in looked] == ["发票 F1 还用于第 3 行的票据。", "发票 F1 还用于第 2 行的票据。"]
    assert house.bring(**asked).problems == looked
