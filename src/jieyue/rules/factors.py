"""Conversion factors as they are in force for a report period: standard coal, densities, CO2.

Plain values; `jieyue.policy` reads them from the policy files. All numbers are Decimal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from jieyue.rules.refusal import Refused
from jieyue.rules.values import Certainty, Resource, Word

DECIMALS = 7
"""What a conversion per reporting unit may have: the sums keep that many."""

CALORIFIC, EQUIVALENT = "calorific", "equivalent"
NATIONAL = "national"


class FactorUnknown(Refused):
    """A switch asks for a variant or place that the policy files do not have."""


class SwitchUnreadable(Refused):
    pass


# What a factor is ------------------------------------------------------------------------------------------------


class Measure(Word):
    """What a factor gives."""

    STANDARD_COAL = "standard_coal", "折标煤系数"
    DENSITY = "density", "密度"
    CO2 = "co2", "二氧化碳排放因子"


@dataclass(frozen=True)
class Source:
    document: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.document} {self.clause}".rstrip()


@dataclass(frozen=True)
class Factor:
    """One value of one document, in the unit it was published in.

    `basis` is calorific or equivalent for electricity, else blank. `scope` is where it holds (a grid region, a
    province; blank: everywhere). `variant` tells apart values that documents give for the same thing; the default
    one is taken unless a switch asks for another by its name.
    """

    measure: Measure
    resource: Resource
    value: Decimal
    unit: str
    since: date
    until: date | None
    source: Source
    certainty: Certainty
    basis: str = ""
    scope: str = ""
    variant: str = ""
    is_default: bool = True
    note: str = ""

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def as_dict(self) -> dict[str, str]:
        """For a report: what was used, from which document, how sure."""
        return {
            "resource": self.resource.value,
            "measure": self.measure.value,
            "value": str(self.value),
            "unit": self.unit,
            "document": self.source.document,
            "clause": self.source.clause,
            "certainty": self.certainty.value,
        }


@dataclass(frozen=True)
class LeftOut:
    """A resource that by rule does not count in a measure at all; `reason` is a sentence for the reader."""

    measure: Measure
    resource: Resource
    reason: str
    source: Source
    certainty: Certainty


# Units of factors ------------------------------------------------------------------------------------------------

WEIGHTS = {
    Measure.STANDARD_COAL: {"kgce": Decimal(1), "tce": Decimal(1000)},
    Measure.CO2: {"kgCO2": Decimal(1), "tCO2": Decimal(1000)},
    Measure.DENSITY: {"kg": Decimal(1)},
}
"""The upper half of a unit, in kilograms."""

AMOUNTS = {
    "kWh": ("kWh", Decimal(1)),
    "万kWh": ("kWh", Decimal(10_000)),
    "kg": ("kg", Decimal(1)),
    "t": ("kg", Decimal(1000)),
    "L": ("L", Decimal(1)),
    "m3": ("m3", Decimal(1)),
    "万m3": ("m3", Decimal(10_000)),
    "万Nm3": (
        "m3",
        Decimal(10_000),
    ),  # such gas meters are read at, or corrected to, standard conditions
    "GJ": ("GJ", Decimal(1)),
    "MJ": ("GJ", Decimal("0.001")),
    "tce": ("tce", Decimal(1)),
}
"""The lower half: the plain unit it is a multiple of, and the multiple."""


def unit_fits(measure: Measure, resource: Resource, unit: str) -> bool:
    """Whether a factor in that unit can be brought to the unit the resource is reported in."""
    weight, _, amount = unit.partition("/")
    if weight not in WEIGHTS[measure] or amount not in AMOUNTS:
        return False
    return AMOUNTS[amount][0] == resource.unit or (measure is not Measure.DENSITY and _weighs_litres(resource, amount))


def needs_density(factor: Factor) -> bool:
    """Whether it is given by weight for a resource that is reported by volume."""
    return _weighs_litres(factor.resource, factor.unit.partition("/")[2])


def _weighs_litres(resource: Resource, amount: str) -> bool:
    return resource.unit == "L" and AMOUNTS[amount][0] == "kg"


def per_reporting_unit(factor: Factor, density: Factor | None = None) -> Decimal:
    """Kilograms (of standard coal, of CO2, of fuel) for one reporting unit of the resource, exactly."""
    weight, _, amount = factor.unit.partition("/")
    exact = factor.value * WEIGHTS[factor.measure][weight] / AMOUNTS[amount][1]
    return exact * per_reporting_unit(density) if density else exact


def decimals(value: Decimal) -> int:
    """How many digits it needs after the point."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _kept(value: Decimal) -> Decimal:
    """Seven decimals at most. The defaults have no more, which is checked at load; a density that a switch asks for
    may bring an eighth, rounded half up."""
    return value if decimals(value) <= DECIMALS else value.quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP)


