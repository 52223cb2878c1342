"""The savings of a unit's accounts as pages show them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from jieyue.programme.savings.as_json import meter_as_json
from jieyue.programme.savings.of_unit import UnitSavings
from jieyue.programme.savings.queries import Answer
from jieyue.rules.savings import judging
from jieyue.rules.savings.batch import BASELINE, COUNTS, REPORTING
from jieyue.rules.savings.candidates import Standing, counted
from jieyue.rules.savings.judging import Conclusion, Verdict
from jieyue.rules.savings.verifying import candidates_of
from jieyue.rules.values import Resource

MODELS_ZH = {
    None: "—",
    "intercept_only": "不随气温变化",
    "heating": "天冷多用",
    "cooling": "天热多用",
    "heating_cooling": "天冷、天热都多用",
}


@dataclass(frozen=True)
class BillLine:
    """`left_out` says why it does not count; `saved_so_far` adds up the reporting bills."""

    start: date
    end: date
    is_baseline: bool
    observed: float | None
    predicted: float | None
    left_out: str
    saved_so_far: float | None


@dataclass(frozen=True)
class Line:
    """An account's saving and what is to be known of it; None where there is no such figure. `notes` say what could
    not be judged. `normal_saving` is that of a usual year, by the mean of `normal_years` of weather.
    """

    account: int
    label: str
    resource: Resource
    conclusion: Conclusion
    saving: float | None
    band: float | None
    percent: float | None
    counterfactual: float | None
    observed: float | None
    model: str
    heating_balance_c: float | None
    cooling_balance_c: float | None
    disqualified: Sequence[str]
    notes: Sequence[str]
    verdicts: Sequence[Verdict]
    normal_saving: float | None
    normal_years: int
    bills: Sequence[BillLine]

    @property
    def more(self) -> float | None:
        """What was used more, where nothing was saved."""
        return None if self.saving is None else -self.saving

    @property
    def unit(self) -> str:
        return self.resource.unit


def lines(found: UnitSavings) -> list[Line]:
    """In the order of its accounts."""
    return [] if found.answer is None else [_line(found, found.answer, n) for n in range(len(found.accounts))]


def _line(found: UnitSavings, answer: Answer, n: int) -> Line:
    told, own = meter_as_json(answer, n), found.accounts[n]
    saving, counterfactual = told["saving"], told["counterfactual"]
    warnings = [each.says for each in judging.warnings(answer.savings, n, answer.method)]
    if own.refunds_left_out:
        warnings.append(f"有 {own.refunds_left_out} 张冲减的票据与别的票据起止不同，没有计入。")
    return Line(
        account=own.account,
        label=own.label,
        resource=own.resource,
        conclusion=judging.conclusion(answer.savings, n, answer.method),
        saving=saving,
        band=told["band90"],
        percent=_percent(saving, counterfactual),
        counterfactual=counterfactual,
        observed=told["reporting_observed"],
        model=MODELS_ZH[told["model"]],
        heating_balance_c=told["heating_balance_c"],
        cooling_balance_c=told["cooling_balance_c"],
        disqualified=[each.says for each in judging.disqualified(answer.savings, n, answer.method)],
        notes=warnings,
        verdicts=judging.verdicts(answer.savings, n, answer.method),
        normal_saving=None if answer.normal is None else _known(answer.normal.saving[n]),
        normal_years=0 if answer.normal is None else int(answer.normal.years[n]),
        bills=list(_bills(answer, n)),
    )


def standings(found: UnitSavings, account: int) -> dict[Standing, int]:
    """How many of the models that were tried for an account stand, and how many do not for which reason."""
    number = next((n for n, each in enumerate(found.accounts) if each.account == account), None)
    if number is None or found.answer is None:
        return {}
    own = found.answer.asked
    return counted(candidates_of(number, own.meters, own.bills, own.stations, found.answer.method))


def _percent(saving: float | None, of: float | None) -> float | None:
    """To the tenth that is shown, so that next to nothing has no sign."""
    return round(saving / of * 100, 1) + 0.0 if saving is not None and of else None


def _bills(answer: Answer, n: int) -> Iterator[BillLine]:
    judged = answer.savings.judged
    first, behind = np.searchsorted(judged.bills.meter, (n, n + 1))
    saved = 0.0
    for place in range(first, behind):
        state, part = int(judged.state[place]), int(judged.part[place])
        observed, predicted = _known(judged.bills.quantity[place]), _known(judged.predicted[place])
        counts = state == COUNTS and predicted is not None
        if counts and part == REPORTING:
            saved += predicted - observed
        start, end = answer.asked.written[judged.number[place]]
        yield BillLine(
            start=date.fromisoformat(start),
            end=date.fromisoformat(end),
            is_baseline=part == BASELINE,
            observed=observed,
            predicted=predicted,
            left_out="" if state == COUNTS else judging.LEFT_OUT[state][1],
            saved_so_far=saved if counts and part == REPORTING else None,
        )


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
