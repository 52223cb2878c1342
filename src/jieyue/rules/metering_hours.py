"""What was used by day and by night, on workdays and on days off, where readings are dense enough to say so."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from jieyue.rules.calendar import Calendar
from jieyue.rules.metering import NOTHING, Moments, Stretch, length_of, used_within
from jieyue.rules.period import month_of, months_later
from jieyue.rules.thresholds import Limit, Thresholds

DAY, NIGHT, WORKDAY, DAY_OFF = "day", "night", "workday", "day_off"
AT_WORK, AFTER_HOURS = "at_work", "after_hours"
ONE_DAY = timedelta(days=1)
HOURS = 24


@dataclass(frozen=True)
class Hours:
    """Policy: when day begins and ends; how far two readings may lie apart for what was used between them to be shared
    out by time; how much of a month has to be known.
    """

    day_begins: int
    night_begins: int
    longest: timedelta
    least_share: Decimal

    @classmethod
    def of(cls, thresholds: Thresholds, *, on: date) -> "Hours | None":
        """None where the policy leaves one of them open: then nothing is said."""
        names = (Limit.DAY_BEGINS_HOUR, Limit.NIGHT_BEGINS_HOUR, Limit.DENSE_READING_MINUTES, Limit.DENSE_READING_SHARE)
        day, night, minutes, share = (thresholds.number(name, on=on) for name in names)
        if day is None or night is None or minutes is None or share is None:
            return None
        return cls(int(day), int(night), timedelta(minutes=int(minutes)), share)


@dataclass(frozen=True)
class Split:
    """What was used in either of two kinds of time. `time` is what could be told apart."""

    used: Mapping[str, Decimal] = field(default_factory=dict)
    time: timedelta = NOTHING
    is_estimated: bool = False

    def and_also(self, kind: str, quantity: Decimal, time: timedelta, *, is_estimated: bool) -> "Split":
        used = {**self.used, kind: self.used.get(kind, Decimal(0)) + quantity}
        return Split(used, self.time + time, self.is_estimated or is_estimated)


def by_day_and_night(found: Iterable[Stretch], month: date, hours: Hours) -> Split | None:
    """None where it cannot be said."""

    def kind(at: datetime) -> str:
        return DAY if hours.day_begins <= at.hour < hours.night_begins else NIGHT

    edges = (hours.day_begins, hours.night_begins)
    return _split(found, month, hours, kind, edges)


def by_workdays(found: Iterable[Stretch], month: date, hours: Hours, calendar: Calendar) -> Split | None:
    """By the official calendar; None where it cannot be said, or where the year's calendar is not out."""
    if not calendar.is_known(month.year):
        return None

    def kind(at: datetime) -> str:
        return WORKDAY if calendar.is_workday(_day(at)) else DAY_OFF

    return _split(found, month, hours, kind, (0,))


def by_working_time(found: Iterable[Stretch], month: date, hours: Hours, calendar: Calendar) -> Split | None:
    """In the daytime of workdays, and at all other times; None where it cannot be said, or where the year's calendar is
    not out.
    """
    if not calendar.is_known(month.year):
        return None

    def kind(at: datetime) -> str:
        is_day = hours.day_begins <= at.hour < hours.night_begins
        return AT_WORK if is_day and calendar.is_workday(_day(at)) else AFTER_HOURS

    return _split(found, month, hours, kind, (0, hours.day_begins, hours.night_begins))


def _split(
    found: Iterable[Stretch], month: date, hours: Hours, kind: Callable[[datetime], str], edges: tuple[int, ...]
) -> Split | None:
    split = Split()
    begin, end = _moments(month, found := list(found))
    for stretch, since, until in _told_apart(found, (begin, end), hours, kind, edges):
        used = used_within(stretch, since, until)
        split = split.and_also(kind(since), used, until - since, is_estimated=stretch.is_estimated)
    return split if split.time >= length_of(month) * float(hours.least_share) else None


@dataclass(frozen=True)
class DayUse:
    """What was used on a day. `least_per_hour` is the least that any dense stretch of it used in an hour; None where it
    is not read densely.
    """

    quantity: Decimal
    least_per_hour: Decimal | None
    is_estimated: bool


def by_day(found: Iterable[Stretch], since: date, until: date, hours: Hours) -> dict[date, DayUse]:
    """The days from one until before another of which the readings tell enough."""
    found = list(found)
    zone = found[0].since.tzinfo if found else None
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (since, until))
    days: dict[date, list[tuple[Stretch, Decimal, timedelta]]] = {}
    for stretch, start, stop in _told_apart(found, (begin, end), hours, _day, (0,)):
        days.setdefault(_day(start), []).append((stretch, used_within(stretch, start, stop), stop - start))
    return {day: told for day, pieces in sorted(days.items()) if (told := _day_use(pieces, hours))}


def _day(at: datetime) -> date:
    """Moments come here in the zone of the house."""
    return date(at.year, at.month, at.day)


def _day_use(pieces: list[tuple[Stretch, Decimal, timedelta]], hours: Hours) -> DayUse | None:
    time = sum((each for _, _, each in pieces), NOTHING)
    if time < ONE_DAY * float(hours.least_share):
        return None
    dense = [
        stretch.per_day / HOURS
        for stretch, _, _ in pieces
        if stretch.per_day is not None and stretch.until - stretch.since <= hours.longest
    ]
    is_dense = len(dense) == len(pieces)
    quantity = sum((used for _, used, _ in pieces), Decimal(0))
    return DayUse(quantity, min(dense) if is_dense else None, any(stretch.is_estimated for stretch, _, _ in pieces))


def _told_apart(
    found: Iterable[Stretch],
    asked: Moments,
    hours: Hours,
    kind: Callable[[datetime], object],
    edges: tuple[int, ...],
) -> Iterator[tuple[Stretch, datetime, datetime]]:
    """What lies between two moments, cut at the edges: of stretches that lie within one kind of time, and of such as
    are short enough to be shared out.
    """
    begin, end = asked
    known = (each for each in found if each.quantity is not None and each.since < end and begin < each.until)
    for stretch in known:
        if stretch.until - stretch.since <= hours.longest or _is_of_one_kind(stretch, kind, edges):
            pieces = _pieces(max(stretch.since, begin), min(stretch.until, end), edges)
            yield from ((stretch, since, until) for since, until in pieces)


def _is_of_one_kind(stretch: Stretch, kind: Callable[[datetime], object], edges: tuple[int, ...]) -> bool:
    own = kind(stretch.since)
    return all(kind(since) == own for since, _ in _pieces(stretch.since, stretch.until, edges))


def _moments(month: date, found: list[Stretch]) -> Moments:
    zone = found[0].since.tzinfo if found else None
    first, last = month_of(month), months_later(month, 1)
    return datetime(first.year, first.month, 1, tzinfo=zone), datetime(last.year, last.month, 1, tzinfo=zone)


def _pieces(since: datetime, until: datetime, edges: tuple[int, ...]) -> Iterator[Moments]:
    """Cut at these hours of every day."""
    begin = since
    while begin < until:
        end = min(until, _next_edge(begin, edges))
        yield begin, end
        begin = end


def _next_edge(at: datetime, edges: tuple[int, ...]) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    ahead = (midnight + days * ONE_DAY + timedelta(hours=hour) for days in (0, 1) for hour in edges)
    return min(each for each in ahead if each > at)
