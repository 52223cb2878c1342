"""Membership of a column in a list of any length, in one query on either database."""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def any_of(values: Iterable[object]) -> RawSQL | list[object]:
    """For `filter(column__in=any_of(values))`: one parameter, whatever the number of values."""
    values = sorted(set(values))
    if not values:
        return []
    if connection.vendor == "postgresql":
        kind = "bigint" if all(isinstance(value, int) for value in values) else "text"
        return RawSQL(f"SELECT unnest(%s::{kind}[])", [values])  # noqa: S611 (the kind is ours)
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(values, ensure_ascii=False)])
