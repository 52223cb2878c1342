"""On which days the rows of a month were entered: what was brought late is late, and the log knows when."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, Max, Min, OuterRef, Subquery, When
from django.utils import timezone

from jieyue.rules.period import Period, month_of, months_later
from jieyue.store.machine.record import way_to_organisation
from jieyue.store.machine.settling import day_of, in_period, midnight, within_days
from jieyue.store.machine.settling import when as when_of
from jieyue.store.records.any_of import any_of
from jieyue.store.records.models import RowVersion

Months = Mapping[tuple[int, str], tuple[date, date]]
"""By unit and month, the days on which the first and the last of its rows were entered."""


def days_entered(tables: Sequence[type[models.Model]], units: Collection[int], years: Collection[int]) -> Months:
    """A correction is no later entry. Of rows that speak of days, those that touch the month."""
    found: dict[tuple[int, str], tuple[date, date]] = {}
    for model in tables if years else ():
        rows = list(_rows(model, units, years))
        entered = entered_on(model, [row for row, *_ in rows])
        for row, unit, month in rows:
            if row in entered:
                first, last = found.get((unit, month), (entered[row], entered[row]))
                found[unit, month] = (min(first, entered[row]), max(last, entered[row]))
    return found


def _rows(model: type[models.Model], units: Collection[int], years: Collection[int]) -> Iterator[tuple[int, int, str]]:
    """Each row with its unit, once for each month that it touches."""
    span, way = Period.parse(f"{min(years):04}").first, way_to_organisation(model)
    until = Period.parse(f"{max(years):04}").last
    rows = model._default_manager.filter(**{f"{way}__in": any_of(units)})
    if hasattr(model, "day_columns"):
        rows = rows.filter(_touching(model, span, until)).values_list("id", way, *model.day_columns)
        yield from ((id_, unit, month) for id_, unit, *days in rows for month in _months(*days))
        return
    at = when_of(model)
    assert at is not None  # noqa: S101 (what keeps months has one)
    for id_, unit, value in rows.filter(within_days(model, span, until)).values_list("id", way, at.name):
        yield id_, unit, f"{day_of(value):%Y-%m}"


def _touching(model: type[models.Model], first: date, last: date) -> models.Q:
    start, end = model.day_columns
    return models.Q(**{f"{start}__lte": last, f"{end}__gte": first})


def _months(start: date, end: date) -> Iterator[str]:
    month = month_of(start)
    while month <= end:
        yield f"{month:%Y-%m}"
        month = months_later(month, 1)


def entered_on(model: type[models.Model], ids: Sequence[int]) -> dict[int, date]:
    """By id the day on which the log has each row for the first time; in the order of its entries, not of its words."""
    made = RowVersion.objects.filter(table=model._meta.db_table, record_id__in=any_of(set(ids)), before=None)
    days = made.values_list("record_id").annotate(at=Min("entry__at"))
    return {record: timezone.localdate(at) for record, at in days}


def late_with_any(model: type[models.Model], units: Collection[int], month: date, due_on: date) -> Set[int]:
    """The units of which a row that touches the month was entered after the day: what was complete only then. Counted
    in the database, for more units than are looked at one by one.
    """
    return _late(model, units, _touching(model, month, Period(month, 1).last), due_on, Max)


def late_with_all(
    model: type[models.Model], units: Collection[int], where: models.Q, period: str, due_on: date
) -> Set[int]:
    """The units that have rows of the period, none of them entered by the day; counted in the database."""
    return _late(model, units, in_period(model, Period.parse(period)) & where, due_on, Min)


def _late(
    model: type[models.Model],
    units: Collection[int],
    rows: models.Q,
    due_on: date,
    summed: type[Max] | type[Min],
) -> Set[int]:
    """A row of which the log has no first version, because it was condensed, is not late."""
    way = way_to_organisation(model)
    made = RowVersion.objects.filter(table=model._meta.db_table, record_id=OuterRef("pk"), before=None)
    first = Subquery(made.order_by("entry").values("entry__at")[:1])
    is_late = Case(When(made_at__gte=midnight(due_on + timedelta(days=1)), then=1), default=0)
    kept = model._default_manager.filter(rows, **{f"{way}__in": any_of(units)}).order_by()
    found = kept.annotate(made_at=first, row_is_late=is_late).values(way).annotate(unit_is_late=summed("row_is_late"))
    return frozenset(found.filter(unit_is_late=1).values_list(way, flat=True))
