"""Where each organisation stood, and when, worked out from who was whose parent since when."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

BEGINNING = date(1900, 1, 1)
FOREVER = date(9999, 12, 31)
LAST_PLACED_DAY = FOREVER - timedelta(days=1)
"""The last day on which anything stands anywhere, for a stretch ends before its last day: the day of whoever has the
machine.
"""


@dataclass(frozen=True)
class Link:
    """From `since` on, `child` stands under `parent` (None: at the top), until its next link. `version` is its id."""

    child: int
    since: date
    parent: int | None
    version: int


@dataclass(frozen=True)
class Stretch:
    """A half-open stretch of days in which an organisation's path did not change, like `/1/5/77/`."""

    since: date
    until: date
    path: str
    version: int


class TreeHasCircle(Exception):  # noqa: N818 (named for what is wrong)
    """`members` stand, directly or not, under each other."""

    def __init__(self, members: Sequence[int]) -> None:
        super().__init__(members)
        self.members = members


def stretches(links: Iterable[Link], *, known: Mapping[int, Sequence[Stretch]]) -> dict[int, list[Stretch]]:
    """For each child of `links`, all its links given, its stretches in order of time.

    Parents are among the children or in `known`. Raises TreeHasCircle.
    """
    by_child: dict[int, list[Link]] = {}
    for link in links:
        by_child.setdefault(link.child, []).append(link)
    try:
        return _parents_first(by_child, known)
    except TreeHasCircle:
        # Who stood above may have come to stand below: a circle only if it is one on some day.
        return _day_by_day(by_child, known)


def _parents_first(
    by_child: Mapping[int, Sequence[Link]], known: Mapping[int, Sequence[Stretch]]
) -> dict[int, list[Stretch]]:
    """Each child once, after everyone who was ever its parent."""
    found: dict[int, list[Stretch]] = {}
    placed: MutableMapping[int, Sequence[Stretch]] = ChainMap(found, dict(known))  # type: ignore[arg-type]
    for child in by_child:
        _place(child, by_child, placed)
    return found


def _place(
    wanted: int,
    by_child: Mapping[int, Sequence[Link]],
    placed: MutableMapping[int, Sequence[Stretch]],
) -> None:
    """Place `wanted` after everything above it, with a stack of our own: a tree may be deep, a circle endless."""
    waiting = [] if wanted in placed else [wanted]
    while waiting:
        child = waiting[-1]
        above = {link.parent for link in by_child[child] if link.parent is not None}
        missing = [parent for parent in above if parent in by_child and parent not in placed]
        if any(parent in waiting for parent in missing):
            raise TreeHasCircle(waiting[waiting.index(next(p for p in missing if p in waiting)) :])
        if missing:
            waiting.append(missing[0])
            continue
        waiting.pop()
        placed[child] = list(_stretches_of(sorted(by_child[child], key=lambda link: link.since), placed))


def _stretches_of(links: Sequence[Link], placed: Mapping[int, Sequence[Stretch]]) -> Iterator[Stretch]:
    ends = [link.since for link in links[1:]] + [FOREVER]
    for link, until in zip(links, ends, strict=True):
        if link.parent is None:
            yield Stretch(link.since, until, f"/{link.child}/", link.version)
            continue
        for above in placed[link.parent]:
            since, ending = max(link.since, above.since), min(until, above.until)
            if since < ending:
                yield Stretch(since, ending, f"{above.path}{link.child}/", link.version)


def _day_by_day(
    by_child: Mapping[int, Sequence[Link]], known: Mapping[int, Sequence[Stretch]]
) -> dict[int, list[Stretch]]:
    """Everyone's path on each day on which something changes: slow, and right for any history."""
    links = [link for own in by_child.values() for link in own]
    above = {link.parent for link in links if link.parent is not None} - by_child.keys()
    fixed = {parent: known[parent] for parent in above}
    days = sorted({link.since for link in links} | {each.since for own in fixed.values() for each in own})
    in_force: dict[int, Link] = {}
    found: dict[int, list[Stretch]] = {child: [] for child in by_child}
    for day, until in zip(days, [*days[1:], FOREVER], strict=True):
        in_force |= {link.child: link for link in links if link.since == day}
        paths = {parent: each.path for parent, own in fixed.items() for each in own if each.since <= day < each.until}
        for child, link in in_force.items():
            path = _path(child, in_force, paths)
            if path is not None:
                _lengthen(found[child], Stretch(day, until, path, link.version))
    return found


def _path(wanted: int, in_force: Mapping[int, Link], paths: dict[int, str]) -> str | None:
    """The path on a day, noted in `paths` with those of all above; None where someone above does not stand yet."""
    climbed: list[int] = []
    here: int | None = wanted
    while here is not None and here not in paths:
        if here in climbed:
            raise TreeHasCircle(climbed[climbed.index(here) :])
        if here not in in_force:
            return None
        climbed.append(here)
        here = in_force[here].parent
    path = "/" if here is None else paths[here]
    for child in reversed(climbed):
        path = paths[child] = f"{path}{child}/"
    return paths[wanted]


def _lengthen(own: list[Stretch], now: Stretch) -> None:
    """Add a stretch, or make the last one longer when nothing changed."""
    if own and (own[-1].path, own[-1].version, own[-1].until) == (now.path, now.version, now.since):
        now = replace(own.pop(), until=now.until)
    own.append(now)
