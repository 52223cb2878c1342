"""What a row of a ledger or a register is: a model whose columns say everything a sheet, a form and a list ask.

`verbose_name` is the heading, `help_text` the note, `validators` the bounds, `choices` the drop-down, the decimal
places the grain, `null` and `blank` what may be left out, and a `UniqueConstraint` the key.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.core import checks
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from jieyue.files.cells import plate
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy

MOST_DIGITS = 18
NAMES_TAKEN = frozenset({"reason", "seen", "withdrawn", "unit", "row_kind", "row_fixed", "field_order"})


class Figure(models.DecimalField):
    """A figure with its unit, in its column's places. Kept as a plain decimal: the unit changes no table.

    Where the unit is another from row to row, `unit_by` is the column that it follows from, `units` what it is for each
    value of that; the sheet then has a column `unit` of its own. What an instrument tells beyond the places of the
    column is refused, unless it is `rounded`.
    """

    def __init__(
        self,
        *args: Any,
        unit: str = "",
        unit_by: str = "",
        units: Mapping[str, str] | None = None,
        rounded: bool = False,
        **kwargs: Any,
    ) -> None:
        self.unit, self.unit_by, self.units, self.rounded = unit, unit_by, units or {}, rounded
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


def figure(
    zh: str,
    *,
    places: int,
    unit: str = "",
    least: int | None = 0,
    most: int | None = None,
    null: bool = False,
    note: str = "",
    unit_by: str = "",
    units: Mapping[str, str] | None = None,
    rounded: bool = False,
) -> Figure:
    """A column of figures from `least` to `most`, both included; None is no bound. `Figure` says what the units are."""
    low = [] if least is None else [MinValueValidator(least)]
    high = [] if most is None else [MaxValueValidator(most)]
    return Figure(
        zh,
        unit=unit,
        unit_by=unit_by,
        units=units,
        rounded=rounded,
        max_digits=MOST_DIGITS,
        decimal_places=places,
        null=null,
        blank=null,
        validators=[*low, *high],
        help_text=note,
    )


class PlateField(models.CharField):
    """The number of a vehicle. Its dots, hyphens and small letters are habits: `known_as` is without them, and what is
    kept is told apart by that.
    """

    known_as = staticmethod(plate)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def as_known(field: models.Field, value: Any) -> Any:
    """A kept value as rows are told apart by it: itself, but for what is kept as somebody was used to write it."""
    return field.known_as(value) if isinstance(field, PlateField) else value


class MonthField(models.CharField):
    """A month, kept as `2026-03`, so that months compare as they follow each other."""

    def __init__(self, verbose_name: str = "月份", **kwargs: Any) -> None:
        kwargs |= {"max_length": 7, "validators": [RegexValidator(r"^\d{4}-(0[1-9]|1[0-2])$")]}
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, "django.db.models.CharField", args, kwargs


class ValidUntil(models.DateField):
    """The last day on which what a row says is valid. Whoever enters for the unit is told in advance.

    A later row with the same values in the columns `renewed_by` goes on with it; where the column `unless` says
    something, it is over anyhow.
    """

    def __init__(
        self, verbose_name: str = "", *, renewed_by: Sequence[str] = (), unless: str = "", **kwargs: Any
    ) -> None:
        self.renewed_by, self.unless = tuple(renewed_by), unless
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs


class WordOfPolicy(models.CharField):
    """A word of a list that policy keeps (`policy/ledgers`): kept by its key, written by its name."""

    def __init__(self, verbose_name: str = "", words: str = "", *, note: str = "", **kwargs: Any) -> None:
        self.words = words
        kwargs |= {"max_length": 60}
        if note:
            kwargs["help_text"] = note
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def names(self) -> dict[str, str]:
        """By key, the names of all words that there are or have been."""
        return {each.key: each.name for each in policy().ledgers.words.get(self.words, ())}


def words_in(model: type[models.Model]) -> list[WordOfPolicy]:
    """The columns of a ledger that hold words of policy."""
    return [column for column in model._meta.get_fields() if isinstance(column, WordOfPolicy)]


class Followed:
    """What is worked out from the model when asked, so that nobody has to type it beside the model."""

    def __init__(self, work_out: Any) -> None:
        self.work_out = work_out

    def __get__(self, _row: object, model: type[models.Model]) -> Any:
        return self.work_out(model)


@cache
def key_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The fields of the first constraint that makes a row one: what a sheet knows it by. A model whose constraint is
    worked out, and names no fields, says them (`sheet_key`).
    """
    if hasattr(model, "sheet_key"):
        return model.sheet_key
    constraints = (each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint))
    return next((tuple(each.fields) for each in constraints if each.fields and not each.condition), ())


@cache
def way_to_organisation(model: type[models.Model]) -> str:
    """The lookup that leads from a row to whose it is: foreign keys of the key are followed until it is reached."""
    for name in key_fields(model):
        field = model._meta.get_field(name)
        if field.related_model is Organisation:
            return name
        if field.many_to_one and key_fields(field.related_model):
            further = way_to_organisation(field.related_model)
            return f"{name}__{further}" if further else ""
    return ""


class Record(models.Model):
    """A row that people enter and correct: every change of it is in the log, and evidence can be put to it."""

    class Meta:
        abstract = True

    recorded = True
    takes_evidence = True
    organisation_lookup = Followed(way_to_organisation)
    zh = Followed(lambda model: str(model._meta.verbose_name))
    known_by = Followed(lambda model: tuple(model._meta.get_field(each).attname for each in key_fields(model)))

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *_faults(cls)]


class OfUnit(Record):
    """A record that names its unit itself, and not by something of the unit's that it is about."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="机构编码")

    class Meta:
        abstract = True


def _faults(model: type[models.Model]) -> list[checks.CheckMessage]:
    """What the machine could not work with, said when the program starts and not when a user comes."""
    name = model.__name__
    said = []
    if not key_fields(model):
        said.append(("ledger.E001", "no UniqueConstraint says which fields a row is known by"))
    elif not way_to_organisation(model):
        said.append(("ledger.E002", "no field of its key leads to an organisation"))
    names = [each.name for each in model._meta.concrete_fields if not each.primary_key]
    if names[: len(key_fields(model))] != list(key_fields(model)):
        said.append(("ledger.E005", "the fields of its key do not come first, in the key's order"))
    if str(model._meta.verbose_name) == model._meta.model_name:
        said.append(("ledger.E003", "it has no verbose_name, by which users know it"))
    if taken := NAMES_TAKEN.intersection(names):
        said.append(
            ("ledger.E006", f"a column cannot be called {', '.join(sorted(taken))}: forms and sheets have these")
        )
    for field in model._meta.concrete_fields:
        if not (field.primary_key or field.generated) and str(field.verbose_name) == field.name.replace("_", " "):
            said.append(("ledger.E004", f"the column {field.name} has no verbose_name, the heading of its sheet"))
        if "（" in str(field.verbose_name):
            said.append(("ledger.E007", f"the heading of {field.name} has brackets, in which only its unit can stand"))
    return [checks.Error(f"{name}: {words}", obj=model, id=id_) for id_, words in said]
