"""What rows refer to, in the words by which people know it, also where it is gone by now or is not there yet.

A model that others refer to says by which of its columns people know it (`known_by`), the one that names it last. What
sheets call a column otherwise than the table is in `sheet_names`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from django.db import models

from jieyue.store.records.any_of import any_of
from jieyue.store.records.log import Version
from jieyue.store.records.models import RowVersion

Values = Mapping[str, object]
Model = type[models.Model]
RowWithValues = tuple[Model, Values | None]
"""A row as the log writes it, and of which table."""


@dataclass
class References:
    """Rows that others refer to, by table and id."""

    rows: dict[tuple[Model, object], Values] = field(default_factory=dict)

    def told(self, model: Model, values: Values | None) -> dict[str, object]:
        """A row by the names of the sheets; of what it refers to all by which people know it."""
        names, found = _sheet_names(model), {}
        for column in model._meta.concrete_fields:
            if values is not None and column.column in values:
                value = values[column.column]
                name = names.get(column.name, column.name)
                found |= self._referred(name, column, value) if column.many_to_one else {name: value}
        return found

    def _referred(self, name: str, column: models.Field, id_: object) -> dict[str, object]:
        if id_ is None:
            return {name: None}
        known_by = getattr(column.related_model, "known_by", ())
        row = self.rows.get((column.related_model, id_))
        if row is None or not known_by:
            return {name: f"（已撤去的{getattr(column.related_model, 'zh', '登记')}）"}
        about = self.told(column.related_model, {each: row[each] for each in known_by})
        own = _sheet_names(column.related_model).get(known_by[-1], known_by[-1])
        return {**{key: value for key, value in about.items() if key != own}, name: about[own]}


def _sheet_names(model: Model) -> dict[str, str]:
    return dict(getattr(model, "sheet_names", ()))


def references_in(rows: Iterable[RowWithValues], *, versions: Sequence[Version] = ()) -> References:
    """What these rows refer to, and what that refers to. `versions` are of an operation that is not kept yet."""
    found = References()
    wanted = _wanted(rows)
    while wanted:
        following: list[RowWithValues] = []
        for model, ids in wanted.items():
            for id_, row in referred(model, ids, versions=versions).items():
                found.rows[model, id_] = row
                following.append((model, row))
        wanted = _wanted(following)
    return found


def _wanted(rows: Iterable[RowWithValues]) -> dict[Model, set[object]]:
    wanted: dict[Model, set[object]] = {}
    for model, values in rows:
        for column in _foreign(model) if values is not None else ():
            if values.get(column.column) is not None:
                wanted.setdefault(column.related_model, set()).add(values[column.column])
    return wanted


def _foreign(model: Model) -> Iterator[models.Field]:
    fields = model._meta.concrete_fields
    yield from (each for each in fields if each.many_to_one and hasattr(each.related_model, "known_by"))


def users_of(model: Model, ids: Iterable[int]) -> Iterator[tuple[int, Model, int]]:
    """Which rows of other tables refer to these: id of what is referred to, table and id of what does."""
    ids = list(ids)
    fields = model._meta.get_fields(include_hidden=True)  # a foreign key may do without a way back
    relations = (each for each in fields if each.auto_created and not each.concrete)
    for relation in (each for each in relations if ids and each.on_delete is not models.CASCADE):
        lookup = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{lookup}__in": any_of(ids)})
        for id_, used in rows.values_list("pk", lookup).iterator(chunk_size=5000):
            yield used, relation.related_model, id_


def referred(model: Model, ids: Iterable[object], *, versions: Sequence[Version] = ()) -> dict[object, Values]:
    """By id, what people know these rows by: as they are, as the operation will make them, or as they last were."""
    ids = set(ids)
    kept = model._base_manager.filter(pk__in=any_of(ids)).values("pk", *model.known_by)
    found: dict[object, Values] = {row.pop("pk"): row for row in kept}
    if left := ids - found.keys():
        found |= _of_operation(model, left, versions)
    if left := ids - found.keys():
        found |= _gone(model, left)
    return found


def _of_operation(model: Model, ids: set[object], versions: Sequence[Version]) -> dict[object, Values]:
    table = model._meta.db_table
    own = ((id_, after or before) for named, id_, before, after in versions if named == table and id_ in ids)
    return {id_: orjson.loads(written) for id_, written in own}


def _gone(model: Model, ids: set[object]) -> dict[object, Values]:
    last = RowVersion.objects.filter(table=model._meta.db_table, record_id__in=any_of(ids), before__isnull=False)
    return {id_: orjson.loads(before) for id_, before in last.order_by("id").values_list("record_id", "before")}
