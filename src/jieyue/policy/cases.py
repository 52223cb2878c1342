"""The cases that stand beside the policy files, and whether they hold."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from jieyue.policy.case_results import ABSENT, CaseResult
from jieyue.policy.loading import Policy
from jieyue.policy.plan_cases import run_plan_cases
from jieyue.policy.reading import OWN_FOLDER, Document, PolicyFault, PolicyRefused, documents
from jieyue.policy.shapes import KINDS, CaseShape, CasesShape, QuantityShape, read_as
from jieyue.policy.standard_cases import run_standard_cases
from jieyue.rules.factors import Conversions, conversions
from jieyue.rules.refusal import Refused


class CaseImpossible(Refused):
    pass


def run_cases(policy: Policy) -> list[CaseResult]:
    """Every case of the folders the policy was loaded from. Raises `PolicyRefused` when a case is badly formed."""
    of_values = [
        _run(policy, document, nth, case)
        for document, cases in _all_cases(policy.folders)
        for nth, case in enumerate(cases.cases)
    ]
    return [*of_values, *run_plan_cases(policy), *run_standard_cases(policy)]


def _all_cases(folders: Sequence[Path]) -> list[tuple[Document, CasesShape]]:
    found: list[tuple[Document, CasesShape]] = []
    wrong: list[PolicyFault] = []
    for document in (it for folder in (OWN_FOLDER, *folders) for it in documents(folder, KINDS)):
        if not document.name.endswith(".cases.toml"):
            continue
        try:
            cases, more = read_as(CasesShape, document)
        except PolicyRefused as refused:
            cases, more = None, refused.faults
        wrong += more or _undecided(document, cases)
        if cases is not None:
            found.append((document, cases))
    if wrong:
        raise PolicyRefused(wrong)
    return found


def _undecided(document: Document, cases: CasesShape | None) -> list[PolicyFault]:
    return [
        document.fault(("cases", nth), f"算例“{case.name}”要么写 expected，要么写 absent = true。", "请写其中一个。")
        for nth, case in enumerate(cases.cases if cases else ())
        if (case.expected is None) is not case.absent
    ]


def _run(policy: Policy, document: Document, nth: int, case: CaseShape) -> CaseResult:
    try:
        got = _printed(_compute(policy, case), like=case.expected)
    except Refused as refused:
        got = str(refused)
    return CaseResult(
        file=document.name,
        line=document.line(("cases", nth)),
        name=case.name,
        expected=ABSENT if case.expected is None else f"{case.expected:f}",
        got=got,
        source=str(case.source.as_source()),
    )


def _printed(value: Decimal | None, *, like: Decimal | None) -> str:
    """Rounded half up to the digits of the expected figure."""
    if value is None:
        return ABSENT
    return f"{value if like is None else value.quantize(like, ROUND_HALF_UP):f}"


def _compute(policy: Policy, case: CaseShape) -> Decimal | None:
    found = conversions(policy.factor_set(case.factor_set), policy.emissions, on=case.on, switches=case.switches)
    kilograms = [_kilograms(policy, found, case, quantity) for quantity in case.quantities]
    if None in kilograms:
        return None
    total = sum((it for it in kilograms if it is not None), Decimal(0))
    return total / (1000 if case.computes in ("tce", "tco2") else 1) / case.divided_by


def _kilograms(policy: Policy, found: Conversions, case: CaseShape, quantity: QuantityShape) -> Decimal | None:
    """None when the factor is not known; nothing when the resource does not count."""
    conversion = found[quantity.resource]
    coal = case.computes in ("kgce", "tce")
    per_unit = conversion.kgce_per_unit if coal else conversion.kgco2_per_unit
    if per_unit is None:
        return Decimal(0) if (conversion.outside_kgce if coal else conversion.outside_kgco2) else None
    unit = quantity.unit or quantity.resource.unit
    multiplier = policy.unit_multiplier(quantity.resource, unit)
    if multiplier is None:
        accepted = "、".join(policy.units_of(quantity.resource))
        raise CaseImpossible(f"{quantity.resource.zh}不能用单位“{unit}”。", do=f"可用：{accepted}。")
    return quantity.quantity * multiplier * per_unit
