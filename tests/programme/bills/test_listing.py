"""A list of bills shows what is wanted, all of it, once, within reach, and adds it up exactly."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.ledgers import listing as listings
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.listing import SortUnknown, Wanted, latest_year, listing, sortable, totals
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Role
from jieyue.store.evidence.models import Item, Link
from jieyue.store.ledgers.bills.models import Bill

D = Decimal
ALL = Wanted()
SORTS = sorted(sortable(ledger_named("bills")))


def invoices(found) -> list[str]:
    return [cell.says for line in found.lines for cell in line.cells if cell.heading.key == "invoice_number"]


def sums(found) -> list[tuple]:
    return [(line.word, line.count, *(each.quantity for each in line.sums)) for line in found.lines]


def test_a_county_sees_the_bills_of_its_units_and_no_others(place):
    assert invoices(listing("bills", person=place.clerk("C1"), wanted=ALL, sort="invoice_number")) == [
        "24000009", "25000001", "25000002", "25000003", "25000004"
    ]  # fmt: skip
    assert invoices(listing("bills", person=place.clerk("C2"), wanted=ALL)) == ["25000099"]
    assert invoices(listing("bills", person=place.somebody(Role.AUDITOR, "P"), wanted=ALL)) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(organisation="A"), "24000009 25000001 25000002 25000003"),
        (Wanted(organisation="C1", is_alone=True), ""),
        (Wanted(words={"resource": "water"}), "25000003"),
        (Wanted(words={"resource": "水", "use": ""}), "25000003"),
        (Wanted(words={"use": "vehicle"}), ""),
        (Wanted(words={"account": "1002"}), "25000004"),
        (Wanted(words={"estimated": "状态"}), ""),
        (Wanted(since=date(2025, 1, 1), until=date(2025, 1, 31)), "25000001 25000003 25000004"),
        (Wanted(text="000002"), "25000002"),
        (Wanted(text="200"), "25000003"),
        (Wanted(words={"estimated": "1"}), ""),
    ],
)
def test_a_list_can_be_narrowed(place, wanted, expected):
    assert (
        invoices(listing("bills", person=place.clerk("C1"), wanted=wanted, sort="invoice_number")) == expected.split()
    )


def test_estimated_and_refund_are_found(place):
    place.house.have(
        "bills",
        "organisation | resource | account | start_date | end_date | quantity | unit | invoice_number | estimated"
        " | refund_of\n"
        "A | 电 | 1001 | 2025-03-01 | 2025-03-31 | 100 | kWh | 25000011 | 是 |\n"
        "A | 电 | 1001 | 2025-02-01 | 2025-02-28 | -10 | kWh | 25000012 | | 25000002",
    )
    person = place.clerk("C1")
    assert invoices(listing("bills", person=person, wanted=Wanted(words={"estimated": "1"}))) == ["25000011"]
    assert invoices(listing("bills", person=person, wanted=ALL, sort="quantity"))[0] == "25000012"


def test_bills_with_and_without_evidence_are_told_apart(place):
    bill = Bill.objects.get(invoice_number="25000001")
    item = Item.objects.create(organisation=bill.account.organisation, name="电费发票", fact_on=bill.end_date)
    Link.objects.create(item=item, table=Bill._meta.db_table, record_id=bill.id)
    person = place.clerk("A")
    proven = listing("bills", person=person, wanted=Wanted(evidence="with"))
    assert (invoices(proven), [line.evidence for line in proven.lines]) == (["25000001"], [1])
    assert invoices(listing("bills", person=person, wanted=Wanted(evidence="without"), sort="invoice_number")) == [
        "24000009", "25000002", "25000003"
    ]  # fmt: skip


def test_the_sums_are_those_of_all_that_is_wanted_and_exact(place):
    found = listing("bills", person=place.clerk("C1"), wanted=Wanted(since=date(2025, 1, 1)), first=0, many=1)
    [by_resource] = found.totals
    assert sums(by_resource) == [("电", 3, D("700.010"), D("490.75")), ("水", 1, D("30.000"), None)]
    assert [each.unit for line in by_resource.lines for each in line.sums] == ["kWh", "元", "m3", "元"]
    assert [(each.heading.key, each.quantity) for each in by_resource.whole.sums] == [("amount_yuan", D("490.75"))]
    assert (len(found.lines), found.count) == (1, 4)


def test_more_than_can_be_counted_is_said_to_be_more_and_added_up_when_asked(place, monkeypatch):
    monkeypatch.setattr(listings, "MOST_COUNTED", 3)
    found = listing("bills", person=place.clerk("C1"), wanted=ALL)
    assert (found.count, found.is_more, found.totals) == (3, True, ())
    [by_resource] = totals("bills", person=place.clerk("C1"), wanted=ALL)
    assert by_resource.whole.count == 5


@pytest.mark.parametrize("sort", [f"{way}{key}" for key in SORTS for way in ("", "-")])
def test_pages_of_equal_keys_show_every_bill_once(place, sort):
    rows = "\n".join(f"B | 水 | {n} | 2025-03-01 | 2025-03-31 | 7 | m3" for n in range(1, 36))
    place.house.have("bills", f"organisation | resource | account | start_date | end_date | quantity | unit\n{rows}")
    person = place.clerk("C1")
    pages = [listing("bills", person=person, wanted=ALL, sort=sort, first=first, many=10) for first in range(0, 40, 10)]
    shown = [line.id for page in pages for line in page.lines]
    assert (len(shown), len(set(shown)), pages[0].count) == (40, 40, 40)


def test_an_organisation_out_of_reach_is_not_there(place):
    with pytest.raises(NotThere) as out_of_reach:
        listing("bills", person=place.clerk("C1"), wanted=Wanted(organisation="X"))
    with pytest.raises(NotThere) as unknown:
        listing("bills", person=place.clerk("C1"), wanted=Wanted(organisation="Y"))
    assert str(out_of_reach.value).replace("X", "Y") == str(unknown.value)


def test_the_year_shown_first_is_the_latest_with_bills_in_reach(place):
    assert latest_year("bills", person=place.clerk("C1")) == 2025
    place.house.have("organisations", "code | name | parent | level\nE | 新单位 | C1 | 单位")
    assert latest_year("bills", person=replace(place.clerk("E"))) is None


def test_an_order_that_there_is_not_is_refused(place):
    with pytest.raises(SortUnknown):
        listing("bills", person=place.clerk("C1"), wanted=ALL, sort="password")
