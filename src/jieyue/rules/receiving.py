"""报送材料: a document on its way from an organisation to the level above, which receives it or gives it back.

What goes nowhere is noted, and that is all; where somebody of the organisation approves of it, once he has. What was
received stays as it was received until that is taken back.
"""

from jieyue.rules.moves import Move
from jieyue.rules.roles import Right
from jieyue.rules.values import Word


class PaperState(Word):
    """报送材料的状态."""

    NOT_HANDED_IN = "not_handed_in", "未报送"
    NOTED = "noted", "已登记"
    PROPOSED = "proposed", "待批准报送"
    HANDED_IN = "handed_in", "已报送，待接收"
    RETURNED = "returned", "已退回"
    RECEIVED = "received", "已接收"
    PUBLISHED = "published", "已接收并公示"

    @property
    def is_with_unit(self) -> bool:
        """Whether it is the turn of whoever hands it in."""
        return self in (PaperState.NOT_HANDED_IN, PaperState.PROPOSED, PaperState.RETURNED)

    @property
    def is_received(self) -> bool:
        return self in (PaperState.RECEIVED, PaperState.PUBLISHED)


S = PaperState
WITH_UNIT = (S.NOT_HANDED_IN, S.RETURNED)
NOTE = Move("note", "登记", (S.NOT_HANDED_IN,), S.NOTED, Right.ENTER)
PROPOSE = Move("propose", "送审", WITH_UNIT, S.PROPOSED, Right.ENTER)
HAND_IN = Move("hand_in", "报送", WITH_UNIT, S.HANDED_IN, Right.ENTER)
APPROVE = Move("approve", "批准报送", (S.PROPOSED,), S.HANDED_IN, Right.APPROVE, by_another=True)
ADOPT = Move("adopt", "批准", (S.PROPOSED,), S.NOTED, Right.APPROVE, by_another=True)
SEND_BACK = Move("send_back", "退回修改", (S.PROPOSED,), S.RETURNED, Right.APPROVE, needs_reason=True, by_another=True)
RECEIVE = Move("receive", "接收", (S.HANDED_IN,), S.RECEIVED, Right.REVIEW, by_another=True)
RETURN = Move("return", "退回", (S.HANDED_IN,), S.RETURNED, Right.REVIEW, needs_reason=True, by_another=True)
PUBLISH = Move("publish", "登记公示", (S.RECEIVED,), S.PUBLISHED, Right.REVIEW)
TAKE_BACK = Move("take_back", "撤回接收", (S.RECEIVED, S.PUBLISHED), S.HANDED_IN, Right.REVIEW, needs_reason=True)

MOVES = (NOTE, PROPOSE, HAND_IN, APPROVE, ADOPT, SEND_BACK, RECEIVE, RETURN, PUBLISH, TAKE_BACK)
DECIDING = (APPROVE, ADOPT, SEND_BACK, RECEIVE, RETURN, PUBLISH, TAKE_BACK)
"""Made by others than whoever hands it in."""
FROM_ABOVE = (RECEIVE, RETURN, PUBLISH, TAKE_BACK)
"""Made by the level above, never by the organisation itself."""
BY_KEY = {move.key: move for move in DECIDING}


def receipt_told(receiver: str, year: int | None, number: int | None) -> str:
    """510101收〔2025〕12号; "" without a number. Each level numbers its own, so its code is part of it."""
    return f"{receiver}收〔{year}〕{number}号" if number else ""
