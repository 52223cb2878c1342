"""目标责任书: between an organisation and one directly below it. Sent out it is signed, once, or taken back."""

from jieyue.rules.moves import Move
from jieyue.rules.roles import Right
from jieyue.rules.values import Level, Word

LETTERS = "letters"
"""What a plan names where letters of responsibility carry it out (`kept`)."""


class LetterState(Word):
    """责任书状态. Sent out, it has the signature of whoever sent it."""

    SENT = "sent", "已发出，待签订"
    SIGNED = "signed", "双方已签订"
    TAKEN_BACK = "taken_back", "已收回"


S = LetterState
SIGN = Move("sign", "签订", (S.SENT,), S.SIGNED, Right.APPROVE, by_another=True)
TAKE_BACK = Move("take_back", "收回", (S.SENT, S.SIGNED), S.TAKEN_BACK, Right.SHAPE, needs_reason=True)

MOVES = (SIGN, TAKE_BACK)


def right_to_send(issuer: Level) -> Right:
    """Who signs for the upper side: of a place whoever directs those below it, of a unit its leader."""
    return Right.SHAPE if issuer.is_place else Right.APPROVE


def right_to_sign(receiver: Level) -> Right:
    """Who signs for the lower side: its leader, for a department whoever has a post there."""
    return Right.READ if receiver is Level.DEPARTMENT else Right.APPROVE
