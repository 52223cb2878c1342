"""What is missing of any ledger is told by the one rule of completeness: by place, unit and subject."""

import random
from datetime import date

import pytest

from jieyue.programme.completeness.queries import State
from jieyue.programme.ledgers.missing import missing, missing_by_subject
from soaking import rounds

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 15)
UNITS = ("A", "A1", "B", "E")
TREE = """code | name | parent | level | opened_on | closed_on
P  | 某省 | | 省 | |
T  | 某市 | P | 市 | |
C  | 某县 | T | 县 | |
D  | 他县 | T | 县 | |
A  | 甲局 | C | 单位 | |
A1 | 一科 | A | 部门 | |
B  | 乙局 | C | 单位 | | 2025-07-01
E  | 丁局 | D | 单位 | |"""
PAPER = "organisation | month | bought_reams | used_reams\n"
LETTERS = {State.COMPLETE: "c", State.PART: "p", State.MISSING: "m", State.NOT_OWED: "-", State.AHEAD: "."}


@pytest.fixture
def place(house):
    house.have("organisations", TREE)
    return house


def paper(code: str, *months: str) -> str:
    return "\n".join(f"{code} | {month} | 1 | 1" for month in months)


def letters(cells) -> str:
    return "".join(LETTERS[cell.state] for cell in cells)


def units(house, code: str, key: str = "paper", today: date = TODAY) -> dict[str, str]:
    found = missing(key, person=house.person, code=code, year=2025, today=today)
    return {unit.organisation.code: letters(unit.cells) for unit in found.units}


def test_a_unit_owes_from_its_first_row_until_it_closes_and_who_never_began_owes_nothing(place):
    place.have("paper", PAPER + paper("B", "2025-03", "2025-05"))
    assert units(place, "C") == {"B": "--cmcm------"}
    place.have("paper", PAPER + paper("A", "2024-11"))
    assert units(place, "C", today=date(2025, 4, 20)) == {"A": "mmm.........", "B": "--c.c......."}


def test_places_count_the_units_that_have_begun(place):
    place.have("paper", PAPER + paper("A", "2025-01") + "\n" + paper("E", "2025-01", "2025-02"))
    found = missing("paper", person=place.person, code="T", year=2025, today=TODAY)
    counts = {each.organisation.code: [(c.owed, c.missing) for c in each.counts[:3]] for each in found.places}
    assert counts == {"C": [(1, 0), (1, 1), (1, 1)], "D": [(1, 0), (1, 0), (1, 1)]}


def test_what_a_department_has_begun_its_unit_owes(place):
    place.have("paper", PAPER + paper("A", "2025-01", "2025-02") + "\n" + paper("A1", "2025-01"))
    assert units(place, "C")["A"] == "cp" + "m" * 10
    rows = missing_by_subject("paper", person=place.person, code="A", year=2025, today=TODAY)
    assert [(each.organisation.code, letters(each.cells)[:3]) for each in rows] == [("A", "ccm"), ("A1", "cmm")]


def test_a_meter_that_was_removed_owes_no_readings_from_that_month_on(place):
    place.have(
        "meters",
        "organisation | number | resource | multiplier | digits | removed_on\n"
        "A | D1 | 电 | 1 | 6 |\nA | D2 | 电 | 1 | 6 | 2025-04-10",
    )
    readings = "organisation | meter | read_at | shown\n"
    place.have("readings", readings + "A | D1 | 2025-01-31 08:00 | 1\nA | D2 | 2025-01-31 08:00 | 1")
    rows = missing_by_subject("readings", person=place.person, code="A", year=2025, today=date(2025, 6, 2))
    assert {each.name: letters(each.cells)[:6] for each in rows} == {"D1": "cmmmm.", "D2": "cmm---"}


def test_a_row_that_is_withdrawn_or_undone_is_missing_again(place):
    place.have("paper", PAPER + paper("A", "2025-01", "2025-02", "2025-03"))
    assert units(place, "A")["A"][:4] == "cccm"
    place.have(
        "paper", "organisation | month | bought_reams | used_reams | withdrawn\nA | 2025-02 | 1 | 1 | 是", reason="重复"
    )
    assert units(place, "A")["A"][:4] == "cmcm"


@pytest.mark.parametrize("seed", range(rounds(short=2, long=20)))
def test_it_is_what_one_counts_month_by_month(place, seed):
    chance = random.Random(seed)  # noqa: S311 (no secret)
    every = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    own = {code: sorted(chance.sample(every[: 30 if code == "B" else 36], chance.randint(0, 20))) for code in UNITS}
    place.have("paper", PAPER + "\n".join(paper(code, *months) for code, months in own.items() if months))
    found = units(place, "T")
    for unit, codes in {"A": ("A", "A1"), "B": ("B",), "E": ("E",)}.items():
        begun = [own[code] for code in codes if own[code]]
        expected = "".join(by_hand(begun, month, is_closed=unit == "B" and month > "2025-06") for month in every[24:])
        assert found.get(unit, "-" * 12) == expected, (unit, own)


def by_hand(begun: list[list[str]], month: str, *, is_closed: bool) -> str:
    """A unit's month: kept by all that have begun by then, by some, or by none."""
    owing = [months for months in begun if months[0] <= month]
    if is_closed or not owing:
        return "-"
    there = sum(month in months for months in owing)
    return "c" if there == len(owing) else "p" if there else "m"
