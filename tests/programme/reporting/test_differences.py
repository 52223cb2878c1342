"""A difference since acceptance is work that waits: found by what the write path noted, and gone once it is settled."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.entry.reversing import undo
from jieyue.programme.reporting import operations
from jieyue.programme.reporting.corrections import corrected
from jieyue.programme.reporting.queries import corrected_for, grid
from jieyue.rules.reporting import ACCEPT_AGAIN, EXPLAIN, ReportState
from jieyue.store.records.verifying import verify
from jieyue.store.reporting.models import Report
from offices import Office, open_office, person_named
from reporting_desk import AT, CORRECTED, FIRST_QUARTER, do, shown

TODAY = AT.date()
LATE_BILL = """organisation | resource | account | start_date | end_date | quantity | unit
B | 水 | W1 | 2025-03-01 | 2025-03-31 | 12 | 吨"""


@pytest.fixture
def office(house) -> Office:
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20")
    do("submit", "wang")
    do("accept", "li")
    return office


def waits(who: str) -> list[tuple]:
    found = corrected_for(person=person_named(who, on=TODAY), today=TODAY)
    return [(each.organisation.code, str(each.period), each.to_do, each.reason) for each in found]


def cells_changed() -> list[str]:
    found = grid(organisation="C1", year=2025, person=person_named("sun", on=TODAY), today=TODAY)
    return [str(cell.period) for unit in found.units for cell in unit.cells if cell.is_corrected]


def test_a_correction_waits_for_who_accepts_again_and_stands_in_the_grid(office, house):
    assert (waits("li"), waits("wang"), cells_changed()) == ([], [], [])
    house.have("bills", CORRECTED, reason="发票更正")
    assert waits("li") == [("B", "2025Q1", ACCEPT_AGAIN, "发票更正")]
    assert waits("wang") == []  # the reason was typed
    assert cells_changed() == ["2025Q1"]
    do("accept_again", "li", reason="已核对")
    assert (waits("li"), cells_changed()) == ([], [])
    assert verify().holds


def test_a_change_that_nobody_gave_a_reason_for_waits_for_the_clerk_to_say_why(office, house):
    house.have("bills", LATE_BILL)
    assert waits("li") == [("B", "2025Q1", ACCEPT_AGAIN, "")]
    assert waits("wang") == [("B", "2025Q1", EXPLAIN, "")]
    assert do("explain", "wang", reason="水费单迟到") is ReportState.ACCEPTED
    assert waits("wang") == []
    assert waits("li") == [("B", "2025Q1", ACCEPT_AGAIN, "水费单迟到")]


def test_what_changes_no_figure_is_nobody_s_work(office, house):
    with_number = FIRST_QUARTER.replace("amount_yuan", "amount_yuan | invoice_number").replace(
        "| 350", "| 350 | 250099"
    )
    house.have("bills", with_number.replace("| 420", "| 420 | 250100"), reason="补发票号")
    house.have("bills", CORRECTED.replace("2025-03", "2025-04").replace("04-31", "04-30"))
    assert (waits("li"), cells_changed()) == ([], [])
    with pytest.raises(operations.NothingChanged):
        do("explain", "wang", reason="没有变")


def test_an_undone_correction_is_no_difference_any_more(office, house):
    entry = house.have("bills", CORRECTED, reason="发票更正").entry
    undo(entry, by=house.person, at=AT, reason="改错了")
    assert (waits("li"), cells_changed()) == ([], [])


def test_another_floor_area_is_a_difference_too(office, house):
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 2000 | 20", reason="重新测量")
    assert waits("li") == [("B", "2025Q1", ACCEPT_AGAIN, "重新测量")]
    (difference,) = shown().since_accepted.differences
    assert (difference.what, difference.before, difference.now) == ("建筑面积（m²）", "1,000.00", "2,000.00")


def test_whoever_corrected_it_is_not_asked_to_accept_it(office, house):
    house.have("bills", CORRECTED, reason="发票更正")
    found = corrected_for(person=house.person, today=TODAY)
    assert [each.to_do for each in found] == []


def test_it_takes_the_same_queries_for_one_and_for_three_units(office, house):
    def asked() -> int:
        corrected(Report.objects.all())  # the warehouse is brought up to date
        with CaptureQueriesContext(connection) as queries:
            assert corrected(Report.objects.all())
        return len(queries)

    house.have("organisations", "code | name | parent | level\nD | 丁局 | C1 | 单位\nE | 戊局 | C1 | 单位")
    house.have("bills", CORRECTED, reason="更正")
    before = asked()
    for code in "DE":
        bill = f"{code} | 电 | {code}1 | 2025-03-01 | 2025-03-31 | 9 | kWh | 7"
        house.have("bills", f"{CORRECTED.splitlines()[0]}\n{bill}")
        do("submit", "wang", code=code, reason="缺票据")
        do("accept", "li", code=code)
        house.have("bills", f"{CORRECTED.splitlines()[0]}\n{bill.replace('| 9 |', '| 8 |')}", reason="更正")
    assert len(corrected(Report.objects.all())) == 3
    assert asked() == before
