"""督查督办: the states in which an authority counts its units, as words."""

from collections.abc import Mapping

from jieyue.rules.reporting import ReportState
from jieyue.rules.scoring import Result
from jieyue.rules.values import Word


class Concern(Word):
    """督办事项: of what several states are."""

    REPORT = "report", "报送情况"
    DUTY = "duty", "任务办理"
    SHEET = "sheet", "自评情况"


class UnitState(Word):
    """单位所处状态: how a unit stands in one of the concerns. Of a concern it may be in no state or, of duties, in
    several.
    """

    NOT_REPORTED = "not_reported", "未报送"
    IN_REVIEW = "in_review", "待审核"
    RETURNED = "returned", "退回未改"
    ACCEPTED = "accepted", "已验收"
    OVERDUE = "overdue", "有逾期任务"
    DUE = "due", "有在办任务"
    TO_RECEIVE = "to_receive", "材料待接收"
    NO_SHEET = "no_sheet", "未提交"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    OPEN = "open", "待定"


STATES: Mapping[Concern, tuple[UnitState, ...]] = {
    Concern.REPORT: (UnitState.NOT_REPORTED, UnitState.IN_REVIEW, UnitState.RETURNED, UnitState.ACCEPTED),
    Concern.DUTY: (UnitState.OVERDUE, UnitState.DUE, UnitState.TO_RECEIVE),
    Concern.SHEET: (UnitState.NO_SHEET, UnitState.PASSED, UnitState.FAILED, UnitState.OPEN),
}
OF_REPORTS: Mapping[ReportState, UnitState] = {
    ReportState.NOT_SUBMITTED: UnitState.NOT_REPORTED,
    ReportState.SUBMITTED: UnitState.IN_REVIEW,
    ReportState.RETURNED: UnitState.RETURNED,
    ReportState.REOPENED: UnitState.RETURNED,
    ReportState.ACCEPTED: UnitState.ACCEPTED,
    ReportState.LOCKED: UnitState.ACCEPTED,
}
"""A report that was opened again is with the unit, as one that was returned."""
OF_RESULTS: Mapping[Result, UnitState] = {
    Result.PASSED: UnitState.PASSED,
    Result.FAILED: UnitState.FAILED,
    Result.OPEN: UnitState.OPEN,
}
LATE = (UnitState.NOT_REPORTED, UnitState.RETURNED, UnitState.OVERDUE)
"""Whoever is in one of them is late: it is his turn."""
