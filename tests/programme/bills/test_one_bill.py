"""A bill tells what it says, where it counts, and all that was done to it, to those who may know."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.bills.queries import bill_of
from jieyue.programme.ledgers.queries import RowUnknown, row, steps
from jieyue.rules.roles import Role
from jieyue.store.ledgers.bills.models import Bill

D = Decimal
ROW = "organisation | resource | account | start_date | end_date | quantity | unit | amount_yuan | invoice_number"


def bill(id_: int, *, person):
    return row("bills", id_, person=person)


def told(invoice: str, person):
    return bill_of(bill(id_of(invoice), person=person), person=person)


def id_of(invoice: str) -> int:
    return Bill.objects.get(invoice_number=invoice).id


def test_a_bill_in_words(place):
    found = bill(id_of("25000001"), person=place.clerk("C1"))
    says = {each.heading.key: (each.says, each.unit) for each in found.cells}
    assert (found.organisation.name, says["resource"][0], says["account"][0]) == ("甲县一中", "电", "1001")
    assert (says["quantity"], says["amount_yuan"]) == (("100.005", "kWh"), ("70.50", "元"))
    assert [each.code for each in found.above] == ["C1", "A"]
    details = told("25000001", place.clerk("C1"))
    assert (details.price_yuan, details.unit) == (D("0.7050"), "kWh")
    assert [(each.month, each.quantity) for each in details.shares] == [(date(2025, 1, 1), D("100.005"))]


def test_a_long_bill_counts_in_every_month_by_its_days(place):
    place.house.have("bills", f"{ROW}\nA | 热力 | | 2025-01-01 | 2025-03-31 | 90 | GJ | 900 | 25000077")
    found = told("25000077", place.clerk("C1"))
    assert [(f"{each.month:%m}", each.quantity, each.amount_yuan) for each in found.shares] == [
        ("01", D("31.000"), D("310.00")), ("02", D("28.000"), D("280.00")), ("03", D("31.000"), D("310.00"))
    ]  # fmt: skip


def test_a_bill_out_of_reach_is_not_there(place):
    with pytest.raises(RowUnknown) as out_of_reach:
        bill(id_of("25000099"), person=place.clerk("C1"))
    with pytest.raises(RowUnknown) as unknown:
        bill(10**9, person=place.clerk("C1"))
    assert str(out_of_reach.value) == str(unknown.value)


def test_only_whoever_enters_there_may_correct(place):
    id_ = id_of("25000001")
    assert bill(id_, person=place.clerk("A")).may_correct
    assert not bill(id_, person=place.somebody(Role.READER, "P")).may_correct


def test_history_tells_each_field_before_and_after(place):
    place.house.have(
        "bills", f"{ROW}\nA | 电 | 1001 | 2025-01-01 | 2025-01-31 | 150 | kWh | 70.50 | 25000001", reason="补抄"
    )
    person = place.clerk("C1")
    newest, first = steps(bill(id_of("25000001"), person=person), person=person)
    assert (newest.what, newest.by, newest.reason) == ("更正", "本机管理人员", "补抄")
    assert [(each.label, each.before, each.after) for each in newest.changes] == [("数量", "100.005", "150")]
    assert first.what == "登记"
    assert ("户号", "", "A 电 建筑 1001") in [(each.label, each.before, each.after) for each in first.changes]


def test_a_withdrawn_bill_keeps_its_page_and_counts_nowhere(place):
    id_ = id_of("25000002")
    place.house.have(
        "bills",
        f"{ROW} | withdrawn\nA | 电 | 1001 | 2025-02-01 | 2025-02-28 | 200.005 | kWh | 140.25 | 25000002 | 是",
        reason="重复",
    )
    person = place.clerk("C1")
    found = bill(id_, person=person)
    details = bill_of(found, person=person)
    assert (found.is_withdrawn, found.may_correct, details.shares, details.findings) == (True, False, [], [])
    assert [step.what for step in steps(found, person=person)] == ["作废", "登记"]


def test_a_bill_has_neighbours_on_its_account(place):
    middle = told("25000001", place.clerk("C1"))
    assert (middle.before, middle.after) == (id_of("24000009"), id_of("25000002"))


def test_what_the_checks_say_about_a_bill_stands_on_it(place):
    place.house.have("bills", f"{ROW}\nA | 电 | 1001 | 2025-04-01 | 2025-04-30 | 200 | kWh | 2 | 25000005")
    person = place.clerk("C1")
    assert [each.rule for each in told("25000005", person).findings] == ["unit_price"]
    assert told("25000004", person).findings == []
