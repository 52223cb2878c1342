"""Which months are missing, at one glance: places, units or subjects by the months of a year.

Of bills these are the counts of the completeness of statistics, taken apart; of another `ledger` the same by what its
rows are about. None means bills.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from posixpath import commonpath
from threading import RLock
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from cachetools import LRUCache, cached

from jieyue.programme.completeness.answers import BYTES_OF_AN_EMPTY_ANSWER, MOST_KEPT, Asked, answer
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.allocation import months_between
from jieyue.rules.period import Period, month_of
from jieyue.rules.person import Person
from jieyue.rules.values import Level, Resource, Use, Word
from jieyue.store.ledgers import noting_models
from jieyue.store.machine.coverage import subjects_of
from jieyue.store.machine.ledger import Ledger
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import organisation_within, reached, within
from jieyue.store.orgs.tree import ever_at_or_below
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.accounts.models import Account
from jieyue.store.reporting.counting import exempt_months

BYTES_OF_A_NUMBER = 64
PLACES_BELOW = {Level.PROVINCE: "city", Level.CITY: "county"}


class State(Word):
    """What a month of a unit or subject is."""

    COMPLETE = "complete", "已报"
    PART = "part", "部分"
    MISSING = "missing", "缺报"
    NO_USE = "no_use", "未用"
    NOT_OWED = "not_owed", "免报"
    AHEAD = "ahead", "未到"


@dataclass(frozen=True)
class Cell:
    """A unit or subject in a month: `open` subjects, of which `late` have not all that is owed."""

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
class SubjectMonths:
    """`name` is what the subject is called within its unit, "" where it is the unit itself."""

    id: int
    organisation: Named
    name: str
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
    each_unit: "_EachUnit"

    @property
    def units(self) -> list[UnitMonths]:
        """All of them, by code."""
        return self.each_unit.months_of(self.each_unit.ids)

    def count_of_units(self, *, are_late: bool = False) -> int:
        """How many there are, or are missing something in a month that is over."""
        return len(self.each_unit.late if are_late else self.each_unit.ids)

    def some(self, *, are_late: bool, first: int, many: int) -> list[UnitMonths]:
        """A stretch of them, or of those late."""
        ids = self.each_unit.late if are_late else self.each_unit.ids
        return self.each_unit.months_of(ids[first : first + many])


class _Tally(NamedTuple):
    """Subjects that are or were open, those that are, those late, those with something that ends in the month."""

    subjects: int
    open: int
    late: int
    there: int


def _tally(record: Mapping | None) -> _Tally | None:
    return None if record is None else _Tally(*(record[name] for name in _Tally._fields))


def months_of(*, person: Person, code: str, year: int, today: date, ledger: Ledger | None = None) -> Months:
    """Every unit at or below the organisation by the months of the year, and the places below it if it has some."""
    subject = organisation_within(code, person)
    months = list(Period.parse(f"{year:04}").each_month())
    records = answer(Asked.of_units(year, ledger), subject.pk)
    records = records if ledger else _without_exempt(records, year)
    own = named([subject.id], on=today)[subject.id]
    return Months(
        organisation=own,
        level=Level(subject.level),
        year=year,
        counts=_counts(records, months, today),
        each_unit=_EachUnit(records, person, months, today, are_noted=ledger is None),
        places=_places(records, months, today, own=own, level=Level(subject.level)),
    )


def cells_of_units(units: Sequence[int], *, year: int, today: date) -> dict[int, Sequence[Cell]]:
    """By unit, its months of the year by the bills of its accounts, for whoever has been asked who they are."""
    months = list(Period.parse(f"{year:04}").each_month())
    records = _without_exempt(_about(units, Asked.of_units(year)), year)
    by_unit: dict[int, dict[date, _Tally]] = {}
    for unit, first, *tally in zip(*_columns(records, "unit", "first", *_Tally._fields), strict=True):
        by_unit.setdefault(unit, {})[first] = _Tally(*tally)
    notes = _noted_units(by_unit, year)
    return {
        unit: [_cell(month, own.get(month), notes.get((unit, month), set()), today) for month in months]
        for unit, own in by_unit.items()
    }


def _about(units: Sequence[int], asked: Asked) -> pa.Table:
    """Of one unit what is asked of itself; of many what is asked of the lowest that they all ever stood under."""
    if len(units) == 1:
        return answer(asked, units[0])
    under: dict[str, list[str]] = {}
    for path in Placement.objects.filter(organisation__in=any_of(units)).values_list("path", flat=True):
        under.setdefault(path.split("/")[1], []).append(path)
    above = sorted(int(commonpath(paths).rpartition("/")[2]) for paths in under.values())
    found = pa.concat_tables([answer(asked, each) for each in above])
    return found.filter(pc.is_in(found["unit"], pa.array(units, pa.int64())))


def _without_exempt(records: pa.Table, year: int) -> pa.Table:
    """Without the months of which a unit need not report: it is not asked for them."""
    exempt = exempt_months(year)
    if not exempt:
        return records
    pairs = zip(*_columns(records, "unit", "first"), strict=True)
    return records.filter(pa.array([pair not in exempt for pair in pairs], pa.bool_()))


def accounts_by_month(*, person: Person, code: str, year: int, today: date) -> list[AccountMonths]:
    """The accounts of a unit and its departments by the months of the year."""
    subject = organisation_within(code, person)
    records = answer(Asked.of_subjects(year), subject.pk).drop_columns("unit")
    whole = records.append_column("unit", pa.repeat(subject.pk, len(records)))
    return _accounts(whole, person, year, today).get(subject.pk, [])


def accounts_of_units(
    units: Sequence[int], *, person: Person, year: int, today: date
) -> dict[int, list[AccountMonths]]:
    """By unit the same of many, for whoever has been asked who they are."""
    return _accounts(_about(units, Asked.of_subjects(year)), person, year, today) if units else {}


def _accounts(records: pa.Table, person: Person, year: int, today: date) -> dict[int, list[AccountMonths]]:
    """By unit, in the order of resources, uses and numbers."""
    months = list(Period.parse(f"{year:04}").each_month())
    of_units: dict[int, dict[int, dict[date, _Tally]]] = {}
    for record in records.to_pylist():
        own = of_units.setdefault(record["subject"], {}).setdefault(record["unit"], {})
        own[record["first"]] = _tally_of_subject(record)
    notes = _noted(of_units, year)
    fields = ("id", "organisation_id", "resource", "use", "number")
    reached = within(Account.objects.filter(id__in=any_of(of_units)), person, organisation="organisation")
    accounts = list(reached.values_list(*fields))
    order = list(Resource)
    accounts.sort(key=lambda row: (order.index(Resource(row[2])), row[3], row[4], row[0]))
    names = named({row[1] for row in accounts}, on=today)
    found: dict[int, list[AccountMonths]] = {}
    for id_, organisation, resource, use, number in accounts:
        about = (id_, names[organisation], Resource(resource), Use(use), number)
        for unit, own in of_units[id_].items():
            cells = [_cell(month, own.get(month), {id_} & notes.get(month, set()), today) for month in months]
            found.setdefault(unit, []).append(AccountMonths(*about, cells))
    return found


def subjects_by_month(ledger: Ledger, *, person: Person, code: str, year: int, today: date) -> list[SubjectMonths]:
    """What rows of a ledger of other things than bills are about, of a unit and its departments, by the months of the
    year: each that ever had a row, in the order of the register.
    """
    subject = organisation_within(code, person)
    months = list(Period.parse(f"{year:04}").each_month())
    found = _tallies(answer(Asked.of_subjects(year, ledger), subject.pk))
    ids = {id_ for id_, _ in found}
    own = reached(set(ever_at_or_below(subject.pk)), person)
    subjects = [each for each in subjects_of(ledger, sorted(own)) if each.id in ids]
    names = named({each.unit for each in subjects}, on=today)
    return [
        SubjectMonths(
            each.id,
            names[each.unit],
            each.name,
            [_cell(month, found.get((each.id, month)), set(), today) for month in months],
        )
        for each in subjects
    ]


def _tallies(records: pa.Table) -> dict[tuple[int, date], _Tally]:
    """By subject and month."""
    return {(record["subject"], record["first"]): _tally_of_subject(record) for record in records.to_pylist()}


def _tally_of_subject(record: Mapping) -> _Tally:
    return _Tally(1, record["is_open"], record["is_late"], record["is_there"])


def kept_months(ledger: Ledger, *, person: Person, code: str, year: int, today: date) -> Mapping[date, Set[int]]:
    """By month that is over, the units at or below the organisation that have begun a ledger of other things than bills
    and have all of it.
    """
    records = answer(Asked.of_units(year, ledger), organisation_within(code, person).pk)
    kept = records.filter(_is_kept(records)).group_by("first").aggregate([("unit", "list")])
    by_month = zip(*_columns(kept, "first", "unit_list"), strict=True)
    return {month: frozenset(units) for month, units in by_month if not _is_ahead(month, today)}


def incomplete_months(*, person: Person, code: str, year: int) -> Mapping[date, Set[int]]:
    """By month, the units at or below the organisation of which an account lacks its bill, or which have none."""
    return _incomplete(Asked.of_units(year), organisation_within(code, person).pk)


def incomplete_below(tops: Iterable[int], *, years: Iterable[int]) -> dict[date, set[int]]:
    """The same of several organisations, by their ids, for whoever has been asked who they are; nothing is asked of the
    database for each of them.
    """
    found: dict[date, set[int]] = {}
    for year in years:
        asked = Asked.of_units(year)
        for top in tops:
            for month, units in _incomplete(asked, top).items():
                found.setdefault(month, set()).update(units)
    return found


def incomplete_periods(unit: int, periods: Sequence[Period]) -> list[Period]:
    """Of these periods, those of which the unit, by its id, lacks a bill in a month, each year looked through once."""
    behind = incomplete_below([unit], years=sorted({each.year for each in periods}))
    return [each for each in periods if any(unit in behind.get(month, ()) for month in each.each_month())]


def _size_of_months(units: Mapping[date, Set[int]]) -> int:
    return BYTES_OF_AN_EMPTY_ANSWER + BYTES_OF_A_NUMBER * sum(map(len, units.values()))


@cached(LRUCache(MOST_KEPT, getsizeof=_size_of_months), lock=RLock())
def _incomplete(asked: Asked, subject: int) -> Mapping[date, Set[int]]:
    """Looked through once for as long as nobody has written: of a province it is 36,000 months."""
    records = answer(asked, subject)
    late = records.filter(_is_incomplete(records)).group_by("first").aggregate([("unit", "list")])
    return {month: frozenset(units) for month, units in zip(*_columns(late, "first", "unit_list"), strict=True)}


def _is_incomplete(records: pa.Table) -> pa.ChunkedArray:
    has_none, is_late = (pc.equal(records[name], 0) for name in ("subjects", "late"))
    return pc.or_(has_none, pc.and_(pc.greater(records["open"], 0), pc.invert(is_late)))


def _columns(records: pa.Table, *names: str) -> list[list]:
    return [records[name].to_pylist() for name in names]


def complete_units(*, organisation: str, year: int, person: Person, today: date) -> tuple[int, int]:
    """How many units owe figures of the year, and how many of them have all for the months that are over."""
    subject = organisation_within(organisation, person)
    owing = set(pc.unique(answer(Asked.of_units(year), subject.pk)["unit"]).to_pylist())
    return len(owing), len(
        owing - _behind_in(organisation, year, person, over=lambda month: not _is_ahead(month, today))
    )


def _behind_in(organisation: str, year: int, person: Person, *, over: Callable[[date], bool]) -> Set[int]:
    incomplete = incomplete_months(person=person, code=organisation, year=year)
    return frozenset().union(*(units for month, units in incomplete.items() if over(month)))


class Reporting(NamedTuple):
    """Units of a place by their ids: those that owe in a period's last month, those that stood there and owed in each
    of its months, and those of the latter that have everything of all of them.
    """

    owing: Set[int]
    throughout: Set[int]
    complete: Set[int]


def reporting_in(subject: int, period: Period, ledger: Ledger | None = None) -> Reporting:
    """Of the units at or under an organisation, by its id, for whoever has been asked who may see it."""
    records = answer(Asked.of_units(period.year, ledger), subject)
    within_it = pc.and_(
        pc.greater_equal(records["first"], pa.scalar(period.first, pa.date32())),
        pc.less(records["first"], pa.scalar(period.until, pa.date32())),
    )
    records = records.filter(within_it)
    at_the_end = records.filter(pc.equal(records["first"], pa.scalar(period.last_month, pa.date32())))
    has_all = _is_kept(records) if ledger else pc.invert(_is_incomplete(records))
    return Reporting(
        frozenset(at_the_end["unit"].to_pylist()),
        _in_each_month(records, period),
        _in_each_month(records.filter(has_all), period),
    )


def _in_each_month(records: pa.Table, period: Period) -> Set[int]:
    months = records.group_by("unit").aggregate([("first", "count_distinct")])
    return frozenset(months.filter(pc.equal(months["first_count_distinct"], period.months))["unit"].to_pylist())


def _is_kept(records: pa.Table) -> pa.ChunkedArray:
    """Of a ledger of other things than bills, whether the unit has begun it and has all of the month."""
    return pc.and_(pc.greater(records["there"], 0), pc.equal(records["late"], 0))


def places_of_units(organisation: str, year: int, *, person: Person) -> dict[int, str]:
    """By unit that owes figures of the year, the code of the highest place below that holds it; itself for units right
    under it.
    """
    subject = organisation_within(organisation, person)
    records = _with_places(answer(Asked.of_units(year), subject.pk), Level(subject.level))
    return {unit: place or organisation for unit, place in zip(*_columns(records, "unit", "place"), strict=True)}


def _with_places(records: pa.Table, level: Level) -> pa.Table:
    """With `place`, the code of the highest place below one of this level that holds the unit in the month."""
    below = [records[place] for above, place in PLACES_BELOW.items() if above.rank >= level.rank]
    return records.append_column("place", pc.coalesce(*below) if below else pa.nulls(len(records), pa.string()))


def _counts(records: pa.Table, months: Sequence[date], today: date) -> list[Count]:
    """Of the units of a place; a unit has reported a month where it has accounts and none of them is late."""
    has_reported = pc.and_(pc.equal(records["late"], 0), pc.greater(records["subjects"], 0))
    summed = records.select(["first"]).append_column("reported", has_reported.cast(pa.int64())).group_by("first")
    found = summed.aggregate([([], "count_all"), ("reported", "sum")])
    owed, reported = (dict(zip(*_columns(found, "first", name), strict=True)) for name in ("count_all", "reported_sum"))
    return [Count(month, owed.get(month, 0), reported.get(month, 0), _is_ahead(month, today)) for month in months]


class _EachUnit:
    """The units that somebody may see one by one: those that have left his reach since count, and are not named."""

    def __init__(
        self, records: pa.Table, person: Person, months: Sequence[date], today: date, *, are_noted: bool
    ) -> None:
        self.records, self.person, self.months, self.today = records, person, months, today
        self.are_noted = are_noted

    @cached_property
    def ids(self) -> list[int]:
        """By code."""
        last = self.records.select(["first", "unit", "code"]).sort_by("first")
        found = last.group_by("unit", use_threads=False).aggregate([("code", "last")]).sort_by("code_last")
        return [unit for unit in found["unit"].to_pylist() if unit in self._reached]

    @cached_property
    def late(self) -> list[int]:
        over = pc.less(self.records["first"], pa.scalar(month_of(self.today), pa.date32()))
        late = self.records.filter(pc.and_(_is_incomplete(self.records), over))
        units = set(late["unit"].to_pylist())
        return [unit for unit in self.ids if unit in units]

    @cached_property
    def _reached(self) -> Set[int]:
        return reached(set(pc.unique(self.records["unit"]).to_pylist()), self.person)

    def months_of(self, ids: Sequence[int]) -> list[UnitMonths]:
        """A unit is called what it was called last."""
        own: dict[int, dict[date, Mapping]] = {id_: {} for id_ in ids}
        for record in self.records.filter(pc.is_in(self.records["unit"], pa.array(ids, pa.int64()))).to_pylist():
            own[record["unit"]][record["first"]] = record
        notes = _noted_units(own, self.months[0].year) if self.are_noted else {}
        return [
            UnitMonths(
                unit,
                Named(*(of_unit[max(of_unit)][key] for key in ("code", "name"))),
                [
                    _cell(month, _tally(of_unit.get(month)), notes.get((unit, month), set()), self.today)
                    for month in self.months
                ],
            )
            for unit, of_unit in own.items()
        ]


def _cell(month: date, tally: _Tally | None, noted: set[int], today: date) -> Cell:
    """`noted` are the accounts with a note of no use in the month."""
    is_ahead = _is_ahead(month, today)
    if tally is None:
        return Cell(month, State.AHEAD if is_ahead else State.NOT_OWED)
    return Cell(month, _state(tally, len(noted), is_ahead=is_ahead), tally.open, tally.late)


def _state(tally: _Tally, noted: int, *, is_ahead: bool) -> State:
    if tally.subjects and not tally.open:
        return State.NOT_OWED
    if tally.subjects and not tally.late:
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
    for unit, account, month in _notes(year, account__organisation__in=any_of(units)):
        found.setdefault((unit, month), set()).add(account)
    return found


def _noted(accounts: Iterable[int], year: int) -> dict[date, set[int]]:
    found: dict[date, set[int]] = {}
    for _, account, month in _notes(year, account__in=any_of(accounts)):
        found.setdefault(month, set()).add(account)
    return found


def _notes(year: int, **about: object) -> Iterator[tuple[int, int, date]]:
    """Organisation, account and month of what says that nothing was used on days of the year."""
    for model in noting_models():
        first, last = model.day_columns
        days = {f"{first}__lte": date(year, 12, 31), f"{last}__gte": date(year, 1, 1)}
        notes = model._default_manager.filter(**days, **about).order_by()
        for unit, account, start, end in notes.values_list("account__organisation_id", "account_id", first, last):
            yield from ((unit, account, month) for month in months_between(month_of(start), end))


def _places(records: pa.Table, months: Sequence[date], today: date, *, own: Named, level: Level) -> list[PlaceMonths]:
    """Units by the highest place below the one asked for that holds them, as they stood in each month."""
    if level not in PLACES_BELOW:
        return []
    placed = _with_places(records, level)
    codes = sorted(code for code in pc.unique(placed["place"]).to_pylist() if code)
    ids = dict(Organisation.objects.filter(code__in=any_of(codes)).values_list("code", "id"))
    names = named(ids.values(), on=today)
    counts = {code: _counts(placed.filter(pc.equal(placed["place"], code)), months, today) for code in codes}
    places = [PlaceMonths(names.get(ids[code], Named(code, code)), counts[code], is_itself=False) for code in codes]
    right_under = placed.filter(pc.is_null(placed["place"]))
    itself = [PlaceMonths(own, _counts(right_under, months, today), is_itself=True)] if len(right_under) else []
    return [*itself, *places]
