"""Single rows on their way through the log, from a model's object."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models

from jieyue.store.records.tables import Row, columns_of
from jieyue.store.records.writing import Writing


def keep(change: Writing, new: models.Model) -> int:
    """A new row, which is then as the database has it; gives its id."""
    [new.pk] = change.add(new._meta.model, [_row(new)])
    new.refresh_from_db()
    return new.pk


def keep_all(change: Writing, new: Sequence[models.Model]) -> Sequence[int]:
    """Many new rows of one table at once; they are not told their ids, but the caller is."""
    return change.add(new[0]._meta.model, [_row(each) for each in new]) if new else ()


def correct_each(change: Writing, changes: Sequence[tuple[models.Model, Mapping[str, object]]]) -> None:
    """Other values for many rows of one table, which were read since the lock was taken."""
    rows = []
    for kept, now in changes:
        before = _row(kept)
        for name, value in now.items():
            setattr(kept, name, value)
        rows.append((kept.pk, before, _row(kept)))
    if changed := [row for row in rows if row[1] != row[2]]:
        change.correct(changes[0][0]._meta.model, changed)


def correct(change: Writing, kept: models.Model, **now: Any) -> None:
    """Other values for a row, as it is now. Nothing is written where they are what they were."""
    kept.refresh_from_db()
    before = _row(kept)
    for name, value in now.items():
        setattr(kept, name, value)
    if _row(kept) != before:
        change.correct(kept._meta.model, [(kept.pk, before, _row(kept))])


def keep_in_place(change: Writing, kept: models.Model | None, new: models.Model) -> int:
    """A new row, or its values in place of those of the one that is kept."""
    if kept is None:
        return keep(change, new)
    correct(change, kept, **{each.attname: getattr(new, each.attname) for each in _logged(new)})
    return kept.pk


def remove(change: Writing, rows: models.QuerySet) -> int:
    """Take rows away; gives how many there were."""
    found = [(each.pk, _row(each)) for each in rows]
    if found:
        change.remove(rows.model, found)
    return len(found)


def _row(instance: models.Model) -> Row:
    return tuple(_kept(getattr(instance, each.attname), each) for each in _logged(instance))


def _logged(instance: models.Model) -> list[models.Field]:
    return _fields(instance._meta.model)  # the user of a request says of himself that he is something lazy


@cache
def _fields(model: type[models.Model]) -> list[models.Field]:
    fields = {each.column: each for each in model._meta.concrete_fields}
    return [fields[name] for name in columns_of(model)]


def _kept(value: object, field: models.Field) -> object:
    """As the database gives it back, however it was said: a moment, a number with its column's places."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, Decimal) and isinstance(field, models.DecimalField):
        return value.quantize(Decimal(1).scaleb(-field.decimal_places))
    return value
