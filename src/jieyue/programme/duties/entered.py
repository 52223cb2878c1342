"""On which days the rows of a month were entered: what was brought late is late, and the log knows when."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.db import models
from django.db.models import Min
from django.utils import timezone

from jieyue.rules.period import Period, month_of, months_later
from jieyue.store.machine.record import way_to_organisation
from jieyue.store.machine.settling import day_of, within_days
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
        start, end = model.day_columns
        rows = rows.filter(**{f"{start}__lte": until, f"{end}__gte": span}).values_list("id", way, start, end)
        yield from ((id_, unit, month) for id_, unit, *days in rows for month in _months(*days))
        return
    at = when_of(model)
    assert at is not None  # noqa: S101 (what keeps months has one)
    for id_, unit, value in rows.filter(within_days(model, span, until)).values_list("id", way, at.name):
        yield id_, unit, f"{day_of(value):%Y-%m}"


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
