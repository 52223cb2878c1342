"""Whose duties: who existed when, where he stood, and which plans were in force there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jieyue.rules.duties import Duty, Horizon, Standing, decisive_days, every, in_force, owed_by
from jieyue.rules.person import Person
from jieyue.rules.plan import Plan
from jieyue.rules.span import ALWAYS, Span, owing
from jieyue.rules.values import Kind, Level
from jieyue.store.duties.models import Designation, PlanInForce
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.any_of import any_of

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
    rows = Placement.objects.filter(organisation=subject).values_list("since", "until", "path")
    stays = [(Span(since, until), ids_of(path)) for since, until, path in rows]
    kind = Kind(subject.kind) if subject.kind else None
    return Unit(subject.pk, subject.code, Level(subject.level), kind, subject.owing, stays)


def units_below(subject: Organisation, person: Person, on: date) -> list[Unit]:
    """The organisation and those below it that exist, as far as the person reaches."""
    placements = under(path_on(subject.id, on), on).exclude(organisation__closed_on__lte=on)
    reached = within(placements, person, organisation="organisation").order_by("organisation__code")
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
    """A plan as it would be in force at a place, in the place of how it is now."""

    plan: str
    place: int
    since: date


def groups_of(units: Sequence[Unit], horizon: Horizon, *, would_be: WouldBe | None = None) -> list[Group]:
    """Everything in sight, from plans at the units or above them, each duty once."""
    put = _put_in_force({place for unit in units for _, above in unit.stays for place in above}, would_be)
    designated = _designated(unit.id for unit in units)
    return [
        group
        for key, spans in put.items()
        for group in _groups_of_plan(policy().plan(key), _InForceAt(spans), units, designated, horizon)
    ]


class _InForceAt:
    """When a plan was in force for who stood where. Most stood where others did: those are worked out once."""

    def __init__(self, put: Mapping[int, Sequence[Span]]) -> None:
        self.put = put
        self.known: dict[tuple[Stay, ...], tuple[Span, ...]] = {}

    def of(self, unit: Unit) -> tuple[Span, ...]:
        stays = tuple((span, tuple(place for place in above if place in self.put)) for span, above in unit.stays)
        if stays not in self.known:
            self.known[stays] = in_force(stays, self.put)
        return self.known[stays]


def _groups_of_plan(
    plan: Plan,
    at: _InForceAt,
    units: Sequence[Unit],
    designated: Mapping[int, frozenset[int]],
    horizon: Horizon,
) -> list[Group]:
    ordered = every(plan, years=horizon.years, calendar=policy().calendar)
    possible = [owed for owed in ordered if horizon.shows(owed.duty)]
    days = decisive_days(possible)
    addressed = [unit for unit in units if plan.addresses.includes(unit.level, unit.kind)]
    alike: dict[Standing, list[int]] = {}
    for unit in addressed:
        standing = Standing(at.of(unit), unit.owing, designated.get(unit.id, frozenset()))
        alike.setdefault(standing, []).append(unit.id)
    in_these_days: dict[Standing, list[int]] = {}
    for standing, own in alike.items():
        in_these_days.setdefault(standing.within(days), []).extend(own)
    owed = [(owed_by(standing, possible), own) for standing, own in in_these_days.items()]
    return [Group(plan, [duty for duty in duties if horizon.shows(duty)], own) for duties, own in owed]


def _put_in_force(places: Iterable[int], would_be: WouldBe | None) -> dict[str, dict[int, list[Span]]]:
    """By plan and place, as far as the plan itself goes."""
    found: dict[str, dict[int, list[Span]]] = {}
    for row in _with(rows_in_force(places), would_be):
        plan = policy().plan(row.plan)
        own = Span(plan.since, plan.until or ALWAYS.until)
        if span := Span(row.since, row.until or ALWAYS.until).within(own):
            found.setdefault(row.plan, {}).setdefault(row.organisation_id, []).append(span)
    return found


def _with(rows: list[PlanInForce], would_be: WouldBe | None) -> list[PlanInForce]:
    if would_be is None:
        return rows
    new = PlanInForce(organisation_id=would_be.place, plan=would_be.plan, since=would_be.since)
    at_once = (would_be.place, would_be.plan, None)
    return [*(row for row in rows if (row.organisation_id, row.plan, row.until) != at_once), new]


def rows_in_force(places: Iterable[int]) -> list[PlanInForce]:
    """The plans put in force at these places that the policy folders still have."""
    rows = PlanInForce.objects.filter(organisation__in=any_of(places)).order_by("since", "id")
    return [row for row in rows if row.plan in policy().plans]


def _designated(units: Iterable[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    rows = Designation.objects.filter(organisation__in=any_of(units))
    for unit, year in rows.values_list("organisation_id", "year"):
        found.setdefault(unit, set()).add(year)
    return {unit: frozenset(years) for unit, years in found.items()}
