"""报送: what a report of a period can be, and who moves it on. Quarters and years are always reported, a month or half
year only where an authority has opened it.

Complete, submitted, accepted and locked are four facts with four owners: the ledger, the unit, the reviewer, the
authority. A lock stands beside the state: whatever else is moved, only re-opening lifts it, until its day.
"""

from dataclasses import dataclass
from datetime import date

from jieyue.rules.moves import Move
from jieyue.rules.period import LENGTHS, QUARTER, YEAR, Period, periods_in
from jieyue.rules.refusal import Refused
from jieyue.rules.roles import Right
from jieyue.rules.values import Word

ALWAYS_REPORTED = (QUARTER, YEAR)
"""Lengths in months of what every unit reports; the others are reported where they are opened."""
WHERE_OPENED = "请按季度、年度报送；上级或行动方案要求按月、按半年报送的，请主管部门先在“开报和免报”中开报这一期。"
"""What to do about a month or half that is not."""


class PeriodNotReported(Refused):
    """Something other than a month, quarter, half or year, or one that is not over."""


class DaysImpossible(Refused):
    """Days of a period that is opened which do not follow one another."""


class NotOpen(Refused):
    """A period that is not reported yet, or no longer, or not at all in the region of the unit."""


class ReportState(Word):
    """报送状态."""

    NOT_SUBMITTED = "not_submitted", "未报送"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已验收"
    LOCKED = "locked", "已锁定"
    REOPENED = "reopened", "重新开放"

    @property
    def is_submitted(self) -> bool:
        """Whether the unit's figures lie with the reviewer or have been accepted."""
        return self in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.LOCKED)

    @property
    def is_with_unit(self) -> bool:
        """Whether it is the unit's turn."""
        return self in (ReportState.NOT_SUBMITTED, ReportState.RETURNED, ReportState.REOPENED)


class Standing(Word):
    """A unit's period in the grid, where that is more than the state of its report."""

    NOT_OWED = "not_owed", "不用报"
    AHEAD = "ahead", "未到期"
    NOT_OPENED = "not_opened", "未开报"
    LATE = "late", "逾期未报"
    CLOSED = "closed", "已截止未报"
    EXEMPT = "exempt", "免报"


@dataclass(frozen=True)
class Opened:
    """开报: from when until when a period is reported in a region, both days included, and by which day it is due.
    `document` is the notice that says so.
    """

    opens_on: date
    due_on: date
    closes_on: date | None = None
    document: str = ""

    def is_closed(self, today: date) -> bool:
        return self.closes_on is not None and today > self.closes_on

    def standing(self, today: date) -> Standing | None:
        """Of who has not submitted; None while it is on time."""
        if today < self.opens_on:
            return Standing.NOT_OPENED
        if self.is_closed(today):
            return Standing.CLOSED
        return Standing.LATE if today > self.due_on else None


class ToReview(Word):
    """待审核: why a report waits for the reviewer, in the order in which it is looked at."""

    RESUBMITTED = "resubmitted", "退回后重新报送"
    EXPLAINED = "explained", "有说明待复查"
    CHANGED = "changed", "验收后有变化"
    SUBMITTED = "submitted", "首次报送"


class MoveResult(Word):
    """What became of one report among many that were to be moved."""

    DONE = "done", "已办理"
    ALREADY = "already", "此前已经办理"
    CHANGED = "changed", "数据有变动，没有办理"
    OWN = "own", "您经办过，须由别人办理"
    REFUSED = "refused", "没有办理"


S = ReportState
SUBMIT = Move("submit", "报送", (S.NOT_SUBMITTED, S.RETURNED, S.REOPENED), S.SUBMITTED, Right.ENTER)
WITHDRAW = Move("withdraw", "撤回", (S.SUBMITTED,), S.NOT_SUBMITTED, Right.ENTER, needs_reason=True)
RETURN = Move("return", "退回", (S.SUBMITTED,), S.RETURNED, Right.REVIEW, needs_reason=True, by_another=True)
RETURN_CHANGED = Move(
    "return_changed", "退回变动", (S.ACCEPTED,), S.RETURNED, Right.REVIEW, needs_reason=True, by_another=True
)
ACCEPT = Move("accept", "验收", (S.SUBMITTED,), S.ACCEPTED, Right.REVIEW, by_another=True)
ACCEPT_AGAIN = Move(
    "accept_again", "验收更正", (S.ACCEPTED, S.LOCKED), None, Right.REVIEW, needs_reason=True, by_another=True
)
EXPLAIN = Move("explain", "说明变动", (S.ACCEPTED, S.LOCKED), None, Right.ENTER, needs_reason=True)
LOCK = Move("lock", "锁定", (S.ACCEPTED,), S.LOCKED, Right.LOCK)
REOPEN = Move("reopen", "重新开放", (S.LOCKED,), S.REOPENED, Right.LOCK, needs_reason=True)
CLOSE = Move("close", "恢复锁定", (S.REOPENED,), S.LOCKED, Right.LOCK, needs_reason=True)

