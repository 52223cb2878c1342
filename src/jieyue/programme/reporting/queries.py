"""What has been reported: one unit's period, the units of a place by period, and what waits for whom."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from jieyue.programme.organisations.naming import Named, name_now, named
from jieyue.programme.people.second_person import is_own_step
from jieyue.programme.records.queries import Field, Step, history
from jieyue.programme.reporting.asking import QuestionShown, questions_of, reports_asked
from jieyue.programme.reporting.causes import RecordChanged, changes_since, records_of_entries, records_since
from jieyue.programme.reporting.corrections import Corrected, corrected
from jieyue.programme.reporting.figures import (
    Changes,
    Content,
    Line,
    digest_of,
    figures,
    figures_now,
    is_complete,
    lines,
)
from jieyue.programme.reporting.operations import state_of, submitted_digest
from jieyue.programme.reporting.parties import SUBMITTING, parties_of
from jieyue.rules.moves import Move, possible
from jieyue.rules.period import Period, periods_in
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.reporting import (
    ACCEPT_AGAIN,
    BY_KEY,
    EXPLAIN,
    MOVES,
    OF_WHAT_CHANGED,
    SUBMIT,
    Opened,
    ReportState,
    Standing,
    is_always_reported,
    periods_of,
    refuse_unreported,
    standing_on,
    was_late,
)
from jieyue.rules.roles import Right
from jieyue.rules.span import Span, owing
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import organisation_within, reaches, within
from jieyue.store.orgs.tree import ever_at_or_below, path_on, under
from jieyue.store.records.any_of import any_of
from jieyue.store.reporting.models import Report
from jieyue.store.reporting.openings import exempt_units, opened_for, opened_periods, openings_of
from jieyue.store.snapshots.keeping import content_of

FIELDS = (
    Field("state", "状态", lambda key: ReportState(str(key)).zh),
    Field("reopened_until", "重新开放至"),
    Field("locked_at", "锁定时间"),
)


@dataclass(frozen=True)
class Shown:
    """A unit's report of a period. `lines` are the figures that lie with the reviewer, or those of now where nothing
    does; `seen` is the digest by which whoever decides says that he looked at them; `is_complete` is as
    it was when that was accepted or submitted, `is_complete_now` as the ledger stands; `barred` says why somebody who
    might decide does not; `since_accepted` and `since_submitted` tell what is other by now; `questions` are what was
    asked when it was returned, the last ones first; `sizes` and `behind`, table and id of the records,
    go with the figures that are shown; `standing`, `opened` and `exempt` are those of the grid's cell.
    """

    organisation: Named
    period: Period
    state: ReportState
    is_complete: bool
    is_complete_now: bool
    is_over: bool
    seen: str
    lines: Sequence[Line]
    tce: Decimal | None
    indicators: Mapping[str, float | None]
    since_submitted: Changes
    since_accepted: Changes
    submitted_by: str
    submitted_at: datetime | None
    accepted_at: datetime | None
    moved_by: str
    moved_at: datetime | None
    reason: str
    reopened_until: date | None
    moves: Sequence[Move]
    steps: Sequence[Step]
    records: int
    notes: Sequence[str] = ()
    barred: bool = False
    questions: Sequence[QuestionShown] = ()
    sizes: Mapping[str, object] = field(default_factory=dict)
    behind: Sequence[tuple[str, int]] = ()
    standing: Standing | None = None
    opened: Opened | None = None
    exempt: str = ""

    @property
    def is_due_back(self) -> bool:
        return self.state is ReportState.RETURNED


@dataclass(frozen=True)
class Cell:
    """A unit's period in the grid; `is_over` where it is asked for, `is_corrected` where the ledger is no longer what
    was accepted. `standing` is what the state does not say, `opened` the days that hold for the unit where its region
    has some of its own, `was_late` that it was submitted after them, `exempt` why it need not report.
    """

    period: Period
    state: ReportState
    is_over: bool
    submitted_at: datetime | None = None
    is_corrected: bool = False
    standing: Standing | None = None
    opened: Opened | None = None
    was_late: bool = False
    exempt: str = ""

    @property
    def zh(self) -> str:
        return (self.standing or self.state).zh


@dataclass(frozen=True)
class UnitPeriods:
    organisation: Named
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Count:
    """Of the units that owe a report of a period: how many have submitted and how many were accepted; `late` are those
    that have not submitted after the day of their region, where one of them `has_days`: a plan's days are its duties'.
    Those `exempt` owe none.
    """

    period: Period
    owed: int
    submitted: int
    accepted: int
    is_over: bool
    exempt: int = 0
    late: int = 0
    has_days: bool = False

    @property
    def missing(self) -> int:
        return self.owed - self.submitted


@dataclass(frozen=True)
class Grid:
    """The units of a place by the quarters of a year and the year itself, and by the months and halves that are opened
    for one of them or were reported.
    """

    organisation: Named
    year: int
    counts: Sequence[Count]
    units: Sequence[UnitPeriods]


@dataclass(frozen=True)
class Waiting:
    """A report that it is somebody's turn to move; with `to_do`, what is to be done where its state does not say so,
    and `records`, what was changed last.
    """

    organisation: Named
    period: Period
    state: ReportState
    moved_at: datetime
    reason: str = ""
    to_do: Move | None = None
    records: Sequence[RecordChanged] = ()


@dataclass(frozen=True)
class PeriodToReview:
    """How many reports of a period wait for a reviewer: submitted for the first time, after they were returned, and
    changed since they were accepted.
    """

    period: Period
    submitted: int
    resubmitted: int
    changed: int

    @property
    def lying(self) -> int:
        """How many were submitted and are not decided on."""
        return self.submitted + self.resubmitted

    @property
    def count(self) -> int:
        return self.submitted + self.resubmitted + self.changed


@dataclass(frozen=True)
class ChangedSince:
    """A report whose accepted figures the ledger no longer has, and what that comes from."""

    organisation: Named
    period: Period
    reason: str
    changes: Changes


class NoUnit(NotThere):
    pass


def report(*, organisation: str, period: Period, person: Person, today: date) -> Shown:
    """Raises OrganisationUnknown, PeriodNotReported, NoUnit."""
    refuse_unreported(period)
    unit = organisation_within(organisation, person)
    if Level(unit.level) is not Level.UNIT or not _stood(unit, period):
        raise NoUnit(f"{name_now(unit)}在{period.zh}不是需要报送的单位。", do="请从报送一览中打开单位。")
    kept = Report.objects.filter(organisation=unit, period=str(period)).select_related("submitted", "accepted").first()
    state = state_of(kept, today=today)
    said = _said(kept, state, unit, period, person)
    changes = _changes(said, person)
    times = _times(unit, period, state, today)
    is_over = today >= period.until
    open_to = _open_to(person, unit, state, has_changed=bool(changes["since_accepted"]), is_over=is_over)
    if times["standing"] in NOT_TO_SUBMIT:
        open_to = [move for move in open_to if move is not SUBMIT]
    barred = _is_barred(person, unit, period, kept, open_to)
    return Shown(
        organisation=named([unit.pk], on=period.last)[unit.pk],
        period=period,
        state=state,
        is_complete=is_complete(said.judged),
        is_complete_now=is_complete(said.now),
        is_over=is_over,
        seen=_seen(kept, state, said.now),
        moves=[move for move in open_to if not (barred and move.by_another)],
        barred=barred,
        questions=questions_of(kept, is_with_unit=SUBMIT in open_to),
        **_figures(said.shown),
        **changes,
        **times,
        **_way(kept, today),
    )


@dataclass(frozen=True)
class _Said:
    """The figures of a report as they were submitted, as they were accepted and as they are now."""

    state: ReportState
    submitted: Content
    accepted: Content
    now: Content

    @property
    def is_with_reviewer(self) -> bool:
        return self.state.is_submitted and bool(self.submitted)

    @property
    def shown(self) -> Content:
        return self.submitted if self.is_with_reviewer else self.now

    @property
    def judged(self) -> Content:
        """By which it is complete or not."""
        return self.accepted if self.accepted and self.state in DECIDED else self.shown


def _said(kept: Report | None, state: ReportState, unit: Organisation, period: Period, person: Person) -> _Said:
    submitted, accepted = (content_of(kept and each) for each in (kept and kept.submitted, kept and kept.accepted))
    pinned = (kept.accepted if state in DECIDED else kept.submitted) if kept else None
    return _Said(state, submitted, accepted, figures_now(unit, period, pinned, person=person))


def _figures(shown: Content) -> dict[str, object]:
    tce = shown["totals"]["tce"]
    return {
        "lines": lines(shown),
        "tce": None if tce is None else Decimal(str(tce)),
        "indicators": shown["indicators"],
        "records": len(shown["records"]),
        "notes": shown["notes"],
        "sizes": shown["sizes"],
        "behind": [(table, id_) for table, id_, _ in shown["records"]],
    }


def _changes(said: _Said, person: Person) -> dict[str, Changes]:
    """Since it was submitted, as long as that waits for a reviewer, and since it was accepted."""
    is_new = said.is_with_reviewer and said.submitted != said.accepted
    return {
        "since_submitted": changes_since(said.submitted, said.now, person=person) if is_new else NOTHING,
        "since_accepted": changes_since(said.accepted, said.now, person=person) if said.accepted else NOTHING,
    }


def _times(unit: Organisation, period: Period, state: ReportState, today: date) -> dict[str, object]:
    """What the unit's period is beside the state of its report, and by what."""
    opened = opened_for(unit.pk, period, on=today)
    exempt = exempt_units([unit.pk], [period]).get((unit.pk, str(period)), "")
    asked = {"period": period, "is_owed": True, "opened": opened, "is_exempt": bool(exempt), "today": today}
    return {"standing": standing_on(state, **asked), "opened": opened, "exempt": exempt}


