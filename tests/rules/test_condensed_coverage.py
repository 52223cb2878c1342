"""Old coverage is condensed to a few rows an account: completeness is the same, and what one would work out by hand."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median

import ibis
import pyarrow as pa
import pytest

from jieyue.rules import completeness, rollup
from jieyue.rules.period import Period

YEAR = Period.parse("2024")
MONTHS = list(YEAR.each_month())
UNTIL = [*MONTHS[1:], YEAR.until]
Bill = tuple[date, date]


def bills_of(chance: random.Random) -> Iterator[Bill]:
    """One after the other since some day of four years, of lengths that vary, now and then with days between."""
    day, usual = date(2021, 1, 1) + timedelta(days=chance.randrange(1300)), chance.choice([30, 30, 61, 91])
    ends = date(2024, 1, 1) + timedelta(days=chance.randrange(-200, 366))
    while day < ends:
        last = day + timedelta(days=max(1, usual + chance.choice([-2, -1, 0, 0, 1, 1, 30, -25])))
        yield day, last
        day = last + timedelta(days=chance.choice([1, 1, 1, 1, 1, 1, 1, 5]))


@pytest.fixture(scope="module")
def bills() -> dict[int, list[Bill]]:
    chance = random.Random(20241127)  # noqa: S311 (no secret)
    return {account: [bill for bill in bills_of(chance) if bill[1] < YEAR.until] for account in range(1, 121)}


def table(schema: ibis.Schema, rows: list[tuple]) -> ibis.Table:
    columns = zip(*rows, strict=True) if rows else [[]] * len(schema)
    pairs = zip(columns, schema.to_pyarrow(), strict=True)
    return ibis.memtable(
        pa.Table.from_arrays([pa.array(column, field.type) for column, field in pairs], schema=schema.to_pyarrow())
    )


def asked(bills: dict[int, list[Bill]], *, is_condensed: bool) -> dict[str, ibis.Table]:
    rows = [(account, 10, *bill) for account, own in bills.items() for bill in own]
    ever = (date(1900, 1, 1), date(2100, 1, 1)) * 2
    standing = [(10, "U", "单位", "unit", None, None, None, "/1/10/", None, None, None, 10, *ever, ever[0])]
    accounts = [(account, 10, None, None, None) for account in bills]
    old = [row for row in rows if is_condensed and row[3] < YEAR.first]
    recent = [row for row in rows if not is_condensed or row[3] >= YEAR.first]
    earlier = completeness.condensed(table(completeness.COVERAGE, old))
    return {
        "standing": table(rollup.STANDING, standing),
        "subjects": table(completeness.SUBJECTS, accounts),
        "coverage": table(completeness.COVERAGE, recent),
        **({"earlier": ibis.memtable(earlier.to_pyarrow())} if is_condensed else {}),
    }


def months(bills: dict[int, list[Bill]], *, is_condensed: bool) -> list[dict]:
    span = table(completeness.MONTHS, list(zip(MONTHS, UNTIL, strict=True)))
    found = completeness.subject_months(
        **asked(bills, is_condensed=is_condensed), months=span, under=1, counts_days=True
    )
    return sorted(found.to_pyarrow().to_pylist(), key=lambda row: (row["subject"], row["first"]))


def by_hand(own: list[Bill], first: date, until: date) -> bool | None:
    """Whether an account lacks something in a month; None where it is not owed yet."""
    known = [bill for bill in own if bill[1] < until]
    if not known:
        return None
    end = max(end for _, end in known)
    usual = round(median((end - start).days + 1 for start, end in known) / completeness.DAYS_IN_A_MONTH)
    behind = (first.year - end.year) * 12 + first.month - end.month
    pairs = zip(sorted(own), sorted(own)[1:], strict=False)
    has_gap = any((later[0] - before[1]).days > 1 and first <= later[1] < until for before, later in pairs)
    return behind >= min(max(usual, 1), 12) or has_gap


def test_each_month_is_told_as_one_would_work_it_out_by_hand(bills):
    found = {(row["subject"], row["first"]): row["is_late"] for row in months(bills, is_condensed=True)}
    late = {
        (account, first): is_late
        for account, own in bills.items()
        for first, until in zip(MONTHS, UNTIL, strict=True)
        if (is_late := by_hand(own, first, until)) is not None
    }
    assert found == late
    assert set(late.values()) == {True, False}


def test_months_are_the_same_with_old_bills_condensed(bills):
    assert months(bills, is_condensed=True) == months(bills, is_condensed=False)


@pytest.mark.parametrize("period", ["2024Q1", "2024-11", "2024"])
def test_a_period_is_the_same_with_old_bills_condensed(bills, period):
    whole, condensed = (
        completeness.units_with_reports(**asked(bills, is_condensed=is_condensed), under=1, period=Period.parse(period))
        .to_pyarrow()
        .to_pylist()
        for is_condensed in (False, True)
    )
    assert whole == condensed
    assert whole[0]["late"] > 0


def test_condensed_bills_are_a_row_an_account_and_length():
    rows = [(1, 10, date(2023, month, 1), date(2023, month, 31)) for month in (1, 3)]
    found = completeness.condensed(table(completeness.COVERAGE, rows)).to_pyarrow().to_pylist()
    days = {"first_day": date(2023, 1, 1), "start_date": date(2023, 3, 1), "end_date": date(2023, 3, 31)}
    assert found == [{"subject": 1, "organisation": 10, "days": 31, "rows": 2, **days}]
