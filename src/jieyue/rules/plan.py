"""行动方案: what a plan orders, sentence by sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from jieyue.rules.calendar import Shift
from jieyue.rules.factors import Source
from jieyue.rules.own_lists import SPOT_CHECKS
from jieyue.rules.values import Certainty, Kind, Level, Word

ZERO = Decimal(0)


class Order(Word):
    """What a sentence of a plan is."""

    RECORD = "record", "台账"
    TARGET = "target", "目标"
    OBLIGATION = "obligation", "任务"
    CHECK = "check", "检查"
    CONCLUSION = "conclusion", "结论"
    EXHORTATION = "exhortation", "倡导"


class Owes(Word):
    """Which report periods are owed of a plan that came into force, or ended, in the middle of one."""

    ENDING = "ending", "在执行期内结束的"
    BEGINNING = "beginning", "在执行期内开始的"
    WHOLE = "whole", "整个在执行期内的"
    FALLING_DUE = "falling_due", "在执行期内到期的"


@dataclass(frozen=True)
class DocumentKind:
    """报送材料 that plans may ask for. `also` is what of this program is one. `received`: it goes to the level above,
    which receives it; `approved`: somebody of the organisation itself approves of it before, or at all. `ahead`: it may
    be handed in before its period begins, as a plan may.
    """

    key: str
    name: str
    also: str = ""
    received: bool = False
    approved: bool = False
    ahead: bool = False


class Carried(Word):
    """What carries out today what an entry orders, from the most to the least. `decided`: a rule of the system says met
    or not met; `kept`: it stands in a ledger, and nobody but its reader judges it.
    """

    DECIDED = "decided", "由系统判定"
    HANDED_IN = "handed_in", "报送或登记后办结"
    KEPT = "kept", "在台账登记，系统不判定"
    SHOWN = "shown", "列出，不须办结"
    WAITS = "waits", "待以后的功能"

    @property
    def rank(self) -> int:
        return list(Carried).index(self)


class Form(Word):
    """What a target aims at. `given` is what the superior sets each year, `title` a title to be reached."""

    TITLE = "title", "建成"
    GIVEN = "given", "完成上级下达的指标"
    SAVED = "saved", "节约"
    DOWN = "down", "下降"
    NO_GROWTH = "no_growth", "不增长"
    MORE = "more", "比上年增加"
    LESS = "less", "比上年减少"
    CAP = "cap", "不超过"
    SHARE = "share", "占比达到"


WITH_VALUE = frozenset({Form.SAVED, Form.DOWN, Form.CAP, Form.SHARE})
ON_A_BASE = frozenset({Form.SAVED, Form.DOWN, Form.NO_GROWTH, Form.MORE, Form.LESS})
JUDGED = WITH_VALUE | ON_A_BASE
"""What figures decide; a title and what the superior sets are decided elsewhere."""

LAST_YEAR = "last_year"
SET_BY_PERSON = "set_by_person"


@dataclass(frozen=True)
class Target:
    """目标: `of` is what is measured, `base` the year it is compared with (`last_year`, or the year itself), `by` the
    day until which it is to be reached, `scope` the levels whose share it is. `measure` is the word of policy by which
    the system measures it, `title` the word of the title that it aims at; "" where it does not.
    """

    form: Form
    of: str
    measure: str = ""
    title: str = ""
    value: Decimal | None = None
    unit: str = ""
    base: str = ""
    by: date | None = None
    scope: tuple[Level, ...] = ()

    @property
    def is_measured(self) -> bool:
        return bool(self.measure or self.title)

    def met(self, reached: Decimal, base: Decimal = ZERO) -> bool:
        """Whether this figure, in the target's unit, meets it; `base` is that of the year it is compared with."""
        value = self.value or ZERO
        return {
            Form.SAVED: base - reached >= value,
            Form.DOWN: reached <= base * (1 - value / 100),
            Form.NO_GROWTH: reached <= base,
            Form.MORE: reached > base,
            Form.LESS: reached < base,
            Form.CAP: reached <= value,
            Form.SHARE: reached >= value,
        }[self.form]


@dataclass(frozen=True)
class Threshold:
    """The least or the most that a check lets pass. `limit` names the system's own limit that stands for it."""

    what: str
    least: Decimal | None
    most: Decimal | None
    unit: str
    limit: str = ""

    def holds(self, measured: Decimal) -> bool:
        return (self.least is None or measured >= self.least) and (self.most is None or measured <= self.most)


