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
ONE_DAY = timedelta(days=1)


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
        return WORKDAY if calendar.is_workday(date(at.year, at.month, at.day)) else DAY_OFF

    return _split(found, month, hours, kind, (0,))


def _split(
    found: Iterable[Stretch], month: date, hours: Hours, kind: Callable[[datetime], str], edges: tuple[int, ...]
) -> Split | None:
    split = Split()
    begin, end = _moments(month, found := list(found))
    in_month = (each for each in found if each.since < end and begin < each.until)
    for stretch in (each for each in in_month if each.quantity is not None):
        if stretch.until - stretch.since <= hours.longest or _is_of_one_kind(stretch, kind, edges):
            for since, until in _pieces(max(stretch.since, begin), min(stretch.until, end), edges):
                used = used_within(stretch, since, until)
                split = split.and_also(kind(since), used, until - since, is_estimated=stretch.is_estimated)
    return split if split.time >= length_of(month) * float(hours.least_share) else None


def _is_of_one_kind(stretch: Stretch, kind: Callable[[datetime], str], edges: tuple[int, ...]) -> bool:
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
