"""States as tables, and the page that is drawn from them."""

from datetime import date
from pathlib import Path

import pytest

from jieyue.cli.management.commands.states import page
from jieyue.rules import publication, reporting
from jieyue.rules.moves import CannotMove, possible, refuse_from
from jieyue.rules.reporting import ReportState, state_on

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_states_is_the_one_the_tables_give():
    assert (DOCS / "states.md").read_text("utf-8") == page(), "run: jieyue states > docs/states.md"


@pytest.mark.parametrize("moves", [reporting.MOVES, publication.MOVES])
def test_whoever_decides_on_what_another_brought_is_somebody_else(moves):
    deciding = {"accept", "return", "publish", "send_back"}
    assert {move.key for move in moves if move.by_another} >= deciding & {move.key for move in moves}


@pytest.mark.parametrize("moves", [reporting.MOVES, publication.MOVES])
def test_every_state_can_be_reached(moves):
    reached = {move.target for move in moves} | {moves[0].origins[0]}
    assert reached == set(type(moves[0].target))


def test_a_move_from_another_state_is_refused_in_words():
    with pytest.raises(CannotMove, match="现在是“未报送”，不能验收"):
        refuse_from(reporting.ACCEPT, ReportState.NOT_SUBMITTED, what="甲局 2024Q1 的报送")


def test_after_its_last_day_an_opened_report_is_locked_again():
    last = date(2025, 3, 31)
    assert state_on(ReportState.REOPENED, reopened_until=last, today=last) is ReportState.REOPENED
    assert state_on(ReportState.REOPENED, reopened_until=last, today=date(2025, 4, 1)) is ReportState.LOCKED


def test_what_is_published_moves_only_to_being_replaced():
    keys = [move.key for move in possible(publication.MOVES, publication.NoticeState.PUBLISHED)]
    assert keys == ["replace"]
