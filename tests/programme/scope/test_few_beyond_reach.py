"""Whoever once directed units that have moved away keeps the sums of that time, and gets no unit's ledger out of them.

Each bill's quantity is a power of two of its own, so that a sum says which bills are in it. All answers together are
equations between bills that the reader may not see.
"""

from datetime import date
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from jieyue.cli.statistics_table import energy_by_month, sheets
from jieyue.programme.statistics.as_json import as_json
from jieyue.programme.statistics.queries import DIMENSIONS, statistics, sums
from jieyue.programme.workbench import queries as workbench
from jieyue.rules.disclosure import FEWEST
from jieyue.rules.period import Period
from jieyue.rules.person import Person, Post
from jieyue.rules.roles import Role
from jieyue.store.orgs.models import Placement
from soaking import rounds

TODAY = date(2026, 1, 15)
MOVED_ON = "2025-10-01"
COUNTIES, UNITS = ("C1", "C2"), tuple(f"U{n}" for n in range(8))
MONTHS, USES = ("2025-01", "2025-03"), ("建筑", "机房")
BILLS = list(product(UNITS, MONTHS, USES))
PERIODS = ("2025-01", "2025-02", "2025-03", "2025Q1", "2025H1", "2025")
BY = st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=3, unique=True)


@pytest.fixture
def moved(house, tmp_path, settings):
    """The city T with two counties, as many units in each as are asked for, some of which left for T2 in October."""

    def moved(homes: dict[str, str], gone: set[str], categories: dict[str, str], on: str = MOVED_ON) -> None:
        house.have(
            "organisations",
            "code | name | parent | level\nP | 某省 | | 省\nT | 某市 | P | 市\nT2 | 另市 | P | 市\n"
            "C1 | 甲县 | T | 县\nC2 | 乙县 | T | 县",
        )
        house.have("organisations", [line(unit, home, categories) for unit, home in homes.items()])
        house.have("bills", [bill(n, *each) for n, each in enumerate(BILLS)])
        leaving = [{**line(unit, "T2", categories), "effective_on": on} for unit in sorted(gone)]
        if leaving:
            house.have("organisations", leaving, reason="区划调整")

    return moved


def line(unit: str, parent: str, categories: dict[str, str]) -> dict[str, object]:
    return {"code": unit, "name": f"单位{unit}", "parent": parent, "level": "单位", "category": categories[unit]}


def bill(n: int, unit: str, month: str, use: str) -> dict[str, object]:
    days = {"start_date": f"{month}-01", "end_date": f"{month}-31"}
    about = {"organisation": unit, "resource": "电", "use": use, "account": f"{unit}{use}"}
    return {**about, **days, "quantity": 2**n, "unit": "kWh"}


def reader_of(*codes: str) -> Person:
    paths = Placement.objects.filter(organisation__code__in=codes, until__gt=TODAY).values_list("path", flat=True)
    return Person("gao", "10.0.0.9", tuple(Post(Role.READER, path) for path in paths), on=TODAY)


