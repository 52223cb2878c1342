"""What is valid until a day is told in advance, whichever register says so, to whoever can renew it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.ledgers.validity import running_out
from jieyue.rules.validity import Validity, validity
from jieyue.store.machine.validity import days_of_validity, notice_days
from ledger_samples import sample_rows
from offices import open_office, person_named

TODAY = date(2026, 1, 15)
NOTICE = notice_days(TODAY)
CONTRACT = {
    "organisation": "A", "receiver": "某市环卫公司", "waste_class": "其他垃圾", "contract_number": "H1",
    "is_registered": "是", "starts_on": "2025-01-01",
}  # fmt: skip
WITH_DAYS = [(ledger.key, field.name) for ledger in all_ledgers().values() for field in days_of_validity(ledger.model)]


def days_off(days: int) -> str:
    return f"{TODAY + timedelta(days=days)}"


def told(username: str = "wang") -> list[tuple[str, str, Validity]]:
    found = running_out(person=person_named(username, on=TODAY), today=TODAY)
    return [(each.ledger.key, each.title, each.state) for each in found]


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, "past"), (0, "soon"), (60, "soon"), (61, "valid"), (None, "valid")]
)
def test_it_runs_out_soon_from_so_many_days_before_until_its_last_day(days, expected):
    until = None if days is None else TODAY + timedelta(days=days)
    assert validity(until, today=TODAY, notice_days=60) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "is_told"), [(NOTICE, True), (NOTICE + 1, False), (-NOTICE, True), (-NOTICE - 1, False)]
)
@pytest.mark.parametrize(("key", "column"), WITH_DAYS)
def test_every_register_with_a_day_of_validity_tells_it(house, key, column, days, is_told):
    open_office(house)
    house.have(key, [{**sample_rows(key, unit="A")[0], column: days_off(days)}])
    assert [ledger for ledger, _, _ in told()] == ([key] if is_told else [])


@pytest.mark.django_db
def test_a_contract_is_told_to_whoever_enters_for_its_unit_until_a_later_one_goes_on_with_it(house):
    open_office(house)
    house.have("waste_contracts", [{**CONTRACT, "ends_on": days_off(10)}])
    assert told() == [("waste_contracts", "某市环卫公司 其他垃圾 H1", Validity.SOON)]
    assert told("zhao") == told("sun") == []
    house.have("waste_contracts", [{**CONTRACT, "waste_class": "厨余垃圾", "ends_on": days_off(400)}])
    assert len(told()) == 1
    house.have("waste_contracts", [{**CONTRACT, "contract_number": "H2", "ends_on": days_off(400)}])
    assert told() == []


@pytest.mark.django_db
def test_a_meter_that_was_removed_is_verified_no_more(house):
    open_office(house)
    meter = {**sample_rows("meters", unit="A")[0], "verified_until": days_off(5), "removed_on": ""}
    house.have("meters", [meter])
    assert len(told()) == 1
    house.have("meters", [{**meter, "removed_on": "2026-01-02", "last_shown": "900"}], reason="停用")
    assert told() == []


@pytest.mark.django_db
def test_one_row_and_three_ask_the_same(house):
    open_office(house)
    asked = []
    for many in (1, 3):
        rows = [
            {**CONTRACT, "contract_number": f"H{n}", "receiver": f"公司{n}", "ends_on": days_off(10)}
            for n in range(many)
        ]
        house.have("waste_contracts", rows)
        with CaptureQueriesContext(connection) as queries:
            assert len(told()) == many
        asked.append(len(queries))
    assert asked[0] == asked[1]
