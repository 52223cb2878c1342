"""Which days of an account something was entered for, whatever ledger it stands in."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import models

from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account


def dated_models() -> Iterator[tuple[type[models.Model], str]]:
    """The tables whose records say of some days what an account used, each with the column of the account."""
    for relation in Account._meta.related_objects:
        if hasattr(relation.related_model, "day_columns"):
            yield relation.related_model, relation.field.attname


def days_entered(accounts: Iterable[int], *, first: date, last: date) -> dict[int, list[tuple[date, date]]]:
    """By account, first and last day of each record that touches the days. What takes part of a record back stands on
    days of that record, and changes nothing.
    """
    accounts, found = any_of(accounts), {}
    for model, account in dated_models():
        begins, ends = model.day_columns
        touching = {f"{account}__in": accounts, f"{begins}__lte": last, f"{ends}__gte": first}
        for id_, *days in model._default_manager.filter(**touching).values_list(account, begins, ends):
            found.setdefault(id_, []).append(tuple(days))
    return found
