"""期限: what an organisation, or those of a place, have to do by when, and how it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from django.db.models import QuerySet

from jieyue.programme.duties.by_ledgers import answering
from jieyue.programme.duties.discharging import Asked, Discharged, Done, HowFar, discharged
from jieyue.programme.duties.documents import handed_in
from jieyue.programme.duties.exempting import Exemptions, exemptions_for
from jieyue.programme.duties.standing import (
    Group,
    Unit,
    WouldBe,
    groups_of,
    ids_of,
    rows_in_force,
    unit_itself,
    units_below,
    units_themselves,
)
from jieyue.programme.ledgers.catalogue import Ledger
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.duties import ABOUT, OF_LEDGERS, About, Duty, DutyState, Horizon, state_of
from jieyue.rules.person import Person
from jieyue.rules.plan import Discharge, Entry, Plan
from jieyue.rules.plan_told import Change, changes
from jieyue.rules.receiving import PaperState
from jieyue.rules.roles import Right
from jieyue.rules.span import ALWAYS, Span
from jieyue.rules.values import Kind, Level
from jieyue.store.duties.models import DaySet, Designation, Exemption, HandedIn, PlanInForce
from jieyue.store.duties.texts import has_changed, text_in_force
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import directed, organisation_within, reaches, within
from jieyue.store.orgs.tree import highest_places, path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of

MOST_UNITS_ONE_BY_ONE = 200
"""Of more units than these a calendar has one event a duty, with how many have done it."""

MOST_LATE_NAMED = 5
NOBODY = 0
"""The id of what is not there yet."""
LEVELS_AHEAD = 2
"""From the top down, whose duties are counted before anybody asks."""


@dataclass(frozen=True)
class Shown:
    """A duty of one organisation. `exempt_because` is "" where it is not exempt, `exempt_by` who said so where that is
    one above it; `done` is what discharged it, `under_way` what is there and discharges nothing yet: it has to be
    received, was given back, or is only said to be done (自报、未核).
    """

    organisation: Named
    plan: str
    duty: Duty
    state: DutyState
    done: Done | None
    exempt_because: str
    exempt_by: str
    is_calendar_known: bool
    under_way: Done | None = None

    @property
    def is_late(self) -> bool:
        """Done or handed in, but after its day."""
        sent = self.under_way if self.state is DutyState.SENT else None
        there = self.done or sent
        return there is not None and there.was_late(self.duty)

    @property
    def claimed(self) -> Done | None:
        return self.under_way if self.under_way and self.under_way.how_far is HowFar.CLAIMED else None


@dataclass(frozen=True)
class Tally:
    """A duty that several have: how many of them, by state; `late` are the first of those overdue, `claimed` how many
    of those who have not done it say that they have. `done_late`: of those who have done it, how many after its day.
    """

    duty: Duty
    counts: Mapping[DutyState, int]
    late: Sequence[Named]
    claimed: int = 0
    done_late: int = 0

    @property
    def late_count(self) -> int:
        return self.counts.get(DutyState.OVERDUE, 0)

    @property
    def owed(self) -> int:
        return sum(count for state, count in self.counts.items() if state is not DutyState.EXEMPT)

    @property
    def done(self) -> int:
        return self.counts.get(DutyState.DONE, 0)

    @property
    def sent(self) -> int:
        """Of those owed: what the level above has still to receive."""
        return self.counts.get(DutyState.SENT, 0)

    @property
    def undone(self) -> int:
        return self.owed - self.done


@dataclass(frozen=True)
class Feed:
    """The duties of an organisation one by one or, where it has too many units, counted."""

    organisation: Named
    duties: Sequence[Shown]
    tallies: Sequence[Tally]


@dataclass(frozen=True)
class AtPlace:
    """Of a place what all at and below it have to do, counted, and what it has to do itself."""

    tallies: Sequence[Tally]
    own: Sequence[Shown]


@dataclass(frozen=True)
class Asking:
    """What a plan would ask from a day: of so many `addressed` of the `units` at and below the place, what and when.
    `undated` are its entries that order something without a day that is known, `targets` what it aims at, of those who
    are there.
    """

    plan: Plan
    since: date
    addressed: int
    units: int
    tallies: Sequence[Tally]
    undated: Sequence[Entry] = ()
    targets: Sequence[Entry] = ()

    @property
    def late(self) -> Sequence[Tally]:
        """What somebody would be late with at once."""
        return [each for each in self.tallies if each.late_count]


@dataclass(frozen=True)
class Ending:
    """What would become of a plan's duties if it ended on a day: what is not asked any more, and what stays owed.

    `still_from`: where it is in force above, so that it goes on being asked from there.
    """

    until: date
    ends: Sequence[Tally]
    stays: Sequence[Tally]
    still_from: Sequence[Named] = ()


@dataclass(frozen=True)
class InForce:
    """A plan in force: where it was put in force, the nearest of several, and from when until before when.

    `plan` is its latest text that was put in force; `since_text` from when, where another was in force before.
    `has_changed`: its files are others by now, which nobody has taken over.
    """

    plan: Plan
    organisation: Named
    since: date
    until: date | None
    has_changed: bool = False
    since_text: date | None = None


@dataclass(frozen=True)
class NotAsked:
    """免办 as it was said: for an organisation or, with it, for all below it. `period` is "" where it holds ever."""

    id: int
    organisation: Named
    what: str
    period: str
    covers_below: bool
    reason: str
    may_be_lifted: bool


@dataclass(frozen=True)
class SetDay:
    """限期: a day that was set for an organisation and those below it."""

    id: int
    organisation: Named
    plan: str
    what: str
    day: date


@dataclass(frozen=True)
class Designated:
    """被确定为创建单位 of a year, and what it owes from then on."""

    year: int
    decided_on: date
    document: str
    owes: Sequence[Duty]
    may_be_taken_back: bool


@dataclass(frozen=True)
class Paper:
    """A document that was handed in."""

    id: int
    organisation: Named
    what: str
    period: str
    handed_in_on: date
    to: str
    title: str
    is_there: bool
    state: PaperState = PaperState.NOTED
    receipt: str = ""
    decision: str = ""


def duties(*, organisation: str, person: Person, today: date, years: int = 0) -> list[Shown]:
    """Of the organisation and, where it is a place, of those at and below it: what is in sight (this year, and what
    opens or falls due within ninety days), and what was due in earlier years and is not done. `years` more of earlier
    ones are shown whole.
    """
    return _one_by_one(_found(organisation, person, today), years=years)


def own_duties(*, organisation: str, person: Person, today: date) -> list[Shown]:
    """What a place itself has to do, its authority that is, apart from those below it."""
    return _one_by_one(_found(organisation, person, today, is_itself=True))


def at_place(*, organisation: str, person: Person, today: date) -> AtPlace:
    """Both, worked out once."""
    subject = organisation_within(organisation, person)
    found = _found(organisation, person, today)
    if subject.pk not in found.asked.units:
        return AtPlace(_counted(found), own_duties(organisation=organisation, person=person, today=today))
    return AtPlace(_counted(found), _one_by_one(found.only(subject.pk)))


def look_ahead(*, person: Person, today: date) -> None:
    """Count at the highest places and at those right below them, where it takes longest: who was late in months that
    are over is remembered, and whoever opens their pages need not wait.
    """
    for code in highest_places(today, levels=LEVELS_AHEAD):
        at_place(organisation=code, person=person, today=today)


def counts_by_unit(*, organisation: str, person: Person, today: date) -> dict[str, Counter[DutyState]]:
    """By code of whoever is at or below the organisation, how many of his duties are overdue, due, or handed in and not
    received yet; those of earlier years as far as they are overdue. In as many queries however many they are.
    """
    found = _found(organisation, person, today)
    by_state: dict[DutyState, Counter[int]] = {}
    every = [(duty, group) for group in found.groups for duty in group.duties]
    for duty, group in every:
        for state, units in found.open_of(duty, group).items():
            if state is DutyState.OVERDUE or duty.last_year >= today.year:
                by_state.setdefault(state, Counter()).update(units)
    return {
        code: Counter({state: counts[unit] for state, counts in by_state.items() if unit in counts})
        for unit, code in found.asked.units.items()
    }


def feed(*, organisation: str, person: Person, today: date) -> Feed:
    """What goes into somebody's calendar: of many units counted, because no calendar takes 100,000 events."""
    found = _found(organisation, person, today)
    own = named([organisation_within(organisation, person).id], on=today)
    (subject,) = own.values()
    is_counted = len(found.asked.units) > MOST_UNITS_ONE_BY_ONE
    return Feed(subject, [] if is_counted else _one_by_one(found), _counted(found) if is_counted else [])


