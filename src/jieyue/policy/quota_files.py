"""`policy/quotas`: standards of quotas, means that a region published, and which institution is of which class."""

from collections.abc import Iterable, Iterator
from typing import Any

from jieyue.policy.assembling import Parts, Placed
from jieyue.policy.reading import PolicyFault
from jieyue.policy.shapes import QuotaSetShape, QuotaShape
from jieyue.rules.counting import Counted, CountingRule, Term
from jieyue.rules.energy_baseline import BaselineRule
from jieyue.rules.factors import FactorUnknown, SwitchUnreadable, read_switches
from jieyue.rules.ledger_policy import LedgerPolicy
from jieyue.rules.quotas import (
    OWN_SWITCHES,
    ClassRule,
    CorrectionRule,
    PublishedMean,
    Quota,
    QuotaSet,
)

CLASSES, ZONES, WAYS, BUILDINGS = "institution_classes", "quota_zones", "heating_ways", "building_classes"
"""The lists of words in `policy/ledgers` by which quotas are told apart."""
TOLD_BY = {"zone": ZONES, "way": WAYS, "building": BUILDINGS}
FIGURES = ("energy_per_m2_kgce", "energy_per_person_kgce", "water_per_person_m3")


def quota_sets_of(said: Parts) -> tuple[QuotaSet, ...]:
    return tuple(_set(each.value) for each in said.quota_sets)


def _set(shape: QuotaSetShape) -> QuotaSet:
    return QuotaSet(
        key=shape.key,
        name=shape.name,
        since=shape.since,
        until=shape.until,
        regions=shape.regions,
        quotas=tuple(_quota(each) for each in shape.quotas),
        switches=shape.switches,
        zones=shape.zones,
        ways=shape.ways,
        corrections=tuple(CorrectionRule(**_plain(each)) for each in shape.corrections),
    )


def _quota(shape: QuotaShape) -> Quota:
    return Quota(**{name: value for name, value in _plain(shape).items() if value is not None or name == "benchmark"})


def _plain(shape: Any) -> dict[str, Any]:
    return {**vars(shape), "source": shape.source.as_source()}


def means_of(said: Parts) -> tuple[PublishedMean, ...]:
    return tuple(
        PublishedMean(
            name=each.name,
            year=file.value.year,
            regions=file.value.regions,
            classes=each.classes,
            levels=each.levels,
            figures={name: value for name in FIGURES if (value := getattr(each, name)) is not None},
            source=each.source.as_source(),
            certainty=each.certainty,
        )
        for file in said.published_means
        for each in file.value.means
    )


def class_rules_of(said: Parts) -> tuple[ClassRule, ...]:
    files = (file.value for file in said.institution_classes)
    return tuple(ClassRule(each.class_, each.category, each.names) for file in files for each in file.classes)


def counting_rules_of(said: Parts) -> tuple[CountingRule, ...]:
    files = (file.value for file in said.counting_rules)
    rules = (each for file in files for each in file.rules)
    return tuple(
        CountingRule(**{**_plain(each), "terms": tuple(Term(**vars(term)) for term in each.terms)}) for each in rules
    )


def energy_baselines_of(said: Parts) -> tuple[BaselineRule, ...]:
    return tuple(BaselineRule(**_plain(each)) for file in said.energy_baselines for each in file.value.baselines)


# --- what cannot stand


def quota_faults(said: Parts, words: LedgerPolicy) -> Iterator[PolicyFault]:
    known = {name: {each.key for each in words.words.get(name, ())} for name in (CLASSES, *TOLD_BY.values())}
    seen: dict[str, str] = {}
    for each in said.quota_sets:
        if each.value.key in seen:
            says = f"定额标准“{each.value.key}”已经有了，见 {seen[each.value.key]}。"
            yield each.fault("key", says, "请换一个 key。")
        seen.setdefault(each.value.key, each.where)
        yield from _switch_faults(each)
        yield from _row_faults(each, known)
    for file in said.published_means:
        for nth, mean in enumerate(file.value.means):
            yield from _unknown(file, ("means", nth, "classes"), mean.classes, known[CLASSES])
    for counted in said.counting_rules:
        for nth, each_rule in enumerate(counted.value.rules):
            yield from _unknown(counted, ("rules", nth, "classes"), each_rule.classes, known[CLASSES])
            if each_rule.terms and each_rule.what is Counted.AREA:
                says = "面积不由人数的组成计算。"
                yield counted.document.fault(("rules", nth, "terms"), says, "请删去 terms，或者改正 what。")
    for rules in said.institution_classes:
        for nth, rule in enumerate(rules.value.classes):
            yield from _unknown(rules, ("classes", nth, "class"), [rule.class_], known[CLASSES])


def _switch_faults(each: Placed[QuotaSetShape]) -> Iterator[PolicyFault]:
    others = {name: value for name, value in each.value.switches.items() if name not in OWN_SWITCHES}
    try:
        read_switches(others)
    except (SwitchUnreadable, FactorUnknown) as refused:
        yield each.fault("switches", refused.says, refused.do)


def _row_faults(each: Placed[QuotaSetShape], known: dict[str, set[str]]) -> Iterator[PolicyFault]:
    seen: set[tuple] = set()
    for nth, row in enumerate(each.value.quotas):
        place = ("quotas", nth)
        limits = [limit for limit in (row.guide, row.benchmark, row.constraint) if limit is not None]
        if limits != sorted(set(limits)):
            says = "约束值、基准值、引导值没有依次减小。"
            yield each.document.fault((*place, "constraint"), says, "请对照标准改正。")
        told = [(row.indicator, row.class_, level, row.zone, row.way, row.building) for level in row.levels or (None,)]
        if seen & set(told):
            yield each.document.fault((*place, "indicator"), "同一种情形写了两个值。", "请只留一个。")
        seen |= set(told)
        yield from _unknown(each, (*place, "class"), [row.class_], known[CLASSES])
        for name, words in TOLD_BY.items():
            given = getattr(row, name)
            yield from _unknown(each, (*place, name), [given] if given else [], known[words])


def _unknown(
    file: Placed, place: tuple[str | int, ...], given: Iterable[str], known: set[str]
) -> Iterator[PolicyFault]:
    for word in given:
        if word not in known:
            do = f"可用：{'、'.join(sorted(known))}；新的词写在 policy/ledgers。"
            yield file.document.fault(place, f"没有“{word}”这个词。", do)
