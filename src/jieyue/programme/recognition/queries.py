"""建成情况: what share of a place's organs is recognised, by level and kind, against each target, with their lists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.duties.standing import plans_in_force
from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.recognition.organs import Organ, stood_at, units_on
from jieyue.rules.person import Person
from jieyue.rules.plan import Form
from jieyue.rules.recognition import Goal, Share, Status, shared
from jieyue.rules.targets import Verdict, reached
from jieyue.rules.values import Kind, Level
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy

PLACES = tuple(level for level in Level if level.is_place)
FIRST = date(2000, 1, 1)


@dataclass(frozen=True)
class Choice:
    """Of the organs of a place some: of these levels, of a kind, of a branch (by its code), in a status. What is None
    or "" is left open; `is_organ` None are those of which nobody has said what they are.
    """

    levels: tuple[Level, ...] = ()
    kind: Kind | None = None
    branch: str = ""
    status: Status | None = None
    is_organ: bool | None = True

    def holds(self, each: Organ) -> bool:
        return (
            each.is_organ is self.is_organ
            and (not self.levels or each.level in self.levels)
            and (self.kind is None or each.kind is self.kind)
            and (not self.branch or each.branch.code == self.branch)
            and (self.status is None or each.status is self.status)
        )


@dataclass(frozen=True)
class Group:
    """Some organs and what share of them is recognised."""

    name: str
    choice: Choice
    share: Share


@dataclass(frozen=True)
class GoalLine:
    """A target and how far it was reached `on` its day, or today where that is still to come. It `is_own` where the
    plan sets it for this place; else it is for one above and stands there to compare with.
    """

    goal: Goal
    on: date
    share: Share
    verdict: Verdict
    is_own: bool

    @property
    def choice(self) -> Choice:
        return Choice(levels=self.goal.levels)


@dataclass(frozen=True)
class Shown:
    """A place on a day. `unknown` are units of which nobody has said whether they are organs; they are in no share."""

    organisation: Named
    level: Level
    on: date
    units: Sequence[Organ]
    goals: Sequence[GoalLine]

    def listed(self, choice: Choice) -> list[Organ]:
        """Those whom a number counts."""
        return [each for each in self.units if choice.holds(each)]

    @property
    def total(self) -> Share:
        return self._share(Choice())

    @property
    def unknown(self) -> int:
        return len(self.listed(Choice(is_organ=None)))

    @property
    def levels(self) -> list[Group]:
        """By the level of the place that an organ belongs to."""
        named_levels = [(f"{level.zh}级", Choice(levels=(level,))) for level in PLACES]
        return self._groups(named_levels)

    @property
    def kinds(self) -> list[Group]:
        return self._groups([(kind.zh, Choice(kind=kind)) for kind in Kind])

    @property
    def branches(self) -> list[Group]:
        """By whoever stands directly below the place."""
        names = {each.branch.code: each.branch.name for each in self.units}
        return self._groups([(names[code], Choice(branch=code)) for code in sorted(names)])

    def _groups(self, wanted: Sequence[tuple[str, Choice]]) -> list[Group]:
        found = (Group(name, choice, self._share(choice)) for name, choice in wanted)
        return [each for each in found if each.share.of]

    def _share(self, choice: Choice) -> Share:
        return shared(each.is_recognised for each in self.listed(choice))


def recognition(*, organisation: str, on: date | None = None, person: Person, today: date) -> Shown:
    """As the tree stood on a day (today where none is named; never later). Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    day = min(on or today, today)
    on_day = _remembered(subject, person)
    names = named([subject.pk], on=person.on)
    units = on_day(day)
    goals = [_line(goal, on_day, today, is_own=is_own) for goal, is_own in goals_of(subject, today)]
    told = [each for each in goals if each.share.of]
    return Shown(names[subject.pk], Level(subject.level), day, units, told)


def _remembered(subject: Organisation, person: Person) -> Callable[[date], list[Organ]]:
    found: dict[date, list[Organ]] = {}

    def on_day(day: date) -> list[Organ]:
        if day not in found:
            path = stood_at(subject, day)
            found[day] = units_on(path, day, person=person) if path else []
        return found[day]

    return on_day


def _line(goal: Goal, on_day: Callable[[date], list[Organ]], today: date, *, is_own: bool) -> GoalLine:
    on = min(goal.by, today)
    choice = Choice(levels=goal.levels)
    share = shared(each.is_recognised for each in on_day(on) if choice.holds(each))
    return GoalLine(goal, on, share, reached(share.percent, goal.value, is_over=today > goal.by), is_own)


def share_of_levels(subject: Organisation, levels: tuple[Level, ...], on: date, *, person: Person) -> Share:
    """The organs of a place that belong to places of these levels, recognised on a day."""
    path = stood_at(subject, on)
    choice = Choice(levels=levels)
    units = units_on(path, on, person=person) if path else []
    return shared(each.is_recognised for each in units if choice.holds(each))


def goals_of(subject: Organisation, today: date) -> list[tuple[Goal, bool]]:
    """Targets of share of the plans that were ever in force where a place stands, and those of no plan, by their day;
    each with whether it is for a place of this level.
    """
    own = Level(subject.level)
    found = [
        (
            _of_plan(plan.title, plan.certainty, f"{plan.key}/{entry.key}", entry),
            own in (entry.who.levels or plan.levels),
        )
        for plan in plans_in_force(subject, own, FIRST, today)
        for entry in plan.entries
        if entry.target and entry.target.form is Form.SHARE and entry.target.by and _is_ours(entry.target.measure)
    ]
    found += [(goal, True) for goal in policy().recognition.goals]
    return sorted(found, key=lambda each: each[0].by)


def _is_ours(measure: str) -> bool:
    words = {word.key: word for word in policy().ledgers.words.get("target_measures", ())}
    about = words[measure].measured if measure in words else None
    return about is not None and about.title == policy().recognition.title


def _of_plan(title: str, certainty, key: str, entry) -> Goal:
    target = entry.target
    return Goal(key, entry.what, target.scope or PLACES, target.value, target.by, f"《{title}》", certainty)
