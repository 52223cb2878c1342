"""评价轮次: the rounds within reach, one with its units side by side, and one unit of it item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.records.signing import names_of
from jieyue.programme.rounds.conflicts import OwnUnit, may_be_members, refuse_own_unit, units_barred_to
from jieyue.programme.rounds.looking import Entry, Look, days_of, looks
from jieyue.programme.rounds.reaching import RoundUnknown
from jieyue.programme.rounds.ruling import bars_appeal
from jieyue.programme.rounds.visiting import photos_of
from jieyue.rules.findings import OVER, FindingState, is_overdue
from jieyue.rules.person import Person
from jieyue.rules.roles import Right
from jieyue.rules.rounds import Outcome, Ruling, Stage, UnitState, bars_passing
from jieyue.rules.scoring import Section, Standard
from jieyue.store.findings.models import Finding
from jieyue.store.orgs.reach import reaches, within
from jieyue.store.policies import policy
from jieyue.store.rounds.models import Round, RoundMember, RoundUnit
from jieyue.store.rounds.standards import standard_of_round


@dataclass(frozen=True)
class Line:
    """A round in a list, with how many of the units in reach are in it and concluded."""

    number: int
    name: str
    year: int
    count: int
    concluded: int
    stage: Stage | None
    until: date | None


@dataclass(frozen=True)
class Member:
    """`barred` are names of units that he stays away from."""

    username: str
    name: str
    is_leader: bool
    barred: Sequence[str]


@dataclass(frozen=True)
class UnitLine:
    """A unit in a round. `by_reviewer` is by name: points, of how many items; empty for whoever does not review.

    `exempt` is the title by which it need not be evaluated; `drawn` says why it is in the sample of the spot check,
    `overdue` how much of its list nobody has answered in time.
    """

    organisation: Named
    state: UnitState
    late: Stage | None
    own: Decimal | None
    system: Decimal | None
    by_reviewer: Mapping[str, tuple[Decimal, int]]
    points: Decimal | None
    exempt: str
    drawn: str
    overdue: int


@dataclass(frozen=True)
class Shown:
    """A round. `candidates` are those who could be members, by username; empty for whoever may not appoint them."""

    number: int
    name: str
    year: int
    place: str
    standard: str
    document: str
    plan: str
    days: Mapping[Stage, date]
    stage: Stage | None
    members: Sequence[Member]
    candidates: Mapping[str, str]
    may_shape: bool
    lines: Sequence[UnitLine]
    count: int
    handed_in: int
    concluded: int
    looks_back_on: tuple[int, str] | None = None


@dataclass(frozen=True)
class Asked:
    id: int
    item: str
    text: str
    by: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True)
class OfReviewer:
    """What somebody gives an item, by his name."""

    name: str
    points: Decimal
    reason: str
    is_own: bool


@dataclass(frozen=True)
class SeenOnSite:
    """What somebody saw of an item at the unit; `photos` are items of evidence by name."""

    name: str
    at: datetime
    place: str
    differs: bool
    text: str
    photos: Mapping[int, str]


@dataclass(frozen=True)
class Row:
    entry: Entry
    opinions: Sequence[OfReviewer]
    on_site: Sequence[SeenOnSite] = ()

    @property
    def own_opinion(self) -> OfReviewer | None:
        return next((each for each in self.opinions if each.is_own), None)


@dataclass(frozen=True)
class ToDo:
    """What is to be put right: the number of its finding."""

    finding: int
    title: str
    state: FindingState
    due_on: date
    is_overdue: bool


@dataclass(frozen=True)
class Ruled:
    kind: Ruling
    outcome: Outcome
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Appealed:
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ShownAfter:
    """What came after the conclusion: what is to be put right, decisions and appeals, and what the person may do."""

    tasks: Sequence[ToDo]
    rulings: Sequence[Ruled]
    appeals: Sequence[Appealed]
    may_recheck: bool
    may_appeal: bool
    may_decide: bool
    may_withdraw: bool

    @property
    def done(self) -> int:
        return sum(1 for each in self.tasks if each.state in OVER)


@dataclass(frozen=True)
class ShownUnit:
    """A unit in a round, item by item. `barred` says why the person may not judge; "" where he may or is no member.

    `cannot_pass` says why it cannot pass as its points stand.
    """

    number: int
    round: str
    year: int
    organisation: Named
    state: UnitState
    late: Stage | None
    exempt: str
    drawn: str
    handed_in_at: datetime | None
    sections: Sequence[tuple[Section, Sequence[Row]]]
    questions: Sequence[Asked]
    may_judge: bool
    may_ask: bool
    may_conclude: bool
    may_answer: bool
    barred: str
    own: Decimal | None
    system: Decimal | None
    points: Decimal
    of: Decimal
    open: Sequence[str]
    cannot_pass: str
    outcome: Outcome | None
    reason: str
    concluded_by: str
    concluded_at: datetime | None
    seen: str
    after: ShownAfter


def rounds(*, person: Person, today: date) -> list[Line]:
    """Those with a unit in reach, the newest first."""
    in_reach = _units(person)
    is_over = Count("pk", filter=~Q(outcome=""))
    counts = {each["round_id"]: each for each in in_reach.values("round_id").annotate(of=Count("pk"), over=is_over)}
    kept = Round.objects.filter(pk__in=counts).order_by("-year", "-pk").prefetch_related("stages")
    return [_line(each, counts[each.pk], today) for each in kept]


def rounds_to_look_back_on(*, organisation: str, person: Person) -> dict[int, str]:
    """Those of an organisation that the person directs with a conclusion, the newest first: the name by number."""
    rows = within(Round.objects.all(), person, organisation=Round.organisation_lookup, right=Right.SHAPE)
    rows = rows.filter(organisation__code=organisation, units__concluded_at__isnull=False).distinct()
    return dict(rows.order_by("-year", "-pk").values_list("pk", "name"))


def _line(kept: Round, counted: Mapping[str, int], today: date) -> Line:
    days = {Stage(each.stage): each.last_day for each in kept.stages.all()}
    stage = _stage_of(days, today)
    return Line(kept.pk, kept.name, kept.year, counted["of"], counted["over"], stage, days.get(stage))


def _stage_of(days: Mapping[Stage, date], today: date) -> Stage | None:
    return next((stage for stage in Stage if stage in days and days[stage] >= today), None)


def round_of(*, number: int, person: Person, today: date, first: int = 0, many: int = 50) -> Shown:
    """With a page of its units in reach, by code. Raises RoundUnknown."""
    units = _units(person).filter(round=number)
    kept = Round.objects.filter(pk=number).select_related("snapshot", "looks_back_on").first()
    if kept is None or not units.exists():
        raise RoundUnknown("没有这一轮评价，或者不在您的管辖范围内。", do="请从评价轮次列表打开。")
    standard, days = standard_of_round(kept), days_of(kept)
    page = list(units.order_by("organisation__code")[first : first + many])
    may_shape = reaches(kept.organisation_id, person, Right.SHAPE)
    sheets = units.filter(
        organisation__score_sheets__year=kept.year, organisation__score_sheets__standard=kept.standard
    )
    plan = policy().plans.get(kept.plan)
    return Shown(
        number=kept.pk,
        name=kept.name,
        year=kept.year,
        place=named([kept.organisation_id], on=today)[kept.organisation_id].name,
        standard=standard.title,
        document=standard.document,
        plan=plan.title if plan else "",
        days=days,
        stage=_stage_of(days, today),
        members=_members(kept, units, today),
        candidates=may_be_members(kept, on=today) if may_shape else {},
        may_shape=may_shape,
        lines=_unit_lines(kept, page, looks(kept, page, standard, today=today), person, today),
        count=units.count(),
        handed_in=sheets.distinct().count(),
        concluded=units.exclude(outcome="").count(),
        looks_back_on=(kept.looks_back_on_id, kept.looks_back_on.name) if kept.looks_back_on else None,
    )


def _members(kept: Round, units: QuerySet[RoundUnit], today: date) -> list[Member]:
    rows = list(RoundMember.objects.filter(round=kept).select_related("user").order_by("-is_leader", "user__username"))
    usernames, own = [each.user.username for each in rows], list(units.values_list("organisation_id", flat=True))
    barred = units_barred_to(usernames, own, year=kept.year, on=today)
    names = named({id_ for each in barred.values() for id_ in each}, on=today)
    return [
        Member(
            each.user.username,
            each.user.name,
            each.is_leader,
            [names[id_].name for id_ in sorted(barred[each.user.username]) if id_ in names],
        )
        for each in rows
    ]


def _unit_lines(
    kept: Round, units: Sequence[RoundUnit], found: Sequence[Look], person: Person, today: date
) -> list[UnitLine]:
    names = named([each.organisation_id for each in units], on=today)
    people = names_of(reviewer for look in found for reviewer in look.by_reviewer)
    judged = set(
        within(kept.units.all(), person, organisation="organisation", right=Right.REVIEW).values_list("pk", flat=True)
    )
    return [
        UnitLine(
            names.get(unit.organisation_id) or Named(unit.organisation.code, unit.organisation.code),
            look.state,
            look.late,
            look.own_points,
            look.system_points,
            {people[who]: told for who, told in look.by_reviewer.items()} if unit.pk in judged else {},
            unit.points,
            look.exempt,
            unit.drawn_because,
            look.after.overdue(today),
        )
        for unit, look in zip(units, found, strict=True)
    ]


def unit_in_round(*, number: int, organisation: str, person: Person, today: date) -> ShownUnit:
    """Points of reviewers are shown to those who review, and what they came to once it is concluded to the unit too.

    Raises RoundUnknown.
    """
    rows = _units(person).filter(round=number, organisation__code=organisation)
    unit = rows.select_related("round", "round__snapshot", "organisation").first()
    if unit is None:
        raise RoundUnknown("这一轮评价中没有这个单位，或者不在您的管辖范围内。", do="请从评价轮次列表打开。")
    standard = standard_of_round(unit.round)
    [look] = looks(unit.round, [unit], standard, today=today)
    reviews = reaches(unit.organisation_id, person, Right.REVIEW)
    on_site = [each for entry in look.entries for each in entry.on_site]
    people = names_of([*look.by_reviewer, unit.concluded_by, *(each.reviewer for each in on_site)])
    photos = photos_of(each.pk for each in on_site)
    names = named([unit.organisation_id], on=today)
    shows = reviews or bool(unit.outcome)
    by_key = {each.item.key: _row(each, people, person, photos, is_shown=shows) for each in look.entries}
    return ShownUnit(
        number=number,
        round=unit.round.name,
        year=unit.round.year,
        organisation=names.get(unit.organisation_id) or Named(organisation, organisation),
        state=look.state,
        late=look.late,
        exempt=look.exempt,
        drawn=unit.drawn_because,
        handed_in_at=look.sheet.handed_in_at if look.sheet else None,
        sections=[
            (section, [by_key[item.key] for item in standard.items if item.section == section.key])
            for section in standard.sections
        ],
        questions=_questions(look),
        outcome=Outcome(unit.outcome) if unit.outcome else None,
        reason=unit.reason,
        concluded_by=people[unit.concluded_by] if unit.concluded_by else "",
        concluded_at=unit.concluded_at,
        seen=look.seen,
        after=_shown_after(unit, look, person, today),
        **_may(unit, look, person, reviews=reviews),
        **_points(unit, look, standard, reviews=reviews),
    )


def _may(unit: RoundUnit, look: Look, person: Person, *, reviews: bool) -> dict[str, Any]:
    """What the person may do here; a unit is asked before its sheet is in, and judged after."""
    member = unit.round.members.filter(user__username=person.username).first() if reviews else None
    barred = _barred(unit, person) if member else ""
    is_open, enters = not unit.outcome, reaches(unit.organisation_id, person, Right.ENTER)
    may_ask = member is not None and not barred and is_open
    return {
        "may_ask": may_ask,
        "may_judge": may_ask and look.sheet is not None,
        "may_conclude": may_ask and member.is_leader,
        "may_answer": is_open and enters,
        "barred": barred,
    }


def _shown_after(unit: RoundUnit, look: Look, person: Person, today: date) -> ShownAfter:
    after = look.after
    people = names_of({each.made_by for each in (*after.rulings, *after.appeals)})
    failed = look.outcome is Outcome.FAILED
    directs = all(reaches(each, person, Right.SHAPE) for each in (unit.organisation_id, unit.round.organisation_id))
    enters = reaches(unit.organisation_id, person, Right.ENTER)
    leads = unit.round.members.filter(user__username=person.username, is_leader=True).exists()
    return ShownAfter(
        tasks=[_to_do(each.finding, today) for each in after.tasks],
        rulings=[
            Ruled(Ruling(each.kind), Outcome(each.outcome), each.reason, people[each.made_by], each.made_at)
            for each in after.rulings
        ],
        appeals=[Appealed(each.text, people[each.made_by], each.made_at) for each in after.appeals],
        may_recheck=leads and failed and bool(after.tasks) and after.last is not Ruling.WITHDRAWAL,
        may_appeal=enters and not bars_appeal(look, today),
        may_decide=directs and after.open_appeal is not None,
        may_withdraw=directs and look.outcome is Outcome.PASSED,
    )


def _to_do(finding: Finding, today: date) -> ToDo:
    state = FindingState(finding.state)
    return ToDo(finding.pk, finding.title, state, finding.due_on, is_overdue(state, finding.due_on, today=today))


def _points(unit: RoundUnit, look: Look, standard: Standard, *, reviews: bool) -> dict[str, Any]:
    """The unit's own, the system's and the reviewers', as far as they are for whoever `reviews` or not."""
    gates = [(each.settled.points, each.item.points) for each in look.entries if each.item.is_gate]
    found = unit.points if unit.outcome else look.points if reviews else Decimal(0)
    return {
        "own": look.own_points,
        "system": look.system_points,
        "points": found,
        "of": standard.points_known,
        "open": [each.item.number for each in look.open_items] if reviews else [],
        "cannot_pass": bars_passing(look.points, passes_from=standard.passes_from, gates=gates) if reviews else "",
    }