@given(data=st.data())
@settings(
    max_examples=rounds(short=2, long=60),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_bill_month_or_use_of_a_unit_that_left_follows_from_all_answers(moved, data):
    homes = {unit: data.draw(st.sampled_from(("C1", "C1", "C2", "T"))) for unit in UNITS}
    gone = set(data.draw(st.lists(st.sampled_from(UNITS), unique=True, min_size=1)))
    categories = {unit: data.draw(st.sampled_from(("教育", "卫生"))) for unit in UNITS}
    reader = data.draw(st.sampled_from([("C1",), ("T",), ("C1", "C2"), ("T", "C1")]))
    subjects = [code for code in ("T", *COUNTIES) if code in reader or "T" in reader]
    asked = [(s, p, by) for s in subjects for p in PERIODS for by in (["resource"], ["month"], ["organisation", "use"])]
    more = st.tuples(st.sampled_from(subjects), st.sampled_from(PERIODS), BY)
    asked += data.draw(st.lists(more, max_size=rounds(short=6, long=40)))
    with transaction.atomic():
        moved(homes, gone, categories)
        person = reader_of(*reader)
        rows = [row for each in asked for row in equations(person, *each)]
        transaction.set_rollback(True)
    event(f"{len(gone)} left")
    foreign = [n for n, (unit, _, _) in enumerate(BILLS) if unit in gone]
    known = np.unique(np.array(rows, float).reshape(-1, len(BILLS))[:, foreign], axis=0)
    for wanted in ledger_lines(gone, foreign):
        assert not follows(known, wanted), "a line of the ledger of a unit beyond reach can be worked out"


def equations(person: Person, code: str, period: str, by: list[str]) -> list[list[int]]:
    """Which bills are in each row."""
    answer = statistics(person=person, code=code, period=Period.parse(period), by=by, is_compared=False)
    return [bills_in(row.quantity) for row in answer.rows]


def bills_in(quantity: Decimal) -> list[int]:
    return [int(quantity) >> n & 1 for n in range(len(BILLS))]


def ledger_lines(gone: set[str], foreign: list[int]):
    """What must not be known of a unit: a bill, a month, a use; of its quarter the sum is its county's."""
    for unit in gone:
        for months, uses in ((MONTHS[:1], USES), (MONTHS, USES[:1]), (MONTHS[:1], USES[:1])):
            wanted = [BILLS[n][0] == unit and BILLS[n][1] in months and BILLS[n][2] in uses for n in foreign]
            yield np.array(wanted, float)


def follows(known: np.ndarray, wanted: np.ndarray) -> bool:
    if not len(known):
        return False
    solution = np.linalg.lstsq(known.T, wanted, rcond=None)[0]
    return bool(np.allclose(known.T @ solution, wanted))


CATEGORY = dict.fromkeys(UNITS, "教育")


def test_the_rest_of_a_county_is_one_row_a_resource_that_keeps_its_sum(moved):
    moved(dict.fromkeys(UNITS, "C1"), {"U0"}, CATEGORY)
    answer = statistics(
        person=reader_of("C1"), code="C1", period=Period.parse("2025Q1"), by=["organisation", "month", "use"]
    )
    (rest,) = (row for row in answer.rows if row.is_rest)
    assert rest.keys == {"organisation": None, "month": None, "use": None}
    assert rest.quantity == sum(2**n for n, (unit, _, _) in enumerate(BILLS) if unit == "U0")
    assert sum(row.quantity for row in answer.rows) == 2 ** len(BILLS) - 1
    assert any("不分列" in note for note in answer.notes)


def test_a_single_month_leaves_out_few_that_left_and_says_so(moved):
    moved(dict.fromkeys(UNITS, "C1"), {"U0"}, CATEGORY)
    answer = statistics(person=reader_of("C1"), code="C1", period=Period.parse("2025-01"))
    own = [n for n, (unit, month, _) in enumerate(BILLS) if unit != "U0" and month == "2025-01"]
    assert [row.quantity for row in answer.rows] == [sum(2**n for n in own)]
    assert any("按月统计不含" in note for note in answer.notes)


def test_five_that_left_are_told_by_month_in_a_row_without_a_name(moved):
    gone = set(UNITS[:FEWEST])
    moved(dict.fromkeys(UNITS, "C1"), gone, CATEGORY)
    asked = {"person": reader_of("C1"), "code": "C1", "period": Period.parse("2025Q1")}
    found = {row.keys["month"]: row.quantity for row in sums(**asked, by=["organisation", "month"])
             if row.keys["organisation"] is None}  # fmt: skip
    assert found == {
        month: sum(2**n for n, (unit, at, _) in enumerate(BILLS) if unit in gone and at == month) for month in MONTHS
    }


def test_no_month_follows_from_a_quarter_less_its_other_two(moved, house):
    """Of January six units have left, of March one: five of them had gone by then. The quarter's sum tells both."""
    moved(dict.fromkeys(UNITS, "C1"), set(UNITS[:FEWEST]), CATEGORY, on="2025-03-01")
    house.have("organisations", [{**line("U5", "T2", CATEGORY), "effective_on": MOVED_ON}], reason="区划调整")
    asked = {"person": reader_of("C1"), "code": "C1"}
    answer = statistics(**asked, period=Period.parse("2025-01"))
    own = [n for n, (unit, month, _) in enumerate(BILLS) if unit in ("U6", "U7") and month == "2025-01"]
    assert [row.quantity for row in answer.rows] == [sum(2**n for n in own)]
    by_month = sums(**asked, period=Period.parse("2025Q1"), by=["month"])
    assert [row.keys["month"] for row in by_month if row.is_rest] == [None]


def test_charts_by_month_leave_out_few_that_left_and_say_so(moved):
    moved(dict.fromkeys(UNITS, "C1"), {"U0"}, CATEGORY)
    own = {"organisation": "C1", "year": 2025, "person": reader_of("C1")}
    whole = {**own, "person": reader_of("P")}
    assert workbench.months(**own).is_partial
    assert not workbench.months(**whole).is_partial
    assert workbench.months(**own).this[0] < workbench.months(**whole).this[0]
    places = workbench.sums_of_places(**own, today=date(2025, 12, 1))
    assert places.is_partial
    assert {place.code for place in places.places} == {"C1"}


def test_in_tables_files_and_json_the_rest_says_that_it_is_not_told_apart(moved):
    moved(dict.fromkeys(UNITS, "C1"), {"U0"}, CATEGORY)
    asked = {"person": reader_of("C1"), "code": "C1", "period": Period.parse("2025Q1"), "by": ["category", "month"]}
    answer = statistics(**asked)
    (rest,) = (each for each in as_json(answer)["rows"] if each.get("is_rest"))
    assert (rest["category"], rest["month"]) == (None, None)
    rows, _, words = sheets(answer)
    assert [row[:2] for row in rows.rows if "不分列" in str(row)] == [["（不分列）", "（不分列）"]]
    assert any("不分列" in line[0] for line in words.rows)
    assert set(energy_by_month(answer.rows)) == set(MONTHS)


def test_a_comparison_with_a_month_that_leaves_some_out_says_so(moved):
    moved(dict.fromkeys(UNITS, "C1"), {"U0"}, CATEGORY)
    answer = statistics(person=reader_of("C1"), code="C1", period=Period.parse("2026-01"))
    assert [note for note in answer.notes if "按月统计不含" in note] != []


def test_who_directs_the_unit_now_sees_all_of_it(moved):
    moved(dict.fromkeys(UNITS, "C1"), {"U0"}, CATEGORY)
    rows = sums(person=reader_of("T2"), code="U0", period=Period.parse("2025"), by=["month", "use"])
    assert [int(row.quantity) for row in rows] == [2**n for n in range(4)]
