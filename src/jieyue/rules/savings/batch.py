"""Meters and their bills side by side as columns of numbers, and which bills of theirs count for what."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jieyue.rules.savings.degree_days import HOURS, Flags, Floats, Ints
from jieyue.rules.savings.method import Method, Setting

Parts = NDArray[np.int8]
OUTSIDE, BASELINE, REPORTING = range(3)
COUNTS, NO_VALUE, TOO_SHORT, TOO_LONG, NO_TEMPERATURE = range(5)
"""Why a bill does not count; in this order, the first that holds."""


@dataclass(frozen=True)
class Meters:
    """Number of the station, whether cooling may be fitted, and the two periods: first hour and hour behind the last,
    of hours since 1970-01-01T00:00Z.
    """

    station: Ints
    cools: Flags
    baseline: Ints
    reporting: Ints

    def __len__(self) -> int:
        return len(self.station)

    def only(self, meter: int) -> "Meters":
        """That one alone."""
        one = slice(meter, meter + 1)
        return Meters(self.station[one], self.cools[one], self.baseline[one], self.reporting[one])


@dataclass(frozen=True)
class Bills:
    """Of many meters, by meter and then by time, with no two of a meter overlapping. `quantity` is nan where there is
    none. Hours as of `Meters`.
    """

    meter: Ints
    start: Ints
    end: Ints
    quantity: Floats

    def __len__(self) -> int:
        return len(self.meter)

    @property
    def days(self) -> Floats:
        return np.asarray((self.end - self.start) / HOURS)

    def taken(self, which: Ints | Flags) -> "Bills":
        return Bills(self.meter[which], self.start[which], self.end[which], self.quantity[which])


def parts(bills: Bills, meters: Meters) -> Parts:
    """In which period a bill lies whole. One that lies in both is of the baseline."""
    found = np.zeros(len(bills), dtype=np.int8)
    for part, periods in ((REPORTING, meters.reporting), (BASELINE, meters.baseline)):
        since, until = periods[bills.meter, 0], periods[bills.meter, 1]
        found[(bills.start >= since) & (bills.end <= until)] = part
    return found


def read_every_other_month(bills: Bills, meters: int, method: Method) -> Flags:
    """Meters most of whose bills are too long for a month."""
    long = bills.days >= method[Setting.LONGEST_BILL_DAYS] + 1
    return np.bincount(bills.meter, weights=long, minlength=meters) * 2 > np.bincount(bills.meter, minlength=meters)


def states(bills: Bills, bimonthly: Flags, known_hours: Ints, method: Method) -> Parts:
    """Whether a bill counts, else why not. Days of a bill are whole ones, as the method counts them."""
    days = np.floor(bills.days)
    monthly, other = method[Setting.LONGEST_BILL_DAYS], method[Setting.LONGEST_BIMONTHLY_BILL_DAYS]
    longest = np.where(bimonthly[bills.meter], other, monthly)
    covered = known_hours >= method[Setting.BILL_COVERAGE_SHARE] * (bills.end - bills.start)
    found = np.where(covered, COUNTS, NO_TEMPERATURE).astype(np.int8)
    found[days > longest] = TOO_LONG
    found[days < method[Setting.SHORTEST_BILL_DAYS]] = TOO_SHORT
    found[~np.isfinite(bills.quantity)] = NO_VALUE
    return found


@dataclass(frozen=True)
class Padded:
    """Bills of some meters as rows of equal length: `at` are numbers of bills, `counts` which of them there are."""

    at: Ints
    counts: Flags

    def of(self, values: Floats | Ints) -> Floats:
        """Those values as rows, 0 behind the last bill."""
        return np.where(self.counts, values[self.at], 0.0)


class Rows:
    """The bills that count for something, ready to be laid out as rows of some meters."""

    def __init__(self, which: Ints, meter: Ints, meters: int) -> None:
        self._which = which
        self.count = np.bincount(meter[which], minlength=meters)
        self._first = np.concatenate([[0], np.cumsum(self.count)])[:-1]

    def padded(self, meters: Ints) -> Padded:
        place = np.arange(max(int(self.count[meters].max(initial=0)), 1))
        counts = place < self.count[meters][:, None]
        at = np.where(counts, self._first[meters][:, None] + place, 0)
        return Padded(self._which[at] if self._which.size else at, counts)
