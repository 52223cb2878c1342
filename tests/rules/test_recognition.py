"""On what ground an organ counts as recognised, and who is advanced."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jieyue.policy.loading import load
from jieyue.rules.recognition import (
    Candidate,
    Chosen,
    Concluded,
    Exclusion,
    Ground,
    Held,
    Share,
    choose,
    ground_on,
    is_organ,
)
from jieyue.rules.values import Category, Kind

GIVEN, TAKEN, DAY = date(2021, 5, 1), date(2022, 3, 1), date(2022, 6, 1)
PASSED, FAILED = Concluded(date(2021, 8, 30), passed=True), Concluded(date(2021, 8, 30), passed=False)


@pytest.mark.parametrize(
    ("titles", "concluded", "expected"),
    [
        ([Held(GIVEN, None)], None, (Ground.TITLE, GIVEN)),
        ([Held(GIVEN, None)], FAILED, (Ground.TITLE, GIVEN)),
        ([Held(GIVEN, TAKEN)], None, None),
        ([Held(GIVEN, date(2023, 1, 1))], None, (Ground.TITLE, GIVEN)),
        ([Held(date(2023, 1, 1), None)], None, None),
        ([], PASSED, (Ground.ROUND, PASSED.on)),
        ([], FAILED, None),
        ([], Concluded(date(2022, 8, 1), passed=True), None),
        ([Held(GIVEN, TAKEN)], PASSED, None),
        ([Held(GIVEN, TAKEN)], Concluded(date(2022, 5, 1), passed=True), (Ground.ROUND, date(2022, 5, 1))),
        ([], None, None),
    ],
)
def test_a_title_held_or_the_last_round_passed_recognises_until_the_title_is_taken_away(titles, concluded, expected):
    assert ground_on(DAY, titles, concluded) == expected


def test_an_organ_has_a_kind_or_is_counted_among_the_organs():
    assert is_organ(Kind.COURT, Category.OTHER_INSTITUTION)
    assert is_organ(None, Category.STATE_ORGAN)
    assert is_organ(None, Category.EDUCATION) is False
    assert is_organ(None, None) is None


def test_nobody_is_no_share():
    assert (Share(0, 0).percent, Share(1, 3).other) == (None, 2)


RULE = load().recognition.choosing


def found(points: dict[str, int | None], *, others: int = 0, rule=RULE, excluded: str = "") -> dict[str, str]:
    """What becomes of each: `others` are recognised without points."""
    case = (Exclusion.CRITICISED,)
    own = [
        Candidate(key, None if got is None else Decimal(got), case if key == excluded else ())
        for key, got in points.items()
    ]
    rest = [Candidate(f"-{n}", None) for n in range(others)]
    return {key: place.result.value for key, place in choose([*own, *rest], rule).items() if key in points}


def test_the_best_are_advanced_and_whoever_is_level_with_the_last_of_them_too():
    points = {"A": 95, "B": 92, "C": 92, "D": 89}
    assert found(points) == {"A": "chosen", "B": "no_place", "C": "no_place", "D": "below"}
    assert found(points, others=16) == {"A": "chosen", "B": "chosen", "C": "chosen", "D": "below"}
    assert choose([], RULE) == {}


def test_whoever_is_excluded_or_has_no_points_takes_no_place():
    told = found({"A": 95, "B": 92, "C": None}, excluded="A")
    assert told == {"A": "excluded", "B": "chosen", "C": "no_score"}


def test_the_smaller_of_a_share_and_a_number_limits_and_without_either_all_are_in():
    points = {key: 95 - n for n, key in enumerate("ABCDE")}
    one, all_ = replace(RULE, most_percent=Decimal(50), most_count=1), replace(RULE, most_percent=None)
    assert [key for key, result in found(points, rule=one).items() if result == "chosen"] == ["A"]
    assert set(found(points, rule=all_).values()) == {"chosen"}


@given(
    points=st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=12),
    share=st.integers(1, 100),
    least=st.integers(1, 100),
)
def test_nobody_is_left_out_for_whom_somebody_worse_is_in(points, share, least):
    rule = replace(RULE, most_percent=Decimal(share), least_percent=Decimal(least))
    candidates = [Candidate(str(n), None if got is None else Decimal(got)) for n, got in enumerate(points)]
    told = choose(candidates, rule)
    got = {result: [each.percent for each in candidates if told[each.key].result is result] for result in Chosen}
    assert all(worse < better for better in got[Chosen.CHOSEN] for worse in got[Chosen.NO_PLACE])
    assert all(each < least for each in got[Chosen.BELOW])
    assert bool(got[Chosen.CHOSEN]) == any(each is not None and each >= least for each in points)
