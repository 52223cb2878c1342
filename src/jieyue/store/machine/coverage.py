"""Who owes rows of a ledger, and which months have them.

The subjects of a ledger are what its rows are about: the units themselves, or what a register keeps of them. As an
account is owed from its first record, a subject owes a ledger from its first row on, every month until it is closed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Case, Max, Min, Value, When
from django.db.models.functions import Cast, Substr

from jieyue.rules.allocation import months_between
from jieyue.rules.period import months_later
from jieyue.store.machine.columns import LedgerColumn, ledger_columns, words_of
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import MonthField, key_fields, way_to_organisation
from jieyue.store.machine.settling import day_of, midnight, when, within_days
from jieyue.store.records.any_of import any_of

LENGTH_OF_MONTH = len("2026-03")


@dataclass(frozen=True)
class Subject:
    """`id` is of the unit or of the register's row, `key` what the sheet calls it beside its unit's code. It owes
    nothing before `since` and from `until` on; None where nobody says.
    """

    id: int
    unit: int
    key: Mapping[str, str]
    since: date | None = None
    until: date | None = None

    @property
    def name(self) -> str:
        return " ".join(each for each in self.key.values() if each)

    def owes(self, month: str) -> bool:
        """Whether it is in use, and not only for the first part of the month (`2026-03`)."""
        has_begun = self.since is None or f"{self.since:%Y-%m}" <= month
        return has_begun and (self.until is None or month < f"{self.until:%Y-%m}")


@dataclass(frozen=True)
class Kept:
    """By subject, the months (`2026-03`) of the period that have a row, and the first month that ever had one."""

    months: Mapping[int, frozenset[str]]
    first: Mapping[int, str]


def subjects_of(ledger: Ledger, units: Iterable[int]) -> list[Subject]:
    """By unit, and in the order of what they are known by, of few words in the order of these. A register whose rows
    begin and come to an end says so by `begins_on` and `ends_on`, its columns.
    """
    units = list(units)
    if not ledger.series_of:
        return [Subject(unit, unit, {}) for unit in units]
    register = ledger.model._meta.get_field(ledger.series_of).related_model
    way, (_, *names) = way_to_organisation(register), key_fields(register)
    rows = register._default_manager.filter(ledger.series_among(), **{f"{way}__in": any_of(units)}).order_by(
        way, *names
    )
    columns = [each for each in ledger_columns(register) if each.is_of_key and each.column.key != "organisation"]
    days = (_day_of(register, "begins_on"), _day_of(register, "ends_on"))
    found = rows.values_list("id", way, *days, *(each.lookup for each in columns))
    keys = [*(each.column.key for each in columns[:-1]), ledger.series_of]
    subjects = []
    for id_, unit, since, until, *key in found:
        said = [str(each.written(value)) for each, value in zip(columns, key, strict=True)]
        places = [_place(each, value) for each, value in zip(columns, key, strict=True)]
        subjects.append((unit, places, Subject(id_, unit, dict(zip(keys, said, strict=True)), since, until)))
    return [subject for *_, subject in sorted(subjects, key=lambda each: each[:2])]


def days_of_end(ledger: Ledger) -> Iterable[tuple[int, date]]:
    """Which subjects of a ledger come to an end, and the day from which they are no more."""
    register = ledger.model._meta.get_field(ledger.series_of).related_model if ledger.series_of else None
    ends_on = register and _day_column(register, "ends_on")
    if not ends_on:
        return ()
    return register._default_manager.filter(**{f"{ends_on}__isnull": False}).order_by().values_list("id", ends_on)


def _day_of(register: type[models.Model], name: str) -> models.F | Value:
    column = _day_column(register, name)
    return models.F(column) if column else Value(None, models.DateField())


def _day_column(register: type[models.Model], name: str) -> str:
    """The column that the register says by `begins_on` or `ends_on`, or that is called so itself; "" where none is."""
    if any(each.name == name for each in register._meta.fields):
        return name
    return getattr(register, name, "")


def _place(column: LedgerColumn, value: object) -> tuple[int, str]:
    words = list(words_of(column.field))
    return (words.index(value) if value in words else len(words), str(value))


def months_kept(ledger: Ledger, subjects: Sequence[Subject], since: date, until: date) -> Kept:
    """In as many questions as the ledger has sheets of rows about these subjects, however many subjects there are. A
    note that there was nothing keeps a month as a row does.
    """
    months: dict[int, set[str]] = {}
    first: dict[int, str] = {}
    ids = [each.id for each in subjects]
    for model, at, subject in dated_models(ledger):
        rows = model._default_manager.filter(**{f"{subject}__in": any_of(ids)}).order_by()
        in_period = rows.filter(within_days(model, since, until))
        for id_, month in in_period.values_list(subject, month_asked(at, since, until)).distinct():
            months.setdefault(id_, set()).add(month)
        for id_, day in rows.values(subject).annotate(first=Min(at.name)).values_list(subject, "first"):
            first[id_] = min(written_month(day), first.get(id_, written_month(day)))
    return Kept({subject: frozenset(each) for subject, each in months.items()}, first)


def last_days(ledger: Ledger, subjects: Sequence[Subject], before: date) -> dict[int, date]:
    """By subject, the last day that rows about it speak of, of those that end before the day."""
    model, at = ledger.model, when(ledger.model)
    subject = model._meta.get_field(key_fields(model)[0]).attname
    rows = model._default_manager.filter(
        **{f"{subject}__in": any_of(each.id for each in subjects), f"{at.name}__lt": before}
    )
    return dict(rows.order_by().values(subject).annotate(last=Max(at.name)).values_list(subject, "last"))


def dated_models(ledger: Ledger) -> list[tuple[type[models.Model], models.Field, str]]:
    """The tables of its sheets that have a month or day, with that field and the column of the subject."""
    found = {kind.model for kind in ledger.kinds}
    return [
        (model, at, model._meta.get_field(key_fields(model)[0]).attname)
        for model in sorted(found, key=lambda each: each._meta.db_table)
        if (at := when(model))
    ]


def month_asked(at: models.Field, since: date, until: date) -> models.F | Substr | Case:
    """As `2026-03`, of rows from the first to the last day. Of a day it is taken out of its text, a moment is held
    against the beginnings of the months here: SQLite would ask Python for it row by row.
    """
    if isinstance(at, MonthField):
        return models.F(at.name)
    if not isinstance(at, models.DateTimeField):
        return Substr(Cast(at.name, models.CharField()), 1, LENGTH_OF_MONTH)
    ends = {f"{month:%Y-%m}": midnight(months_later(month, 1)) for month in months_between(since, until)}
    before = (When(**{f"{at.name}__lt": end}, then=Value(month)) for month, end in ends.items())
    return Case(*before, output_field=models.CharField())


def written_month(month: object) -> str:
    return month if isinstance(month, str) else f"{day_of(month):%Y-%m}"
