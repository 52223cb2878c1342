"""Whose duties: who existed when, where he stood, and which plans were in force there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

from jieyue.programme.duties.concluded import failed
from jieyue.rules.duties import (
    FAILED,
    Duty,
    Horizon,
    Owed,
    Standing,
    decisive_days,
    every,
    in_force,
    owed_by_texts,
    set_for,
)
from jieyue.rules.person import Person
from jieyue.rules.plan import Plan
from jieyue.rules.span import ALWAYS, Span, owing
from jieyue.rules.values import Kind, Level
from jieyue.store.duties.models import DayChanged, DaySet, Designation, PlanInForce
from jieyue.store.duties.texts import text_in_force
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of
from jieyue.store.registers.titles.models import Title
from jieyue.store.reporting.models import Opening

Stay = tuple[Span, tuple[int, ...]]
"""For these days it stood below these, itself the last."""


@dataclass(frozen=True)
class Unit:
    id: int
    code: str
    level: Level
    kind: Kind | None
    owing: Span
    stays: Sequence[Stay]

    def above(self, day: date) -> tuple[int, ...]:
        """Those it stood below on a day, from the top down, itself last."""
        return next((above for span, above in self.stays if span.holds(day)), (self.id,))


@dataclass(frozen=True)
class Group:
    """Units with the same duties of a plan."""

    plan: Plan
    duties: Sequence[Duty]
    units: Sequence[int]

    @cached_property
    def members(self) -> frozenset[int]:
        return frozenset(self.units)


def unit_itself(subject: Organisation) -> Unit:
    """With everywhere it ever stood."""
    return units_themselves([subject])[0]


def units_themselves(subjects: Sequence[Organisation]) -> list[Unit]:
    """The same of many, in one query."""
    rows = Placement.objects.filter(organisation__in=any_of(each.pk for each in subjects))
    stays: dict[int, list[Stay]] = {}
    for id_, since, until, path in rows.values_list("organisation_id", "since", "until", "path"):
        stays.setdefault(id_, []).append((Span(since, until), ids_of(path)))
    return [
        Unit(
            each.pk,
            each.code,
            Level(each.level),
            Kind(each.kind) if each.kind else None,
            each.owing,
            stays.get(each.pk, []),
        )
        for each in subjects
    ]


def units_below(subject: Organisation, person: Person, on: date) -> list[Unit]:
    """The organisation and those below it that exist, as far as the person reaches."""
    placements = under(path_on(subject.id, on), on).exclude(organisation__closed_on__lte=on)
    is_unit = subject.level == Level.UNIT
    reached = within(placements, person, organisation="organisation", are_few=is_unit).order_by("organisation__code")
    about = ("code", "level", "kind", "opened_on", "joined_on", "closed_on")
    fields = ("organisation_id", *(f"organisation__{name}" for name in about), "since", "until", "path")
    rows = list(reached.values_list(*fields))
    elsewhere = _other_stays(rows, Horizon(on))
    return [
        Unit(
            id_,
            code,
            Level(level),
            Kind(kind) if kind else None,
            owing(*days),
            [(Span(since, until), ids_of(path)), *elsewhere.get(id_, ())],
        )
        for id_, code, level, kind, *days, since, until, path in rows
    ]


def _other_stays(rows: Iterable[tuple], horizon: Horizon) -> dict[int, list[Stay]]:
    """Where else those of today stood, or will stand, in the years that are looked at."""
    first = date(horizon.years.start, 1, 1)
    moved = [id_ for id_, *_, since, until, _path in rows if since > first or until < ALWAYS.until]
    found: dict[int, list[Stay]] = {}
    others = Placement.objects.filter(organisation__in=any_of(moved), until__gt=first)
    others = others.exclude(since__lte=horizon.today, until__gt=horizon.today)
    for id_, since, until, path in others.values_list("organisation_id", "since", "until", "path"):
        found.setdefault(id_, []).append((Span(since, until), ids_of(path)))
    return found


def ids_of(path: str) -> tuple[int, ...]:
    return tuple(map(int, path.strip("/").split("/")))


@dataclass(frozen=True)
class WouldBe:
    """A plan as its files are now, as it would be in force at a place `since` a day: in the place of how it is now or,
    as `is_another_text`, after it. Or without a day to begin, how it would be if it ended: in force `until` then.
    """

    plan: str
    place: int
    since: date | None = None
    until: date | None = None
    is_another_text: bool = False


@dataclass(frozen=True)
class Happened:
    """What happened to organisations: for which years each was designated, its events with their days, its titles."""

    designated: Mapping[int, frozenset[int]]
    events: Mapping[int, frozenset[tuple[str, date]]]
    titles: Mapping[int, frozenset[tuple[str, Span]]]

    @cached_property
    def to_whom(self) -> Set[int]:
        return self.designated.keys() | self.events.keys() | self.titles.keys()

    def of(self, unit: int) -> tuple[frozenset, ...] | None:
        """All of it; None for those to whom nothing happened."""
        if unit not in self.to_whom:
            return None
        return tuple(told.get(unit, NOTHING) for told in (self.designated, self.events, self.titles))

    def standing(self, unit: Unit, counted_from: Set[object], in_force: tuple[Span, ...]) -> Standing:
        """With its events, of those that happen to everybody only the ones that something is counted from."""
        events = self.events.get(unit.id, NOTHING)
        if PLAN_PUT in counted_from:
            events |= {(PLAN_PUT, span.since) for span in in_force}
        if JOINED in counted_from:
            events |= {(JOINED, unit.owing.since)}
        designated = self.designated.get(unit.id, NOTHING)
        return Standing(in_force, unit.owing, designated, events, self.titles.get(unit.id, NOTHING))


NOTHING: frozenset = frozenset()
DESIGNATED, JOINED, PLAN_PUT = "designated", "joined", "in_force"


def happened(units: Sequence[Unit], plans: Iterable[Plan]) -> Happened:
    """As far as these plans ask for it."""
    ids, plans = [unit.id for unit in units], list(plans)
    years: dict[int, set[int]] = {}
    events: dict[int, set[tuple[str, date]]] = {}
    for unit, year, day in Designation.objects.filter(organisation__in=any_of(ids)).values_list(
        "organisation_id", "year", "decided_on"
    ):
        years.setdefault(unit, set()).add(year)
        events.setdefault(unit, set()).add((DESIGNATED, day))
    for unit, plan, entry, day in days_set(units):
        events.setdefault(unit, set()).add((set_for(plan, entry), day))
    for each in failed(ids) if any(FAILED in plan.events for plan in plans) else ():
        events.setdefault(each.unit, set()).add((FAILED, each.on))
    return Happened(_frozen(years), _frozen(events), _titles(ids, plans))


def days_set(units: Sequence[Unit]) -> Iterator[tuple[int, str, str, date]]:
    """By unit, the days that were set for it, there or above where it stood on the day itself."""
    places = {place for unit in units for _, above in unit.stays for place in above}
    kept: dict[int, list[tuple[str, str, date]]] = {}
    rows = DaySet.objects.filter(organisation__in=any_of(places))
    for place, *told in rows.values_list("organisation_id", "plan", "entry", "day"):
        kept.setdefault(place, []).append(tuple(told))
    for unit in units if kept else ():
        for plan, entry, day in (each for place in kept for each in kept[place] if place in unit.above(each[2])):
            yield unit.id, plan, entry, day


def _titles(ids: Sequence[int], plans: Iterable[Plan]) -> dict[int, frozenset[tuple[str, Span]]]:
    """Those that exempt from something."""
    found: dict[int, set[tuple[str, Span]]] = {}
    exempting = {title for plan in plans for entry, _ in plan.obligations for title in plan.exempting(entry.key)}
    rows = Title.objects.filter(organisation__in=any_of(ids), title__in=exempting)
    for unit, title, since, until in rows.values_list("organisation_id", "title", "given_on", "taken_on"):
        found.setdefault(unit, set()).add((title, Span(since, until or ALWAYS.until)))
    return _frozen(found)


def _frozen(found: Mapping[int, set]) -> dict[int, frozenset]:
    return {unit: frozenset(own) for unit, own in found.items()}


def groups_of(units: Sequence[Unit], horizon: Horizon, *, would_be: WouldBe | None = None) -> list[Group]:
    """Everything in sight, from plans at the units or above them, each duty once."""
    places = {place for unit in units for _, above in unit.stays for place in above}
    put = {key: _InForceAt(rows) for key, rows in _put_in_force(places, would_be).items()}
    texts = [text for at in put.values() for text in at.texts]
    changed = _periods_opened(places, texts, _days_changed(places))
    known, by_id = happened(units, texts), {unit.id: unit for unit in units}
    return [
        split
        for key, at in put.items()
        for group in _groups_of_plan(at, units, known, horizon)
        for split in _with_days(group, changed.get(key), by_id)
    ]


REPORT = "report"
OPENED = "主管部门开报时定的期限"
Changed = Mapping[tuple[str, str], Mapping[int, tuple[date, str]]]
"""Of a plan by entry and period, and by place: the other day, and why."""


def _days_changed(places: Iterable[int]) -> dict[str, dict[tuple[str, str], dict[int, tuple[date, str]]]]:
    found: dict[str, dict[tuple[str, str], dict[int, tuple[date, str]]]] = {}
    fields = ("plan", "entry", "period", "organisation_id", "due_on", "reason")
    for plan, entry, period, place, *told in DayChanged.objects.filter(organisation__in=any_of(places)).values_list(
        *fields
    ):
        found.setdefault(plan, {}).setdefault((entry, period), {})[place] = tuple(told)
    return found


def _periods_opened(places: Iterable[int], plans: Iterable[Plan], found: dict) -> dict:
    """With the days on which reports are due where a period was opened for a region; what was changed for a plan's own
    entry stays.
    """
    rows = Opening.objects.filter(organisation__in=any_of(places))
    told = [(each.organisation_id, each.period, each.due_on, each.document or OPENED) for each in rows]
    owed = ((plan.key, entry) for plan in plans for entry, _ in plan.obligations) if told else ()
    by_report = [(plan, entry.key) for plan, entry in owed if entry.discharge and entry.discharge.by == REPORT]
    for (plan, entry), (place, period, *days) in product(by_report, told):
        found.setdefault(plan, {}).setdefault((entry, period), {}).setdefault(place, tuple(days))
    return found


def _with_days(group: Group, changed: Changed | None, units: Mapping[int, Unit]) -> list[Group]:
    """The group as it is, or in parts where days were changed for some of its units and not for others."""
    touched = {duty.key: duty for duty in group.duties if changed and (duty.entry.key, duty.period) in changed}
    if not changed or not touched:
        return [group]
    alike: dict[tuple[tuple[str, date, str], ...], list[int]] = {}
    for unit in group.units:
        own = (_nearest(duty, changed[duty.entry.key, duty.period], units[unit]) for duty in touched.values())
        alike.setdefault(tuple(each for each in own if each), []).append(unit)
    return [Group(group.plan, _moved(group.duties, days), own) for days, own in alike.items()]


def _nearest(duty: Duty, places: Mapping[int, tuple[date, str]], unit: Unit) -> tuple[str, date, str] | None:
    above = reversed(unit.above(duty.decided_on))
    return next(((duty.key, *places[place]) for place in above if place in places), None)


def _moved(duties: Sequence[Duty], days: Iterable[tuple[str, date, str]]) -> list[Duty]:
    by_key = {key: (day, because) for key, day, because in days}
    return [duty.moved_to(*by_key[duty.key]) if duty.key in by_key else duty for duty in duties]


ByText = tuple[tuple[date, str], ...]
"""Since which day a plan is in force for a unit by which of its texts, told by their digests."""


class _InForceAt:
    """When, and by which text, a plan was in force for who stood where: it was put in force `put` at these places. Most
    stood where others did: those are worked out once.
    """

    def __init__(self, put: Mapping[int, Sequence[tuple[Span, Plan]]]) -> None:
        self.put = put
        self.spans = {place: [span for span, _ in rows] for place, rows in put.items()}
        self.by_digest = {text.digest: text for rows in put.values() for _, text in rows}
        self.known: dict[tuple, tuple[tuple[Span, ...], ByText]] = {}

    @property
    def texts(self) -> list[Plan]:
        return list(self.by_digest.values())

    def of(self, unit: Unit) -> tuple[tuple[Span, ...], ByText]:
        """The same object for whoever stood below the same places on the same days."""
        of_itself = unit.id if unit.id in self.put else 0
        known = (of_itself, *((span.since, span.until, above[:-1]) for span, above in unit.stays))
        if known not in self.known:
            stays = tuple((span, tuple(place for place in above if place in self.put)) for span, above in unit.stays)
            self.known[known] = in_force(stays, self.spans), self._by_text(stays)
        return self.known[known]

    def _by_text(self, stays: Sequence[Stay]) -> ByText:
        """At any day that of the nearest place. Where there is one text alone it holds for all."""
        if len(self.by_digest) == 1:
            return tuple((ALWAYS.since, digest) for digest in self.by_digest)
        held = [
            (part, text.digest)
            for stay, above in stays
            for place in reversed(above)
            for span, text in self.put[place]
            if (part := span.within(stay))
        ]
        found: list[tuple[date, str]] = []
        for day in sorted({day for part, _ in held for day in (part.since, part.until)}):
            digest = next((digest for part, digest in held if part.holds(day)), None)
            if digest and (not found or found[-1][1] != digest):
                found.append((day, digest))
        return tuple(found)


def _groups_of_plan(at: _InForceAt, units: Sequence[Unit], known: Happened, horizon: Horizon) -> list[Group]:
    possible = {digest: _possible(text, horizon) for digest, text in at.by_digest.items()}
    days = decisive_days([owed for each in possible.values() for owed in each])
    levels = frozenset[Level]().union(*(text.levels for text in at.texts))
    events = frozenset[object]().union(*(text.events for text in at.texts))
    has_kinds = any(text.addresses.kinds for text in at.texts)
    in_these_days: dict[tuple[Level, Kind | None, ByText, Standing], list[int]] = {}
    for own in _alike([unit for unit in units if unit.level in levels], at, known, has_kinds=has_kinds):
        spans, by_text = at.of(own[0])
        standing = known.standing(own[0], events, spans).within(days)
        kind = own[0].kind if has_kinds else None
        in_these_days.setdefault((own[0].level, kind, by_text, standing), []).extend(unit.id for unit in own)
    found = []
    for (level, kind, by_text, standing), own in in_these_days.items():
        asked = [(since, _asked(at.by_digest[digest], possible[digest], level, kind)) for since, digest in by_text]
        if any(owed for _, owed in asked):
            duties = [duty for duty in owed_by_texts(standing, asked) if horizon.shows(duty)]
            found.append(Group(at.by_digest[by_text[-1][1]], duties, own))
    return found


def _alike(units: Iterable[Unit], at: _InForceAt, known: Happened, *, has_kinds: bool) -> Iterable[Sequence[Unit]]:
    """Of 40,000 units most are alike: told apart by what is cheap to compare, before anything is worked out."""
    found: dict[tuple, list[Unit]] = {}
    for unit in units:
        owing, what = unit.owing, (id(unit.level), id(unit.kind) if has_kinds else None)
        key = (what, id(at.of(unit)), owing.since, owing.until, known.of(unit.id))
        found.setdefault(key, []).append(unit)
    return found.values()


def _possible(text: Plan, horizon: Horizon) -> list[Owed]:
    ordered = every(text, years=horizon.years, calendar=policy().calendar)
    return [owed for owed in ordered if horizon.shows(owed.duty)]


def _asked(text: Plan, possible: Iterable[Owed], level: Level, kind: Kind | None) -> list[Owed]:
    return [owed for owed in possible if text.addresses.includes(level, kind, owed.duty.entry.who)]


def _put_in_force(
    places: Iterable[int], would_be: WouldBe | None = None
) -> dict[str, dict[int, list[tuple[Span, Plan]]]]:
    """By plan and place with the text that is in force, as far as that itself goes."""
    found: dict[str, dict[int, list[tuple[Span, Plan]]]] = {}
    for row in _with(rows_in_force(places), would_be):
        text = text_in_force(row)
        own = Span(text.since, text.until or ALWAYS.until)
        if span := Span(row.since, row.until or ALWAYS.until).within(own):
            found.setdefault(row.plan, {}).setdefault(row.organisation_id, []).append((span, text))
    return found


def _with(rows: list[PlanInForce], would_be: WouldBe | None) -> list[PlanInForce]:
    if would_be is None:
        return rows
    own = [row for row in rows if (row.organisation_id, row.plan) == (would_be.place, would_be.plan)]
    there = own[-1:] if would_be.since is None else [row for row in own if row.until is None]
    ended = would_be.until or (would_be.since if would_be.is_another_text else None)
    for row in there:
        row.until = ended
    kept = [row for row in rows if row not in there or ended]
    return kept if would_be.since is None else [*kept, _begun(would_be, would_be.since)]


def _begun(would_be: WouldBe, since: date) -> PlanInForce:
    digest = policy().plan(would_be.plan).digest
    return PlanInForce(organisation_id=would_be.place, plan=would_be.plan, since=since, digest=digest)


def rows_in_force(places: Iterable[int]) -> list[PlanInForce]:
    """The plans put in force at these places that the policy folders still have."""
    rows = PlanInForce.objects.filter(organisation__in=any_of(places)).order_by("since", "id")
    return [row for row in rows if row.plan in policy().plans]


def plans_in_force(subject: Organisation, level: Level, first: date, last: date) -> list[Plan]:
    """Those that were in force for an organisation on some day of these, and address its level somewhere."""
    unit = unit_itself(subject)
    put = _put_in_force({place for _, above in unit.stays for place in above})
    held = ((at, *at.of(unit)) for at in map(_InForceAt, put.values()))
    found = [
        _text_on(at, by_text, last) for at, spans, by_text in held if any(_meets(each, first, last) for each in spans)
    ]
    return [text for text in found if level in text.levels]


def _text_on(at: _InForceAt, by_text: ByText, day: date) -> Plan:
    """That of a day; before the first, the first."""
    so_far = [digest for since, digest in by_text if since <= day] or [by_text[0][1]]
    return at.by_digest[so_far[-1]]


def _meets(span: Span, first: date, last: date) -> bool:
    return span.since <= last and first < span.until
