"""Stretches of days, half-open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from jieyue.rules.tree import BEGINNING, FOREVER


@dataclass(frozen=True, order=True)
class Span:
    """From `since` until the day before `until`."""

    since: date = BEGINNING
    until: date = FOREVER

    def holds(self, day: date) -> bool:
        return self.since <= day < self.until

    def within(self, other: Self) -> Self | None:
        """What of it lies in another; None where they have no day in common."""
        since, until = max(self.since, other.since), min(self.until, other.until)
        return type(self)(since, until) if since < until else None


ALWAYS = Span()


def existence(opened_on: date | None, closed_on: date | None) -> Span:
    """The days on which an organisation exists; one that does not say when it opened always did."""
    return Span(opened_on or BEGINNING, closed_on or FOREVER) if opened_on or closed_on else ALWAYS


def owing(opened_on: date | None, joined_on: date | None, closed_on: date | None) -> Span:
    """The days on which an organisation owes months, reports and duties: from when it exists and has joined (起报)."""
    since = max((day for day in (opened_on, joined_on) if day), default=None)
    return existence(since, closed_on)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order of time; what overlaps or follows without a gap is one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.since <= found[-1].until:
            found[-1] = Span(found[-1].since, max(found[-1].until, span.until))
        else:
            found.append(span)
    return tuple(found)
