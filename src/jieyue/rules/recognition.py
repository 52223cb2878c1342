"""节约型机关的建成: on what ground an organ counts as one, shares of organs, and how advanced ones are chosen."""

from collections.abc import Iterable, Sequence
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


class Score(Word):
    """By what organs are ranked: points in percent of all that could be earned."""

    ROUND = "round", "最近一轮评价的得分率"
    SHEET = "sheet", "最近一次自评打分表的系统得分率"


class Exclusion(Word):
    """不参加遴选的情形."""

    OVERDUE_FINDING = "overdue_finding", "有问题逾期没有办结"
    CRITICISED = "criticised", "受过通报批评、诫勉"


@dataclass(frozen=True)
class Choosing:
    """遴选规则: advanced is whoever got `least_percent` of the points by the `score`, the best first, at most
    `most_percent` of those recognised and at most `most_count`; what is None limits nothing. Whoever is in one of the
    `excluded` cases is left out; `criticised_by` are kinds of decisions on a whole unit that count for so many months.
    """

    score: Score
    least_percent: Decimal
    most_percent: Decimal | None
    most_count: int | None
    excluded: tuple[Exclusion, ...]
    criticised_by: frozenset[str]
    criticised_months: int
    source: Source
    certainty: Certainty
    note: str = ""

    def most(self, recognised: int) -> int:
        """How many places there are, rounded down, one at least."""
        by_share = None if self.most_percent is None else max(1, int(recognised * self.most_percent / PERCENT))
        limits = [each for each in (by_share, self.most_count) if each is not None]
        return min([recognised, *limits])


class Chosen(Word):
    """遴选结果."""

    CHOSEN = "chosen", "入选"
    NO_PLACE = "no_place", "名额已满"
    BELOW = "below", "得分率不够"
    NO_SCORE = "no_score", "没有得分"
    EXCLUDED = "excluded", "不参加遴选"


@dataclass(frozen=True)
class Candidate:
    """A recognised organ: what it got, in percent (None where nothing is known), and why it would be left out."""

    key: str
    percent: Decimal | None
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True)
class Place:
    """What becomes of a candidate; its `rank` is among those who may be chosen, whoever is level has the same."""

    result: Chosen
    rank: int | None = None


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


def choose(candidates: Sequence[Candidate], rule: Choosing) -> dict[str, Place]:
    """What becomes of each of those who are recognised. Whoever has as many points as the last one that finds a place
    is in too.
    """
    able = [each.percent for each in candidates if not each.excluded and each.percent is not None]
    best = sorted((got for got in able if got >= rule.least_percent), reverse=True)
    places = rule.most(len(candidates))
    last = best[min(places, len(best)) - 1] if best and places else None
    return {each.key: _place(each, best, last, rule.least_percent) for each in candidates}


def _place(each: Candidate, best: Sequence[Decimal], last: Decimal | None, least: Decimal) -> Place:
    if each.excluded:
        return Place(Chosen.EXCLUDED)
    if each.percent is None:
        return Place(Chosen.NO_SCORE)
    if each.percent < least:
        return Place(Chosen.BELOW)
    rank = best.index(each.percent) + 1
    return Place(Chosen.CHOSEN if last is not None and each.percent >= last else Chosen.NO_PLACE, rank)


def shared(recognised: Iterable[bool]) -> Share:
    found = list(recognised)
    return Share(sum(found), len(found))
