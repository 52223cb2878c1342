"""What stands in the rows of a ledger, as pages and programs show it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from inspect import unwrap
from typing import Literal

from django.db import models

from jieyue.files.cells import day, number, yes_no
from jieyue.files.sheet import Column
from jieyue.store.machine.columns import LedgerColumn, ledger_columns
from jieyue.store.machine.columns import words_of as words_in
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import Figure, PlateField

ColumnType = Literal["text", "date", "number", "choice", "yes_no"]
UNIT, WITHDRAWN = "unit", "withdrawn"


@dataclass(frozen=True)
class Heading:
    """A column: its key, what users call it, what is written in it, its unit where it is a figure, what may be chosen,
    and whether it is part of what a row is known by. Where the unit is another from row to row, it follows from the
    column `unit_by`.
    """

    key: str
    zh: str
    type: ColumnType
    unit: str
    note: str
    is_required: bool
    is_of_key: bool
    choices: Sequence[str]
    unit_by: str = ""

    @property
    def is_number(self) -> bool:
        return self.type == "number"

    @property
    def has_few_words(self) -> bool:
        return self.type in ("choice", "yes_no")


@dataclass(frozen=True)
class Cell:
    """A value as it is kept, and as it is said; of a figure its unit. `is_usual`: it is not so, as long as nobody says
    that it is.
    """

    heading: Heading
    value: object
    says: str
    unit: str
    is_usual: bool = False


@dataclass(frozen=True)
class SheetColumn:
    """A column of the ledger's sheet, and the field that keeps what is written in it; a sheet may ask for more."""

    column: Column
    kept: LedgerColumn | None

    @property
    def heading(self) -> Heading:
        about = self.column
        if self.kept:
            return _heading(about, self.kept)
        is_required = about.required
        return Heading(about.key, about.zh, _written_type(about), "", about.note, is_required, False, about.choices)


def headings(model: type[models.Model]) -> list[Heading]:
    """All columns but the unit's own, which pages show as a name."""
    return [heading_of(each) for each in columns_beside_unit(model)]


def columns_beside_unit(model: type[models.Model]) -> list[LedgerColumn]:
    return [each for each in ledger_columns(model) if each.column.key != "organisation"]


def cells_of(columns: Sequence[LedgerColumn]) -> Callable[[Iterable[object]], list[Cell]]:
    """Makes the cells of a row; what is the same for all rows is asked once."""
    about = [(each, heading_of(each), each.writer) for each in columns]
    keys = [each.column.key for each in columns]
    has_units = any(each.unit_by for each in columns)

    def cells(values: Iterable[object]) -> list[Cell]:
        row = list(values)
        by_key = dict(zip(keys, row, strict=True)) if has_units else {}
        return [
            Cell(heading, value, _said(column, write(value)), column.unit(by_key), _is_usual(column, value))
            for (column, heading, write), value in zip(about, row, strict=True)
        ]

    return cells


def sheet_columns(ledger: Ledger, *, below: bool) -> list[SheetColumn]:
    """Those of the import without the mark of withdrawal, and without the organisation where there is but one."""
    kept = {each.column.key: each for each in ledger_columns(ledger.model)}
    left_out = {WITHDRAWN} if below else {WITHDRAWN, "organisation"}
    columns = (each for each in ledger.kinds[0].columns if each.key not in left_out)
    return [SheetColumn(each, kept.get(each.key)) for each in columns]


def typed(columns: Sequence[SheetColumn], row: Mapping[str, object]) -> dict[str, str]:
    """A row's values by column as somebody would type them into the sheet."""
    units = [each.kept.unit(row) for each in columns if each.kept and each.kept.unit_by]
    beside = {UNIT: units[0]} if units else {}
    return {
        each.column.key: as_typed(each.kept, row[each.column.key]) if each.kept else beside.get(each.column.key, "")
        for each in columns
    }


