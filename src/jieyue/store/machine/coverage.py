"""Who owes rows of a ledger, and which months have them.

The subjects of a ledger are what its rows are about: the units themselves, or what a register keeps of them. As an
account is owed from its first bill, a subject owes a ledger from its first row on, every month until it is closed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Min, Value
from django.db.models.functions import TruncMonth

from jieyue.rules.period import Period
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import MonthField, key_fields, way_to_organisation
from jieyue.store.machine.settling import day_of, in_period, when
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class Subject:
    """`id` is of the unit or of the register's row, `key` what the sheet calls it beside its unit's code. From `until`
    on it owes nothing; None where it is in use.
    """

    id: int
    unit: int
    key: Mapping[str, str]
    until: date | None = None

    @property
    def name(self) -> str:
        return " ".join(self.key.values())

    def owes(self, month: str) -> bool:
        """Whether it is in use all the month (`2026-03`)."""
        return self.until is None or month < f"{self.until:%Y-%m}"


@dataclass(frozen=True)
class Kept:
    """By subject, the months (`2026-03`) of the period that have a row, and the first month that ever had one."""

    months: Mapping[int, frozenset[str]]
    first: Mapping[int, str]


def subjects_of(ledger: Ledger, units: Iterable[int]) -> list[Subject]:
    """In the order of units and of their keys. A register whose rows come to an end says so by `ends_on`, a column."""
    units = list(units)
    if not ledger.series_of:
        return [Subject(unit, unit, {}) for unit in units]
    register = ledger.model._meta.get_field(ledger.series_of).related_model
    way, (_, *names) = way_to_organisation(register), key_fields(register)
    rows = register._default_manager.filter(**{f"{way}__in": any_of(units)}).order_by(way, *names)
    ends = models.F(register.ends_on) if hasattr(register, "ends_on") else Value(None, models.DateField())
    return [
        Subject(id_, unit, _named(ledger.series_of, names, rest), until)
        for id_, unit, until, *rest in rows.values_list("id", way, ends, *names)
    ]


def _named(series_of: str, names: list[str], values: list[object]) -> dict[str, str]:
    """By the columns of the ledger's sheet, in which the last part of the key goes by the reference's name."""
    return dict(zip([*names[:-1], series_of], map(str, values), strict=True))


def months_kept(ledger: Ledger, subjects: Iterable[Subject], period: Period) -> Kept:
    """Two questions, however many subjects there are."""
    field = ledger.model._meta.get_field(key_fields(ledger.model)[0]).attname
    rows = ledger.model._default_manager.filter(**{f"{field}__in": any_of(each.id for each in subjects)})
    at = when(ledger.model)
    if at is None:
        return Kept({}, {})
    months: dict[int, set[str]] = {}
    found = rows.filter(in_period(ledger.model, period)).order_by()
    for subject, month in found.values_list(field, _month(at)).distinct():
        months.setdefault(subject, set()).add(_written(month))
    first = rows.order_by().values(field).annotate(first=Min(at.name)).values_list(field, "first")
    return Kept(
        {subject: frozenset(each) for subject, each in months.items()},
        {subject: _written(each) for subject, each in first},
    )


def _month(at: models.Field) -> models.F | TruncMonth:
    return models.F(at.name) if isinstance(at, MonthField) else TruncMonth(at.name)


def _written(month: object) -> str:
    return month if isinstance(month, str) else f"{day_of(month):%Y-%m}"
