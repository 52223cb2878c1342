"""What rows come in by the month and are not there yet, and what stood in the month before and in the year before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from jieyue.programme.ledgers.catalogue import all_ledgers
from jieyue.programme.ledgers.cells import UNIT, units_of_figures
from jieyue.rules.allocation import days_covered, spread
from jieyue.rules.completeness import DAYS_IN_A_MONTH
from jieyue.rules.period import month_end, month_of, months_later
from jieyue.rules.span import owing
from jieyue.store.machine.columns import ledger_columns
from jieyue.store.machine.coverage import Kept, Subject, months_kept, subjects_of
from jieyue.store.machine.ledger import Ledger, Measure
from jieyue.store.machine.record import key_fields
from jieyue.store.machine.settling import day_of, when, within_days
from jieyue.store.orgs.models import Organisation
from jieyue.store.records.any_of import any_of

MONTHS_IN_SIGHT = 13
"""So far back a row is looked for after which the next one is due."""


@dataclass(frozen=True)
class Beside:
    """What a subject had in the month before and in the same month of the year before; None where nothing."""

    last_month: Decimal | None = None
    last_year: Decimal | None = None


NOTHING = Beside()


@dataclass(frozen=True)
class ToCome:
    """A subject whose row of the month is not there; `name` is "" where it is the unit itself. `unit_name` is what its
    figures are counted in, `figure` what they are called.
    """

    subject: int
    name: str
    unit_name: str
    beside: Beside
    figure: str = ""


@dataclass(frozen=True)
class Coming:
    """A unit's rows of a ledger in the month that comes in now, of which so many are `owed`."""

    unit: int
    ledger: Ledger
    month: date
    owed: int
    to_come: Sequence[ToCome]


def coming(units: Iterable[int], *, today: date) -> list[Coming]:
    """Of each unit and each ledger that it owes rows of every month, in the order of ledgers; however many they are, a
    ledger is asked the same few questions.
    """
    units = list(units)
    since = owing_since(units)
    every = (each for each in all_ledgers().values() if each.every == "month" and when(each.model))
    return [found for ledger in every for found in _of_ledger(ledger, units, since, today)]


def owing_since(units: Iterable[int]) -> dict[int, date]:
    """The month from which each owes anything."""
    days = Organisation.objects.filter(id__in=any_of(units)).values_list("id", "opened_on", "joined_on", "closed_on")
    return {id_: month_of(owing(*rest).since) for id_, *rest in days}


def months_to_enter(
    subjects: Sequence[Subject], kept: Kept, *, since: Mapping[int, date], today: date
) -> dict[int, date]:
    """By unit the month whose rows come in now: last month, until each subject that had one in the three months before
    has one of it; then this month, as where all that there is began in it. `kept` reaches back to those; `since` is
    from when a unit owes.
    """
    this = month_of(today)
    last = months_later(this, -1)
    recent = {f"{months_later(last, -n):%Y-%m}" for n in range(4)}
    found: dict[int, date] = {}
    awaited: dict[int, bool] = {}
    for each in subjects:
        months = kept.months.get(each.id, frozenset()) & recent
        if kept.first.get(each.id, "") >= f"{this:%Y-%m}":
            awaited.setdefault(each.unit, False)
        elif each.owes(f"{last:%Y-%m}") and months:
            awaited[each.unit] = awaited.get(each.unit, False) or f"{last:%Y-%m}" not in months
    for each in subjects:
        month = last if awaited.get(each.unit, True) else this
        found[each.unit] = max(month, since.get(each.unit, month))
    return found


def _of_ledger(ledger: Ledger, units: Sequence[int], since: Mapping[int, date], today: date) -> Iterator[Coming]:
    this = month_of(today)
    subjects = [each for each in subjects_of(ledger, units) if since.get(each.unit, this) <= this]
    if not subjects:
        return
    kept = months_kept(ledger, subjects, months_later(this, -4), month_end(this))
    months = months_to_enter(subjects, kept, since=since, today=today)
    owing = [each for each in subjects if _owes(each, kept, f"{months[each.unit]:%Y-%m}")]
    absent = _absent(ledger, owing, kept, months)
    beside = values_beside(ledger, absent, {each.id: months[each.unit] for each in absent})
    for unit in dict.fromkeys(each.unit for each in owing):
        own = [_to_come(ledger, each, beside) for each in absent if each.unit == unit]
        yield Coming(unit, ledger, months[unit], sum(each.unit == unit for each in owing), own)


def to_come_in(ledger: Ledger, units: Iterable[int], month: date) -> set[int]:
    """The subjects whose row of the month is not there."""
    subjects = subjects_of(ledger, units)
    kept = months_kept(ledger, subjects, month, month_end(month))
    owing = [each for each in subjects if _owes(each, kept, f"{month:%Y-%m}")]
    return {each.id for each in _absent(ledger, owing, kept, {each.unit: month for each in owing})}


