"""督查督办: how many units of a place are in which state with reports, duties and score sheets, and which they are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.duties.queries import counts_by_unit
from jieyue.programme.organisations.naming import Named
from jieyue.programme.oversight.scores import HandedIn, sheets_handed_in
from jieyue.programme.oversight.standing import Standing, below
from jieyue.programme.reporting.states import asked_on, states_of
from jieyue.rules.duties import DutyState
from jieyue.rules.oversight import LATE, OF_REPORTS, OF_RESULTS, UnitState
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.reporting import ReportState, refuse_unreported
from jieyue.rules.values import Kind


@dataclass(frozen=True)
class UnitShown:
    """A unit with all the states that it is in. `report` is None where it owes no report of the period; `overdue`,
    `due` and `sent` are how many of its duties are so.
    """

    organisation: Named
    kind: Kind | None
    branch: Named
    report: ReportState | None
    overdue: int
    due: int
    sent: int
    sheet: HandedIn | None
    states: frozenset[UnitState]

    @property
    def is_late(self) -> bool:
        return bool(self.states & set(LATE))


@dataclass(frozen=True)
class Row:
    """Whoever stands directly below the place: of its `units`, how many are in which state."""

    organisation: Named
    is_place: bool
    units: int
    counts: Mapping[UnitState, int]


@dataclass(frozen=True)
class Board:
    """The units of a place, with the report of a `period` and the score sheets of its year."""

    organisation: Named
    period: Period
    units: Sequence[UnitShown]
    rows: Sequence[Row]
    total: Row

    def in_state(self, state: UnitState | None) -> list[UnitShown]:
        """Those whom a number counts; all where no state is named."""
        return [unit for unit in self.units if state is None or state in unit.states]


def board(*, organisation: str, period: Period, person: Person, today: date) -> Board:
    """In as many queries however many units there are. Departments and places themselves are not counted. Raises
    OrganisationUnknown, PeriodNotReported.
    """
    refuse_unreported(period)
    found = below(organisation=organisation, person=person)
    ids = [unit.id for unit in found.units]
    reports, asked = states_of(ids, [period], today=today), asked_on(ids, period, today=today)
    duties = counts_by_unit(organisation=organisation, person=person, today=today)
    sheets = sheets_handed_in(ids, period.year)
    units = [
        _shown(
            unit,
            found.branches[unit.branch],
            _owed(unit, period, reports[unit.id, str(period)][0], is_asked=unit.id in asked),
            duties.get(unit.organisation.code, Counter()),
            sheets.get(unit.id),
        )
        for unit in found.units
    ]
    codes = {found.branches[id_].code for id_ in found.places}
    by_branch: dict[Named, list[UnitShown]] = {}
    for unit in units:
        by_branch.setdefault(unit.branch, []).append(unit)
    rows = [_row(own, each, is_place=own.code in codes) for own, each in by_branch.items()]
    ordered = sorted(rows, key=lambda row: (not row.is_place, row.organisation.code))
    return Board(found.subject, period, units, ordered, _row(found.subject, units, is_place=True))


def _owed(unit: Standing, period: Period, state: ReportState, *, is_asked: bool) -> ReportState | None:
    """Nothing is asked of a unit for a time when it had not joined."""
    is_owed = is_asked and unit.owing.since <= period.last
    return state if is_owed or state is not ReportState.NOT_SUBMITTED else None


def _shown(
    unit: Standing, branch: Named, report: ReportState | None, duties: Mapping[DutyState, int], sheet: HandedIn | None
) -> UnitShown:
    counts = [duties.get(state, 0) for state in (DutyState.OVERDUE, DutyState.DUE, DutyState.SENT)]
    of_duties = (UnitState.OVERDUE, UnitState.DUE, UnitState.TO_RECEIVE)
    states = {state for state, count in zip(of_duties, counts, strict=True) if count}
    states.add(OF_RESULTS[sheet.result] if sheet else UnitState.NO_SHEET)
    if report:
        states.add(OF_REPORTS[report])
    return UnitShown(unit.organisation, unit.kind, branch, report, *counts, sheet, frozenset(states))


def _row(own: Named, units: Sequence[UnitShown], *, is_place: bool) -> Row:
    return Row(own, is_place, len(units), Counter(state for unit in units for state in unit.states))