def _one_by_one(found: "_Found", *, years: int = 0) -> list[Shown]:
    today, calendar = found.asked.today, policy().calendar
    names = named(found.asked.units.keys() | found.exempt.places(), on=today)
    shown = []
    asked = ((group, duty, unit) for group in found.groups for duty in group.duties for unit in group.units)
    for group, duty, unit in asked:
        judged, is_recent = found.judge(duty, unit), duty.last_year >= today.year - years
        if is_recent or judged.state is DutyState.OVERDUE:
            by, is_known = _other_name(judged.place, unit, names), calendar.is_known(duty.due_on.year)
            about = (judged.state, judged.done, judged.because, by, is_known, judged.under_way)
            shown.append(Shown(names[unit], group.plan.title, duty, *about))
    return sorted(shown, key=lambda each: (each.organisation.code, each.duty.due_on, each.duty.key))


Apart = tuple[str, str, date]


def _apart(duty: Duty) -> Apart:
    """By which duties are counted together: of a plan, about a period, with a day."""
    return duty.plan, duty.mark, duty.due_on


@dataclass
class _Counting:
    duty: Duty
    groups: list[Group] = field(default_factory=list)
    counts: Counter[DutyState] = field(default_factory=Counter)
    late: list[int] = field(default_factory=list)
    claimed: int = 0

    def is_shown(self, today: date) -> bool:
        """What was due in earlier years only as far as somebody is late with it."""
        return self.duty.last_year >= today.year or bool(self.late)


