"""Plans as files: `plans/<key>/plan.toml` with the entries, and `text.md` with the sentences they quote."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

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
from jieyue.rules.duties import PARAMETERS, RULES
from jieyue.rules.plan import Addresses, Discharge, Due, Entry, Order, Plan, Sentence
from jieyue.rules.values import Kind, Level

FOLDER = "plans"
ROW = re.compile(r"[A-F]\d{1,2}")
SENTENCE = re.compile(r"(\d+)\. (.+)")

OfShift = Annotated[Shift, as_word(Shift)]
OfOrder = Annotated[Order, as_word(Order)]
OfLevel = Annotated[Level, as_word(Level)]
OfKind = Annotated[Kind, as_word(Kind)]

DISCHARGED_BY = {
    "report": "报送",
    "notice": "公示",
    "ledger_month": "台账齐全",
    "document": "报送材料",
}


class DueShape(Sourced):
    """Further keys are the rule's parameters."""

    model_config = ConfigDict(extra="allow", frozen=True)

    rule: Text
    shift: OfShift
    note: Text = ""

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.__pydantic_extra__ or {})


class DischargeShape(Shape):
    by: Text
    what: Key | Annotated[str, Field(pattern=r"^[a-z_]*$")] = ""


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
    mendings: tuple[MendingShape, ...] = ()
    entries: tuple[EntryShape, ...] = Field(min_length=1)


class PlanCaseShape(Shape):
    """What is due of an entry in a year, or that nothing is (`absent`)."""

    name: Text
    entry: Key
    year: Annotated[int, Field(ge=1900, le=9998, strict=True)]
    period: Text = ""
    designated: bool = Field(default=False, strict=True)
    opens_on: Day | None = None
    due_on: Day | None = None
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
        discharge=shape.discharge and Discharge(shape.discharge.by, shape.discharge.what),
        if_designated=shape.if_designated,
    )


def _due(shape: DueShape) -> Due:
    source = shape.source.as_source()
    return Due(shape.rule, shape.parameters, shape.shift, source, shape.certainty, shape.note)


def plan_faults(files: Sequence[PlanFile]) -> list[PolicyFault]:
    """Everything about the plans that cannot stand."""
    return [fault for file in files for fault in _faults_of(file)] + list(_doubled(files))


def _doubled(files: Sequence[PlanFile]) -> Iterator[PolicyFault]:
    seen: dict[str, str] = {}
    for file in files:
        if file.shape.key in seen:
            says = f"方案“{file.shape.key}”已经有了，见 {seen[file.shape.key]}。"
            yield file.document.fault(("key",), says, "请换一个 key。")
        seen.setdefault(file.shape.key, file.document.name)


def _faults_of(file: PlanFile) -> Iterator[PolicyFault]:
    sentences = {sentence.number: sentence for sentence in sentences_of(file.text)}
    if not sentences:
        yield file.document.fault(("key",), "旁边没有 text.md，或者其中没有编号的句子。", "请在同一文件夹放 text.md。")
        return
    keys: set[str] = set()
    for nth, entry in enumerate(file.shape.entries):
        yield from _faults_of_entry(file.document, nth, entry, sentences)
        if entry.key in keys:
            yield file.document.fault(("entries", nth, "key"), f"“{entry.key}”写了两次。", "请换一个 key。")
        keys.add(entry.key)
    said = {entry.sentence for entry in file.shape.entries}
    for number in sorted(sentences.keys() - said):
        yield file.document.fault(
            ("key",), f"第 {number} 句没有条目。", "请为它写一条 entries；只是倡导的写明 because。"
        )


def _faults_of_entry(
    document: Document, nth: int, entry: EntryShape, sentences: Mapping[int, Sentence]
) -> Iterator[PolicyFault]:
    def fault(key: str, says: str, do: str) -> PolicyFault:
        return document.fault(("entries", nth, key), says, do)

    if entry.sentence not in sentences:
        yield fault("sentence", f"text.md 中没有第 {entry.sentence} 句。", "请核对编号。")
    elif entry.quote not in sentences[entry.sentence].text:
        yield fault("quote", f"第 {entry.sentence} 句里没有“{entry.quote}”。", "请照抄原话，标点也须相同。")
    if entry.order is Order.EXHORTATION:
        if not entry.because:
            yield fault("because", "倡导没有写明为什么只是倡导。", "请写 because。")
    elif not ROW.fullmatch(entry.row):
        yield fault("row", f"row“{entry.row}”不对。", "请写办理它的部分，如 B4。")
    yield from _faults_of_due(entry, fault)


def _faults_of_due(entry: EntryShape, fault: Any) -> Iterator[PolicyFault]:
    if (entry.due is None) is not (entry.discharge is None):
        yield fault("due", "due 和 discharge 须同时写。", "有期限的任务都要写明由什么办结。")
    if entry.discharge and entry.discharge.by not in DISCHARGED_BY:
        yield fault("discharge", f"不认识办结方式“{entry.discharge.by}”。", f"可用：{'、'.join(DISCHARGED_BY)}。")
    if entry.due is None:
        return
    if entry.due.rule not in PARAMETERS:
        yield fault("due", f"不认识期限规则“{entry.due.rule}”。", f"可用：{'、'.join(PARAMETERS)}。")
        return
    given, known = set(entry.due.parameters), PARAMETERS[entry.due.rule]
    needed = {name for name in known if not name.endswith("?")}
    names = {name.removesuffix("?") for name in known}
    if given - names:
        says = f"规则“{entry.due.rule}”没有参数“{min(given - names)}”。"
        yield fault("due", says, f"可用：{'、'.join(sorted(names)) or '无'}。")
    elif needed - given:
        yield fault("due", f"规则“{entry.due.rule}”缺少参数“{min(needed - given)}”。", "请写上。")
    elif not _gives_days(entry.due):
        yield fault("due", "按这些参数算不出日期。", "月份为 1 至 12；日为数字、last（月底）或 mid（中旬）。")


def _gives_days(due: DueShape) -> bool:
    try:
        list(RULES[due.rule](due.parameters, date(2020, 1, 1), date(2024, 1, 1)))
    except (ValueError, TypeError):
        return False
    return True
