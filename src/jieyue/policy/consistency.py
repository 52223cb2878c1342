"""Whether what the files say can stand together: one value a day, units that fit, digits that are kept."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations, product
from typing import Protocol, TypeVar

from jieyue.policy.assembling import Parts, Placed, SetParts
from jieyue.policy.reading import PolicyFault
from jieyue.policy.shapes import FactorRangeShape, PriceShape, SavingsMethodShape, UnitShape
from jieyue.policy.unit_names import same_name
from jieyue.policy.word_faults import word_faults
from jieyue.rules.factors import (
    DECIMALS,
    Factor,
    Measure,
    Place,
    decimals,
    needs_density,
    per_reporting_unit,
    unit_fits,
)
from jieyue.rules.savings.method import Setting
from jieyue.rules.thresholds import OF_RECORDS, SizeRange, Supply, Threshold
from jieyue.rules.values import Category, Certainty, Resource


class Span(Protocol):
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


class Graded(Protocol):
    @property
    def certainty(self) -> Certainty: ...


S = TypeVar("S", bound=Span)


def faults(parts: Parts, *, placeholders: bool) -> list[PolicyFault]:
    """All that cannot stand, in no order."""
    return [
        *_stray_additions(parts),
        *_sets_against_each_other(parts.sets),
        *(fault for each in parts.sets for fault in _within_set(each)),
        *_emissions(parts),
        *_factor_ranges(parts.factor_ranges),
        *_implausible(parts),
        *_units(parts.units),
        *_thresholds(parts),
        *_methods(parts.methods),
        *word_faults(parts),
        *([] if placeholders else _placeholders(parts)),
    ]


# Methods of verified saving ---------------------------------------------------------------------------------------


def _methods(methods: Sequence[Placed[SavingsMethodShape]]) -> Iterator[PolicyFault]:
    seen: dict[str, str] = {}
    for each in methods:
        if each.value.key in seen:
            yield each.fault("key", f"方法“{each.value.key}”已经有了，见 {seen[each.value.key]}。", "请换一个 key。")
        seen.setdefault(each.value.key, each.where)
        given = [entry.setting for entry in each.value.settings]
        for setting in Setting:
            if given.count(setting) != 1:
                wrong = f"写了 {given.count(setting)} 次" if setting in given else "没有写"
                yield each.fault("settings", f"{setting}（{setting.zh}）{wrong}。", "每一项都要写，只写一次。")


# Sets ------------------------------------------------------------------------------------------------------------


def _stray_additions(parts: Parts) -> Iterator[PolicyFault]:
    keys = "、".join(each.head.value.key for each in parts.sets)
    for addition in parts.strays:
        yield addition.fault("extends", f"没有叫“{addition.value.extends}”的系数集。", f"可用：{keys}。")


def _sets_against_each_other(sets: Sequence[SetParts]) -> Iterator[PolicyFault]:
    heads = [each.head for each in sets]
    yield from _bad_spans(heads)
    for earlier, later in combinations(heads, 2):
        if earlier.value.key == later.value.key:
            says = f"系数集“{later.value.key}”已经有了，见 {earlier.where}。"
            yield later.fault("key", says, "请换一个 key；要给它加数值，请写 kind = “addition” 和 extends。")
    yield from _overlaps(
        [head for head in heads if not head.value.by_request],
        key=lambda _: (),
        says="与另一个系数集在同一天都有效",
        do="请改 from 或 until；只在点名时使用的，请写 by_request = true。",
    )


def _within_set(each: SetParts) -> Iterator[PolicyFault]:
    left_out = {entry.value.resource for entry in each.left_out}
    yield from _factors(each.factors, key=lambda it: (it.resource, it.basis), left_out=left_out)
    yield from _factors(each.densities, key=lambda it: (it.resource,))
    yield from _dates_of_set(each)
    yield from _bases(each.factors)
    yield from _left_out_yet_given(each)
    yield from _too_fine([*each.factors], _default_densities(each))


def _dates_of_set(each: SetParts) -> Iterator[PolicyFault]:
    head = each.head.value
    for entry in [*each.factors, *each.densities]:
        if entry.value.since < head.since or (head.until and entry.value.since >= head.until):
            yield entry.fault(
                "from", f"{entry.value.since} 不在系数集“{head.key}”的有效期内。", "请改成有效期内的日期。"
            )
        if head.until and entry.value.until and entry.value.until > head.until:
            yield entry.fault("until", f"{entry.value.until} 晚于系数集的 {head.until}。", "请改早，或删去 until。")


def _bases(factors: Iterable[Placed[Factor]]) -> Iterator[PolicyFault]:
    for entry in factors:
        is_electricity = entry.value.resource is Resource.ELECTRICITY
        if is_electricity and not entry.value.basis:
            yield entry.fault("resource", "电的系数没有写 basis。", "请写 calorific（当量）或 equivalent（等价）。")
        if not is_electricity and entry.value.basis:
            yield entry.fault("basis", f"{entry.value.resource.zh}不分当量和等价。", "请删去 basis。")


def _left_out_yet_given(each: SetParts) -> Iterator[PolicyFault]:
    given = {entry.value.resource for entry in each.factors if entry.value.is_default}
    for entry in each.left_out:
        if entry.value.resource in given:
            says = f"{entry.value.resource.zh}既有系数又写成不计入。"
            yield entry.fault("resource", says, "请只留一处。")


def _default_densities(each: SetParts) -> list[Factor]:
    return [entry.value for entry in each.densities if entry.value.is_default]


# Factors ---------------------------------------------------------------------------------------------------------


def _factors(
    entries: Sequence[Placed[Factor]],
    *,
    key: Callable[[Factor], Hashable],
    left_out: Collection[Resource] = frozenset(),
) -> Iterator[PolicyFault]:
    """What is `left_out` unless somebody asks for a variant of it needs no default."""
    yield from _bad_spans(entries)
    yield from _bad_units(entries)
    yield from _overlaps(
        entries,
        key=lambda it: (key(it), it.variant),
        says="与另一条同样的值在同一天都有效",
        do="请改 from 或 until，或给它一个 variant。",
    )
    yield from _overlaps(
        [entry for entry in entries if entry.value.is_default],
        key=lambda it: (key(it), "default"),
        says="与另一条默认值在同一天都有效",
        do="同一种能源一天只能有一个默认值，请给其中一条加 variant 并去掉 default。",
    )
    yield from _without_default([each for each in entries if each.value.resource not in left_out], key)


def _without_default(entries: Sequence[Placed[Factor]], key: Callable[[Factor], Hashable]) -> Iterator[PolicyFault]:
    defaults = {key(entry.value) for entry in entries if entry.value.is_default}
    lacking: dict[Hashable, Placed[Factor]] = {}
    for entry in entries:
        if key(entry.value) not in defaults:
            lacking.setdefault(key(entry.value), entry)
    for entry in lacking.values():
        yield entry.fault("variant", f"{entry.value.resource.zh}没有默认值。", "请给其中一条写 default = true。")


def _bad_units(entries: Iterable[Placed[Factor]]) -> Iterator[PolicyFault]:
    for entry in entries:
        it = entry.value
        if not unit_fits(it.measure, it.resource, it.unit):
            says = f"单位“{it.unit}”不能用于{it.resource.zh}的{it.measure.zh}。"
            yield entry.fault("unit", says, f"请用{EXAMPLES[it.measure].format(unit=it.resource.unit)}。")


EXAMPLES = {
    Measure.STANDARD_COAL: " kgce/{unit} 之类的单位（汽油、柴油为 kgce/kg）",
    Measure.DENSITY: " kg/L，只有汽油、柴油有密度",
    Measure.CO2: " kgCO2/{unit} 之类的单位（汽油、柴油为 tCO2/t）",
}


def _too_fine(factors: Iterable[Placed[Factor]], densities: Sequence[Factor]) -> Iterator[PolicyFault]:
    """Sums keep seven decimals; a value that needs more would be rounded without anybody noticing."""
    for entry in factors:
        it = entry.value
        if not unit_fits(it.measure, it.resource, it.unit):
            continue
        heavy = [density for density in densities if density.resource is it.resource and density.unit == "kg/L"]
        by = heavy if needs_density(it) else [None]
        if any(decimals(per_reporting_unit(it, density)) > DECIMALS for density in by):
            says = f"换算到每{it.resource.unit}后超过{DECIMALS}位小数。"
            yield entry.fault("value", says, "请写公布的位数，或四舍五入后在 note 里说明。")


# Ranges of factors -----------------------------------------------------------------------------------------------


def _factor_ranges(ranges: Sequence[Placed[FactorRangeShape]]) -> Iterator[PolicyFault]:
    first: dict[Resource, Placed[FactorRangeShape]] = {}
    for entry in ranges:
        it = entry.value
        if first.setdefault(it.resource, entry) is not entry:
            says = f"{it.resource.zh}已经有了，见 {first[it.resource].where}。"
            yield entry.fault("resource", says, "请删去一处；部署自己的，用同名文件替换。")
        if not unit_fits(Measure.STANDARD_COAL, it.resource, it.unit):
            says = f"单位“{it.unit}”不能用于{it.resource.zh}的{Measure.STANDARD_COAL.zh}。"
            yield entry.fault("unit", says, f"请用{EXAMPLES[Measure.STANDARD_COAL].format(unit=it.resource.unit)}。")
        if it.low >= it.high:
            yield entry.fault("high", f"上限 {it.high} 不高于下限 {it.low}。", "请改正。")


def _implausible(parts: Parts) -> Iterator[PolicyFault]:
    """Factors beyond their range, of which each set's own and those added to it are looked at."""
    fits = (each.value for each in parts.factor_ranges if _is_usable(each.value))
    ranges: dict[Resource, FactorRangeShape] = {}
    for each in fits:
        ranges.setdefault(each.resource, each)
    for own in parts.sets:
        densities = {density.resource: density for density in _default_densities(own)}
        for entry in own.factors:
            it = entry.value
            wide, is_usable = ranges.get(it.resource), unit_fits(it.measure, it.resource, it.unit)
            if wide and is_usable and not _is_within(it, wide, densities.get(it.resource)):
                usual = f"{wide.low}～{wide.high} {wide.unit}"
                says = f"{it.resource.zh}的{it.measure.zh} {it.value} {it.unit} 不在 {usual} 之间。"
                yield entry.fault("value", says, "请核对小数点和单位，常见的是 kgce 与 tce 写混，差 1000 倍。")


