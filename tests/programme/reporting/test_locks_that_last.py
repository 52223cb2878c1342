"""A lock is lifted by re-opening and by nothing else, and its day brings it back, whatever was moved meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from jieyue.programme.reporting import operations
from jieyue.programme.reporting.queries import report
from jieyue.rules.moves import Move, possible
from jieyue.rules.period import Period
from jieyue.rules.refusal import Refused
from jieyue.rules.reporting import ACCEPT, ACCEPT_AGAIN, EXPLAIN, LOCK, MOVES, REOPEN, SUBMIT, ReportState
from jieyue.rules.roles import Right
from jieyue.store.records.keeping import correct
from jieyue.store.records.writing import writing
from jieyue.store.reporting.models import Report
from offices import open_office, person_named
from reporting_desk import AT, CORRECTED, FIRST_QUARTER, Q1, do, shown
from soaking import rounds

TODAY = AT.date()
LONGEST_WAY = rounds(short=3, long=6)
WHO = {Right.ENTER: "wang", Right.REVIEW: "li", Right.LOCK: "li"}


@pytest.fixture
def office(house):
    office = open_office(house)
    house.have("bills", FIRST_QUARTER)
    house.have("profiles", "organisation | year | floor_area_m2 | persons\nB | 2025 | 1000 | 20")
    for move in (SUBMIT, ACCEPT, LOCK):
        make(move)
    return office


def make(move: Move) -> None:
    until = {"until": TODAY} if move is REOPEN else {}
    do(f"{move.key}_" if move.key == "return" else move.key, WHO[move.right], reason="更正", **until)


def ways(came: tuple[str, ...], state: ReportState) -> Iterator[tuple[str, ...]]:
    """Every way of moves that the table allows from here; meanwhile what they made stands."""
    yield came
    for move in possible(MOVES, state) if len(came) < LONGEST_WAY else ():
        with transaction.atomic():
            try:
                make(move)
            except Refused:
                assert move in (ACCEPT_AGAIN, EXPLAIN, LOCK), "the table allows it"
            else:
                yield from ways((*came, move.key), shown().state)
            transaction.set_rollback(True)


def test_no_way_of_moves_keeps_a_lock_open_beyond_its_day(office, house):
    measured = "organisation | year | floor_area_m2 | persons\nB | 2025 | 1200 | 20"
    house.have("profiles", measured, reason="重新测量")  # so that there is something to accept again and to explain
    gone = 0
    for way in ways((), ReportState.LOCKED):
        after = house.refused("bills", CORRECTED, reason="更正", at=AT + timedelta(days=1))
        assert after == [(2, "period_locked")], way
        gone += REOPEN.key in way
    assert gone > len(MOVES)


def test_what_came_back_after_its_day_can_be_accepted_but_not_changed(office, house):
    make(REOPEN)
    house.have("bills", CORRECTED, reason="更正", at=AT)
    make(SUBMIT)
    later = AT + timedelta(days=3)
    assert do("accept", "li", at=later) is ReportState.LOCKED
    assert house.refused("bills", CORRECTED.replace("700", "1"), reason="更正", at=later) == [(2, "period_locked")]


def test_what_is_locked_is_what_was_accepted(office, house):
    make(REOPEN)
    make(SUBMIT)
    make(ACCEPT)
    house.have("bills", CORRECTED, reason="更正", at=AT)
    with pytest.raises(operations.CorrectedSince, match="验收更正"):
        make(LOCK)
    make(ACCEPT_AGAIN)
    make(LOCK)
    assert not shown().since_accepted


def test_a_correction_that_its_day_cut_off_is_accepted_again_or_opened_again(office, house):
    make(REOPEN)
    house.have("bills", CORRECTED, reason="更正", at=AT)
    later = AT + timedelta(days=1)
    found = report(organisation="B", period=Q1, person=person_named("li", on=TODAY), today=later.date())
    assert found.state is ReportState.LOCKED
    assert [move.key for move in found.moves] == ["accept_again", "reopen"]
    assert do("accept_again", "li", at=later, reason="已核对") is ReportState.LOCKED
    assert house.quantity("B", "2025Q1", basis="accepted") == house.quantity("B", "2025Q1")


def test_a_quarter_locked_before_locks_stood_beside_states_stays_locked(office, house):

    with writing(operation="older", by=house.person, at=AT) as change:
        correct(change, Report.objects.get(period=str(Period.parse("2025Q1"))), locked_at=None)
    assert house.refused("bills", CORRECTED, reason="更正") == [(2, "period_locked")]
    make(REOPEN)
    make(SUBMIT)
    assert house.refused("bills", CORRECTED, reason="更正", at=AT + timedelta(days=1)) == [(2, "period_locked")]
