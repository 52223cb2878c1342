"""The cases beside plans: what is due of an entry in a year."""

from datetime import date

from jieyue.policy.case_results import ABSENT, CaseResult
from jieyue.policy.loading import Policy
from jieyue.policy.ordered import plan_cases
from jieyue.policy.plan_files import PlanCaseShape
from jieyue.policy.reading import Document
from jieyue.rules.duties import Duty, Horizon, Standing, duties_of
from jieyue.rules.plan import Plan
from jieyue.rules.refusal import Refused
from jieyue.rules.span import ALWAYS, Span, existence


def run_plan_cases(policy: Policy) -> list[CaseResult]:
    """Raises PolicyRefused when a case is badly formed."""
    return [
        _run(policy, key, document, nth, case)
        for document, key, shape in plan_cases(policy.folders)
        for nth, case in enumerate(shape.cases)
    ]


def _run(policy: Policy, key: str, document: Document, nth: int, case: PlanCaseShape) -> CaseResult:
    try:
        got = _said(_found(policy, key, case), case)
    except Refused as refused:
        got = str(refused)
    expected = ABSENT if case.absent else _days(case.opens_on, case.due_on)
    where = {"file": document.name, "line": document.line(("cases", nth))}
    return CaseResult(**where, name=case.name, expected=expected, got=got, source=str(case.source.as_source()))


def _found(policy: Policy, key: str, case: PlanCaseShape) -> Duty | None:
    plan = policy.plan(key)
    years = range(case.year - 1, case.year + 2)
    duties = duties_of(plan, standing=_standing(plan, case), years=years, calendar=policy.calendar)
    seen = Horizon(case.seen_on).shows if case.seen_on else lambda _duty: True
    own = [duty for duty in duties if duty.entry.key == case.entry and _is_of(duty, case) and seen(duty)]
    return own[0] if own else None


def _standing(plan: Plan, case: PlanCaseShape) -> Standing:
    in_force = Span(case.in_force_from or plan.since, case.in_force_until or plan.until or ALWAYS.until)
    exists = existence(case.opened_on, case.closed_on)
    return Standing((in_force,), exists, frozenset({case.year} if case.designated else ()))


def _is_of(duty: Duty, case: PlanCaseShape) -> bool:
    return duty.period == case.period if case.period else duty.period in ("", f"{case.year:04}")


def _said(duty: Duty | None, case: PlanCaseShape) -> str:
    if duty is None:
        return ABSENT
    return _days(case.opens_on and duty.opens_on, duty.due_on)


def _days(opens_on: date | None, due_on: date | None) -> str:
    return f"{opens_on} 至 {due_on}" if opens_on else str(due_on)
