"""Rows that only whoever reviews the unit may bring, correct or withdraw: what was decided over it, not by it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models

from jieyue.rules.roles import Right
from jieyue.store.machine.record import key_fields
from jieyue.store.orgs.reach import organisation_ids
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch

Values = Mapping[str, Any]
Asks = Callable[[Values], bool]
"""Whether a row with these values is for whoever reviews the unit."""


def for_reviewers(
    batch: Batch, model: type[models.Model], right: Right, asks: Asks, *, tells: tuple[str, ...], says: str, do: str
) -> None:
    """Refuses what is so as it will be, and what is so as it is kept. `tells` are the columns that `asks` looks at."""
    columns = {name: batch.column(name) for name in (*key_fields(model), *tells)}
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    codes = columns["organisation"]
    reviewed = organisation_ids(codes, batch.by, Right.REVIEW)
    kept_by_key, kept_by_id = _kept(batch, model, organisation_ids(codes, batch.by, right), tells)
    for row, values in zip(batch.rows, rows, strict=True):
        if row in batch.refused or values["organisation"] in reviewed:
            continue
        key = tuple(values[name] or "" for name in key_fields(model))
        before = (kept_by_key.get(key), kept_by_id.get(batch.records.get(row)))
        if asks(values) or any(asks(each) for each in before if each is not None):
            batch.refuse(row, tells[0], "for_reviewers", says=says, do=do)


def _kept(
    batch: Batch, model: type[models.Model], ids: Mapping[str, int], tells: tuple[str, ...]
) -> tuple[dict[tuple, Values], dict[int, Values]]:
    codes = {id_: code for code, id_ in ids.items()}
    named = (*key_fields(model)[1:], *tells)
    own = model._default_manager.filter(organisation__in=any_of(codes))
    by_key = {}
    for unit, *values in own.values_list("organisation_id", *named):
        about = dict(zip(named, values, strict=True))
        by_key[codes[unit], *values[: len(key_fields(model)) - 1]] = about
    meant = model._default_manager.filter(pk__in=any_of(set(batch.records.values())))
    by_id = {id_: dict(zip(named, values, strict=True)) for id_, *values in meant.values_list("pk", *named)}
    return by_key, by_id
