"""Whether whatever reads a meter by itself has brought as many readings as it should (完整率), and when it should
(时间戳).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median_low

from jieyue.rules.metering import NOTHING, ONE_DAY, Stretch
from jieyue.rules.period import months_later
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


@dataclass(frozen=True)
class Stamped:
    """Of a month: how many days began with a reading of their own, how many of these readings came further from
    midnight than they may, and how far the furthest.
    """

    days: int
    off: int
    furthest: timedelta


def collected(found: Iterable[Stretch], month: date, thresholds: Thresholds) -> Collected | None:
    """By the meter's own rhythm, which is how far its readings mostly lie apart, but no denser than policy asks for. A
    gap is of the month in which it ends: of what follows the last reading nothing is known yet. None where fewer than
    two were collected, or policy says nothing.
    """
    moments = _moments(found)
    gaps, every = _gaps(moments, month), _rhythm(moments, month, thresholds)
    if not gaps or every is None:
        return None
    expected = round(sum(gaps, NOTHING) / every)
    missing = sum(round(gap / every) - 1 for gap in gaps if gap > every)
    return Collected(every, expected, missing) if expected else None


def stamped(found: Iterable[Stretch], month: date, thresholds: Thresholds) -> Stamped | None:
    """Of the days that begin between the first and the last of what was collected. The reading of a midnight is the
    nearest one, no further from it than half the meter's own rhythm: beyond that it was lost, which is told otherwise.
    None where the meter is read less than once a day, or policy says nothing.
    """
    minutes, moments = thresholds.number(Limit.DAY_STAMP_MINUTES, on=month), _moments(found)
    every = _rhythm(moments, month, thresholds)
    if minutes is None or every is None or every > ONE_DAY:
        return None
    apart = [far for day in _midnights(moments, month) if (far := _nearest(moments, day)) <= every / 2]
    off = [far for far in apart if far > timedelta(minutes=float(minutes))]
    return Stamped(len(apart), len(off), max(off, default=NOTHING)) if apart else None


def _rhythm(moments: Sequence[datetime], month: date, thresholds: Thresholds) -> timedelta | None:
    """How far readings mostly lie apart, but no denser than policy asks for. None where there are fewer than two, or
    policy says nothing.
    """
    minutes = thresholds.number(Limit.DENSE_READING_MINUTES, on=month)
    if minutes is None:
        return None
    densest = timedelta(minutes=int(minutes))
    gaps = _gaps(list(_apart(moments, densest / 2)), month) or _gaps(moments, month)
    return max(median_low(gaps), densest) if gaps else None


def _apart(moments: Iterable[datetime], least: timedelta) -> Iterator[datetime]:
    """Without those that follow another too soon for a rhythm: a time that was put right beside the wrong one."""
    last: datetime | None = None
    for each in moments:
        if last is None or each - last >= least:
            last = each
            yield each


def _moments(found: Iterable[Stretch]) -> list[datetime]:
    return [each.until for each in found if each.is_collected]


def _gaps(moments: Sequence[datetime], month: date) -> list[timedelta]:
    """Each is of the month in which it ends."""
    return [after - before for before, after in pairwise(moments) if _is_in(after, month)]


def _midnights(moments: Sequence[datetime], month: date) -> Iterator[datetime]:
    zone = moments[0].tzinfo
    for nth in range((months_later(month, 1) - month).days):
        day = datetime(month.year, month.month, nth + 1, tzinfo=zone)
        if moments[0] <= day <= moments[-1]:
            yield day


def _nearest(moments: Sequence[datetime], at: datetime) -> timedelta:
    """How far the nearest moment lies from one among them."""
    nth = bisect_left(moments, at)
    return min(abs(each - at) for each in moments[max(nth - 1, 0) : nth + 1])


def _is_in(at: datetime, month: date) -> bool:
    """Moments come here in the zone of the house."""
    return (at.year, at.month) == (month.year, month.month)


def is_too_little(each: Collected, thresholds: Thresholds, *, on: date) -> bool:
    least = thresholds.number(Limit.COLLECTED_LEAST_SHARE, on=on)
    return least is not None and each.share < least
