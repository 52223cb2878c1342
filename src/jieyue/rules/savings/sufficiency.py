"""What was there to judge by: spans, shares of days, bills out of the ordinary, meter by meter."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jieyue.rules.savings.batch import Bills
from jieyue.rules.savings.degree_days import Flags, Floats, Ints

MONTHS_OF_A_YEAR = 12
MOST_MONTHS_OF_A_BILL = 4


@dataclass(frozen=True)
class Found:
    """By meter. `short_months` flags the months of the year whose days the baseline's bills cover too little;
    `left_out` counts the bills that do not count, by period and reason.
    """

    bimonthly: Flags
    span_days: Floats
    used_days: Floats
    valued_days: Floats
    temperature_days: Floats
    short_months: Flags
    negative: Ints
    extreme: Ints
    left_out: Mapping[tuple[int, int], Ints]
    reporting_span_days: Floats


def quartile_fence(use: Floats, bills: Ints, ranges: float) -> Floats:
    """Median and so many ranges between the quartiles, of rows of use a day of which the first `bills` count."""
    there = np.arange(use.shape[1]) < bills[:, None]
    ordered = np.sort(np.where(there, use, np.inf), axis=1)
    lower, middle, upper = (_quantile(ordered, bills, share) for share in (0.25, 0.5, 0.75))
    return middle + ranges * (upper - lower)


def _quantile(ordered: Floats, bills: Ints, share: float) -> Floats:
    """Between the two nearest, in proportion."""
    place = share * (bills - 1)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, bills - 1)
    rows = np.arange(len(bills))
    below = ordered[rows, low]
    return np.asarray(below + (ordered[rows, high] - below) * (place - low))


def months_short(bills: Bills, meters: int, share: float, local_hours: int) -> Flags:
    """Months of the year, January first, of whose days the bills cover less than that share, in the best of the years.

    Flags are meters by months.
    """
    start, end = ((each + local_hours).astype("datetime64[h]") for each in (bills.start, bills.end))
    first = start.astype("datetime64[M]")
    best = np.zeros(meters * MONTHS_OF_A_YEAR)
    covered: dict[int, Floats] = {}
    for later in range(MOST_MONTHS_OF_A_BILL):
        month = first + later
        since, until = month.astype("datetime64[h]"), (month + 1).astype("datetime64[h]")
        hours = (np.minimum(end, until) - np.maximum(start, since)).astype(np.int64)
        part = np.maximum(hours, 0) / (until - since).astype(np.int64)
        _add(covered, bills.meter, month.astype(np.int64), part, meters)
    for month_number, shares in covered.items():
        place = np.arange(meters) * MONTHS_OF_A_YEAR + month_number % MONTHS_OF_A_YEAR
        best[place] = np.maximum(best[place], shares)
    return best.reshape(meters, MONTHS_OF_A_YEAR) < share


def _add(covered: dict[int, Floats], meter: Ints, month: Ints, part: Floats, meters: int) -> None:
    for number in np.unique(month[part > 0]):
        which = (month == number) & (part > 0)
        found = np.bincount(meter[which], weights=part[which], minlength=meters).astype(np.float64)
        covered[int(number)] = covered.get(int(number), np.zeros(meters)) + found
