"""A model's fields as the columns of a sheet, and their values as a sheet says them.

A foreign key is written as the key of the row that it leads to: its unit by its code, a meter by its number. What two
foreign keys share, as the code of the unit, is one column.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, wraps
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from jieyue.files.cells import Cell, CellRefused, ReadWithHint, code, day, number, plate, text, whole, yes_no
from jieyue.files.moments import HourMissing, moment, month
from jieyue.files.sheet import Column
from jieyue.rules.signs import as_printed
from jieyue.store.machine.record import Figure, MonthField, PlateField, WordOfPolicy, key_fields
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.parsing import at_most, with_own_unit

Parser = Callable[[Cell], Any]
LARGEST_WHOLE = 2**31 - 1
"""What a column of whole numbers holds on every database."""


@dataclass(frozen=True)
class LedgerColumn:
    """A column of the sheet, the field it is of, and the lookup from a row to what stands in it."""

    column: Column
    field: models.Field
    lookup: str
    is_of_key: bool = False

    @property
    def unit_by(self) -> str:
        """The column that the figure's unit follows from, if it is another from row to row."""
        return self.field.unit_by if isinstance(self.field, Figure) else ""

    def unit(self, row: Mapping[str, object]) -> str:
        """Of the figure in a row of values by column."""
        if not isinstance(self.field, Figure):
            return ""
        return self.field.units.get(str(row.get(self.field.unit_by)), "") if self.field.unit_by else self.field.unit

    def written(self, value: object) -> object:
        """A kept value as the sheet says it."""
        return written(self.field, value)

    @property
    def writer(self) -> Callable[[object], object]:
        """The same for many values."""
        return writer_of(self.field)

    def kept(self, logged: object) -> object:
        """A value as the log writes it, as the value that it was."""
        return logged if logged is None or self.field.many_to_one else self.field.to_python(logged)


def written(field: models.Field, value: object) -> object:
    """A kept value of the field as the sheet says it, so that it is the same value when it is read again."""
    return writer_of(field)(value)


def writer_of(field: models.Field) -> Callable[[object], object]:
    """How the field's values are said; asked once for many of them, for its words are policy's and looked up."""
    if words := words_of(field):
        return lambda value: words.get(value, value)
    if isinstance(field, models.BooleanField):
        return {True: "是", False: "否"}.get
    if isinstance(field, models.DateTimeField):
        return lambda value: None if value is None else moment_said(value)
    return lambda value: value


@cache
def ledger_columns(model: type[models.Model]) -> tuple[LedgerColumn, ...]:
    """In the order of the model's fields, those of the key first."""
    keys = key_fields(model)
    names = [*keys, *(field.name for field in own_fields(model) if field.name not in keys)]
    found: dict[str, LedgerColumn] = {}
    for name in names:
        for each in _columns_of_field(model._meta.get_field(name), name in keys):
            found.setdefault(each.column.key, each)
    return tuple(found.values())


def key_said(model: type[models.Model], values: Mapping[str, object]) -> str:
    """What a row is known by, in the words of its sheet: 6101 305 2026-03-01 10:30. `values` are by column, as they are
    kept or as the log writes them.
    """
    columns = (each for each in ledger_columns(model) if each.is_of_key)
    cells = (each.written(each.kept(values.get(each.column.key))) for each in columns)
    return " ".join(str(cell) for cell in cells if cell not in (None, ""))


def own_fields(model: type[models.Model]) -> list[models.Field]:
    """What somebody enters: all but the id, what the database works out and what the program notes."""
    return [each for each in noted_fields(model) if each.editable]


def noted_fields(model: type[models.Model]) -> list[models.Field]:
    """What somebody enters, and what is noted beside it when he does."""
    return [each for each in model._meta.concrete_fields if not (each.primary_key or each.generated)]


def _columns_of_field(field: models.Field, is_of_key: bool) -> Iterator[LedgerColumn]:
    if field.many_to_one:
        yield from _columns_of_reference(field, is_of_key)
    else:
        name = dict(getattr(field.model, "sheet_names", ())).get(field.name, field.name)
        yield LedgerColumn(_column(field, name, str(field.verbose_name)), field, field.name, is_of_key)


def _columns_of_reference(field: models.ForeignKey, is_of_key: bool) -> Iterator[LedgerColumn]:
    if field.related_model is Organisation:
        column = Column(field.name, str(field.verbose_name), code, required=not field.null, is_organisation=True)
        yield LedgerColumn(column, field, f"{field.name}__code", is_of_key)
        return
    *further, last = key_fields(field.related_model)
    for name in further:
        for each in _columns_of_field(field.related_model._meta.get_field(name), is_of_key):
            yield LedgerColumn(each.column, each.field, f"{field.name}__{each.lookup}", is_of_key)
    named = field.related_model._meta.get_field(last)
    column = _column(named, field.name, str(field.verbose_name), may_be_blank=field.null)
    yield LedgerColumn(column, named, f"{field.name}__{last}", is_of_key)