def _counted(found: "_Found") -> list[Tally]:
    today = found.asked.today
    counted: dict[Apart, _Counting] = {}
    for group in found.groups:
        for duty in group.duties:
            own = counted.setdefault(_apart(duty), _Counting(duty))
            own.groups.append(group)
            own.counts.update(found.counts_of(duty, group))
            own.claimed += len(found.who(duty, HowFar.CLAIMED) & group.members)
            if duty.due_on < today:
                own.late += found.first_late(duty, group)
    names = named({unit for each in counted.values() for unit in each.late}, on=today)
    return [
        Tally(
            each.duty,
            each.counts,
            sorted((names[unit] for unit in each.late), key=lambda own: own.code)[:MOST_LATE_NAMED],
            each.claimed,
            sum(found.done_late(each.duty, group) for group in each.groups),
        )
        for each in sorted(counted.values(), key=lambda each: (each.duty.due_on, each.duty.key))
        if each.is_shown(today)
    ]


def pressing(*, organisation: str, person: Person, today: date) -> list[Shown]:
    """Of a unit what is overdue and due, and then what opens within ninety days."""
    return _pressing(duties(organisation=organisation, person=person, today=today), Horizon(today))


def _pressing(shown: Iterable[Shown], horizon: Horizon) -> list[Shown]:
    order = [DutyState.OVERDUE, DutyState.DUE, DutyState.AHEAD]
    found = [each for each in shown if each.state in order and horizon.is_near(each.duty)]
    return sorted(found, key=lambda each: (order.index(each.state), each.duty.due_on))


def pressing_at_place(*, organisation: str, person: Person, today: date) -> AtPlace:
    """Of a place with what somebody is late, and then what opens or falls due within ninety days; and what it has to do
    itself.
    """
    horizon = Horizon(today)
    found = at_place(organisation=organisation, person=person, today=today)
    undone = [each for each in found.tallies if each.undone and horizon.is_near(each.duty)]
    return AtPlace(sorted(undone, key=lambda each: (not each.late, each.duty.due_on)), _pressing(found.own, horizon))


def would_ask(*, plan: str, organisation: str, since: date, person: Person, today: date) -> Asking:
    """What a plan would ask of whom if it were in force from a day, before it is put in force."""
    asking, own = _would_ask(plan, organisation, person, today, WouldBe(plan, NOBODY, since=since))
    text, there = asking.plan, {(unit.level, unit.kind) for unit in own.exempt.units.values()}
    undated, targets = (
        [entry for entry in kind if any(text.addresses.includes(*each, entry.who) for each in there)]
        for kind in (text.undated, text.targets)
    )
    return replace(asking, undated=undated, targets=targets)


