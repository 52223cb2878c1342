"""Checks of other rooms of the programme, which stand above this one: each a `checks.py`, found by its folder.

It has `findings(units, period, thresholds)`, which gives unit, resource and finding of many units at once, as soon as
the records have been counted.
"""

from collections.abc import Callable, Collection, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import jieyue.programme
from jieyue.rules.check import Finding
from jieyue.rules.period import Period
from jieyue.rules.thresholds import Thresholds
from jieyue.rules.values import Resource

OfRoom = Callable[[Collection[int], Period, Thresholds], Iterator[tuple[int, Resource | None, Finding]]]


@cache
def checks_of_rooms() -> tuple[OfRoom, ...]:
    (place,) = jieyue.programme.__path__
    rooms = sorted(each.parent.name for each in Path(place).glob("*/checks.py"))
    return tuple(import_module(f"jieyue.programme.{room}.checks").findings for room in rooms)
