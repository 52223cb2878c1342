"""The saving of many meters at once: their bills against what a baseline says they would have been."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from jieyue.rules.savings import uncertainty
from jieyue.rules.savings.batch import (
    BASELINE,
    COUNTS,
    OUTSIDE,
    REPORTING,
    Bills,
    Meters,
    Parts,
    Rows,
    parts,
    read_every_other_month,
    states,
)
from jieyue.rules.savings.candidates import Candidate, candidates
from jieyue.rules.savings.degree_days import HOURS, Climate, Flags, Floats, Ints, Temperatures, balances_c, climate
from jieyue.rules.savings.fitting import NONE, Baseline, Fits, fit, no_fits
from jieyue.rules.savings.method import Method, Setting
from jieyue.rules.savings.sufficiency import Found, months_short, quartile_fence

AT_ONCE = 48
"""Meters whose columns are worked on together: so few that they stay in the processor's cache."""
DAYS_OF_A_MONTH = 30
"""As the released package counts the months of its band."""


@dataclass(frozen=True)
class Judged:
    """The bills that lie whole in a period, by meter and time: in which, why one does not count, days with a
    temperature, and what the baseline says; nan without a model or a temperature.
    """

    bills: Bills
    number: Ints
    part: Parts
    state: Parts
    kept: Ints
    predicted: Floats

    def counted(self, part: int) -> Flags:
        return np.asarray((self.part == part) & (self.state == COUNTS))


@dataclass(frozen=True)
class Savings:
    """By meter, in the order in which the meters came; nan where there is no such figure."""

    fits: Fits
    judged: Judged
    bills_reporting: Ints
    baseline_observed: Floats
    baseline_predicted: Floats
    reporting_observed: Floats
    counterfactual: Floats
    saving: Floats
    cvrmse: Floats
    autocorrelation: Floats
    band: Floats
    standard_error: Floats
    band_guideline: Floats
    band_caltrack: Floats
    found: Found


def verify(
    meters: Meters, bills: Bills, stations: Sequence[Temperatures], method: Method, *, local_hours: int = 0
) -> Savings:
    """All meters. `local_hours` is how many hours the calendar of the bills is ahead of UTC.

    A saving is what the baseline says of the reporting bills with a value, less their use; a rise is below zero.
    """
    part = parts(bills, meters)
    inside = np.flatnonzero(part != OUTSIDE)
    own = bills if inside.size == len(bills) else bills.taken(inside)  # of a province they are large
    works = _Works(meters, own, part[inside], method)
    for station, which in works.by_station(len(stations)):
        works.work_on(which, stations[station])
    judged = Judged(works.bills, inside, works.part, works.state, works.kept, works.predicted)
    return _savings(judged, works, _found(judged, works, local_hours=local_hours))


def candidates_of(
    meter: int, meters: Meters, bills: Bills, stations: Sequence[Temperatures], method: Method
) -> list[Candidate]:
    """Every model that was tried for a meter, whether it stands or not; none where there are no bills to learn from."""
    only = meters.only(meter)
    own = bills.taken(bills.meter == meter)
    own = Bills(np.zeros_like(own.meter), own.start, own.end, own.quantity)
    part = parts(own, only)
    works = _Works(only, own.taken(part != OUTSIDE), part[part != OUTSIDE], method)
    return works.tried(stations[int(meters.station[meter])]) if len(works.bills) else []


