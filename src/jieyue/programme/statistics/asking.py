"""A question to the warehouse, resolved: by whom, where, when, with which factors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from jieyue.programme.statistics import questions
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
        """Let the facts, and what is kept of their sums, be those of a period."""
        look = self.warehouse.look_at_accepted if self.basis == "accepted" else self.warehouse.look_at
        look(period.first, period.until)
        self.warehouse.look_at_sums(period.first, period.until)

    @property
    def is_kept(self) -> bool:
        """Whether sums are kept that say what the facts would: of places, as things are now, and of all there are."""
        return self.level.is_place and self.basis == "live" and self.warehouse.is_whole

    def usage(self) -> pa.Table:
        """The sums of the whole by resource, use and whether the units have a profile."""
        return self.ask(questions.usage_kept() if self.is_kept else questions.usage(self.level))

    def grouped(self, columns: tuple[str, ...], *, up: bool) -> pa.Table:
        """The sums by these columns; with `up`, of every place at and below the organisation."""
        is_kept = self.is_kept and questions.KEPT_BY.issuperset(columns)
        return self.ask((questions.grouped_kept if is_kept else questions.grouped)(self.level, columns, up=up))

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
