"""Where meters stand: one that replaces another stands in its place, and sub-meters hang under a place.

So what was used in a place is what its meters used one after the other, and the sub-meters of a main meter go on under
the one that replaced it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

T = TypeVar("T")
Stood = tuple[int, ...]
"""Meters that stood in one place, the oldest first."""


class Links(NamedTuple):
    """What a meter says of others: the one it hangs under, and the one whose place it took. `kind` is what it measures:
    a water meter is no part of one of electricity.
    """

    main: int | None = None
    replaces: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class Place:
    """Meters that followed one another, the newest last. `depth` 0 hangs under none. `is_adrift` where the meter it
    says it hangs under is not among those asked about, measures something else, or hangs under it in turn.
    """

    meters: Stood
    depth: int = 0
    subs: tuple["Place", ...] = ()
    is_adrift: bool = False

    @property
    def now(self) -> int:
        return self.meters[-1]

    def each(self) -> Iterator["Place"]:
        """It and all that hang under it."""
        yield self
        for sub in self.subs:
            yield from sub.each()


def in_a_circle(links: Mapping[int, Links]) -> set[int]:
    """Meters that hang under themselves or replace themselves, by whatever way round."""
    of = _place_of(links)
    above = {place: _up(of, _main(place, links)) for place in of.values()}
    hanging = {each for place in _round(above) for each in place}
    return hanging | set(_round({each: own.replaces for each, own in links.items()}))


def _round(ups: Mapping[T, T | None]) -> list[T]:
    """Those to whom one comes back by going up from them."""
    return [each for each in ups if each in _above(each, ups)]


def _above(of: T, ups: Mapping[T, T | None]) -> set[T]:
    seen: set[T] = set()
    up = ups.get(of)
    while up is not None and up not in seen:
        seen.add(up)
        up = ups.get(up)
    return seen


def places(links: Mapping[int, Links]) -> list[Place]:
    """The places that hang under none, each with all below it, in the order of the mapping; nothing is left out, also
    where meters go round in a circle.
    """
    of = _place_of(links)
    main = {place: _main(place, links) for place in of.values()}
    above = {place: _up(of, up) for place, up in main.items()}
    adrift = {place for place, up in main.items() if up is not None and _is_other(links, place, up)}
    adrift |= set(_round(above))
    below: dict[Stood | None, list[Stood]] = {}
    for place, up in above.items():
        below.setdefault(None if place in adrift else up, []).append(place)
    return [_placed(place, 0, below, adrift) for place in below.get(None, ())]


def _is_other(links: Mapping[int, Links], place: Stood, main: int) -> bool:
    return main not in links or links[main].kind != links[place[-1]].kind


def _placed(place: Stood, depth: int, below: Mapping[Stood | None, Iterable[Stood]], adrift: set[Stood]) -> Place:
    subs = tuple(_placed(each, depth + 1, below, adrift) for each in below.get(place, ()))
    return Place(place, depth, subs, place in adrift)


def _main(place: Stood, links: Mapping[int, Links]) -> int | None:
    """What the newest of them says that says anything: a new meter hangs where the old one hung."""
    said = (links[each].main for each in reversed(place))
    return next((main for main in said if main is not None), None)


def _up(of: Mapping[int, Stood], main: int | None) -> Stood | None:
    return None if main is None else of.get(main)


def _place_of(links: Mapping[int, Links]) -> dict[int, Stood]:
    """By meter, the meters that stood in its place one after the other."""
    successors: dict[int, list[int]] = {}
    for each, own in links.items():
        if (before := _before(own, links)) is not None:
            successors.setdefault(before, []).append(each)
    found: dict[int, Stood] = {}
    begins = [each for each, own in links.items() if _before(own, links) is None]
    for first in (*begins, *links):
        if first not in found:
            place = tuple(_following(first, successors, set(found)))
            found |= dict.fromkeys(place, place)
    return {each: found[each] for each in links}


def _before(own: Links, links: Mapping[int, Links]) -> int | None:
    """The meter whose place it took, where that measured the same."""
    replaced = links.get(own.replaces) if own.replaces is not None else None
    return own.replaces if replaced is not None and replaced.kind == own.kind else None


def _following(first: int, successors: Mapping[int, Sequence[int]], taken: set[int]) -> Iterator[int]:
    """A meter and all that took its place, each once."""
    seen, ahead = set(taken), [first]
    while ahead:
        each = ahead.pop(0)
        if each not in seen:
            seen.add(each)
            yield each
            ahead += successors.get(each, ())
