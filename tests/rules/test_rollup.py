"""From facts to sums up the tree, on tables small enough to look at."""

from datetime import date
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from jieyue.rules import completeness
from jieyue.rules.period import Period
from jieyue.rules.rollup import FACTS, STANDING, below, placed, shares, sizes, summed, up_the_tree, with_dimensions
from jieyue.rules.values import Level
from text_tables import rows_of

D = Decimal
PROFILES = ibis.schema(
    {
        "organisation": "int64",
        "year": "int64",
        "floor_area_m2": "decimal(14, 2)",
        "persons": "decimal(12, 2)",
        "persons_water": "decimal(12, 2)",
    }
)
# Province 1, cities 2 and 3, counties 4 (of 2) and 5 (of 3); units from 10 on. Unit 11 moved from 4 to 5 in July.
TREE = """
organisation | code | level      | path        | province | city | county | unit | from_month | until_month
1            | P    | province   | /1/         | P        |      |        | 1    |            |
2            | C2   | city       | /1/2/       | P        | C2   |        | 2    |            |
3            | C3   | city       | /1/3/       | P        | C3   |        | 3    |            |
4            | X4   | county     | /1/2/4/     | P        | C2   | X4     | 4    |            |
5            | X5   | county     | /1/3/5/     | P        | C3   | X5     | 5    |            |
10           | U10  | unit       | /1/2/4/10/  | P        | C2   | X4     | 10   |            |
11           | U11  | unit       | /1/2/4/11/  | P        | C2   | X4     | 11   |            | 2024-07-01
11           | U11  | unit       | /1/3/5/11/  | P        | C3   | X5     | 11   | 2024-07-01 |
12           | U12  | unit       | /1/2/12/    | P        | C2   |        | 12   |            |
13           | U13  | unit       | /1/13/      | P        |      |        | 13   |            |
14           | U14  | department | /1/2/4/10/14/ | P      | C2   | X4     | 10   |            |
"""


def table(written, schema, **usual):
    types = schema.to_pyarrow()
    rows = [{**usual, **{key: cell for key, cell in row.items() if cell}} for row in rows_of(written)]
    return ibis.memtable(
        pa.Table.from_pylist(
            [{field.name: _as(row.get(field.name), field.type) for field in types} for row in rows], schema=types
        )
    )


def _as(cell, kind):
    if cell is None or cell == "":
        return None
    if pa.types.is_date(kind):
        return date.fromisoformat(cell)
    if pa.types.is_decimal(kind):
        return D(cell)
    return int(cell) if pa.types.is_integer(kind) else cell


def standing(written=TREE):
    forever = {"from_month": "1900-01-01", "until_month": "9999-12-31"}
    exists = {"exists_from": "1900-01-01", "exists_until": "9999-12-31"}
    # Nobody joins later than he exists, where nothing else is said.
    rows = [{"owes_from": row.get("exists_from") or "1900-01-01", **row} for row in rows_of(written)]
    return table(rows, STANDING, **forever, **exists)


def facts(written):
    return table(written, FACTS, resource="electricity", use="building")


def records(expression, *keys):
    return {tuple(row.pop(key) for key in keys): row for row in expression.to_pyarrow().to_pylist()}


YEAR = facts(
    """
    organisation | month      | quantity | amount_yuan
    10           | 2024-06-01 | 1.001    | 0.10
    11           | 2024-06-01 | 2.002    | 0.20
    11           | 2024-07-01 | 4.004    | 0.40
    12           | 2024-07-01 | 8.008    |
    13           | 2024-07-01 | 16.016   |
    14           | 2024-07-01 | 32.032   | 3.20
    """
)


def test_each_fact_lies_where_its_unit_stood_on_the_last_day_of_the_month():
    found = records(summed(placed(YEAR, standing()), ["code", "county"]), "code", "county")
    quantities = {key: sums["quantity"] for key, sums in found.items()}
    assert quantities == {
        ("U10", "X4"): D("1.001"),
        ("U11", "X4"): D("2.002"),
        ("U11", "X5"): D("4.004"),
        ("U12", None): D("8.008"),
        ("U13", None): D("16.016"),
        ("U14", "X4"): D("32.032"),
    }


@pytest.mark.parametrize(
    ("subject", "total"),
    [(1, "63.063"), (2, "43.043"), (3, "4.004"), (4, "35.035"), (5, "4.004"), (10, "33.033"), (11, "6.006")],
)
def test_what_is_below_is_at_or_under_whenever_it_was(subject, total):
    (sums,) = records(summed(placed(YEAR, below(standing(), subject)), ["resource"]), "resource").values()
    assert sums["quantity"] == D(total)