def _way(kept: Report | None, today: date) -> dict[str, object]:
    """Who did what with it until now."""
    steps = history(Report, kept.pk, fields=FIELDS) if kept else []
    return {
        "submitted_by": next((step.by for step in steps if step.operation == SUBMITTING), ""),
        "submitted_at": kept and kept.submitted_at,
        "accepted_at": kept.accepted.made_at if kept and kept.accepted else None,
        "moved_by": steps[0].by if steps else "",
        "moved_at": kept and kept.moved_at,
        "reason": kept.reason if kept else "",
        "reopened_until": kept.reopened_until if kept and not kept.is_locked_on(today) else None,
        "steps": [_called_so(each) for each in steps],
    }


NOTHING = Changes([], [])
NOT_ASKED = (Standing.NOT_OWED, Standing.AHEAD, Standing.NOT_OPENED, Standing.EXEMPT)
AFTER_ITS_DAY = (Standing.LATE, Standing.CLOSED)
NOT_TO_SUBMIT = (Standing.NOT_OWED, Standing.NOT_OPENED, Standing.CLOSED)
DECIDED = (ReportState.ACCEPTED, ReportState.LOCKED)
"""What was accepted keeps the completeness that it was accepted with; what is otherwise by now is told beside it."""


def _called_so(step: Step) -> Step:
    """By the move that was made."""
    move = BY_KEY.get(step.operation.removeprefix("report "))
    return replace(step, what=move.zh if move else step.what)


