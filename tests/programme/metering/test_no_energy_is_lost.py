"""What happens to meters and readings, and what statistics say of it: nothing lost, nothing counted twice, nothing
frozen above it. The meter of B's account 3001 is its source; A has bills.
"""

from decimal import Decimal

import pytest

from jieyue.programme.entry.reversing import undo
from jieyue.store.records.models import LogEntry
from jieyue.store.reporting.guarding import PeriodLocked
from offices import open_office
from reporting_desk import FIRST_QUARTER, do, shown
from samples import NOW

pytestmark = pytest.mark.django_db
ACCOUNT = {"organisation": "B", "resource": "电", "account": "3001", "opened_on": "2025-01-01"}
METER = {
    "organisation": "B", "number": "D-1", "resource": "电", "multiplier": "10", "digits": "4", "account": "3001",
    "is_source": "是", "installed_on": "2025-01-01", "first_shown": "0",
}  # fmt: skip
A_BY_BILLS, B_BY_BILLS = Decimal("300.010"), Decimal(400)


@pytest.fixture
def house(house):
    found = open_office(house).house
    found.have("accounts", [ACCOUNT])
    found.have("meters", [METER])
    return found


def read(day: str, shown: int, meter: str = "D-1") -> dict[str, str]:
    return {"organisation": "B", "meter": meter, "read_at": f"{day} 00:00", "shown": str(shown)}


def by_month(house, *months: int) -> list[Decimal | None]:
    """Of B, less its bill of January."""
    rows = house.rows_by("month", "B", "2025")
    found = [rows.get((f"2025-{month:02}", "electricity")) for month in months]
    quantities = [row and row.quantity for row in found]
    return [q and q - B_BY_BILLS if month == 1 else q for month, q in zip(months, quantities, strict=True)]


def of_year(house, code: str = "B") -> Decimal:
    return house.quantity(code, "2025")


def test_a_meter_that_is_a_source_is_counted_up_the_tree_like_a_bill(house):
    house.have("readings", [read("2025-02-01", 31), read("2025-03-01", 59)])
    assert by_month(house, 1, 2, 3) == [310, 280, None]
    assert of_year(house, "P") == A_BY_BILLS + B_BY_BILLS + 590 + 999


def test_an_outage_is_shared_out_over_its_months_and_loses_nothing(house):
    house.have("readings", [read("2025-02-01", 31)])
    house.have("readings", [read("2025-05-01", 120)])
    assert by_month(house, 1, 2, 3, 4) == [310, 280, 310, 300]


def test_a_late_reading_moves_what_was_shared_out_and_not_the_sum(house):
    house.have("readings", [read("2025-03-01", 59)])
    assert by_month(house, 1, 2) == [310, 280]
    house.have("readings", [read("2025-02-01", 50)])
    assert by_month(house, 1, 2) == [500, 90]


def test_a_roll_over_of_a_source_loses_nothing(house):
    house.have("readings", [read("2025-02-01", 4000), read("2025-03-01", 8000), read("2025-04-01", 500)])
    assert by_month(house, 1, 2, 3) == [40000, 40000, 25000]


def test_a_replacement_goes_on_from_where_the_old_meter_ended(house):
    house.have("readings", [read("2025-02-01", 31)])
    house.have("meters", [{**METER, "removed_on": "2025-02-15", "last_shown": "45"}], reason="换表")
    new = {**METER, "number": "D-9", "replaces": "D-1", "installed_on": "2025-02-15", "first_shown": "500"}
    house.have("meters", [new])
    house.have("readings", [read("2025-03-01", 514, "D-9")])
    assert by_month(house, 1, 2) == [310, 280]


def test_a_reading_typed_twice_counts_once(house):
    for _ in range(2):
        house.have("readings", [read("2025-02-01", 31)])
    assert by_month(house, 1) == [310]


def test_a_silent_meter_under_a_province_freezes_nothing_above_it(house):
    house.have("readings", [read("2025-02-01", 31)])
    house.have(
        "bills",
        "organisation|resource|account|start_date|end_date|quantity|unit\nX|电|9001|2025-05-01|2025-05-31|7|kWh",
    )
    assert by_month(house, 5) == [None]
    assert house.rows_by("month", "P", "2025")["2025-05", "electricity"].quantity == 7
    assert of_year(house, "P") == A_BY_BILLS + B_BY_BILLS + 310 + 999 + 7
    assert house.statistics("P", "2025-05").completeness.owed > house.statistics("P", "2025-05").completeness.reported


def bill(first: str, last: str, quantity: int) -> list[dict[str, str]]:
    row = {"organisation": "B", "resource": "电", "account": "3001", "quantity": str(quantity), "unit": "kWh"}
    return [{**row, "start_date": first, "end_date": last}]