def would_change(*, plan: str, organisation: str, since: date, person: Person, today: date) -> Asking:
    """What would be asked otherwise, or newly, if the changed files of a plan in force were taken over from a day."""
    now = _counted(_found(organisation, person, today).of_plan(plan))
    how = WouldBe(plan, NOBODY, since=since, is_another_text=True)
    asking, _own = _would_ask(plan, organisation, person, today, how)
    as_before = {_apart(each.duty) for each in now}
    return replace(asking, tallies=[each for each in asking.tallies if _apart(each.duty) not in as_before])


def _would_ask(plan: str, organisation: str, person: Person, today: date, how: WouldBe) -> tuple[Asking, "_Found"]:
    place = organisation_within(organisation, person, Right.SHAPE)
    own = _found(organisation, person, today, replace(how, place=place.pk)).of_plan(plan)
    addressed = {unit for group in own.groups if group.duties for unit in group.units}
    since = how.since or today
    return Asking(policy().plan(plan), since, len(addressed), len(own.asked.units), _counted(own)), own


def would_end(*, plan: str, organisation: str, until: date, person: Person, today: date) -> Ending:
    """What would not be asked any more, and what would stay owed, before a plan is ended."""
    place = organisation_within(organisation, person, Right.SHAPE)
    asked = {"organisation": organisation, "person": person, "today": today}
    now, then = (_found(**asked, would_be=each) for each in (None, WouldBe(plan, place.pk, until=until)))
    after = {_apart(each.duty): each for each in _counted(then.of_plan(plan))}
    before = _counted(now.of_plan(plan))
    undone = [(each, left.undone if (left := after.get(_apart(each.duty))) else 0) for each in before if each.undone]
    ends = [replace(each, counts={DutyState.DUE: each.undone - left}) for each, left in undone if each.undone > left]
    above = [row for row in rows_in_force(ids_of(path_on(place.pk, today))[:-1]) if row.plan == plan]
    names = named({row.organisation_id for row in above if row.until is None or row.until > until}, on=today)
    return Ending(until, ends, [each for each in after.values() if each.undone], list(names.values()))


def changes_of(in_force: InForce) -> list[Change]:
    """What the files of a plan in force order otherwise by now than the text by which it is in force."""
    return changes(in_force.plan, policy().plan(in_force.plan.key))


def would_owe(*, parent: str, level: Level, kind: Kind | None, owing: Span, person: Person, today: date) -> list[Duty]:
    """What an organisation that is to be below a place, or at the top, would have to do as far as it is in sight."""
    above = ids_of(path_on(organisation_within(parent, person, Right.SHAPE).pk, today)) if parent else ()
    unit = Unit(NOBODY, "", level, kind, owing, [(ALWAYS, (*above, NOBODY))])
    exempt = exemptions_for([unit])
    found = [duty for group in groups_of([unit], Horizon(today)) for duty in group.duties]
    return sorted((each for each in found if not exempt.of(each, NOBODY)), key=lambda each: (each.due_on, each.key))


def plans_of(*, organisation: str, person: Person, today: date) -> list[InForce]:
    """The plans that hold for an organisation, by its own right or from above."""
    subject = organisation_within(organisation, person)
    above = ids_of(path_on(subject.id, today))
    rows = rows_in_force(above)
    names = named({row.organisation_id for row in rows}, on=today)
    nearest: dict[str, PlanInForce] = {}
    for row in sorted(rows, key=lambda row: (_holds(row, today), above.index(row.organisation_id), row.since)):
        nearest[row.plan] = row
    return [
        _in_force(row, [each for each in rows if _is_same(each, row)], names[row.organisation_id])
        for row in nearest.values()
        if row.organisation_id in names
    ]


def _is_same(row: PlanInForce, other: PlanInForce) -> bool:
    return (row.plan, row.organisation_id) == (other.plan, other.organisation_id)


def _in_force(row: PlanInForce, rows: Iterable[PlanInForce], own: Named) -> InForce:
    """With all of its texts that follow one upon the other without a break; `rows` are those of the place."""
    first = last = row
    for each in sorted(rows, key=lambda each: each.since):
        last = each if each.since == last.until else last
    for each in sorted(rows, key=lambda each: each.since, reverse=True):
        first = each if each.until == first.since else first
    since_text = None if first is last else last.since
    is_changed = last.until is None and has_changed(last)
    return InForce(text_in_force(last), own, first.since, last.until, is_changed, since_text)


