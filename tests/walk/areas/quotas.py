"""Quotas."""

from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    return [
        Visit("quotas:unit", query={"organisation": UNIT, "year": "2025"}),
        Visit("quotas:unit", shows=None, is_open=True),
        Visit("api:quotas", query={"organisation": UNIT, "year": "2025"}, shows=UNIT),
    ]
