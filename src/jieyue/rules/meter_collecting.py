"""Whether whatever reads a meter by itself has brought as many readings as it should (完整率)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median_low

from jieyue.rules.metering import NOTHING, Stretch
from jieyue.rules.thresholds import Limit, Thresholds


@dataclass(frozen=True)
class Collected:
    """Of a month: one reading `every` so long should have come, `expected` in all, and `missing` of them did not."""

    every: timedelta
    expected: int
    missing: int

    @property
    def share(self) -> Decimal:
        return Decimal(self.expected - self.missing) / self.expected


def collected(found: Iterable[Stretch], month: date, thresholds: Thresholds) -> Collected | None:
    """By the meter's own rhythm, which is how far its readings mostly lie apart, but no denser than policy asks for. A
    gap is of the month in which it ends: of what follows the last reading nothing is known yet. None where fewer than
    two were collected, or policy says nothing.
    """
    minutes = thresholds.number(Limit.DENSE_READING_MINUTES, on=month)
    moments = [each.until for each in found if each.is_collected]
    gaps = [after - before for before, after in pairwise(moments) if _is_in(after, month)]
    if minutes is None or not gaps:
        return None
    every = max(median_low(gaps), timedelta(minutes=int(minutes)))
    expected = round(sum(gaps, NOTHING) / every)
    missing = sum(round(gap / every) - 1 for gap in gaps if gap > every)
    return Collected(every, expected, missing) if expected else None


def _is_in(at: datetime, month: date) -> bool:
    """Moments come here in the zone of the house."""
    return (at.year, at.month) == (month.year, month.month)


def is_too_little(each: Collected, thresholds: Thresholds, *, on: date) -> bool:
    least = thresholds.number(Limit.COLLECTED_LEAST_SHARE, on=on)
    return least is not None and each.share < least
