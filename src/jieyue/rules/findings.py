"""问题: what a check, a patrol or an inspection found, who answers for it by when, and who closes it.

It is explained or put right by the unit and looked at again by somebody else. What a check found in a record is closed
by the record itself: when the check no longer finds it, nobody has to tick it off, unless somebody asked about it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from jieyue.rules.moves import Move
from jieyue.rules.roles import Right
from jieyue.rules.values import Word


class FindingState(Word):
    """问题状态."""

    OPEN = "open", "待处理"
    EXPLAINED = "explained", "已说明，待复查"
    CORRECTED = "corrected", "已整改，待复查"
    CLOSED = "closed", "已销号"
    RESOLVED = "resolved", "已更正，核对不再发现"
    WITHDRAWN = "withdrawn", "已撤销"


class Origin(Word):
    """问题来源."""

    CHECK = "check", "数据核对"
    PATROL = "patrol", "日常巡查"
    INSPECTION = "inspection", "督导检查"
    REVIEWER = "reviewer", "上级检查"


S = FindingState
UNANSWERED, ANSWERED, OVER = (S.OPEN,), (S.EXPLAINED, S.CORRECTED), (S.CLOSED, S.RESOLVED, S.WITHDRAWN)

EXPLAIN = Move("explain", "说明原因", UNANSWERED, S.EXPLAINED, Right.ENTER, needs_reason=True)
CORRECT = Move("correct", "报告已整改", UNANSWERED, S.CORRECTED, Right.ENTER, needs_reason=True)
TAKE_BACK = Move("take_back", "收回说明", ANSWERED, S.OPEN, Right.ENTER)
CLOSE = Move("close", "复查通过", ANSWERED, S.CLOSED, Right.REVIEW, by_another=True)
SEND_BACK = Move("send_back", "退回", ANSWERED, S.OPEN, Right.REVIEW, needs_reason=True, by_another=True)
URGE = Move("urge", "督办", UNANSWERED, None, Right.REVIEW, needs_reason=True, by_another=True)
EXTEND = Move("extend", "延长期限", UNANSWERED, None, Right.REVIEW, needs_reason=True, by_another=True)
WITHDRAW = Move("withdraw", "撤销", UNANSWERED, S.WITHDRAWN, Right.REVIEW, needs_reason=True, by_another=True)
RESOLVE = Move("resolve", "更正记录后核对不再发现", (*UNANSWERED, *ANSWERED), S.RESOLVED, Right.ENTER)
PUT_RIGHT = Move("put_right", "更正记录后核对不再发现，由问过的人复查", (S.OPEN, S.EXPLAINED), S.CORRECTED, Right.ENTER)
FIND_AGAIN = Move("find_again", "核对又发现", (*ANSWERED, *OVER), S.OPEN, Right.ENTER)

MOVES = (EXPLAIN, CORRECT, TAKE_BACK, CLOSE, SEND_BACK, URGE, EXTEND, WITHDRAW, RESOLVE, PUT_RIGHT, FIND_AGAIN)
BY_CHECK = (RESOLVE, PUT_RIGHT, FIND_AGAIN)
"""Made by the check itself, whoever changed the record."""
BY_HAND = tuple(move for move in MOVES if move not in BY_CHECK)
BY_KEY: Mapping[str, Move[FindingState]] = {move.key: move for move in BY_HAND}

BESIDE = frozenset({"usual_per_day", "per_day_before", "per_day_after", "low", "high"})
"""Figures that say beside what something is improbable: they move with every record, and it stays the same."""


def is_above(paths: Iterable[str], place: str) -> bool:
    """Whether one of these places (paths of the tree) is above the place, and not the place itself."""
    return any(place.startswith(path) and path != place for path in paths)


def needs_level_above(origin: Origin, record: int | None) -> bool:
    """What the data checks say of a unit's figures is accepted by whoever receives the figures, not by the unit."""
    return origin is Origin.CHECK and record is None


def is_looked_for(origin: Origin, record: int | None) -> bool:
    """Whether a check can say by itself that it is there no longer: what it found in figures, and what stands in a
    record of a ledger, a patrol's too.
    """
    return origin is Origin.CHECK or record is not None


def is_made(move: Move[FindingState], origin: Origin, record: int | None) -> bool:
    """Whether such a finding is moved so: what a check looks for is there, whoever wants it withdrawn."""
    return move is not WITHDRAW or not is_looked_for(origin, record)


def state_at_first(put_right: str) -> FindingState:
    """What was put right before whoever looked is still looked at again by another, and stands as found."""
    return S.CORRECTED if put_right else S.OPEN


def due_on(raised_on: date, days: int) -> date:
    """The last day on which it is in time."""
    return raised_on + timedelta(days=days)


def is_overdue(state: FindingState, due: date, *, today: date) -> bool:
    """Only what nobody has answered can be late: what was answered waits for who looks at it again."""
    return state in UNANSWERED and due < today


def is_same(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    """Whether what was explained is what is found now."""
    return _telling(before) == _telling(now)


def _telling(figures: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in figures.items() if name not in BESIDE}


def after_check(
    state: FindingState, *, is_found: bool, is_as_before: bool, is_asked: bool = False
) -> Move[FindingState] | None:
    """What a check does to what it found earlier: closes it when it finds it no longer, opens it when it finds it
    again or with other figures, and leaves it when it finds just what was answered. What somebody `is_asked` about, who
    sent the answer back or urged, he looks at himself: a question does not go away because the record was changed.
    """
    if not is_found:
        move = PUT_RIGHT if is_asked else RESOLVE
        return move if move.starts_from(state) else None
    is_new = state is S.RESOLVED or not is_as_before
    return FIND_AGAIN if is_new and FIND_AGAIN.starts_from(state) else None
