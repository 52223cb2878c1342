"""What ledgers say of a row of a register: the trips, fills and sealings of a vehicle, the readings of a meter."""

from collections.abc import Iterator
from dataclasses import dataclass

from jieyue.programme.ledgers.catalogue import Ledger, all_ledgers
from jieyue.programme.ledgers.listing import Wanted, rows_wanted
from jieyue.programme.ledgers.queries import OneRow
from jieyue.rules.person import Person
from jieyue.store.machine.columns import ledger_columns, own_fields
from jieyue.store.machine.record import key_fields


@dataclass(frozen=True)
class About:
    """How many rows of a ledger are about it; the list of them is that of its unit where `column` is `number`."""

    ledger: Ledger
    column: str
    number: str
    rows: int


def rows_about(row: OneRow, *, person: Person) -> list[About]:
    """Of each ledger whose rows refer to such a row, in the order of ledgers; none where nothing refers to it."""
    number = row.typed.get(key_fields(row.ledger.model)[-1], "")
    found = []
    for ledger, column in _referring(row.ledger):
        wanted = Wanted(organisation=row.organisation.code, words={column: number})
        rows = rows_wanted(ledger, wanted, person).count() if number else 0
        found.append(About(ledger, column, number, rows))
    return found


def _referring(register: Ledger) -> Iterator[tuple[Ledger, str]]:
    """The ledgers whose key names a row of the register by its number, with the column that does."""
    for ledger in all_ledgers().values():
        keys = {each.column.key for each in ledger_columns(ledger.model) if each.is_of_key}
        for field in own_fields(ledger.model):
            if field.many_to_one and field.related_model is register.model and field.name in keys:
                yield ledger, field.name
