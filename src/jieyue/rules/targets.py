"""节约目标: the most that may be used in a year, how the year will end, whether that keeps the target, and how a target
is split over those below.

How the year will end (年末预测): the months that are known, and for the others last year's, times the ratio of the
known months to the same ones last year. A month or two say little of a year: until enough are known the ratio counts
in part only, the nearer to 1 the fewer there are. `benchmarks/forecast.py` holds it against years that are over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import TypeVar

from jieyue.rules.plan import Form
from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.rules.values import Word

Months = Sequence[Decimal | None]
"""Twelve, None where a month is not known."""
Whose = TypeVar("Whose")

SPLIT = (Form.CAP, Form.SAVED, Form.DOWN, Form.NO_GROWTH, Form.SHARE)
"""The forms that a target can be set in by a year; the others are for plans to say."""
BY_USE = frozenset({Form.CAP, Form.SAVED})
"""What those below get adds up to the whole; of the others each gets the same percentage."""
WITHOUT_VALUE = frozenset({Form.NO_GROWTH, Form.LESS})
ZERO, FINE, WHOLE = Decimal(0), Decimal("0.001"), Decimal(1)


class Verdict(Word):
    """Whether a target is kept: said when the year is over, or foreseen."""

    MET = "met", "已完成"
    MISSED = "missed", "未完成"
    ON_COURSE = "on_course", "预计可完成"
    AT_RISK = "at_risk", "预计完不成"
    OPEN = "open", "尚不能判断"

    @property
    def is_bad(self) -> bool:
        return self in (Verdict.MISSED, Verdict.AT_RISK)


@dataclass(frozen=True)
class Course:
    """How a year goes: the sum of its known months, the same months of the year before, and how it will end. None:
    something that is needed is not known.
    """

    known: int
    so_far: Decimal | None
    before: Decimal | None
    forecast: Decimal | None

    @property
    def is_whole(self) -> bool:
        return self.known == len(YEAR)


YEAR = range(12)


@dataclass(frozen=True)
class Caution:
    """When a month counts, by the share of units whose bills it lacks, after how many months a warning is given, and
    after how many the ratio to last year counts in full.
    """

    missing_share: Decimal
    months: int
    full_ratio: int

    @classmethod
    def of(cls, thresholds: Thresholds, *, on: date) -> "Caution":
        """Without a limit every bill has to be there, and one month is enough for all."""
        share = thresholds.number(Limit.TARGET_MONTH_MISSING_SHARE, on=on)
        months = thresholds.number(Limit.TARGET_MONTHS_BEFORE_WARNING, on=on)
        full = thresholds.number(Limit.TARGET_MONTHS_OF_FULL_RATIO, on=on)
        return cls(share or ZERO, int(months or 1), int(full or 1))

    def counts(self, *, missing: int, units: int) -> bool:
        return missing <= units * self.missing_share


def course(this: Months, last: Months, *, full_ratio: int = 1) -> Course:
    """`full_ratio` is after how many months the ratio to last year counts in full."""
    known = [month for month in YEAR if this[month] is not None]
    so_far = _total(this, known) if known else None
    before = _total(last, known) if known else None
    return Course(len(known), so_far, before, _forecast(this, last, known, full_ratio))


def _forecast(this: Months, last: Months, known: Sequence[int], full_ratio: int) -> Decimal | None:
    so_far, before = _total(this, known), _total(last, known)
    rest = _total(last, [month for month in YEAR if month not in known])
    if so_far is None or len(known) == len(YEAR):
        return so_far
    if not known or before is None or rest is None:
        return None
    if not before:
        return so_far if not rest else None
    weight = min(len(known), full_ratio)
    return so_far + rest + rest * (so_far - before) * weight / (before * full_ratio)


def _total(months: Months, wanted: Sequence[int]) -> Decimal | None:
    found = [months[month] for month in wanted]
    return None if None in found else sum((each for each in found if each is not None), ZERO)


def whole(months: Months) -> Decimal | None:
    """The sum of a year all of whose months are known."""
    return _total(months, YEAR)


def most(form: Form, value: Decimal | None, base: Decimal | None) -> Decimal | None:
    """The most that may be used in the year; None where the base it depends on is not known."""
    if form is Form.CAP:
        return value
    if base is None:
        return None
    if form is Form.SAVED:
        return base - (value or ZERO)
    if form is Form.DOWN:
        return base * (1 - (value or ZERO) / 100)
    return base


def verdict(limit: Decimal | None, found: Course, *, after: int = 1, is_below: bool = False) -> Verdict:
    """Whether at most `limit` is used; `after` so many months it is foreseen. `is_below`: it has to be less."""
    if limit is None or found.so_far is None:
        return Verdict.OPEN
    if found.is_whole:
        return Verdict.MET if _keeps(found.so_far, limit, is_below=is_below) else Verdict.MISSED
    if found.so_far > limit:
        return Verdict.MISSED
    if found.forecast is None or found.known < after:
        return Verdict.OPEN
    return Verdict.ON_COURSE if _keeps(found.forecast, limit, is_below=is_below) else Verdict.AT_RISK


def _keeps(used: Decimal, limit: Decimal, *, is_below: bool) -> bool:
    return used < limit if is_below else used <= limit


def reached(share: Decimal | None, value: Decimal, *, is_over: bool) -> Verdict:
    """Of a share that has to be reached by a day: whether it is, or the day is over."""
    if share is None:
        return Verdict.OPEN
    if share >= value:
        return Verdict.MET
    return Verdict.MISSED if is_over else Verdict.OPEN


def proposed(
    form: Form, value: Decimal | None, bases: Mapping[Whose, Decimal | None], *, given: Decimal = ZERO
) -> dict[Whose, Decimal | None]:
    """What each of those below gets, by what each used in the base year: its part of an amount, `given` being what
    others have got already; of a percentage the same. None: nothing is known of its base year.
    """
    if form not in BY_USE:
        return dict.fromkeys(bases, value)
    return split(max((value or ZERO) - given, ZERO), bases)


def split(total: Decimal, weights: Mapping[Whose, Decimal | None]) -> dict[Whose, Decimal | None]:
    """In proportion to the weights, in whole numbers where the total is one; the parts add up to the total. What is
    left of rounding down goes to those that lost most by it.
    """
    weighed = {who: weight for who, weight in weights.items() if weight}
    whole_weight = sum(weighed.values(), ZERO)
    grain = WHOLE if total == total.to_integral_value() and total >= len(weighed) else FINE
    exact = {who: total * weight / whole_weight for who, weight in weighed.items()}
    parts = {who: each.quantize(grain, ROUND_DOWN) for who, each in exact.items()}
    left = int((total - sum(parts.values(), ZERO)) / grain) if parts else 0
    for who in sorted(parts, key=lambda who: parts[who] - exact[who])[:left]:
        parts[who] += grain
    return {who: parts.get(who) for who in weights}
