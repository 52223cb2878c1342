"""行动方案: what a plan orders, sentence by sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jieyue.rules.calendar import Shift
from jieyue.rules.factors import Source
from jieyue.rules.values import Certainty, Kind, Level, Word


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


class Document(Word):
    """报送材料 that every plan may ask for; a plan names others itself."""

    CREATION_PLAN = "creation_plan", "创建行动实施方案"
    FILING_FORM = "filing_form", "创建备案表"
    MOBILISATION = "mobilisation", "动员部署、督导检查材料"
    SELF_EVALUATION = "self_evaluation", "自评报告、打分表和佐证材料"
    ANALYSIS_REPORT = "analysis_report", "能源资源消费分析报告"
    VERIFICATION_RESULT = "verification_result", "抽查复核结果"
    OTHER = "other", "其他材料"


@dataclass(frozen=True)
class Due:
    """When something is due: the rule's name in `rules.duties`, with its parameters."""

    rule: str
    parameters: Mapping[str, object]
    shift: Shift
    source: Source
    certainty: Certainty
    note: str = ""
    owes: Owes = Owes.ENDING


@dataclass(frozen=True)
class Discharge:
    """The thing that discharges a duty: `what` is a report, a notice, a complete month, a document, a month
    of a ledger or a record in it. `by_others`: it comes from somebody else, and whoever has the duty waits for it.
    """

    by: str
    what: str = ""
    by_others: bool = False


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
    exhortation is only that. `if_designated`: only where the organisation is designated for the year.
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


@dataclass(frozen=True)
class Addresses:
    """Whom a plan addresses of those at and below the organisation it is put in force for. Empty: all of them."""

    levels: frozenset[Level] = frozenset({Level.UNIT})
    kinds: frozenset[Kind] = frozenset()

    def includes(self, level: Level, kind: Kind | None) -> bool:
        return level in self.levels and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True)
class Plan:
    """`documents` are the kinds of documents that it asks for beside the usual ones, with their names."""

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
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def obligations(self) -> list[tuple[Entry, Due]]:
        """Entries with a date, and when that is."""
        return [(entry, entry.due) for entry in self.entries if entry.due]

    def carried_out(self) -> dict[str, list[Sentence]]:
        """The ordering sentences: `now`, those of which everything is carried out today; `partly`; and, by the row
        that they wait for, the others.
        """
        found: dict[str, list[Sentence]] = {}
        for sentence in self.sentences:
            own = [entry for entry in self.entries if entry.sentence == sentence]
            orders = [entry for entry in own if entry.order is not Order.EXHORTATION]
            if orders:
                waiting = [entry.row for entry in orders if entry.waits]
                now = "now" if not waiting else "partly" if len(waiting) < len(orders) else waiting[0]
                found.setdefault(now, []).append(sentence)
        return found

    def counts(self) -> tuple[int, int, int]:
        """Of the ordering sentences: carried out today, partly, and not yet."""
        found = {state: len(sentences) for state, sentences in self.carried_out().items()}
        now, partly = found.pop("now", 0), found.pop("partly", 0)
        return now, partly, sum(found.values())
