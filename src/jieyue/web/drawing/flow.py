"""Where something goes: bands from what there is on the left to what it is used for on the right (a Sankey diagram)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jieyue.web.drawing.geometry import Box, at

WIDTH, LEFT, RIGHT, TOP = 760, 230, 230, 16
NODE, GAP, HIGH = 14, 34, 260
"""How broad a node is, how far its neighbours keep off, and how high all nodes of a side are together."""


@dataclass(frozen=True)
class Stream:
    """So much of `source` goes to `target`."""

    source: str
    target: str
    amount: float
    says: str


@dataclass(frozen=True)
class Node(Box):
    name: str
    says: str
    tint: str
    middle: str


@dataclass(frozen=True)
class Band:
    path: str
    tint: str
    says: str


@dataclass(frozen=True)
class Flow:
    title: str
    sources: Sequence[Node]
    targets: Sequence[Node]
    bands: Sequence[Band]
    height: int
    width: int = WIDTH
    label_left: int = LEFT - 10
    label_right: int = WIDTH - RIGHT + 10


def flow(title: str, streams: Sequence[Stream], *, says: Mapping[str, str], tints: Mapping[str, str]) -> Flow:
    """`says` is written beside each name, `tints` are those of the sources; a target has none."""
    whole = sum(each.amount for each in streams)
    sources = list(dict.fromkeys(each.source for each in streams))
    targets = list(dict.fromkeys(each.target for each in streams))
    scale = HIGH / whole if whole else 0
    from_left = _heights(sources, [(each.source, each.amount * scale) for each in streams])
    to_right = _heights(targets, [(each.target, each.amount * scale) for each in streams])
    high = HIGH + GAP * (max(len(sources), len(targets)) - 1)
    left, right = _tops(from_left, high), _tops(to_right, high)
    return Flow(
        title,
        [_node(name, (LEFT, left[name], from_left[name]), says.get(name, ""), tints.get(name, "")) for name in sources],
        [_node(name, (WIDTH - RIGHT - NODE, right[name], to_right[name]), says.get(name, ""), "") for name in targets],
        list(_bands(streams, scale, left, right, tints)),
        high + 2 * TOP,
    )


def _heights(names: Sequence[str], parts: Sequence[tuple[str, float]]) -> dict[str, float]:
    return {name: sum(amount for of, amount in parts if of == name) for name in names}


def _tops(heights: Mapping[str, float], high: float) -> dict[str, float]:
    """One below the other, in the middle of the height."""
    taken = sum(heights.values()) + GAP * (len(heights) - 1)
    tops, y = {}, TOP + (high - taken) / 2
    for name, height in heights.items():
        tops[name] = y
        y += height + GAP
    return tops


def _node(name: str, box: tuple[float, float, float], says: str, tint: str) -> Node:
    x, top, height = box
    return Node(at(x), at(top), at(NODE), at(max(height, 1)), name, says, tint, at(top + height / 2))


def _bands(
    streams: Sequence[Stream],
    scale: float,
    left: Mapping[str, float],
    right: Mapping[str, float],
    tints: Mapping[str, str],
) -> Iterator[Band]:
    from_y, to_y = dict(left), dict(right)
    x0, x1 = LEFT + NODE, WIDTH - RIGHT - NODE
    bend = (x0 + x1) / 2
    for each in streams:
        thick = max(each.amount * scale, 0.5)
        a, b = from_y[each.source], to_y[each.target]
        path = (
            f"M{x0} {at(a)}C{at(bend)} {at(a)} {at(bend)} {at(b)} {x1} {at(b)}"
            f"V{at(b + thick)}C{at(bend)} {at(b + thick)} {at(bend)} {at(a + thick)} {x0} {at(a + thick)}Z"
        )
        yield Band(path, tints.get(each.source, ""), each.says)
        from_y[each.source] += each.amount * scale
        to_y[each.target] += each.amount * scale
