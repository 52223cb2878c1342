"""审核台: the units of a place in one period, each with what it is judged by, so that many can be decided on in one go.

Whoever decides on many has seen of each what its row shows: figures, change, findings. The digest that stands in the
row is of the submission whose figures it shows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from jieyue.programme.completeness.queries import reporting_in
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.reporting.asking import open_questions, reports_asked
from jieyue.programme.reporting.corrections import Corrected
from jieyue.programme.reporting.judging import explained_in, findings_of_units, parts_of, rows_before
from jieyue.programme.reporting.many import Chosen
from jieyue.programme.reporting.operations import move_called, state_of, submitted_digest
from jieyue.programme.reporting.queries import DECIDED, differences_since_accepted, seen_to_decide
from jieyue.rules.findings import is_above
from jieyue.rules.moves import Move
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.refusal import Refused
from jieyue.rules.reporting import (
    AMONG_MANY,
    LOCK,
    OF_WHAT_CHANGED,
    PINNING,
    WITHDRAW,
    ReportState,
    ToReview,
    is_always_reported,
    refuse_unreported,
)
from jieyue.rules.roles import Right
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import not_yet_owing, path_on, under
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import Report
from jieyue.store.reporting.openings import exempt_units, openings_of
from jieyue.store.snapshots.keeping import content_of

WAITING, TO_LOCK, WITH_UNIT = "waiting", "to_lock", "with_unit"
WITH, WITHOUT = "with", "without"
"""Whether the checks found something."""


ONE_BY_ONE = (*OF_WHAT_CHANGED, WITHDRAW)


class OneByOne(Refused):
    """Something that is done to one report after looking at it, and not to many."""


@dataclass(frozen=True)
class Row:
    """A unit's report. Energy in tce and money are of what was submitted, None where nothing was; `tce_before` is the
    ledger's of the same period of the year before, `is_before_complete` whether it had all its bills then. `seen` is
    the digest of what was submitted; `is_corrected` where the ledger is no longer what was accepted. `to_review` says
    why it waits for the reviewer, `why` what was said of that; `questions` are what was asked and has no answer, by
    number and text.
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
    is_before_complete: bool = True
    questions: Sequence[tuple[int, str]] = ()
    to_review: ToReview | None = None
    why: str = ""

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
    """`rows` are those of the page asked for, `count` all of the same kind; `states` and `to_review` how many units
    are in each, `to_lock` how many can be locked.
    """

    organisation: Named
    period: Period
    rows: Sequence[Row]
    count: int
    states: Mapping[ReportState, int]
    to_review: Mapping[ToReview, int]
    to_lock: int
    moves: Sequence[Move]

    @property
    def waiting(self) -> int:
        return sum(self.to_review.values())


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
    to_review: ToReview | None = None
    corrected: Corrected | None = None

    @property
    def since(self) -> datetime:
        """When it came to wait for the reviewer."""
        return self.corrected.at if self.corrected else self.kept.moved_at if self.kept else EVER

    @property
    def is_to_lock(self) -> bool:
        return self.state is ReportState.ACCEPTED and self.corrected is None

    def is_wanted(self, only: str) -> bool:
        if only == WAITING:
            return self.to_review is not None
        if only in set(ToReview):
            return self.to_review == only
        return {TO_LOCK: self.is_to_lock, WITH_UNIT: self.state.is_with_unit}.get(only, True)


EVER = datetime.min.replace(tzinfo=UTC)


def desk(
    *, organisation: str, period: Period, person: Person, today: date, only: str = "", name: str = "",
    findings: str = "", first: int = 0, many: int = 100,
) -> Desk:  # fmt: skip
    """The units that stand there today, some of them with what they are judged by: those `only` that wait or are in a
    state, whose name or code holds `name`, of which the checks find something or nothing (`findings`).

    What waits comes in the order in which it is looked at, the rest by code.
    """
    refuse_unreported(period)
    subject = organisation_within(organisation, person)
    units = _to_review(_units(subject, period, person, today), period, person, today)
    wanted = _called([unit for unit in units if unit.is_wanted(only)], name, today)
    counts = _counts(wanted, period, person, today) if findings in (WITH, WITHOUT) else None
    if counts is not None:
        wanted = [unit for unit in wanted if bool(counts[unit.id]) is (findings == WITH)]
    if only == WAITING or only in set(ToReview):
        order = list(ToReview)
        wanted.sort(key=lambda unit: (order.index(unit.to_review), unit.since, unit.code))
    shown = _with_figures(wanted[first : first + many])
    return Desk(
        organisation=named([subject.id], on=today)[subject.id],
        period=period,
        rows=_rows(
            shown, subject, period, person, today=today, findings=counts or _counts(shown, period, person, today)
        ),
        count=len(wanted),
        states=Counter(unit.state for unit in units),
        to_review=Counter(unit.to_review for unit in units if unit.to_review),
        to_lock=sum(unit.is_to_lock for unit in units),
        moves=_moves_of(person),
    )


