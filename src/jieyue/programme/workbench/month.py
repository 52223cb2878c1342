"""我的本月: what this month still needs of whoever enters, unit by unit, and how its reports stand."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from jieyue.programme.completeness.queries import incomplete_below
from jieyue.programme.ledgers.coming import Coming, coming, owing_since
from jieyue.programme.organisations.naming import Named
from jieyue.programme.reporting.states import states_of
from jieyue.rules.period import HALF, MONTH, QUARTER, YEAR, Period, month_of, months_later, periods_in
from jieyue.rules.person import EVERYWHERE, Person
from jieyue.rules.reporting import Opened, ReportState, Standing, is_always_reported
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Placement
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.reporting.openings import ByPeriod, exempt_units, openings_of

MOST_UNITS = 400
"""Of more units than these the first are told, and that there are more."""
MONTHS_BACK = 12
SENT_BACK = (ReportState.RETURNED, ReportState.REOPENED)
"""Asked of the unit also where the period is not opened any more."""
OWN_BOOKS = (Level.UNIT, Level.DEPARTMENT)


@dataclass(frozen=True)
class ToReport:
    """A unit's report of a quarter, or of a month or half that is opened for it. `months` are those owed that are over,
    each with whether all of it is there; `opened` are the days of whoever opened it, and `standing` what the period is
    by them where nothing has been submitted.
    """

    period: Period
    state: ReportState
    is_over: bool
    months: Sequence[tuple[date, bool]]
    reason: str = ""
    opened: Opened | None = None
    standing: Standing | None = None

    @property
    def is_complete(self) -> bool:
        return self.is_over and all(is_there for _, is_there in self.months)

    @property
    def may_be_submitted(self) -> bool:
        """Whether its region takes it now, and all of it is there."""
        is_open = self.standing not in (Standing.NOT_OPENED, Standing.CLOSED)
        return self.is_complete and self.state.is_with_unit and is_open


@dataclass(frozen=True)
class OfUnit:
    """`earlier` are months before the one that comes in now which lack something."""

    organisation: Named
    coming: Sequence[Coming]
    reports: Sequence[ToReport]
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
    about = _About.of(told, _periods(today), behind=_behind(person, today), today=today)
    found = [
        OfUnit(
            name,
            rows.get(id_, []),
            about.reports(id_, since[id_]),
            _earlier(id_, rows.get(id_, []), about.behind, today),
        )
        for id_, name in told.items()
    ]
    return MyMonth(sorted(found, key=lambda each: not each.lacking), len(units) > len(told))


def reports_of_month(*, organisation: str, month: date, person: Person, today: date) -> list[ToReport]:
    """In which a month is reported, of a unit that reports; of anybody else none. Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person, Right.ENTER)
    if Level(unit.level) is not Level.UNIT:
        return []
    holding = [each for each in periods_in(month.year) if each.first <= month < each.until and each.months < YEAR]
    behind = incomplete_below([unit.pk], years=[month.year])
    return _About.of([unit.pk], holding, behind=behind, today=today).reports(unit.pk, unit.owing.since)


def _units(person: Person) -> dict[int, Named]:
    placed = Placement.objects.filter(since__lte=person.on, until__gt=person.on, organisation__level__in=OWN_BOOKS)
    open_ = placed.exclude(organisation__closed_on__lte=person.on)
    reached = within(open_, person, organisation="organisation", right=Right.ENTER)
    names = reached.order_by("organisation__code").values_list("organisation_id", "organisation__code", "version__name")
    return {id_: Named(*name) for id_, *name in names[: MOST_UNITS + 1]}


def _periods(today: date) -> list[Period]:
    """The months and halves that ended in the last twelve months, the quarter that ended last, and the one that runs,
    in the order in which they end.
    """
    since = months_later(month_of(today), -MONTHS_BACK)
    every = [each for year in (today.year - 1, today.year) for each in periods_in(year) if each.until > since]
    over = [each for each in every if each.until <= today]
    quarters = [each for each in every if each.months == QUARTER and each.first <= today][-2:]
    asked = [*quarters, *(each for each in over if each.months in (MONTH, HALF))]
    return sorted(asked, key=lambda each: (each.until, each.months))


def _behind(person: Person, today: date) -> Mapping[date, Set[int]]:
    """By month that is over, of the last twelve, the units that lack something."""
    this = month_of(today)
    paths = [path for path in person.paths(Right.ENTER) if path != EVERYWHERE]
    tops = [int(path.strip("/").rpartition("/")[2]) for path in paths]
    found = incomplete_below(tops, years=sorted({this.year, months_later(this, -MONTHS_BACK).year}))
    return {month: units for month, units in found.items() if months_later(this, -MONTHS_BACK) <= month < this}


@dataclass(frozen=True)
class _About:
    """What the reports of units are told by, looked up for all of them together."""

    periods: Sequence[Period]
    states: Mapping[tuple[int, str], tuple[ReportState, str]]
    exempt: Mapping[tuple[int, str], str]
    opened: ByPeriod
    behind: Mapping[date, Set[int]]
    today: date

    @classmethod
    def of(
        cls, units: Collection[int], periods: Sequence[Period], *, behind: Mapping[date, Set[int]], today: date
    ) -> "_About":
        states, exempt = states_of(units, periods, today=today), exempt_units(units, periods)
        return cls(periods, states, exempt, openings_of(units, periods, on=today), behind, today)

    def reports(self, unit: int, since: date) -> list[ToReport]:
        """Those that the unit owes, which is there since a day."""
        asked = [each for each in self.periods if each.last >= since and (unit, str(each)) not in self.exempt]
        told = [each for each in asked if self._is_asked(unit, each)]
        last = {each.months: each for each in told if each.until <= self.today}
        return [self._report(unit, each, since) for each in told if self._is_to_do(unit, each) or each in last.values()]

    def _is_asked(self, unit: int, period: Period) -> bool:
        key = unit, str(period)
        return is_always_reported(period) or key in self.opened or self.states[key][0] in SENT_BACK

    def _is_to_do(self, unit: int, period: Period) -> bool:
        """Also of a month long over; what was submitted is told of the last one only, which shows how it stands."""
        return self.states[unit, str(period)][0].is_with_unit

    def _report(self, unit: int, period: Period, since: date) -> ToReport:
        owed = (month for month in period.each_month() if months_later(month, 1) > since)
        over = [month for month in owed if months_later(month, 1) <= self.today]
        state, reason = self.states[unit, str(period)]
        opened = self.opened.get((unit, str(period)))
        standing = opened.standing(self.today) if opened and state is ReportState.NOT_SUBMITTED else None
        return ToReport(
            period,
            state,
            self.today >= period.until,
            [(month, unit not in self.behind.get(month, ())) for month in over],
            reason,
            opened,
            standing,
        )


def _earlier(unit: int, rows: Iterable[Coming], behind: Mapping[date, Set[int]], today: date) -> list[date]:
    months = [each.month for each in rows if each.ledger.facts]
    before = min(months, default=months_later(month_of(today), -1))
    return sorted(month for month, units in behind.items() if unit in units and month < before)