def _holds(row: PlanInForce, day: date) -> bool:
    return row.since <= day and (row.until is None or day < row.until)


def exemptions(*, organisation: str, person: Person, today: date) -> list[NotAsked]:
    """What an organisation and those below it need not do, and what was lifted for it from above."""
    path = path_on(organisation_within(organisation, person).id, today)
    below = under(path, today).values("organisation_id")
    own = within(Exemption.objects.filter(organisation__in=below), person, organisation=Exemption.organisation_lookup)
    above = Exemption.objects.filter(organisation__in=any_of(ids_of(path)[:-1]), covers_below=True)
    found = [*above.order_by("id"), *own.order_by("id")]
    names = named({each.organisation_id for each in found}, on=today)
    may_shape = set(_to_lift(person).filter(id__in=any_of(each.id for each in found)).values_list("id", flat=True))
    return [_not_asked(each, names, may_shape) for each in found if each.organisation_id in names]


def exemption_called(exemption: int, *, person: Person, today: date) -> NotAsked | None:
    """One that the person may lift."""
    found = _to_lift(person).filter(pk=exemption).first()
    if found is None:
        return None
    return _not_asked(found, named([found.organisation_id], on=today), {found.id})


def _to_lift(person: Person) -> QuerySet[Exemption]:
    every = Exemption.objects.all()
    return within(every, person, organisation=Exemption.organisation_lookup, right=Right.SHAPE)


def _not_asked(kept: Exemption, names: Mapping[int, Named], may_shape: set[int]) -> NotAsked:
    plan = policy().plans.get(kept.plan)
    what = next((entry.what for entry in plan.entries if entry.key == kept.entry), kept.entry) if plan else kept.entry
    own = names[kept.organisation_id]
    return NotAsked(kept.id, own, what, kept.period, kept.covers_below, kept.reason, kept.id in may_shape)


def ordered_by_unit(units: Sequence[Organisation], *, year: int) -> Iterator[tuple[Sequence[Duty], Sequence[int]]]:
    """What plans order units themselves about a year, however long ago: what they are judged by afterwards. The same
    duties once for all units, by their ids, that have them.
    """
    for group in groups_of(units_themselves(units), Horizon(date(year + 1, 12, 31))):
        own = [duty for duty in group.duties if not duty.period or duty.period.startswith(f"{year:04}")]
        yield own, group.units


def designations(*, organisation: str, person: Person) -> list[Designated]:
    """The years for which an organisation was designated as a creating unit, the latest first."""
    subject = organisation_within(organisation, person)
    may = reaches(subject.pk, person, Right.SHAPE)
    rows = Designation.objects.filter(organisation=subject).order_by("-year")
    return [Designated(row.year, row.decided_on, row.document, _owed_as_such(subject, row.year), may) for row in rows]


def _owed_as_such(subject: Organisation, year: int) -> list[Duty]:
    found = groups_of([unit_itself(subject)], Horizon(date(year, 12, 31)))
    own = [duty for group in found for duty in group.duties if duty.entry.if_designated and duty.falls_on.year == year]
    return sorted(own, key=lambda duty: duty.due_on)


def exemptible(*, organisation: str, person: Person, today: date) -> list[Duty]:
    """What an organisation itself or, of a place, somebody below it has to do and has not done, each once."""
    found = _found(organisation, person, today)
    asked = [(duty, group) for group in found.groups for duty in group.duties if not duty.title]
    undone = [duty for duty, group in asked if group.members - found.who(duty)]
    by_key = {(duty.plan, duty.key): duty for duty in undone}
    return sorted(by_key.values(), key=lambda duty: (duty.due_on, duty.key))


@dataclass(frozen=True)
class ToBeSet:
    """An entry of a plan whose day is set by whoever directs an organisation, and the days that he has set there."""

    plan: Plan
    entry: Entry
    days: Sequence[date]