@dataclass(frozen=True)
class Check:
    """`at` is the ledger, or source of one, that decides it; `items` are words of its checklist."""

    at: str = ""
    thresholds: tuple[Threshold, ...] = ()
    items: tuple[str, ...] = ()


CONCLUSIONS: Mapping[str, tuple[str, ...]] = {
    "designated": (),
    "titled": ("titles",),
    "exempt": ("titles", "entries"),
}
"""结论 that can be drawn here, each with the parameters that it takes."""


@dataclass(frozen=True)
class Conclusion:
    """`exempt`: whoever holds one of the `titles` need not do what the `entries` order."""

    name: str
    titles: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Who:
    """Whom an entry addresses: `levels`, or the plan's where there are none, and the `body` there that does it."""

    levels: frozenset[Level] = frozenset()
    body: str = ""


EVERYBODY = Who()


@dataclass(frozen=True)
class Due:
    """When something is due: the rule's name in `rules.duties`, with its parameters.

    What is due by the end of a month (底前) stays in it on days off, unless it `leaves_month`. How certain the shift is
    says `shift_certainty`: plans say nothing of days off.
    """

    rule: str
    parameters: Mapping[str, object]
    shift: Shift
    source: Source
    certainty: Certainty
    note: str = ""
    owes: Owes = Owes.ENDING
    leaves_month: bool = False
    shift_certainty: Certainty = Certainty.VERIFIED

    @property
    def by_person(self) -> bool:
        """Whether somebody sets the day, so that until then there is none."""
        return self.rule == SET_BY_PERSON

    @property
    def least_certain(self) -> Certainty:
        return max(self.certainty, self.shift_certainty, key=list(Certainty).index)


@dataclass(frozen=True)
class Discharge:
    """The thing that discharges a duty: `what` is a report, a notice, a complete month, a document, a month
    of a ledger or a record in it. `by_others`: it comes from somebody else, and whoever has the duty waits for it.
    `received` by the level above and `approved` of before that are documents of a kind that goes this way.
    """

    by: str
    what: str = ""
    by_others: bool = False
    received: bool = False
    approved: bool = False


@dataclass(frozen=True)
class Cited:
    """A rule of others (引用的上级制度) that a plan cites. `number` (文号), `version` and the days in which it holds
    are blank where nobody has found them out.
    """

    key: str
    title: str
    issuer: str
    number: str
    version: str
    since: date | None
    until: date | None
    source: Source
    certainty: Certainty
    note: str = ""

    def is_called(self, title: str) -> bool:
        """Whether a title, as somebody wrote it, is its own: points and brackets aside."""
        return plain_title(title) == plain_title(self.title)


def plain_title(title: str) -> str:
    return "".join(letter for letter in title if letter.isalnum())


@dataclass(frozen=True)
class Sentence:
    """A sentence of the plan's own text, its broken places mended."""

    number: int
    article: str
    text: str


