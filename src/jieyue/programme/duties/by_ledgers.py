"""Which ledger a duty asks for, and the first record of it in a period."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import chain, compress
from operator import or_
from typing import Any

from django.db.models import Case, Max, Q, QuerySet, When

from jieyue.programme.duties.entered import entered_on, late_with_all
from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.rules.period import Period
from jieyue.store.machine.ledger import Ledger
from jieyue.store.machine.record import way_to_organisation, words_in
from jieyue.store.machine.settling import day_of, in_period, when
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class Answering:
    """The ledger that a discharge names by its key or by a source of it, and which of its rows count."""

    ledger: Ledger
    where: Mapping[str, Any]


def answering(what: str) -> Answering:
    """Policy that names no ledger was refused when it was loaded. `activities/low-carbon-day`: those with the word."""
    known = all_ledgers()
    what, _, word = what.partition("/")
    if what in known:
        columns = [column.name for column in words_in(known[what].model) if word in column.names()]
        return Answering(known[what], dict.fromkeys(columns, word))
    found = ((ledger, ledger.sources[what]) for ledger in known.values() if what in ledger.sources)
    ledger, source = next(found)
    return Answering(ledger, source.where)


@dataclass(frozen=True)
class FirstRecord:
    """The record of a period that was entered first: of which ledger, of which day, and on which day it was entered."""

    unit: int
    period: str
    ledger: Ledger
    id: int
    on: date
    entered_on: date


def first_records(what: str, units: Collection[int], years: Collection[int]) -> Iterator[FirstRecord]:
    """By unit and month, quarter and year, the one of those that count that was entered first: what was entered in time
    is not late because something older was entered after it.
    """
    named, first = answering(what), dict[tuple[int, str], tuple[date, date, int]]()
    rows = list(chain.from_iterable(_records(named, units, year) for year in sorted(years)))
    entered = entered_on(named.ledger.model, [id_ for id_, *_ in rows])
    for id_, unit, on in rows:
        own = entered.get(id_, on), on, id_
        for period in _periods(on):
            first[unit, period] = min(first.get((unit, period), own), own)
    for (unit, period), (entered_first, on, id_) in first.items():
        yield FirstRecord(unit, period, named.ledger, id_, on, entered_first)


def late_with(what: str, units: Collection[int], period: str, due_on: date) -> Set[int]:
    """Of many units those of whose records of the period none was entered by the day."""
    named = answering(what)
    return late_with_all(named.ledger.model, units, Q(**named.where), period, due_on)


Asked = tuple[str, str]
"""What is to be entered, and in which period."""


def recorded_in(asked: Collection[Asked], units: Collection[int]) -> Mapping[Asked, Set[int]]:
    """The units with a record that counts, where nobody asks which one: of many rows the database tells only who has
    some, in one question for each ledger.
    """
    found: dict[Asked, set[int]] = {each: set() for each in asked}
    by_ledger: dict[str, list[Asked]] = {}
    for each in asked if units else ():
        by_ledger.setdefault(answering(each[0]).ledger.key, []).append(each)
    for together in by_ledger.values():
        for unit, *has_some in _units_with(together, units):
            for each in compress(together, has_some):
                found[each].add(unit)
    return found


def _units_with(asked: Sequence[Asked], units: Collection[int]) -> Iterator[tuple[int, ...]]:
    """Each unit with rows of the ledger in which all these are, and of each whether it has some of it."""
    model = answering(asked[0][0]).ledger.model
    way = way_to_organisation(model)
    wanted = [Q(in_period(model, Period.parse(period)), **answering(what).where) for what, period in asked]
    has_some = {f"some_{number}": Max(Case(When(each, then=1), default=0)) for number, each in enumerate(wanted)}
    rows = model._default_manager.filter(reduce(or_, wanted), **{f"{way}__in": any_of(units)})
    yield from rows.order_by().values(way).annotate(**has_some).values_list(way, *has_some)


def _records(named: Answering, units: Collection[int], year: int) -> Iterator[tuple[int, int, date]]:
    """Id, unit and day of each record of a year, in the order of days."""
    model, at = named.ledger.model, when(named.ledger.model)
    rows = _of_year(named, units, year).order_by(at.name, "id")
    for id_, unit, value in rows.values_list("id", way_to_organisation(model), at.name):
        yield id_, unit, day_of(value)


def _of_year(named: Answering, units: Collection[int], year: int) -> QuerySet:
    model = named.ledger.model
    of_units = {f"{way_to_organisation(model)}__in": any_of(units)}
    return model._default_manager.filter(in_period(model, Period.parse(f"{year:04}")), **of_units, **named.where)


def _periods(day: date) -> tuple[str, str, str]:
    return f"{day:%Y-%m}", f"{day.year}Q{(day.month + 2) // 3}", f"{day.year:04}"
