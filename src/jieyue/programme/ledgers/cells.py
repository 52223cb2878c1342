"""What stands in the rows of a ledger, as pages and programs show it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.db import models

from jieyue.store.machine.columns import LedgerColumn, ledger_columns
from jieyue.store.machine.columns import words_of as words_in
from jieyue.store.machine.record import Figure

ColumnType = Literal["text", "date", "number", "choice", "yes_no"]


@dataclass(frozen=True)
class Heading:
    """A column: its key, what users call it, what is written in it, its unit where it is a figure, what may be chosen,
    and whether it is part of what a row is known by.
    """

    key: str
    zh: str
    type: ColumnType
    unit: str
    note: str
    is_required: bool
    is_of_key: bool
    choices: Sequence[str]

    @property
    def is_number(self) -> bool:
        return self.type == "number"

    @property
    def has_few_words(self) -> bool:
        return self.type in ("choice", "yes_no")


@dataclass(frozen=True)
class Cell:
    """A value as it is kept, and as it is said."""

    heading: Heading
    value: object
    says: str


def headings(model: type[models.Model]) -> list[Heading]:
    """All columns but the unit's own, which pages show as a name."""
    return [heading_of(each) for each in columns_beside_unit(model)]


def columns_beside_unit(model: type[models.Model]) -> list[LedgerColumn]:
    return [each for each in ledger_columns(model) if each.column.key != "organisation"]


def cells_of(columns: Sequence[LedgerColumn]) -> Callable[[Iterable[object]], list[Cell]]:
    """Makes the cells of a row; what is the same for all rows is asked once."""
    about = [(heading_of(each), each.writer) for each in columns]

    def cells(values: Iterable[object]) -> list[Cell]:
        found = zip(about, values, strict=True)
        return [Cell(heading, value, _said(write(value))) for (heading, write), value in found]

    return cells


def said(column: LedgerColumn, value: object) -> str:
    """A value in words: blank for none, a figure with commas and without zeros at its end."""
    return _said(column.written(value))


def _said(written: object) -> str:
    if written is None:
        return ""
    if isinstance(written, Decimal | int):
        return plain(written, with_commas=True)
    return str(written)


def plain(number: Decimal | int, *, with_commas: bool = False) -> str:
    whole, _, part = (f"{number:,}" if with_commas else str(number)).partition(".")
    return f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole


def as_typed(column: LedgerColumn, value: object) -> str:
    """A value as somebody would type it into the sheet."""
    written = column.written(value)
    if written is None:
        return ""
    return plain(written) if isinstance(written, Decimal) else str(written)


def heading_of(column: LedgerColumn) -> Heading:
    about = column.column
    unit = column.field.unit if isinstance(column.field, Figure) else ""
    return Heading(
        about.key, about.zh, _type(column.field), unit, about.note, about.required, column.is_of_key, about.choices
    )


def _type(field: models.Field) -> ColumnType:
    kinds: tuple[tuple[bool, ColumnType], ...] = (
        (bool(words_in(field)), "choice"),
        (isinstance(field, models.DateTimeField), "text"),
        (isinstance(field, models.DateField), "date"),
        (isinstance(field, models.BooleanField), "yes_no"),
        (isinstance(field, models.DecimalField | models.IntegerField), "number"),
    )
    return next((kind for is_so, kind in kinds if is_so), "text")


def words_of(model: type[models.Model]) -> list[tuple[Heading, list[tuple[str, str]]]]:
    """The columns of few words, each with its words: what a list can be narrowed to."""
    columns = ((each, words_in(each.field)) for each in columns_beside_unit(model))
    return [(heading_of(each), [(str(key), str(zh)) for key, zh in words.items()]) for each, words in columns if words]
