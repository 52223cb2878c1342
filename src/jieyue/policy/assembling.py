"""From the shapes of the files to the values of the rules, each remembering the file and place it came from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from jieyue.policy.reading import Document, PolicyFault
from jieyue.policy.shapes import (
    AdditionShape,
    CoalShape,
    ColumnWordsShape,
    EmissionShape,
    EmissionsShape,
    FactorSetShape,
    FactorShape,
    FragmentShape,
    HeaderShape,
    LeftOutShape,
    MoneyShape,
    NoNamesShape,
    NoValuesShape,
    PriceShape,
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
Files = Sequence[tuple[Document, Shape]]


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
    methods: tuple[Placed[SavingsMethodShape], ...] = ()
    no_names: tuple[Placed[NoNamesShape], ...] = ()
    synonyms: tuple[Placed[SynonymShape], ...] = ()
    headers: tuple[Placed[HeaderShape], ...] = ()
    columns: tuple[Placed[ColumnWordsShape], ...] = ()
    fragments: tuple[Placed[FragmentShape], ...] = ()
    no_values: tuple[Placed[NoValuesShape], ...] = ()
    money: tuple[Placed[MoneyShape], ...] = ()


def parts(files: Files) -> Parts:
    heads = [(document, shape) for document, shape in files if isinstance(shape, FactorSetShape)]
    additions = [(document, shape) for document, shape in files if isinstance(shape, AdditionShape)]
    emissions = [(document, shape) for document, shape in files if isinstance(shape, EmissionsShape)]
    thresholds = [(document, shape) for document, shape in files if isinstance(shape, ThresholdsShape)]
    known = {shape.key for _, shape in heads}
    return Parts(
        sets=tuple(_set(head, additions) for head in heads),
        strays=tuple(Placed(shape, document, ()) for document, shape in additions if shape.extends not in known),
        emissions=tuple(
            Placed(_factor(entry, Measure.CO2, until=None), document, ("emissions", nth))
            for document, shape in emissions
            for nth, entry in enumerate(shape.emissions)
        ),
        places=tuple(
            Placed(Place(entry.key, entry.name, entry.absent), document, ("places", nth))
            for document, shape in emissions
            for nth, entry in enumerate(shape.places)
        ),
        no_emissions=tuple(_left_out(emissions, Measure.CO2)),
        units=tuple(
            Placed(entry, document, ("units", nth))
            for document, shape in files
            if isinstance(shape, UnitsShape)
            for nth, entry in enumerate(shape.units)
        ),
        prices=tuple(
            Placed(entry, document, ("prices", nth))
            for document, shape in thresholds
            for nth, entry in enumerate(shape.prices)
        ),
        limits=tuple(
            Placed(
                Threshold(
                    entry.limit,
                    entry.value,
                    entry.since,
                    entry.until,
                    entry.source.as_source(),
                    entry.certainty,
                    entry.note,
                ),
                document,
                ("limits", nth),
            )
            for document, shape in thresholds
            for nth, entry in enumerate(shape.limits)
        ),
        no_names=tuple(_words(files, "no_names")),
        synonyms=tuple(_words(files, "synonyms")),
        headers=tuple(_words(files, "headers")),
        columns=tuple(_words(files, "columns")),
        fragments=tuple(_words(files, "fragments")),
        no_values=tuple(_words(files, "no_values")),
        money=tuple(_words(files, "money")),
        supplies=tuple(
            Placed(_supply(entry), document, ("supplies", nth))
            for document, shape in thresholds
            for nth, entry in enumerate(shape.supplies)
        ),
        sizes=tuple(
            Placed(_size(entry), document, ("sizes", nth))
            for document, shape in thresholds
            for nth, entry in enumerate(shape.sizes)
        ),
        methods=tuple(
            Placed(shape, document, ()) for document, shape in files if isinstance(shape, SavingsMethodShape)
        ),
    )


def _words(files: Files, table: str) -> Iterator[Placed]:
    for document, shape in files:
        if isinstance(shape, WordsShape):
            yield from (Placed(entry, document, (table, nth)) for nth, entry in enumerate(getattr(shape, table)))


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
        factors=tuple(
            Placed(_factor(entry, Measure.STANDARD_COAL, until=shape.until), where, ("factors", nth))
            for where, file in files
            for nth, entry in enumerate(file.factors)
        ),
        densities=tuple(
            Placed(_factor(entry, Measure.DENSITY, until=shape.until), where, ("densities", nth))
            for where, file in files
            for nth, entry in enumerate(file.densities)
        ),
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
