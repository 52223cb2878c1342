"""The sheet of a ledger that has no way in of its own: template, import, export and correction from its model."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.store.machine.checking import Checks
from jieyue.store.machine.columns import ledger_columns
from jieyue.store.machine.record import key_fields, way_to_organisation
from jieyue.store.machine.settling import WITHDRAWN, Guard, Refuse, Settling
from jieyue.store.orgs.naming import codes_for_names
from jieyue.store.orgs.reach import within
from jieyue.store.records.kinds import Kind
from jieyue.store.records.tables import Row

if TYPE_CHECKING:
    from django.db.models import Model


def common_sheet(
    key: str,
    model: "type[Model]",
    right: Right,
    checks: Checks,
    *,
    derived: tuple[str, ...],
    refuse: Refuse | None = None,
    guard: Guard | None = None,
    right_to_undo: Right | None = None,
) -> Kind:
    """Known by the ledger's key, its rows by the model's. `derived` says what is drawn from a month
    of them.
    """
    return Kind(
        key,
        str(model._meta.verbose_name),
        (*(each.column for each in ledger_columns(model)), WITHDRAWN),
        Settling(model, right, derived, checks.look if checks.checks else None, refuse, guard),
        partial(rows, model),
        model,
        right=right,
        right_to_undo=right_to_undo,
        look_up=codes_for_names,
        look_again=checks.look_again if checks.keeps else None,
        can_be_planned=not checks.checks,
    )


def rows(model: "type[Model]", person: Person) -> Iterator[Row]:
    """What is kept, as far as the person may read it, as the sheet writes it."""
    columns = ledger_columns(model)
    reached = within(model._default_manager.all(), person, organisation=way_to_organisation(model))
    ordered = reached.order_by(way_to_organisation(model) + "__code", *key_fields(model)[1:], "pk")
    writers = [each.writer for each in columns]
    for values in ordered.values_list(*(each.lookup for each in columns)).iterator(chunk_size=5000):
        yield *(write(value) for write, value in zip(writers, values, strict=True)), ""
