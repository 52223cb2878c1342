"""Scoring standards as files: `standards/<key>/standard.toml`, with `cases.toml` beside it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError

from jieyue.policy.offered import Offered
from jieyue.policy.quota_files import FIGURES
from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import Dated, HowCertain, Key, Number, Positive, Shape, Sourced, SourceShape, Text, as_word
from jieyue.rules.factors import SwitchUnreadable, read_switches
from jieyue.rules.ledger_policy import LedgerPolicy
from jieyue.rules.scoring import KINDS, Item, Rule, Section, Standard, Verdict, WhereNotApplicable

FOLDER = "standards"
TITLES = "titles"
Words = Mapping[str, Sequence[str]]
"""By parameter of a rule, what it may name."""

OfVerdict = Annotated[Verdict, as_word(Verdict)]
OfWhere = Annotated[WhereNotApplicable, as_word(WhereNotApplicable)]
ItemKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$")]
Row = Annotated[str, Field(pattern=r"^[A-F]\d{1,2}$")]


class RuleShape(Shape):
    """Further keys are the rule's parameters."""

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: Text
    source: Text = ""
    what: Text = ""

    def as_rule(self) -> Rule:
        given = dict(self.__pydantic_extra__ or {})
        if "rules" in given:
            given["rules"] = tuple(each.as_rule() for each in self.parts())
        return Rule(self.kind, self.source, given, self.what)

    def parts(self) -> list["RuleShape"]:
        """The rules within a rule that is made of several."""
        written = (self.__pydantic_extra__ or {}).get("rules", [])
        return [RuleShape.model_validate(each) for each in written]


class AppliesShape(Shape):
    source: Text


class ItemShape(Sourced):
    id: ItemKey
    section: Text
    group: Text
    text: Text
    points: Positive | None = None
    gate: bool = Field(default=False, strict=True)
    rule: RuleShape
    row: Row
    awaits: str = ""
    evidence: tuple[Text, ...] = ()
    applies_if: AppliesShape | None = None
    not_applicable: OfWhere = WhereNotApplicable.NOT_SAID
    starred: bool = Field(default=False, strict=True)


class SectionShape(Shape):
    key: Text
    name: Text
    points: Positive | None = None


class StandardShape(Dated):
    kind: Literal["standard"]
    key: Key
    title: Text
    issuer: Text
    document: Text
    certainty: HowCertain
    total: Positive | None = None
    passes_from: Positive | None = None
    stars: Literal["known", "unknown"] = "known"
    note: Text = ""
    basis: dict[Text, Text] = Field(default_factory=dict)
    sections: tuple[SectionShape, ...] = Field(min_length=1)
    items: tuple[ItemShape, ...] = Field(min_length=1)


class FoundShape(Shape):
    period: str = ""
    on_time: bool | None = None
    value: Number | None = None
    key: str = ""


class FactsShape(Shape):
    expected: int = 0
    is_over: bool = True
    found: tuple[FoundShape, ...] = ()
    missing: tuple[FoundShape, ...] = ()
    doubt: str = ""


class StandardCaseShape(Shape):
    """What an item becomes of facts: `points` absent where none can be given."""

    name: Text
    item: ItemKey
    facts: dict[str, FactsShape] = Field(default_factory=dict)
    verdict: OfVerdict
    points: Number | None = None
    source: SourceShape


class StandardCasesShape(Shape):
    kind: Literal["standard_cases"]
    cases: tuple[StandardCaseShape, ...] = Field(min_length=1)


StandardFile = tuple[Document, StandardShape]


def standard_of(shape: StandardShape) -> Standard:
    """A standard whose file has no faults."""
    return Standard(
        key=shape.key,
        title=shape.title,
        issuer=shape.issuer,
        document=shape.document,
        since=shape.since,
        until=shape.until,
        certainty=shape.certainty,
        total=shape.total,
        passes_from=shape.passes_from,
        note=shape.note,
        sections=tuple(Section(each.key, each.name, each.points) for each in shape.sections),
        items=tuple(_item(each) for each in shape.items),
        are_stars_known=shape.stars == "known",
        basis=shape.basis,
    )


def _item(shape: ItemShape) -> Item:
    return Item(
        key=shape.id,
        section=shape.section,
        group=shape.group,
        text=shape.text,
        points=shape.points,
        certainty=shape.certainty,
        is_gate=shape.gate,
        rule=shape.rule.as_rule(),
        row=shape.row,
        evidence=shape.evidence,
        source=shape.source.as_source(),
        applies_if=Rule("exists", shape.applies_if.source) if shape.applies_if else None,
        not_applicable=shape.not_applicable,
        awaits=shape.awaits,
        is_starred=shape.starred,
    )