class _Works:
    """What is worked out station by station, so that the degree days of one only are there at a time: which bills
    count, the models, what they say of every bill, and the use a day above which a bill is out of the ordinary.
    """

    def __init__(self, meters: Meters, bills: Bills, part: Parts, method: Method) -> None:
        self.meters, self.bills, self.part, self.method = meters, bills, part, method
        self.bimonthly = read_every_other_month(bills, len(meters), method)
        self.kept = np.zeros(len(bills), dtype=np.int64)
        self.state = np.zeros(len(bills), dtype=np.int8)
        self.predicted = np.full(len(bills), np.nan)
        self.degree_days = np.zeros((2, len(bills)))
        self.fits = no_fits(len(meters))
        self.fence = np.full(len(meters), np.nan)

    def by_station(self, stations: int) -> Iterator[tuple[int, Ints]]:
        """The bills in each station's weather."""
        station = self.meters.station[self.bills.meter]
        order = np.argsort(station, kind="stable")
        bounds = np.searchsorted(station[order], np.arange(stations + 1))
        for number in range(stations):
            if bounds[number] < bounds[number + 1]:
                yield number, order[bounds[number] : bounds[number + 1]]

    def work_on(self, which: Ints, temperatures: Temperatures) -> None:
        """All meters whose bills these are; numbers of bills are from here on those among them."""
        own, part = self.bills.taken(which), self.part[which]
        weather = climate(temperatures, own.start, own.end, self.method)
        state = states(own, self.bimonthly, weather.known, self.method)
        rows = Rows(np.flatnonzero((part == BASELINE) & (state == COUNTS)), own.meter, len(self.meters))
        present = np.flatnonzero(rows.count)
        for chunk in _chunks(present[np.argsort(self.meters.cools[present], kind="stable")]):
            self._fit(chunk, own, weather, rows)
        self.kept[which], self.state[which] = weather.kept, state
        self.degree_days[:, which] = self._of_model(own, weather)
        self.predicted[which] = np.where(weather.kept > 0, self._said(own, self.degree_days[:, which]), np.nan)

    def _fit(self, meters: Ints, own: Bills, weather: Climate, rows: Rows) -> None:
        baseline = self._baseline(meters, own, weather, rows)
        ranges = self.method[Setting.EXTREME_QUARTILE_RANGES]
        self.fence[meters] = quartile_fence(baseline.per_day, rows.count[meters], ranges)
        _put(self.fits, meters, fit(baseline, self.method))

    def _baseline(self, meters: Ints, own: Bills, weather: Climate, rows: Rows) -> Baseline:
        padded, cools = rows.padded(meters), self.meters.cools[meters]
        use = padded.of(own.quantity / own.days)
        return Baseline(weather.per_day(padded.at), padded.of(weather.kept), use, cools)

    def tried(self, temperatures: Temperatures) -> list[Candidate]:
        """All candidates of the one meter there is."""
        weather = climate(temperatures, self.bills.start, self.bills.end, self.method)
        state = states(self.bills, self.bimonthly, weather.known, self.method)
        rows = Rows(np.flatnonzero((self.part == BASELINE) & (state == COUNTS)), self.bills.meter, 1)
        if not rows.count[0]:
            return []
        return candidates(self._baseline(np.zeros(1, dtype=np.int64), self.bills, weather, rows), self.method)

    def _of_model(self, own: Bills, weather: Climate) -> Floats:
        """Degree days a day of these bills at the points of balance of their meters' models; 0 where one has none."""
        fits, meter, every = self.fits, own.meter, np.arange(len(own))
        columns = (fits.heating[meter], fits.cooling[meter])
        first = (0, len(balances_c(self.method)))
        found = [weather.per_day(every, at + np.maximum(each, 0)) for at, each in zip(first, columns, strict=True)]
        return np.where(np.stack(columns) >= 0, np.stack(found), 0.0)

    def _said(self, own: Bills, degree_days: Floats) -> Floats:
        """What the models of their meters say of these bills."""
        fits, meter = self.fits, own.meter
        heated, cooled = fits.heating_slope[meter] * degree_days[0], fits.cooling_slope[meter] * degree_days[1]
        return np.asarray((fits.intercept[meter] + heated + cooled) * own.days)


def _chunks(meters: Ints) -> Iterator[Ints]:
    for first in range(0, len(meters), AT_ONCE):
        yield meters[first : first + AT_ONCE]


def _put(fits: Fits, which: Ints, found: Fits) -> None:
    for kept, new in ((fits, found), (fits.spread, found.spread)):
        for each in fields(kept):
            if each.name != "spread":
                getattr(kept, each.name)[which] = getattr(new, each.name)


def _savings(judged: Judged, works: _Works, found: Found) -> Savings:
    fits, method, meters = works.fits, works.method, len(works.meters)
    rows = Rows(np.flatnonzero(judged.counted(BASELINE)), judged.bills.meter, meters)
    padded = rows.padded(np.arange(meters))
    before, after = _sums(judged, BASELINE, meters), _sums(judged, REPORTING, meters)
    left = uncertainty.residuals(padded.of(judged.bills.quantity), padded.of(judged.predicted), rows.count)
    ahead = uncertainty.Ahead(np.where(after.bills > 0, after.bills, np.nan), _variance_ahead(judged, works))
    bands = [
        uncertainty.band(left, fits.model, ahead, method[share], method)
        for share in (Setting.CONFIDENCE, Setting.GUIDELINE_CONFIDENCE)
    ]
    has_model = fits.model != NONE
    degrees = uncertainty.degrees_of_freedom(left, fits.model)
    return Savings(
        fits=fits,
        judged=judged,
        bills_reporting=after.bills,
        baseline_observed=before.observed,
        baseline_predicted=np.where(has_model, before.predicted, np.nan),
        reporting_observed=after.observed,
        counterfactual=np.where(has_model, after.predicted, np.nan),
        saving=np.where(has_model, after.predicted - after.observed, np.nan),
        cvrmse=uncertainty.cvrmse(left, fits.model),
        autocorrelation=left.autocorrelation,
        band=bands[0],
        standard_error=bands[0] / uncertainty.quantiles(method[Setting.CONFIDENCE], degrees),
        band_guideline=bands[1],
        band_caltrack=uncertainty.band_caltrack(left, fits.model, _months_by_package(judged, meters), method),
        found=found,
    )


