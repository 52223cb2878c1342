"""Plans as files: `plans/<key>/plan.toml` with the entries, and `text.md` with the sentences they quote."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from jieyue.policy.reading import Document
from jieyue.policy.shapes import (
    Dated,
    Day,
    HowCertain,
    Key,
    Number,
    Positive,
    Shape,
    Sourced,
    SourceShape,
    Text,
    as_word,
)
from jieyue.rules.calendar import Shift
from jieyue.rules.duties import campaign
from jieyue.rules.ledger_policy import LedgerPolicy, LedgerWord
from jieyue.rules.plan import (
    LAST_YEAR,
    Addresses,
    Check,
    Cited,
    Conclusion,
    Discharge,
    DocumentKind,
    Due,
    Entry,
    Form,
    Order,
    Owes,
    Plan,
    Sentence,
    Target,
    Threshold,
    Who,
)
from jieyue.rules.publication import Publication
from jieyue.rules.punctuation import full_width
from jieyue.rules.values import Certainty, Kind, Level

FOLDER = "plans"
PLAN, TEXT = "plan.toml", "text.md"
DOCUMENTS = "documents"
CAMPAIGNS, TITLES, MEASURES = "campaigns", "titles", "target_measures"
SENTENCE = re.compile(r"(\d+)\. (.+)")

OfShift = Annotated[Shift, as_word(Shift)]
OfOrder = Annotated[Order, as_word(Order)]
OfLevel = Annotated[Level, as_word(Level)]
OfKind = Annotated[Kind, as_word(Kind)]
OfOwes = Annotated[Owes, as_word(Owes)]
OfForm = Annotated[Form, as_word(Form)]
OfDocument = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$", strict=True)]


class DueShape(Sourced):
    """Further keys are the rule's parameters."""

    model_config = ConfigDict(extra="allow", frozen=True)

    rule: Text
    shift: OfShift
    shift_certainty: HowCertain | None = None
    leaves_month: bool = Field(default=False, strict=True)
    owes: OfOwes | None = None
    note: Text = ""

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.__pydantic_extra__ or {})


class DischargeShape(Shape):
    by: Text
    what: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_.-]{0,39}(/[a-z0-9_.-]{1,40})?)?$", strict=True)] = ""
    by_others: Annotated[bool, Field(strict=True)] = False


class WhoShape(Shape):
    """Whom an entry addresses where that is not whom the plan does, and the body there that does it."""

    levels: tuple[OfLevel, ...] = ()
    body: Text = ""


class TargetShape(Shape):
    form: OfForm
    of: Text
    measure: Key | None = None
    title: Key | None = None
    value: Positive | None = None
    unit: Text = ""
    base: Annotated[str, Field(pattern=rf"^({LAST_YEAR}|\d{{4}})$", strict=True)] = ""
    by: Day | None = None
    scope: tuple[OfLevel, ...] = ()


class ThresholdShape(Shape):
    """`limit` names the limit of a ledger that stands for it in the system."""

    what: Text
    least: Number | None = None
    most: Number | None = None
    unit: Text
    limit: Text = ""


class CheckShape(Shape):
    at: Text = ""
    thresholds: tuple[ThresholdShape, ...] = ()
    items: tuple[Text, ...] = ()


class ConclusionShape(Shape):
    """Further keys are the parameters of the conclusion."""

    name: Text = Field(alias="is")
    titles: tuple[Key, ...] = ()
    entries: tuple[Key, ...] = ()


class DocumentShape(Shape):
    """A kind of document that this plan asks for, and its name. `received`: by the level above, to which it goes;
    `approved`: by somebody of the organisation itself before that.
    """

    key: OfDocument
    name: Text
    received: bool = Field(default=False, strict=True)
    approved: bool = Field(default=False, strict=True)

    def as_kind(self, also: str = "", *, ahead: bool = False) -> DocumentKind:
        way = {"received": self.received, "approved": self.approved, "ahead": ahead}
        return DocumentKind(self.key, self.name, also, **way)


class CitedShape(Sourced):
    """A rule of others that entries cite."""

    key: Key
    title: Text
    issuer: Text = ""
    number: Text = ""
    version: Text = ""
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    note: Text = ""

    def as_cited(self) -> Cited:
        told = {name: value for name, value in dict(self).items() if name != "source"}
        return Cited(**told, source=self.source.as_source())