def standard_faults(files: Sequence[StandardFile], ledgers: LedgerPolicy, offered: Offered | None) -> list[PolicyFault]:
    """Everything about the standards that cannot stand; `ledgers` have the words that rules name."""
    words = {
        "title": [word.key for word in ledgers.words.get(TITLES, ())],
        "targets": [f"{figure}{of_year}" for of_year in ("", ":before") for figure in FIGURES],
    }
    found = [fault for document, shape in files for fault in _faults_of(document, shape, words)] + list(_doubled(files))
    if found or offered is None:
        return found
    return [fault for document, shape in files for fault in _asks_nobody(document, shape, offered)]


def _asks_nobody(document: Document, shape: StandardShape, offered: Offered) -> Iterator[PolicyFault]:
    """Items that ask what no ledger and no function answers, and do not say what they wait for."""
    for nth, item in enumerate(shape.items):
        unknown = sorted(_item(item).sources - offered.sources)
        if unknown and not item.awaits:
            do = f"可用：{'、'.join(sorted(offered.sources))}；系统里还没有的，请写 awaits 说明等待什么登记。"
            yield document.fault(("items", nth, "rule"), f"没有台账提供“{unknown[0]}”。", do)


def _doubled(files: Sequence[StandardFile]) -> Iterator[PolicyFault]:
    seen: dict[str, str] = {}
    for document, shape in files:
        if shape.key in seen:
            says = f"评价标准“{shape.key}”已经有了，见 {seen[shape.key]}。"
            yield document.fault(("key",), says, "请换一个 key。")
        seen.setdefault(shape.key, document.name)


def _faults_of(document: Document, shape: StandardShape, words: Words) -> Iterator[PolicyFault]:
    try:
        read_switches(shape.basis)
    except SwitchUnreadable as refusal:
        yield document.fault(("basis",), refusal.says, refusal.do)
    sections = {section.key for section in shape.sections}
    seen: set[str] = set()
    for nth, item in enumerate(shape.items):
        if item.id in seen:
            yield document.fault(("items", nth, "id"), f"“{item.id}”写了两次。", "请换一个编号。")
        seen.add(item.id)
        if item.section not in sections:
            yield document.fault(
                ("items", nth, "section"), f"没有“{item.section}”这一部分。", "请写 sections 中的 key。"
            )
        yield from _faults_of_rule(document, nth, item.rule, words)
    yield from _faults_of_sums(document, shape)


def _faults_of_rule(document: Document, nth: int, rule: RuleShape, words: Words) -> Iterator[PolicyFault]:
    if rule.kind not in KINDS:
        says = f"不认识评分规则“{rule.kind}”。"
        yield document.fault(("items", nth, "rule"), says, f"可用：{'、'.join(KINDS)}。")
        return
    known = KINDS[rule.kind]
    given = set(rule.__pydantic_extra__ or {})
    if given != known.parameters:
        says = f"规则“{rule.kind}”的参数应为：{'、'.join(sorted(known.parameters)) or '无'}。"
        yield document.fault(("items", nth, "rule"), says, "请补上缺的，删去多的。")
    if known.needs_facts and not rule.source:
        yield document.fault(("items", nth, "rule"), f"规则“{rule.kind}”没有写 source。", "请写由什么判定。")
    yield from _names_nothing(document, nth, rule, words)
    yield from _faults_of_parts(document, nth, rule, words)


def _names_nothing(document: Document, nth: int, rule: RuleShape, words: Words) -> Iterator[PolicyFault]:
    """A title that nobody can hold, a target that nobody can set: no unit would ever fulfil the item."""
    for parameter, known in words.items():
        given = (rule.__pydantic_extra__ or {}).get(parameter, ())
        for key in [given] if isinstance(given, str) else given:
            if key not in known:
                says = f"规则“{rule.kind}”的 {parameter} 写了“{key}”，没有这个词。"
                yield document.fault(("items", nth, "rule"), says, f"可用：{'、'.join(known)}。")


def _faults_of_parts(document: Document, nth: int, rule: RuleShape, words: Words) -> Iterator[PolicyFault]:
    try:
        parts = rule.parts()
    except (ValidationError, TypeError):
        yield document.fault(("items", nth, "rule"), "rules 中有一条不是规则。", "每一条请写 kind 和 source。")
        return
    for part in parts:
        yield from _faults_of_rule(document, nth, part, words)


def _faults_of_sums(document: Document, shape: StandardShape) -> Iterator[PolicyFault]:
    """The points of a section are those of its items, where all are known."""
    for nth, section in enumerate(shape.sections):
        points = [item.points for item in shape.items if item.section == section.key]
        known = [each for each in points if each is not None]
        total = sum(known, Decimal(0))
        if section.points is not None and len(known) == len(points) and total != section.points:
            says = f"“{section.name}”写 {section.points} 分，各项相加为 {total} 分。"
            yield document.fault(("sections", nth, "points"), says, "请核对分值。")