def _is_usable(wide: FactorRangeShape) -> bool:
    return unit_fits(Measure.STANDARD_COAL, wide.resource, wide.unit) and wide.low < wide.high


def _is_within(factor: Factor, wide: FactorRangeShape, density: Factor | None) -> bool:
    """Compared in one unit. Where one is by weight, the other by volume and no density is known, it is let pass."""
    low, high = (replace(factor, value=bound, unit=wide.unit) for bound in (wide.low, wide.high))
    if needs_density(factor) == needs_density(low):
        density = None
    elif density is None:
        return True
    value, least, most = (
        per_reporting_unit(each, density if density and needs_density(each) else None) for each in (factor, low, high)
    )
    return least <= value <= most


# Emissions, units, thresholds ------------------------------------------------------------------------------------


def _emissions(parts: Parts) -> Iterator[PolicyFault]:
    yield from _factors(parts.emissions, key=lambda it: (it.resource, it.scope))
    for each in parts.sets:
        yield from _too_fine(parts.emissions, _default_densities(each))
    yield from _places(parts.places)
    names = {entry.value.name for entry in parts.places}
    for entry in parts.emissions:
        if entry.value.scope and entry.value.scope not in names:
            yield entry.fault("scope", f"没有叫“{entry.value.scope}”的地方。", "请先在 [[places]] 里写它。")


