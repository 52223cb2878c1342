"""我的本月: what this month still needs of whoever enters, unit by unit, and how the quarter stands."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from jieyue.programme.completeness.queries import incomplete_below
from jieyue.programme.ledgers.coming import Coming, coming, owing_since
from jieyue.programme.organisations.naming import Named
from jieyue.programme.reporting.states import states_of
from jieyue.rules.period import Period, month_of, months_later
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.reporting import ReportState
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.reporting.openings import exempt_units

MOST_UNITS = 400
"""Of more units than these the first are told, and that there are more."""
MONTHS_BACK = 12
OWN_BOOKS = (Level.UNIT, Level.DEPARTMENT)


@dataclass(frozen=True)
class Quarter:
    """A unit's report of a quarter. `months` are those owed that are over, each with whether all of it is there."""

    period: Period
    state: ReportState
    is_over: bool
    months: Sequence[tuple[date, bool]]
    reason: str = ""

    @property
    def is_complete(self) -> bool:
        return self.is_over and all(is_there for _, is_there in self.months)

    @property
    def may_be_submitted(self) -> bool:
        return self.is_complete and self.state.is_with_unit


@dataclass(frozen=True)
class OfUnit:
    """`earlier` are months before the one that comes in now which lack something."""

    organisation: Named
    coming: Sequence[Coming]
    quarters: Sequence[Quarter]
    earlier: Sequence[date]

    @property
    def lacking(self) -> int:
        return sum(len(each.to_come) for each in self.coming)


@dataclass(frozen=True)
class MyMonth:
    """`units` are those for whom the person enters, those that lack something first; `is_more`: not all are told."""

    units: Sequence[OfUnit]
    is_more: bool

    @property
    def lacking(self) -> int:
        return sum(each.lacking for each in self.units)


def my_month(*, person: Person, today: date) -> MyMonth:
    """In a fixed number of questions, however many units and accounts there are."""
    units = _units(person)
    told = dict(list(units.items())[:MOST_UNITS])
    since = owing_since(told)
    rows: dict[int, list[Coming]] = {}
    for each in coming(told, today=today):
        rows.setdefault(each.unit, []).append(each)
    quarters = _quarters(today)
    states, exempt = states_of(told, quarters, today=today), exempt_units(told, quarters)
    behind = _behind(person, today)
    found = [
        OfUnit(
            name,
            rows.get(id_, []),
            [
                _quarter(id_, each, states, behind, since=since[id_], today=today)
                for each in quarters
                if each.last >= since[id_] and (id_, str(each)) not in exempt
            ],
            _earlier(id_, rows.get(id_, []), behind, today),
        )
        for id_, name in told.items()
    ]
    return MyMonth(sorted(found, key=lambda each: not each.lacking), len(units) > len(told))


def quarter_of(*, organisation: str, month: date, person: Person, today: date) -> Quarter | None:
    """The quarter of a month, of a unit that reports; None of what is none. Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person, Right.ENTER)
    if Level(unit.level) is not Level.UNIT:
        return None
    period = Period(month.replace(month=(month.month - 1) // 3 * 3 + 1), 3)
    behind = incomplete_below([unit.pk], years=[month.year])
    states = states_of([unit.pk], [period], today=today)
    return _quarter(unit.pk, period, states, behind, since=unit.owing.since, today=today)


def _units(person: Person) -> dict[int, Named]:
    placed = Placement.objects.filter(since__lte=person.on, until__gt=person.on, organisation__level__in=OWN_BOOKS)
    open_ = placed.exclude(organisation__closed_on__lte=person.on)
    reached = within(open_, person, organisation="organisation", right=Right.ENTER)
    names = reached.order_by("organisation__code").values_list("organisation_id", "organisation__code", "version__name")
    return {id_: Named(*name) for id_, *name in names[: MOST_UNITS + 1]}


def _quarters(today: date) -> list[Period]:
    """The one that ended last, and the one that runs."""
    this = month_of(today)
    first = this.replace(month=(this.month - 1) // 3 * 3 + 1)
    return [Period(months_later(first, -3), 3), Period(first, 3)]


def _behind(person: Person, today: date) -> Mapping[date, Set[int]]:
    """By month that is over, of the last twelve, the units that lack something."""
    this = month_of(today)
    paths = [path for path in person.paths(Right.ENTER) if path != EVERYWHERE]
    tops = [int(path.strip("/").rpartition("/")[2]) for path in paths]
    found = incomplete_below(tops, years=sorted({this.year, months_later(this, -MONTHS_BACK).year}))
    return {month: units for month, units in found.items() if months_later(this, -MONTHS_BACK) <= month < this}


def _quarter(
    unit: int,
    period: Period,
    states: Mapping[tuple[int, str], tuple[ReportState, str]],
    behind: Mapping[date, Set[int]],
    *,
    since: date,
    today: date,
) -> Quarter:
    owed = (month for month in period.each_month() if months_later(month, 1) > since)
    over = [month for month in owed if months_later(month, 1) <= today]
    state, reason = states[unit, str(period)]
    months = [(month, unit not in behind.get(month, ())) for month in over]
    return Quarter(period, state, today >= period.until, months, reason)


def _earlier(unit: int, rows: Iterable[Coming], behind: Mapping[date, Set[int]], today: date) -> list[date]:
    months = [each.month for each in rows if each.ledger.facts]
    before = min(months, default=months_later(month_of(today), -1))
    return sorted(month for month, units in behind.items() if unit in units and month < before)
