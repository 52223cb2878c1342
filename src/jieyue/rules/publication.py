"""公示: what a notice can be, and who moves it on. Published, it never changes; a correction is a new notice."""

from dataclasses import dataclass

from jieyue.rules.moves import Move
from jieyue.rules.period import Period
from jieyue.rules.roles import Right
from jieyue.rules.values import Certainty, Level, Word

ENERGY = "energy"
"""The quarterly notice of what was used: its figures come from the ledgers, not from a document."""
BEFORE_PERIOD = "-"


@dataclass(frozen=True)
class Publication:
    """公示事项: what is published, by whom of which levels, and for how many days unless the unit says otherwise.

    `document` is the kind of document from which it is drawn once that is decided, `ledger` the one whose rows of a
    month it tells in the layout of a `paper`; both blank for the one of figures. `waits` names the ledger that is not
    there yet; until then nothing of it can be drafted.
    """

    key: str
    name: str
    levels: frozenset[Level]
    days: int
    document: str = ""
    ledger: str = ""
    paper: str = ""
    waits: str = ""
    source: str = ""
    certainty: Certainty = Certainty.VERIFIED

    def called(self, period: Period | None) -> str:
        """What an address calls one of it: `2025Q1` of use, `creation_plan` or `creation_plan-2020` of others."""
        return self.called_as(str(period or ""))

    def called_as(self, period: str) -> str:
        if self.key == ENERGY:
            return period
        return self.key + (f"{BEFORE_PERIOD}{period}" if period else "")

    def told(self, period: Period | None) -> str:
        """As 2025年一季度能源资源消费, 创建行动计划."""
        return (period.zh if period else "") + self.name


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
