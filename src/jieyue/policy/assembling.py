"""From the shapes of the files to the values of the rules, each remembering the file and place it came from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import (
    AdditionShape,
    CoalShape,
    ColumnWordsShape,
    CountingRulesShape,
    EmissionShape,
    EmissionsShape,
    EnergyBaselinesShape,
    FactorRangeShape,
    FactorSetShape,
    FactorShape,
    FormFrameShape,
    FormShape,
    FragmentShape,
    HeaderShape,
    InstitutionClassesShape,
    LeftOutShape,
    LimitShape,
    MoneyShape,
    NoNamesShape,
    NoValuesShape,
    PriceShape,
    PublishedMeansShape,
    QuotaSetShape,
    SameUnitsShape,
    SavingsMethodShape,
    Shape,
    SizeShape,
    SupplyShape,
    SynonymShape,
    ThresholdsShape,
    UnitShape,
    UnitsShape,
    WordsShape,
)
from jieyue.rules.factors import Factor, LeftOut, Measure, Place
from jieyue.rules.thresholds import SizeRange, Supply, Threshold

T_co = TypeVar("T_co", covariant=True)
AShape = TypeVar("AShape", bound=Shape)
Files = Sequence[tuple[Document, Shape]]
WORDS = ("no_names", "synonyms", "headers", "columns", "fragments", "no_values", "money", "same_units")
"""Tables of what offices write."""


@dataclass(frozen=True)
class Placed(Generic[T_co]):
    """A value and where it stands."""

    value: T_co
    document: Document
    place: tuple[str | int, ...]

    def fault(self, key: str, says: str, do: str) -> PolicyFault:
        return self.document.fault((*self.place, key), says, do)

    @property
    def where(self) -> str:
        return f"{self.document.name} 第{self.document.line(self.place)}行"


@dataclass(frozen=True)
class SetParts:
    """A factor set as its own file and the additions to it give it."""

    head: Placed[FactorSetShape]
    factors: tuple[Placed[Factor], ...]
    densities: tuple[Placed[Factor], ...]
    left_out: tuple[Placed[LeftOut], ...]


@dataclass(frozen=True)
class Parts:
    """Everything the files say, not yet judged."""

    sets: tuple[SetParts, ...]
    strays: tuple[Placed[AdditionShape], ...]
    emissions: tuple[Placed[Factor], ...]
    places: tuple[Placed[Place], ...]
    no_emissions: tuple[Placed[LeftOut], ...]
    units: tuple[Placed[UnitShape], ...]
    prices: tuple[Placed[PriceShape], ...]
    limits: tuple[Placed[Threshold], ...]
    supplies: tuple[Placed[Supply], ...]
    sizes: tuple[Placed[SizeRange], ...]
    factor_ranges: tuple[Placed[FactorRangeShape], ...] = ()
    methods: tuple[Placed[SavingsMethodShape], ...] = ()
    quota_sets: tuple[Placed[QuotaSetShape], ...] = ()
    published_means: tuple[Placed[PublishedMeansShape], ...] = ()
    institution_classes: tuple[Placed[InstitutionClassesShape], ...] = ()
    counting_rules: tuple[Placed[CountingRulesShape], ...] = ()
    energy_baselines: tuple[Placed[EnergyBaselinesShape], ...] = ()
    forms: tuple[Placed[FormShape], ...] = ()
    form_frames: tuple[Placed[FormFrameShape], ...] = ()
    no_names: tuple[Placed[NoNamesShape], ...] = ()
    synonyms: tuple[Placed[SynonymShape], ...] = ()
    headers: tuple[Placed[HeaderShape], ...] = ()
    columns: tuple[Placed[ColumnWordsShape], ...] = ()
    fragments: tuple[Placed[FragmentShape], ...] = ()
    no_values: tuple[Placed[NoValuesShape], ...] = ()
    money: tuple[Placed[MoneyShape], ...] = ()
    same_units: tuple[Placed[SameUnitsShape], ...] = ()


def parts(files: Files) -> Parts:
    heads, additions = _of(files, FactorSetShape), _of(files, AdditionShape)
    emissions, thresholds, words = _of(files, EmissionsShape), _of(files, ThresholdsShape), _of(files, WordsShape)
    known = {shape.key for _, shape in heads}
    return Parts(
        sets=tuple(_set(head, additions) for head in heads),
        strays=tuple(Placed(shape, document, ()) for document, shape in additions if shape.extends not in known),
        emissions=_entries(emissions, "emissions", lambda entry: _factor(entry, Measure.CO2, until=None)),
        places=_entries(emissions, "places", lambda entry: Place(entry.key, entry.name, entry.absent)),
        no_emissions=tuple(_left_out(emissions, Measure.CO2)),
        units=_entries(_of(files, UnitsShape), "units"),
        prices=_entries(thresholds, "prices"),
        limits=_entries(thresholds, "limits", _threshold),
        supplies=_entries(thresholds, "supplies", _supply),
        sizes=_entries(thresholds, "sizes", _size),
        factor_ranges=_entries(thresholds, "factor_ranges"),
        **{table: _entries(words, table) for table in WORDS},
        methods=_whole(files, SavingsMethodShape),
        quota_sets=_whole(files, QuotaSetShape),
        published_means=_whole(files, PublishedMeansShape),
        institution_classes=_whole(files, InstitutionClassesShape),
        counting_rules=_whole(files, CountingRulesShape),
        energy_baselines=_whole(files, EnergyBaselinesShape),
        forms=_whole(files, FormShape),
        form_frames=_whole(files, FormFrameShape),
    )


def _of(files: Files, shape: type[AShape]) -> list[tuple[Document, AShape]]:
    """The files of one form."""
    return [(document, found) for document, found in files if isinstance(found, shape)]


def _whole(files: Files, shape: type[AShape]) -> tuple[Placed[AShape], ...]:
    return tuple(Placed(found, document, ()) for document, found in _of(files, shape))


def _entries(
    files: Iterable[tuple[Document, Shape]], table: str, value: Callable[[Any], Any] = lambda entry: entry
) -> tuple[Placed, ...]:
    """The entries of one of their tables, each as its value."""
    return tuple(
        Placed(value(entry), document, (table, nth))
        for document, shape in files
        for nth, entry in enumerate(getattr(shape, table))
    )


def _threshold(entry: LimitShape) -> Threshold:
    source = entry.source.as_source()
    dated = (entry.since, entry.until, source, entry.certainty, entry.note)
    return Threshold(entry.limit, entry.value, *dated, entry.place, entry.category)


def _supply(entry: SupplyShape) -> Supply:
    return Supply(**{**vars(entry), "source": entry.source.as_source()})


def _size(entry: SizeShape) -> SizeRange:
    return SizeRange(**{**vars(entry), "source": entry.source.as_source()})


def _set(head: tuple[Document, FactorSetShape], additions: Iterable[tuple[Document, AdditionShape]]) -> SetParts:
    document, shape = head
    files: list[tuple[Document, FactorSetShape | AdditionShape]] = [
        head,
        *((where, addition) for where, addition in additions if addition.extends == shape.key),
    ]
    return SetParts(
        head=Placed(shape, document, ()),
        factors=_entries(files, "factors", lambda entry: _factor(entry, Measure.STANDARD_COAL, until=shape.until)),
        densities=_entries(files, "densities", lambda entry: _factor(entry, Measure.DENSITY, until=shape.until)),
        left_out=tuple(_left_out(files, Measure.STANDARD_COAL)),
    )


def _factor(entry: FactorShape, measure: Measure, *, until: date | None) -> Factor:
    """An entry of a set holds as long as the set unless it says otherwise."""
    return Factor(
        measure=measure,
        resource=entry.resource,
        value=entry.value,
        unit=entry.unit,
        since=entry.since,
        until=entry.until or until,
        source=entry.source.as_source(),
        certainty=entry.certainty,
        basis=entry.basis if isinstance(entry, CoalShape) else "",
        scope=entry.scope if isinstance(entry, EmissionShape) else "",
        variant=entry.variant,
        is_default=entry.is_default,
        note=entry.note,
    )


def _left_out(
    files: Iterable[tuple[Document, FactorSetShape | AdditionShape]] | Iterable[tuple[Document, EmissionsShape]],
    measure: Measure,
) -> Iterator[Placed[LeftOut]]:
    def value(entry: LeftOutShape) -> LeftOut:
        return LeftOut(measure, entry.resource, entry.reason, entry.source.as_source(), entry.certainty)

    for document, file in files:
        yield from (Placed(value(it), document, ("left_out", nth)) for nth, it in enumerate(file.left_out))
