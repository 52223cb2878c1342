"""Rows that are valid until a day: which run out now, of any ledger or register that has such a column."""

from collections.abc import Iterator
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from jieyue.rules.thresholds import Limit, Thresholds
from jieyue.rules.validity import told_about
from jieyue.store.machine.record import ValidUntil
from jieyue.store.policies import policy


def notice_days(today: date, *, thresholds: Thresholds | None = None) -> int:
    """How many days before it is told; none where the policy does not say."""
    return int((thresholds or policy().thresholds).number(Limit.VALIDITY_NOTICE_DAYS, on=today) or 0)


def days_of_validity(model: type[models.Model]) -> Iterator[ValidUntil]:
    """The columns that say until when a row is valid."""
    return (each for each in model._meta.concrete_fields if isinstance(each, ValidUntil))


def running_out(rows: QuerySet, field: ValidUntil, *, today: date) -> QuerySet:
    """Of these rows those that run out soon or did lately, that nothing ended and no later row goes on with."""
    first, last = told_about(today=today, notice_days=notice_days(today))
    found = rows.filter(**{f"{field.name}__range": (first, last)}).filter(_is_not_over(field))
    return found.filter(~_renewed(field)) if field.renewed_by else found


def _is_not_over(field: ValidUntil) -> Q:
    return Q(**{f"{field.unless}__isnull": True}) if field.unless else Q()


def _renewed(field: ValidUntil) -> Exists:
    same = {name: OuterRef(name) for name in field.renewed_by}
    return Exists(field.model._default_manager.filter(**same, **{f"{field.name}__gt": OuterRef(field.name)}))