MOVES = (SUBMIT, WITHDRAW, RETURN, ACCEPT, ACCEPT_AGAIN, RETURN_CHANGED, EXPLAIN, LOCK, REOPEN, CLOSE)
OF_WHAT_CHANGED = (ACCEPT_AGAIN, RETURN_CHANGED, EXPLAIN)
"""Made only where the ledger is no longer what was accepted."""
AMONG_MANY = (ACCEPT, RETURN, LOCK)
"""What a reviewer or the authority does to many reports of a period in one go."""
RETURNING = (RETURN, RETURN_CHANGED)
"""The unit is asked something, and answers it before it submits again."""
PINNING = (ACCEPT, ACCEPT_AGAIN)
"""Figures become the accepted ones: whoever does it says what he has seen."""
BY_KEY = {move.key: move for move in MOVES}


def is_locked_on(today: date, *, is_lock_set: bool, reopened_until: date | None) -> bool:
    """Whether a lock holds: until it is opened, and again after the last day for which it was."""
    return is_lock_set and (reopened_until is None or today > reopened_until)


def state_on(state: ReportState, *, is_locked: bool) -> ReportState:
    """What a report is while its lock holds: locked, however far the unit had come when its day was over.

    Only what lies with the reviewer still waits for him, for he changes no record by what he decides.
    """
    return S.LOCKED if is_locked and state is not S.SUBMITTED else state


def is_always_reported(period: Period) -> bool:
    return period.months in ALWAYS_REPORTED


def periods_of(year: int) -> list[Period]:
    """What every unit reports of a year: its quarters and itself."""
    return [each for each in periods_in(year) if is_always_reported(each)]


def standing_on(
    state: ReportState, *, period: Period, is_owed: bool, opened: Opened | None, is_exempt: bool, today: date
) -> Standing | None:
    """What a unit's period is beside the state of its report; None where that says it all.

    What was submitted or given back is told by its state. Who need not report is neither missing nor late. Nobody owes
    a month or half that nobody has opened for him.
    """
    if state is not ReportState.NOT_SUBMITTED:
        return None
    if not is_owed or (opened is None and not is_always_reported(period)):
        return Standing.NOT_OWED
    if is_exempt:
        return Standing.EXEMPT
    if today < period.until:
        return Standing.AHEAD
    return opened.standing(today) if opened else None


def was_late(submitted_on: date | None, opened: Opened | None) -> bool:
    """Whether it was submitted for the first time after its day."""
    return submitted_on is not None and opened is not None and submitted_on > opened.due_on


def refuse_impossible_days(opened: Opened, period: Period) -> None:
    """Raises DaysImpossible: a period is opened once it is over, is due after that, and closes no earlier."""
    if opened.opens_on < period.until:
        says = f"{period.zh}到 {period.last} 才结束，不能从 {opened.opens_on} 起报送。"
        raise DaysImpossible(says, do=f"开始日期请填写 {period.until} 或以后。", where="opens_on")
    if opened.due_on < opened.opens_on:
        raise DaysImpossible("期限早于开始日期。", do="期限请填写开始日期当天或以后。", where="due_on")
    if opened.closes_on is not None and opened.closes_on < opened.due_on:
        do = "截止日期请填写期限当天或以后；不设截止的，留空。"
        raise DaysImpossible("截止日期早于期限。", do=do, where="closes_on")


def refuse_not_open(opened: Opened | None, period: Period, state: ReportState, *, today: date) -> None:
    """Raises NotOpen before the period is opened in the unit's region, and after it has closed for who has not
    submitted, and of a month or half that is not opened there; what was given back is submitted again at any time.
    """
    if state is not ReportState.NOT_SUBMITTED:
        return
    if opened is None:
        if not is_always_reported(period):
            raise NotOpen(f"{period.zh}在本单位所在的地区没有开报，不能报送。", do=WHERE_OPENED)
        return
    if today < opened.opens_on:
        do = f"请在 {opened.opens_on} 至 {opened.due_on} 报送；要提前的，请联系主管部门更改开报日期。"
        raise NotOpen(f"{period.zh}从 {opened.opens_on} 起报送，还没有开始。", do=do)
    if opened.is_closed(today):
        raise NotOpen(f"{period.zh}的报送已于 {opened.closes_on} 截止。", do="请联系主管部门延长截止日期，然后再报送。")


def refuse_unreported(period: Period) -> None:
    """Raises PeriodNotReported for anything but a month, quarter, half or year."""
    if period.months not in LENGTHS:
        raise PeriodNotReported(
            f"“{period.zh}”不是月、季度、半年或年度，不单独报送。",
            do="请按季度（如 2024年一季度）、年度（如 2024年）报送，或者按已经开报的月份、半年报送。",
        )


def refuse_unfinished(period: Period, *, today: date) -> None:
    """Raises PeriodNotReported before the period is over."""
    if today < period.until:
        raise PeriodNotReported(f"{period.zh}还没有结束，不能报送。", do=f"请在 {period.until} 及以后报送。")
