"""What was locked stays: no operation adds, changes or takes away a record of a locked period, whichever way it came.

A table whose records belong to days says in which columns (`day_columns`, first and last day), one whose records belong
to a year in which (`year_column`), and either which lookup leads to its organisation.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import orjson
from django.apps import apps
from django.db import models
from django.utils import timezone

from jieyue.rules.allocation import months_touched
from jieyue.rules.period import Period, month_end
from jieyue.rules.refusal import Refused
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.any_of import any_of
from jieyue.store.records.writing import Version
from jieyue.store.reporting.locks import locks_of
from jieyue.store.reporting.models import LOCK_IS_SET, Report

Owned = tuple[int, dict]
"""A row as the log writes it, and whose it is."""


class PeriodLocked(Refused):
    """A record of a locked period was to be entered, changed or taken away."""


def counted_days(start: date, end: date) -> tuple[date, date]:
    """First and last day of the months in which a record of these days counts."""
    months = list(months_touched(start, end))
    return months[0], month_end(months[-1])


def refuse_locked_days(versions: Sequence[Version], at: datetime) -> None:
    """Raises PeriodLocked, naming the unit and the period."""
    if not Report.objects.filter(LOCK_IS_SET).exists():
        return
    today = timezone.localdate(at)
    dated = days_of(versions)
    locks = locks_of({own for own, *_ in dated}, today=today)
    for own, start, end in sorted(dated) if locks else ():
        refuse_locked(own, locks.locked(own, start, end))
    of_years = {
        (own, row[model.year_column]) for model in _models("year_column") for own, row in owned_rows(versions, model)
    }
    locks = locks_of({own for own, _ in of_years}, today=today)
    for own, year in sorted(of_years):
        refuse_locked(own, locks.year_locked(own, year))


def refuse_locked(organisation: int, period: str) -> None:
    """Raises PeriodLocked where there is a period."""
    if period:
        code = Organisation.objects.values_list("code", flat=True).get(id=organisation)
        raise PeriodLocked(
            f"机构 {code} {Period.parse(period).zh}的数据已经锁定，不能登记、更正或作废这一期的记录。",
            do="确需更改的，请主管部门重新开放这一期后再办理。",
        )


def days_of(versions: Sequence[Version]) -> set[tuple[int, date, date]]:
    """Whose records were changed, and the first and last day that each counts for, every one once: a file of many rows
    has few of them.
    """
    written: set[tuple[int, str, str]] = set()
    for model in dated_models():
        start, end = model.day_columns
        written |= {(own, row[start], row[end]) for own, row in owned_rows(versions, model)}
    return {(own, *_counted(start, end)) for own, start, end in written}


def dated_models() -> list[type[models.Model]]:
    return _models("day_columns")


def _models(says: str) -> list[type[models.Model]]:
    return [model for model in apps.get_models() if hasattr(model, says)]


def _counted(start: str, end: str) -> tuple[date, date]:
    return counted_days(date.fromisoformat(start), date.fromisoformat(end))


def owned_rows(versions: Sequence[Version], model: type[models.Model]) -> Iterator[Owned]:
    """Every row of the table that was changed, as it was and as it is, with its organisation."""
    rows = list(_written(versions, model))
    first, _, rest = model.organisation_lookup.partition("__")
    field = model._meta.get_field(first)
    owners = _owners(versions, field.related_model, {row[field.column] for row in rows}, rest) if rest else None
    for row in rows:
        yield row[field.column] if owners is None else owners[row[field.column]], row


def _written(versions: Sequence[Version], model: type[models.Model]) -> Iterator[dict]:
    table = model._meta.db_table
    yield from (orjson.loads(each) for own, _, *both in versions if own == table for each in both if each)


def _owners(versions: Sequence[Version], model: type[models.Model], ids: set[int], lookup: str) -> dict[int, int]:
    """Whose the rows of a register are. One that goes with the rows that named it is known by its versions alone."""
    column, table = model._meta.get_field(lookup).column, model._meta.db_table
    kept = dict(model._base_manager.filter(pk__in=any_of(ids)).values_list("pk", column))
    missing = ids - kept.keys()
    gone = {id_: before for own, id_, before, _ in versions if own == table and id_ in missing and before}
    return kept | {id_: orjson.loads(before)[column] for id_, before in gone.items()}
