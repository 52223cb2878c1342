"""What rows of a month are still to come, and what stood there before: asked of the database, whichever it is."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.coming import beside_in, coming
from jieyue.store.orgs.models import Organisation

TREE = "code | name | parent | level\nP | 某省 | | 省\nA | 甲局 | P | 单位\nB | 乙局 | P | 单位"
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit\n"
BILLS = """A | 电 | 1001 | 2024-02-01 | 2024-02-29 | 90 | kWh
A | 电 | 1001 | 2025-01-01 | 2025-01-31 | 100.5 | kWh
A | 电 | 1002 | 2025-02-01 | 2025-02-28 | 7 | kWh
A | 热力 | 4001 | 2024-11-15 | 2025-01-31 | 780 | GJ
B | 水 | 2001 | 2024-12-01 | 2025-01-31 | 60 | m3
B | 水 | 2002 | 2025-01-01 | 2025-01-31 | 6 | m3"""
NOTE = "organisation | resource | account | start_date | end_date\nB | 水 | 2002 | 2025-02-01 | 2025-02-28"


@pytest.fixture
def units(house) -> dict[int, str]:
    house.have("organisations", TREE)
    house.have("bills", HEADER + BILLS)
    house.have("no_use", NOTE)
    house.have("paper", [{"organisation": "B", "month": "2025-01", "used_reams": "5", "bought_reams": "8"}])
    return dict(Organisation.objects.filter(level="unit").values_list("id", "code"))


def told(units: dict[int, str], today: date) -> dict[tuple[str, str], tuple]:
    return {
        (units[each.unit], each.ledger.key): (
            f"{each.month:%Y-%m}",
            each.owed,
            {one.name: (one.beside.last_month, one.beside.last_year) for one in each.to_come},
        )
        for each in coming(units, today=today)
    }


def test_what_comes_in_stands_beside_what_was(units):
    """Heat was billed for three months and is not due; a note that nothing was used keeps its month."""
    assert told(units, date(2025, 3, 5)) == {
        ("A", "bills"): ("2025-02", 3, {"电 建筑 1001": (Decimal("100.5"), 90)}),
        ("B", "bills"): ("2025-02", 2, {}),
        ("B", "paper"): ("2025-02", 1, {"": (8, None)}),
    }


def test_a_long_bill_stands_beside_by_its_days_in_the_month(units):
    found = beside_in(ledger_named("bills"), units, date(2025, 2, 1))
    shares = {key[-1]: each.last_month for key, each in found.items() if each.last_month}
    january = (Decimal(780) * 31 / 78).quantize(Decimal("0.001"))
    assert shares == {"1001": Decimal("100.5"), "4001": january, "2001": 60, "2002": 6}


def test_what_covers_two_months_is_due_in_the_third(units):
    found = told(units, date(2025, 4, 5))["B", "bills"]
    assert (found[0], "水 建筑 2001" in found[2]) == ("2025-03", True)
