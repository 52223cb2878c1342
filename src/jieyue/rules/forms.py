"""统计报表: rows of a statutory form in an edition, what fills them, and the rules that hold within them.

A figure that is not known is None, never nought: a sum with an unknown part is unknown, and no rule judges it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from jieyue.rules.factors import Source
from jieyue.rules.refusal import Refused
from jieyue.rules.values import Category, Certainty, Resource, Use, Word

Figures = Mapping[str, Decimal | None]
"""By the key of the row."""


class EditionUnknown(Refused):
    pass


class FormUnknown(Refused):
    pass


class RowKind(Word):
    """What a row counts: flows and costs are added over months, what stands is that of the year."""

    STOCK = "stock", "时点数"
    FLOW = "flow", "消费量"
    COST = "cost", "费用"
    COUNT = "count", "家数"
    SAID = "said", "文字"

    @property
    def is_of_months(self) -> bool:
        return self in (RowKind.FLOW, RowKind.COST)


class Takes(Word):
    """Where a row's figure comes from."""

    QUANTITY = "quantity", "票据用量"
    AMOUNT = "amount", "票据金额"
    PROFILE = "profile", "年度基本信息"
    UNITS = "units", "机构名录"
    SUM = "sum", "本表相加"
    SAID = "said", "机构登记"
    ENTERED = "entered", "统计报表补充资料"


class RuleManner(Word):
    EQUAL = "equal", "等于各部分之和"
    AT_LEAST = "at_least", "不少于各部分之和"
    MATCHED = "matched", "同时有数"
    REQUIRES = "requires", "有前者就有后者"


class Across(Word):
    PERIODS = "periods", "各期相加"
    COLUMNS = "columns", "各栏相加"


@dataclass(frozen=True)
class Edition:
    """In force from `since` until the day before `until`."""

    key: str
    name: str
    since: date
    until: date | None
    source: Source
    certainty: Certainty

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class FormRow:
    """`added` and `deleted` are editions: from the one on, until before the other. `per` own units of the resources
    make one of the row's. What does not `add_up` has no figure of several units.
    """

    key: str
    code: str
    name: str
    unit: str
    kind: RowKind
    takes: Takes
    source: Source
    certainty: Certainty
    added: str = ""
    deleted: str = ""
    resources: tuple[Resource, ...] = ()
    uses: tuple[Use, ...] = ()
    column: str = ""
    per: Decimal = Decimal(1)
    parts: tuple[str, ...] = ()
    adds_up: bool = True

    def counts(self, resource: str, use: str | None) -> bool:
        """Whether facts of this resource and use are in its figure. A blank use is the resource's usual one."""
        if resource not in self.resources:
            return False
        own = next(each for each in self.resources if each == resource)
        return not self.uses or (Use.named(use) if use else Use.usual(own)) in self.uses


@dataclass(frozen=True)
class FormRule:
    key: str
    says: str
    manner: RuleManner
    whole: str
    parts: tuple[str, ...]
    severity: str
    source: Source
    certainty: Certainty


@dataclass(frozen=True)
class Form:
    """`sheet_of` is the register of whose rows each has a sheet of its own, as 数据中心机房 of a unit."""

    key: str
    name: str
    rows: tuple[FormRow, ...]
    rules: tuple[FormRule, ...] = ()
    sheet_of: str = ""


@dataclass(frozen=True)
class FormColumn:
    """A column of the roll-up by category: of some categories, or the sum of other columns."""

    key: str
    name: str
    source: Source
    certainty: Certainty
    categories: tuple[Category, ...] = ()
    sums: tuple[str, ...] = ()


@dataclass(frozen=True)
class AcrossRule:
    key: str
    says: str
    manner: Across
    source: Source
    certainty: Certainty


