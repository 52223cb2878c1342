"""How far off a saving may be.

Two bands, each under its name. That of the released package counts slopes only and lets a negative autocorrelation of
the residuals make it narrower; where it says 90 percent it covers about 75. The one that is told counts intercept,
slopes and balance points as decided by the same few bills, and takes no credit for a negative autocorrelation.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from jieyue.rules.savings.degree_days import Floats, Ints
from jieyue.rules.savings.fitting import SLOPES
from jieyue.rules.savings.method import Method, Setting

STEPS = 200
"""Of halving: more than a float has digits."""
MOST_DEGREES = 400
"""Of freedom: beyond, the quantile no longer changes in the third digit."""


@dataclass(frozen=True)
class Residuals:
    """Of the baseline, by meter: sum of squares of bill totals, mean of their size, autocorrelation at lag 1 (nan where
    there is none), number of bills.
    """

    squares: Floats
    mean: Floats
    autocorrelation: Floats
    bills: Ints


def residuals(observed: Floats, predicted: Floats, bills: Ints) -> Residuals:
    """Of padded bill totals, meters by bills; what is behind the number of bills does not count."""
    place = np.arange(observed.shape[1])
    counts = place < bills[:, None]
    left = np.where(counts, predicted - observed, 0.0)
    size = np.where(counts, np.abs(observed), 0.0).sum(axis=1)
    return Residuals((left * left).sum(axis=1), _divided(size, bills), _lagged(left, bills), bills)


def _lagged(left: Floats, bills: Ints) -> Floats:
    """Pearson's correlation of each residual with the one before."""
    pairs = bills - 1
    counts = np.arange(left.shape[1] - 1) < pairs[:, None]
    before, after = left[:, :-1], left[:, 1:]

    def centred(values: Floats) -> Floats:
        mean = _divided(np.where(counts, values, 0.0).sum(axis=1), pairs)
        return np.where(counts, values - mean[:, None], 0.0)

    one, other = centred(before), centred(after)
    size = np.sqrt((one * one).sum(axis=1) * (other * other).sum(axis=1))
    return _divided((one * other).sum(axis=1), size)


def _divided(value: Floats, by: Floats | Ints) -> Floats:
    return np.where(by > 0, value / np.where(by > 0, by, 1), np.nan)


def cvrmse(found: Residuals, model: Ints) -> Floats:
    """Of bill totals, as the package has it: slopes count as parameters."""
    left = found.bills - SLOPES[model]
    return np.where(left > 0, np.sqrt(found.squares / np.maximum(left, 1)) / found.mean, np.nan)


def band_caltrack(found: Residuals, model: Ints, months: Floats, method: Method) -> Floats:
    """As OpenEEmeter 3.2.0 has it; nan where it has none."""
    degrees = found.bills - SLOPES[model]
    size = found.mean * found.bills
    share = method[Setting.CONFIDENCE]
    apart = found.autocorrelation
    return _band(found, rho=apart, degrees=degrees, size=size, months=months, confidence=share, method=method)


@dataclass(frozen=True)
class Ahead:
    """How many bills are reported on (nan for none), and the variance of their sum by the regression, times the degrees
    of freedom.
    """

    bills: Floats
    variance: Floats


def band(found: Residuals, model: Ints, ahead: Ahead, confidence: float, method: Method) -> Floats:
    """The one that is told: the half-width that holds the true saving in that share of cases; nan where the bills are
    no more than what they decide. Its base is the use of as many bills as are reported on.

    The formula takes the weather of the reporting bills for that of the baseline. Where fewer are reported on, a winter
    alone say, it is not, and the band is no narrower than the regression has it for that weather.
    """
    degrees = degrees_of_freedom(found, model)
    apart = np.clip(np.nan_to_num(found.autocorrelation), 0.0, None)
    months, size = ahead.bills, found.mean * ahead.bills
    whole = _band(found, rho=apart, degrees=degrees, size=size, months=months, confidence=confidence, method=method)
    with np.errstate(divide="ignore", invalid="ignore"):
        of_part = quantiles(confidence, degrees) * np.sqrt(ahead.variance / np.where(degrees > 0, degrees, np.nan))
    return np.where(months < found.bills, np.fmax(whole, of_part), whole)


def degrees_of_freedom(found: Residuals, model: Ints) -> Ints:
    """Bills less intercept, slopes and balance points."""
    return np.asarray(found.bills - 1 - 2 * SLOPES[model])


def together(bands: Floats, method: Method) -> float:
    """The band of the sum of several savings. Their errors are not independent, for stations and method are shared: a
    share of the variance is common to all.
    """
    share = method[Setting.COMMON_SHARE]
    return float(np.sqrt((1 - share) * np.sum(bands**2) + share * np.sum(bands) ** 2))


def _band(
    found: Residuals, *, rho: Floats, degrees: Ints, size: Floats, months: Floats, confidence: float, method: Method
) -> Floats:
    """size t (a M^2 + b M + c) (RMSE / mean) sqrt(n / n' (1 + 2 / n') / M), with n' = n (1 - rho) / (1 + rho)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        independent = found.bills * (1 - rho) / (1 + rho)
        relative = np.sqrt(found.squares / np.where(degrees > 0, degrees, np.nan)) / found.mean
        grown = found.bills / independent * (1 + 2 / independent) / months
        result = size * quantiles(confidence, degrees) * _months_term(months, method) * relative * np.sqrt(grown)
    return np.where(np.isfinite(result), result, np.nan)


def _months_term(months: Floats, method: Method) -> Floats:
    square, linear, constant = (
        method[each] for each in (Setting.MONTHS_SQUARED_TERM, Setting.MONTHS_TERM, Setting.CONSTANT_TERM)
    )
    return square * months**2 + linear * months + constant


def quantiles(confidence: float, degrees: Ints) -> Floats:
    """Student's t for a band of two sides, nan for no degrees of freedom."""
    bounded = np.clip(degrees, 0, MOST_DEGREES)
    table = np.array([np.nan, *(quantile(confidence, d) for d in range(1, int(bounded.max(initial=0)) + 1))])
    return table[bounded]


@lru_cache(maxsize=4096)
def quantile(confidence: float, degrees: int) -> float:
    """The t within which, on both sides of zero, that share lies; by halving, as the share is known in closed form."""
    low, high = 0.0, 1.0
    while _within(high, degrees) < confidence:
        high *= 2
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < confidence else (low, middle)
    return (low + high) / 2


def _within(t: float, degrees: int) -> float:
    """P(|T| < t) for a whole number of degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle, odd = math.atan(t / math.sqrt(degrees)), degrees % 2
    cosine = math.cos(angle)
    term, total = cosine if odd else 1.0, 0.0
    for k in range(1 + odd, degrees, 2):
        total += term
        term *= cosine * cosine * k / (k + 1)
    share = math.sin(angle) * total
    return 2 / math.pi * (angle + share) if odd else share
