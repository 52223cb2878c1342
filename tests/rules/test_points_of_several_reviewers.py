"""What the points of several reviewers come to, how a unit stands in a round, and when a reason is owed."""

from datetime import date
from decimal import Decimal

import pytest

from jieyue.rules.rounds import (
    How,
    Opinion,
    Outcome,
    Settled,
    Stage,
    UnitState,
    bars_passing,
    late_at,
    needs_reason,
    settle,
    state_of,
    wrong_order,
)

ONE, TWO = Decimal(1), Decimal(2)


@pytest.mark.parametrize(
    ("given", "system", "comes_to"),
    [
        ({}, None, Settled(None, How.OPEN)),
        ({}, TWO, Settled(TWO, How.SYSTEM)),
        ({"a": ONE}, TWO, Settled(ONE, How.AGREED)),
        ({"a": ONE, "b": ONE}, TWO, Settled(ONE, How.AGREED)),
        ({"a": ONE, "b": TWO}, TWO, Settled(None, How.SPLIT)),
        ({"a": ONE, "b": TWO, "leader": ONE}, TWO, Settled(ONE, How.LEADER)),
    ],
)
def test_the_leader_counts_then_what_all_agree_on_then_the_system(given, system, comes_to):
    opinions = [Opinion(who, points) for who, points in given.items()]
    assert settle(opinions, leader="leader", system=system, of=TWO) == comes_to


def test_what_nobody_knows_the_worth_of_has_no_points_and_holds_up_nothing():
    found = settle([], leader="leader", system=None, of=None)
    assert (found.points, found.how, found.is_settled) == (None, How.UNKNOWN, True)


@pytest.mark.parametrize(
    ("own", "system", "owed"), [(ONE, ONE, False), (None, None, False), (TWO, ONE, True), (None, TWO, True)]
)
def test_a_reason_is_owed_where_points_differ_from_the_units_or_the_systems(own, system, owed):
    assert needs_reason(ONE, own=own, system=system) is owed


def test_a_unit_is_late_from_the_day_after_a_stage_ended_without_it():
    days = {Stage.HAND_IN: date(2026, 3, 31), Stage.CONCLUDE: date(2026, 6, 30)}
    late = lambda day, **is_: late_at(**is_, days=days, today=day)  # noqa: E731
    assert late(date(2026, 3, 31), is_handed_in=False, is_concluded=False) is None
    assert late(date(2026, 4, 1), is_handed_in=False, is_concluded=False) is Stage.HAND_IN
    assert late(date(2026, 4, 1), is_handed_in=True, is_concluded=False) is None
    assert late(date(2026, 7, 1), is_handed_in=True, is_concluded=False) is Stage.CONCLUDE
    assert late(date(2026, 7, 1), is_handed_in=True, is_concluded=True) is None


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"is_handed_in": False}, UnitState.OWED),
        ({}, UnitState.HANDED_IN),
        ({"is_scored": True}, UnitState.REVIEWED),
        ({"is_scored": True, "is_asked": True}, UnitState.ASKED),
        ({"is_handed_in": False, "outcome": Outcome.FAILED}, UnitState.FAILED),
    ],
)
def test_a_units_state_follows_from_what_has_happened(told, state):
    before = {"is_handed_in": True, "is_scored": False, "is_asked": False, "outcome": None}
    assert state_of(**{**before, **told}) is state


def test_a_stage_does_not_end_before_the_one_before_it():
    days = {Stage.HAND_IN: date(2026, 3, 31), Stage.SITE: date(2026, 3, 30)}
    assert wrong_order(days) == (Stage.HAND_IN, Stage.SITE)
    assert wrong_order({**days, Stage.SITE: date(2026, 3, 31)}) is None


def test_a_gate_that_is_not_full_or_too_few_points_bar_passing():
    assert "必须完成项" in bars_passing(Decimal(90), passes_from=None, gates=[(ONE, TWO)])
    assert "80" in bars_passing(Decimal(79), passes_from=Decimal(80), gates=[(TWO, TWO)])
    assert bars_passing(Decimal(80), passes_from=Decimal(80), gates=[(TWO, TWO), (None, None)]) == ""
