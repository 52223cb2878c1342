"""Which months are missing, at one glance: places, units or accounts by the months of a year.

The same counts as the completeness of statistics, taken apart.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

import pyarrow as pa

from jieyue.programme.completeness import questions
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.allocation import months_between
from jieyue.rules.completeness import MONTHS
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.roles import Right
from jieyue.rules.values import Level, Resource, Use, Word
from jieyue.store.ledgers.bills.models import NoUse
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, organisations_within, within
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account
from jieyue.store.warehouse.opening import warehouse
from jieyue.store.warehouse.refreshing import up_to_date

PLACES_BELOW = {Level.PROVINCE: "city", Level.CITY: "county"}


class State(Word):
    """What a month of a unit or account is."""

    COMPLETE = "complete", "已报"
    PART = "part", "部分"
    MISSING = "missing", "缺报"
    NO_USE = "no_use", "未用"
    NOT_OWED = "not_owed", "免报"
    AHEAD = "ahead", "未到"


@dataclass(frozen=True)
class Cell:
    """A unit or account in a month: `open` accounts, of which `late` have not all their bills."""

    month: date
    state: State
    open: int = 0
    late: int = 0


@dataclass(frozen=True)
class Count:
    """Units of a place in a month. They are not yet asked for where the month `is_ahead`."""

    month: date
    owed: int
    reported: int
    is_ahead: bool

    @property
    def missing(self) -> int:
        return self.owed - self.reported


@dataclass(frozen=True)
class UnitMonths:
    id: int
    organisation: Named
    cells: Sequence[Cell]

    @property
    def is_late(self) -> bool:
        return any(cell.state in (State.MISSING, State.PART) for cell in self.cells)


@dataclass(frozen=True)
class PlaceMonths:
    """`is_itself`: units directly under the place that was asked for."""

    organisation: Named
    counts: Sequence[Count]
    is_itself: bool


@dataclass(frozen=True)
class AccountMonths:
    id: int
    organisation: Named
    resource: Resource
    use: Use
    number: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Months:
    """The whole of an organisation in a year: `counts` by month, and who it consists of.

    A province's 36,000 cells are worked out only where its units are asked for one by one.
    """

    organisation: Named
    level: Level
    year: int
    counts: Sequence[Count]
    places: Sequence[PlaceMonths]
    work_units_out: Callable[[], list[UnitMonths]]

    @cached_property
    def units(self) -> list[UnitMonths]:
        return self.work_units_out()


class _Tally(NamedTuple):
    """Accounts that are or were open, those that are, those late, those with something that ends in the month."""

    accounts: int
    open: int
    late: int
    there: int


def _tally(record: Mapping | None) -> _Tally | None:
    return None if record is None else _Tally(*(record[name] for name in _Tally._fields))


def months_of(*, person: Person, code: str, year: int, today: date) -> Months:
    """Every unit at or below the organisation by the months of the year, and the places below it if it has some."""
    subject = organisation_within(code, person)
    months = list(Period.parse(f"{year:04}").each_month())
    records = _asked(questions.units(), subject, year)
    own = named([subject.id], on=today)[subject.id]
    return Months(
        organisation=own,
        level=Level(subject.level),
        year=year,
        counts=_counts(records, months, today),
        work_units_out=lambda: _units(_reached(records, person), months, today),
        places=_places(records, months, today, own=own, level=Level(subject.level), on=today),
    )


def accounts_by_month(*, person: Person, code: str, year: int, today: date) -> list[AccountMonths]:
    """The accounts of a unit and its departments by the months of the year."""
    subject = organisation_within(code, person)
    months = list(Period.parse(f"{year:04}").each_month())
    records = _asked(questions.accounts(), subject, year)
    found = {
        (record["account"], record["first"]): _Tally(1, record["is_open"], record["is_late"], record["is_there"])
        for record in records
    }
    ids = {record["account"] for record in records}
    notes = _noted(ids, year)
    fields = ("id", "organisation_id", "resource", "use", "number")
    reached = within(Account.objects.filter(id__in=any_of(ids)), person, organisation="organisation")
    accounts = list(reached.values_list(*fields))
    order = list(Resource)
    accounts.sort(key=lambda row: (order.index(Resource(row[2])), row[3], row[4], row[0]))
    names = named({row[1] for row in accounts}, on=today)
    return [
        AccountMonths(
            id_,
            names[organisation],
            Resource(resource),
            Use(use),
            number,
            [_cell(month, found.get((id_, month)), {id_} & notes.get(month, set()), today) for month in months],
        )
        for id_, organisation, resource, use, number in accounts
    ]


def incomplete_months(*, person: Person, code: str, year: int) -> Set[tuple[int, date]]:
    """Unit and month, of the units at or below the organisation, where an account lacks its bill or there is none."""
    return _incomplete(organisation_within(code, person).id, year, _behind())


@lru_cache(maxsize=32)
def _incomplete(subject: int, year: int, files: frozenset[str]) -> Set[tuple[int, date]]:
    """Looked through once for as long as nobody has written: of a province it is 36,000 months."""
    return frozenset(
        (record["unit"], record["first"])
        for record in _answer(questions.units(), subject, year, files)
        if not record["accounts"] or (record["open"] and record["late"])
    )


def complete_units(*, organisation: str, year: int, person: Person, today: date) -> tuple[int, int]:
    """How many units owe figures of the year, and how many of them have all for the months that are over."""
    subject = organisation_within(organisation, person)
    owing = {record["unit"] for record in _asked(questions.units(), subject, year)}
    incomplete = incomplete_months(person=person, code=organisation, year=year)
    return len(owing), len(owing - {unit for unit, month in incomplete if not _is_ahead(month, today)})


def complete_in_both(*, organisation: str, year: int, person: Person, today: date) -> dict[str, tuple[int, int]]:
    """By the places below one (itself for units right under it): how many units owe figures of the year, and how many
    of them have all for the months that are over, in this year and in the year before. Only these compare like with
    like.
    """
    subject, places = organisation_within(organisation, person), places_of_units(organisation, year, person=person)
    before = {record["unit"] for record in _asked(questions.units(), subject, year - 1)}
    behind = {
        unit
        for each in (year, year - 1)
        for unit, month in incomplete_months(person=person, code=organisation, year=each)
        if not _is_ahead(month.replace(year=year), today)
    }
    owed = Counter(places.values())
    both = Counter(place for unit, place in places.items() if unit in before and unit not in behind)
    return {place: (count, both[place]) for place, count in owed.items()}


def places_of_units(organisation: str, year: int, *, person: Person) -> dict[int, str]:
    """By unit that owes figures of the year, the code of the highest place below that holds it; itself for units right
    under it.
    """
    subject = organisation_within(organisation, person)
    below = [place for above, place in PLACES_BELOW.items() if above.rank >= Level(subject.level).rank]
    return {
        record["unit"]: next((record[name] for name in below if record[name]), organisation)
        for record in _asked(questions.units(), subject, year)
    }


def _asked(question: str, subject: Organisation, year: int) -> Sequence[Mapping]:
    """As of everything written until now."""
    return _answer(question, subject.id, year, _behind())


def _behind() -> frozenset[str]:
    """The files that answers are made from, as of everything written until now."""
    _, manifest = up_to_date()
    return frozenset(chain.from_iterable(manifest.files(table) for table in ("coverage", "standing", "accounts")))


@lru_cache(maxsize=32)
def _answer(question: str, subject: int, year: int, files: frozenset[str]) -> Sequence[Mapping]:  # noqa: ARG001 (a key)
    """The same as long as nobody has written: a province's million bills take a second to go through."""
    period = Period.parse(f"{year:04}")
    firsts = list(period.each_month())
    untils = [*firsts[1:], period.until]
    with warehouse() as opened:
        opened.look_at(period.first, period.until)
        opened.hold("months", pa.Table.from_pydict({"first": firsts, "until": untils}, schema=MONTHS.to_pyarrow()))
        return tuple(opened.ask(question, subject=subject).to_pylist())