class EntryShape(Shape):
    key: Key
    sentence: Annotated[int, Field(ge=1, strict=True)]
    order: OfOrder
    quote: Text
    row: Text = ""
    what: Text
    waits: bool = Field(default=False, strict=True)
    because: Text = ""
    due: DueShape | None = None
    discharge: DischargeShape | None = None
    if_designated: bool = Field(default=False, strict=True)
    who: WhoShape | None = None
    kept: tuple[Text, ...] = ()
    target: TargetShape | None = None
    check: CheckShape | None = None
    conclusion: ConclusionShape | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    cites: tuple[Key, ...] = ()


class MendingShape(Shape):
    """A place broken in the published text, and how it reads."""

    was: str
    now: str
    because: Text


class PlanShape(Dated):
    kind: Literal["plan"]
    key: Key
    title: Text
    issuer: Text
    document: Text
    certainty: HowCertain
    note: Text = ""
    left_out: tuple[Text, ...] = ()
    levels: tuple[OfLevel, ...] = Field(default=(Level.UNIT,), min_length=1)
    kinds: tuple[OfKind, ...] = ()
    documents: tuple[DocumentShape, ...] = ()
    mendings: tuple[MendingShape, ...] = ()
    cited: tuple[CitedShape, ...] = ()
    entries: tuple[EntryShape, ...] = Field(min_length=1)


class PlanCaseShape(Shape):
    """What is due of an entry in a year, or that nothing is (`absent`).

    The plan is in force from its own first day unless `in_force_from` and `in_force_until` say otherwise, for a unit
    that exists from `opened_on` until the day before `closed_on`. With `seen_on`: what is in sight on that day. `level`
    and `kind` are whose, `titles` what he holds, `events` what happened to him on which day (`set`: somebody set it).
    Or else what the page `says` of the entry, what of catalogues it `names`, or whether a `figure` (beside that of the
    `base` year) `holds` its target or check (of several thresholds the one called `threshold`).
    """

    name: Text
    entry: Key
    year: Annotated[int, Field(ge=1900, le=9998, strict=True)] = 2020
    period: Text = ""
    designated: bool = Field(default=False, strict=True)
    level: OfLevel = Level.UNIT
    titles: tuple[Key, ...] = ()
    events: Mapping[str, Day] = Field(default_factory=dict)
    kind: OfKind | None = None
    says: Text = ""
    names: tuple[Text, ...] = ()
    figure: Number | None = None
    threshold: Text = ""
    base: Number | None = None
    holds: bool | None = Field(default=None, strict=True)
    opens_on: Day | None = None
    due_on: Day | None = None
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    opened_on: Day | None = None
    closed_on: Day | None = None
    seen_on: Day | None = None
    absent: bool = Field(default=False, strict=True)
    source: SourceShape


class PlanCasesShape(Shape):
    kind: Literal["plan_cases"]
    cases: tuple[PlanCaseShape, ...] = Field(min_length=1)


class UsualDocumentShape(DocumentShape):
    """`also`: what of this program is this document, so that it need not be handed in apart. `ahead`: it may come
    before its period begins.
    """

    also: Literal["score_sheet", ""] = ""
    ahead: bool = Field(default=False, strict=True)


class UsualDocumentsShape(Shape):
    kind: Literal["documents"]
    documents: tuple[UsualDocumentShape, ...] = Field(min_length=1)


@dataclass(frozen=True)
class PlanFile:
    """A plan's file and the text beside it."""

    document: Document
    shape: PlanShape
    text: str


def sentences_of(text: str) -> list[Sentence]:
    """The numbered sentences of a `text.md`, each under the heading of its article."""
    article, found = "", []
    for line in text.splitlines():
        if line.startswith("## "):
            article = line.removeprefix("## ").strip()
        elif numbered := SENTENCE.fullmatch(line.strip()):
            found.append(Sentence(int(numbered[1]), article, numbered[2]))
    return found


