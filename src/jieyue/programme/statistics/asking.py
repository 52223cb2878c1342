"""A question to the warehouse, resolved: by whom, where, when, with which factors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from jieyue.programme.statistics import questions
from jieyue.rules.factors import Conversion, Conversions, conversion_pinned, conversions, read_switches
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.values import Level, Resource
from jieyue.store.orgs.models import Organisation
from jieyue.store.policies import policy
from jieyue.store.warehouse.opening import Warehouse

PIN = "factors"
"""The column that says by which factors something was accepted."""
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
        look = self.warehouse.look_at_accepted if self.is_accepted else self.warehouse.look_at
        look(period.first, period.until)
        self.warehouse.look_at_sums(period.first, period.until)

    @property
    def is_accepted(self) -> bool:
        return self.basis == "accepted"

    @property
    def is_kept(self) -> bool:
        """Whether sums are kept that say what the facts would: of places, as things are now, and of all there are."""
        return self.level.is_place and not self.is_accepted and self.warehouse.is_whole

    def usage(self) -> pa.Table:
        """The sums of the whole by resource, use and whether the units have a profile, and what was accepted by its
        factors.
        """
        if self.is_kept:
            return self.ask(questions.usage_kept())
        return self.ask(questions.usage(self.level, is_accepted=self.is_accepted))

    def grouped(self, columns: tuple[str, ...], *, up: bool) -> pa.Table:
        """The sums by these columns; with `up`, of every place at and below the organisation."""
        is_kept = self.is_kept and questions.KEPT_BY.issuperset(columns)
        if is_kept:
            return self.ask(questions.grouped_kept(self.level, columns, up=up))
        return self.ask(questions.grouped(self.level, columns, up=up, is_accepted=self.is_accepted))

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


def question_of(
    person: Person,
    subject: Organisation,
    period: Period,
    opened: Warehouse,
    *,
    basis: str = "live",
    factors: str | None = None,
    switches: Mapping[str, str] | None = None,
) -> Question:
    """What was accepted is converted as it was accepted, whatever holds now, unless other factors are asked for."""
    question = Question(person, subject, period, factors_of(period, factors, switches), opened, basis)
    if not question.is_accepted or factors or not question.factors.switches.convert_as_usual:
        return question
    question.look_at(period)
    return replace(question, factors=replace(question.factors, pinned=_pinned(question)))


def _pinned(question: Question) -> dict[str, dict[Resource, Conversion]]:
    found: dict[str, dict[Resource, Conversion]] = {}
    for row in question.ask(questions.pinned_factors()).to_pylist():
        resource = Resource(row["resource"])
        found.setdefault(row[PIN], {})[resource] = conversion_pinned(resource, row["kgce"], row["kgco2"])
    return found


def columns_of(by: Sequence[str]) -> tuple[str, ...]:
    """The columns by which facts are grouped; `place` is none of theirs, it comes of going up the tree."""
    return (*(COLUMNS.get(name, name) for name in by if name not in ("place", "resource")), "resource")


def factors_of(period: Period, key: str | None = None, switches: Mapping[str, str] | None = None) -> Conversions:
    """The set asked for, or in force on the period's last day, with the switches applied."""
    known = policy()
    factor_set = known.factor_set(key) if key else known.factor_set_on(period.last)
    return conversions(factor_set, known.emissions, on=period.last, switches=read_switches(switches or {}))
