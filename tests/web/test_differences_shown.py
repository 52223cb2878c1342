"""Wherever figures are cited that the ledger no longer has, the record is linked and the clerk's reason is read."""

import pytest

from jieyue.programme.publication.operations import propose
from jieyue.store.ledgers.bills.models import Bill
from offices import open_office, person_named
from reporting_desk import AT, CORRECTED, FIRST_QUARTER, Q1, do, publish

REASON = "三月发票开错，已换开"
PLACES = {
    "the report": "/reporting/B/2025Q1/",
    "the notice": "/notices/B/2025Q1/1/",
    "the figures of a unit": "/organisations/B/figures/?period=2025Q1",
    "the score sheet": "/evaluation/B/2025/",
}


@pytest.fixture
def corrected(house):
    return house.begun(published_and_corrected)


def published_and_corrected(house):
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    do("submit", "wang", reason="缺水费单")
    do("accept", "li")
    propose(organisation="B", period=Q1, by=person_named("wang", on=AT.date()), at=AT)
    publish(organisation="B", period=Q1, by=person_named("feng", on=AT.date()), at=AT)
    house.have("bills", CORRECTED, reason=REASON)
    return office


@pytest.mark.parametrize("address", PLACES.values(), ids=PLACES)
def test_the_record_and_the_reason_stand_where_the_figures_do(corrected, address):
    bill = Bill.objects.get(account__number="1002", quantity=700)
    text = corrected.as_("wang").get(address).content.decode()
    assert f'href="/ledgers/bills/{bill.id}/"' in text
    assert REASON in text


def test_the_sums_of_a_place_name_the_unit_and_the_reason(corrected):
    text = corrected.as_("li").get("/organisations/C1/figures/?period=2025Q1").content.decode()
    assert 'href="/reporting/B/2025Q1/"' in text
    assert REASON in text


def test_the_first_page_of_who_accepts_again_has_it(corrected):
    text = corrected.as_("li").get("/").content.decode()
    assert "甲县财政局2025年一季度验收以后有变动，请核对后验收更正" in text
    assert REASON in text
    assert f'href="/ledgers/bills/{Bill.objects.get(account__number="1002", quantity=700).id}/"' in text


def test_the_grid_has_a_sign_for_it(corrected):
    assert "已验收，后有变动" in corrected.as_("li").get("/reporting/?organisation=C1&year=2025").content.decode()


def test_the_grid_is_narrowed_to_those_that_changed(corrected):
    text = corrected.as_("li").get("/reporting/?organisation=C1&year=2025&only=changed").content.decode()
    assert "甲县财政局" in text
    assert "甲县一中" not in text