@pytest.mark.parametrize(
    ("level", "code", "subject", "regions"),
    [
        (Level.PROVINCE, "P", 1, {"C2": "43.043", "C3": "4.004", "P": "16.016"}),
        (Level.CITY, "C2", 2, {"X4": "35.035", "C2": "8.008"}),
        (Level.COUNTY, "X4", 4, {"X4": "35.035"}),
        (Level.UNIT, "U11", 11, {"X4": "2.002", "X5": "4.004"}),
    ],
)
def test_a_region_is_the_highest_place_under_the_one_asked_for(level, code, subject, regions):
    found = with_dimensions(placed(YEAR, below(standing(), subject)), place_level=level, place_code=code)
    sums = records(summed(found, ["region"]), "region")
    assert {region: row["quantity"] for (region,), row in sums.items()} == {key: D(n) for key, n in regions.items()}


def test_months_and_quarters_are_written_as_periods_are():
    found = with_dimensions(placed(YEAR, standing()), place_level=Level.PROVINCE, place_code="P")
    rows = found.select("month_text", "quarter").distinct().to_pyarrow().to_pylist()
    written = {tuple(row.values()) for row in rows}
    assert written == {("2024-06", "2024Q2"), ("2024-07", "2024Q3")}
    assert all(str(Period.parse(text)) == text for pair in written for text in pair)


def test_sums_go_up_to_every_place():
    sums = records(up_the_tree(placed(YEAR, standing()), ["resource"], standing=standing()), "place", "resource")
    assert {place: row["quantity"] for (place, _), row in sums.items()} == {
        "P": D("63.063"),
        "C2": D("43.043"),
        "C3": D("4.004"),
        "X4": D("35.035"),
        "X5": D("4.004"),
    }
    assert sums["P", "electricity"]["amount_yuan"] == D("3.90")


def shares_in(period, subject, written=TREE):
    asked = Period.parse(period)
    found = shares(standing(written), subject=subject, first_month=str(asked.first), until_month=str(asked.until))
    return {row["organisation"]: row["share"] for row in found.to_pyarrow().to_pylist() if row["organisation"] >= 10}


def test_who_did_not_move_has_share_one_in_part_years_too():
    assert shares_in("2024Q1", 2) == {10: 1.0, 11: 1.0, 12: 1.0, 14: 1.0}


def test_who_moved_is_shared_by_months():
    assert shares_in("2024", 2)[11] == shares_in("2024", 3)[11] == 0.5
    assert shares_in("2024Q3", 3) == {11: 1.0}
    assert shares_in("2024", 1)[11] == 1.0
    assert shares_in("2024", 11) == {11: 1.0}


MOVED_AND_CLOSED = """
organisation | level | path    | unit | from_month | until_month | exists_from | exists_until
10           | unit  | /1/10/  | 10   |            | 2024-04-01  | 2024-02-01  | 2024-07-01
10           | unit  | /2/10/  | 10   | 2024-04-01 |             | 2024-02-01  | 2024-07-01
11           | unit  | /1/11/  | 11   |            |             | 2024-10-01  |
12           | unit  | /1/12/  | 12   |            |             |             | 2024-01-01
"""


def test_shares_are_of_the_months_in_which_a_unit_existed():
    """Opened in February, moved in April, closed at the end of June: two months here, three there."""
    assert shares_in("2024", 1, MOVED_AND_CLOSED) == {10: 0.4, 11: 1.0}
    assert shares_in("2024", 2, MOVED_AND_CLOSED) == {10: 0.6}
    assert shares_in("2025", 1, MOVED_AND_CLOSED) == {11: 1.0}


def test_sizes_are_summed_by_share_and_water_users_are_persons_unless_told():
    profiles = table(
        """
        organisation | year | floor_area_m2 | persons | persons_water
        10           | 2024 | 1000.25       | 40      |
        11           | 2024 | 500           | 30      | 20
        99           | 2024 | 77            | 7       | 7
        """,
        PROFILES,
    )
    share = shares(standing(), subject=4, first_month="2024-01-01", until_month="2025-01-01")
    (row,) = sizes(share, profiles).to_pyarrow().to_pylist()
    assert row == {"area_m2": D("1250.25"), "persons": D(55), "persons_water": D(50)}


# --- completeness

UNITS = """
organisation | level      | path        | unit | from_month | until_month | exists_from | exists_until
1            | county     | /1/         | 1    |            |             |             |
2            | county     | /2/         | 2    |            |             |             |
10           | unit       | /1/10/      | 10   |            |             |             |
11           | department | /1/10/11/   | 10   |            |             |             |
"""
NO_ACCOUNTS = "subject | organisation | opened_on | closed_on | billing_months"


