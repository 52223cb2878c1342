"""Plans as files: `plans/<key>/plan.toml` with the entries, and `text.md` with the sentences they quote."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from jieyue.policy.offered import Offered
from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import (
    Dated,
    Day,
    HowCertain,
    Key,
    Shape,
    Sourced,
    SourceShape,
    Text,
    as_word,
)
from jieyue.rules.calendar import Shift
from jieyue.rules.duties import ABOUT, DISCHARGED_BY, OF_LEDGERS, OF_UNITS, PARAMETERS, RULES, About, When
from jieyue.rules.plan import Addresses, Discharge, Due, Entry, Order, Owes, Plan, Sentence
from jieyue.rules.plan import Document as UsualDocument
from jieyue.rules.values import Kind, Level

FOLDER = "plans"
ROW = re.compile(r"[A-F]\d{1,2}")
SENTENCE = re.compile(r"(\d+)\. (.+)")

TRIED = range(2020, 2024)
"""A leap year and three others: what gives a day in all of them gives one in every year."""

MOST_DAYS = 366
"""After the end of a period."""

OfShift = Annotated[Shift, as_word(Shift)]
OfOrder = Annotated[Order, as_word(Order)]
OfLevel = Annotated[Level, as_word(Level)]
OfKind = Annotated[Kind, as_word(Kind)]
OfOwes = Annotated[Owes, as_word(Owes)]
OfDocument = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$", strict=True)]


class DueShape(Sourced):
    """Further keys are the rule's parameters."""

    model_config = ConfigDict(extra="allow", frozen=True)

    rule: Text
    shift: OfShift
    owes: OfOwes | None = None
    note: Text = ""

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.__pydantic_extra__ or {})


class DischargeShape(Shape):
    by: Text
    what: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_.-]{0,39})?$", strict=True)] = ""
    by_others: Annotated[bool, Field(strict=True)] = False


class DocumentShape(Shape):
    """A kind of document that this plan asks for, and its name."""

    key: OfDocument
    name: Text


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
    entries: tuple[EntryShape, ...] = Field(min_length=1)


class PlanCaseShape(Shape):
    """What is due of an entry in a year, or that nothing is (`absent`).

    The plan is in force from its own first day unless `in_force_from` and `in_force_until` say otherwise, for a unit
    that exists from `opened_on` until the day before `closed_on`. With `seen_on`: what is in sight on that day.
    """

    name: Text
    entry: Key
    year: Annotated[int, Field(ge=1900, le=9998, strict=True)]
    period: Text = ""
    designated: bool = Field(default=False, strict=True)
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
        return (path.parent / "text.md").read_text("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def plan_of(file: PlanFile) -> Plan:
    """A plan whose file has no faults."""
    sentences = sentences_of(file.text)
    by_number = {sentence.number: sentence for sentence in sentences}
    shape = file.shape
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
        entries=tuple(_entry(entry, by_number[entry.sentence]) for entry in shape.entries),
        documents={document.key: document.name for document in shape.documents},
    )


def _entry(shape: EntryShape, sentence: Sentence) -> Entry:
    return Entry(
        key=shape.key,
        sentence=sentence,
        order=shape.order,
        quote=shape.quote,
        row=shape.row,
        what=shape.what,
        waits=shape.waits,
        because=shape.because,
        due=shape.due and _due(shape.due),
        discharge=shape.discharge
        and Discharge(shape.discharge.by, shape.discharge.what, by_others=shape.discharge.by_others),
        if_designated=shape.if_designated,
    )


def _due(shape: DueShape) -> Due:
    source = shape.source.as_source()
    owes = shape.owes or Owes.ENDING
    return Due(shape.rule, shape.parameters, shape.shift, source, shape.certainty, shape.note, owes)


