"""A unit's rows of a period as a sheet to be changed and added to, with the rows that are still to come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import QuerySet

from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.ledgers.cells import Heading, columns_beside_unit, sheet_columns, typed, units_of_figures
from jieyue.programme.ledgers.coming import Beside, beside_in, measured, months_to_enter, owing_since
from jieyue.programme.ledgers.listing import Wanted, rows_wanted
from jieyue.programme.records.queries import last_seen
from jieyue.rules.period import Period, month_end, month_of, months_later
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.machine.columns import ledger_columns
from jieyue.store.machine.coverage import Subject, last_days, months_kept, subjects_of
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import MonthField, way_to_organisation
from jieyue.store.machine.settling import when
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, organisations_called
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of

ONE_DAY = timedelta(days=1)
MOST_ROWS = 1200
"""More rows than this are for a file."""


@dataclass(frozen=True)
class GridRow:
    """A row in the order of the columns. `seen` is its last version. One that is offered has no record yet."""

    id: int | None
    seen: int | None
    values: Sequence[str]


@dataclass(frozen=True)
class Months:
    """What stands beside the rows of one month: by the columns `by`, for the figure in the column `of`."""

    by: Sequence[str]
    of: str
    subjects: Mapping[tuple[str, ...], Beside]


@dataclass(frozen=True)
class Grid:
    """`beside` in the sheet of one month of one unit, where its rows have a figure that is compared."""

    ledger: Ledger
    columns: Sequence[Heading]
    rows: Sequence[GridRow]
    is_more: bool
    beside: Months | None = None

    @property
    def is_asking(self) -> bool:
        """Whether rows are listed that are still to come."""
        return any(row.id is None for row in self.rows)


def grid(key: str, *, person: Person, code: str, period: Period, today: date, below: bool = False) -> Grid:
    """Raises LedgerUnknown, and OrganisationUnknown where the person may not enter."""
    ledger = ledger_named(key)
    subject = organisation_within(code, person, ledger.right)
    wanted = Wanted(organisation=code, is_alone=not below, since=period.first, until=period.last)
    rows = rows_wanted(ledger, wanted, person).order_by(
        f"{way_to_organisation(ledger.model)}__code", *_order_within(ledger), "id"
    )
    kept = _rows(ledger, rows[: MOST_ROWS + 1], below=below)
    offered = _offered(ledger, _units(subject, person, below=below), period, today)
    columns = [each.heading for each in sheet_columns(ledger, below=below)]
    missing = islice(offered, MOST_ROWS + 1)
    new = [GridRow(None, None, [values.get(each.key, "") for each in columns]) for values in missing]
    is_more = len(kept) + len(new) > MOST_ROWS
    beside = None if below or period.months > 1 else _beside(ledger, subject, period.first)
    return Grid(ledger, columns, [*kept, *new][:MOST_ROWS], is_more, beside)


def _beside(ledger: Ledger, subject: Organisation, month: date) -> Months | None:
    measure = measured(ledger)
    if ledger.every != "month" or measure is None:
        return None
    keys = [each.column.key for each in ledger_columns(ledger.model) if each.is_of_key]
    dated = {when(ledger.model).name, *getattr(ledger.model, "day_columns", ())}
    by = [key for key in keys if key != "organisation" and key not in dated]
    return Months(by, measure.column, beside_in(ledger, [subject.pk], month))


def keeps(key: str, *, person: Person, code: str) -> bool:
    """Whether the person keeps this ledger for the organisation. Raises LedgerUnknown."""
    return organisations_called([code], person, ledger_named(key).right).exists()


def grid_rows(key: str, ids: Iterable[int], *, person: Person, below: bool) -> dict[int, GridRow]:
    """Rows as they are kept now, by their ids, as far as the person may read them."""
    ledger = ledger_named(key)
    rows = rows_wanted(ledger, Wanted(), person).filter(id__in=any_of(ids))
    return {row.id: row for row in _rows(ledger, rows, below=below)}


def keys_of_grid(key: str, *, below: bool) -> list[str]:
    """What each value of a row of the grid is of."""
    return [each.column.key for each in sheet_columns(ledger_named(key), below=below)]


def _order_within(ledger: Ledger) -> list[str]:
    """A unit's rows by what they are known by, in words and not in ids."""
    return [each.lookup for each in columns_beside_unit(ledger.model) if each.is_of_key]