def seen_to_decide(*, organisation: str, period: Period, person: Person, today: date) -> str:
    """The digest of what lies there to be decided upon. Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person)
    kept = Report.objects.filter(organisation=unit, period=str(period)).select_related("submitted").first()
    state = state_of(kept, today=today)
    now = {} if state is ReportState.SUBMITTED else figures(unit, period, person=person)
    return _seen(kept, state, now)


def _seen(kept: Report | None, state: ReportState, now: Content) -> str:
    return submitted_digest(kept) if kept and state is ReportState.SUBMITTED else digest_of(now)


def _is_barred(person: Person, unit: Organisation, period: Period, kept: Report | None, moves: Sequence[Move]) -> bool:
    """Whether there is something to decide that he does not, because he had a part in it."""
    rights = {move.right for move in moves if move.by_another}
    if not rights:
        return False
    about = {"parties": parties_of(unit, period, kept), "organisation": unit.code, "by": person}
    return any(is_own_step(**about, right=right) for right in rights)


def grid(*, organisation: str, year: int, person: Person, today: date) -> Grid:
    """The units that stand there today, in a fixed number of queries, however many they are."""
    subject = organisation_within(organisation, person)
    every = periods_in(year)
    placements = under(path_on(subject.id, today), today).filter(organisation__level=Level.UNIT)
    reached = within(placements, person, organisation="organisation").exclude(organisation__closed_on__lte=today)
    days = (f"organisation__{name}" for name in ("opened_on", "joined_on", "closed_on"))
    placed = reached.order_by("organisation__code").values_list("organisation_id", *days)
    units = {id_: owing(*known) for id_, *known in placed}
    names = named([*units, subject.id], on=today)
    kept, others = _kept(units, every), differences_since_accepted(units, every)
    opened, exempt = openings_of(units, every, on=today), exempt_units(units, every)
    told = {period for _, period in (*opened, *kept)}
    periods = [each for each in every if is_always_reported(each) or str(each) in told]

    def cell(id_: int, owes: Span, period: Period) -> Cell:
        key = id_, str(period)
        days = {"opened": opened.get(key), "exempt": exempt.get(key, "")}
        return _cell(kept.get(key), period, today, owes, is_corrected=key in others, **days)

    rows = [UnitPeriods(names[id_], [cell(id_, owes, each) for each in periods]) for id_, owes in units.items()]
    return Grid(names[subject.id], year, [_count(rows, n, period, today) for n, period in enumerate(periods)], rows)


def differences_since_accepted(units: Iterable[int], periods: Sequence[Period]) -> dict[tuple[int, str], Corrected]:
    """By unit and period, the accepted reports that the ledger no longer agrees with."""
    return {(each.report.organisation_id, each.report.period): each for each in corrected(_of(units, periods))}


def latest_period(today: date) -> Period:
    """The quarter that ended last."""
    return periods_until(today)[0]


def periods_until(today: date) -> list[Period]:
    """What every unit can report of this year and the two before, the latest first."""
    return _latest_first([each for year in _years(today) for each in periods_of(year) if each.until <= today])


def periods_offered(*, organisation: str, person: Person, today: date, also: Period | None = None) -> list[Period]:
    """The same with the months and halves that are opened there, and the one that is shown already. Raises
    OrganisationUnknown.
    """
    opened = opened_there(organisation=organisation, person=person, today=today)
    there = [each for each in opened if each.until <= today]
    return _latest_first(dict.fromkeys([*periods_until(today), *there, *([also] if also else [])]))


def opened_there(*, organisation: str, person: Person, today: date) -> list[Period]:
    """The months and halves of this year and the two before that are opened above, at or below an organisation, the
    latest first. Raises OrganisationUnknown.
    """
    path = path_on(organisation_within(organisation, person).pk, today)
    wanted = [each for year in _years(today) for each in periods_in(year) if not is_always_reported(each)]
    opened = opened_periods(path, wanted, on=today)
    return _latest_first([each for each in wanted if str(each) in opened])


def _years(today: date) -> range:
    return range(today.year - 2, today.year + 1)


def _latest_first(periods: Iterable[Period]) -> list[Period]:
    return sorted(periods, key=lambda each: (each.until, -each.months), reverse=True)


def to_review(*, person: Person, today: date) -> list[PeriodToReview]:
    """What waits for this reviewer, by period, the oldest first, in a fixed number of questions."""
    if not person.may(Right.REVIEW):
        return []
    lies_there = _within(person, Right.REVIEW).filter(state=ReportState.SUBMITTED).exclude(submitted_by=person.username)
    submitted = dict(lies_there.values_list("pk", "period"))
    again = reports_asked(submitted)
    corrections = _changed_within(person, ACCEPT_AGAIN, today, None)
    changed = [each.report.period for each in corrections if each.by != person.username]
    counts = Counter((period, id_ in again) for id_, period in submitted.items())
    others = Counter(changed)
    found = [
        PeriodToReview(Period.parse(each), counts[each, False], counts[each, True], others[each])
        for each in {*submitted.values(), *changed}
    ]
    return sorted(found, key=lambda each: (each.period.until, each.period.months))


def next_waiting(*, person: Person, today: date, than: Shown) -> Waiting | None:
    """Another report that waits for this reviewer, after the one he looks at: of the same period before others."""
    waiting = [each for each in waiting_for(person=person, today=today) if each.state is ReportState.SUBMITTED]
    others = [each for each in waiting if (each.organisation, each.period) != (than.organisation, than.period)]
    return min(others, key=lambda each: (each.period != than.period, each.organisation.code), default=None)


def waiting_for(*, person: Person, today: date, most: int = 50, but: Iterable[Period] = ()) -> list[Waiting]:
    """Submitted reports for who may review them, returned and re-opened ones for who may enter; the oldest first.
    Those to review of the periods in `but` are left out.
    """
    to_review = _within(person, Right.REVIEW).filter(state=ReportState.SUBMITTED).exclude(submitted_by=person.username)
    to_mend = _within(person, Right.ENTER).filter(state__in=[ReportState.RETURNED, ReportState.REOPENED])
    to_review = to_review.exclude(period__in=[str(each) for each in but])
    found = [*to_review.order_by("moved_at")[:most], *to_mend.order_by("moved_at")[:most]]
    names = named({each.organisation_id for each in found}, on=today)
    return [
        Waiting(
            names[each.organisation_id],
            Period.parse(each.period),
            state,
            each.moved_at,
            each.reason,
        )
        for each in found
        if (state := state_of(each, today=today)) is not ReportState.LOCKED
    ]


def corrected_for(*, person: Person, today: date, most: int = 50) -> list[Waiting]:
    """Accepted reports that the ledger no longer agrees with: to be accepted again by who may review, to be explained
    by who may enter where nobody has said why. What was changed first comes first.
    """
    to_accept = [each for each in _changed_within(person, ACCEPT_AGAIN, today, most) if each.by != person.username]
    others = {each.report.pk for each in to_accept}
    to_explain = [each for each in _changed_within(person, EXPLAIN, today, most) if not each.reason.strip()]
    found = [(ACCEPT_AGAIN, each) for each in to_accept]
    found += [(EXPLAIN, each) for each in to_explain if each.report.pk not in others]
    entries = {each.report.pk: each.entry for _, each in found}
    units = {each.report.pk: each.report.organisation_id for _, each in found}
    records = records_of_entries(entries, units, person=person)
    names = named({each.report.organisation_id for _, each in found}, on=today)
    return [
        Waiting(
            names[each.report.organisation_id],
            each.period,
            state_of(each.report, today=today),
            each.at,
            each.reason,
            to_do=move,
            records=records[each.report.pk],
        )
        for move, each in found
    ]


def changed_since_acceptance(
    *, organisation: str, period: Period, person: Person, today: date, most: int = 10
) -> list[ChangedSince]:
    """Of the accepted reports in the period of an organisation and all below it, those that the ledger no longer has;
    what was changed first comes first. Of a unit the records are named. Raises OrganisationUnknown.
    """
    subject = organisation_within(organisation, person)
    spans = {"first__gte": period.first, "until__lte": period.until}
    reports = within(Report.objects.filter(**spans), person, organisation=Report.organisation_lookup)
    found = corrected(reports.filter(organisation__in=ever_at_or_below(subject.pk)), most=most)
    names = named({each.report.organisation_id for each in found}, on=today)
    is_told_whole = Level(subject.level) is Level.UNIT
    return [
        ChangedSince(
            names[each.report.organisation_id],
            each.period,
            each.reason,
            _with_records(each, person) if is_told_whole else Changes(each.differences, []),
        )
        for each in found
        if each.report.organisation_id in names
    ]


def _with_records(each: Corrected, person: Person) -> Changes:
    pinned = content_of(each.report.accepted)
    return records_since(Changes(each.differences, []), pinned, each.report.organisation, each.period, person=person)


def _changed_within(person: Person, move: Move, today: date, most: int | None) -> list[Corrected]:
    """Of the reports that the person may move so now; one that was re-opened is locked again after its day."""
    if not person.may(move.right):
        return []
    kept = _within(person, move.right).filter(state__in=[*move.origins, ReportState.REOPENED])
    return [each for each in corrected(kept, most=most) if move.starts_from(state_of(each.report, today=today))]


def _stood(unit: Organisation, period: Period) -> bool:
    there = {"since__lte": period.last, "until__gt": period.last}
    return Placement.objects.filter(organisation=unit, **there).exists()


def _within(person: Person, right: Right):
    rows = Report.objects.select_related("organisation")
    return within(rows, person, organisation=Report.organisation_lookup, right=right)


def _open_to(person: Person, unit: Organisation, state: ReportState, *, has_changed: bool, is_over: bool) -> list[Move]:
    """The moves that this person may make now."""
    if not is_over:
        return []
    rights = {right for right in {move.right for move in MOVES} if reaches(unit.pk, person, right)}
    return [
        move for move in possible(MOVES, state) if move.right in rights and (has_changed or move not in OF_WHAT_CHANGED)
    ]


def _of(units: Iterable[int], periods: Sequence[Period]) -> QuerySet[Report]:
    return Report.objects.filter(organisation__in=any_of(units), period__in=[str(period) for period in periods])


def _kept(units: Iterable[int], periods: Sequence[Period]) -> dict[tuple[int, str], Report]:
    return {(each.organisation_id, each.period): each for each in _of(units, periods)}


def _cell(
    kept: Report | None, period: Period, today: date, owes: Span, *, is_corrected: bool, opened: Opened | None,
    exempt: str,
) -> Cell:  # fmt: skip
    """Nothing is asked of a unit for a time when it was not there or had not joined."""
    state, is_owed = state_of(kept, today=today), owes.since <= period.last
    asked = {"period": period, "is_owed": is_owed, "opened": opened, "is_exempt": bool(exempt), "today": today}
    standing = standing_on(state, **asked)
    is_over = today >= period.until and is_owed and standing not in NOT_ASKED
    submitted_on = kept and kept.first_submitted_at and timezone.localdate(kept.first_submitted_at)
    return Cell(
        period=period,
        state=state,
        is_over=is_over,
        submitted_at=kept and kept.submitted_at,
        is_corrected=is_corrected,
        standing=standing,
        opened=opened,
        was_late=was_late(submitted_on, opened),
        exempt=exempt,
    )


def _count(rows: Sequence[UnitPeriods], nth: int, period: Period, today: date) -> Count:
    cells = [row.cells[nth] for row in rows]
    states = [cell.state for cell in cells]
    accepted = (ReportState.ACCEPTED, ReportState.LOCKED)
    return Count(
        period,
        owed=sum(cell.is_over or cell.state.is_submitted for cell in cells),
        submitted=sum(state.is_submitted for state in states),
        accepted=sum(state in accepted for state in states),
        is_over=today >= period.until,
        exempt=sum(cell.standing is Standing.EXEMPT for cell in cells),
        late=sum(cell.standing in AFTER_ITS_DAY for cell in cells),
        has_days=any(cell.opened for cell in cells),
    )