# Switches --------------------------------------------------------------------------------------------------------

FIXED_CHOICES = {
    "electricity_basis": (CALORIFIC, EQUIVALENT),
    "vehicle_fuel_in_area_indicator": ("true", "false"),
}
"""The first is the default, and both are always shown with a result."""

VARIANT_SWITCHES = {
    f"{resource}_{ending}": (resource, measure)
    for resource in Resource
    for ending, measure in (
        ("factor", Measure.STANDARD_COAL),
        ("density", Measure.DENSITY),
        ("co2", Measure.CO2),
    )
    if measure is not Measure.DENSITY or resource.unit == "L"
}
"""Which value to take where documents differ; what there is to choose from is known by the factor set."""


@dataclass(frozen=True)
class Switches:
    """What was asked for; what was not asked for stands at its default."""

    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def electricity_basis(self) -> str:
        return self._fixed("electricity_basis")

    @property
    def vehicle_fuel_in_area_indicator(self) -> bool:
        return self._fixed("vehicle_fuel_in_area_indicator") == "true"

    def variant(self, resource: Resource, measure: Measure) -> str:
        """The variant or place asked for; blank: the default."""
        name = next(name for name, about in VARIANT_SWITCHES.items() if about == (resource, measure))
        return self.asked.get(name, "")

    @property
    def convert_as_usual(self) -> bool:
        """Whether nothing was asked for that changes a factor."""
        default = Switches()
        return self.electricity_basis == default.electricity_basis and not self.asked.keys() & VARIANT_SWITCHES.keys()

    def as_dict(self) -> dict[str, str | bool]:
        """As shown with every result: the two that matter everywhere, and what else was changed."""
        extra = {name: value for name, value in self.asked.items() if name not in FIXED_CHOICES}
        return {
            "electricity_basis": self.electricity_basis,
            "vehicle_fuel_in_area_indicator": self.vehicle_fuel_in_area_indicator,
            **extra,
        }

    def _fixed(self, name: str) -> str:
        return self.asked.get(name, FIXED_CHOICES[name][0])


def read_switches(pairs: Switches | Mapping[str, str] | Iterable[tuple[str, str]]) -> Switches:
    """Switches as somebody wrote them. An unknown name or value, or a name given twice with two values, is refused."""
    if isinstance(pairs, Switches):
        return pairs
    asked: dict[str, str] = {}
    for name, value in pairs.items() if isinstance(pairs, Mapping) else pairs:
        _check_switch(name, value)
        if asked.setdefault(name, value) != value:
            raise SwitchUnreadable(f"开关“{name}”给了两个值：{asked[name]}、{value}。", do="请只留一个。")
    if asked.get("electricity_co2") == NATIONAL:
        del asked["electricity_co2"]
    return Switches(asked)


def _check_switch(name: str, value: str) -> None:
    if name not in FIXED_CHOICES and name not in VARIANT_SWITCHES:
        raise SwitchUnreadable(f"没有叫“{name}”的开关。", do=f"可用：{_listed([*FIXED_CHOICES, *VARIANT_SWITCHES])}。")
    if name in FIXED_CHOICES and value not in FIXED_CHOICES[name]:
        raise SwitchUnreadable(f"开关“{name}”不能是“{value}”。", do=f"可用：{_listed(FIXED_CHOICES[name])}。")
    if not value:
        raise SwitchUnreadable(f"开关“{name}”没有值。", do=f"请写成 {name}=值。")


def _listed(words: Iterable[str]) -> str:
    return "、".join(words) or "（无）"


