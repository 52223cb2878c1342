"""What a meter says was used, from its raw readings: worked out when it is asked for, and never kept.

Readings come late, twice and out of order; a meter rolls over, is multiplied, and is replaced by another. Nothing of
that may lose energy or count it twice, and what no reading tells is not known rather than nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import NamedTuple

from jieyue.rules.period import months_later
from jieyue.rules.thresholds import Limit, Thresholds

GRAIN = Decimal("0.001")
SECONDS_IN_AN_HOUR = 3600
ONE_MICROSECOND = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)
NOTHING = timedelta(0)
Moments = tuple[datetime, datetime]
"""From one moment until another."""


@dataclass(frozen=True, order=True)
class Shown:
    """What a meter showed at a moment; `is_of_register` where the register says so and not a reading, `is_collected`
    where a system read it by itself.
    """

    at: datetime
    value: Decimal
    is_estimated: bool = False
    is_of_register: bool = False
    is_collected: bool = False


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
    """What was used from one reading to the next, which showed `first` and `last`. `quantity` is None where the meter
    went backwards; `is_collected` says of its last reading who read it.
    """

    since: datetime
    until: datetime
    quantity: Decimal | None
    rolled_over: bool = False
    is_estimated: bool = False
    first: Decimal = Decimal(0)
    last: Decimal = Decimal(0)
    is_collected: bool = False

    @property
    def days(self) -> Decimal:
        return _days(self.until - self.since)

    @property
    def per_day(self) -> Decimal | None:
        return None if self.quantity is None else self.quantity / self.days


def _days(time: timedelta) -> Decimal:
    return Decimal(time // ONE_MICROSECOND) / Decimal(ONE_DAY // ONE_MICROSECOND)


def stretches(shown: Iterable[Shown], dial: Dial) -> list[Stretch]:
    """In the order of time, whatever order they came in. A moment has one value: where the register says another than
    a reading of the same moment, the reading counts, before it and after it.

    A value below the one before is a roll-over where less than half a turn lies between, else the meter went backwards:
    then nothing is known of the stretch, and the next one begins at the later reading.
    """
    in_order = sorted(shown, key=lambda each: (each.at, not each.is_of_register, each.value))
    moments = {each.at: each for each in in_order}
    return [_between(before, after, dial) for before, after in pairwise(moments.values())]


def _between(before: Shown, after: Shown, dial: Dial) -> Stretch:
    difference = after.value - before.value
    rolled_over = difference < 0 and 0 <= difference + dial.turn < dial.turn / 2
    quantity = (difference + dial.turn if rolled_over else difference) * dial.multiplier
    is_estimated = before.is_estimated or after.is_estimated
    known = None if difference < 0 and not rolled_over else quantity
    ends = (before.value, after.value)
    return Stretch(before.at, after.at, known, rolled_over, is_estimated, *ends, after.is_collected)


def contradicted(shown: Iterable[Shown]) -> list[tuple[Shown, Shown]]:
    """What the register says of a moment, with the reading of that moment that says another value."""
    shown = list(shown)
    read = {each.at: each for each in shown if not each.is_of_register}
    said = (each for each in shown if each.is_of_register and each.at in read)
    return [(each, read[each.at]) for each in said if each.value != read[each.at].value]


@dataclass(frozen=True)
class RollOver:
    """Policy on when a roll-over is believed: the share of the dial at which the meter stood before, at least, and how
    many times the use of days past it may make, at most. None where the policy says nothing.
    """

    least_share: Decimal | None = None
    most_times: Decimal | None = None


def doubts_of_roll_over(stretch: Stretch, earlier: Iterable[Stretch], dial: Dial, policy: RollOver) -> tuple[str, ...]:
    """Which of `share` and `times` speak against it: what is typed too low looks like a roll-over."""
    share, times = stretch.first / dial.turn, times_the_past(stretch, earlier)
    is_far = policy.least_share is not None and share < policy.least_share
    is_much = policy.most_times is not None and times is not None and times > policy.most_times
    return tuple(name for name, speaks in (("share", is_far), ("times", is_much)) if speaks)


def times_the_past(stretch: Stretch, earlier: Iterable[Stretch]) -> Decimal | None:
    """Its use a day against that of stretches before it; None where they tell none."""
    known = [each for each in earlier if each.quantity is not None and each.until <= stretch.since]
    time = sum((each.until - each.since for each in known), NOTHING)
    used = sum((each.quantity for each in known if each.quantity is not None), Decimal(0))
    if not used or not time or stretch.per_day is None:
        return None
    return stretch.per_day / (used / _days(time))


class Jump(NamedTuple):
    """How many times the highest use a day of before it a stretch has."""

    times: Decimal
    highest: Decimal


def jumps(found: Iterable[Stretch], thresholds: Thresholds, *, on: date) -> dict[datetime, Jump]:
    """By the end of a stretch, where its use a day is so many times the highest before it that policy has it asked
    about. It is held against stretches of about its length or shorter, which make up as many days as policy wants: noon
    is no jump beside months, nor the second month of a meter. Where a dial turned over, or right after a reading that
    went backwards, that is told and nothing else.
    """
    most = thresholds.number(Limit.METER_JUMP_TIMES, on=on)
    days = thresholds.number(Limit.METER_JUMP_AFTER_DAYS, on=on)
    if most is None or days is None:
        return {}
    told, time, highest, after = {}, dict[int, timedelta](), dict[int, Decimal](), timedelta(days=int(days))
    went_back = None
    for stretch in found:
        if stretch.quantity is None:
            went_back = stretch.until
        if stretch.per_day is None or stretch.rolled_over or stretch.since == went_back:
            continue
        length = ((stretch.until - stretch.since) // timedelta(minutes=1)).bit_length()
        alike = [each for each in time if each <= length]
        top = max((highest[each] for each in alike), default=Decimal(0))
        if top and stretch.per_day > most * top and sum((time[each] for each in alike), NOTHING) >= after:
            told[stretch.until] = Jump(stretch.per_day / top, top)
        time[length] = time.get(length, NOTHING) + (stretch.until - stretch.since)
        highest[length] = max(stretch.per_day, highest.get(length, Decimal(0)))
    return told


# --- months


@dataclass(frozen=True)
class MonthUse:
    """What is known of a month: `quantity` was used in the time that readings cover."""

    month: date
    quantity: Decimal
    known: timedelta
    is_estimated: bool = False

    @property
    def is_whole(self) -> bool:
        return self.known >= length_of(self.month)

    @property
    def days_known(self) -> int:
        """Begun days are not counted, so that all days are known only where the month is whole."""
        return self.known // ONE_DAY

    @property
    def days(self) -> int:
        return length_of(self.month).days


def length_of(month: date) -> timedelta:
    return months_later(month, 1) - month


def by_month(found: Iterable[Stretch]) -> dict[date, MonthUse]:
    """What was used in each month; a stretch over several is shared out by time, and its parts add up to it.

    Stretches may be of meters that followed one another in one place: what they used is added, the time that two of
    them cover is known once.
    """
    known = [each for each in found if each.quantity is not None]
    quantities: dict[date, Decimal] = {}
    estimated: set[date] = set()
    for stretch in known:
        for month, part in shared_out(stretch):
            quantities[month] = quantities.get(month, Decimal(0)) + part
            estimated |= {month} if stretch.is_estimated else set()
    times = _times((each.since, each.until) for each in known)
    return {
        month: MonthUse(month, quantities[month], times.get(month, NOTHING), month in estimated)
        for month in sorted(quantities)
    }


def read_to_the_end(found: Iterable[Stretch], month: date, slack: timedelta) -> list[Moments]:
    """The stretches of the month that readings cover and that are done: what runs on after the last reading is known
    only once there is another. A reading that comes a little before the month's end (`slack`) stands for it.
    """
    known = [each for each in found if each.quantity is not None]
    if not known:
        return []
    following, zone = months_later(month, 1), known[0].since.tzinfo
    begin, end = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (month, following))
    within = ((max(each.since, begin), min(each.until, end)) for each in known)
    covered = joined((since, until) for since, until in within if since < until)
    if not covered or covered[-1][1] < end - slack:
        return covered[:-1]
    return [*covered[:-1], (covered[-1][0], end)]


def shared_out(stretch: Stretch, *, but_for: Sequence[Moments] = ()) -> Iterator[tuple[date, Decimal]]:
    """Each part gets what is due by its end less what was due by its beginning, so that rounding loses nothing. What
    was used in the moments left out, which are in order and apart, is nobody's part.
    """
    if stretch.quantity is None:
        return
    begin, due = stretch.since, Decimal(0)
    for month, end in _ends_of_months(stretch.since, stretch.until):
        if not but_for:
            before, due = due, _due(stretch, end)
            yield month, due - before
            continue
        for since, until in _outside((begin, end), but_for):
            yield month, _due(stretch, until) - _due(stretch, since)
        begin = end


def _due(stretch: Stretch, at: datetime) -> Decimal:
    """What was used until a moment of the stretch, as if it had been used evenly."""
    if stretch.quantity is None or at <= stretch.since:
        return Decimal(0)
    if at >= stretch.until:
        return stretch.quantity
    share = _days(at - stretch.since) / _days(stretch.until - stretch.since)
    return (stretch.quantity * share).quantize(GRAIN, ROUND_HALF_UP)


def _outside(asked: Moments, left_out: Sequence[Moments]) -> Iterator[Moments]:
    begin, end = asked
    for since, until in left_out:
        if since < end and until > begin:
            if since > begin:
                yield begin, since
            begin = until
    if begin < end:
        yield begin, end


def used_between(found: Iterable[Stretch], since: datetime, until: datetime) -> Decimal | None:
    """What was used from one moment to another; None where readings do not cover all of it."""
    within = [each for each in found if each.quantity is not None and each.since < until and each.until > since]
    covered = joined((max(each.since, since), min(each.until, until)) for each in within)
    if covered != [(since, until)]:
        return None
    return sum((used_within(each, since, until) for each in within), Decimal(0))


def used_within(stretch: Stretch, since: datetime, until: datetime) -> Decimal:
    """Of a stretch, what was used from one moment to another."""
    return _due(stretch, until) - _due(stretch, since)


def _times(spans: Iterable[Moments]) -> dict[date, timedelta]:
    """How much of each month lies in at least one of the spans."""
    found: dict[date, timedelta] = {}
    for since, until in joined(spans):
        begin = since
        for month, end in _ends_of_months(since, until):
            found[month] = found.get(month, NOTHING) + (end - begin)
            begin = end
    return found


def joined(spans: Iterable[Moments]) -> list[Moments]:
    """In order; what overlaps or follows at once is one."""
    found: list[Moments] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


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


# --- a main meter and what hangs under it


@dataclass(frozen=True)
class PointUse:
    """What the meters of a measuring point used by month. There was none before `since` and from `until` on; None where
    nobody says so.
    """

    name: str
    months: Mapping[date, MonthUse] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None

    def stood_in(self, month: date) -> bool:
        """Whether there was a meter on a day of the month."""
        begin, end = self._within(month)
        return begin < end

    def is_known(self, month: date) -> bool:
        """Whether readings cover the month, as far as there was a meter in it."""
        (begin, end), use = self._within(month), self.months.get(month)
        return begin >= end or (use is not None and use.known >= end - begin)

    def _within(self, month: date) -> tuple[date, date]:
        end = months_later(month, 1)
        return max(month, self.since or month), min(end, self.until or end)

    def used(self, month: date) -> Decimal:
        use = self.months.get(month)
        return use.quantity if use else Decimal(0)


@dataclass(frozen=True)
class Rest:
    """What none of the sub-meters of a main meter measured in a month; below zero where they say more than it.
    `quantity` is None where it is not known for the sake of those `silent`.
    """

    quantity: Decimal | None
    silent: tuple[str, ...] = ()
    is_estimated: bool = False


def rest_of(main: PointUse, subs: Iterable[PointUse], month: date) -> Rest | None:
    """None where the main meter tells nothing of the month: then there is nothing to take apart. A main meter that
    covers part of the month only is not compared with what the others used in all of it.
    """
    of_main, subs = main.months.get(month), list(subs)
    if of_main is None:
        return None
    own = () if of_main.is_whole else (main.name,)
    silent = (*own, *(each.name for each in subs if not each.is_known(month)))
    uses = [of_main, *(each.months[month] for each in subs if month in each.months)]
    if silent:
        return Rest(None, silent)
    parts = sum((each.used(month) for each in subs), Decimal(0))
    return Rest(of_main.quantity - parts, is_estimated=any(each.is_estimated for each in uses))


def said(quantity: Decimal) -> str:
    """As a sentence tells it."""
    return f"{quantity.quantize(GRAIN, ROUND_HALF_UP).normalize():f}"


# --- what is beyond the limits of policy


def is_above_main(main: Decimal, rest: Decimal, thresholds: Thresholds, *, on: date) -> bool:
    """下级表合计大于上级表, beyond what the errors of two meters make."""
    share = thresholds.number(Limit.SUBS_ABOVE_MAIN_SHARE, on=on)
    return share is not None and -rest > share * main


def differs_from_bill(metered: Decimal, billed: Decimal, thresholds: Thresholds, *, on: date) -> bool:
    """票据与抄表对不上, beyond what the hour of a reading and the error of a meter make."""
    share = thresholds.number(Limit.BILL_METER_GAP_SHARE, on=on)
    return share is not None and abs(metered - billed) > share * billed


def mean_power_kw(stretch: Stretch) -> Decimal:
    """Of a meter of electricity; nothing where it is not known what was used."""
    return (stretch.quantity or Decimal(0)) / _hours(stretch)


def is_beyond_rated_power(stretch: Stretch, dial: Dial, rated_kw: Decimal, thresholds: Thresholds, *, on: date) -> bool:
    """Whether a branch of that rated power can hardly have used so much. A reading is right to its last digit only: as
    much less may have been used, which is a lot where the meter is read by the quarter of an hour.
    """
    times = thresholds.number(Limit.RATED_POWER_TIMES, on=on)
    if times is None or stretch.quantity is None:
        return False
    surely_used = stretch.quantity - _last_digit(stretch) * dial.multiplier
    return surely_used > times * rated_kw * _hours(stretch)


def _hours(stretch: Stretch) -> Decimal:
    return Decimal(str((stretch.until - stretch.since).total_seconds())) / SECONDS_IN_AN_HOUR


def _last_digit(stretch: Stretch) -> Decimal:
    """One of the last digit that either of its readings has: 0.1 where they show tenths."""
    places = (int(each.normalize().as_tuple().exponent) for each in (stretch.first, stretch.last))
    return Decimal(1).scaleb(min(0, *places))
