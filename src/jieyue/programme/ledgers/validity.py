"""What runs out at the units of whoever may enter for them: contracts, verifications, whatever has such a column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.ledgers.cells import columns_beside_unit, said
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.person import Person
from jieyue.rules.validity import Validity, validity
from jieyue.store.machine import validity as kept
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import ValidUntil, way_to_organisation
from jieyue.store.orgs.reach import within


@dataclass(frozen=True)
class RunningOut:
    """A row that is valid until a day. `title` tells it from the others of its unit, `column` is the heading of the
    day.
    """

    ledger: Ledger
    id: int
    organisation: Named
    title: str
    column: str
    until: date
    state: Validity


def running_out(*, person: Person, today: date, most: int = 10) -> list[RunningOut]:
    """The nearest day first. One question for each column of days, and one for the units' names."""
    found = [(ledger, field, *row) for ledger, field in _columns() for row in _rows(ledger, field, person, today, most)]
    first = sorted(found, key=lambda each: each[4])[:most]
    names = named({each[3] for each in first}, on=person.on)
    return [_told(each, names, today) for each in first]


def _columns() -> Iterator[tuple[Ledger, ValidUntil]]:
    ledgers = all_ledgers().values()
    return ((ledger, field) for ledger in ledgers for field in kept.days_of_validity(ledger.model))


def _rows(ledger: Ledger, field: ValidUntil, person: Person, today: date, most: int) -> list[tuple]:
    """Id, unit, day, and the values of what it is known by."""
    way, known_by = way_to_organisation(ledger.model), _known_by(ledger)
    rows = within(ledger.model._default_manager.all(), person, organisation=way, right=ledger.right)
    ordered = kept.running_out(rows, field, today=today).order_by(field.name, "pk")
    return list(ordered.values_list("pk", way, field.name, *(each.lookup for each in known_by))[:most])


def _known_by(ledger: Ledger) -> list:
    return [each for each in columns_beside_unit(ledger.model) if each.is_of_key]


def _told(row: Sequence, names: Mapping[int, Named], today: date) -> RunningOut:
    ledger, field, id_, unit, until, *values = row
    says = [said(column, value) for column, value in zip(_known_by(ledger), values, strict=True)]
    state = validity(until, today=today, notice_days=kept.notice_days(today))
    title = " ".join(filter(None, says))
    return RunningOut(ledger, id_, names[unit], title, str(field.verbose_name), until, state)
