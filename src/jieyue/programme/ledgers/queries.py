"""One row of a ledger: what it says, whose it is, what has been done to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.cells import Cell, cells_of, columns_beside_unit, said, sheet_columns, typed
from jieyue.programme.organisations.naming import Named, named, reaches, trail
from jieyue.programme.records.queries import Field, Step, history, last_content, last_seen
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.store.evidence.owners import RecordUnknown, owner_of
from jieyue.store.machine.columns import LedgerColumn, key_said, noted_fields, written
from jieyue.store.machine.ledger import Ledger
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisations_called
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.references import references_in, referred


class RowUnknown(NotThere):
    """No such row, or none that the person may know of."""


@dataclass(frozen=True)
class OneRow:
    """A row as it is, or as it was when it was withdrawn. `seen` is its last version.

    `above` are the organisations from the top of the reach down to its own.
    """

    ledger: Ledger
    id: int
    is_withdrawn: bool
    seen: int
    organisation: Named
    above: Sequence[Named]
    cells: Sequence[Cell]
    typed: Mapping[str, str]
    may_correct: bool

    @property
    def values(self) -> Mapping[str, object]:
        """By column, as they are kept."""
        return {each.heading.key: each.value for each in self.cells}

    @property
    def table(self) -> str:
        return self.ledger.model._meta.db_table

    @property
    def title(self) -> str:
        """What is said to tell it from the others of its unit."""
        keys = {each.column.key for each in columns_beside_unit(self.ledger.model) if each.is_of_key}
        return " ".join(each.says for each in self.cells if each.heading.key in keys and each.says)


def row(key: str, id_: int, *, person: Person) -> OneRow:
    """Raises LedgerUnknown, RowUnknown."""
    ledger = ledger_named(key)
    model = ledger.model
    last = last_content(model, id_)
    if last is None:
        raise _unknown()
    try:
        owner = owner_of(model._meta.db_table, id_, person)
    except RecordUnknown:
        raise _unknown() from None
    content, is_there = last
    values = _values(ledger, content)
    columns = columns_beside_unit(model)
    path = path_on(owner.organisation.pk, person.on)
    unit = named([owner.organisation.pk], on=person.on)[owner.organisation.pk]
    return OneRow(
        ledger=ledger,
        id=id_,
        is_withdrawn=not is_there,
        seen=last_seen(model, [id_])[id_],
        organisation=unit,
        above=trail(path, person=person),
        cells=cells_of(columns)(values[each.column.key] for each in columns),
        typed={"organisation": unit.code, **typed(sheet_columns(ledger, below=False), values)},
        may_correct=is_there and reaches(person, path, ledger.right),
    )


def _values(ledger: Ledger, content: Mapping[str, object]) -> dict[str, object]:
    """By key of a column, what a version of the row says, references by what people know them by."""
    told = references_in([(ledger.model, content)]).told(ledger.model, content)
    return {c.column.key: c.kept(told.get(c.column.key)) for c in columns_beside_unit(ledger.model)}


def steps(of: OneRow, *, person: Person) -> list[Step]:
    """All that has been done to it, the newest first."""
    return history(of.ledger.model, of.id, fields=_fields(of.ledger, person))


def _fields(ledger: Ledger, person: Person) -> list[Field]:
    """How each kept column is told: a reference by what people know it by, also where it is gone by now."""
    by_name = {each.column.key: each for each in columns_beside_unit(ledger.model)}
    return [
        Field(each.attname, str(each.verbose_name), _saying(each, by_name.get(each.name), person))
        for each in noted_fields(ledger.model)
        if each.related_model is not Organisation
    ]


def _saying(field: models.Field, column: LedgerColumn | None, person: Person) -> Callable[[object], str]:
    if field.many_to_one:
        return lambda id_: _referred(field.related_model, id_, person)
    return lambda value: said(column, column.kept(value)) if column else str(written(field, value))


def _referred(register: type[models.Model], id_: object, person: Person) -> str:
    """By name, also where it went with the entry that brought it; another unit's only within reach."""
    row = referred(register, [id_]).get(id_)
    if row is None:
        return f"（已撤去的{register.zh}）"
    told = references_in([(register, row)]).told(register, row)
    is_reached = organisations_called([told.get("organisation")], person).exists()
    return key_said(register, told) if is_reached else f"管辖范围外的{register.zh}"


def _unknown() -> RowUnknown:
    return RowUnknown("没有这条登记，或者不在您的管辖范围内。", do="请从台账清单中打开。")