def _barred(unit: RoundUnit, person: Person) -> str:
    try:
        refuse_own_unit(unit, person)
    except OwnUnit as refusal:
        return f"{refusal.says}{refusal.do}"
    return ""


def _row(
    entry: Entry, people: Mapping[str, str], person: Person, photos: Mapping[int, Mapping[int, str]], *, is_shown: bool
) -> Row:
    opinions = [
        OfReviewer(people[each.reviewer], each.points, each.reason, each.reviewer == person.username)
        for each in entry.opinions
    ]
    on_site = [
        SeenOnSite(people[each.reviewer], each.looked_at, each.place, each.differs, each.text, photos.get(each.pk, {}))
        for each in entry.on_site
    ]
    return Row(entry, opinions if is_shown else [], on_site if is_shown else [])


def _questions(look: Look) -> list[Asked]:
    people = names_of({name for each in look.questions for name in (each.asked_by, each.answered_by) if name})
    numbers = {each.item.key: each.item.number for each in look.entries}
    return [
        Asked(
            each.pk, numbers.get(each.item, ""), each.text, people[each.asked_by], each.asked_at, each.answer,
            people.get(each.answered_by, ""), each.answered_at,
        )
        for each in look.questions
    ]  # fmt: skip


def _units(person: Person) -> QuerySet[RoundUnit]:
    return within(RoundUnit.objects.all(), person, organisation=RoundUnit.organisation_lookup)
