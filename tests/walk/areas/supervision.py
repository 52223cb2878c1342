"""Inspections by checklist."""

from django.utils import timezone

from walk.marks import REASON
from walk.planted import UNIT, Planted
from walk.visits import Visit


def visits(_planted: Planted) -> list[Visit]:
    unit, today = {"organisation": UNIT}, str(timezone.localdate())
    seen = {"kind": "own", "day": today, "place": REASON, "inspected_by": "赵六", "i0_result": "right"}
    return [
        Visit("supervision:list", shows=None, is_open=True),
        Visit("supervision:list", query={**unit, "year": "2025"}, shows=None),
        Visit("supervision:inspect", path=unit),
        Visit("supervision:inspect", "POST", path=unit, data=seen, shows=None),
    ]