@dataclass(frozen=True)
class Forms:
    """Everything that policy says of statutory forms; `editions` from the oldest to the newest."""

    editions: tuple[Edition, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    columns: tuple[FormColumn, ...] = ()
    across: tuple[AcrossRule, ...] = ()

    def edition(self, key: str) -> Edition:
        found = next((each for each in self.editions if each.key == key), None)
        if found is None:
            known = "、".join(each.key for each in self.editions)
            raise EditionUnknown(f"没有“{key}”这一版统计报表。", do=f"可用：{known}。")
        return found

    def edition_on(self, day: date) -> Edition:
        """The one in force on that day; before the first one, the first."""
        return next((each for each in self.editions if each.in_force(day)), self.editions[0])

    def form(self, key: str) -> Form:
        if key not in self.forms:
            raise FormUnknown(f"没有叫“{key}”的统计报表。", do=f"可用：{'、'.join(self.forms)}。")
        return self.forms[key]

    def rows_of(self, form: Form, edition: Edition) -> list[FormRow]:
        order = {each.key: nth for nth, each in enumerate(self.editions)}
        own = order[edition.key]
        return [
            row
            for row in form.rows
            if (not row.added or order[row.added] <= own) and (not row.deleted or own < order[row.deleted])
        ]

    @cached_property
    def paid_for(self) -> frozenset[Resource]:
        """Of which resources a rule of a form asks for money where there is a quantity (H07)."""
        return frozenset(
            resource
            for form in self.forms.values()
            for rule in form.rules
            if rule.manner in (RuleManner.MATCHED, RuleManner.REQUIRES)
            and {row.kind for row in form.rows if row.key in rule.parts} == {RowKind.COST}
            for row in form.rows
            if row.key == rule.whole
            for resource in row.resources
        )

    def rule_across(self, manner: Across) -> AcrossRule | None:
        return next((each for each in self.across if each.manner is manner), None)


@dataclass(frozen=True)
class FormFault:
    """A rule that does not hold, with the figures that it looked at."""

    rule: str
    severity: str
    says: str
    figures: Mapping[str, Decimal | None]
    source: Source
    certainty: Certainty
    column: str = ""


def added_up(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    known = [each for each in parts if each is not None]
    return sum(known, Decimal(0)) if known else None


def whole_of(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where a part is not known."""
    told = list(parts)
    return None if not told or None in told else sum((each for each in told if each is not None), Decimal(0))


def within_columns(columns: Sequence[FormColumn], of: Mapping[Category, Decimal | None]) -> dict[str, Decimal | None]:
    """The figure of each column of the roll-up, of the figure of each category."""
    named = {each.key: each for each in columns}

    def figure(column: FormColumn) -> Decimal | None:
        if column.sums:
            return added_up(figure(named[key]) for key in column.sums)
        return added_up(of.get(each) for each in column.categories)

    return {each.key: figure(each) for each in columns}


def filled_up(rules: Iterable[FormRule], figures: Figures) -> dict[str, Decimal | None]:
    """With each whole that is not known itself, where a rule says of which parts it is the sum and all are known."""
    found = dict(figures)
    for rule in (each for each in rules if each.manner is RuleManner.EQUAL):
        if rule.whole in found and found[rule.whole] is None:
            found[rule.whole] = whole_of(found.get(part) for part in rule.parts)
    return found


def faults_within(rules: Iterable[FormRule], figures: Figures) -> Iterator[FormFault]:
    """Rules about rows that this edition does not have, or whose figures are not known, are passed over."""
    for rule in rules:
        if rule.whole not in figures or any(part not in figures for part in rule.parts):
            continue
        whole, parts = figures[rule.whole], [figures[part] for part in rule.parts]
        if not _holds(rule.manner, whole, parts):
            about = {rule.whole: whole, **dict(zip(rule.parts, parts, strict=True))}
            yield FormFault(rule.key, rule.severity, rule.says, about, rule.source, rule.certainty)


def _holds(manner: RuleManner, whole: Decimal | None, parts: Sequence[Decimal | None]) -> bool:
    match manner:
        case RuleManner.EQUAL:
            told = whole_of(parts)
            return whole is None or told is None or whole == told
        case RuleManner.AT_LEAST:
            return whole is None or whole >= (added_up(parts) or 0)
        case RuleManner.MATCHED:
            return bool(whole) is all(bool(part) for part in parts)
        case RuleManner.REQUIRES:
            return not whole or all(bool(part) for part in parts)


def fault_across(
    rule: AcrossRule | None, row: FormRow, whole: Decimal | None, parts: Iterable[Decimal | None], *, column: str = ""
) -> FormFault | None:
    """Where a figure is not the sum of its periods, or of its columns."""
    told = added_up(parts)
    if rule is None or whole == told:
        return None
    says = f"{row.name}：{rule.says}"
    figures = {row.key: whole, "各部分之和": told}
    return FormFault(rule.key, "error", says, figures, rule.source, rule.certainty, column=column)
