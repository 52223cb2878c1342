"""节约型机关的建成: on what ground an organ counts as one, shares of organs, and how advanced ones are chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.rules.factors import Source
from jieyue.rules.values import Category, Certainty, Kind, Level, Word

PERCENT = Decimal(100)


class Ground(Word):
    """依据: why an organ counts as recognised."""

    TITLE = "title", "有称号"
    ROUND = "round", "评价合格"


class Status(Word):
    """建成情况."""

    RECOGNISED = "recognised", "已建成"
    OTHER = "other", "未建成"


@dataclass(frozen=True)
class Goal:
    """占比目标: of the organs that belong to a place of one of the `levels` itself, `value` percent `by` a day."""

    key: str
    what: str
    levels: tuple[Level, ...]
    value: Decimal
    by: date
    document: str
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True)
class Choosing:
    """遴选规则: advanced is whoever got `least_percent` of the points, at most `most_percent` of those recognised."""

    least_percent: Decimal
    most_percent: Decimal
    source: Source
    certainty: Certainty
    note: str = ""

    def most(self, recognised: int) -> int:
        """How many places there are, rounded down, one at least."""
        return max(1, int(recognised * self.most_percent / PERCENT)) if recognised else 0


@dataclass(frozen=True)
class Recognition:
    """Policy: the word of the `title` that recognises, that of the `advanced`; a round by one of `other_standards` is
    about something else.
    """

    title: str
    advanced: str
    other_standards: frozenset[str]
    goals: tuple[Goal, ...]
    choosing: Choosing
    source: Source
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True)
class Share:
    """`count` of so many organs; the percentage is None where there are none."""

    count: int
    of: int

    @property
    def other(self) -> int:
        return self.of - self.count

    @property
    def percent(self) -> Decimal | None:
        return PERCENT * self.count / self.of if self.of else None


@dataclass(frozen=True)
class Held:
    """A title: from a day on, until the day on which it was taken away."""

    since: date
    until: date | None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Concluded:
    """The last conclusion of a round on a unit: the day and whether it passed."""

    on: date
    passed: bool


def ground_on(day: date, titles: Sequence[Held], concluded: Concluded | None) -> tuple[Ground, date] | None:
    """Why an organ counts as recognised on a day, and since when; None where it does not. A title goes first. Whoever
    passed a round counts until his title is taken away, or another round finds otherwise.
    """
    held = [each.since for each in titles if each.on(day)]
    if held:
        return Ground.TITLE, max(held)
    if concluded is None or not concluded.passed or concluded.on > day:
        return None
    is_taken = any(each.until and concluded.on < each.until <= day for each in titles)
    return None if is_taken else (Ground.ROUND, concluded.on)


def is_organ(kind: Kind | None, category: Category | None) -> bool | None:
    """Whether a unit is an organ that is to be recognised. One without a kind is one where it is counted among the
    organs; None where neither is known.
    """
    if kind is not None:
        return True
    return None if category is None else category is Category.STATE_ORGAN


def chosen(points: Mapping[str, Decimal], rule: Choosing, *, recognised: int) -> list[str]:
    """Who is advanced, the best first: `points` are what each got, in percent. Whoever has as many as the last one that
    finds a place is in too.
    """
    able = sorted(((got, key) for key, got in points.items() if got >= rule.least_percent), key=_best_first)
    places = rule.most(recognised)
    last = able[places - 1][0] if 0 < places <= len(able) else None
    return [key for nth, (got, key) in enumerate(able) if nth < places or got == last]


def _best_first(each: tuple[Decimal, str]) -> tuple[Decimal, str]:
    got, key = each
    return -got, key


def shared(recognised: Iterable[bool]) -> Share:
    found = list(recognised)
    return Share(sum(found), len(found))
