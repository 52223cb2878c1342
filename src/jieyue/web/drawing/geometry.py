"""Where things stand in a drawing, as SVG writes it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    x: str
    y: str
    width: str
    height: str


def at(place: float) -> str:
    """A place or length with a tenth of a unit, which nobody sees."""
    return f"{place:.1f}"
