"""The search for the model: every balance point, or pair of them, of a batch of meters at once.

Columns of degree days are centred, weighted and made of length one; what they have in common with the use is then `r`,
with each other `rho`, and the share explained by a pair is r_h^2 + (r_c - rho r_h)^2 / (1 - rho^2): three numbers and
one product of matrices for each meter, no regression. Only the winner's coefficients are worked out.
"""

from dataclasses import dataclass, fields

import numpy as np

from jieyue.rules.savings.degree_days import Flags, Floats, Ints, balances_c
from jieyue.rules.savings.method import Method, Setting

NONE, INTERCEPT_ONLY, HEATING, COOLING, HEATING_COOLING = range(5)
MODELS = (None, "intercept_only", "heating", "cooling", "heating_cooling")
SLOPES = np.array([0, 0, 1, 1, 2])
"""How many a model has; with as many balance points, that is what the use decides beside the intercept."""

FLAT = 1e-12
"""A column or a use that varies less than this share of its size does not vary."""
SAME = 1e-12
"""Two columns that have all but this in common are one."""
STRIPE = 16
"""Balance points of heating that are looked at together; those of cooling below them are left out."""


@dataclass(frozen=True)
class Baseline:
    """Bills of a batch of meters, padded with bills of weight 0. `degree_days` is meters by bills by balance points of
    heating, then of cooling; `weights` are days with a temperature, `per_day` is use a day.
    """

    degree_days: Floats
    weights: Floats
    per_day: Floats
    cools: Flags


@dataclass(frozen=True)
class Spread:
    """How well the coefficients are known, in units of a day's variance: from the weights, the means of the chosen
    columns, and the inverse of what they vary together. 0 where the model has no such column.
    """

    weight: Floats
    heating_mean: Floats
    cooling_mean: Floats
    heating: Floats
    cooling: Floats
    both: Floats

    def of_sum(self, days: Floats, heating: Floats, cooling: Floats) -> Floats:
        """The variance of what is predicted for bills with so many days and degree days together."""
        h, c = heating - days * self.heating_mean, cooling - days * self.cooling_mean
        return days**2 / self.weight + h * h * self.heating + c * c * self.cooling + 2 * h * c * self.both


@dataclass(frozen=True)
class Fits:
    """By meter. Balance points are numbers of the grid, -1 where the model has none. `qualified` counts candidates."""

    model: Ints
    heating: Ints
    cooling: Ints
    identified: Flags
    intercept: Floats
    heating_slope: Floats
    cooling_slope: Floats
    r2_adjusted: Floats
    bills: Ints
    tried: Ints
    qualified: Ints
    spread: Spread


@dataclass(frozen=True)
class Columns:
    """What the columns of a batch come to: `r` with the use, nan for those that cannot be used; `mean` of each divided
    by its length, which is what a slope takes from the intercept.
    """

    unit: Floats
    r: Floats
    lowers: Floats
    level: Floats
    bills: Ints


