"""审核台: the units of a place in one period, each with what it is judged by, so that many can be decided on in one go.

Whoever decides on many has seen of each what its row shows: figures, change, findings. The digest that stands in the
row is of the submission whose figures it shows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.reporting.judging import findings_of_units, parts_of, rows_before
from jieyue.programme.reporting.many import Chosen
from jieyue.programme.reporting.operations import move_called, state_of, submitted_digest
from jieyue.programme.reporting.queries import differences_since_accepted, seen_to_decide
from jieyue.rules.moves import Move
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.reporting import AMONG_MANY, OF_WHAT_CHANGED, PINNING, WITHDRAW, ReportState, refuse_unreported
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import Report
from jieyue.store.snapshots.keeping import content_of

WAITING = "waiting"
ONLY: Mapping[str, tuple[ReportState, ...]] = {
    WAITING: (ReportState.SUBMITTED,),
    "to_lock": (ReportState.ACCEPTED,),
    "with_unit": (ReportState.NOT_SUBMITTED, ReportState.RETURNED, ReportState.REOPENED),
}
"""What a page may be narrowed to."""


ONE_BY_ONE = (*OF_WHAT_CHANGED, WITHDRAW)


class OneByOne(Refused):
    """Something that is done to one report after looking at it, and not to many."""


@dataclass(frozen=True)
class Row:
    """A unit's report. Energy in tce and money are of what was submitted, None where nothing was; `tce_before` is the
    ledger's of the same period of the year before. `seen` is the digest of what was submitted; `is_corrected` where the
    ledger is no longer what was accepted.
    """

    organisation: Named
    state: ReportState
    submitted_at: datetime | None
    seen: str
    is_complete: bool
    tce: Decimal | None
    tce_before: Decimal | None
    amount_yuan: Decimal | None
    findings: int
    is_corrected: bool
    moves: Sequence[Move]

    @property
    def change_percent(self) -> Decimal | None:
        """Against the year before; None where either is unknown or there was nothing."""
        return (
            (self.tce - self.tce_before) / self.tce_before * 100 if self.tce is not None and self.tce_before else None
        )

    @property
    def is_clean(self) -> bool:
        """All there, and nothing found."""
        return self.is_complete and not self.findings


@dataclass(frozen=True)
class Desk:
    """`rows` are those of the page asked for, `count` all of the same kind, `states` how many units are in each."""

    organisation: Named
    period: Period
    rows: Sequence[Row]
    count: int
    states: Mapping[ReportState, int]
    moves: Sequence[Move]


@dataclass(frozen=True)
class Startable:
    """Those whose report the move can start from; `others` counts the rest by their state."""

    chosen: Sequence[Chosen]
    others: Mapping[ReportState, int]


@dataclass(frozen=True)
class _Unit:
    id: int
    code: str
    path: str
    kept: Report | None
    state: ReportState


def desk(
    *, organisation: str, period: Period, person: Person, today: date, only: str = "", first: int = 0, many: int = 100
) -> Desk:
    """The units that stand there today, some of them with what they are judged by."""
    refuse_unreported(period)
    subject = organisation_within(organisation, person)
    units = _units(subject, period, person, today)
    wanted = [unit for unit in units if only not in ONLY or unit.state in ONLY[only]]
    shown = _with_figures(wanted[first : first + many])
    name = named([subject.id], on=today)[subject.id]
    states = Counter(unit.state for unit in units)
    return Desk(name, period, _rows(shown, subject, period, person, today), len(wanted), states, _moves_of(person))


def startable(
    *, organisation: str, is_below: bool, period: Period, move: str, person: Person, today: date
) -> Startable:
    """One unit's report, or those at and below a place that are where the move starts from, each with the digest of
    what lies there now.
    """
    wanted = move_called(move)
    refuse_unreported(period)
    if not is_below:
        asked = {"organisation": organisation, "period": period, "person": person, "today": today}
        return Startable([Chosen(organisation, seen_to_decide(**asked) if wanted in PINNING else "")], {})
    if wanted in ONE_BY_ONE:
        raise OneByOne(f"“{wanted.zh}”须逐个单位核对后办理。", do="请写明一个单位，不要用“及其下属”。")
    units = _units(organisation_within(organisation, person, wanted.right), period, person, today, wanted.right)
    startable = _with_figures([unit for unit in units if wanted.starts_from(unit.state)])
    others = Counter(unit.state for unit in units if not wanted.starts_from(unit.state))
    return Startable([Chosen(unit.code, _seen(unit)) for unit in startable], others)


def _moves_of(person: Person) -> list[Move]:
    return [move for move in AMONG_MANY if person.may(move.right)]


def _units(
    subject: Organisation, period: Period, person: Person, today: date, right: Right = Right.READ
) -> list[_Unit]:
    """In order of their codes."""
    placed = under(path_on(subject.id, today), today).filter(organisation__level=Level.UNIT)
    reached = within(placed, person, organisation="organisation", right=right)
    there = reached.exclude(organisation__closed_on__lte=today).exclude(organisation__opened_on__gt=period.last)
    rows = list(there.order_by("organisation__code").values_list("organisation_id", "organisation__code", "path"))
    own = Report.objects.filter(organisation__in=any_of(id_ for id_, *_ in rows), period=str(period))
    kept = {each.organisation_id: each for each in own}
    return [_Unit(id_, code, path, kept.get(id_), state_of(kept.get(id_), today=today)) for id_, code, path in rows]


def _with_figures(units: Sequence[_Unit]) -> list[_Unit]:
    """With the snapshots, which are too long to be fetched for all units of a province."""
    ids = (unit.kept.pk for unit in units if unit.kept)
    own = Report.objects.filter(pk__in=any_of(ids)).select_related("submitted", "accepted")
    kept = {each.organisation_id: each for each in own}
    return [replace(unit, kept=kept.get(unit.id)) for unit in units]


def _rows(shown: Sequence[_Unit], subject: Organisation, period: Period, person: Person, today: date) -> list[Row]:
    ids, moves = [unit.id for unit in shown], _moves_of(person)
    names = named(ids, on=today)
    findings = findings_of_units(ids, period=period, person=person, today=today)
    before = _tce_before(subject, period, person, parts_of(ids, today=today))
    others = differences_since_accepted(ids, [period])
    return [
        _row(
            unit,
            names[unit.id],
            moves,
            findings=findings[unit.id],
            before=before.get(unit.id),
            is_corrected=(unit.id, str(period)) in others,
        )
        for unit in shown
    ]


def _row(
    unit: _Unit, name: Named, moves: Sequence[Move], *, findings: int, before: Decimal | None, is_corrected: bool
) -> Row:
    content = _content(unit)
    totals, completeness = content.get("totals", {}), content.get("completeness", {})
    return Row(
        organisation=name,
        state=unit.state,
        submitted_at=unit.kept and unit.kept.submitted_at,
        seen=_seen(unit),
        is_complete=bool(completeness) and completeness["reported"] == completeness["owed"],
        tce=_decimal(totals.get("tce")),
        tce_before=before,
        amount_yuan=_decimal(totals.get("amount_yuan")),
        findings=findings,
        is_corrected=is_corrected,
        moves=[move for move in moves if move.starts_from(unit.state)],
    )


def _content(unit: _Unit) -> Mapping:
    """What lies with the reviewer or was accepted; nothing where it is the unit's turn."""
    if unit.kept is None or not unit.state.is_submitted:
        return {}
    is_waiting = unit.state is ReportState.SUBMITTED
    return content_of(unit.kept.submitted if is_waiting else unit.kept.accepted or unit.kept.submitted)


def _seen(unit: _Unit) -> str:
    return submitted_digest(unit.kept) if unit.kept and unit.state is ReportState.SUBMITTED else ""


def _tce_before(subject: Organisation, period: Period, person: Person, parts: Mapping[int, int]) -> dict[int, Decimal]:
    """By unit, with its departments."""
    if not parts:
        return {}
    rows = rows_before(subject.code, period, dimension="organisation", person=person)
    codes = {row.keys["organisation"] for row in rows} - {None}
    ids = dict(Organisation.objects.filter(code__in=any_of(codes)).values_list("code", "id"))
    found: dict[int, Decimal] = {}
    for row in rows:
        unit = parts.get(ids.get(row.keys["organisation"], 0))
        if unit is not None and row.tce is not None:
            found[unit] = found.get(unit, Decimal(0)) + row.tce
    return found


def _decimal(written: object) -> Decimal | None:
    return None if written is None else Decimal(str(written))
