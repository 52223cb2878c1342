"""Columns side by side, as a drawing that needs no script; the figures stand in a table beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jieyue.documents.paper.bars import Bars, bars, said
from jieyue.documents.paper.model import Chart
from jieyue.web.drawing.geometry import Box, at

WIDTH, SMALL, HEIGHT = 760, 440, 300
"""A small one stands beside others, and is as wide as a phone."""
LEFT, RIGHT, TOP, BOTTOM = 96, 8, 24, 36
LEFT_OF_SMALL = 48
FILLED = 0.7
"""Of what a label has of the breadth, the part that its columns fill."""


@dataclass(frozen=True)
class Column(Box):
    """`tint` says whose it is."""

    tint: str
    says: str


@dataclass(frozen=True)
class Line:
    y: str
    text: str


@dataclass(frozen=True)
class Columns:
    """`names` are the series, each with its tint; `labels` stand below, each where it belongs."""

    title: str
    unit: str
    names: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    lines: Sequence[Line]
    labels: Sequence[tuple[str, str]]
    width: int
    left: int
    height: int = HEIGHT
    below: int = HEIGHT - BOTTOM + 26

    @property
    def right(self) -> int:
        return self.width - RIGHT

    @property
    def is_small(self) -> bool:
        return self.width == SMALL


@dataclass(frozen=True)
class _Room:
    """Where columns may stand."""

    left: int
    width: int
    places: int

    @property
    def each(self) -> float:
        return (self.width - self.left - RIGHT) / max(self.places, 1)

    def middle(self, place: float) -> str:
        return at(self.left + self.each * (place + 0.5))


def columns(chart: Chart, tints: Sequence[str]) -> Columns:
    """`tints` by series."""
    room = _Room(LEFT, WIDTH, len(chart.labels))
    drawn = bars(chart)
    return Columns(
        chart.title,
        chart.unit,
        [(tints[nth], name) for nth, (name, _) in enumerate(chart.series)],
        list(_columns(chart, drawn.heights, room, tints, {})),
        list(_lines(drawn)),
        [(room.middle(nth), label) for nth, label in enumerate(chart.labels)],
        WIDTH,
        LEFT,
    )


def classes(chart: Chart, tint: str, *, edges: Sequence[str], marked: Mapping[int, str]) -> Columns:
    """How many there are of each class, small, with the edges of the classes between the columns; `marked` are the
    tints of single ones, by their place.
    """
    room = _Room(LEFT_OF_SMALL, SMALL, len(chart.labels))
    drawn = bars(chart)
    return Columns(
        chart.title,
        chart.unit,
        [],
        list(_columns(chart, drawn.heights, room, (tint,), marked)),
        list(_lines(drawn)),
        [(room.middle(nth + 0.5), edge) for nth, edge in enumerate(edges)],
        SMALL,
        LEFT_OF_SMALL,
    )


def _lines(drawn: Bars) -> Iterator[Line]:
    high = HEIGHT - TOP - BOTTOM
    return (Line(at(TOP + high * (1 - float(tick / drawn.top))), said(tick)) for tick in drawn.ticks)


def _columns(
    chart: Chart,
    heights: Sequence[Sequence[float | None]],
    room: _Room,
    tints: Sequence[str],
    marked: Mapping[int, str],
) -> Iterator[Column]:
    each, high = room.each, HEIGHT - TOP - BOTTOM
    broad = each * FILLED / len(chart.series)
    for nth, (name, values) in enumerate(chart.series):
        for place, value in enumerate(values):
            share = heights[nth][place]
            if share is not None and value is not None:
                x = room.left + each * (place + (1 - FILLED) / 2) + broad * nth
                box = (at(x), at(TOP + high * (1 - share)), at(broad), at(high * share))
                yield Column(*box, marked.get(place, tints[nth]), _says(chart, place, name, value))


def _says(chart: Chart, place: int, name: str, value: Decimal) -> str:
    return f"{chart.labels[place]} {name} {said(value)} {chart.unit}"
