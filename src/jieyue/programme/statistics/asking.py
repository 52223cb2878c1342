"""A question to the warehouse, resolved: by whom, where, when, with which factors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from jieyue.rules.factors import Conversions, conversions, read_switches
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.warehouse.opening import Warehouse

COLUMNS = {"month": "month_text", "organisation": "code"}
"""What dimensions are called in the warehouse, where otherwise."""


@dataclass(frozen=True)
class Question:
    person: Person
    organisation: Organisation
    period: Period
    factors: Conversions
    warehouse: Warehouse
    basis: str

    @property
    def level(self) -> Level:
        return Level(self.organisation.level)

    def look_at(self, period: Period) -> None:
        """Let the facts be those of a period."""
        look = self.warehouse.look_at_accepted if self.basis == "accepted" else self.warehouse.look_at
        look(period.first, period.until)

    def ask(self, sql: str) -> pa.Table:
        return self.warehouse.ask(
            sql,
            subject=self.organisation.id,
            code=self.organisation.code,
            period=str(self.period),
            year=self.period.year,
            first=self.period.first,
            until=self.period.until,
            last_month=self.period.last_month,
        )


def columns_of(by: Sequence[str]) -> tuple[str, ...]:
    """The columns by which facts are grouped; `place` is none of theirs, it comes of going up the tree."""
    return (*(COLUMNS.get(name, name) for name in by if name not in ("place", "resource")), "resource")


def factors_of(period: Period, key: str | None = None, switches: Mapping[str, str] | None = None) -> Conversions:
    """The set asked for, or in force on the period's last day, with the switches applied."""
    known = policy()
    factor_set = known.factor_set(key) if key else known.factor_set_on(period.last)
    return conversions(factor_set, known.emissions, on=period.last, switches=read_switches(switches or {}))
