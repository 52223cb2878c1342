"""Rows that are plainly new are taken without being asked about one by one; nothing may come out otherwise for it."""

from itertools import product
from random import Random

import pytest
from django.db import transaction

from jieyue.store.ledgers.bills import importing
from jieyue.store.ledgers.bills.models import Bill
from jieyue.store.records.planning import Plan
from soaking import rounds

pytestmark = pytest.mark.django_db
HEADER = "organisation | resource | account | start_date | end_date | quantity | unit | invoice_number | refund_of"
DAYS = [
    ("2024-01-01", "2024-01-31"),
    ("2024-01-31", "2024-02-28"),
    ("2024-02-01", "2024-02-29"),
    ("2024-03-01", "2024-03-31"),
    ("2024-04-01", "2024-04-01"),
]


@pytest.fixture(autouse=True)
def _units(house):
    house.have("organisations", "code | name | level\n610101 | 甲局 | unit")


def some_rows(draw: Random, count: int) -> str:
    """Accounts metered and bought, days that meet and that do not, refunds, invoices that come again."""
    lines = [HEADER]
    for number in range(count):
        resource, unit = draw.choice((("electricity", "kWh"), ("water", "m3"), ("gasoline", "L")))
        start, end = draw.choice(DAYS)
        quantity, refund_of = draw.choice(((draw.randint(1, 9), ""), (draw.randint(1, 9), ""), (-1, "F1")))
        cells = ("610101", resource, draw.choice("AB"), start, end, quantity, unit, f"F{number % 4}", refund_of)
        lines.append(" | ".join(str(cell) for cell in cells))
    return "\n".join(lines)


def told(house, table: str) -> tuple:
    """What the table would do, and what would be kept then."""
    with transaction.atomic():
        report = house.bring("bills", table, accept_good=True, reason="核对后更正")
        figures = ("start_date", "end_date", "quantity", "invoice_number", "refund_of")
        kept = sorted(Bill.objects.values_list("account__resource", "account__number", *figures))
        transaction.set_rollback(True)
    return report.added, report.changed, report.unchanged, report.problems, kept


@pytest.mark.parametrize(("seed", "is_second"), list(product(range(rounds(short=6, long=300)), (False, True))))
def test_it_is_the_same_as_asking_row_by_row(house, monkeypatch, seed, is_second):
    draw = Random(seed)  # noqa: S311
    if is_second:
        house.bring("bills", some_rows(draw, 4), accept_good=True)
    table = some_rows(draw, 9)
    quick = told(house, table)
    monkeypatch.setattr(importing, "plainly_new", lambda *_: {})
    assert quick == told(house, table)


def test_what_a_plan_writes_is_written_as_versions_once(house, monkeypatch):
    asked = []
    monkeypatch.setattr(Plan, "versions", property(asked.append))
    monkeypatch.setattr("jieyue.store.records.importing.LARGE", 1)
    house.have("bills", f"{HEADER}\n610101 | electricity | A | 2024-01-01 | 2024-01-31 | 1 | kWh | | ")
    assert (asked, Bill.objects.count()) == ([], 1)
