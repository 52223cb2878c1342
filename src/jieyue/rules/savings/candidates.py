"""Every model that was tried for a meter: what it explains, and if it does not stand, why not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.rules.savings.degree_days import Flags, Floats, balances_c
from jieyue.rules.savings.fitting import (
    COOLING,
    HEATING,
    HEATING_COOLING,
    INTERCEPT_ONLY,
    MODELS,
    SAME,
    Baseline,
    Columns,
    adjusted,
    columns_of,
)
from jieyue.rules.savings.method import Method
from jieyue.rules.values import Word


class Standing(Word):
    QUALIFIED = "qualified", "站得住"
    TOO_FEW_DEGREE_DAYS = "too_few_degree_days", "度日不足，或者不变"
    NEGATIVE_SLOPE = "negative_slope", "越冷或越热用得越少"
    NEGATIVE_INTERCEPT = "negative_intercept", "平时用量为负"
    TOO_FEW_BILLS = "too_few_bills", "票据太少"


ORDER = (Standing.TOO_FEW_DEGREE_DAYS, Standing.NEGATIVE_SLOPE, Standing.NEGATIVE_INTERCEPT, Standing.TOO_FEW_BILLS)
"""The first that holds is told."""


@dataclass(frozen=True)
class Candidate:
    """`r2_adjusted` is nan where nothing was fitted."""

    model: str
    heating_balance_c: float | None
    cooling_balance_c: float | None
    r2_adjusted: float
    standing: Standing


def candidates(baseline: Baseline, method: Method) -> list[Candidate]:
    """Of one meter."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return list(_candidates(columns_of(baseline, method), bool(baseline.cools[0]), balances_c(method)))


def counted(found: list[Candidate]) -> dict[Standing, int]:
    """How many stand, and how many do not for which reason, the most first."""
    return dict(Counter(each.standing for each in found).most_common())


def _candidates(columns: Columns, cools: bool, balances: Floats) -> Iterator[Candidate]:
    count = len(balances)
    level, bills = float(columns.level[0]), int(columns.bills[0])
    flat = [Standing.NEGATIVE_INTERCEPT] if level < 0 else [Standing.TOO_FEW_BILLS] if bills < 2 else []
    yield Candidate(str(MODELS[INTERCEPT_ONLY]), None, None, 0.0, (flat or [Standing.QUALIFIED])[0])
    r, lowers = columns.r[0], columns.lowers[0]
    share, standing = _told(r * r, [np.isnan(r), r < 0, level < r * lowers], bills, 1, columns)
    for n, balance in enumerate(balances):
        yield Candidate(str(MODELS[HEATING]), float(balance), None, share[n], standing[n])
    if not cools:
        return
    for n, balance in enumerate(balances, start=count):
        yield Candidate(str(MODELS[COOLING]), None, float(balance), share[n], standing[n])
    yield from _pairs(columns, balances)


def _pairs(columns: Columns, balances: Floats) -> Iterator[Candidate]:
    count, level, bills = len(balances), float(columns.level[0]), int(columns.bills[0])
    heating, cooling = np.triu_indices(count)
    one, other = heating, cooling + count
    unit, r, lowers = columns.unit[0], columns.r[0], columns.lowers[0]
    rho = (unit[:, :count].T @ unit[:, count:])[heating, cooling]
    apart = np.maximum(1 - rho * rho, SAME)
    slopes = (r[one] - rho * r[other]) / apart, (r[other] - rho * r[one]) / apart
    r2 = r[one] ** 2 + slopes[1] ** 2 * apart
    lowered = slopes[0] * lowers[one] + slopes[1] * lowers[other]
    faults = [np.isnan(slopes[0]), (slopes[0] < 0) | (slopes[1] < 0), level < lowered]
    share, standing = _told(r2, faults, bills, 2, columns)
    for n in range(len(heating)):
        points = float(balances[heating[n]]), float(balances[cooling[n]])
        yield Candidate(str(MODELS[HEATING_COOLING]), *points, share[n], standing[n])


def _told(
    r2: Floats, faults: list[Flags], bills: int, slopes: int, columns: Columns
) -> tuple[list[float], list[Standing]]:
    share = adjusted(r2, columns.bills[:1], slopes)
    few: NDArray[np.bool_] = np.full(r2.shape, bills - slopes - 1 <= 0)
    number = np.select([*faults, few], list(range(len(ORDER))), default=len(ORDER))
    names = (*ORDER, Standing.QUALIFIED)
    return np.where(np.isfinite(share), share, np.nan).tolist(), [names[n] for n in number]
