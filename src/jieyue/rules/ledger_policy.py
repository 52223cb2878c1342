"""What policy says to ledgers: the words of a column (campaign days, the checklist of a patrol), and limits of checks.

Plain values; `jieyue.policy` reads them from `policy/ledgers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from jieyue.rules.factors import Source
from jieyue.rules.values import Certainty, Resource

MonthDay = tuple[int, int]


@dataclass(frozen=True)
class Measured:
    """What a target of a word is about, in `unit`: the `figure` (quantity, money, standard coal) of resources; a
    `measure` of ledgers, of these `words` of it; the `ratio` that the register of yearly targets caps, `per` a size of
    the unit; or the share of units that hold a `title`.
    """

    unit: str
    figure: str = ""
    resources: tuple[Resource, ...] = ()
    measure: str = ""
    words: tuple[str, ...] = ()
    ratio: str = ""
    per: str = ""
    title: str = ""

    @property
    def is_share(self) -> bool:
        return bool(self.title)


@dataclass(frozen=True)
class LedgerWord:
    """A word that a column may hold. `days` are those it stands for every year, `years` those told for single years.

    `counts_as` is what a scoring standard asks for and this word answers; "" where it answers nothing. `measured` says
    how what the word names is measured, where a target can be about it. `profile` is the column of a unit's yearly
    profile that counts what is of the word. A fuel `is_charged` where vehicles get it from a socket.
    """

    key: str
    name: str
    source: Source
    certainty: Certainty
    since: date
    until: date | None = None
    days: tuple[MonthDay, MonthDay] | None = None
    years: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    note: str = ""
    counts_as: str = ""
    measured: Measured | None = None
    profile: str = ""
    is_charged: bool = False

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def days_in(self, year: int) -> tuple[date, date] | None:
        """First and last day in a year; None where the year's notice has not told them."""
        if year in self.years:
            return self.years[year]
        if self.days is None or not self.in_force(date(year, 12, 31)):
            return None
        (first_month, first_day), (last_month, last_day) = self.days
        return date(year, first_month, first_day), date(year, last_month, last_day)


@dataclass(frozen=True)
class LedgerLimit:
    """What a check of a ledger compares with; `side` says whether it is the `least` or the `most` that passes, "" where
    plans name it nowhere.
    """

    name: str
    zh: str
    value: Decimal
    unit: str
    source: Source
    certainty: Certainty
    since: date
    until: date | None = None
    note: str = ""
    side: str = ""

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class LedgerPolicy:
    """`words` by list, `limits` by name, each in the order of the files."""

    words: Mapping[str, tuple[LedgerWord, ...]] = field(default_factory=dict)
    limits: Mapping[str, tuple[LedgerLimit, ...]] = field(default_factory=dict)

    def words_on(self, list_: str, day: date) -> list[LedgerWord]:
        return [each for each in self.words.get(list_, ()) if each.in_force(day)]

    def limit(self, name: str, day: date) -> LedgerLimit | None:
        """None where no limit is known for the day: then there is nothing to check."""
        return next((each for each in self.limits.get(name, ()) if each.in_force(day)), None)


def near(days: tuple[date, date], *, before: int, after: int) -> tuple[date, date]:
    """The days around a campaign in which an activity still belongs to it."""
    first, last = days
    return first - timedelta(days=before), last + timedelta(days=after)
