"""The cases beside standards: what an item becomes of given facts."""

from decimal import Decimal

from jieyue.policy.case_results import CaseResult
from jieyue.policy.loading import Policy
from jieyue.policy.ordered import standard_cases
from jieyue.policy.reading import Document
from jieyue.policy.standard_files import FactsShape, StandardCaseShape
from jieyue.rules.scoring import Facts, Found, Missing, Verdict, decide


def run_standard_cases(policy: Policy) -> list[CaseResult]:
    """Raises PolicyRefused when a case is badly formed."""
    return [
        _run(policy, key, document, nth, case)
        for document, key, shape in standard_cases(policy.folders)
        for nth, case in enumerate(shape.cases)
    ]


def _run(policy: Policy, key: str, document: Document, nth: int, case: StandardCaseShape) -> CaseResult:
    item = policy.standard(key).item(case.item)
    if item is None:
        got = f"没有“{case.item}”这一项"
    else:
        decision = decide(item, {source: _facts(shape) for source, shape in case.facts.items()})
        got = _said(decision.verdict, decision.points)
    where = {"file": document.name, "line": document.line(("cases", nth))}
    expected = _said(case.verdict, case.points)
    return CaseResult(**where, name=case.name, expected=expected, got=got, source=str(case.source.as_source()))


def _facts(shape: FactsShape) -> Facts:
    found = tuple(Found(each.period, "", on_time=each.on_time, value=each.value, key=each.key) for each in shape.found)
    missing = tuple(Missing(each.period, "") for each in shape.missing)
    return Facts(found, missing, shape.expected, shape.is_over, shape.doubt)


def _said(verdict: Verdict, points: Decimal | None) -> str:
    return verdict.zh if points is None else f"{verdict.zh} {points.normalize():f} 分"
