"""A list of bills shows what is wanted, all of it, once, within reach, and adds it up exactly."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.bills import listing as listings
from jieyue.programme.bills.listing import SORTS, SortUnknown, Wanted, latest_year, listing, totals
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Role
from jieyue.rules.values import Resource
from jieyue.store.evidence.models import Item, Link
from jieyue.store.ledgers.bills.models import Bill

D = Decimal
ALL = Wanted()


def invoices(found) -> list[str]:
    return [line.invoice_number for line in found.lines]


def test_a_county_sees_the_bills_of_its_units_and_no_others(place):
    assert invoices(listing(person=place.clerk("C1"), wanted=ALL, sort="invoice")) == [
        "24000009", "25000001", "25000002", "25000003", "25000004"
    ]  # fmt: skip
    assert invoices(listing(person=place.clerk("C2"), wanted=ALL)) == ["25000099"]
    assert invoices(listing(person=place.somebody(Role.AUDITOR, "P"), wanted=ALL)) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(organisation="A"), "24000009 25000001 25000002 25000003"),
        (Wanted(organisation="C1", is_alone=True), ""),
        (Wanted(resource="water"), "25000003"),
        (Wanted(use="vehicle"), ""),
        (Wanted(account="1002"), "25000004"),
        (Wanted(since=date(2025, 1, 1), until=date(2025, 1, 31)), "25000001 25000003 25000004"),
        (Wanted(text="000002"), "25000002"),
        (Wanted(text="200"), "25000003"),
        (Wanted(what="estimated"), ""),
    ],
)
def test_a_list_can_be_narrowed(place, wanted, expected):
    assert invoices(listing(person=place.clerk("C1"), wanted=wanted, sort="invoice")) == expected.split()


def test_estimated_and_refund_are_found(place):
    place.house.have(
        "bills",
        "organisation | resource | account | start_date | end_date | quantity | unit | invoice_number | estimated"
        " | refund_of\n"
        "A | 电 | 1001 | 2025-03-01 | 2025-03-31 | 100 | kWh | 25000011 | 是 |\n"
        "A | 电 | 1001 | 2025-02-01 | 2025-02-28 | -10 | kWh | 25000012 | | 25000002",
    )
    person = place.clerk("C1")
    assert invoices(listing(person=person, wanted=Wanted(what="estimated"))) == ["25000011"]
    assert invoices(listing(person=person, wanted=Wanted(what="refund"))) == ["25000012"]


def test_bills_with_and_without_evidence_are_told_apart(place):
    bill = Bill.objects.get(invoice_number="25000001")
    item = Item.objects.create(organisation=bill.account.organisation, name="电费发票", fact_on=bill.end_date)
    Link.objects.create(item=item, table=Bill._meta.db_table, record_id=bill.id)
    person = place.clerk("A")
    proven = listing(person=person, wanted=Wanted(evidence="with"))
    assert [(line.invoice_number, line.evidence) for line in proven.lines] == [("25000001", 1)]
    assert invoices(listing(person=person, wanted=Wanted(evidence="without"), sort="invoice")) == [
        "24000009", "25000002", "25000003"
    ]  # fmt: skip


def test_the_sums_are_those_of_all_that_is_wanted_and_exact(place):
    found = listing(person=place.clerk("C1"), wanted=Wanted(since=date(2025, 1, 1)), first=0, many=1)
    assert [(each.resource, each.bills, each.quantity, each.amount_yuan) for each in found.totals] == [
        (Resource.ELECTRICITY, 3, D("700.010"), D("490.75")),
        (Resource.WATER, 1, D("30.000"), None),
    ]
    assert (len(found.lines), found.count, found.amount_yuan) == (1, 4, D("490.75"))


def test_more_than_can_be_counted_is_said_to_be_more_and_added_up_when_asked(place, monkeypatch):
    monkeypatch.setattr(listings, "MOST_COUNTED", 3)
    found = listing(person=place.clerk("C1"), wanted=ALL)
    assert (found.count, found.is_more, found.totals) == (3, True, ())
    assert sum(each.bills for each in totals(person=place.clerk("C1"), wanted=ALL)) == 5


@pytest.mark.parametrize("sort", [f"{way}{key}" for key in SORTS for way in ("", "-")])
def test_pages_of_equal_keys_show_every_bill_once(place, sort):
    rows = "\n".join(f"B | 水 | {n} | 2025-03-01 | 2025-03-31 | 7 | m3" for n in range(1, 36))
    place.house.have("bills", f"organisation | resource | account | start_date | end_date | quantity | unit\n{rows}")
    person = place.clerk("C1")
    pages = [listing(person=person, wanted=ALL, sort=sort, first=first, many=10) for first in range(0, 40, 10)]
    shown = [line.id for page in pages for line in page.lines]
    assert (len(shown), len(set(shown)), pages[0].count) == (40, 40, 40)


def test_an_organisation_out_of_reach_is_not_there(place):
    with pytest.raises(NotThere) as out_of_reach:
        listing(person=place.clerk("C1"), wanted=Wanted(organisation="X"))
    with pytest.raises(NotThere) as unknown:
        listing(person=place.clerk("C1"), wanted=Wanted(organisation="Y"))
    assert str(out_of_reach.value).replace("X", "Y") == str(unknown.value)


def test_the_year_shown_first_is_the_latest_with_bills_in_reach(place):
    assert latest_year(person=place.clerk("C1")) == 2025
    place.house.have("organisations", "code | name | parent | level\nE | 新单位 | C1 | 单位")
    assert latest_year(person=replace(place.clerk("E"))) is None


def test_an_order_that_there_is_not_is_refused(place):
    with pytest.raises(SortUnknown):
        listing(person=place.clerk("C1"), wanted=ALL, sort="password")
