"""How many rows somebody entered is what he entered, whatever was found in them."""

import pytest

from jieyue.programme.entry.entries import entry, own_entries
from jieyue.programme.records.queries import latest_deeds
from jieyue.store.findings.models import Finding

pytestmark = pytest.mark.django_db

CAR = {"organisation": "A", "plate": "陕A12345", "kind": "机要通信用车", "fuel": "汽油", "tank_litres": "50"}
BEYOND_THE_TANK = """organisation | vehicle | refuelled_on | receipt_number | litres
                     A | 陕A12345 | 2025-03-03 | 1 | 80
                     A | 陕A12345 | 2025-03-13 | 2 | 90"""


def test_findings_are_not_counted_among_the_rows_of_an_entry(house):
    house.have("organisations", "code | name | level\nA | 甲局 | unit")
    house.have("vehicles", [CAR])
    house.have("refuellings", BEYOND_THE_TANK)
    assert Finding.objects.count() == 2
    last, before = own_entries(house.person, first=0, most=2)
    assert (last.rows, before.rows) == (2, 1)
    assert entry(last.seq, person=house.person).entry.rows == 2
    assert [deed.rows for deed in latest_deeds(person=house.person, operations="import refuellings")] == [2]