def month_by_month(account, *months, organisation=10, year=2024):
    ends = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return "\n".join(
        f"{account} | {organisation} | {year}-{month:02}-01 | {year}-{month:02}-{ends[month - 1]}" for month in months
    )


def reports(accounts, *bills, period="2024", subject=1, units=UNITS):
    """Unit: accounts open at the end, and how many of them are late."""
    coverage = "subject | organisation | start_date | end_date\n" + "\n".join(bills)
    found = completeness.units_with_reports(
        standing(units),
        table(f"{NO_ACCOUNTS}\n{accounts}", completeness.SUBJECTS),
        table(coverage, completeness.COVERAGE),
        under=subject,
        period=Period.parse(period),
    )
    return {row["unit"]: (row["subjects"], row["late"]) for row in found.to_pyarrow().to_pylist()}


ALL = range(1, 13)


def test_a_unit_whose_account_is_covered_to_the_last_month_has_reported():
    assert reports("1 | 10 | | |", month_by_month(1, *ALL)) == {10: (1, 0)}


def test_an_account_without_its_last_month_is_late():
    assert reports("1 | 10 | | |", month_by_month(1, *range(1, 12))) == {10: (1, 1)}


def test_a_hole_inside_the_year_makes_an_account_late():
    assert reports("1 | 10 | | |", month_by_month(1, *(month for month in ALL if month != 5))) == {10: (1, 1)}


def test_a_single_uncovered_day_makes_an_account_late():
    bills = ["1 | 10 | 2024-11-01 | 2024-11-29", "1 | 10 | 2024-12-01 | 2024-12-31"]
    assert reports("1 | 10 | | |", *bills) == {10: (1, 1)}


def test_a_hole_before_the_period_does_not_matter_in_it():
    bills = ["1 | 10 | 2023-01-01 | 2023-01-31", "1 | 10 | 2023-06-01 | 2023-12-31", month_by_month(1, *ALL)]
    assert reports("1 | 10 | | |", *bills) == {10: (1, 0)}
    assert reports("1 | 10 | | |", *bills, period="2023") == {10: (1, 1)}


def test_a_hole_that_reaches_into_the_period_counts():
    bills = ["1 | 10 | 2023-01-01 | 2023-11-30", month_by_month(1, *ALL)]
    assert reports("1 | 10 | | |", *bills) == {10: (1, 1)}


def test_an_account_billed_every_two_months_may_end_in_the_last_two():
    two_monthly = [f"1 | 10 | 2024-{month:02}-01 | 2024-{month + 1:02}-30" for month in (6, 8, 10)]
    covered = [bill.replace("09-30", "09-30").replace("07-30", "07-31") for bill in two_monthly]
    assert reports("1 | 10 | | | 2", *covered) == {10: (1, 0)}
    assert reports("1 | 10 | | |", *covered) == {10: (1, 0)}
    assert reports("1 | 10 | | | 2", *covered[:2]) == {10: (1, 1)}
    assert reports("1 | 10 | | | 1", *covered) == {10: (1, 1)}


def test_a_closed_account_is_not_waited_for():
    accounts = "1 | 10 | | |\n2 | 10 | | 2024-06-01 |"
    assert reports(accounts, month_by_month(1, *ALL), month_by_month(2, *range(1, 6))) == {10: (2, 0)}


def test_an_account_closed_after_the_period_is_waited_for():
    assert reports("1 | 10 | | 2025-01-01 |", month_by_month(1, *range(1, 12))) == {10: (1, 1)}


def test_an_account_opened_in_the_period_is_covered_from_its_first_day():
    assert reports("1 | 10 | 2024-05-01 | |", month_by_month(1, *range(5, 13))) == {10: (1, 0)}
    assert reports("1 | 10 | 2024-05-01 | |", month_by_month(1, *range(6, 13))) == {10: (1, 1)}


def test_an_account_opened_before_the_period_is_covered_from_the_periods_first_day():
    assert reports("1 | 10 | 2023-05-01 | |", month_by_month(1, *range(6, 13))) == {10: (1, 1)}
    assert reports("1 | 10 | 2023-05-01 | |", month_by_month(1, *ALL)) == {10: (1, 0)}


def test_an_account_not_yet_opened_is_not_waited_for():
    accounts = "1 | 10 | | |\n2 | 10 | 2025-01-01 | |"
    assert reports(accounts, month_by_month(1, *ALL)) == {10: (1, 0)}