def _places(places: Sequence[Placed[Place]]) -> Iterator[PolicyFault]:
    for earlier, later in combinations(places, 2):
        if {earlier.value.key, earlier.value.name} & {later.value.key, later.value.name}:
            yield later.fault("key", f"“{later.value.name}”已经有了，见 {earlier.where}。", "请删去，或换名。")


def _units(units: Sequence[Placed[UnitShape]]) -> Iterator[PolicyFault]:
    for earlier, later in combinations(units, 2):
        resources = set(earlier.value.resources) & set(later.value.resources)
        exact = earlier.value.case_matters and later.value.case_matters
        pairs = product(later.value.names, earlier.value.names)
        twice = [name for name, other in pairs if same_name(name, other, case_matters=exact)]
        if resources and twice:
            says = f"单位“{twice[0]}”对{'、'.join(it.zh for it in resources)}已经有了，见 {earlier.where}。"
            yield later.fault("names", says, "一个名称只能有一种换算，请删去一处。")


def _thresholds(parts: Parts) -> Iterator[PolicyFault]:
    yield from _bad_spans(parts.prices)
    yield from _bad_spans(parts.limits)
    yield from _bad_spans(parts.sizes)
    same = "在同一天都有效"
    for entries, what, named in (
        (parts.prices, lambda it: it.resource, f"与另一条单价范围{same}"),
        (parts.limits, lambda it: it.limit, f"与另一条同名的限值{same}"),
        (parts.sizes, lambda it: it.size, f"与另一条同样的范围{same}"),
    ):
        yield from _overlaps(entries, key=_with_whose(what), says=named, do="请改 from 或 until。")
    yield from _supplies(parts.supplies)
    for entry in parts.limits:
        if any(_whose(entry.value)) and entry.value.limit not in OF_RECORDS:
            says = f"“{entry.value.limit.zh}”全系统只有一个数，不能按机构或类别另定。"
            yield entry.fault("place" if entry.value.place else "category", says, "请删去 place、category。")
    for entry in [*parts.prices, *parts.sizes]:
        if entry.value.low >= entry.value.high:
            yield entry.fault("high", f"上限 {entry.value.high} 不高于下限 {entry.value.low}。", "请改正。")
    for entry in parts.prices:
        if entry.value.unit.partition("/")[0] != "元" or not _unit_known(entry, parts.units):
            says = f"单位“{entry.value.unit}”不能用于{entry.value.resource.zh}的单价。"
            yield entry.fault("unit", says, f"请写成 元/{entry.value.resource.unit}，或这种能源认得的其他单位。")


