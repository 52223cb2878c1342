"""A year as a calendar: a square for each day, a column for each week, the darker the more."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jieyue.web.drawing.geometry import at

WIDTH, LEFT, TOP, SIDE, GAP = 760, 44, 30, 13, 0.4
WEEK = 7
SHADES = 5


@dataclass(frozen=True)
class Day:
    """`shade` 0 where nothing is known of it."""

    x: str
    y: str
    shade: int
    is_off: bool
    says: str


@dataclass(frozen=True)
class Shade:
    """From how much until how much a shade stands for; the last one has no end."""

    shade: int
    low: Decimal
    high: Decimal | None


@dataclass(frozen=True)
class Heat:
    title: str
    days: Sequence[Day]
    months: Sequence[tuple[str, str]]
    weekdays: Sequence[tuple[str, str]]
    shades: Sequence[Shade]
    side: str = at(SIDE - 2 * GAP)
    width: int = WIDTH
    height: int = TOP + WEEK * SIDE + 8


def heat(
    title: str,
    year: int,
    values: Mapping[date, Decimal],
    *,
    off: Mapping[date, bool],
    weekdays: Sequence[str],
    says: Mapping[date, str],
) -> Heat:
    """`off` says of a day that it is not worked; `weekdays` are what they are called from Monday on."""
    edges = _edges(values.values())
    first = date(year, 1, 1)
    days = [
        Day(*_place(day, first), _shade(values.get(day), edges), off.get(day, False), says.get(day, f"{day}"))
        for day in _days(year)
    ]
    months = [(_place(date(year, month, 1), first)[0], str(month)) for month in range(1, 13)]
    names = [(at(TOP + (nth + 0.5) * SIDE), name) for nth, name in enumerate(weekdays) if name]
    shades = [
        Shade(nth + 1, low, edges[nth + 1] if nth + 1 < len(edges) else None) for nth, low in enumerate(edges) if values
    ]
    return Heat(title, days, months, names, shades)


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def _place(day: date, first: date) -> tuple[str, str]:
    week = ((day - first).days + first.weekday()) // WEEK
    return at(LEFT + week * SIDE + GAP), at(TOP + day.weekday() * SIDE + GAP)


def _edges(values: Collection[Decimal]) -> list[Decimal]:
    """The values at which a shade begins: as many days in one as in another."""
    in_order = sorted(values)
    if not in_order:
        return []
    return list(dict.fromkeys(in_order[len(in_order) * nth // SHADES] for nth in range(SHADES)))


def _shade(value: Decimal | None, edges: Sequence[Decimal]) -> int:
    return 0 if value is None else sum(value >= edge for edge in edges)
