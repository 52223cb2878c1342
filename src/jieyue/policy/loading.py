"""Reads the policy files, the package's own and the deployment's, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from jieyue.policy.assembling import Files, Parts, Placed, SetParts, parts
from jieyue.policy.consistency import faults
from jieyue.policy.form_files import form_faults, forms_of
from jieyue.policy.offered import Offered
from jieyue.policy.ordered import read_ordered
from jieyue.policy.quota_files import (
    class_rules_of,
    counting_rules_of,
    energy_baselines_of,
    means_of,
    quota_faults,
    quota_sets_of,
)
from jieyue.policy.reading import OWN_FOLDER, Document, PolicyFault, PolicyRefused, documents
from jieyue.policy.shapes import KINDS, PriceShape, SavingsMethodShape, UnitShape, certainties, shape_of
from jieyue.policy.unit_names import same_name
from jieyue.rules.calendar import Calendar
from jieyue.rules.counting import CountingRule
from jieyue.rules.energy_baseline import BaselineRule
from jieyue.rules.factors import Emissions, FactorSet
from jieyue.rules.forms import Forms
from jieyue.rules.ledger_policy import LedgerPolicy
from jieyue.rules.paper_layout import Layout
from jieyue.rules.plan import DocumentKind, Plan
from jieyue.rules.publication import Publication
from jieyue.rules.quotas import ClassRule, PublishedMean, QuotaSet
from jieyue.rules.recognition import Recognition
from jieyue.rules.refusal import Refused
from jieyue.rules.robots import RobotKind
from jieyue.rules.savings.method import Method
from jieyue.rules.scoring import Standard
from jieyue.rules.thresholds import PriceRange, Thresholds
from jieyue.rules.values import Certainty, Resource
from jieyue.rules.wording import Fragment, Meaning, OfficeWords, bare, by_role, folded


class FactorSetUnknown(Refused):
    pass


class NoFactorSetInForce(Refused):
    pass


class PlanUnknown(Refused):
    pass


class StandardUnknown(Refused):
    pass


class MethodUnknown(Refused):
    pass


@dataclass(frozen=True)
class Unit:
    """A unit that is accepted for some resources; `multiplier` reporting units make one of it."""

    names: tuple[str, ...]
    resources: frozenset[Resource]
    multiplier: Decimal
    case_matters: bool

    def is_called(self, text: str) -> bool:
        return any(same_name(text, name, case_matters=self.case_matters) for name in self.names)


@dataclass(frozen=True)
class Policy:
    """All policy values. `documents` gives the sha256 of each file's bytes, under the name messages use for it, and
    `texts` what stands in it.
    """

    folders: tuple[Path, ...]
    factor_sets: Mapping[str, FactorSet]
    emissions: Emissions
    units: tuple[Unit, ...]
    thresholds: Thresholds
    calendar: Calendar
    plans: Mapping[str, Plan]
    handed_in: Mapping[str, DocumentKind]
    publications: Mapping[str, Publication]
    recognition: Recognition
    robot_hosts: Mapping[RobotKind, frozenset[str]]
    standards: Mapping[str, Standard]
    layouts: Mapping[str, Layout]
    ledgers: LedgerPolicy
    documents: Mapping[str, str]
    texts: Mapping[str, str]
    certainties: Mapping[Certainty, int]
    words: OfficeWords = field(default_factory=OfficeWords)
    methods: Mapping[str, Method] = field(default_factory=dict)
    quota_sets: tuple[QuotaSet, ...] = ()
    published_means: tuple[PublishedMean, ...] = ()
    class_rules: tuple[ClassRule, ...] = ()
    counting_rules: tuple[CountingRule, ...] = ()
    energy_baselines: tuple[BaselineRule, ...] = ()
    forms: Forms = field(default_factory=Forms)

    def factor_set(self, key: str) -> FactorSet:
        if key not in self.factor_sets:
            raise FactorSetUnknown(f"没有叫“{key}”的系数集。", do=f"可用：{'、'.join(self.factor_sets)}。")
        return self.factor_sets[key]

    def factor_set_on(self, day: date) -> FactorSet:
        """The one in force on that day."""
        for factor_set in self.factor_sets.values():
            if factor_set.in_force(day):
                return factor_set
        refusal = NoFactorSetInForce(f"{day} 没有有效的折标煤系数。", do="请换一个年份，或者请系统管理员补上。")
        refusal.at_machine = f"请指定一个系数集：{'、'.join(self.factor_sets)}。"
        raise refusal

    def plan(self, key: str) -> Plan:
        if key not in self.plans:
            raise PlanUnknown(f"没有叫“{key}”的行动方案。", do=f"可用：{'、'.join(self.plans)}。")
        return self.plans[key]

    def standard(self, key: str) -> Standard:
        if key not in self.standards:
            raise StandardUnknown(f"没有叫“{key}”的评价标准。", do=f"可用：{'、'.join(self.standards)}。")
        return self.standards[key]

    def method(self, key: str) -> Method:
        if key not in self.methods:
            raise MethodUnknown(f"没有叫“{key}”的节能量计算方法。", do=f"可用：{'、'.join(self.methods)}。")
        return self.methods[key]

    def unit_multiplier(self, resource: Resource, unit: str) -> Decimal | None:
        """How many reporting units of the resource one such unit is; None when it cannot be converted."""
        own = (it for it in self.units if resource in it.resources)
        return next((it.multiplier for it in own if it.is_called(unit)), None)

    def is_unit(self, text: str) -> bool:
        """Whether anything is measured by a unit of that name."""
        return any(unit.is_called(text) for unit in self.units)

    def is_same_unit(self, one: str, other: str) -> bool:
        """Whether the two are names of one unit: 升 and L, 公里 and km, 圆 and 元."""
        if same_name(one, other, case_matters=True):
            return True
        money = self.words.money
        if other in money:
            return money.get(folded(one)) == money[other]
        return any(unit.is_called(one) and unit.is_called(other) for unit in self.units) or any(
            any(same_name(one, name) for name in names) and any(same_name(other, name) for name in names)
            for names in self.words.same_units
        )

    def units_of(self, resource: Resource) -> list[str]:
        """The names of the units accepted for the resource, for messages."""
        return [name for unit in self.units if resource in unit.resources for name in unit.names]


def load(folders: Sequence[Path] = (), *, placeholders: bool = False, offered: Offered | None = None) -> Policy:
    """The package's policy and, in addition, that of the deployment's own folders. Read once for the same folders.

    Raises `PolicyRefused` with every fault: of the files' shape if there is one, else of what does not stand together.
    Placeholders are for tests. What plans and standards name of ledgers is held against what is `offered`, where that
    is known.
    """
    return _remembered(tuple(Path(folder) for folder in folders), placeholders, offered)


@lru_cache(maxsize=8)
def _remembered(folders: tuple[Path, ...], placeholders: bool, offered: Offered | None) -> Policy:
    return read(folders, placeholders=placeholders, offered=offered)


def read(folders: Sequence[Path] = (), *, placeholders: bool = False, offered: Offered | None = None) -> Policy:
    """`load` without remembering: what lies on disk now."""
    found = [*(it for folder in (OWN_FOLDER, *folders) for it in policy_documents(folder))]
    files = _shaped(found, folders)
    said, ordered = parts(files), read_ordered(folders, offered)
    together = [*faults(said, placeholders=placeholders), *quota_faults(said, ordered.ledgers), *form_faults(said)]
    if wrong := [*together, *ordered.faults]:
        raise PolicyRefused(wrong)
    found += ordered.documents
    graded = certainties(shape for _, shape in files)
    return Policy(
        folders=tuple(folders),
        factor_sets={each.head.value.key: _factor_set(each) for each in said.sets},
        emissions=_emissions(said),
        units=(units := tuple(_unit(entry.value) for entry in said.units)),
        thresholds=_thresholds(said, units),
        calendar=ordered.calendar,
        plans=ordered.plans,
        handed_in=ordered.handed_in,
        publications=ordered.publications,
        recognition=ordered.recognition,
        robot_hosts=ordered.robot_hosts,
        standards=ordered.standards,
        layouts=ordered.layouts,
        ledgers=ordered.ledgers,
        documents={document.name: document.sha256 for document in found},
        texts={document.name: document.content.decode() for document in found},
        words=_office_words(said),
        methods={each.value.key: _method(each.value) for each in said.methods},
        quota_sets=quota_sets_of(said),
        published_means=means_of(said),
        class_rules=class_rules_of(said),
        counting_rules=counting_rules_of(said),
        energy_baselines=energy_baselines_of(said),
        forms=forms_of(said),
        certainties={certainty: graded.count(certainty) for certainty in Certainty},
    )


def policy_documents(folder: Path) -> list[Document]:
    """The files of values; cases stand beside them and are run, not applied."""
    return [document for document in documents(folder, KINDS) if not document.name.endswith(".cases.toml")]


def _shaped(found: Sequence[Document], folders: Sequence[Path]) -> Files:
    wrong = [_no_folder(folder) for folder in folders if not folder.is_dir()]
    files = []
    for document in found:
        try:
            shape, more = shape_of(document)
        except PolicyRefused as refused:
            shape, more = None, refused.faults
        wrong += more
        if shape is not None:
            files.append((document, shape))
    if wrong:
        raise PolicyRefused(wrong)
    return files


def _no_folder(folder: Path) -> PolicyFault:
    return PolicyFault(str(folder), 1, "没有这个政策目录。", "请检查路径；目录里按 factors、units、checks 分放文件。")


def _factor_set(each: SetParts) -> FactorSet:
    head = each.head.value
    return FactorSet(
        key=head.key,
        name=head.name,
        since=head.since,
        until=head.until,
        factors=tuple(entry.value for entry in each.factors),
        densities=tuple(entry.value for entry in each.densities),
        left_out=tuple(entry.value for entry in each.left_out),
        by_request=head.by_request,
    )


def _emissions(said: Parts) -> Emissions:
    return Emissions(
        factors=tuple(entry.value for entry in said.emissions),
        places=tuple(entry.value for entry in said.places),
        left_out=tuple(entry.value for entry in said.no_emissions),
    )


def _unit(shape: UnitShape) -> Unit:
    return Unit(shape.names, frozenset(shape.resources), shape.multiplier, shape.case_matters)


def _office_words(said: Parts) -> OfficeWords:
    return OfficeWords(
        no_names={folded(word): each.value.meaning for each in said.no_names for word in each.value.words},
        synonyms={
            (each.value.of, folded(word)): Meaning(
                each.value.means, asks=each.value.ask or len(each.value.means) > 1, note=each.value.note
            )
            for each in said.synonyms
            for word in each.value.words
        },
        headers=by_role(
            (word, each.value.role, each.value.resource or "") for each in said.headers for word in each.value.words
        ),
        columns={
            (each.value.ledger, bare(word)): each.value.column for each in said.columns for word in each.value.words
        },
        fragments={
            folded(word): Fragment(each.value.says, each.value.means)
            for each in said.fragments
            for word in each.value.words
        },
        no_values=frozenset(folded(word) for each in said.no_values for word in each.value.words),
        money={folded(word): each.value.times for each in said.money for word in each.value.words},
        same_units=tuple(each.value.words for each in said.same_units),
    )


def _thresholds(said: Parts, units: Sequence[Unit]) -> Thresholds:
    return Thresholds(
        prices=tuple(_price_range(entry, units) for entry in said.prices),
        limits=tuple(entry.value for entry in said.limits),
        supplies=tuple(entry.value for entry in said.supplies),
        sizes=tuple(entry.value for entry in said.sizes),
    )


def _method(shape: SavingsMethodShape) -> Method:
    return Method(
        key=shape.key,
        values={each.setting: float(each.value) for each in shape.settings},
        metered=frozenset(shape.metered),
        uncooled=frozenset(shape.uncooled),
        unverified=tuple(each.setting for each in shape.settings if each.certainty.needs_checking),
    )


def _price_range(entry: Placed[PriceShape], units: Sequence[Unit]) -> PriceRange:
    shape, amount = entry.value, entry.value.unit.partition("/")[2]
    per = next(unit.multiplier for unit in units if shape.resource in unit.resources and unit.is_called(amount))
    return PriceRange(
        resource=shape.resource,
        low_yuan=shape.low / per,
        high_yuan=shape.high / per,
        since=shape.since,
        until=shape.until,
        source=shape.source.as_source(),
        certainty=shape.certainty,
        note=shape.note,
        place=shape.place,
        category=shape.category,
    )