def _absent(ledger: Ledger, owing: Sequence[Subject], kept: Kept, months: Mapping[int, date]) -> list[Subject]:
    """Those without their row of the unit's month, unless the last one covers it."""
    without = [each for each in owing if f"{months[each.unit]:%Y-%m}" not in kept.months.get(each.id, ())]
    due = _due_again(ledger, without, max(months.values())) if without else {}
    return [each for each in without if months[each.unit] >= due.get(each.id, months[each.unit])]


def _owes(subject: Subject, kept: Kept, month: str) -> bool:
    """From its first row on, as months are told missing; one without a row from what is said of its beginning."""
    first = kept.first.get(subject.id)
    has_begun = subject.since is not None if first is None else first <= month
    return has_begun and subject.owes(month)


def _to_come(ledger: Ledger, subject: Subject, beside: Mapping[int, Beside]) -> ToCome:
    measure = measured(ledger)
    column = next(
        (each for each in ledger_columns(ledger.model) if measure and each.column.key == measure.column), None
    )
    unit_name = units_of_figures(ledger, subject.key).get(UNIT, "") or (column.unit({}) if column else "")
    figure = column.column.zh if column else ""
    return ToCome(subject.id, subject.name, unit_name, beside.get(subject.id, NOTHING), figure)


def measured(ledger: Ledger) -> Measure | None:
    """The figure by which its rows are compared: the first that is summed and is no money."""
    return next((each for each in ledger.measures if each.column and not each.money), None)


def _due_again(ledger: Ledger, subjects: Sequence[Subject], latest: date) -> dict[int, date]:
    """By subject whose last row covers days, the month in which the next one is due: of what is billed every two months
    one is owed every two months.
    """
    if not ledger.counts_days:
        return {}
    first, last = ledger.model.day_columns
    subject = subject_column(ledger)
    near = {
        f"{subject}__in": any_of(each.id for each in subjects),
        f"{last}__gte": months_later(latest, -MONTHS_IN_SIGHT),
    }
    order = Window(RowNumber(), partition_by=F(subject), order_by=[F(last).desc(), F("id").desc()])
    rows = ledger.model._default_manager.filter(**near).annotate(nth=order).filter(nth=1)
    return {
        id_: months_later(month_of(end), max(1, round(days_covered(start, end) / DAYS_IN_A_MONTH)))
        for id_, start, end in rows.values_list(subject, first, last)
    }


def subject_column(ledger: Ledger) -> str:
    """The column that leads from a row to what it is about."""
    return ledger.model._meta.get_field(key_fields(ledger.model)[0]).attname


# --- what stood there before


def beside_in(ledger: Ledger, units: Iterable[int], month: date) -> dict[tuple[str, ...], Beside]:
    """By what the sheet calls each subject of these units, what stands beside its row of the month."""
    subjects = subjects_of(ledger, units)
    found = values_beside(ledger, subjects, {each.id: month for each in subjects})
    return {tuple(each.key.values()): found[each.id] for each in subjects if each.id in found}


def values_beside(ledger: Ledger, subjects: Sequence[Subject], months: Mapping[int, date]) -> dict[int, Beside]:
    """By subject, beside its month: what was measured in the month before it and a year before it."""
    measure = measured(ledger)
    if measure is None or not subjects:
        return {}
    asked = {months_later(month, -back) for month in months.values() for back in (1, 12)}
    values = _values(ledger, measure, [each.id for each in subjects], asked)
    return {
        id_: Beside(values.get((id_, months_later(month, -1))), values.get((id_, months_later(month, -12))))
        for id_, month in months.items()
    }


def _values(
    ledger: Ledger, measure: Measure, subjects: Iterable[int], months: Iterable[date]
) -> dict[tuple[int, date], Decimal]:
    """What rows say of the months, in one question; a long row is spread over its months as facts are."""
    model, subject, months = ledger.model, subject_column(ledger), set(months)
    days = getattr(model, "day_columns", None) or (when(model).name,)
    touching = Q()
    for month in months:
        touching |= _touching(model, month)
    rows = model._default_manager.filter(touching, **{f"{subject}__in": any_of(subjects)})
    found: dict[tuple[int, date], Decimal] = {}
    for id_, *at, value in rows.values_list(subject, *days, measure.column):
        for month, share in _shares(model, measure, at, value):
            if month in months:
                found[id_, month] = found.get((id_, month), Decimal(0)) + share
    return found


def _touching(model: type[models.Model], month: date) -> Q:
    if not hasattr(model, "day_columns"):
        return within_days(model, month, month_end(month))
    first, last = model.day_columns
    return Q(**{f"{first}__lte": month_end(month), f"{last}__gte": month})


def _shares(
    model: type[models.Model], measure: Measure, at: Sequence[object], value: object
) -> Iterator[tuple[date, Decimal]]:
    if value is None:
        return
    amount = Decimal(str(value))
    if len(at) == 1:
        yield month_of(day_of(at[0])), amount
        return
    start, end = map(day_of, at)
    yield from spread(amount, start=start, end=end, places=model._meta.get_field(measure.column).decimal_places)
