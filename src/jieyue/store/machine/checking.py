"""What a ledger's checks find in rows that came in: told to whoever brings them, and kept where it must be answered.

A check is a function in the ledger's folder. It gets rows (objects of the model, with what they refer to) and the
limits that the ledger declares, and gives what is odd, row by row. It knows no clock.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, models

from jieyue.rules.calendar import Calendar
from jieyue.rules.findings import Origin
from jieyue.rules.ledger_policy import LedgerLimit
from jieyue.rules.person import Person
from jieyue.store.findings.keeping import Raised, keep_findings
from jieyue.store.machine.columns import own_fields
from jieyue.store.machine.record import key_fields, way_to_organisation
from jieyue.store.machine.settling import day_of, when, within_days
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.records.kinds import Batch
from jieyue.store.records.tables import Row
from jieyue.store.records.writing import Writing


@dataclass(frozen=True)
class Odd:
    """Something that a check found in a row: the rule, what it is called, what is wrong, what to do. `origin` is whose
    finding it is: a patrol's row tells what the patrol found. `responsible` is a username, `due_on` a day that was set,
    `put_right` what was done about it on the spot.
    """

    rule: str
    title: str
    says: str
    do: str
    column: str = ""
    place: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    origin: Origin = Origin.CHECK
    responsible: str = ""
    due_on: date | None = None
    put_right: str = ""


@dataclass(frozen=True)
class Limits:
    """The limits that a ledger declares, as they are in force on a day. Another name is a fault of the ledger.

    Those for one look at many rows remember the days that they were asked about.
    """

    names: frozenset[str]
    remembered: dict[tuple[str, date], LedgerLimit | None] | None = None

    def on(self, name: str, day: date) -> LedgerLimit | None:
        """None where policy knows no value for the day: then there is nothing to check."""
        known = {} if self.remembered is None else self.remembered
        if (name, day) not in known:
            if name not in self.names:
                raise KeyError(f"the ledger does not declare the limit {name}")
            known[name, day] = policy().ledgers.limit(name, day)
        return known[name, day]

    @property
    def calendar(self) -> Calendar:
        return policy().calendar


Check = Callable[[Sequence[Any], Limits], Iterable[tuple[Any, Odd]]]


@dataclass(frozen=True)
class Checks:
    """`key` is the ledger's; what is found is kept where it `keeps` it, else only told. With `ahead` the rows of a
    subject of so many days after one that was written are looked at again, for what is found of them hangs on it.
    """

    key: str
    model: type[models.Model]
    checks: tuple[Check, ...]
    limits: tuple[str, ...]
    keeps: bool
    ahead: int = 0

    def look(self, batch: Batch, change: Writing, *, rows: Iterable[tuple[int, Row]], gone: Iterable[int]) -> None:
        """`rows` are those of the sheet, each with the id and the values of the record that it became; `gone` are
        withdrawn records.
        """
        if not self.checks:
            return
        names = [each.attname for each in (self.model._meta.pk, *own_fields(self.model))]
        records = {row: self.model.from_db(DEFAULT_DB_ALIAS, names, values) for row, values in rows}
        numbers = {record.pk: row for row, record in records.items()}
        found = list(self._found(sorted(records.values(), key=attrgetter("pk"))))
        for record, odd in found:
            batch.warn(numbers[record.pk], odd.column or None, odd.rule, says=odd.says, do=odd.do)
        if self.keeps:
            looked_at = [*numbers, *gone]
            later = self._later(change, looked_at)
            raised = [self._raised(record, odd) for record, odd in (*found, *self.found(later))]
            keep_findings(change, self.key, found=raised, looked_at=[*looked_at, *later], by=batch.by, at=batch.at)

    def look_again(self, change: Writing, ids: Iterable[int], *, by: Person, at: datetime) -> None:
        """At records that were put back as they were before, or taken away."""
        ids = list(ids)
        ids += self._later(change, ids)
        raised = [self._raised(record, odd) for record, odd in self.found(ids)]
        keep_findings(change, self.key, found=raised, looked_at=ids, by=by, at=at)

    def _later(self, change: Writing, but_for: Iterable[int]) -> list[int]:
        """The rows of the same subjects that stand up to so many days after what was written, as it was or as it is."""
        table, at = self.model._meta.db_table, when(self.model)
        if not self.ahead or at is None:
            return []
        subject = self.model._meta.get_field(key_fields(self.model)[0]).attname
        days: dict[int, list[date]] = {}
        for own, _, *both in change.versions:
            for row in (orjson.loads(each) for each in both if own == table and each):
                days.setdefault(row[subject], []).append(day_of(at.to_python(row[at.column])))
        if not days:
            return []
        every = [day for own in days.values() for day in own]
        reach = timedelta(days=self.ahead)
        rows = self.model._default_manager.filter(
            within_days(self.model, min(every), max(every) + reach), **{f"{subject}__in": any_of(days)}
        ).exclude(pk__in=any_of(but_for))
        found = rows.order_by().values_list("pk", subject, at.name)
        return [id_ for id_, own, day in found if min(days[own]) <= day_of(day) <= max(days[own]) + reach]

    def found(self, ids: Iterable[int]) -> Iterator[tuple[Any, Odd]]:
        """In a few questions, however many records there are."""
        yield from self._found(list(self.model._default_manager.filter(pk__in=any_of(ids)).order_by("pk")))

    def _found(self, records: Sequence[Any]) -> Iterator[tuple[Any, Odd]]:
        for each in own_fields(self.model):
            if each.many_to_one:
                _refer(records, each)
        limits = Limits(frozenset(self.limits), {})
        for check in self.checks:
            yield from check(records, limits)

    def _raised(self, record: Any, odd: Odd) -> Raised:
        unit = record
        for name in way_to_organisation(self.model).split("__")[:-1]:
            unit = getattr(unit, name)
        at = when(self.model)
        return Raised(
            organisation=unit.organisation_id,
            rule=odd.rule,
            title=odd.title,
            says=odd.says,
            do=odd.do,
            day=day_of(getattr(record, at.name)),
            table=self.model._meta.db_table,
            record=record.pk,
            place=odd.place,
            figures=odd.figures,
            origin=odd.origin,
            responsible=odd.responsible,
            due_on=odd.due_on,
            put_right=odd.put_right,
        )


def _refer(records: Sequence[Any], reference: models.ForeignKey) -> None:
    """Each record to what it refers to, which is fetched and made once however many records are about it."""
    ids = {getattr(each, reference.attname) for each in records} - {None}
    about = {each.pk: each for each in reference.related_model._default_manager.filter(pk__in=any_of(ids))}
    for each in records:
        reference.set_cached_value(each, about.get(getattr(each, reference.attname)))