def _variance_ahead(judged: Judged, works: _Works) -> Floats:
    """Of the sum of the reporting bills, as the regression has it: of what is predicted and of the bills themselves,
    for one degree of freedom.
    """
    meters, days, meter = len(works.meters), judged.bills.days, judged.bills.meter
    ahead, learnt = judged.counted(REPORTING), judged.counted(BASELINE)

    def summed(which: Flags, values: Floats) -> Floats:
        return np.bincount(meter[which], weights=values[which], minlength=meters).astype(np.float64)

    together = summed(ahead, days)
    degree_days = [summed(ahead, each * days) for each in works.degree_days]
    residual = (judged.predicted - judged.bills.quantity) / days
    squares = summed(learnt, judged.kept * residual**2)
    return squares * (works.fits.spread.of_sum(together, *degree_days) + together)


@dataclass(frozen=True)
class _Sums:
    bills: Ints
    observed: Floats
    predicted: Floats


def _sums(judged: Judged, part: int, meters: int) -> _Sums:
    counted = judged.counted(part)
    meter = judged.bills.meter[counted]
    bills = np.bincount(meter, minlength=meters)

    def summed(values: Floats) -> Floats:
        total = np.bincount(meter, weights=values[counted], minlength=meters)
        return np.where(bills > 0, total, np.nan)

    return _Sums(bills, summed(judged.bills.quantity), summed(judged.predicted))


def _months_by_package(judged: Judged, meters: int) -> Floats:
    """From the first reporting bill to the last, with a value or not, in months of thirty days."""
    days = _span_days(judged, REPORTING, meters)
    return np.where(days > 0, np.rint(np.floor(days) / DAYS_OF_A_MONTH), np.nan)


def _span_days(judged: Judged, part: int, meters: int) -> Floats:
    """From the first bill of the period to the end of the last."""
    inside = judged.part == part
    meter, start, end = judged.bills.meter[inside], judged.bills.start[inside], judged.bills.end[inside]
    first, last = np.full(meters, np.iinfo(np.int64).max), np.full(meters, np.iinfo(np.int64).min)
    np.minimum.at(first, meter, start)
    np.maximum.at(last, meter, end)
    return np.where(last > first, (last - first) / HOURS, 0.0) if meter.size else np.zeros(meters)


def _found(judged: Judged, works: _Works, *, local_hours: int) -> Found:
    count, bills, method = len(works.meters), judged.bills, works.method
    counted, valued = judged.counted(BASELINE), (judged.part == BASELINE) & np.isfinite(bills.quantity)
    meter, days = bills.meter, bills.days

    def summed(which: Flags, values: Floats) -> Floats:
        return np.bincount(meter[which], weights=values[which], minlength=count).astype(np.float64)

    def numbered(part: int, state: int) -> Ints:
        return np.bincount(meter[(judged.part == part) & (judged.state == state)], minlength=count)

    extreme = counted & (bills.quantity / days > works.fence[meter])
    return Found(
        bimonthly=works.bimonthly,
        span_days=_span_days(judged, BASELINE, count),
        used_days=summed(counted, days),
        valued_days=summed(valued, days),
        temperature_days=summed(valued, np.minimum(judged.kept.astype(np.float64), days)),
        short_months=months_short(bills.taken(counted), count, method[Setting.MONTH_COVERAGE_SHARE], local_hours),
        negative=np.bincount(meter[counted & (bills.quantity < 0)], minlength=count),
        extreme=np.bincount(meter[extreme], minlength=count),
        left_out={(part, state): numbered(part, state) for part in (BASELINE, REPORTING) for state in range(1, 5)},
        reporting_span_days=_span_days(judged, REPORTING, count),
    )
