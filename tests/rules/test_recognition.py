"""On what ground an organ counts as recognised, and who is advanced."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.policy.loading import load
from jieyue.rules.recognition import Concluded, Ground, Held, Share, chosen, ground_on, is_organ
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


def test_the_best_are_advanced_and_whoever_is_level_with_the_last_of_them_too():
    rule = load().recognition.choosing
    points = {"A": Decimal(95), "B": Decimal(92), "C": Decimal(92), "D": Decimal(89)}
    assert chosen(points, rule, recognised=9) == ["A"]
    assert chosen(points, rule, recognised=20) == ["A", "B", "C"]
    assert chosen(points, rule, recognised=90) == ["A", "B", "C"]
    assert chosen({}, rule, recognised=0) == []
