"""问题 as far as a person may read them: the list, one of them, what is his to do, and what comes again and again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jieyue.programme.checking.deciding import TABLE, NotAbove, parties_to, refuse_own_level
from jieyue.programme.findings.operations import FindingUnknown, usernames_for
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.people.second_person import is_own_step
from jieyue.programme.records.queries import Field, Step, history, last_seen
from jieyue.programme.records.signing import makers, names_of
from jieyue.programme.records.words import said
from jieyue.rules.findings import (
    ANSWERED,
    BY_HAND,
    CLOSE,
    UNANSWERED,
    FindingState,
    Origin,
    is_looked_for,
    is_made,
    is_overdue,
    needs_level_above,
)
from jieyue.rules.moves import Move, possible
from jieyue.rules.period import Period
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.rules.values import Word
from jieyue.store.findings.keeping import figures_of, usual_due_day
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, reaches, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.records.models import RowVersion

MOST_REPEATED = 50
TWICE = 2
UNSETTLED = (*UNANSWERED, *ANSWERED)
IS_OPEN = Count("pk", filter=Q(state__in=UNSETTLED))


class Mine(Word):
    """待办: whose turn it is."""

    ANSWER = "answer", "等我说明或整改"
    RECHECK = "recheck", "等我复查"
    OVERDUE = "overdue", "下级逾期未办"


@dataclass(frozen=True)
class Wanted:
    """Which findings: blank or None is any. `organisation` includes those below; of a `year` withdrawn ones are left
    out, as they are where they are counted. `title` is a part of what it is called or says. `ledger` is the key of the
    one whose rows they were found in.
    """

    organisation: str = ""
    state: str = ""
    title: str = ""
    year: int | None = None
    is_overdue: bool = False
    mine: str = ""
    ledger: str = ""
    is_unsettled: bool = False


@dataclass(frozen=True)
class Line:
    """A finding in a list. `responsible` is a name; blank where whoever enters for the unit answers."""

    id: int
    organisation: Named
    origin: Origin
    title: str
    says: str
    place: str
    day: date
    due_on: date
    state: FindingState
    is_overdue: bool
    responsible: str
    times: int


@dataclass(frozen=True)
class Listed:
    lines: Sequence[Line]
    count: int


@dataclass(frozen=True)
class Shown:
    """One finding. `nth` of the findings of its rule at the unit that year; `moves` are those the person may make,
    `barred` says that he would decide on his own answer, `waits_for_above` that it is for the level above to accept.
    """

    line: Line
    do: str
    figures: Mapping[str, object]
    raised_by: str
    raised_at: datetime
    answer: str
    decision: str
    nth: int
    seen: int
    moves: Sequence[Move]
    barred: bool
    waits_for_above: bool
    may_recheck: bool
    history: Sequence[Step]
    record: tuple[str, int] | None


@dataclass(frozen=True)
class ToDo:
    """How many findings wait for the person. `late` are those of `to_answer` whose day has passed."""

    to_answer: int = 0
    late: int = 0
    to_recheck: int = 0
    overdue_below: int = 0


@dataclass(frozen=True)
class Repeated:
    """How often a rule was found at a unit in a year, and how many of these are still open."""

    organisation: Named
    title: str
    count: int
    open: int


def findings(*, person: Person, wanted: Wanted, today: date, first: int = 0, many: int = 50) -> Listed:
    """The nearest day first; what is over comes last. Raises OrganisationUnknown."""
    rows = _wanted(wanted, person, today)
    page = list(rows.order_by("is_over", "due_on", "-id")[first : first + many])
    return Listed(_lines(page, today), rows.count())


def finding(id_: int, *, person: Person, today: date) -> Shown:
    """Raises FindingUnknown."""
    kept = _readable(person).filter(pk=id_).first()
    if kept is None:
        raise FindingUnknown("没有这个问题，或者不在您的管辖范围内。", do="请从问题列表中打开。")
    about = Origin(kept.origin), kept.record_id
    possible_now = [move for move in possible(BY_HAND, FindingState(kept.state)) if is_made(move, *about)]
    open_to = [move for move in possible_now if _may(move.right, kept, person)]
    barred = any(move.by_another for move in open_to) and _is_own_answer(kept, person)
    is_above = _is_above(kept, person)
    moves = [move for move in open_to if not (barred and move.by_another) and (is_above or move is not CLOSE)]
    of_check = needs_level_above(*about)
    [line] = _lines([kept], today)
    return Shown(
        line=line,
        do=kept.do,
        figures=figures_of(kept),
        raised_by=makers(Finding, [kept.pk], operation="finding raise").get(kept.pk, ""),
        raised_at=kept.raised_at,
        answer=kept.answer,
        decision=kept.decision,
        nth=_nth(kept),
        seen=last_seen(Finding, [kept.pk])[kept.pk],
        moves=moves,
        barred=barred,
        waits_for_above=of_check and FindingState(kept.state) in ANSWERED and not is_above,
        may_recheck=_may_be_gone(kept) and _may(Right.ENTER, kept, person),
        history=[replace(step, operation=said(step.operation)) for step in history(Finding, kept.pk, fields=FIELDS)],
        record=(kept.table, kept.record_id) if kept.record_id is not None else None,
    )


def of_record(table: str, record: int, *, person: Person, today: date) -> list[Line]:
    """What was found in a record and stands, the newest first."""
    rows = _standing(_readable(person).filter(table=table, record_id=record).exclude(state=FindingState.WITHDRAWN))
    return _lines(list(rows.order_by("-pk")), today)


@dataclass(frozen=True)
class RaisedBy:
    """How many problems an entry of the log raised in its `own` rows, and `beside` them, as a sealing does at what was
    refuelled meanwhile; those that nobody has answered yet.
    """

    own: int = 0
    beside: int = 0


def raised_by(entry: int | None, *, person: Person) -> RaisedBy:
    """Nothing where there was no entry."""
    if entry is None:
        return RaisedBy()
    written = RowVersion.objects.filter(entry_id=entry)
    raised = written.filter(table=Finding._meta.db_table).values("record_id")
    own = written.filter(table=OuterRef("table"), record_id=OuterRef("record_id"))
    found = _readable(person).filter(pk__in=raised, state__in=UNANSWERED).annotate(is_own=Exists(own))
    counts = {name: Count("pk", filter=Q(is_own=is_own)) for name, is_own in (("own", True), ("beside", False))}
    return RaisedBy(**found.aggregate(**counts))


def _may_be_gone(kept: Finding) -> bool:
    """Whether a check can be asked if it is still there."""
    return is_looked_for(Origin(kept.origin), kept.record_id) and kept.state in UNSETTLED


def to_do(*, person: Person, today: date) -> ToDo:
    """In one question."""
    asked = {
        "to_answer": _his(Mine.ANSWER, person, today),
        "to_recheck": _his(Mine.RECHECK, person, today),
        "overdue_below": _his(Mine.OVERDUE, person, today),
    }
    late = Q(pk__in=asked["to_answer"].filter(due_on__lt=today).values("pk"))
    counts = {name: Count("pk", filter=Q(pk__in=rows.values("pk"))) for name, rows in asked.items()}
    return ToDo(**Finding.objects.aggregate(**counts, late=Count("pk", filter=late)))


def repeated(*, organisation: str = "", year: int, person: Person, today: date) -> list[Repeated]:
    """What was found more than once at one unit in a year, the most frequent first. What the record itself put right,
    a slip of the pen, is no problem that comes again.
    """
    rows = _of_year(organisation, year, person, today)
    grouped = rows.values("organisation_id", "title").annotate(found=Count("pk"), open=IS_OPEN)
    found = list(grouped.filter(found__gte=TWICE).order_by("-found", "organisation_id", "title")[:MOST_REPEATED])
    names = _named({each["organisation_id"] for each in found}, today)
    return [Repeated(names[each["organisation_id"]], each["title"], each["found"], each["open"]) for each in found]


def unsettled(ledger: str, *, organisation: str, period: Period, person: Person, today: date) -> int:
    """How many findings in rows of a ledger, of days of the period, at or under the organisation, are not settled: its
    figures may still be put right.
    """
    rows = _wanted(Wanted(organisation, ledger=ledger, is_unsettled=True), person, today)
    return rows.filter(day__gte=period.first, day__lt=period.until).count()


@dataclass(frozen=True)
class OfUnit:
    """How many findings of a unit are not settled, and how many of these nobody answered in time."""

    organisation: Named
    unsettled: int
    late: int


def by_unit(*, person: Person, wanted: Wanted, today: date) -> list[OfUnit]:
    """The units with unsettled findings of those wanted, the most first."""
    rows = _wanted(replace(wanted, is_unsettled=True), person, today).order_by()
    grouped = rows.values("organisation_id").annotate(unsettled=Count("pk"), late=Count("pk", filter=_late(today)))
    found = list(grouped.order_by("-unsettled", "organisation_id"))
    names = _named({each["organisation_id"] for each in found}, today)
    return [OfUnit(names[each["organisation_id"]], each["unsettled"], each["late"]) for each in found]


@dataclass(frozen=True)
class OfRule:
    """How often a rule was found in a year, at how many units, and how many of these are still open."""

    title: str
    count: int
    units: int
    open: int


def by_rule(*, organisation: str = "", year: int, person: Person, today: date) -> list[OfRule]:
    """What was found more than once in a year, at whatever units, the most frequent first."""
    grouped = _of_year(organisation, year, person, today).values("title").annotate(
        found=Count("pk"), units=Count("organisation", distinct=True), open=IS_OPEN
    )  # fmt: skip
    found = grouped.filter(found__gte=TWICE).order_by("-found", "title")[:MOST_REPEATED]
    return [OfRule(each["title"], each["found"], each["units"], each["open"]) for each in found]


def _of_year(organisation: str, year: int, person: Person, today: date) -> QuerySet[Finding]:
    return _standing(_in_year(_below(organisation, person, today) if organisation else _readable(person), year))


def _standing(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    return rows.exclude(state=FindingState.RESOLVED)


def _in_year(rows: QuerySet[Finding], year: int) -> QuerySet[Finding]:
    period = Period.parse(f"{year:04}")
    return rows.exclude(state=FindingState.WITHDRAWN).filter(day__gte=period.first, day__lt=period.until)


def titles(*, person: Person, most: int = 100) -> list[str]:
    """What findings within reach are called, for a list to choose from."""
    return list(_readable(person).order_by("title").values_list("title", flat=True).distinct()[:most])


def may_raise(*, person: Person) -> list[Origin]:
    """As what the person may raise findings."""
    if person.may(Right.REVIEW):
        return [Origin.REVIEWER, Origin.PATROL]
    return [Origin.PATROL] if person.may(Right.ENTER) else []


def people_for(*, organisation: str, person: Person, today: date) -> dict[str, str]:
    """Who may answer for a unit, by username: the name. Raises OrganisationUnknown."""
    return usernames_for(organisation_within(organisation, person).pk, today)


def usual_day(*, person: Person, today: date) -> date | None:
    """By when it is to be answered unless something else is said; None for who raises nothing."""
    return usual_due_day(today) if may_raise(person=person) else None


# --- which


def _wanted(wanted: Wanted, person: Person, today: date) -> QuerySet[Finding]:
    rows = _below(wanted.organisation, person, today) if wanted.organisation else _readable(person)
    if wanted.year is not None:
        rows = _in_year(rows, wanted.year)
    if wanted.state in set(FindingState):
        rows = rows.filter(state=wanted.state)
    if wanted.title.strip():
        words = wanted.title.strip()
        rows = rows.filter(Q(title__icontains=words) | Q(says__icontains=words))
    if wanted.ledger:
        rows = rows.filter(ledger=wanted.ledger)
    if wanted.is_unsettled:
        rows = rows.filter(state__in=UNSETTLED)
    if wanted.is_overdue:
        rows = rows.filter(_late(today))
    if wanted.mine in set(Mine):
        rows = rows.filter(pk__in=_his(Mine(wanted.mine), person, today).values("pk"))
    return rows.annotate(is_over=Q(state__in=(FindingState.CLOSED, FindingState.RESOLVED, FindingState.WITHDRAWN)))


def _his(mine: Mine, person: Person, today: date) -> QuerySet[Finding]:
    if mine is Mine.ANSWER:
        own = Q(responsible__in=("", person.username))
        return _with_right(Right.ENTER, person).filter(own, state__in=UNANSWERED)
    if mine is Mine.RECHECK:
        return _with_right(Right.REVIEW, person).filter(state__in=ANSWERED).exclude(answered_by=person.username)
    directs = _with_right(Right.REVIEW, person) | _with_right(Right.APPROVE, person)
    return directs.filter(_late(today))


def _late(today: date) -> Q:
    return Q(state__in=UNANSWERED, due_on__lt=today)


def _readable(person: Person) -> QuerySet[Finding]:
    return _with_right(Right.READ, person)


def _with_right(right: Right, person: Person) -> QuerySet[Finding]:
    return within(Finding.objects.all(), person, organisation=Finding.organisation_lookup, right=right)


def _below(organisation: str, person: Person, today: date) -> QuerySet[Finding]:
    subject = organisation_within(organisation, person)
    places = under(path_on(subject.pk, today), today)
    return _readable(person).filter(organisation__in=places.values("organisation_id"))


# --- how they are told


def _lines(page: Sequence[Finding], today: date) -> list[Line]:
    names = _named({each.organisation_id for each in page}, today)
    people = names_of(each.responsible for each in page if each.responsible)
    return [
        Line(
            each.pk, names[each.organisation_id], Origin(each.origin), each.title, each.says, each.place, each.day,
            each.due_on, FindingState(each.state), is_overdue(FindingState(each.state), each.due_on, today=today),
            people.get(each.responsible, ""), each.times,
        )
        for each in page
    ]  # fmt: skip


def _named(organisations: Iterable[int], today: date) -> dict[int, Named]:
    """One that stands nowhere on the day keeps its code for a name."""
    wanted = set(organisations)
    known = named(wanted, on=today)
    gone = Organisation.objects.filter(pk__in=wanted - known.keys()) if wanted - known.keys() else ()
    return {**{each.pk: Named(each.code, each.code) for each in gone}, **known}


def _nth(kept: Finding) -> int:
    same = Finding.objects.filter(organisation=kept.organisation_id, title=kept.title, pk__lte=kept.pk)
    return _standing(_in_year(same, kept.day.year)).count()


def _may(right: Right, kept: Finding, person: Person) -> bool:
    return reaches(kept.organisation_id, person, right)


def _is_own_answer(kept: Finding, person: Person) -> bool:
    parties = parties_to(kept)
    return is_own_step(parties=parties, organisation=kept.organisation.code, right=Right.REVIEW, by=person)


def _is_above(kept: Finding, person: Person) -> bool:
    try:
        refuse_own_level(kept, person)
    except NotAbove:
        return False
    return True


def _said_name(username: object) -> str:
    return names_of([str(username)])[str(username)]


FIELDS = (
    Field("state", "状态", lambda state: FindingState(state).zh),
    Field("title", "问题"),
    Field("says", "情况"),
    Field("place", "地点"),
    Field("responsible", "责任人", _said_name),
    Field("due_on", "期限"),
    Field("answer", "说明或整改情况"),
    Field("decision", "复查意见"),
)


def as_json(line: Line) -> dict[str, object]:
    """As `jieyue findings --json` and the API tell it."""
    return {
        "id": line.id, "organisation": line.organisation.code, "origin": line.origin.value, "title": line.title,
        "says": line.says, "place": line.place, "day": line.day.isoformat(), "due_on": line.due_on.isoformat(),
        "state": line.state.value, "is_overdue": line.is_overdue, "responsible": line.responsible, "times": line.times,
    }  # fmt: skip


__all__ = [
    "TABLE",
    "Mine",
    "Wanted",
    "as_json",
    "by_unit",
    "finding",
    "findings",
    "may_raise",
    "people_for",
    "repeated",
    "to_do",
    "unsettled",
]
