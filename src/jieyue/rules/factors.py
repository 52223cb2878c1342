"""Conversion factors as they are in force for a report period: standard coal, densities, CO2.

Plain values; `jieyue.policy` reads them from the policy files. All are Decimal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.rules.values import Certainty, Resource


@dataclass(frozen=True)
class Source:
    document: str
    clause: str = ""


@dataclass(frozen=True)
class Factor:
    """One value of one document. `basis` is calorific or equivalent for electricity, else blank.

    `scope` is where it holds (a grid region, a province; blank: everywhere), `variant` tells apart values that the
    documents give for the same thing (blank: the one to take unless asked otherwise).
    """

    resource: Resource
    value: Decimal
    unit: str
    since: date
    until: date | None
    source: Source
    certainty: Certainty
    basis: str = ""
    scope: str = ""
    variant: str = ""
    note: str = ""

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)
