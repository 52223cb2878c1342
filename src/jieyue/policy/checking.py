"""What `jieyue policy check` finds out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jieyue.policy.cases import CaseResult, run_cases
from jieyue.policy.loading import Policy, read
from jieyue.policy.offered import Offered
from jieyue.policy.reading import PolicyFault, PolicyRefused
from jieyue.rules.values import Certainty


@dataclass(frozen=True)
class PolicyReport:
    """Faults of the files; when there are none, the cases and how sure the entries are."""

    faults: tuple[PolicyFault, ...] = ()
    passed: tuple[CaseResult, ...] = ()
    failed: tuple[CaseResult, ...] = ()
    certainties: Mapping[Certainty, int] | None = None
    documents: Mapping[str, str] | None = None

    @property
    def is_good(self) -> bool:
        return not self.faults and not self.failed


def check(folder: Path | None = None, *, offered: Offered | None = None) -> PolicyReport:
    """Loads the package's policy, with the deployment's folder if given, holds it against what is `offered` by the
    ledgers, and runs all cases. Refuses nothing.
    """
    try:
        policy = read((folder,) if folder else (), offered=offered)
    except PolicyRefused as refused:
        return PolicyReport(faults=tuple(refused.faults))
    try:
        results = run_cases(policy)
    except PolicyRefused as refused:
        return _report(policy, [], faults=tuple(refused.faults))
    return _report(policy, results)


def _report(policy: Policy, results: list[CaseResult], faults: tuple[PolicyFault, ...] = ()) -> PolicyReport:
    return PolicyReport(
        faults=faults,
        passed=tuple(result for result in results if result.passed),
        failed=tuple(result for result in results if not result.passed),
        certainties=policy.certainties,
        documents=policy.documents,
    )
