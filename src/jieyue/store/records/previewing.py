"""What the rows of a sheet would do, row by row, in the words of the sheet."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import orjson
from django.db import models

from jieyue.files.sheet import Column
from jieyue.store.records.kinds import Batch, Kind, Outcome
from jieyue.store.records.writing import Version, Writing

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
    for row in _first(batch, "changed"):
        told = [version for version in versions.get(batch.ids.get(row, 0), ()) if version[2] != version[3]]
        cells = [cell for version in told for cell in _differences(kind.columns, version)]
        named = _key_of(batch, kind.columns, places[row])
        yield Line(row, "changed", (*named, *cells))


def _versions_by_record(change: Writing, kind: Kind) -> dict[int, list[Version]]:
    """What happened to each record, and to the dated rows that belong to it."""
    own = kind.model._meta.db_table
    belonging = {model._meta.db_table: column for model, column in _parts_of(kind.model)}
    found: dict[int, list[Version]] = {}
    for version in change.versions:
        table, id_, before, after = version
        if table == own:
            found.setdefault(id_, []).append(version)
        elif table in belonging:
            record = orjson.loads(after or before or "{}")[belonging[table]]
            found.setdefault(record, []).append(version)
    return found


def _parts_of(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Tables that tell of a record by date."""
    for relation in model._meta.related_objects:
        if relation.get_accessor_name() == "versions":
            yield relation.related_model, relation.field.column


def _key_of(batch: Batch, columns: Sequence[Column], place: int) -> tuple[tuple[str, str, str], ...]:
    """What the row is known by: its required columns, the same before and after."""
    cells = ((column, batch.column(column.key)[place]) for column in columns if column.required)
    return tuple((column.zh, said(column, value), said(column, value)) for column, value in cells if value is not None)


def _differences(columns: Sequence[Column], version: Version) -> Iterator[tuple[str, str, str]]:
    _, _, before, after = version
    was, now = (orjson.loads(side) if side else {} for side in (before, after))
    if not after:
        yield "作废", "", "是"
        return
    for column in columns:
        name = next((name for name in (column.key, f"{column.key}_id") if name in now), None)
        if name and was.get(name) != now[name] and not (before is None and now[name] in (None, "")):
            yield column.zh, said(column, was.get(name)), said(column, now[name])


def said(column: Column, value: object) -> str:
    """A value as the sheet would say it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(_words(column).get(value, value) if isinstance(value, str) else value)


@cache
def _words(column: Column) -> dict[object, str]:
    return {column.parse(choice): choice for choice in column.choices}
