"""What is missing is worked out once and kept; after any entry, of this year or long ago, it is told as it is now.

Of everybody too, where after an entry only those are looked at again whom it is about.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from jieyue.programme.completeness import answers, queries
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.rules.period import month_end, months_later
from jieyue.rules.person import Person
from jieyue.store.warehouse import answering, opening

BILL = "organisation | resource | account | start_date | end_date | quantity | unit | withdrawn\n"
PAPER = "organisation | month | bought_reams | used_reams | withdrawn\n"
TODAY = date(2026, 1, 15)
YEARS = (2024, 2025)


@pytest.fixture
def reader(person) -> Person:
    return replace(person, on=TODAY)


def bills(account: str, first: date, count: int, *, months: int = 1, withdrawn: str = "") -> str:
    """One after the other, each of so many months."""
    starts = [months_later(first, n * months) for n in range(count)]
    return BILL + "\n".join(
        f"A | 电 | {account} | {start} | {month_end(months_later(start, months - 1))} | 100 | kWh | {withdrawn}"
        for start in starts
    )


def told(reader: Person) -> list[object]:
    """All that pages and statistics say of the county's months."""
    whole = [queries.months_of(person=reader, code="C", year=year, today=TODAY) for year in YEARS]
    return [
        *([(unit.organisation, unit.cells) for unit in months.units] for months in whole),
        *((months.counts, months.places, months.count_of_units(are_late=True)) for months in whole),
        *(queries.incomplete_months(person=reader, code="C", year=year) for year in YEARS),
        queries.accounts_by_month(person=reader, code="A", year=2025, today=TODAY),
        queries.months_of(person=reader, code="P", year=2025, today=TODAY, ledger=ledger_named("paper")).units,
    ]


def forget() -> None:
    for kept in (answers._answer, queries._incomplete, answering._answer, opening._earlier):
        kept.cache.clear()
    answers._whole.clear()
    answers._everybody.clear()


ENTRIES = {
    "a bill of this year": ("bills", bills("1", date(2025, 12, 1), 1)),
    "an account of old that lasted": ("bills", bills("2", date(2022, 1, 1), 47)),
    "an old bill taken away": ("bills", bills("2", date(2023, 12, 1), 1, withdrawn="是")),
    "last year's last bill taken away": ("bills", bills("1", date(2024, 12, 1), 1, withdrawn="是")),
    "bills of two months each, years ago": ("bills", bills("1", date(2019, 1, 1), 30, months=2)),
    "a note of no use": (
        "no_use",
        "organisation | resource | account | start_date | end_date\nA | 电 | 2 | 2025-12-01 | 2025-12-31",
    ),
    "an account of last year": ("bills", bills("3", date(2024, 1, 1), 12)),
    "an account that is closed": (
        "accounts",
        "organisation | resource | account | closed_on\nA | 电 | 3 | 2025-01-01",
    ),
    "paper of two months": ("paper", PAPER + "A | 2025-01 | 40 | 30 |\nA | 2025-03 | 20 | 30 |"),
    "a month of paper taken away": ("paper", PAPER + "A | 2025-03 | 20 | 30 | 是"),
    "a unit that moves away": (
        "organisations",
        "code | name | parent | level | effective_on\nB | 乙局 | D | 单位 | 2025-07-01",
    ),
    "a unit that is new": (
        "organisations",
        "code | name | parent | level | opened_on\nE | 戊局 | C | 单位 | 2025-06-01",
    ),
}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    forget()


def test_after_each_entry_what_is_kept_is_what_would_be_worked_out_anew(house, reader):
    tree = "P | 某省 | | 省\nC | 某县 | P | 县\nD | 他县 | P | 县\nA | 甲局 | C | 单位\nB | 乙局 | C | 单位"
    house.have("organisations", f"code | name | parent | level\n{tree}")
    house.have("bills", bills("1", date(2024, 1, 1), 23))
    before = told(reader)
    for what, (kind, rows) in ENTRIES.items():
        answers.look_ahead(YEARS)
        assert told(reader) == before
        house.have(kind, rows, reason="核对")
        kept = told(reader)
        forget()
        assert (what, kept) == (what, told(reader))
        assert kept != before, what
        before = kept
