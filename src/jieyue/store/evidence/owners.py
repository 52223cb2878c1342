"""Which records evidence may be linked to, and whose they are, without knowing any table by name.

A table says `takes_evidence = True`, how it is called (`zh`) and which lookup leads to its organisation
(`organisation_lookup`). Whoever enters for the organisation adds to it, or whoever has one of the `evidence_rights`.
"""

from dataclasses import dataclass

import orjson
from django.db import models

from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import reaches
from jieyue.store.records.models import RowVersion
from jieyue.store.records.verifying import recorded_models


class RecordUnknown(NotThere):
    """No such record, or none that the person may know of."""


@dataclass(frozen=True)
class Owner:
    """Whose a record is. A record that was withdrawn is not there any more, but its evidence still is."""

    table: str
    record_id: int
    zh: str
    organisation: Organisation
    is_there: bool


def tables() -> dict[str, type[models.Model]]:
    """The tables whose records take evidence, by name."""
    return {model._meta.db_table: model for model in recorded_models() if getattr(model, "takes_evidence", False)}


def owner_of(table: str, record_id: int, person: Person, right: Right = Right.READ) -> Owner:
    """Raises RecordUnknown; for any right but reading also where the record was withdrawn."""
    model = tables().get(table)
    organisation = _organisation(model, record_id) if model else None
    is_there = organisation is not None
    if model and not is_there and right is Right.READ:
        organisation = _organisation_once(model, record_id)
    if organisation is None or not _reaches(model, organisation, person, right):
        raise RecordUnknown("没有这条记录，或者不在您的权限范围内。", do="请从记录所在的页面重新打开。")
    return Owner(table, record_id, model.zh, organisation, is_there)


def may_add(table: str, organisation: int, person: Person) -> bool:
    """Whether the person may add evidence to the records of this table there."""
    return any(
        reaches(organisation, person, right) for right in getattr(tables()[table], "evidence_rights", (Right.ENTER,))
    )


def _reaches(model: type[models.Model], organisation: Organisation, person: Person, right: Right) -> bool:
    if right is Right.ENTER:
        return may_add(model._meta.db_table, organisation.id, person)
    return reaches(organisation.id, person, right)


def _organisation(model: type[models.Model], record_id: int) -> Organisation | None:
    ids = model._base_manager.filter(pk=record_id).values(model.organisation_lookup)
    return Organisation.objects.filter(id__in=ids).first()


def _organisation_once(model: type[models.Model], record_id: int) -> Organisation | None:
    """Whose a record was that has been withdrawn: what the log last knew of it leads there."""
    first, _, rest = model.organisation_lookup.partition("__")
    version = RowVersion.objects.filter(table=model._meta.db_table, record_id=record_id).order_by("-id").first()
    field = model._meta.get_field(first)
    if version is None or version.before is None or not field.is_relation:
        return None
    kept = orjson.loads(version.before)[field.attname]
    if not rest:
        return Organisation.objects.filter(id=kept).first()
    ids = field.related_model._base_manager.filter(pk=kept).values(rest)
    return Organisation.objects.filter(id__in=ids).first()
