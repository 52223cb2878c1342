"""What was handed in to the level above: who waits for a receipt, and one document with what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from jieyue.programme.duties.awaited import below, to_approve, to_receive
from jieyue.programme.duties.documents import Handed, documents_known, handed_in, is_score_sheet, sheet_kind
from jieyue.programme.duties.handing_in import TABLE, PaperUnknown, drawn_content, goes_up, may_end, parties_to, seen_of
from jieyue.programme.ledgers.creation_papers import Planned, progress
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.people.second_person import is_own_step
from jieyue.programme.records.queries import Field, Step, history
from jieyue.programme.records.signing import names_of
from jieyue.programme.records.words import said
from jieyue.rules.moves import Move, possible
from jieyue.rules.person import Person
from jieyue.rules.receiving import DECIDING, FROM_ABOVE, PaperState
from jieyue.rules.roles import Right
from jieyue.store.duties.models import HandedIn
from jieyue.store.orgs.reach import directed, organisation_within, reaches, within
from jieyue.store.orgs.tree import path_on
from jieyue.store.records.any_of import any_of


@dataclass(frozen=True)
class Wanted:
    """Which documents are asked for: of an organisation and those below it, of a kind, in a state. Blank: all."""

    organisation: str = ""
    what: str = ""
    state: str = ""


@dataclass(frozen=True)
class Line:
    """A document as a list shows it. `sent_on` is the day on which it went up last; `on` the first."""

    id: int
    organisation: Named
    kind: str
    period: str
    title: str
    on: date
    sent_on: date | None
    state: PaperState
    is_there: bool
    receipt: str

    @property
    def is_again(self) -> bool:
        return self.sent_on is not None and self.sent_on > self.on


@dataclass(frozen=True)
class Listed:
    lines: Sequence[Line]
    count: int


@dataclass(frozen=True)
class Shown:
    """One document. `moves` are those that the person may make, `barred` that somebody else has to decide; `seen` goes
    with whatever is decided on it. `drawn` is what the system filled in, `progress` how the tasks of a plan stand now;
    `is_sheet`: it is the score sheet of the year that was handed in.
    """

    line: Line
    to: str
    decision: str
    decided_by: str
    decided_on: date | None
    drawn: Mapping[str, Any]
    progress: Sequence[Planned]
    moves: Sequence[Move]
    barred: bool
    may_hand_in: bool
    seen: str
    what: str
    history: Sequence[Step]
    is_sheet: bool = False


def handed_in_below(*, wanted: Wanted, person: Person, today: date, first: int = 0, many: int = 50) -> Listed:
    """What waits for the person's approval comes first, then what waits for the level above, the longest waiting
    before the others.
    """
    rows = _wanted(wanted, person, today)
    own, below = (Q(pk__in=list(wait(rows, person).values_list("pk", flat=True))) for wait in (to_approve, to_receive))
    waits = Case(When(own, then=0), When(below, then=1), When(state=PaperState.PROPOSED, then=2), default=3)
    page = rows.order_by(waits, "sent_on", "-id")[first : first + many]
    return Listed(_lines(list(page), today), rows.count())


def paper(id_: int, *, person: Person, today: date) -> Shown:
    """Raises PaperUnknown."""
    kept = _readable(person).filter(pk=id_).select_related("organisation").first()
    if kept is None:
        raise PaperUnknown("没有这份材料，或者不在您的管辖范围内。", do="请从任务页或“收到的材料”中打开。")
    open_to = [
        move
        for move in possible(DECIDING, PaperState(kept.state))
        if may_end(move, kept, today) and _may(move, kept, person)
    ]
    barred = [move for move in open_to if move.by_another and _is_own(move, kept, person)]
    [line] = _lines([kept], today)
    is_sheet = is_score_sheet(kept.what) and kept.snapshot_id is not None
    drawn = {} if is_sheet else drawn_content(kept)
    return Shown(
        line=line,
        to=kept.to or _above(kept, today),
        decision=kept.decision,
        decided_by=names_of([kept.decided_by]).get(kept.decided_by, "") if kept.decided_by else "",
        decided_on=kept.decided_at and timezone.localdate(kept.decided_at),
        drawn=drawn,
        progress=progress(organisation=kept.organisation.code, planned=drawn.get("tasks", ()), person=person),
        moves=[move for move in open_to if move not in barred] if line.is_there else [],
        barred=bool(barred),
        may_hand_in=reaches(kept.organisation_id, person, Right.ENTER),
        seen=seen_of(kept),
        what=kept.what,
        history=[replace(step, operation=said(step.operation)) for step in history(HandedIn, kept.pk, fields=FIELDS)],
        is_sheet=is_sheet,
    )


@dataclass(frozen=True)
class OfSheet:
    """What the level above has made of a score sheet: its receipt, by whom and when, or why it was given back."""

    paper: int
    state: PaperState
    receipt: str
    decision: str
    decided_by: str
    decided_on: date | None


def of_sheet(*, organisation: str, year: int, person: Person) -> OfSheet | None:
    """None where no sheet was handed in, or from before sheets were received."""
    subject = organisation_within(organisation, person)
    rows = HandedIn.objects.filter(organisation=subject, what=sheet_kind().key, period=f"{year:04}")
    kept = rows.exclude(snapshot=None).first()
    if kept is None:
        return None
    by = names_of([kept.decided_by]).get(kept.decided_by, "") if kept.decided_by else ""
    day, receipt = kept.decided_at and timezone.localdate(kept.decided_at), PaperState(kept.state).is_received
    return OfSheet(kept.pk, PaperState(kept.state), kept.receipt if receipt else "", kept.decision, by, day)


def _above(kept: HandedIn, today: date) -> str:
    """The level above, to which what goes up goes where nobody was named; "" where it stays here."""
    if not goes_up(kept.organisation_id, kept.what, today):
        return ""
    *_, above, _own = map(int, path_on(kept.organisation_id, today).strip("/").split("/"))
    return named([above], on=today)[above].name


FIELDS = (
    Field("state", "状态", lambda state: PaperState(state).zh),
    Field("title", "名称或文号"),
    Field("to", "报送给"),
    Field("handed_in_on", "报送日期"),
    Field("sent_on", "最近一次报送"),
    Field("receipt_year", "接收年度"),
    Field("receipt_number", "接收编号"),
    Field("decision", "意见"),
)


def _wanted(wanted: Wanted, person: Person, today: date) -> QuerySet[HandedIn]:
    rows = below(_readable(person), wanted.organisation, person, today)
    if wanted.what:
        rows = rows.filter(what=wanted.what)
    return rows.filter(state=wanted.state) if wanted.state in set(PaperState) else rows


def _readable(person: Person) -> QuerySet[HandedIn]:
    return within(HandedIn.objects.all(), person, organisation=HandedIn.organisation_lookup)


def _lines(page: Sequence[HandedIn], today: date) -> list[Line]:
    names = named({each.organisation_id for each in page}, on=today)
    kinds = documents_known()
    there = {each.id: each for each in handed_in(HandedIn.objects.filter(pk__in=any_of(row.pk for row in page)))}
    return [
        _line(row, there[row.pk], names[row.organisation_id], kinds.get(row.what, row.what))
        for row in page
        if row.organisation_id in names
    ]


def _line(row: HandedIn, handed: Handed, own: Named, kind: str) -> Line:
    state = PaperState(row.state)
    about = (row.pk, own, kind, row.period, row.title, handed.on, row.sent_on)
    return Line(*about, state, handed.is_there, handed.receipt if state.is_received else "")


def _may(move: Move, kept: HandedIn, person: Person) -> bool:
    if move in FROM_ABOVE:
        return bool(directed([kept.organisation_id], person, move.right))
    return reaches(kept.organisation_id, person, move.right)


def _is_own(move: Move, kept: HandedIn, person: Person) -> bool:
    about = {"parties": parties_to(kept, move), "organisation": kept.organisation.code, "right": move.right}
    return is_own_step(**about, by=person)


__all__ = ["TABLE", "Line", "Listed", "Shown", "Wanted", "handed_in_below", "paper"]
