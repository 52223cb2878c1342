"""Which months of a ledger are missing, unit by unit or subject by subject."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.completeness.queries import State
from jieyue.programme.ledgers.catalogue import ledger_named
from jieyue.programme.organisations.naming import Named, named, trail
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.values import Level
from jieyue.store.machine.coverage import Kept, Subject, months_kept, subjects_of
from jieyue.store.machine.ledger import Ledger
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on, under


@dataclass(frozen=True)
class SubjectMonths:
    """A subject and the state of each month of the year."""

    organisation: Named
    name: str
    states: Sequence[tuple[str, State]]

    @property
    def is_late(self) -> bool:
        return any(state is State.MISSING for _, state in self.states)


@dataclass(frozen=True)
class Missing:
    """`above` are the organisations from the top of the reach down to the one asked about."""

    ledger: Ledger
    organisation: Named
    above: Sequence[Named]
    year: int
    rows: Sequence[SubjectMonths]
    units: int


def missing(key: str, *, person: Person, code: str, year: int, today: date, first: int = 0, many: int = 100) -> Missing:
    """The units at or below an organisation, `many` of them from the `first` on. Raises OrganisationUnknown."""
    ledger = ledger_named(key)
    top = organisation_within(code, person)
    placed = under(path_on(top.pk, person.on), person.on).filter(organisation__level=Level.UNIT)
    units = placed.order_by("organisation__code").values_list("organisation_id", flat=True)
    subjects = subjects_of(ledger, units[first : first + many])
    period = Period.parse(f"{year:04}")
    rows = _rows(ledger, subjects, period, person, today)
    name = named([top.pk], on=person.on)[top.pk]
    return Missing(ledger, name, trail(path_on(top.pk, person.on), person=person), year, rows, units.count())


def _rows(
    ledger: Ledger, subjects: Sequence[Subject], period: Period, person: Person, today: date
) -> list[SubjectMonths]:
    kept = months_kept(ledger, subjects, period.first, period.last)
    names = named({each.unit for each in subjects}, on=person.on)
    owing = _months_owing(each.unit for each in subjects)
    this = f"{month_of(today):%Y-%m}"
    months = [f"{month:%Y-%m}" for month in period.each_month()]
    return [
        SubjectMonths(
            names[each.unit],
            each.name,
            [(month, _state(each, month, kept, owing[each.unit], this)) for month in months],
        )
        for each in subjects
    ]


def _months_owing(units: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """The first month of which a unit owes anything, and that in which one that is no more was there last."""
    kept = {each.pk: each.owing for each in Organisation.objects.filter(id__in=set(units))}
    return {id_: (f"{span.since:%Y-%m}", f"{span.until:%Y-%m}") for id_, span in kept.items()}


def _state(subject: Subject, month: str, kept: Kept, owing: tuple[str, str], this: str) -> State:
    """A month that is not over is not missed; before its first row, and before its unit has joined, a subject owes
    nothing.
    """
    if month in kept.months.get(subject.id, ()):
        return State.COMPLETE
    first, (joined, closed) = kept.first.get(subject.id), owing
    if first is None or not max(first, joined) <= month <= closed or not subject.owes(month):
        return State.NOT_OWED
    return State.AHEAD if month >= this else State.MISSING
