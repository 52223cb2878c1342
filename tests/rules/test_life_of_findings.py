"""A finding's life: who moves it on, when it is late, and what a second check makes of it."""

from datetime import date

import pytest

from jieyue.rules.findings import (
    ANSWERED,
    BY_HAND,
    CLOSE,
    FIND_AGAIN,
    MOVES,
    OVER,
    RESOLVE,
    UNANSWERED,
    WITHDRAW,
    FindingState,
    Origin,
    after_check,
    due_on,
    is_above,
    is_made,
    is_overdue,
    is_same,
    needs_level_above,
)
from jieyue.rules.moves import possible
from jieyue.rules.roles import Right

S = FindingState


def test_every_state_is_open_answered_or_over():
    assert sorted((*UNANSWERED, *ANSWERED, *OVER)) == sorted(S)


def test_whoever_answers_does_not_close():
    closing = [move for move in MOVES if move.target in (S.CLOSED, S.WITHDRAWN)]
    assert closing
    assert all(move.right is Right.REVIEW and move.by_another for move in closing)


def test_what_is_over_is_opened_by_a_check_alone():
    assert [move.key for state in OVER for move in possible(BY_HAND, state)] == []
    assert {FIND_AGAIN.starts_from(state) for state in OVER} == {True}


@pytest.mark.parametrize("state", [*UNANSWERED, *ANSWERED])
def test_a_check_that_finds_it_no_longer_closes_it(state):
    assert after_check(state, is_found=False, is_as_before=False) is RESOLVE


def test_what_somebody_asked_about_waits_for_him_when_the_record_is_put_right():
    moved = {state: after_check(state, is_found=False, is_as_before=False, is_asked=True) for state in S}
    assert {state: move.target for state, move in moved.items() if move} == {
        S.OPEN: S.CORRECTED,
        S.EXPLAINED: S.CORRECTED,
    }


@pytest.mark.parametrize("state", OVER)
def test_what_is_over_is_not_closed_once_more(state):
    assert after_check(state, is_found=False, is_as_before=False) is None


def test_the_same_again_changes_nothing_unless_it_was_put_right():
    moved = {state: after_check(state, is_found=True, is_as_before=True) for state in S}
    assert {state for state, move in moved.items() if move} == {S.RESOLVED}


def test_other_figures_open_what_was_explained_for_those_before():
    moved = {state: after_check(state, is_found=True, is_as_before=False) for state in S}
    assert {state for state, move in moved.items() if move is FIND_AGAIN} == set(S) - {S.OPEN}


def test_what_it_is_beside_moves_with_every_bill_and_it_is_the_same_finding():
    before = {"per_day": 12.5, "usual_per_day": 4.0}
    assert is_same(before, {"per_day": 12.5, "usual_per_day": 4.1})
    assert not is_same(before, {"per_day": 13.0, "usual_per_day": 4.0})


def test_only_what_nobody_answered_is_late_and_only_after_its_day():
    due = due_on(date(2026, 11, 1), 30)
    assert due == date(2026, 12, 1)
    late = {state for state in S if is_overdue(state, due, today=date(2026, 12, 2))}
    assert late == {S.OPEN}
    assert not is_overdue(S.OPEN, due, today=due)


@pytest.mark.parametrize(("path", "expected"), [("/1/5/", False), ("/1/", True), ("/", True), ("/2/", False)])
def test_the_level_above_is_a_place_over_the_unit(path, expected):
    assert is_above([path], "/1/5/") is expected


def test_what_figures_say_is_accepted_above_and_what_a_room_says_by_the_unit():
    assert needs_level_above(Origin.CHECK, None)
    assert not needs_level_above(Origin.CHECK, 7)
    assert not needs_level_above(Origin.PATROL, None)


@pytest.mark.parametrize(
    ("origin", "record", "expected"),
    [
        (Origin.CHECK, None, False),
        (Origin.PATROL, 7, False),
        (Origin.PATROL, None, True),
        (Origin.REVIEWER, None, True),
    ],
)
def test_only_what_no_check_looks_for_is_withdrawn_by_hand(origin, record, expected):
    assert is_made(WITHDRAW, origin, record) is expected
    assert is_made(CLOSE, origin, record)