@dataclass(frozen=True)
class Entry:
    """What one sentence, or a part of it, orders. `quote` is the sentence's own wording.

    `row` is the part of the system that carries it out; `waits` where that part is not there yet. `because` says why an
    exhortation is only that. `if_designated`: only where the organisation is designated for the year. `kept` are the
    ledgers and registers, or sources of them, in which it is kept. It orders something `since` a day, `until` another,
    and `cites` rules of others.
    """

    key: str
    sentence: Sentence
    order: Order
    quote: str
    row: str
    what: str
    waits: bool = False
    because: str = ""
    due: Due | None = None
    discharge: Discharge | None = None
    if_designated: bool = False
    who: Who = field(default_factory=Who)
    kept: tuple[str, ...] = ()
    target: Target | None = None
    check: Check | None = None
    conclusion: Conclusion | None = None
    since: date | None = None
    until: date | None = None
    cites: tuple[Cited, ...] = ()

    @property
    def carried(self) -> Carried:
        """What carries it out today, as what it names says."""
        if self.waits:
            return Carried.WAITS
        if self.order is Order.EXHORTATION:
            return Carried.SHOWN
        if self.conclusion or self._is_concluded:
            return Carried.HANDED_IN
        return Carried.DECIDED if self._is_decided else Carried.KEPT

    @property
    def _is_concluded(self) -> bool:
        """By a document, or by the word of somebody."""
        by = self.discharge
        by_paper = by is not None and (by.by in ("document", "conclusion") or by.by_others)
        return by_paper or (self.check is not None and self.check.at == SPOT_CHECKS)

    @property
    def _is_decided(self) -> bool:
        """By the thing that discharges it on its day, by a check, or by figures beside a target."""
        is_judged = self.target is not None and (self.target.is_measured or self.target.form is Form.GIVEN)
        return self.discharge is not None or is_judged or (self.check is not None and bool(self.check.at))

    @property
    def owed(self) -> Due | None:
        """When it is due, where the system asks for it today."""
        return self.due if self.discharge else None

    def orders_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Addresses:
    """Whom a plan addresses of those at and below the organisation it is put in force for. Empty: all of them."""

    levels: frozenset[Level] = frozenset({Level.UNIT})
    kinds: frozenset[Kind] = frozenset()

    def includes(self, level: Level, kind: Kind | None, who: Who = EVERYBODY) -> bool:
        """Whether an entry for `who` addresses one of this level and kind. Only units have a kind."""
        is_of_kind = not self.kinds or kind in self.kinds or level is not Level.UNIT
        return level in (who.levels or self.levels) and is_of_kind

    def reaches(self, level: Level, who: Who) -> bool:
        """Whether an entry for `who` addresses anybody that can stand at or below an organisation of this level."""
        return any(level.rank <= each.rank for each in who.levels or self.levels)


@dataclass(frozen=True)
class Plan:
    """`documents` are the kinds of documents that it asks for beside the usual ones; `files` is what stands in its
    files, by name, and `digest` tells one text of them from another.
    """

    key: str
    title: str
    issuer: str
    document: str
    since: date
    until: date | None
    certainty: Certainty
    addresses: Addresses
    sentences: Sequence[Sentence]
    entries: Sequence[Entry]
    documents: Mapping[str, DocumentKind] = field(default_factory=dict)
    digest: str = ""
    files: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def cited(self) -> list[Cited]:
        """Each rule of others once, in the order of the sentences."""
        return list({each.key: each for entry in self.entries for each in entry.cites}.values())

    @cached_property
    def obligations(self) -> list[tuple[Entry, Due]]:
        """Entries with a date that the system asks for, and when that is."""
        return [(entry, entry.owed) for entry in self.entries if entry.owed]

    @cached_property
    def undated(self) -> list[Entry]:
        """What it orders without a day, or on one that somebody has to set: no duty tells of it."""
        ordered = (each for each in self.entries if each.order not in (Order.EXHORTATION, Order.TARGET))
        return [each for each in ordered if each.owed is None or each.owed.by_person]

    @cached_property
    def targets(self) -> list[Entry]:
        return [each for each in self.entries if each.target]

    @cached_property
    def levels(self) -> frozenset[Level]:
        """Everybody to whom some entry is addressed."""
        return frozenset().union(self.addresses.levels, *(entry.who.levels for entry in self.entries))

    @cached_property
    def events(self) -> frozenset[object]:
        """What it counts days from."""
        return frozenset(due.parameters.get("event") for _, due in self.obligations)

    def exempting(self, entry: str) -> dict[str, str]:
        """The titles that exempt from it, and their names."""
        return {
            title: name
            for each in self.entries
            if each.conclusion and entry in each.conclusion.entries
            for title, name in each.conclusion.titles.items()
        }

    def of_sentence(self, sentence: Sentence) -> list[Entry]:
        return [entry for entry in self.entries if entry.sentence == sentence]

    def carried(self, sentence: Sentence) -> Carried:
        """As the least carried of its entries."""
        return max((entry.carried for entry in self.of_sentence(sentence)), key=lambda carried: carried.rank)

    def counts(self) -> dict[Carried, int]:
        """How many sentences are carried out how."""
        found = [self.carried(sentence) for sentence in self.sentences]
        return {carried: found.count(carried) for carried in Carried}

    def waiting(self) -> dict[str, int]:
        """How many sentences wait for each row."""
        rows = [
            row
            for sentence in self.sentences
            for row in {each.row for each in self.of_sentence(sentence) if each.waits}
        ]
        return {row: rows.count(row) for row in sorted(set(rows))}