def units_of_figures(ledger: Ledger, row: Mapping[str, str]) -> dict[str, str]:
    """The unit of the row's figure where it follows from a word of the row, as it would be typed."""
    for each in ledger_columns(ledger.model):
        if each.unit_by and each.unit_by in row:
            field = next(c.field for c in ledger_columns(ledger.model) if c.column.key == each.unit_by)
            kept = {str(zh): key for key, zh in words_in(field).items()}
            return {UNIT: each.unit({each.unit_by: kept.get(row[each.unit_by], row[each.unit_by])})}
    return {}


def said(column: LedgerColumn, value: object) -> str:
    """A value in words: blank for none, a figure with commas and without zeros at its end, a year without commas."""
    return _said(column, column.written(value))


def _said(column: LedgerColumn, written: object) -> str:
    if written is None:
        return ""
    if column.is_of_key and isinstance(written, int):
        return str(written)
    if isinstance(written, Decimal | int):
        return f"{written:,}" if _is_money(column) else plain(written, with_commas=True)
    return str(written)


def _is_money(column: LedgerColumn) -> bool:
    """Written with its cents, whatever they are."""
    return isinstance(column.field, Figure) and column.field.unit == "元"


def plain(number: Decimal | int, *, with_commas: bool = False) -> str:
    whole, _, part = (f"{number:,}" if with_commas else str(number)).partition(".")
    return f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole


def as_typed(column: LedgerColumn, value: object) -> str:
    """A value as somebody would type it into the sheet: what is not so unless it is said is left blank."""
    written = column.written(value)
    if written is None or _is_usual(column, value):
        return ""
    return plain(written) if isinstance(written, Decimal) and not _is_money(column) else str(written)


def _is_usual(column: LedgerColumn, value: object) -> bool:
    return value is False and column.field.get_default() is False


def heading_of(column: LedgerColumn) -> Heading:
    return _heading(column.column, column)


def _heading(about: Column, kept: LedgerColumn) -> Heading:
    unit = kept.field.unit if isinstance(kept.field, Figure) else ""
    asked = (about.note, about.required, kept.is_of_key, about.choices)
    return Heading(about.key, about.zh, _type(kept.field), unit, *asked, kept.unit_by)


def _type(field: models.Field) -> ColumnType:
    kinds: tuple[tuple[bool, ColumnType], ...] = (
        (bool(words_in(field)), "choice"),
        (isinstance(field, models.DateTimeField), "text"),
        (isinstance(field, models.DateField), "date"),
        (isinstance(field, models.BooleanField), "yes_no"),
        (isinstance(field, models.DecimalField | models.IntegerField), "number"),
    )
    return next((kind for is_so, kind in kinds if is_so), "text")


def _written_type(column: Column) -> ColumnType:
    kinds: dict[object, ColumnType] = {day: "date", number: "number", yes_no: "yes_no"}
    return "choice" if column.choices else kinds.get(unwrap(column.parse), "text")


def words_of(model: type[models.Model]) -> list[tuple[Heading, list[tuple[str, str]]]]:
    """The columns of few words, each with its words: what a list can be narrowed to."""
    columns = ((each, words_to_choose(each)) for each in columns_beside_unit(model))
    return [(heading_of(each), list(words.items())) for each, words in columns if words]


def words_to_choose(column: LedgerColumn) -> dict[str, str]:
    """By what a list is asked with: what is said of it. None where the column may hold anything."""
    if isinstance(column.field, models.BooleanField):
        return {"1": "是", "0": "否"}
    return {str(key): str(zh) for key, zh in words_in(column.field).items()}


def names_of(model: type[models.Model]) -> list[Heading]:
    """The columns of the key that hold a name or number: a list can be narrowed to one of them."""
    columns = (each for each in columns_beside_unit(model) if each.is_of_key and not words_in(each.field))
    return [heading_of(each) for each in columns if type(each.field) in (models.CharField, PlateField)]