def _column(field: models.Field, key: str, zh: str, *, may_be_blank: bool = False) -> Column:
    """A text of the key that may be blank may be left out, and so may what has a default."""
    may_be_blank = may_be_blank or field.blank or field.null or field.has_default()
    choices = tuple(str(said) for said in words_of(field).values())
    about = {"required": not may_be_blank, "choices": choices, "note": _note(field)}
    return Column(
        key, zh, parser_of(field), **about, says=moment_said if isinstance(field, models.DateTimeField) else str
    )


def moment_said(value: object) -> str:
    """By the clock on the wall. The log keeps moments by that of Greenwich."""
    at = timezone.localtime(models.DateTimeField().to_python(value))
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"


def words_of(field: models.Field) -> dict[Any, Any]:
    """The few words that a column may hold, by what is kept of them; none where it may hold anything."""
    if isinstance(field, WordOfPolicy):
        return field.names()
    return dict(field.flatchoices) if field.choices else {}


def _note(field: models.Field) -> str:
    sign = as_printed(getattr(field, "unit", ""))
    return "；".join(filter(None, (f"单位：{sign}" if sign else "", as_printed(str(field.help_text)))))


def parser_of(field: models.Field) -> Parser:
    """How a cell of the field's column is read."""
    if words := words_of(field):
        return chosen(words)
    if isinstance(field, MonthField):
        return month
    if isinstance(field, PlateField):
        return at_most(field.max_length or 0, plate)
    if isinstance(field, models.DateTimeField):
        return _moment_or_day if field.name in getattr(field.model, "moments_by_day", ()) else _moment
    parsers: dict[type[models.Field], Parser] = {
        models.DateField: day,
        models.BooleanField: yes_no,
        models.DecimalField: _in_its_unit(bounded(_grain(field), field), field),
        models.IntegerField: bounded(whole, field),
        models.CharField: at_most(field.max_length or 0, code if field.name in key_fields(field.model) else text),
    }
    return next(parser for kind, parser in parsers.items() if isinstance(field, kind))


@wraps(moment)
def _moment(cell: Cell) -> datetime | None:
    found = moment(cell)
    return None if found is None else timezone.make_aware(found)


@wraps(moment)
def _moment_or_day(cell: Cell) -> datetime | None:
    """The first moment of a day that is told without its hour, where the model allows that (`moments_by_day`)."""
    try:
        return _moment(cell)
    except HourMissing as missing:
        at = timezone.make_aware(datetime.combine(missing.on, time()))
        do = "不用处理；知道几点的，请连钟点一起写。"
        raise ReadWithHint(missing.rule, f"{missing.says}按当天 0:00 读入。", do, value=at) from None


def _in_its_unit(parse: Parser, field: models.Field) -> Parser:
    unit = getattr(field, "unit", "")
    return with_own_unit(parse, unit) if unit else parse


def chosen(choices: dict[Any, Any]) -> Parser:
    """One of the field's choices, written in its Chinese word or as its key."""
    words = {str(said): value for value, said in choices.items()} | {str(value): value for value in choices}

    def parse(cell: Cell) -> Any:
        written = text(cell)
        if written is not None and written not in words:
            named = "、".join(str(said) for said in choices.values())
            raise CellRefused("unknown_word", f"“{written}”不在可填的内容之中。", f"可填的有：{named}。")
        return words[written] if written is not None else None

    return parse


def _grain(field: models.Field) -> Parser:
    """A number of no more decimals than the column keeps: rounding is for whoever enters it to do, unless the column
    says otherwise.
    """
    is_rounded = isinstance(field, Figure) and field.rounded
    places = getattr(field, "decimal_places", 0) or 0
    grain = Decimal(1).scaleb(-places)

    def parse(cell: Cell) -> Decimal | None:
        found = number(cell)
        if found is None:
            return None
        kept = found.quantize(grain, ROUND_HALF_UP)
        if kept != found and not is_rounded:
            says = f"{found} 的小数多于 {places} 位，这一列最多 {places} 位。"
            raise CellRefused("too_many_decimals", says, f"请写成 {kept}。")
        return kept

    return parse


def bounded(parse: Parser, field: models.Field) -> Parser:
    """What `parse` gives, refused outside the field's bounds, which stand in its validators."""
    least = max((each.limit_value for each in field.validators if isinstance(each, MinValueValidator)), default=None)
    limits = [each.limit_value for each in field.validators if isinstance(each, MaxValueValidator)]
    most = min([*limits, *([LARGEST_WHOLE] if isinstance(field, models.IntegerField) else [])], default=None)
    sign = f" {as_printed(field.unit)}" if isinstance(field, Figure) and field.unit else ""

    @wraps(parse)
    def checked(cell: Cell) -> Any:
        found = parse(cell)
        if found is not None and least is not None and found < least:
            raise CellRefused("too_small", f"{found} 小于 {least}{sign}，不会有这样的数。", "请按原始单据填写实际数。")
        if found is not None and most is not None and found > most:
            raise CellRefused("too_large", f"{found} 大于 {most}{sign}，不会有这样的数。", "请核对单位和小数点。")
        return found

    return checked
