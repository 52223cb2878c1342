"""What went up and what went down, as bars to either side of a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from jieyue.web.drawing.geometry import Box, at

WIDTH, LABEL, ROW, BAR = 760, 200, 40, 22
FIGURE = 120
"""What a figure beside its bar takes."""


@dataclass(frozen=True)
class Bar(Box):
    """`text_at` is where its figure stands, `anchor` which end of it."""

    name: str
    says: str
    is_more: bool
    middle: str
    text_at: str
    anchor: str


@dataclass(frozen=True)
class Changes:
    title: str
    bars: Sequence[Bar]
    height: int
    zero: str
    width: int = WIDTH
    label: int = LABEL - 12


def changes(title: str, values: Sequence[tuple[str, float, str]]) -> Changes:
    """Each a name, a value, and how the value is written."""
    more, less = (max((sign * value for _, value, _ in values), default=0.0) for sign in (1, -1))
    more, less = max(more, 0.0), max(less, 0.0)
    room = WIDTH - LABEL - FIGURE * (bool(more) + bool(less))
    scale = room / (more + less) if more + less else 0
    zero = LABEL + (FIGURE if less else 0) + less * scale
    return Changes(
        title, [_bar(nth, each, zero, scale) for nth, each in enumerate(values)], len(values) * ROW + 8, at(zero)
    )


def _bar(nth: int, told: tuple[str, float, str], zero: float, scale: float) -> Bar:
    name, value, says = told
    length = max(abs(value) * scale, 1)
    top = 4 + nth * ROW + (ROW - BAR) / 2
    x = zero if value >= 0 else zero - length
    text_at = zero + length + 8 if value >= 0 else x - 8
    anchor = "start" if value >= 0 else "end"
    box = (at(x), at(top), at(length), at(BAR))
    return Bar(*box, name, says, value >= 0, at(top + BAR / 2), at(text_at), anchor)