def _called(units: Sequence[_Unit], name: str, today: date) -> list[_Unit]:
    """Those whose name or code holds the words; all where there are none."""
    words = name.strip().lower()
    if not words:
        return list(units)
    names = named([unit.id for unit in units], on=today)
    return [unit for unit in units if words in f"{names[unit.id].name} {unit.code}".lower()]


def _to_review(units: Sequence[_Unit], period: Period, person: Person, today: date) -> list[_Unit]:
    """With why each waits for the reviewer, in a fixed number of questions."""
    others = differences_since_accepted([unit.id for unit in units], [period])
    asked = reports_asked(unit.kept.pk for unit in units if unit.kept and unit.state is ReportState.SUBMITTED)
    above = {unit.id for unit in units if is_above(person.paths(Right.REVIEW), unit.path)}
    explained = explained_in(parts_of(above, today=today), period, person) if above else set()
    return [_looked_at(unit, others.get((unit.id, str(period))), asked, explained) for unit in units]


def _looked_at(unit: _Unit, other: Corrected | None, asked: Set[int], explained: Set[int]) -> _Unit:
    if unit.state is ReportState.SUBMITTED:
        is_again = unit.kept is not None and unit.kept.pk in asked
        return replace(unit, to_review=ToReview.RESUBMITTED if is_again else ToReview.SUBMITTED)
    if other and unit.state in DECIDED:
        return replace(unit, to_review=ToReview.CHANGED, corrected=other)
    is_explained = unit.id in explained and unit.state in DECIDED
    return replace(unit, to_review=ToReview.EXPLAINED if is_explained else None, corrected=other)


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
    """In order of their codes, without those that need not report, or for whom a month or half is not opened."""
    placed = under(path_on(subject.id, today), today).filter(organisation__level=Level.UNIT)
    reached = within(placed, person, organisation="organisation", right=right)
    there = reached.exclude(organisation__closed_on__lte=today).exclude(not_yet_owing("organisation", period.last))
    rows = list(there.order_by("organisation__code").values_list("organisation_id", "organisation__code", "path"))
    own = Report.objects.filter(organisation__in=any_of(id_ for id_, *_ in rows), period=str(period))
    kept = {each.organisation_id: each for each in own}
    not_asked = _not_asked([id_ for id_, *_ in rows], period, today) - kept.keys()
    asked = [row for row in rows if row[0] not in not_asked]
    return [_Unit(id_, code, path, kept.get(id_), state_of(kept.get(id_), today=today)) for id_, code, path in asked]


def _not_asked(units: Sequence[int], period: Period, today: date) -> set[int]:
    exempt = {id_ for id_, _ in exempt_units(units, [period])}
    if is_always_reported(period):
        return exempt
    return exempt | (set(units) - {id_ for id_, _ in openings_of(units, [period], on=today)})


def _with_figures(units: Sequence[_Unit]) -> list[_Unit]:
    """With the snapshots, which are too long to be fetched for all units of a province."""
    ids = (unit.kept.pk for unit in units if unit.kept)
    own = Report.objects.filter(pk__in=any_of(ids)).select_related("submitted", "accepted")
    kept = {each.organisation_id: each for each in own}
    return [replace(unit, kept=kept.get(unit.id)) for unit in units]


def _counts(units: Sequence[_Unit], period: Period, person: Person, today: date) -> Mapping[int, int]:
    return findings_of_units([unit.id for unit in units], period=period, person=person, today=today)


def _rows(
    shown: Sequence[_Unit], subject: Organisation, period: Period, person: Person, *, today: date,
    findings: Mapping[int, int],
) -> list[Row]:  # fmt: skip
    ids, moves = [unit.id for unit in shown], _moves_of(person)
    names = named(ids, on=today)
    before = _tce_before(subject, period, person, parts_of(ids, today=today))
    asked = open_questions(unit.kept.pk for unit in shown if unit.kept)
    then = reporting_in(subject.pk, period.in_year(period.year - 1)).complete if before else frozenset()
    return [
        _row(
            unit,
            names[unit.id],
            moves,
            findings=findings[unit.id],
            before=before.get(unit.id),
            is_before_complete=unit.id in then,
            questions=asked.get(unit.kept.pk, ()) if unit.kept else (),
        )
        for unit in shown
    ]


def _row(
    unit: _Unit, name: Named, moves: Sequence[Move], *, findings: int, before: Decimal | None,
    is_before_complete: bool, questions: Sequence[tuple[int, str]],
) -> Row:  # fmt: skip
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
        is_before_complete=is_before_complete,
        amount_yuan=_decimal(totals.get("amount_yuan")),
        findings=findings,
        is_corrected=unit.corrected is not None,
        moves=[move for move in moves if move.starts_from(unit.state) and not (unit.corrected and move is LOCK)],
        questions=questions,
        to_review=unit.to_review,
        why=unit.corrected.reason if unit.corrected else "",
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