def _counts(records: Iterable[Mapping], months: Sequence[date], today: date) -> list[Count]:
    owed, reported = dict.fromkeys(months, 0), dict.fromkeys(months, 0)
    for record in records:
        owed[record["first"]] += 1
        reported[record["first"]] += not record["late"] and record["accounts"] > 0
    return [Count(month, owed[month], reported[month], _is_ahead(month, today)) for month in months]


def _reached(records: Sequence[Mapping], person: Person) -> list[Mapping]:
    """Without units that have left the person's reach since: they count, and are not named."""
    if EVERYWHERE in person.paths(Right.READ):
        return list(records)
    units = {record["unit"] for record in records}
    own = set(organisations_within(person).filter(id__in=any_of(units)).values_list("id", flat=True))
    return [record for record in records if record["unit"] in own]


def _units(records: Sequence[Mapping], months: Sequence[date], today: date) -> list[UnitMonths]:
    """By code; a unit is called what it was called last."""
    by_unit: dict[int, dict[date, Mapping]] = {}
    for record in records:
        by_unit.setdefault(record["unit"], {})[record["first"]] = record
    notes = _noted_units(by_unit, months[0].year)
    found = [
        UnitMonths(
            unit,
            Named(*(own[max(own)][key] for key in ("code", "name"))),
            [_cell(month, _tally(own.get(month)), notes.get((unit, month), set()), today) for month in months],
        )
        for unit, own in by_unit.items()
    ]
    return sorted(found, key=lambda each: each.organisation.code)


