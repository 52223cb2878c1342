"""What the rows of a sheet would do, row by row, in the words of the sheet."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import orjson
from django.db import models

from jieyue.files.sheet import Column
from jieyue.store.records.kinds import Batch, Kind, Outcome
from jieyue.store.records.references import References, references_in
from jieyue.store.records.writing import Writing

Values = dict[str, object]
Change = tuple[type[models.Model], Values | None, Values | None]
UNIT = "单位"  # of the file; what is shown before and after is in the unit in which it is kept
MOST_LINES = 1000
"""So many rows of each outcome are listed; all of them are counted."""


@dataclass(frozen=True)
class Line:
    """A row of the sheet: each cell as column, before, after. An added row has no before, a withdrawn one no after."""

    row: int
    outcome: Outcome
    cells: tuple[tuple[str, str, str], ...]


def lines_of(batch: Batch, change: Writing, kind: Kind) -> list[Line]:
    """The first rows of each outcome that will do something, in the order of the sheet."""
    places = {row: place for place, row in enumerate(batch.sheet.row_numbers)}
    return [
        *(Line(row, "added", _values(batch, kind.columns, places[row])) for row in _first(batch, "added")),
        *_changed(batch, change, kind, places),
    ]


def digest_of(batch: Batch, change: Writing) -> str:
    """SHA-256 over what each row does and what the rows that change were before: the same as long as nothing moved."""
    digest = hashlib.sha256(repr(batch.is_refused_whole).encode())
    digest.update(orjson.dumps(sorted((row, did) for row, did in batch.outcomes.items() if row not in batch.refused)))
    digest.update(orjson.dumps(sorted(batch.refused)))
    for table, id_, before, _ in change.versions:
        if before is not None:
            digest.update(f"{table}\n{id_}\n{before}\n".encode())
    return digest.hexdigest()


def _first(batch: Batch, outcome: Outcome) -> list[int]:
    found = (row for row, did in batch.outcomes.items() if did == outcome and row not in batch.refused)
    return sorted(found)[:MOST_LINES]


def _values(batch: Batch, columns: Sequence[Column], place: int) -> tuple[tuple[str, str, str], ...]:
    cells = ((column, batch.column(column.key)[place]) for column in columns if batch.states(column.key))
    return tuple((column.zh, "", said(column, value)) for column, value in cells if value is not None)


def _changed(batch: Batch, change: Writing, kind: Kind, places: dict[int, int]) -> Iterator[Line]:
    versions = _versions_by_record(change, kind)
    rows = ((model, side) for told in versions.values() for model, *sides in told for side in sides)
    references = references_in(rows, versions=change.versions)
    for row in _first(batch, "changed"):
        told = versions.get(batch.ids.get(row, 0), ())
        cells = {
            name: (was, now)
            for each in told
            for name, was, now in differences(kind.columns, *each, references=references)
        }
        context = ((name, (now, now)) for name, _, now in _values(batch, kind.columns, places[row]) if name != UNIT)
        yield Line(row, "changed", tuple((name, was, now) for name, (was, now) in {**dict(context), **cells}.items()))


def _versions_by_record(change: Writing, kind: Kind) -> dict[int, list[Change]]:
    """What happens to each record that is there, and to the dated rows that belong to it."""
    own, parts = (
        kind.model._meta.db_table,
        {model._meta.db_table: (model, column) for model, column in parts_of(kind.model)},
    )
    found: dict[int, list[Change]] = {}
    for table, id_, before, after in change.versions:
        if table == own and before is not None:
            found.setdefault(id_, []).append((kind.model, orjson.loads(before), _loaded(after)))
        elif table in parts and after is not None:
            model, column = parts[table]
            now = orjson.loads(after)
            was = orjson.loads(before) if before else _one_before(model, column, now)
            found.setdefault(now[column], []).append((model, was, now))
    return found


def _loaded(written: str | None) -> Values | None:
    return None if written is None else orjson.loads(written)


def parts_of(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Tables that tell of a record by date, and their columns that say of which."""
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() == "versions":
            yield relation.related_model, relation.field.column


def _one_before(model: type[models.Model], column: str, now: Values) -> Values | None:
    """What held until a new dated row began."""
    earlier = model._base_manager.filter(**{column: now[column], "since__lt": now["since"]})
    return earlier.order_by("-since").values().first()


def differences(
    columns: Sequence[Column],
    model: type[models.Model],
    before: Values | None,
    after: Values | None,
    *,
    references: References,
) -> Iterator[tuple[str, str, str]]:
    """What is another than before, by the columns' names. What a row refers to is told by all that names it: one of
    another account is, where that is another resource's, a record of another resource.
    """
    if after is None:
        yield "作废", "", "是"
        return
    was, now = references.told(model, before), references.told(model, after)
    for column in columns:
        told = (said(column, was.get(column.key)), said(column, now.get(column.key)))
        if column.key in now and told[0] != told[1]:
            yield column.zh, *told


def said(column: Column, value: object) -> str:
    """A value as the sheet would say it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    words = _words(column)
    return words[value] if isinstance(value, str) and value in words else column.says(value)


@cache
def _words(column: Column) -> dict[object, str]:
    return {column.parse(choice): choice for choice in column.choices}
