"""What a meter says was used, from its raw readings: worked out when it is asked for, and never kept.

Readings come late, twice and out of order; a meter rolls over, is multiplied, and is replaced by another. Nothing of
that may lose energy or count it twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from jieyue.rules.period import months_later

GRAIN = Decimal("0.001")
ONE_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, order=True)
class Shown:
    """What a meter showed at a moment."""

    at: datetime
    value: Decimal
    is_estimated: bool = False


@dataclass(frozen=True)
class Dial:
    """How a meter counts: it goes back to zero after `digits` whole digits, and one of it is `multiplier` units."""

    digits: int
    multiplier: Decimal = Decimal(1)

    @property
    def turn(self) -> Decimal:
        return Decimal(10) ** self.digits


@dataclass(frozen=True)
class Stretch:
    """What was used from one reading to the next. `quantity` is None where the meter went backwards."""

    since: datetime
    until: datetime
    quantity: Decimal | None
    rolled_over: bool = False
    is_estimated: bool = False


def stretches(shown: Iterable[Shown], dial: Dial) -> list[Stretch]:
    """In the order of time, whatever order they came in; the same moment said twice is one.

    A value below the one before is a roll-over where less than half a turn lies between, else the meter went backwards:
    then nothing is known of the stretch, and the next one begins at the later reading.
    """
    in_order = sorted({(each.at, each.value): each for each in shown}.values())
    return [_between(before, after, dial) for before, after in pairwise(in_order)]


def _between(before: Shown, after: Shown, dial: Dial) -> Stretch:
    difference = after.value - before.value
    rolled_over = difference < 0 and difference + dial.turn < dial.turn / 2
    quantity = (difference + dial.turn if rolled_over else difference) * dial.multiplier
    is_estimated = before.is_estimated or after.is_estimated
    known = None if difference < 0 and not rolled_over else quantity
    return Stretch(before.at, after.at, known, rolled_over, is_estimated)


def by_month(found: Iterable[Stretch]) -> dict[date, Decimal]:
    """What was used in each month; a stretch over several is shared out by time, and its parts add up to it."""
    months: dict[date, Decimal] = {}
    for stretch in found:
        for month, part in _shared_out(stretch):
            months[month] = months.get(month, Decimal(0)) + part
    return dict(sorted(months.items()))


def _shared_out(stretch: Stretch) -> Iterator[tuple[date, Decimal]]:
    """Each month gets what is due by its end less what the months before got, so that rounding loses nothing."""
    if stretch.quantity is None:
        return
    whole, given = stretch.until - stretch.since, Decimal(0)
    for month, end in _ends_of_months(stretch.since, stretch.until):
        share = Decimal((end - stretch.since) // ONE_MICROSECOND) / Decimal(whole // ONE_MICROSECOND) if whole else 1
        due = stretch.quantity if end == stretch.until else (stretch.quantity * share).quantize(GRAIN, ROUND_HALF_UP)
        yield month, due - given
        given = due


def _ends_of_months(since: datetime, until: datetime) -> Iterator[tuple[date, datetime]]:
    """The months from one moment to another, each with the moment at which its part ends."""
    month = date(since.year, since.month, 1)
    while True:
        following = months_later(month, 1)
        next_month = datetime(following.year, following.month, following.day, tzinfo=since.tzinfo)
        yield month, min(next_month, until)
        if next_month >= until:
            return
        month = following


def residual(main: Mapping[date, Decimal], subs: Sequence[Mapping[date, Decimal]]) -> dict[date, Decimal]:
    """By month of the main meter, what none of its sub-meters measured; below zero where they say more than it."""
    return {
        month: quantity - sum((sub.get(month, Decimal(0)) for sub in subs), Decimal(0))
        for month, quantity in main.items()
    }
