"""Whom the rows of a sheet mean: codes and numbers become the ids of units and of what registers keep, in bulk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from jieyue.rules.roles import Right
from jieyue.store.machine.columns import ledger_columns, own_fields
from jieyue.store.machine.record import as_known, key_fields
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisations_called
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch
from jieyue.store.records.tables import Row


@dataclass
class Meant:
    """A row of the sheet whose references are known: its number, its place in the columns, its unit, and its values by
    field name.
    """

    row: int
    place: int
    unit: Organisation
    values: dict[str, Any] = field(default_factory=dict)


def meant_rows(batch: Batch, model: type[models.Model], right: Right) -> list[Meant]:
    """The rows that can be told whom they mean; the others are refused with what is not registered."""
    rows = list(_of_known_units(batch, model, right))
    for each in own_fields(model):
        if each.many_to_one and each.related_model is not Organisation:
            _resolve(batch, each, rows)
    return [each for each in rows if each.row not in batch.refused]


def _of_known_units(batch: Batch, model: type[models.Model], right: Right) -> Iterator[Meant]:
    codes = batch.column("organisation")
    units = {unit.code: unit for unit in organisations_called(codes, batch.by, right)}
    names = [each.column.key for each in ledger_columns(model) if each.column.key != "organisation"]
    cells = zip(codes, *(batch.column(name) for name in names), strict=True)
    for place, (row, (code, *values)) in enumerate(zip(batch.rows, cells, strict=True)):
        if row in batch.refused:
            continue
        if code not in units:
            batch.refuse_unknown_organisation(row, code)
            continue
        yield Meant(row, place, units[code], {**dict(zip(names, values, strict=True)), "organisation": units[code].pk})


def _resolve(batch: Batch, reference: models.ForeignKey, rows: list[Meant]) -> None:
    """Put the id of the register's row where its number stands; None where the row names none."""
    register, names = reference.related_model, key_fields(reference.related_model)
    known = _known(register, names, {each.unit.pk for each in rows})
    for each in rows:
        last = each.values[reference.name]
        if last is None and reference.null:
            continue
        key = (*(each.values[name] for name in names[:-1]), last)
        if key in known:
            each.values[reference.name] = known[key]
        else:
            _refuse_unregistered(batch, each.row, reference, last)


def _known(register: type[models.Model], names: tuple[str, ...], units: set[int]) -> Mapping[Row, int]:
    columns = [register._meta.get_field(name).attname for name in names]
    fields = [register._meta.get_field(name) for name in names]
    kept = register._default_manager.filter(organisation_id__in=any_of(units)).values_list("pk", *columns)
    return {tuple(map(as_known, fields, key)): id_ for id_, *key in kept.iterator(chunk_size=5000)}


def _refuse_unregistered(batch: Batch, row: int, reference: models.ForeignKey, number: object) -> None:
    what, heading = reference.related_model._meta.verbose_name, reference.verbose_name
    is_of_the_same = reference.related_model is reference.model
    new = f"请先把“{heading}”所指的那几行单独导入，再导入其余的" if is_of_the_same else f"请先导入“{what}”登记它"
    batch.refuse(
        row,
        reference.name,
        "not_registered",
        says=f"{heading}“{number if number is not None else ''}”没有登记在这个机构的“{what}”里。",
        do=f"请核对{heading}；确实是新的，{new}。",
    )
