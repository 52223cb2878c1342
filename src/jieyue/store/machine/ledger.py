"""What a ledger's model cannot say about it: its declaration. A folder that has one is a ledger; nothing lists it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db import models

from jieyue.rules.period import Period
from jieyue.rules.roles import Right
from jieyue.store.machine.checking import Check, Checks
from jieyue.store.machine.held import Held
from jieyue.store.machine.settling import WITHDRAWN, Guard, Refuse, when
from jieyue.store.machine.sheets import common_sheet
from jieyue.store.orgs.profiles import Look
from jieyue.store.records.kinds import Kind
from jieyue.store.records.log import Version

Rhythm = Literal["", "month"]
"""How often each subject owes a row: every month, or never as such."""


@dataclass(frozen=True)
class Part:
    """One thing of several that are asked for, what is known of it, and the records behind that."""

    name: str
    says: str
    is_there: bool
    records: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Share:
    """How many of several things are there. `doubt` is why no points can be given for it, whatever the share."""

    parts: tuple[Part, ...] = ()
    doubt: str = ""


Published = Callable[[int, Period], Sequence[Mapping[str, object]]]
"""What is made public of a unit's rows of a month: the lines of a table, by the columns that its paper may show. A
figure is a decimal, "" where nobody knows it; what a line does not tell at all it leaves out.
"""

Shares = Callable[[Mapping[int, Sequence[date]]], Mapping[int, Share]]
"""By unit the share, from the months for which each is asked; of every unit that is asked."""


@dataclass(frozen=True)
class Source:
    """What a scoring standard may ask of the rows: one in `every` month of the year, any, or a `share` that is worked
    out of many units at once, or what is `held` on its last day. `where` are the lookups of the rows that count.
    """

    every: Rhythm = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    share: Shares | None = None
    held: Held | None = None


WorkedOut = Callable[[date], Iterable[tuple[int, str, int]]]
"""Of a month, by its first day: organisation, word, and thousandths of the unit."""


@dataclass(frozen=True)
class Measure:
    """A figure of the ledger that is summed by month and up the tree. `by` is a column whose words are told apart;
    `money` says that the column is yuan. Where no `column` is named, rows are counted, unless the figure stands in no
    single row: then it is `worked_out` of a month, or it is the `ratio` of two other measures, so many `times`.
    """

    name: str
    column: str = ""
    by: str = ""
    money: bool = False
    zh: str = ""
    unit: str = ""
    worked_out: WorkedOut | None = None
    ratio: tuple[str, str] | None = None
    times: int = 1

    @property
    def is_of_rows(self) -> bool:
        """Whether the database can sum or count it."""
        return not (self.worked_out or self.ratio)


class Moved(NamedTuple):
    """Figures of a unit that an operation moves, from a first to a last day."""

    organisation: int
    first: date
    last: date


class Behind(NamedTuple):
    """A row that stands behind the figures of a unit, and a day in whose month it counts."""

    id: int
    organisation: int
    day: date


@dataclass(frozen=True)
class Facts:
    """What a ledger says of energy and water: it `feeds` facts of a month, and its rows `cover` days.

    Where these are other than the months of its rows, `moves` says which days' figures an operation moves, and `behind`
    which rows stand behind the figures of organisations from a first to a last day.
    """

    feeds: Callable[[date], Iterator[Any]]
    covers: Callable[[date], Iterator[Any]]
    moves: Callable[[Sequence[Version]], Iterable[Moved]] | None = None
    behind: Callable[[Iterable[int], date, date], Iterable[Behind]] | None = None


@dataclass(frozen=True)
class Keepers:
    """Who brings the rows of a ledger, by the `right` that they have there, and what even they may not.

    To undo what another brought asks for `right_to_undo`, where that is more. What whoever brings a sheet may not
    touch, the `guard` refuses before it is read; what cannot be, `refuses` does before it is written.
    """

    right: Right = Right.ENTER
    right_to_undo: Right | None = None
    guard: Guard | None = None
    refuses: Refuse | None = None


@dataclass(frozen=True)
class Reads:
    """A register that checks read beside a row: those of its rows of which `column` is what `lookup` leads to from the
    row that is checked. What is of the `days` from one of its columns to another (open where that is empty) is looked
    at when such a row comes, changes or goes, though nothing was found in it before: a holiday's sealing is often
    written down later. Where what is found hangs on rows that lie `around` it, the limits of these names say together
    how many days before and after such a row are meant.
    """

    register: type[models.Model]
    column: str
    lookup: str
    days: tuple[str, str] | None = None
    around: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """A ledger or a register.

    `every` says how often a subject owes a row; subjects are the rows of the register that `series_of` leads to (of
    these the ones `series_among`), or else the units. `measures` are summed; where an operation moves them in other
    months than those of its rows, `moves` says which. `checks` look at the rows of a
    subject in order, by the limits of policy that `limits` names; what they find is kept where it
    `keeps_findings`. What is found of a row may hang on those before it: a subject's rows of so many days later
    (`looks_ahead_days`) are then looked at again whenever one comes, changes or goes; and on what registers besides its
    subjects' say, which it `reads`. `findings` gives those of many
    units at once, their rules called by `names`; `beside_profiles` what is odd of profiles that somebody brings. A
    month of it can be `published`. `sources` say what a scoring standard may ask of it, `facts` what it says of energy
    and water. It is `kept_by` whoever has a right there. `sheets` are its own ways in, where the common one does not
    do. `group` is what it is for, a word of policy's list `ledger_groups`.
    """

    key: str
    model: type[models.Model]
    every: Rhythm = ""
    series_of: str = ""
    series_among: Callable[[], models.Q] = models.Q
    measures: tuple[Measure, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    limits: tuple[str, ...] = ()
    keeps_findings: bool = False
    looks_ahead_days: int = 0
    reads: tuple[Reads, ...] = ()
    findings: Callable[..., Iterable[Any]] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    beside_profiles: Look | None = None
    moves: Callable[[Sequence[Version]], Iterable[Moved]] | None = None
    published: Published | None = None
    facts: Facts | None = None
    kept_by: Keepers = Keepers()
    sheets: tuple[Kind, ...] = ()
    group: str = ""

    @property
    def zh(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def right(self) -> Right:
        """Of whoever brings its rows."""
        return self.kept_by.right

    @property
    def is_measured(self) -> bool:
        """Whether its measures are kept beside the facts: a ledger of energy tells what it measures by facts."""
        return self.is_dated and bool(self.measures) and not self.facts

    @property
    def counts_days(self) -> bool:
        """Whether its rows cover days, none of which may be left out; else a month is kept by any row in it."""
        return hasattr(self.model, "day_columns")

    @property
    def keeps_months(self) -> bool:
        return self.is_dated and not self.counts_days

    @property
    def derived(self) -> tuple[str, ...]:
        """What is derived from a month of its rows, by the words that the names of derived parts begin with."""
        is_counted = self.facts is not None and self.facts.moves is None
        return (*(["month"] if is_counted else []), *(["measured"] if self.keeps_months else []))

    @property
    def can_withdraw(self) -> bool:
        """Whether its sheet has a mark for rows that are to go."""
        return any(each.key == WITHDRAWN.key for each in self.kinds[0].columns)

    @property
    def is_dated(self) -> bool:
        """Whether its rows are of a month, a day or a moment; those of a register are not."""
        return when(self.model) is not None

    @property
    def day_column(self) -> str:
        """The column of the day by which a row counts in a month; "" where it is a month itself, or a moment."""
        at = when(self.model)
        return at.name if type(at) is models.DateField else ""

    @property
    def looks(self) -> Checks:
        """Its checks, to look at rows with."""
        return Checks(self.key, self.model, self.checks, self.limits, self.keeps_findings, self.looks_ahead_days)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The sheets that bring its rows."""
        own = self.kept_by
        how = {"derived": self.derived, "refuse": own.refuses, "guard": own.guard, "right_to_undo": own.right_to_undo}
        return self.sheets or (common_sheet(self.key, self.model, own.right, self.looks, **how),)
