"""评价轮次: its stages, how a unit stands in it, and what the points of several reviewers come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from jieyue.rules.duties import FAILED, days_after
from jieyue.rules.findings import UNANSWERED, FindingState
from jieyue.rules.plan import Plan
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.rules.values import Word


class Stage(Word):
    """阶段, in the order in which a round goes through them. Each has its last day."""

    HAND_IN = "hand_in", "自评报送"
    FILES = "files", "资料审核"
    SITE = "site", "现场核验"
    CONCLUDE = "conclude", "结论"
    PUBLISH = "publish", "公示"


class Outcome(Word):
    """结论."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class Ruling(Word):
    """结论以后的决定."""

    RECHECK = "recheck", "复查"
    APPEAL = "appeal", "申诉决定"
    WITHDRAWAL = "withdrawal", "撤销认定"


class UnitState(Word):
    """单位在一轮评价中的状态."""

    OWED = "owed", "未报送"
    HANDED_IN = "handed_in", "已报送，待审核"
    ASKED = "asked", "有提问待答"
    REVIEWED = "reviewed", "审核中"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    EXEMPT = "exempt", "免评价"
    RECTIFYING = "rectifying", "整改中"
    MENDED = "mended", "整改已答复，待复查"
    APPEALED = "appealed", "申诉中"
    WITHDRAWN = "withdrawn", "已撤销认定"


class How(Word):
    """定分依据: where the points of an item come from."""

    LEADER = "leader", "组长定分"
    AGREED = "agreed", "评审人一致"
    SYSTEM = "system", "系统判定"
    SPLIT = "split", "评审人不一致"
    OPEN = "open", "未评"
    UNKNOWN = "unknown", "分值待核对"


@dataclass(frozen=True)
class Opinion:
    """What one reviewer gives an item."""

    reviewer: str
    points: Decimal
    reason: str = ""


@dataclass(frozen=True)
class Settled:
    """What an item comes to. `points` is None where that is not settled, or nobody knows what it is worth."""

    points: Decimal | None
    how: How

    @property
    def is_settled(self) -> bool:
        return self.how not in (How.SPLIT, How.OPEN)


def state_of(
    *, is_handed_in: bool, is_scored: bool, is_asked: bool, outcome: Outcome | None, is_exempt: bool = False
) -> UnitState:
    """`is_asked`: a question waits for the unit's answer. Exempt it is as a rule: who judges it nevertheless may."""
    if outcome is not None:
        return UnitState.PASSED if outcome is Outcome.PASSED else UnitState.FAILED
    if is_exempt and not is_scored:
        return UnitState.EXEMPT
    if not is_handed_in:
        return UnitState.OWED
    if is_asked:
        return UnitState.ASKED
    return UnitState.REVIEWED if is_scored else UnitState.HANDED_IN


def state_after(
    outcome: Outcome, *, last: Ruling | None, is_appealed: bool, tasks: Sequence[FindingState]
) -> UnitState:
    """Of a unit with a conclusion: `outcome` is what holds now, `last` what made it so, `tasks` are those of its list.

    A list binds until the re-check; it is answered when nothing of it waits for the unit.
    """
    if is_appealed:
        return UnitState.APPEALED
    if outcome is Outcome.PASSED:
        return UnitState.PASSED
    if last is Ruling.WITHDRAWAL:
        return UnitState.WITHDRAWN
    if last is Ruling.RECHECK or not tasks:
        return UnitState.FAILED
    return UnitState.RECTIFYING if any(each in UNANSWERED for each in tasks) else UnitState.MENDED


def rectified_by(plan: Plan | None, failed_on: date) -> date | None:
    """The last day for putting right what made a unit fail, by the plan's rule; None where it has none."""
    dues = [entry.due for entry in plan.entries if entry.due] if plan else []
    rule = next((due.parameters for due in dues if due.parameters.get("event") == FAILED), None)
    return days_after(failed_on, rule) if rule else None


def late_at(*, is_handed_in: bool, is_concluded: bool, days: Mapping[Stage, date], today: date) -> Stage | None:
    """The stage that the unit is late with. It holds up nobody else."""
    done = {Stage.HAND_IN: is_handed_in, Stage.CONCLUDE: is_concluded}
    return next((stage for stage, is_done in done.items() if not is_done and _is_past(days.get(stage), today)), None)


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today


def wrong_order(days: Mapping[Stage, date]) -> tuple[Stage, Stage] | None:
    """Two stages of which the later ends before the earlier."""
    given = [stage for stage in Stage if stage in days]
    return next(((one, next_) for one, next_ in pairwise(given) if days[next_] < days[one]), None)


def needs_reason(points: Decimal, *, own: Decimal | None, system: Decimal | None) -> bool:
    """Whether a reviewer's points differ from those of the unit or of the system."""
    return any(each is not None and each != points for each in (own, system))


def settle(opinions: Sequence[Opinion], *, leader: str, system: Decimal | None, of: Decimal | None) -> Settled:
    """The leader's points count; else what all reviewers agree on; else what the system decided, where nobody said
    otherwise. Where reviewers differ and the leader has not spoken, nothing is settled.
    """
    if of is None:
        return Settled(None, How.UNKNOWN)
    own = next((each.points for each in opinions if each.reviewer == leader), None)
    if own is not None:
        return Settled(own, How.LEADER)
    given = {each.points for each in opinions}
    if len(given) > 1:
        return Settled(None, How.SPLIT)
    if given:
        return Settled(given.pop(), How.AGREED)
    return Settled(None, How.OPEN) if system is None else Settled(system, How.SYSTEM)


def bars_passing(
    points: Decimal, *, passes_from: Decimal | None, gates: Sequence[tuple[Decimal | None, Decimal | None]]
) -> str:
    """Why a unit cannot pass, "" where it can. `gates`: of each gate item its points and what it is worth."""
    if any(got is not None and of is not None and got < of for got, of in gates):
        return "必须完成项没有得满分"
    if passes_from is not None and points < passes_from:
        return f"得分 {points.normalize():f} 分，低于标准规定的 {passes_from.normalize():f} 分"
    return ""


def drawn_from(announced_on: date, *, thresholds: Thresholds) -> date:
    """The first day on which a list announced on a day may be drawn from."""
    days = thresholds.number(Limit.ROUND_DRAW_NOTICE_DAYS, on=announced_on)
    return announced_on + timedelta(days=int(days or 0))


def appealed_by(decided_on: date, *, thresholds: Thresholds) -> date | None:
    """The last day for an appeal against what was decided on a day; None where the policy sets none."""
    days = thresholds.number(Limit.ROUND_APPEAL_DAYS, on=decided_on)
    return decided_on + timedelta(days=int(days)) if days is not None else None
