"""用能分析: what changed between two years, by what, and how like units lie; plain sums that can be checked by hand."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from jieyue.rules.disclosure import FEWEST
from jieyue.rules.round_steps import round_step

STEPS_TO_THE_MEDIAN = 4
"""Into how many classes what lies below a group's median is parted."""

ByMonth = Mapping[int, Decimal]
"""Quantities by the number of the month."""
Figure = tuple[float, bool]
"""A unit's figure, and whether the reader may see whose it is."""
Bound = tuple[float | None, float | None]


@dataclass(frozen=True)
class LikeMonths:
    """What was used in the months that both years have; the months that only one of them has stand apart, for whether
    nothing was used or nothing was entered cannot be told from figures.
    """

    now: Decimal
    then: Decimal
    months: Sequence[int]
    only_now: Sequence[int]
    only_then: Sequence[int]

    @property
    def change(self) -> Decimal:
        return self.now - self.then

    @property
    def percent(self) -> Decimal | None:
        return percent(self.now, self.then)


def like_months(now: ByMonth, then: ByMonth) -> LikeMonths:
    """Both years' sums over the months that both have."""
    both = sorted(now.keys() & then.keys())
    return LikeMonths(
        sum((now[month] for month in both), Decimal(0)),
        sum((then[month] for month in both), Decimal(0)),
        both,
        sorted(now.keys() - then.keys()),
        sorted(then.keys() - now.keys()),
    )


def percent(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    """By how much of what it was it is more; None where either is unknown or there was nothing before."""
    return None if now is None or not then else (now - then) / then * 100


@dataclass(frozen=True)
class BySize:
    """A change of use taken apart: what the same use per square metre on the new area makes of it, and the rest, which
    is what each square metre of the new area used more. The two add up to the whole change.
    """

    by_area: Decimal
    by_intensity: Decimal


def by_size(now: Decimal, then: Decimal, *, area_now: Decimal, area_then: Decimal) -> BySize:
    by_area = then * area_now / area_then - then
    return BySize(by_area, now - then - by_area)


@dataclass(frozen=True)
class Class:
    """How many units lie from `low` until below `high`; None where it is open at that end."""

    low: float | None
    high: float | None
    units: int
    has_own: bool = False


def spread(values: Sequence[Figure], *, median: float, own: float | None = None) -> list[Class]:
    """How the figures of a group lie, in classes whose edges follow from the median alone.

    Whoever may see whose each figure is gets every class. For anybody else neighbours are put together until each class
    holds five whom he does not know, and the outer ones are open: an empty class beside a full one would tell between
    what each of them lies. Empty where that leaves a single class, for that would say nothing.
    """
    edges: list[float | None] = [*_edges(median)] if median > 0 else []
    every = sorted(value for value, _ in values)
    unknown = sorted(value for value, is_known in values if not is_known)
    fewest = FEWEST if unknown else 0
    bounds: list[Bound] = []
    for bound in pairwise([None, *edges, None]):
        is_next = not bounds or _count(unknown, bounds[-1]) >= fewest
        bounds = [*bounds, bound] if is_next else _widened(bounds, bound)
    if len(bounds) > 1 and _count(unknown, bounds[-1]) < fewest:
        bounds = _widened(bounds[:-1], bounds[-1])
    told = [Class(*bound, _count(every, bound), own is not None and _is_in(own, bound)) for bound in bounds]
    return told if len(told) > 1 or not fewest else []


def _widened(bounds: list[Bound], by: Bound) -> list[Bound]:
    """With the last of them made one with what follows it."""
    return [*bounds[:-1], (bounds[-1][0], by[1])]


def _count(ordered: Sequence[float], bound: Bound) -> int:
    """How many of these lie within."""
    low, high = bound
    first = 0 if low is None else bisect_left(ordered, low)
    return (len(ordered) if high is None else bisect_left(ordered, high)) - first


def _edges(median: float) -> list[float]:
    """Round steps up to about twice the median."""
    step = round_step(Decimal(str(median)), STEPS_TO_THE_MEDIAN)
    return [float(step * nth) for nth in range(1, 2 * STEPS_TO_THE_MEDIAN + 1)]


def _is_in(value: float, bound: Bound) -> bool:
    low, high = bound
    return (low is None or value >= low) and (high is None or value < high)