def to_be_set(*, organisation: str, person: Person, plans: Iterable[InForce]) -> list[ToBeSet]:
    """What these plans leave to be set for the organisation and those below it: nothing that is done above it."""
    subject = organisation_within(organisation, person)
    kept: dict[tuple[str, str], list[date]] = {}
    for *which, day in DaySet.objects.filter(organisation=subject).order_by("day").values_list("plan", "entry", "day"):
        kept.setdefault(tuple(which), []).append(day)
    return [
        ToBeSet(each.plan, entry, kept.get((each.plan.key, entry.key), ()))
        for each in plans
        for entry, due in each.plan.obligations
        if due.by_person and each.plan.addresses.reaches(Level(subject.level), entry.who)
    ]


def days_set(*, organisation: str, person: Person, today: date) -> list[SetDay]:
    """The days that were set at an organisation, of which whoever directs it may take one back."""
    subject = organisation_within(organisation, person)
    return _set_days(DaySet.objects.filter(organisation=subject), today)


def day_set_called(id_: int, *, person: Person, today: date) -> SetDay | None:
    """One that the person may take back."""
    own = within(DaySet.objects.all(), person, organisation=DaySet.organisation_lookup, right=Right.SHAPE)
    return next(iter(_set_days(own.filter(pk=id_), today)), None)


def _set_days(rows: QuerySet[DaySet], today: date) -> list[SetDay]:
    kept = [row for row in rows.order_by("day", "id") if row.plan in policy().plans]
    names = named({row.organisation_id for row in kept}, on=today)
    plans = {row.plan: policy().plan(row.plan) for row in kept}
    told = {(key, entry.key): entry.what for key, plan in plans.items() for entry in plan.entries}
    return [
        SetDay(
            row.pk,
            names[row.organisation_id],
            plans[row.plan].title,
            told.get((row.plan, row.entry), row.entry),
            row.day,
        )
        for row in kept
        if row.organisation_id in names
    ]


def changeable(*, organisation: str, person: Person, today: date) -> list[Duty]:
    """What an organisation itself or somebody below it has to do, of which its authority may change the day."""
    found = exemptible(organisation=organisation, person=person, today=today)
    return [duty for duty in found if duty.entry.due and ABOUT[duty.entry.due.rule] is not About.EVENT]


def may_backdate(*, organisation: str, person: Person) -> bool:
    """Whether the person directs the organisation, and may say that something was handed in on an earlier day."""
    subject = organisation_within(organisation, person)
    return subject.id in directed([subject.id], person)


def papers(*, organisation: str, person: Person, today: date) -> list[Paper]:
    """The documents that an organisation has handed in, the latest first."""
    subject = organisation_within(organisation, person)
    own = named([subject.id], on=today)[subject.id]
    rows = handed_in(HandedIn.objects.filter(organisation=subject).order_by("-handed_in_on", "-id"))
    return [
        Paper(
            *(each.id, own, each.what, each.period, each.on, each.to, each.title),
            *(each.is_there, each.state, each.receipt, each.decision),
        )
        for each in rows
    ]


@dataclass(frozen=True)
class _Judged:
    state: DutyState
    done: Done | None = None
    because: str = ""
    place: int | None = None
    under_way: Done | None = None


