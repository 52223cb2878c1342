"""What was locked stays: no operation adds, changes or takes away a record of a locked period, whichever way it came.

A table whose records belong to days says in which columns (`day_columns`, first and last day) and which lookup leads
to its organisation.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import orjson
from django.apps import apps
from django.db import models
from django.utils import timezone

from jieyue.rules.allocation import months_touched
from jieyue.rules.period import month_end
from jieyue.rules.refusal import Refused
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.among import listed
from jieyue.store.records.writing import Version
from jieyue.store.reporting.locks import locks_of
from jieyue.store.reporting.models import LOCK_IS_SET, Report


class PeriodLocked(Refused):
    """A record of a locked quarter or year was to be entered, changed or taken away."""


def counted_days(start: date, end: date) -> tuple[date, date]:
    """First and last day of the months in which a record of these days counts."""
    months = list(months_touched(start, end))
    return months[0], month_end(months[-1])


def refuse_locked_days(versions: Sequence[Version], at: datetime) -> None:
    """Raises PeriodLocked, naming the unit and the period."""
    if not Report.objects.filter(LOCK_IS_SET).exists():
        return
    days = list(_days(versions))
    locks = locks_of({organisation for organisation, *_ in days}, today=timezone.localdate(at))
    for organisation, start, end in days if locks else ():
        if period := locks.locked(organisation, start, end):
            code = Organisation.objects.values_list("code", flat=True).get(id=organisation)
            raise PeriodLocked(
                f"机构 {code} {period} 的数据已经锁定，不能登记、更正或作废这一期的记录。",
                do="确需更改的，请主管部门重新开放这一期后再办理。",
            )


def _days(versions: Sequence[Version]) -> Iterator[tuple[int, date, date]]:
    """Organisation, first and last day of everything changed, as it was and as it is."""
    dated = {model._meta.db_table: model for model in apps.get_models() if hasattr(model, "day_columns")}
    for table, model in dated.items():
        rows = [
            orjson.loads(written)
            for own, _, before, after in versions
            if own == table
            for written in (before, after)
            if written
        ]
        yield from _of_model(model, rows)


def _of_model(model: type[models.Model], rows: list[dict]) -> Iterator[tuple[int, date, date]]:
    first, _, rest = model.organisation_lookup.partition("__")
    field = model._meta.get_field(first)
    leads_to = {row[field.column] for row in rows}
    if rest:
        owners = field.related_model._base_manager.filter(pk__in=listed(leads_to))
        organisations = dict(owners.values_list("pk", rest))
    else:
        organisations = {id_: id_ for id_ in leads_to}
    start, end = model.day_columns
    for row in rows:
        days = (date.fromisoformat(row[name]) for name in (start, end))
        yield organisations[row[field.column]], *counted_days(*days)
