"""Heating and cooling degree days of bills, from prefix sums: whatever a bill's length, it costs two look-ups.

A day is 24 hours from the hour in which the bill begins, so that temperatures of one station are kept once for each
hour of the day at which bills begin; in most cities that is one, midnight.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.rules.savings.method import F_PER_C, FREEZING_F, Method, Setting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

HOURS = 24


def balances_c(method: Method) -> Floats:
    """The balance points that are tried, from the lowest."""
    least, step = method[Setting.BALANCE_LEAST_F], method[Setting.BALANCE_STEP_F]
    count = round((method[Setting.BALANCE_MOST_F] - least) / step) + 1
    return np.asarray((least + step * np.arange(count) - FREEZING_F) / F_PER_C)


@dataclass(frozen=True)
class Temperatures:
    """A station's, hour by hour from `first_hour` on (hours since 1970-01-01T00:00Z); nan where there is none."""

    first_hour: int
    celsius: Floats


@dataclass(frozen=True)
class Days:
    """Sums from the first day on, of the days that begin at one hour of the day; a row more than there are days.

    `sums` has heating degree days for each balance point, then cooling degree days; `kept` counts the days that have
    enough hours, `known` the hours with a temperature.
    """

    sums: Floats
    kept: Ints
    known: Ints


def days_of(temperatures: Temperatures, *, first_hour: int, count: int, method: Method) -> Days:
    """The sums over `count` days from that hour on."""
    hourly = _stretch(temperatures, first_hour, count * HOURS).reshape(count, HOURS)
    known = np.isfinite(hourly).sum(axis=1)
    kept = known > HOURS * method[Setting.DAY_COVERAGE_SHARE]
    mean = np.where(kept, np.nansum(hourly, axis=1) / np.maximum(known, 1), np.nan)
    return Days(_summed(_degree_days(mean, balances_c(method))), _summed(kept), _summed(known))


def _degree_days(mean: Floats, balances: Floats) -> Floats:
    """Heating, then cooling degree days of single days; none where there is no temperature."""
    below = balances - mean[:, None]
    both = np.concatenate([below, -below], axis=1)
    return np.asarray(np.nan_to_num(np.maximum(both, 0.0), copy=False))


def _summed(each: NDArray[np.generic]) -> NDArray:  # type: ignore[type-arg]
    start = np.zeros((1, *each.shape[1:]), dtype=each.dtype if each.dtype != np.bool_ else np.int64)
    return np.concatenate([start, np.cumsum(each, axis=0)])


def _stretch(temperatures: Temperatures, first: int, count: int) -> Floats:
    """The hours from `first` on, nan where the station has none."""
    found = np.full(count, np.nan)
    own = temperatures.celsius
    since, until = max(first, temperatures.first_hour), min(first + count, temperatures.first_hour + len(own))
    if since < until:
        found[since - first : until - first] = own[since - temperatures.first_hour : until - temperatures.first_hour]
    return found


@dataclass(frozen=True)
class Climate:
    """What bills of one station need: `sums` of all hours at which they begin one below the other, `first` and `last`
    the rows of each bill, `kept` its days with a temperature, `known` its hours with one.

    What is left of a bill behind its last whole day (summer time) is a day of its own, if it is longer than the share
    that a day needs.
    """

    sums: Floats
    first: Ints
    last: Ints
    kept: Ints
    known: Ints
    rest: Floats | None

    def per_day(self, bills: Ints, columns: Ints | slice = slice(None)) -> Floats:
        """Mean degree days a day of these bills, for all balance points or each for its own column."""
        if isinstance(columns, slice):
            total = self.sums[self.last[bills]]
            total -= self.sums[self.first[bills]]
        else:
            total = self.sums[self.last[bills], columns] - self.sums[self.first[bills], columns]
        if self.rest is not None:
            total += self.rest[bills] if isinstance(columns, slice) else self.rest[bills, columns]
        kept = np.maximum(self.kept[bills], 1)
        return total / kept[..., None] if isinstance(columns, slice) else total / kept


def climate(temperatures: Temperatures, start: Ints, end: Ints, method: Method) -> Climate:
    """Of bills of one station, from their first hour to the hour behind their last."""
    phases = start % HOURS
    origin = int(start.min()) // HOURS * HOURS
    count = (int(end.max()) - origin) // HOURS + 1
    present = np.unique(phases)
    parts = [days_of(temperatures, first_hour=origin + int(p), count=count, method=method) for p in present]
    first = np.searchsorted(present, phases) * (count + 1) + (start - origin - phases) // HOURS
    last = first + (end - start) // HOURS
    kept, known = _stacked([part.kept for part in parts]), _stacked([part.known for part in parts])
    found = Climate(
        _stacked([part.sums for part in parts]), first, last, kept[last] - kept[first], known[last] - known[first], None
    )
    rest = (end - start) % HOURS
    return _with_rest(found, temperatures, end, rest, method) if rest.any() else found


def _stacked(parts: Sequence[NDArray]) -> NDArray:  # type: ignore[type-arg]
    return np.concatenate(parts) if len(parts) > 1 else parts[0]


def _with_rest(found: Climate, temperatures: Temperatures, end: Ints, hours: Ints, method: Method) -> Climate:
    """With the hours behind the last whole day of the bills that have some."""
    partial, offsets = np.flatnonzero(hours), np.arange(HOURS)
    since = (end - hours)[partial]
    first, span = int(since.min()), int(since.max() - since.min()) + HOURS
    hourly = _stretch(temperatures, first, span)[since[:, None] - first + offsets]
    hourly[offsets >= hours[partial][:, None]] = np.nan
    known = np.isfinite(hourly).sum(axis=1)
    kept = known > HOURS * method[Setting.DAY_COVERAGE_SHARE]
    mean = np.where(kept, np.nansum(hourly, axis=1) / np.maximum(known, 1), np.nan)
    rest = np.zeros((len(end), found.sums.shape[1]))
    rest[partial] = _degree_days(mean, balances_c(method))
    more_kept, more_known = np.zeros_like(found.kept), np.zeros_like(found.known)
    more_kept[partial], more_known[partial] = kept, known
    return Climate(found.sums, found.first, found.last, found.kept + more_kept, found.known + more_known, rest)
