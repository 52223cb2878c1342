"""The grid of missing months counts what statistics count, and says of each month what it is."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jieyue.programme.completeness import answers
from jieyue.programme.completeness.queries import State, accounts_by_month, months_of
from jieyue.rules.period import month_end, months_later
from jieyue.rules.person import Person
from soaking import rounds

BILL = "organisation | resource | account | start_date | end_date | quantity | unit\n"
TODAY = date(2026, 1, 15)


@pytest.fixture
def reader(person) -> Person:
    return replace(person, on=TODAY)


@pytest.fixture
def county(house):
    house.have(
        "organisations",
        "code | name | parent | level | opened_on\nP | 某省 | | 省 |\nT | 某市 | P | 市 |\nC | 某县 | T | 县 |\n"
        "D | 他县 | T | 县 |\nA | 甲局 | C | 单位 |\nB | 乙局 | C | 单位 | 2025-06-01\nE | 丁局 | D | 单位 |\n"
        "A1 | 一科 | A | 部门 |",
    )
    return house


def states(found) -> str:
    """A year in twelve letters."""
    letters = {State.COMPLETE: "c", State.PART: "p", State.MISSING: "m", State.NO_USE: "u", State.NOT_OWED: "-"}
    return "".join(letters.get(cell.state, ".") for cell in found.cells)


def monthly(account: str, months: list[int], organisation: str = "A") -> str:
    rows = []
    for month in months:
        first = date(2025, month, 1)
        rows.append(f"{organisation} | 电 | {account} | {first} | {month_end(first)} | 100 | kWh")
    return "\n".join(rows)


def test_each_month_of_a_unit_is_told(county, reader):
    county.have("bills", BILL + monthly("1", [1, 2, 3, 4, 5, 6, 7, 8, 11, 12]) + "\n" + monthly("2", [1, 2, 3, 6, 7]))
    county.have(
        "no_use",
        "organisation | resource | account | start_date | end_date\n"
        "A | 电 | 1 | 2025-09-01 | 2025-09-30\nA | 电 | 2 | 2025-09-01 | 2025-09-30",
    )
    found = months_of(person=reader, code="A", year=2025, today=TODAY)
    # Account 2 has nothing in April, May (a gap shows in June), August and October on; account 1 nothing in October.
    assert [states(unit) for unit in found.units] == ["cccpppcppmpp"]
    assert [states(account) for account in accounts_by_month(person=reader, code="A", year=2025, today=TODAY)] == [
        "ccccccccumpc",
        "cccmmpcmpmmm",
    ]


def test_what_is_not_owed_and_what_is_still_to_come(county, reader):
    found = months_of(person=reader, code="C", year=2025, today=date(2025, 9, 20))
    assert {unit.organisation.code: states(unit) for unit in found.units} == {
        "A": "mmmmmmmm....",
        "B": "-----mmm....",
    }
    assert [count.is_ahead for count in found.counts] == [False] * 8 + [True] * 4


def test_places_count_the_units_below_them(county, reader):
    county.have("bills", BILL + monthly("1", list(range(1, 13)), "E"))
    of_city = months_of(person=reader, code="T", year=2025, today=TODAY)
    of_places = {place.organisation.code: place.counts for place in of_city.places}
    assert {code: (counts[0].missing, counts[11].missing) for code, counts in of_places.items()} == {
        "C": (1, 2),
        "D": (0, 0),
    }
    of_province = months_of(person=reader, code="P", year=2025, today=TODAY)
    assert [(place.organisation.code, place.counts[11].owed) for place in of_province.places] == [("T", 3)]
    assert months_of(person=reader, code="C", year=2025, today=TODAY).places == []


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20250115)  # noqa: S311 (no secret)


@pytest.fixture
def at_random(county, chance) -> list[str]:
    """Units that open, move and close, with bills that have gaps, are long, begin and end anywhere. Their codes."""
    codes = [f"U{n:02}" for n in range(24)]
    rows = [f"{code} | 单位 {code} | {chance.choice('CD')} | 单位 | {_any(chance, '2025-03-01')}"
            f" | {chance.choice(['', '', '', '2025-09-15'])}" for code in codes]  # fmt: skip
    county.have("organisations", "\n".join(["code | name | parent | level | opened_on | closed_on", *rows]))
    moved = [f"{code} | 单位 {code} | C | 单位 | 2025-07-01" for code in codes[:5]]
    county.have("organisations", "\n".join(["code | name | parent | level | effective_on", *moved]), reason="划转")
    owners = [(code, number) for code in codes[2:] for number in range(chance.randint(1, 3))]
    bills = [row for owner in owners for row in bills_at_random(*owner, chance)]
    assert county.bring("bills", BILL + "\n".join(bills), accept_good=True).added > 150
    columns = "organisation | resource | account | opened_on | closed_on | billing_months"
    accounts = [f"{code} | 电 | {number} | {_any(chance, '2025-02-01')} | {chance.choice(['', '', '2025-08-10'])}"
                f" | {chance.choice(['', '', 2])}" for code, number in owners]  # fmt: skip
    county.bring("accounts", "\n".join([columns, *accounts]), accept_good=True, reason="登记")
    return codes


def _any(chance: random.Random, day: str) -> str:
    return chance.choice(["", day])


def bills_at_random(code: str, number: int, chance: random.Random) -> Iterator[str]:
    """One after another, most of a month, until some day before September 2025."""
    day = date(2024, chance.randint(6, 12), 1)
    while day < date(2025, chance.randint(6, 12), 28):
        last = month_end(months_later(day.replace(day=1), chance.choice([0, 0, 0, 0, 1, 2])))
        if last >= date(2025, 9, 1):
            return
        yield f"{code} | 电 | {number} | {day} | {last} | {chance.randint(1, 900)} | kWh"
        day = last + timedelta(days=chance.choice([1, 1, 1, 1, 1, 1, 10, 40]))


def test_the_grid_counts_what_statistics_count(county, reader, at_random, chance):
    assert at_random
    for code in ("T", "U03"):
        counts = months_of(person=reader, code=code, year=2025, today=TODAY).counts
        for count in chance.sample(counts, rounds(short=4, long=12)):
            answer = county.statistics(code, f"{count.month:%Y-%m}").completeness
            assert (count.month, count.owed, count.reported) == (count.month, answer.owed, answer.reported)


def test_out_of_the_answer_for_everybody_each_is_told_the_same(reader, at_random, monkeypatch):
    own = {code: told(reader, code) for code in ("P", "T", "C", "D", *at_random)}
    monkeypatch.setattr(answers, "_whole", set())
    answers.look_ahead([2025])
    assert answers._whole
    assert own == {code: told(reader, code) for code in own}


def told(reader: Person, code: str) -> list[object]:
    found = months_of(person=reader, code=code, year=2025, today=TODAY)
    return [found.counts, found.places, found.count_of_units(are_late=True), [states(unit) for unit in found.units]]