@dataclass(frozen=True)
class _Found:
    """The duties of units, and everything that discharges or lifts them."""

    asked: Asked
    groups: Sequence[Group]
    things: Mapping[Discharge, Discharged]
    exempt: Exemptions

    def only(self, unit: int) -> "_Found":
        """As far as it concerns one of the units."""
        groups = [replace(group, units=[unit]) for group in self.groups if unit in group.members]
        things = {discharge: found.of_one(unit) for discharge, found in self.things.items()}
        return replace(self, groups=groups, things=things)

    def of_plan(self, plan: str) -> "_Found":
        return replace(self, groups=[group for group in self.groups if group.plan.key == plan])

    def who(self, duty: Duty, how_far: HowFar = HowFar.DONE) -> Set[int]:
        return self.things[_discharge(duty)].who(duty.period, how_far)

    def counts_of(self, duty: Duty, group: Group) -> dict[DutyState, int]:
        """How many of the group stand how: who has not done it all alike, but for the exempt."""
        done = self.who(duty) & group.members
        exempt = group.members - done if duty.title else self._exempt(duty, group.members - done)
        sent = (self.who(duty, HowFar.SENT) & group.members) - exempt
        others = state_of(duty, is_done=False, is_exempt=False, today=self.asked.today)
        undone = len(group.members) - len(done) - len(exempt) - len(sent)
        return {DutyState.DONE: len(done), DutyState.EXEMPT: len(exempt), DutyState.SENT: len(sent), others: undone}

    def done_late(self, duty: Duty, group: Group) -> int:
        """Of those of the group who have done it how many after its day."""
        if duty.due_on >= self.asked.today or not self.who(duty) & group.members:
            return 0
        return len(self.things[_discharge(duty)].late(duty) & group.members)

    def open_of(self, duty: Duty, group: Group) -> dict[DutyState, Set[int]]:
        """Who has it still before him, or has handed something in that nobody has received."""
        state = state_of(duty, is_done=False, is_exempt=False, today=self.asked.today)
        if duty.title:
            return {}
        undone = group.members - self.who(duty)
        undone -= self._exempt(duty, undone)
        sent = self.who(duty, HowFar.SENT) & undone
        is_now = state in (DutyState.OVERDUE, DutyState.DUE)
        return {DutyState.SENT: sent, **({state: undone - sent} if is_now else {})}

    def first_late(self, duty: Duty, group: Group) -> list[int]:
        """As many as are named, of a duty whose day is over."""
        if duty.title:
            return []
        done = self.who(duty) | self.who(duty, HowFar.SENT)
        undone = (unit for unit in group.units if unit not in done and not self.exempt.of(duty, unit))
        return list(islice(undone, MOST_LATE_NAMED))

    def _exempt(self, duty: Duty, units: Set[int]) -> Set[int]:
        return {unit for unit in units if self.exempt.of(duty, unit)} if self.exempt.concern(duty) else frozenset()

    def judge(self, duty: Duty, unit: int) -> _Judged:
        there = self.things[_discharge(duty)].there(unit, duty.period)
        is_done, is_sent = (there is not None and there.how_far is how for how in (HowFar.DONE, HowFar.SENT))
        lifted = self.exempt.of(duty, unit)
        is_exempt = lifted is not None or bool(duty.title)
        state = state_of(duty, is_done=is_done, is_sent=is_sent, is_exempt=is_exempt, today=self.asked.today)
        by_title = f"已有“{duty.title}”称号" if duty.title else ""
        why = (lifted.reason, lifted.place) if lifted else (by_title, None)
        return _Judged(state, there if is_done else None, *why, None if is_done else there)


def _discharge(duty: Duty) -> Discharge:
    assert duty.entry.discharge  # noqa: S101 (the loader refuses a due entry without one)
    return duty.entry.discharge


def _found(
    organisation: str, person: Person, today: date, would_be: WouldBe | None = None, *, is_itself: bool = False
) -> _Found:
    subject = organisation_within(organisation, person)
    units = [unit_itself(subject)] if is_itself else units_below(subject, person, today)
    groups = groups_of(units, Horizon(today), would_be=would_be)
    every = [duty for group in groups for duty in group.duties]
    of_records = (duty for duty in every if _discharge(duty).by == "record" and duty.period)
    records = sorted({(_discharge(duty).what, duty.period) for duty in of_records})
    about = {"years": _years_of_months(every), "today": today, "records": records}
    asked = Asked(person, organisation, subject.pk, {unit.id: unit.code for unit in units}, **about)
    things = {discharge: discharged(asked, discharge) for discharge in {_discharge(duty) for duty in every}}
    return _Found(asked, groups, things, exemptions_for(units))


def _years_of_months(every: Iterable[Duty]) -> list[int]:
    """The years whose ledgers are to be looked at."""
    by_ledgers = ("ledger_month", *OF_LEDGERS)
    return sorted({int(duty.period[:4]) for duty in every if _discharge(duty).by in by_ledgers})


def _other_name(place: int | None, unit: int, names: Mapping[int, Named]) -> str:
    """Of the place that lifted a duty for the unit; "" where it did so itself."""
    return names[place].name if place is not None and place != unit and place in names else ""


def ledger_answering(what: str) -> str:
    """The key of the ledger in which a duty that names it is done."""
    return answering(what).ledger.key


def ledger_called(what: str) -> Ledger:
    """The ledger that a plan names by its key or by a source of it."""
    return answering(what).ledger


def known_plans() -> list[Plan]:
    """Every plan that the policy folders have."""
    return list(policy().plans.values())


def plan_called(key: str) -> Plan | None:
    return policy().plans.get(key)
