"""Single rows on their way through the log, from a model's object."""

from datetime import UTC, datetime
from typing import Any

from django.db import models

from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing


def keep(change: Writing, new: models.Model) -> int:
    """A new row, which is then as the database has it; gives its id."""
    [new.pk] = change.add(new._meta.model, [_row(new)])
    new.refresh_from_db()
    return new.pk


def correct(change: Writing, kept: models.Model, **now: Any) -> None:
    """Other values for a row, as it is now. Nothing is written where they are what they were."""
    kept.refresh_from_db()
    before = _row(kept)
    for name, value in now.items():
        setattr(kept, name, value)
    if _row(kept) != before:
        change.correct(kept._meta.model, [(kept.pk, before, _row(kept))])


def _row(instance: models.Model) -> Row:
    return tuple(_kept(getattr(instance, column)) for column in columns_of(instance._meta.model))


def _kept(value: object) -> object:
    """A moment as the database gives it back, wherever it was said."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value