def plan_faults(files: Sequence[PlanFile], offered: Offered | None) -> list[PolicyFault]:
    """Everything about the plans that cannot stand."""
    found = [*(fault for file in files for fault in _faults_of(file)), *_doubled(files), *_doubled_documents(files)]
    if found or offered is None:
        return found
    return [fault for file in files for fault in _names_no_ledger(file, offered)]


def _names_no_ledger(file: PlanFile, offered: Offered) -> Iterator[PolicyFault]:
    """Duties that nothing can discharge, for no ledger is called so."""
    known = {"ledger": offered.monthly, "record": offered.recorded}
    for nth, entry in enumerate(file.shape.entries):
        discharge = entry.discharge
        if discharge and discharge.by in known and discharge.what not in known[discharge.by]:
            says = f"没有可由“{discharge.by}”办结的台账“{discharge.what}”。"
            do = f"可用：{'、'.join(sorted(known[discharge.by]))}。"
            yield file.document.fault(("entries", nth, "discharge"), says, do)


def _doubled(files: Sequence[PlanFile]) -> Iterator[PolicyFault]:
    seen: dict[str, str] = {}
    for file in files:
        if file.shape.key in seen:
            says = f"方案“{file.shape.key}”已经有了，见 {seen[file.shape.key]}。"
            yield file.document.fault(("key",), says, "请换一个 key。")
        seen.setdefault(file.shape.key, file.document.name)


def _doubled_documents(files: Sequence[PlanFile]) -> Iterator[PolicyFault]:
    """One key is one kind of document in all plans."""
    seen = {word.value: word.zh for word in UsualDocument}
    for file in files:
        for nth, document in enumerate(file.shape.documents):
            if seen.setdefault(document.key, document.name) != document.name:
                says = f"材料“{document.key}”在别处叫“{seen[document.key]}”。"
                yield file.document.fault(("documents", nth, "key"), says, "请换一个 key，或者用同一个名称。")


def _faults_of(file: PlanFile) -> Iterator[PolicyFault]:
    sentences = {sentence.number: sentence for sentence in sentences_of(file.text)}
    if not sentences:
        yield file.document.fault(("key",), "旁边没有 text.md，或者其中没有编号的句子。", "请在同一文件夹放 text.md。")
        return
    keys: set[str] = set()
    for nth, entry in enumerate(file.shape.entries):
        yield from _faults_of_entry(file, nth, entry, sentences)
        if entry.key in keys:
            yield file.document.fault(("entries", nth, "key"), f"“{entry.key}”写了两次。", "请换一个 key。")
        keys.add(entry.key)
    said = {entry.sentence for entry in file.shape.entries}
    for number in sorted(sentences.keys() - said):
        yield file.document.fault(
            ("key",), f"第 {number} 句没有条目。", "请为它写一条 entries；只是倡导的写明 because。"
        )


def _faults_of_entry(
    file: PlanFile, nth: int, entry: EntryShape, sentences: Mapping[int, Sentence]
) -> Iterator[PolicyFault]:
    def fault(key: str, says: str, do: str) -> PolicyFault:
        return file.document.fault(("entries", nth, key), says, do)

    if entry.sentence not in sentences:
        yield fault("sentence", f"text.md 中没有第 {entry.sentence} 句。", "请核对编号。")
    elif entry.quote not in sentences[entry.sentence].text:
        yield fault("quote", f"第 {entry.sentence} 句里没有“{entry.quote}”。", "请照抄原话，标点也须相同。")
    if entry.order is Order.EXHORTATION:
        if not entry.because:
            yield fault("because", "倡导没有写明为什么只是倡导。", "请写 because。")
    elif not ROW.fullmatch(entry.row):
        yield fault("row", f"row“{entry.row}”不对。", "请写办理它的部分，如 B4。")
    if (entry.due is None) is not (entry.discharge is None):
        yield fault("due", "due 和 discharge 须同时写。", "有期限的任务都要写明由什么办结。")
    for key, says, do in (*_wrong_with_due(entry), *_wrong_with_discharge(entry, file.shape)):
        yield fault(key, says, do)