# Sets ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FactorSet:
    """The standard-coal factors and densities of one document.

    `by_request` sets are never in force by themselves.
    """

    key: str
    name: str
    since: date
    until: date | None
    factors: tuple[Factor, ...] = ()
    densities: tuple[Factor, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    by_request: bool = False

    def in_force(self, day: date) -> bool:
        return not self.by_request and self.since <= day and (self.until is None or day < self.until)

    def day_within(self, day: date) -> date:
        """The day itself, or the nearest one of the set: asked for outside its dates, it answers as at its edge."""
        if self.until is not None and day >= self.until:
            return self.until - timedelta(days=1)
        return max(day, self.since)


@dataclass(frozen=True)
class Place:
    """A grid region or province that has, or ought to have, an electricity factor of its own."""

    key: str
    name: str
    absent: str = ""

    def is_called(self, text: str) -> bool:
        return text in (self.key, self.name)


@dataclass(frozen=True)
class Emissions:
    """CO2 factors of all years and places."""

    factors: tuple[Factor, ...] = ()
    places: tuple[Place, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def place(self, text: str) -> Place | None:
        return next((place for place in self.places if place.is_called(text)), None)


# What a statistic needs ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Conversion:
    """Kilograms for one reporting unit of the resource, at most seven decimals.

    None has one of two meanings: `outside_…` says that by rule the resource counts nothing there (water, heat charged
    by area, own photovoltaic generation), so that totals stand without it; otherwise the factor is not known, and
    what depends on it is null with a note.
    """

    resource: Resource
    kgce_per_unit: Decimal | None
    kgco2_per_unit: Decimal | None
    outside_kgce: bool = False
    outside_kgco2: bool = False


@dataclass(frozen=True)
class Note:
    """Why there is no value: a sentence. `is_rule` where the resource is left out by rule, not for want of a value."""

    resource: Resource
    measure: Measure
    says: str
    is_rule: bool = False


@dataclass(frozen=True)
class Conversions:
    """All that is needed to turn sums of quantities into standard coal and CO2, and to say where it comes from."""

    factor_set: str
    switches: Switches
    by_resource: Mapping[Resource, Conversion]
    used: tuple[Factor, ...]
    notes: tuple[Note, ...]
    pinned: Mapping[str, Mapping[Resource, Conversion]] = field(default_factory=dict)

    def __getitem__(self, resource: Resource) -> Conversion:
        return self.by_resource[resource]

    def of(self, resource: Resource, pin: str = "") -> Conversion:
        """By what figures were accepted that carry this pin; those without one go by what holds now."""
        return self.pinned.get(pin, self.by_resource).get(resource) or self.by_resource[resource]

    def otherwise_pinned(self, resources: Iterable[Resource]) -> tuple[Resource, ...]:
        """Of these, what something was accepted by other factors of than those that hold now."""
        own = dict.fromkeys(resources)
        return tuple(each for each in own if any(self.of(each, pin) != self[each] for pin in self.pinned))

    def to_check(self, resources: Iterable[Resource]) -> tuple[Factor, ...]:
        """The factors behind these resources that whoever shows a figure must mark 待核对."""
        present = set(resources)
        return tuple(factor for factor in self.used if factor.certainty.needs_checking and factor.resource in present)

    def absences(self, resources: Iterable[Resource]) -> tuple[str, ...]:
        """Sentences on what is null for these resources because a factor is not known."""
        return self._said(resources, is_rule=False)

    def left_out(self, resources: Iterable[Resource]) -> tuple[str, ...]:
        """Sentences on what of these resources counts nothing by rule."""
        return self._said(resources, is_rule=True)

    def _said(self, resources: Iterable[Resource], *, is_rule: bool) -> tuple[str, ...]:
        present = set(resources)
        says = [note.says for note in self.notes if note.is_rule is is_rule and note.resource in present]
        return tuple(dict.fromkeys(says))


OUTSIDE = "-"
"""A pinned factor of what counts nothing by rule."""


def pinned_of(found: Conversions) -> dict[str, list[str | None]]:
    """What a snapshot keeps of them: by resource the kilograms of standard coal and of CO2 for one reporting unit, as
    texts; None where a factor is not known.
    """
    return {
        resource.value: [
            _pinned(each.kgce_per_unit, each.outside_kgce),
            _pinned(each.kgco2_per_unit, each.outside_kgco2),
        ]
        for resource, each in found.by_resource.items()
    }


def _pinned(value: Decimal | None, is_outside: bool) -> str | None:
    return OUTSIDE if is_outside else None if value is None else str(value)


def conversion_pinned(resource: Resource, kgce: str | None, kgco2: str | None) -> Conversion:
    """What `pinned_of` kept of a resource."""
    coal, carbon = (None if each in (None, OUTSIDE) else Decimal(each) for each in (kgce, kgco2))
    return Conversion(resource, coal, carbon, outside_kgce=kgce == OUTSIDE, outside_kgco2=kgco2 == OUTSIDE)


def conversions(
    factor_set: FactorSet,
    emissions: Emissions,
    *,
    on: date,
    switches: Switches | Mapping[str, str] | None = None,
) -> Conversions:
    """The conversions for a period that ends on the day `on`, under the switches.

    The factor set answers for any day, the emissions for their own years only: before the first published factor
    there is none. A variant or place that is not there is refused, naming those that are.
    """
    asked = read_switches(switches or {})
    coal = {resource: _standard_coal(factor_set, resource, on=on, asked=asked) for resource in Resource}
    co2 = {resource: _co2(emissions, factor_set, resource, on=on, asked=asked) for resource in Resource}
    found = [answer for resource in Resource for answer in (coal[resource], co2[resource])]
    return Conversions(
        factor_set=factor_set.key,
        switches=asked,
        by_resource={
            resource: Conversion(
                resource,
                kgce_per_unit=coal[resource].value,
                kgco2_per_unit=co2[resource].value,
                outside_kgce=coal[resource].is_outside,
                outside_kgco2=co2[resource].is_outside,
            )
            for resource in Resource
        },
        used=tuple(dict.fromkeys(factor for answer in found for factor in answer.used)),
        notes=tuple(answer.note for answer in found if answer.note),
    )


@dataclass(frozen=True)
class _Answer:
    value: Decimal | None = None
    used: tuple[Factor, ...] = ()
    note: Note | None = None

    @property
    def is_outside(self) -> bool:
        return self.note is not None and self.note.is_rule

    @classmethod
    def outside(cls, left_out: Iterable[LeftOut], resource: Resource) -> Self | None:
        for entry in left_out:
            if entry.resource is resource:
                return cls(note=Note(resource, entry.measure, entry.reason, is_rule=True))
        return None

    @classmethod
    def absent(cls, resource: Resource, measure: Measure, says: str) -> Self:
        return cls(note=Note(resource, measure, says))


def _standard_coal(factor_set: FactorSet, resource: Resource, *, on: date, asked: Switches) -> _Answer:
    variant = asked.variant(resource, Measure.STANDARD_COAL)
    if (outside := _Answer.outside(factor_set.left_out, resource)) and not variant:
        return outside
    basis = asked.electricity_basis if resource is Resource.ELECTRICITY else ""
    candidates = [factor for factor in factor_set.factors if factor.resource is resource and factor.basis == basis]
    day = factor_set.day_within(on)
    factor = _chosen(candidates, variant, f"{resource}_factor", day=day)
    if factor is None:
        says = f"系数集“{factor_set.name}”没有{resource.zh}的折标煤系数，其标准煤量空缺。"
        return _Answer.absent(resource, Measure.STANDARD_COAL, says)
    return _by_unit(factor, factor_set, day=day, asked=asked)


def _co2(emissions: Emissions, factor_set: FactorSet, resource: Resource, *, on: date, asked: Switches) -> _Answer:
    wanted = asked.variant(resource, Measure.CO2)
    if (outside := _Answer.outside(emissions.left_out, resource)) and not wanted:
        return outside
    place = emissions.place(wanted) if resource is Resource.ELECTRICITY else None
    scope = place.name if place else ""
    own = [factor for factor in emissions.factors if factor.resource is resource]
    candidates = [factor for factor in own if factor.scope == scope]
    others = emissions.places if resource is Resource.ELECTRICITY else ()
    factor = _chosen(candidates, "" if place else wanted, f"{resource}_co2", day=on, places=others)
    if factor is None:
        says = _no_emission(resource, candidates, place=place, on=on)
        return _Answer.absent(resource, Measure.CO2, says)
    return _by_unit(factor, factor_set, day=factor_set.day_within(on), asked=asked)


def _no_emission(resource: Resource, candidates: Sequence[Factor], *, place: Place | None, on: date) -> str:
    where = place.name if place else ""
    if place and place.absent:
        return f"{where}{resource.zh}的二氧化碳排放因子空缺：{place.absent}"
    if not candidates:
        return f"没有{where}{resource.zh}的二氧化碳排放因子，其二氧化碳排放量空缺。"
    return f"{on:%Y-%m-%d} 没有适用的{where}{resource.zh}二氧化碳排放因子，其二氧化碳排放量空缺。"


def _by_unit(factor: Factor, factor_set: FactorSet, *, day: date, asked: Switches) -> _Answer:
    if not needs_density(factor):
        return _Answer(_kept(per_reporting_unit(factor)), (factor,))
    resource = factor.resource
    candidates = [density for density in factor_set.densities if density.resource is resource]
    density = _chosen(candidates, asked.variant(resource, Measure.DENSITY), f"{resource}_density", day=day)
    if density is None:
        says = f"系数集“{factor_set.name}”没有{resource.zh}的密度，按重量给出的{factor.measure.zh}不能换算。"
        return _Answer.absent(resource, factor.measure, says)
    return _Answer(_kept(per_reporting_unit(factor, density)), (factor, density))


def _chosen(
    candidates: Sequence[Factor], variant: str, switch: str, *, day: date, places: Sequence[Place] = ()
) -> Factor | None:
    """The one in force on the day: the default, or the variant asked for."""
    named = list(dict.fromkeys(factor.variant for factor in candidates if factor.variant))
    if variant and variant not in named:
        possible = [*named, *([NATIONAL] if places else []), *(f"{place.name}({place.key})" for place in places)]
        hint = "等价值请同时写 electricity_basis=equivalent。" if switch == "electricity_factor" else ""
        raise FactorUnknown(f"开关“{switch}”不能是“{variant}”。", do=f"可用：{_listed(possible)}。{hint}")
    wanted = [factor for factor in candidates if (factor.variant == variant if variant else factor.is_default)]
    return next((factor for factor in wanted if factor.in_force(day)), None)
