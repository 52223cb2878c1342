"""期限: what an organisation, or those of a place, have to do by when, and how it stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.duties.discharging import Asked, Discharged, Done, discharged
from jieyue.programme.organisations.naming import Named, named
from jieyue.rules.duties import Duty, DutyState, duties_of, state_of
from jieyue.rules.person import Person
from jieyue.rules.plan import Discharge, Plan
from jieyue.rules.values import Kind, Level
from jieyue.store.duties.models import Designation, Exemption, HandedIn, PlanInForce
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within, within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.policies import policy
from jieyue.store.records.among import listed

MOST_YEARS_BACK = 2
"""Years back for which what was never done is still shown."""


@dataclass(frozen=True)
class Shown:
    """A duty of one organisation. `exempt_because` is "" where it is not exempt; `done` is what discharged it."""

    organisation: Named
    plan: str
    duty: Duty
    state: DutyState
    done: Done | None
    exempt_because: str
    is_calendar_known: bool

    @property
    def is_late(self) -> bool:
        """Done, but after its day."""
        return self.done is not None and self.done.on is not None and self.done.on > self.duty.due_on


@dataclass(frozen=True)
class Tally:
    """A duty that several have: how many of them, by state; `late` are the codes and names of those overdue."""

    duty: Duty
    counts: Mapping[DutyState, int]
    late: Sequence[Named]

    @property
    def owed(self) -> int:
        return sum(count for state, count in self.counts.items() if state is not DutyState.EXEMPT)

    @property
    def done(self) -> int:
        return self.counts.get(DutyState.DONE, 0)


@dataclass(frozen=True)
class InForce:
    """A plan in force: where it was put in force, and from when until before when."""

    plan: Plan
    organisation: Named
    since: date
    until: date | None


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


@dataclass(frozen=True)
class _Unit:
    id: int
    level: Level
    kind: Kind | None
    path: str


def duties(*, organisation: str, person: Person, today: date, years: int = 0) -> list[Shown]:
    """Of the organisation and, where it is a place, of those at and below it: what is due this year, and what was due
    in earlier years and is not done. `years` more of earlier ones are shown whole.
    """
    found = _found(organisation, person, today)
    names = named(found.asked.units, on=today)
    since = date(today.year - years, 1, 1)
    shown = []
    for group in found.groups:
        for duty in group.duties:
            for unit in group.units:
                judged = found.judge(duty, unit, today)
                if duty.due_on >= since or judged.state is DutyState.OVERDUE:
                    shown.append(_shown(names[unit], group.plan, duty, judged))
    return sorted(shown, key=lambda each: (each.organisation.code, each.duty.due_on, each.duty.key))


def tallies(*, organisation: str, person: Person, today: date) -> list[Tally]:
    """What the units of a place have to do this year, and what was not done before, counted."""
    found = _found(organisation, person, today)
    counted: dict[str, tuple[Duty, Counter[DutyState], list[int]]] = {}
    for group in found.groups:
        for duty in group.duties:
            _, counts, late = counted.setdefault(f"{duty.plan} {duty.key}", (duty, Counter(), []))
            undone = found.undone(duty, group.units)
            counts[DutyState.DONE] += len(group.units) - len(undone)
            for state, units in found.states_of(duty, undone, today).items():
                counts[state] += len(units)
                late += units if state is DutyState.OVERDUE else []
    names = named({unit for _, _, late in counted.values() for unit in late}, on=today)
    ordered = sorted(counted.values(), key=lambda each: (each[0].due_on, each[0].key))
    return [
        Tally(duty, counts, sorted((names[unit] for unit in late), key=lambda own: own.code))
        for duty, counts, late in ordered
        if duty.due_on.year >= today.year or late
    ]


def plans_of(*, organisation: str, person: Person, today: date) -> list[InForce]:
    """The plans that hold for an organisation, by its own right or from above."""
    subject = organisation_within(organisation, person)
    path = path_on(subject.id, today)
    rows = list(_in_force([path]))
    names = named({row.organisation_id for row in rows}, on=today)
    return [
        InForce(policy().plan(row.plan), names[row.organisation_id], row.since, row.until)
        for row in rows
        if row.plan in policy().plans and row.organisation_id in names
    ]


def papers(*, organisation: str, person: Person, today: date) -> list[Paper]:
    """The documents that an organisation has handed in, the latest first."""
    subject = organisation_within(organisation, person)
    own = named([subject.id], on=today)[subject.id]
    rows = HandedIn.objects.filter(organisation=subject).order_by("-handed_in_on", "-id")
    fields = ("id", "what", "period", "handed_in_on", "to", "title")
    return [Paper(id_, own, *rest) for id_, *rest in rows.values_list(*fields)]


@dataclass(frozen=True)
class _Judged:
    state: DutyState
    done: Done | None = None
    because: str = ""


@dataclass(frozen=True)
class _Group:
    """Units with the same duties of a plan."""

    plan: Plan
    duties: Sequence[Duty]
    units: Sequence[int]


@dataclass(frozen=True)
class _Found:
    """The duties of units, and everything that discharges or lifts them."""

    asked: Asked
    groups: Sequence[_Group]
    things: Mapping[Discharge, Discharged]
    exempt: Mapping[tuple[int, str, str, str], str]

    def undone(self, duty: Duty, units: Sequence[int]) -> list[int]:
        things = self.things[_discharge(duty)]
        return [unit for unit in units if (unit, duty.period) not in things]

    def states_of(self, duty: Duty, undone: Sequence[int], today: date) -> dict[DutyState, list[int]]:
        """Those who have not done it by how they stand: all alike but for the exempt."""
        exempt = [unit for unit in undone if self._because(duty, unit) is not None] if self.exempt else []
        state = state_of(duty, is_done=False, is_exempt=False, today=today)
        others = [unit for unit in undone if unit not in exempt] if exempt else list(undone)
        return {DutyState.EXEMPT: exempt, state: others}

    def judge(self, duty: Duty, unit: int, today: date) -> _Judged:
        done = self.things[_discharge(duty)].get((unit, duty.period))
        because = self._because(duty, unit) if self.exempt else None
        state = state_of(duty, is_done=done is not None, is_exempt=because is not None, today=today)
        return _Judged(state, done, because or "")

    def _because(self, duty: Duty, unit: int) -> str | None:
        reasons = (self.exempt.get((unit, duty.plan, duty.entry.key, period)) for period in (duty.period, ""))
        return next((reason for reason in reasons if reason is not None), None)


def _discharge(duty: Duty) -> Discharge:
    assert duty.entry.discharge  # noqa: S101 (the loader refuses a due entry without one)
    return duty.entry.discharge


def _found(organisation: str, person: Person, today: date) -> _Found:
    subject = organisation_within(organisation, person)
    units = _units(subject, person, today)
    groups = _groups(units, today)
    years = sorted({duty.due_on.year for group in groups for duty in group.duties} | {today.year - 1, today.year})
    codes = dict(Organisation.objects.filter(id__in=listed(each.id for each in units)).values_list("id", "code"))
    asked = Asked(person, organisation, codes, years[-MOST_YEARS_BACK - 1 :], today)
    wanted = {_discharge(duty) for group in groups for duty in group.duties}
    things = {discharge: discharged(asked, discharge) for discharge in wanted}
    return _Found(asked, groups, things, _exemptions(codes))


def _units(subject: Organisation, person: Person, on: date) -> list[_Unit]:
    """The organisation and those below it that exist, as far as the person reaches."""
    placements = under(path_on(subject.id, on), on).exclude(organisation__closed_on__lte=on)
    reached = within(placements, person, organisation="organisation").order_by("organisation__code")
    rows = reached.values_list("organisation_id", "organisation__level", "organisation__kind", "path")
    return [_Unit(id_, Level(level), Kind(kind) if kind else None, path) for id_, level, kind, path in rows]


def _groups(units: Sequence[_Unit], today: date) -> list[_Group]:
    """Everything due up to the end of this year, from plans at the units or above them."""
    held = [(row, policy().plans[row.plan]) for row in _in_force(unit.path for unit in units) if _is_known(row)]
    designated = _designated(unit.id for unit in units)
    groups = []
    for row, plan in held:
        alike: dict[frozenset[int], list[int]] = {}
        for unit in units:
            if f"/{row.organisation_id}/" in unit.path and _addresses(plan, unit):
                alike.setdefault(designated.get(unit.id, frozenset()), []).append(unit.id)
        groups += [_Group(plan, _near_duties(row, plan, years, today), own) for years, own in alike.items()]
    return groups


def _is_known(row: PlanInForce) -> bool:
    return row.plan in policy().plans


def _near_duties(row: PlanInForce, plan: Plan, designated: frozenset[int], today: date) -> list[Duty]:
    ends = (row.until, plan.until, date(today.year + 1, 1, 1))
    since, until = max(row.since, plan.since), min(each for each in ends if each)
    every = duties_of(plan, since=since, until=until, calendar=policy().calendar, designated=designated)
    return [duty for duty in every if _is_near(duty, today)]


def _is_near(duty: Duty, today: date) -> bool:
    return today.year - MOST_YEARS_BACK <= duty.due_on.year <= today.year


def _addresses(plan: Plan, unit: _Unit) -> bool:
    return plan.addresses.includes(unit.level, unit.kind)


def _in_force(paths: Iterable[str]) -> Iterable[PlanInForce]:
    above = {int(id_) for path in paths for id_ in path.strip("/").split("/")}
    return PlanInForce.objects.filter(organisation__in=listed(above)).order_by("since", "id")


def _designated(units: Iterable[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    rows = Designation.objects.filter(organisation__in=listed(units))
    for unit, year in rows.values_list("organisation_id", "year"):
        found.setdefault(unit, set()).add(year)
    return {unit: frozenset(years) for unit, years in found.items()}


def _exemptions(units: Iterable[int]) -> dict[tuple[int, str, str, str], str]:
    rows = Exemption.objects.filter(organisation__in=listed(units))
    fields = ("organisation_id", "plan", "entry", "period", "reason")
    return {tuple(key): reason for *key, reason in rows.values_list(*fields)}


def _shown(own: Named, plan: Plan, duty: Duty, judged: _Judged) -> Shown:
    is_known = policy().calendar.is_known(duty.due_on.year)
    return Shown(own, plan.title, duty, judged.state, judged.done, judged.because, is_known)


def known_plans() -> list[Plan]:
    """Every plan that the policy folders have."""
    return list(policy().plans.values())


def plan_called(key: str) -> Plan | None:
    return policy().plans.get(key)