def test_an_account_that_never_had_a_bill_owes_from_its_stated_opening_or_nothing():
    assert reports("1 | 10 | 2024-05-01 | |") == {10: (1, 1)}
    assert reports("1 | 10 | | |") == {10: (0, 0)}


def test_an_account_is_owed_from_its_first_bill():
    accounts = "1 | 10 | | |\n2 | 10 | | |"
    assert reports(accounts, month_by_month(1, *ALL) + "\n" + month_by_month(2, 12)) == {10: (2, 0)}
    assert reports(accounts, month_by_month(1, *ALL)) == {10: (1, 0)}


def test_an_account_opened_and_closed_on_one_day_owes_nothing():
    accounts = "1 | 10 | | |\n2 | 10 | 2024-11-01 | 2024-11-01 |"
    assert reports(accounts, month_by_month(1, *ALL)) == {10: (2, 0)}


def test_a_unit_without_accounts_owes():
    assert reports("") == {10: (0, 0)}


def test_the_accounts_of_a_department_are_its_units():
    assert reports("1 | 11 | | |", month_by_month(1, *range(1, 12), organisation=11)) == {10: (1, 1)}
    assert reports("1 | 11 | | |", month_by_month(1, *ALL, organisation=11)) == {10: (1, 0)}


def test_a_place_owes_when_it_has_accounts_of_its_own():
    accounts = "1 | 10 | | |\n2 | 1 | | |"
    bills = [month_by_month(1, *ALL), month_by_month(2, *range(1, 12), organisation=1)]
    assert reports(accounts, *bills) == {1: (1, 1), 10: (1, 0)}


CLOSED_OR_MOVED = """
organisation | level | path    | unit | from_month | until_month | exists_from | exists_until
10           | unit  | /1/10/  | 10   |            | 2024-07-01  |             |
10           | unit  | /2/10/  | 10   | 2024-07-01 |             |             |
11           | unit  | /1/11/  | 11   |            |             |             | 2024-07-01
12           | unit  | /1/12/  | 12   |            |             | 2024-10-01  |
"""


def test_a_moved_unit_is_counted_where_it_stood_last():
    accounts, bills = "1 | 10 | | |", month_by_month(1, *ALL)
    assert 10 not in reports(accounts, bills, units=CLOSED_OR_MOVED)
    assert reports(accounts, bills, units=CLOSED_OR_MOVED, subject=2) == {10: (1, 0)}
    assert reports(accounts, bills, units=CLOSED_OR_MOVED, period="2024H1")[10] == (1, 0)


def test_a_unit_closed_in_the_year_owes_until_it_closed():
    accounts = "1 | 11 | | |"
    until_june = month_by_month(1, *range(1, 7), organisation=11)
    until_may = month_by_month(1, *range(1, 6), organisation=11)
    assert reports(accounts, until_june, units=CLOSED_OR_MOVED)[11] == (1, 0)
    assert reports(accounts, until_may, units=CLOSED_OR_MOVED)[11] == (1, 1)
    assert 11 not in reports(accounts, until_june, units=CLOSED_OR_MOVED, period="2024H2")


JOINED_IN_JUNE = """
organisation | level | path    | unit | from_month | until_month | owes_from
10           | unit  | /1/10/  | 10   |            |             | 2024-06-01
"""


def test_a_unit_owes_from_the_month_in_which_it_joined():
    accounts, since_june = "1 | 10 | 2020-01-01 | |", month_by_month(1, *range(6, 13))
    assert reports(accounts, since_june, units=JOINED_IN_JUNE) == {10: (1, 0)}
    assert reports(accounts, since_june, units=JOINED_IN_JUNE, period="2024-05") == {}
    later = month_by_month(1, *range(7, 13))
    assert reports(accounts, later, units=JOINED_IN_JUNE) == {10: (1, 1)}


def test_a_hole_before_a_unit_joined_is_none_and_one_after_it_counts():
    before, may, june = month_by_month(1, 1, 2), month_by_month(1, 5), month_by_month(1, *range(6, 13))
    assert reports("1 | 10 | | |", before, may, june, units=JOINED_IN_JUNE) == {10: (1, 0)}
    assert reports("1 | 10 | | |", before, june, units=JOINED_IN_JUNE) == {10: (1, 0)}
    assert reports("1 | 10 | | |", before, month_by_month(1, *range(7, 13)), units=JOINED_IN_JUNE) == {10: (1, 1)}


def test_a_unit_that_did_not_exist_yet_owes_nothing():
    assert 12 not in reports("", units=CLOSED_OR_MOVED, period="2024Q3")
    assert 12 in reports("", units=CLOSED_OR_MOVED, period="2024Q4")
