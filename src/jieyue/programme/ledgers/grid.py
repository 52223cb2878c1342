"""A unit's rows of a period as a sheet to be changed and added to, with the rows that are still to come."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import QuerySet

from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.cells import Heading, as_typed, columns_beside_unit, heading_of
from jieyue.programme.ledgers.listing import Wanted, rows_wanted
from jieyue.programme.records.queries import last_seen
from jieyue.rules.period import Period, month_end
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.machine.columns import LedgerColumn, ledger_columns
from jieyue.store.machine.coverage import Subject, months_kept, subjects_of
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import MonthField, key_fields, way_to_organisation
from jieyue.store.machine.settling import when
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of

MOST_ROWS = 1200
"""More rows than this are for a file."""


@dataclass(frozen=True)
class GridRow:
    """A row in the order of the columns. `seen` is its last version. One that is offered has no record yet."""

    id: int | None
    seen: int | None
    values: Sequence[str]


@dataclass(frozen=True)
class Grid:
    ledger: Ledger
    columns: Sequence[Heading]
    rows: Sequence[GridRow]
    is_more: bool


def grid(key: str, *, person: Person, code: str, period: Period, today: date, below: bool = False) -> Grid:
    """Raises LedgerUnknown, and OrganisationUnknown where the person may not enter."""
    ledger = ledger_named(key)
    subject = organisation_within(code, person, ledger.right)
    wanted = Wanted(organisation=code, is_alone=not below, period=period)
    rows = rows_wanted(ledger, wanted, person).order_by(
        f"{way_to_organisation(ledger.model)}__code", *_keys(ledger), "id"
    )
    kept = _rows(ledger, rows[: MOST_ROWS + 1], below=below)
    offered = _offered(ledger, _units(subject, person, below=below), period, today)
    columns = _columns(ledger, below=below)
    missing = islice(offered, MOST_ROWS + 1)
    new = [GridRow(None, None, [values.get(c.column.key, "") for c in columns]) for values in missing]
    is_more = len(kept) + len(new) > MOST_ROWS
    return Grid(ledger, [heading_of(each) for each in columns], [*kept, *new][:MOST_ROWS], is_more)


def grid_rows(key: str, ids: Iterable[int], *, person: Person, below: bool) -> dict[int, GridRow]:
    """Rows as they are kept now, by their ids, as far as the person may read them."""
    ledger = ledger_named(key)
    rows = rows_wanted(ledger, Wanted(), person).filter(id__in=any_of(ids))
    return {row.id: row for row in _rows(ledger, rows, below=below)}


def keys_of_grid(key: str, *, below: bool) -> list[str]:
    """What each value of a row of the grid is of."""
    return [each.column.key for each in _columns(ledger_named(key), below=below)]


def _columns(ledger: Ledger, *, below: bool) -> Sequence[LedgerColumn]:
    return ledger_columns(ledger.model) if below else columns_beside_unit(ledger.model)


def _keys(ledger: Ledger) -> list[str]:
    return list(key_fields(ledger.model)[1:])


def _rows(ledger: Ledger, rows: QuerySet, *, below: bool) -> list[GridRow]:
    columns = _columns(ledger, below=below)
    values = list(rows.values_list("id", *(each.lookup for each in columns)))
    seen = last_seen(ledger.model, [id_ for id_, *_ in values])
    return [
        GridRow(id_, seen[id_], [as_typed(c, each) for c, each in zip(columns, rest, strict=True)])
        for id_, *rest in values
    ]


def _units(subject: Organisation, person: Person, *, below: bool) -> dict[int, Organisation]:
    """Whose rows are offered, by id. Of a place those of the units below it."""
    if not below:
        return {subject.pk: subject}
    placed = under(path_on(subject.pk, person.on), person.on).filter(organisation__level=Level.UNIT)
    return {each.organisation_id: each.organisation for each in placed.select_related("organisation")}


def _offered(ledger: Ledger, units: dict[int, Organisation], period: Period, today: date) -> Iterator[dict[str, str]]:
    """For each subject the months that have come and have no row, with what is known of it already."""
    at = when(ledger.model)
    if ledger.every != "month" or at is None or not units:
        return
    months = [month for month in period.each_month() if month <= today]
    subjects = sorted(subjects_of(ledger, units), key=lambda each: (units[each.unit].code, each.name))
    kept = months_kept(ledger, subjects, period).months
    for subject in subjects:
        unit, having = units[subject.unit], kept.get(subject.id, ())
        for month in (f"{month:%Y-%m}" for month in months if _was_there(unit, month)):
            if month not in having and subject.owes(month):
                yield _known(subject, unit.code) | ({at.name: month} if isinstance(at, MonthField) else {})


def _was_there(unit: Organisation, month: date) -> bool:
    opened, closed = unit.opened_on or date.min, unit.closed_on or date.max
    return opened <= month_end(month) and month < closed


def _known(subject: Subject, code: str) -> dict[str, str]:
    return {"organisation": code, **subject.key}
