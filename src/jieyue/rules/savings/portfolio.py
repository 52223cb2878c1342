"""Many meters together: savings add up, and so does part of what may be wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jieyue.rules.savings.degree_days import Flags
from jieyue.rules.savings.judging import status
from jieyue.rules.savings.method import Method
from jieyue.rules.savings.uncertainty import together
from jieyue.rules.savings.verifying import Savings
from jieyue.rules.values import Resource


@dataclass(frozen=True)
class Sum:
    """Of the meters of one resource and unit that have a saving; `band` is nan where one of them has none."""

    resource: Resource
    unit: str
    meters: int
    saving: float
    band: float
    without_saving: int
    without_band: int


def sums(kinds: Sequence[tuple[Resource, str]], savings: Savings, method: Method) -> list[Sum]:
    """`kinds` gives resource and unit of each meter; in the order in which they first come."""
    good = np.array([status(savings, n) == "ok" for n in range(len(kinds))], dtype=bool)
    return [
        _sum(kind, np.array([own == kind for own in kinds]), good, savings, method) for kind in dict.fromkeys(kinds)
    ]


def _sum(kind: tuple[Resource, str], own: Flags, good: Flags, savings: Savings, method: Method) -> Sum:
    counted = own & good
    bands = savings.band[counted]
    return Sum(
        resource=kind[0],
        unit=kind[1],
        meters=int(counted.sum()),
        saving=float(savings.saving[counted].sum()),
        band=together(bands, method) if counted.any() else float("nan"),
        without_saving=int((own & ~good).sum()),
        without_band=int(np.isnan(bands).sum()),
    )
