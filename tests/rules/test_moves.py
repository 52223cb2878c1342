"""States as tables, and the page that is drawn from them."""

from datetime import date
from pathlib import Path

import pytest

from jieyue.cli.management.commands.states import page
from jieyue.rules import publication, receiving, reporting
from jieyue.rules.moves import CannotMove, possible, refuse_from
from jieyue.rules.reporting import ReportState, is_locked_on, state_on

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_states_is_the_one_the_tables_give():
    assert (DOCS / "states.md").read_text("utf-8") == page(), "run: jieyue states > docs/states.md"


@pytest.mark.parametrize("moves", [reporting.MOVES, publication.MOVES, receiving.MOVES])
def test_whoever_decides_on_what_another_brought_is_somebody_else(moves):
    deciding = {"accept", "return", "receive", "approve", "send_back"}
    deciding |= {"publish"} if moves is publication.MOVES else set()
    assert {move.key for move in moves if move.by_another} >= deciding & {move.key for move in moves}


@pytest.mark.parametrize("moves", [reporting.MOVES, publication.MOVES, receiving.MOVES])
def test_every_state_can_be_reached(moves):
    reached = {move.target_from(origin) for move in moves for origin in move.origins} | {moves[0].origins[0]}
    assert reached == set(type(moves[0].target))


def test_a_move_from_another_state_is_refused_in_words():
    with pytest.raises(CannotMove, match="现在是“未报送”，不能验收"):
        refuse_from(reporting.ACCEPT, ReportState.NOT_SUBMITTED, what="甲局 2024Q1 的报送")


def test_after_its_last_day_an_opened_lock_holds_again():
    last, lock = date(2025, 3, 31), {"is_lock_set": True, "reopened_until": date(2025, 3, 31)}
    assert not is_locked_on(last, **lock)
    assert is_locked_on(date(2025, 4, 1), **lock)


@pytest.mark.parametrize("state", ReportState)
def test_while_a_lock_holds_only_what_lies_with_the_reviewer_still_waits(state):
    expected = state if state is ReportState.SUBMITTED else ReportState.LOCKED
    assert state_on(state, is_locked=True) is expected
    assert state_on(state, is_locked=False) is state


def test_what_is_published_moves_only_to_being_replaced():
    keys = [move.key for move in possible(publication.MOVES, publication.NoticeState.PUBLISHED)]
    assert keys == ["replace"]