def _cell(month: date, tally: _Tally | None, noted: set[int], today: date) -> Cell:
    """`noted` are the accounts with a note of no use in the month."""
    is_ahead = _is_ahead(month, today)
    if tally is None:
        return Cell(month, State.AHEAD if is_ahead else State.NOT_OWED)
    return Cell(month, _state(tally, len(noted), is_ahead=is_ahead), tally.open, tally.late)


def _state(tally: _Tally, noted: int, *, is_ahead: bool) -> State:
    if tally.accounts and not tally.open:
        return State.NOT_OWED
    if tally.accounts and not tally.late:
        return State.NO_USE if noted >= tally.open else State.COMPLETE
    if tally.there and not is_ahead:
        return State.PART
    return State.AHEAD if is_ahead else State.MISSING


def _is_ahead(month: date, today: date) -> bool:
    """A month is not asked for before it is over."""
    return month >= month_of(today)


def _noted_units(units: Iterable[int], year: int) -> dict[tuple[int, date], set[int]]:
    """By unit and month, the accounts with a note. A department's accounts are its own here."""
    found: dict[tuple[int, date], set[int]] = {}
    notes = _notes(year).filter(account__organisation__in=any_of(units))
    for unit, account, start, end in notes.values_list(
        "account__organisation_id", "account_id", "start_date", "end_date"
    ):
        for month in months_between(month_of(start), end):
            found.setdefault((unit, month), set()).add(account)
    return found


def _noted(accounts: Iterable[int], year: int) -> dict[date, set[int]]:
    found: dict[date, set[int]] = {}
    notes = _notes(year).filter(account__in=any_of(accounts))
    for account, start, end in notes.values_list("account_id", "start_date", "end_date"):
        for month in months_between(month_of(start), end):
            found.setdefault(month, set()).add(account)
    return found


def _notes(year: int):
    return NoUse.objects.filter(start_date__lte=date(year, 12, 31), end_date__gte=date(year, 1, 1)).order_by()


def _places(
    records: Sequence[Mapping], months: Sequence[date], today: date, *, own: Named, level: Level, on: date
) -> list[PlaceMonths]:
    """Units by the highest place below the one asked for that holds them, as they stood in each month."""
    if level not in PLACES_BELOW:
        return []
    below = [place for above, place in PLACES_BELOW.items() if above.rank >= level.rank]
    by_place: dict[str | None, list[Mapping]] = {}
    for record in records:
        place = next((record[name] for name in below if record[name]), None)
        by_place.setdefault(place, []).append(record)
    ids = dict(Organisation.objects.filter(code__in=any_of(set(by_place) - {None})).values_list("code", "id"))
    names = named(ids.values(), on=on)
    places = [
        PlaceMonths(names.get(ids[code], Named(code, code)), _counts(own_records, months, today), is_itself=False)
        for code, own_records in sorted((pair for pair in by_place.items() if pair[0]), key=lambda pair: pair[0])
    ]
    itself = [PlaceMonths(own, _counts(by_place[None], months, today), is_itself=True)] if None in by_place else []
    return [*itself, *places]