def test_where_a_bill_is_the_bill_counts_and_the_meter_only_on_the_days_before_and_after(house):
    house.have("readings", [read("2025-02-01", 31), read("2025-03-01", 59), read("2025-04-01", 90)])
    assert by_month(house, 1, 2, 3) == [310, 280, 310]
    house.have("bills", bill("2025-01-22", "2025-02-21", 305))
    assert by_month(house, 1, 2, 3) == [210, 305 + 70, 310]
    undo(LogEntry.objects.latest("seq").seq, by=house.person, at=NOW, reason="录错")
    assert by_month(house, 1, 2, 3) == [310, 280, 310]


def test_what_hangs_under_a_source_is_part_of_it_and_not_counted_again(house):
    sub = {**METER, "number": "D-2", "main": "D-1"}
    assert house.refused("meters", [sub]) == [(2, "source_under_source")]
    house.have("meters", [{**sub, "is_source": "否"}])
    house.have("readings", [read("2025-02-01", 31), read("2025-02-01", 20, "D-2")])
    assert by_month(house, 1) == [310]


def test_figures_follow_when_a_meter_becomes_a_source_and_when_it_is_none_any_more(house):
    house.have("readings", [read("2025-02-01", 31), read("2025-03-01", 59)])
    house.have("meters", [{**METER, "is_source": "否"}], reason="改用票据")
    assert by_month(house, 1, 2) == [0, None]
    house.have("meters", [{**METER, "multiplier": "20"}], reason="倍率写错")
    assert by_month(house, 1, 2) == [620, 560]


def test_days_that_readings_cover_are_reported_as_those_of_bills(house):
    assert house.statistics("B", "2025-02").completeness.reported == 0
    house.have("bills", B_OF_FEBRUARY)
    house.have("readings", [read("2025-02-01", 31), read("2025-03-01", 59)])
    assert house.statistics("B", "2025-02").completeness.reported == 1


def test_a_month_that_has_not_been_read_at_its_end_is_counted_as_far_as_it_goes_and_not_reported(house):
    house.have("bills", B_OF_FEBRUARY)
    house.have("readings", [read("2025-02-01", 31), read("2025-02-11", 41)])
    assert by_month(house, 2) == [1 + 100]
    assert house.statistics("P", "2025-02").completeness.reported == 0
    house.have("readings", [read("2025-02-28", 58)])
    assert house.statistics("P", "2025-02").completeness.reported == 1


B_OF_FEBRUARY = "organisation|resource|account|start_date|end_date|quantity|unit\nB|电|1002|2025-02-01|2025-02-28|1|kWh"


def test_the_page_of_a_report_shows_what_a_corrected_meter_tells_now(house):
    """Or the unit would look at old figures, and be told for ever that they are others by now."""
    house.have("bills", FIRST_QUARTER)
    house.have("readings", [read("2025-02-01", 31), read("2025-03-01", 59), read("2025-04-01", 90)])
    do("submit", "wang")
    do("withdraw", "wang", reason="倍率写错")
    house.have("meters", [{**METER, "multiplier": "20"}], reason="倍率写错")
    do("submit", "wang", seen=shown("wang").seen)


@pytest.fixture
def locked(house):
    house.have(
        "readings", [read("2025-02-01", 31), read("2025-03-01", 59), read("2025-04-01", 90), read("2025-05-01", 120)]
    )
    house.have("bills", FIRST_QUARTER)
    for operation, who in (("submit", "wang"), ("accept", "li"), ("lock", "li")):
        do(operation, who)
    return house


def test_a_reading_that_moves_a_locked_quarter_is_refused_wherever_it_stands(locked):
    with pytest.raises(PeriodLocked):
        locked.bring("readings", [read("2025-03-15", 80)])
    with pytest.raises(PeriodLocked):
        locked.bring("readings", [{**read("2025-04-01", 91)}], reason="更正")
    locked.have("readings", [read("2025-06-01", 151)])
    locked.have("meters", [{**METER, "verified_until": "2027-01-01"}], reason="检定")


def test_a_bill_that_takes_days_of_a_locked_quarter_from_the_meter_is_refused(locked):
    with pytest.raises(PeriodLocked):
        locked.bring("bills", bill("2025-03-20", "2025-04-19", 300))
    locked.have("bills", bill("2025-04-01", "2025-04-30", 300))
    assert by_month(locked, 3, 4) == [310 + Decimal("600.5"), 300]


def test_what_is_pinned_names_the_readings_and_a_later_one_is_noted_as_the_cause(house):
    house.have("bills", FIRST_QUARTER)
    house.have("readings", [read("2025-02-01", 31), read("2025-03-01", 59), read("2025-04-01", 90)])
    for operation, who in (("submit", "wang"), ("accept", "li")):
        do(operation, who)
    assert not shown().since_accepted
    house.have("readings", [read("2025-03-01", 60)], reason="看错")
    assert not shown().since_accepted, "the quarter's sum is as it was"
    house.have("readings", [read("2025-04-01", 95)], reason="看错")
    changes = shown().since_accepted
    assert [each.now for each in changes.differences] != []
    assert [each.says for each in changes.records][:1] == ["B D-1 2025-04-01 00:00 的抄表记录"]
