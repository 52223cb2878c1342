"""Membership of a column in a list of any length, in one query on either database."""

from collections.abc import Iterable

import orjson
from django.db import connection
from django.db.models.expressions import RawSQL


def any_of(values: Iterable[object]) -> RawSQL | list[object]:
    """For `filter(column__in=any_of(values))`: one parameter, whatever the number of values."""
    values = sorted(set(values))
    if not values:
        return []
    if connection.vendor == "postgresql":
        if not set(map(type, values)) <= {int, bool}:
            return RawSQL("SELECT unnest(%s::text[])", [values])
        numbers = f"{{{','.join(map(str, map(int, values)))}}}"  # the driver looks at each number of a list by itself
        return RawSQL("SELECT unnest(%s::bigint[])", [numbers])
    return RawSQL("SELECT value FROM json_each(%s)", [orjson.dumps(values).decode()])