def fit(baseline: Baseline, method: Method) -> Fits:
    """The best model of each meter: of those with intercept and slopes not below zero, the highest adjusted R2; the
    simpler one, the lower heating and the higher cooling point where several are as good.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = columns_of(baseline, method)
        count = len(balances_c(method))
        tie = method[Setting.BALANCE_TIE]
        singles = _Singles(columns, count, tie)
        pairs = _Pairs(columns, count, tie) if baseline.cools.any() else None
        return _chosen(baseline, columns, singles, pairs, method)


def no_fits(meters: int) -> Fits:
    """Of meters that nobody has looked at yet."""
    model, zero = np.full(meters, NONE), np.zeros(meters, dtype=np.int64)
    nowhere, nothing = np.full(meters, -1), np.full(meters, np.nan)
    return Fits(
        model=model,
        heating=nowhere,
        cooling=nowhere.copy(),
        identified=np.ones(meters, dtype=bool),
        intercept=nothing,
        heating_slope=nothing.copy(),
        cooling_slope=nothing.copy(),
        r2_adjusted=nothing.copy(),
        bills=zero,
        tried=zero.copy(),
        qualified=zero.copy(),
        spread=Spread(*(np.full(meters, np.nan) for _ in fields(Spread))),
    )


def columns_of(baseline: Baseline, method: Method) -> Columns:
    weights, values = baseline.weights, baseline.degree_days
    total = weights.sum(axis=1, keepdims=True)
    summed = np.matmul(weights[:, None, :], values)[:, 0]
    mean = summed / total
    root = np.sqrt(weights)
    unit = values - mean[:, None, :]
    unit *= root[:, :, None]
    length = np.sqrt(np.einsum("bnk,bnk->bk", unit, unit))
    level = (weights * baseline.per_day).sum(axis=1) / total[:, 0]
    use = (baseline.per_day - level[:, None]) * root
    spread = np.sqrt((use * use).sum(axis=1))
    size = np.abs(baseline.per_day).max(axis=1) * np.sqrt(total[:, 0])
    use /= np.where(spread > FLAT * size, spread, np.inf)[:, None]
    usable = (summed >= method.least_degree_days_c) & (length > FLAT * summed)
    half = values.shape[2] // 2
    usable[:, half:] &= baseline.cools[:, None]
    unit /= np.where(usable, length, np.inf)[:, None, :]
    r = np.where(usable, np.matmul(use[:, None, :], unit)[:, 0], np.nan)
    lowers = mean / length
    spread = np.where(spread > FLAT * size, spread, 0.0)
    return Columns(unit, r, lowers * spread[:, None], level, (weights > 0).sum(axis=1))


def adjusted(r2: Floats, bills: Ints, slopes: int) -> Floats:
    """-inf where there are too few bills for so many slopes."""
    left = bills - slopes - 1
    return np.where(left > 0, 1 - (1 - r2) * (bills - 1) / np.maximum(left, 1), -np.inf)


class _Singles:
    """Candidates with one slope: explained share of each, -1 for the disqualified."""

    def __init__(self, columns: Columns, count: int, tie: float) -> None:
        r = columns.r
        self.sound = sound = (r >= 0) & (columns.level[:, None] >= r * columns.lowers)
        self.r2 = np.where(sound, r * r, -1.0)
        self.heating, self.cooling = self.r2[:, :count], self.r2[:, count:]
        self.tie = tie
        self.qualified = sound.sum(axis=1)

    def best(self, r2: Floats, *, lowest: bool) -> tuple[Floats, Ints, Flags]:
        """The highest share, at which balance point, and whether it is the only one."""
        most = r2.max(axis=1)
        equal = r2 >= (most - self.tie)[:, None]
        where = equal.argmax(axis=1) if lowest else r2.shape[1] - 1 - equal[:, ::-1].argmax(axis=1)
        return most, where, equal.sum(axis=1) == 1


class _Pairs:
    """Candidates with heating and cooling, stripe by stripe of the heating points."""

    def __init__(self, columns: Columns, count: int, tie: float) -> None:
        self.tie = tie
        self.stripes = [_Stripe(columns, since, min(since + STRIPE, count), count) for since in range(0, count, STRIPE)]
        self.most = np.max([stripe.most for stripe in self.stripes], axis=0)
        self.qualified = np.sum([stripe.qualified for stripe in self.stripes], axis=0)

    def where(self, meters: Ints) -> tuple[Ints, Ints, Flags]:
        """The lowest heating point among the best of these meters, the highest cooling point beside it, and whether
        there is no other.
        """
        heating, cooling = np.full(len(meters), -1), np.full(len(meters), -1)
        equals = np.zeros(len(meters), dtype=np.int64)
        for stripe in self.stripes:
            equal = stripe.r2[meters] >= (self.most[meters] - self.tie)[:, None, None]
            found = equal.sum(axis=(1, 2))
            rows = equal.any(axis=2).argmax(axis=1)
            first = (found > 0) & (heating < 0)
            of_row = equal[np.arange(len(meters)), rows]
            heating[first] = (rows + stripe.since)[first]
            cooling[first] = (stripe.since + of_row.shape[1] - 1 - of_row[:, ::-1].argmax(axis=1))[first]
            equals += found
        return heating, cooling, equals == 1


class _Stripe:
    def __init__(self, columns: Columns, since: int, until: int, count: int) -> None:
        self.since = since
        heating, cooling = slice(since, until), slice(count + since, 2 * count)
        rho = np.matmul(columns.unit[:, :, heating].transpose(0, 2, 1), columns.unit[:, :, cooling])
        r_heating, r_cooling = columns.r[:, heating, None], columns.r[:, None, cooling]
        by_heating = rho * r_cooling
        np.subtract(r_heating, by_heating, out=by_heating)
        by_cooling = rho * r_heating
        np.subtract(r_cooling, by_cooling, out=by_cooling)
        apart = np.multiply(rho, rho, out=rho)
        np.subtract(1.0, apart, out=apart)
        np.maximum(apart, SAME, out=apart)
        sound = by_heating >= 0
        sound &= by_cooling >= 0
        lowered = by_heating * columns.lowers[:, heating, None]
        lowered += by_cooling * columns.lowers[:, None, cooling]
        sound &= lowered <= columns.level[:, None, None] * apart
        sound &= np.arange(since, until)[:, None] <= np.arange(since, count)
        r2 = np.multiply(by_cooling, by_cooling, out=by_cooling)
        r2 /= apart
        r2 += r_heating * r_heating
        self.r2 = np.where(sound, r2, -1.0)
        self.most = self.r2.max(axis=(1, 2))
        self.qualified = sound.sum(axis=(1, 2))


def _chosen(baseline: Baseline, columns: Columns, singles: _Singles, pairs: _Pairs | None, method: Method) -> Fits:
    bills, meters = columns.bills, len(columns.bills)
    heating, at_heating, one_heating = singles.best(singles.heating, lowest=True)
    cooling, at_cooling, one_cooling = singles.best(singles.cooling, lowest=False)
    none = np.full(meters, -np.inf)
    ranks = np.stack(
        [
            np.where((bills >= 2) & (columns.level >= 0), 0.0, -np.inf),
            np.where(heating >= 0, adjusted(heating, bills, 1), none),
            np.where(cooling >= 0, adjusted(cooling, bills, 1), none),
            none if pairs is None else np.where(pairs.most >= 0, adjusted(pairs.most, bills, 2), none),
        ]
    )
    model = _simplest(ranks, method[Setting.BALANCE_TIE])
    at = {HEATING: (at_heating, one_heating), COOLING: (at_cooling, one_cooling)}
    h = np.where(model == HEATING, at_heating, -1)
    c = np.where(model == COOLING, at_cooling, -1)
    identified = np.ones(meters, dtype=bool)
    for kind, (_, alone) in at.items():
        identified[model == kind] = alone[model == kind]
    both = np.flatnonzero(model == HEATING_COOLING)
    if both.size and pairs is not None:
        h[both], c[both], identified[both] = pairs.where(both)
    tried, qualified = _counted(baseline, singles, pairs, method)
    (intercept, slope_h, slope_c, share), spread = _coefficients(baseline, model, h, c)
    return Fits(model, h, c, identified, intercept, slope_h, slope_c, share, bills, tried, qualified, spread)


def _simplest(ranks: Floats, tie: float) -> Ints:
    """The first of the kinds of model that are as good as the best; NONE where none stands."""
    best = ranks.max(axis=0)
    first = (ranks >= best - tie).argmax(axis=0) + INTERCEPT_ONLY
    return np.where(np.isneginf(best), NONE, first)


def _counted(baseline: Baseline, singles: _Singles, pairs: _Pairs | None, method: Method) -> tuple[Ints, Ints]:
    count = len(balances_c(method))
    with_cooling = 1 + 2 * count + count * (count + 1) // 2
    tried = np.where(baseline.cools, with_cooling, 1 + count)
    return tried, 1 + singles.qualified + (0 if pairs is None else pairs.qualified)


Figures = tuple[Floats, Floats, Floats, Floats]


def _coefficients(baseline: Baseline, model: Ints, heating: Ints, cooling: Ints) -> tuple[Figures, Spread]:
    """Intercept, slopes and adjusted R2 of the chosen columns, by weighted least squares; how well they are known."""
    rows, half = np.arange(len(model)), baseline.degree_days.shape[2] // 2
    weights, use = baseline.weights, baseline.per_day
    total = weights.sum(axis=1)

    def centred(values: Floats) -> tuple[Floats, Floats]:
        mean = (weights * values).sum(axis=1) / total
        return mean, values - mean[:, None]

    def together(one: Floats, other: Floats) -> Floats:
        return np.asarray((weights * one * other).sum(axis=1))

    hdd = np.where((heating >= 0)[:, None], baseline.degree_days[rows, :, heating], 0.0)
    cdd = np.where((cooling >= 0)[:, None], baseline.degree_days[rows, :, half + cooling], 0.0)
    (use_mean, u), (h_mean, h), (c_mean, c) = centred(use), centred(hdd), centred(cdd)
    hh, cc, hc, hu, cu = together(h, h), together(c, c), together(h, c), together(h, u), together(c, u)
    hh, cc = np.where(heating >= 0, hh, 1.0), np.where(cooling >= 0, cc, 1.0)
    apart = hh * cc - hc * hc
    h_slope, c_slope = (hu * cc - cu * hc) / apart, (cu * hh - hu * hc) / apart
    intercept = use_mean - h_slope * h_mean - c_slope * c_mean
    left = u - h_slope[:, None] * h - c_slope[:, None] * c
    uu, bills, slopes = together(u, u), (weights > 0).sum(axis=1), SLOPES[model]
    r2 = 1 - together(left, left) / uu
    share = 1 - (1 - r2) * (bills - 1) / (bills - slopes - 1)
    one, other = np.where(heating >= 0, cc / apart, 0.0), np.where(cooling >= 0, hh / apart, 0.0)
    spread = Spread(total, h_mean, c_mean, one, other, -hc / apart)
    return (intercept, h_slope, c_slope, np.where(slopes == 0, 0.0, share)), spread
