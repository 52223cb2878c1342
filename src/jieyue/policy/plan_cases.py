"""The cases beside plans: what is due of an entry in a year, what its page says, and whether a figure meets it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from jieyue.policy.case_results import ABSENT, CaseResult
from jieyue.policy.loading import Policy
from jieyue.policy.ordered import plan_cases
from jieyue.policy.plan_files import PlanCaseShape
from jieyue.policy.reading import Document
from jieyue.rules.duties import Duty, Horizon, Standing, duties_of, set_for
from jieyue.rules.plan import JUDGED, Entry, Plan
from jieyue.rules.plan_told import named, told
from jieyue.rules.refusal import Refused
from jieyue.rules.span import ALWAYS, Span, existence

MET = {True: "达到", False: "没有达到"}


class NothingJudged(Refused):
    """A case asks of an entry what it does not say."""


def run_plan_cases(policy: Policy) -> list[CaseResult]:
    """Raises PolicyRefused when a case is badly formed."""
    return [
        case_result(policy, policy.plan(key), document, nth, case)
        for document, key, shape in plan_cases(policy.folders)
        for nth, case in enumerate(shape.cases)
    ]


def case_result(policy: Policy, plan: Plan, document: Document, nth: int, case: PlanCaseShape) -> CaseResult:
    expected, answer = _asked(case)
    try:
        got = answer(policy, plan, case)
    except Refused as refused:
        got = str(refused)
    where = {"file": document.name, "line": document.line(("cases", nth))}
    return CaseResult(**where, name=case.name, expected=expected, got=got, source=str(case.source.as_source()))


Answer = Callable[[Policy, Plan, PlanCaseShape], str]


def _asked(case: PlanCaseShape) -> tuple[str, Answer]:
    """What is expected, and what answers it."""
    if case.says:
        return case.says, _told
    if case.names:
        return " ".join(case.names), _named
    if case.holds is not None:
        return MET[case.holds], _judged
    return ABSENT if case.absent else _days(case.opens_on, case.due_on), _due


def _told(_policy: Policy, plan: Plan, case: PlanCaseShape) -> str:
    return "；".join(told(_entry(plan, case)))


def _named(_policy: Policy, plan: Plan, case: PlanCaseShape) -> str:
    return " ".join(named(_entry(plan, case)))


def _judged(_policy: Policy, plan: Plan, case: PlanCaseShape) -> str:
    entry, figure = _entry(plan, case), case.figure or Decimal(0)
    if entry.target and entry.target.form in JUDGED:
        return MET[entry.target.met(figure, case.base or Decimal(0))]
    if entry.check and entry.check.thresholds:
        of_same = [each for each in entry.check.thresholds if case.threshold in ("", each.what)]
        return MET[all(each.holds(figure) for each in of_same)]
    raise NothingJudged(f"“{case.entry}”没有可以用数判断的目标或界限。", do="请写 target 或 check 的 thresholds。")


def _due(policy: Policy, plan: Plan, case: PlanCaseShape) -> str:
    return _said(_found(policy, plan, case), case)


def _entry(plan: Plan, case: PlanCaseShape) -> Entry:
    found = next((entry for entry in plan.entries if entry.key == case.entry), None)
    if found is None:
        raise NothingJudged(f"方案没有“{case.entry}”。", do="请核对 entry。")
    return found


def _found(policy: Policy, plan: Plan, case: PlanCaseShape) -> Duty | None:
    entry = _entry(plan, case)
    if not plan.addresses.includes(case.level, case.kind, entry.who):
        return None
    years = range(case.year - 1, case.year + 2)
    duties = duties_of(plan, standing=_standing(plan, case), years=years, calendar=policy.calendar)
    seen = Horizon(case.seen_on).shows if case.seen_on else lambda _duty: True
    own = [duty for duty in duties if duty.entry.key == case.entry and _is_of(duty, case) and seen(duty)]
    return own[0] if own and not own[0].title else None


def _standing(plan: Plan, case: PlanCaseShape) -> Standing:
    in_force = Span(case.in_force_from or plan.since, case.in_force_until or plan.until or ALWAYS.until)
    exists = existence(case.opened_on, case.closed_on)
    designated = frozenset({case.year} if case.designated else ())
    events = {(set_for(plan.key, case.entry) if event == "set" else event, day) for event, day in case.events.items()}
    titles = {(title, ALWAYS) for title in case.titles}
    return Standing((in_force,), exists, designated, frozenset(events), frozenset(titles))


def _is_of(duty: Duty, case: PlanCaseShape) -> bool:
    return duty.period == case.period if case.period else duty.period in ("", f"{case.year:04}")


def _said(duty: Duty | None, case: PlanCaseShape) -> str:
    if duty is None:
        return ABSENT
    return _days(case.opens_on and duty.opens_on, duty.due_on)


def _days(opens_on: date | None, due_on: date | None) -> str:
    return f"{opens_on} 至 {due_on}" if opens_on else str(due_on)