def _with_whose(what: Callable[[S], Hashable]) -> Callable[[S], Hashable]:
    return lambda entry: (what(entry), *_whose(entry))


def _whose(entry: PriceShape | Threshold | SizeRange) -> tuple[str, Category | None]:
    return entry.place, entry.category


def _supplies(supplies: Sequence[Placed[Supply]]) -> Iterator[PolicyFault]:
    first: dict[Resource, Placed[Supply]] = {}
    for entry in supplies:
        shortest, longest, resource = entry.value.shortest_days, entry.value.longest_days, entry.value.resource
        if first.setdefault(resource, entry) is not entry:
            yield entry.fault("resource", f"{resource.zh}已经有了，见 {first[resource].where}。", "请删去一处。")
        if shortest and longest and shortest >= longest:
            yield entry.fault("longest_days", f"最长 {longest} 天不多于最短 {shortest} 天。", "请改正。")


def _unit_known(entry: Placed[PriceShape], units: Sequence[Placed[UnitShape]]) -> bool:
    amount = entry.value.unit.partition("/")[2]
    own = (unit.value for unit in units if entry.value.resource in unit.value.resources)
    return any(same_name(amount, name, case_matters=unit.case_matters) for unit in own for name in unit.names)


# Of all ----------------------------------------------------------------------------------------------------------


def _bad_spans(entries: Iterable[Placed[S]]) -> Iterator[PolicyFault]:
    for entry in entries:
        since, until = entry.value.since, entry.value.until
        if until is not None and until <= since:
            says = f"until {until} 不晚于 from {since}。"
            yield entry.fault("until", says, "until 是失效后的第一天，请改晚或删去。")


def _overlaps(
    entries: Iterable[Placed[S]], *, key: Callable[[S], Hashable], says: str, do: str
) -> Iterator[PolicyFault]:
    groups: dict[Hashable, list[Placed[S]]] = defaultdict(list)
    for entry in entries:
        groups[key(entry.value)].append(entry)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if _same_day(one.value, other.value):
                yield other.fault("from", f"{says}，见 {one.where}。", do)


def _same_day(one: Span, other: Span) -> bool:
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)


def _placeholders(parts: Parts) -> Iterator[PolicyFault]:
    graded: list[Placed[Graded]] = [*parts.emissions, *parts.no_emissions, *parts.units, *parts.prices, *parts.limits]
    graded += [*parts.supplies, *parts.sizes, *parts.factor_ranges]
    for each in parts.sets:
        graded += [*each.factors, *each.densities, *each.left_out]
    for entry in graded:
        if entry.value.certainty is Certainty.PLACEHOLDER:
            yield entry.fault("certainty", "占位的值只能在测试里用。", "请换成有出处的值；不知道的请整条删去。")