def _rows(ledger: Ledger, rows: QuerySet, *, below: bool) -> list[GridRow]:
    columns, sheet = ledger_columns(ledger.model), sheet_columns(ledger, below=below)
    values = list(rows.values_list("id", *(each.lookup for each in columns)))
    seen = last_seen(ledger.model, [id_ for id_, *_ in values])
    keys = [each.column.key for each in columns]
    return [
        GridRow(id_, seen[id_], list(typed(sheet, dict(zip(keys, rest, strict=True))).values()))
        for id_, *rest in values
    ]


def _units(subject: Organisation, person: Person, *, below: bool) -> dict[int, Organisation]:
    """Whose rows are offered, by id. Of a place those of the units below it."""
    if not below:
        return {subject.pk: subject}
    placed = under(path_on(subject.pk, person.on), person.on).filter(organisation__level=Level.UNIT)
    return {each.organisation_id: each.organisation for each in placed.select_related("organisation")}


def _offered(ledger: Ledger, units: dict[int, Organisation], period: Period, today: date) -> Iterator[dict[str, str]]:
    """For each subject the months that have come and have no row, with what is known of it already. What covers days is
    offered in the sheet of a month only.
    """
    at, covers_days = when(ledger.model), ledger.counts_days
    if ledger.every != "month" or at is None or not units or (covers_days and period.months > 1):
        return
    months = [month for month in period.each_month() if month <= today]
    subjects = sorted(subjects_of(ledger, units), key=lambda each: units[each.unit].code)
    kept = months_kept(ledger, subjects, period.first, period.last)
    days = _days_to_come(ledger, subjects, period) if covers_days else {}
    for subject in subjects:
        unit, having = units[subject.unit], kept.months.get(subject.id, ())
        for month in months:
            if f"{month:%Y-%m}" not in having and _was_there(unit, month) and subject.owes(f"{month:%Y-%m}"):
                dated = {at.name: f"{month:%Y-%m}"} if isinstance(at, MonthField) else days.get(subject.id, {})
                yield {"organisation": unit.code, **subject.key, **units_of_figures(ledger, subject.key), **dated}


def _days_to_come(ledger: Ledger, subjects: Sequence[Subject], period: Period) -> dict[int, dict[str, str]]:
    """The days that a subject's next row covers, by the columns of its first and last day: from the day after its last
    one, to the month's end where it begins with the month; blank where nobody can know them.
    """
    first, last = ledger.model.day_columns
    found = {}
    for subject, day in last_days(ledger, subjects, period.until).items():
        begins = day + ONE_DAY
        if begins <= period.last:
            ends = {last: f"{period.last}"} if begins == period.first else {}
            found[subject] = {first: f"{begins}", **ends}
    return found


def _was_there(unit: Organisation, month: date) -> bool:
    opened, closed = unit.opened_on or date.min, unit.closed_on or date.max
    return opened <= month_end(month) and month < closed


def month_to_enter(key: str, *, person: Person, code: str, today: date) -> Period:
    """The month whose rows come in now. Raises LedgerUnknown, OrganisationUnknown."""
    ledger = ledger_named(key)
    unit = organisation_within(code, person, ledger.right)
    subjects, this = subjects_of(ledger, [unit.pk]), month_of(today)
    kept = months_kept(ledger, subjects, months_later(this, -4), month_end(this))
    months = months_to_enter(subjects, kept, since=owing_since([unit.pk]), today=today)
    return Period(months.get(unit.pk, months_later(this, -1)), 1)
