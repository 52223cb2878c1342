"""公示: what a notice can be, and who moves it on. Published, it never changes; a correction is a new notice."""

from jieyue.rules.moves import Move
from jieyue.rules.roles import Right
from jieyue.rules.values import Word


class NoticeState(Word):
    """公示状态."""

    DRAFT = "draft", "草稿"
    PROPOSED = "proposed", "待审批"
    PUBLISHED = "published", "已公示"
    REPLACED = "replaced", "已被更正"


S = NoticeState
PROPOSE = Move("propose", "提交审批", (S.DRAFT,), S.PROPOSED, Right.ENTER)
WITHDRAW = Move("withdraw", "撤回", (S.PROPOSED,), S.DRAFT, Right.ENTER)
SEND_BACK = Move("send_back", "退回修改", (S.PROPOSED,), S.DRAFT, Right.APPROVE, needs_reason=True, by_another=True)
PUBLISH = Move("publish", "批准公示", (S.PROPOSED,), S.PUBLISHED, Right.APPROVE, by_another=True)
REPLACE = Move("replace", "被新公示更正", (S.PUBLISHED,), S.REPLACED, Right.APPROVE, by_another=True)

MOVES = (PROPOSE, WITHDRAW, SEND_BACK, PUBLISH, REPLACE)