Wrong = tuple[str, str, str]
"""Where, what is wrong, what to do."""


def _wrong_with_due(entry: EntryShape) -> Iterator[Wrong]:
    due = entry.due
    if due is None:
        return
    if due.rule not in PARAMETERS:
        yield "due", f"不认识期限规则“{due.rule}”。", f"可用：{'、'.join(PARAMETERS)}。"
        return
    given, known = set(due.parameters), PARAMETERS[due.rule]
    needed = {name for name in known if not name.endswith("?")}
    names = {name.removesuffix("?") for name in known}
    if given - names:
        says = f"规则“{due.rule}”没有参数“{min(given - names)}”。"
        yield "due", says, f"可用：{'、'.join(sorted(names)) or '无'}。"
    elif needed - given:
        yield "due", f"规则“{due.rule}”缺少参数“{min(needed - given)}”。", "请写上。"
    elif not _gives_days(due):
        yield "due", "按这些参数算不出日期。", HOW_TO_GIVE_DAYS
    if due.owes and ABOUT[due.rule] in (About.NOTHING, About.YEAR):
        yield "due", f"规则“{due.rule}”没有已经结束的报告期，不用写 owes。", "请删去 owes。"


HOW_TO_GIVE_DAYS = (
    "月份为 1 至 12；日为每个月都有的数字、last（月底）或 mid（中旬）；"
    f"days 为 1 至 {MOST_DAYS}；期限不能早于开始办理的日期。"
)


def _gives_days(due: DueShape) -> bool:
    try:
        return all(map(_is_possible, RULES[due.rule](due.parameters, TRIED)))
    except (ValueError, TypeError, OverflowError):
        return False


def _is_possible(when: When) -> bool:
    days = [when.due_on] if when.opens_on is None else [when.opens_on, when.due_on]
    if any(type(day) is not date for day in days):
        return False
    if when.period and not when.period.last < when.due_on <= when.period.last + timedelta(days=MOST_DAYS):
        return False
    return days == sorted(days)


def _wrong_with_discharge(entry: EntryShape, plan: PlanShape) -> Iterator[Wrong]:
    """What is no thing, or a thing that this duty can never have."""
    discharge, due = entry.discharge, entry.due
    if discharge is None:
        return
    by, what = discharge.by, discharge.what
    if by not in DISCHARGED_BY:
        yield "discharge", f"不认识办结方式“{by}”。", f"可用：{'、'.join(DISCHARGED_BY)}。"
        return
    if by in OF_LEDGERS and not what:
        yield "discharge", "没有写由哪一本台账办结。", "请写 what。"
    elif by not in ("document", *OF_LEDGERS) and what:
        yield "discharge", f"办结方式“{by}”不分种类，不能写 what = “{what}”。", "请删去 what。"
    elif by == "document":
        yield from _wrong_with_document(what, plan)
    if due and due.rule in ABOUT and ABOUT[due.rule] not in DISCHARGED_BY[by]:
        possible = "、".join(rule for rule, about in ABOUT.items() if about in DISCHARGED_BY[by])
        yield "discharge", f"规则“{due.rule}”的任务不可能由“{by}”办结。", f"“{by}”只能配 {possible}。"
    if by in OF_UNITS and set(plan.levels) != {Level.UNIT}:
        yield "discharge", f"“{by}”只有单位才有，方案还针对别的层级。", "请改 levels，或者改用 document。"


def _wrong_with_document(what: str, plan: PlanShape) -> Iterator[Wrong]:
    known = [*(word.value for word in UsualDocument), *(document.key for document in plan.documents)]
    if not what:
        yield "discharge", "没有写由哪一种材料办结。", f"请写 what，可用：{'、'.join(known)}。"
    elif what not in known:
        do = f"可用：{'、'.join(known)}；别的材料请先写进 [[documents]]（key 和 name）。"
        yield "discharge", f"不认识材料“{what}”。", do