def text_beside(path: Path) -> str:
    try:
        return (path.parent / TEXT).read_text("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


@dataclass(frozen=True)
class Beside:
    """What stands in other files of policy and plans name: words and limits of ledgers, the usual documents, and what
    is published.
    """

    ledgers: LedgerPolicy
    documents: Mapping[str, DocumentKind]
    publications: Mapping[str, Publication]

    def words(self, list_: str) -> Mapping[str, LedgerWord]:
        return {word.key: word for word in self.ledgers.words.get(list_, ())}


def documents_of(shapes: Sequence[UsualDocumentsShape]) -> dict[str, DocumentKind]:
    return {each.key: each.as_kind(each.also, ahead=each.ahead) for shape in shapes for each in shape.documents}


def plan_of(file: PlanFile, beside: Beside) -> Plan:
    """A plan whose file has no faults, with the marks of its sentences as Chinese ones."""
    sentences = [_printed(each) for each in sentences_of(file.text)]
    by_number = {sentence.number: sentence for sentence in sentences}
    shape = file.shape
    documents = {document.key: document.as_kind() for document in shape.documents}
    beside = replace(beside, documents={**beside.documents, **documents})
    cited = {each.key: each.as_cited() for each in shape.cited}
    return Plan(
        key=shape.key,
        title=shape.title,
        issuer=shape.issuer,
        document=shape.document,
        since=shape.since,
        until=shape.until,
        certainty=shape.certainty,
        addresses=Addresses(frozenset(shape.levels), frozenset(shape.kinds)),
        sentences=tuple(sentences),
        entries=tuple(
            replace(_entry(entry, by_number[entry.sentence], beside), cites=tuple(cited[key] for key in entry.cites))
            for entry in shape.entries
        ),
        documents=documents,
        digest=hashlib.sha256(file.document.content + file.text.encode()).hexdigest(),
        files={PLAN: file.document.content.decode(), TEXT: file.text},
    )


def _printed(sentence: Sentence) -> Sentence:
    """As it is shown: sources that come from web pages have half-width marks."""
    return replace(sentence, article=full_width(sentence.article), text=full_width(sentence.text))


def _entry(shape: EntryShape, sentence: Sentence, beside: Beside) -> Entry:
    return Entry(
        key=shape.key,
        sentence=sentence,
        order=shape.order,
        quote=full_width(shape.quote),
        row=shape.row,
        what=shape.what,
        waits=shape.waits,
        because=shape.because,
        due=shape.due and _due(shape.due, beside),
        discharge=shape.discharge and _discharge(shape.discharge, beside),
        if_designated=shape.if_designated,
        who=Who(frozenset(shape.who.levels), full_width(shape.who.body)) if shape.who else Who(),
        kept=shape.kept,
        target=shape.target and _target(shape.target),
        check=shape.check and _check(shape.check),
        conclusion=shape.conclusion and _conclusion(shape.conclusion, beside),
        since=shape.since,
        until=shape.until,
    )


def _discharge(shape: DischargeShape, beside: Beside) -> Discharge:
    kind = beside.documents.get(shape.what) if shape.by == "document" else None
    way = {"received": kind.received, "approved": kind.approved} if kind else {}
    return Discharge(shape.by, shape.what, by_others=shape.by_others, **way)


def _due(shape: DueShape, beside: Beside) -> Due:
    given = shape.parameters
    if shape.rule == campaign.__name__:
        given["campaign"] = beside.words(CAMPAIGNS)[given["campaign"]]
    return Due(
        shape.rule,
        given,
        shape.shift,
        shape.source.as_source(),
        shape.certainty,
        shape.note,
        shape.owes or Owes.ENDING,
        shape.leaves_month,
        shape.shift_certainty or (Certainty.VERIFIED if shape.shift is Shift.NONE else Certainty.UNVERIFIED),
    )


def _target(shape: TargetShape) -> Target:
    return Target(**{**dict(shape), "measure": shape.measure or "", "title": shape.title or ""})


def _check(shape: CheckShape) -> Check:
    return Check(shape.at, tuple(Threshold(**dict(each)) for each in shape.thresholds), shape.items)


def _conclusion(shape: ConclusionShape, beside: Beside) -> Conclusion:
    names = beside.words(TITLES)
    return Conclusion(shape.name, {title: names[title].name for title in shape.titles}, shape.entries)
