"""目标: how the targets of an organisation stand, how they are split over those below, which will not be kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.organisations.naming import Named, named
from jieyue.programme.recognition.queries import share_of_levels
from jieyue.programme.reporting.figures import digest_of
from jieyue.programme.targets.aims import Aim, aims_of, aims_of_plans, measures, titles_of_plans
from jieyue.programme.targets.figures import Figures, Members, directly_below, figures_of
from jieyue.programme.targets.lines import Line, lines_of, share_line
from jieyue.programme.targets.parts import Part, Together, parts_of, together
from jieyue.rules.person import Person
from jieyue.rules.refusal import NotThere
from jieyue.rules.roles import Right
from jieyue.rules.targets import Verdict
from jieyue.rules.values import Level
from jieyue.store.orgs.models import Organisation, Placement
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy
from jieyue.store.registers.savings_targets.settling import set_from_above
from jieyue.store.registers.title_aims.models import TitleAim
from jieyue.store.registers.titles.models import Title

MOST_AT_RISK = 5
EVERYBODY = 1_000_000
WORST_FIRST = (Verdict.MISSED, Verdict.AT_RISK, Verdict.OPEN, Verdict.ON_COURSE, Verdict.MET)


class TargetUnknown(NotThere):
    pass


@dataclass(frozen=True)
class TitleLine:
    """A title that is aimed at: until when (None: the plan names no day), and since when it is held."""

    title: str
    due_on: date | None
    document: str
    held_since: date | None
    today: date

    @property
    def days_left(self) -> int | None:
        return (self.due_on - self.today).days if self.due_on else None

    @property
    def verdict(self) -> Verdict:
        if self.held_since:
            return Verdict.MISSED if self.due_on and self.held_since > self.due_on else Verdict.MET
        return Verdict.MISSED if self.due_on and self.today > self.due_on else Verdict.OPEN


@dataclass(frozen=True)
class Shown:
    """`split` is, by what is measured, what the targets of those directly below come to together. `has_below`: there
    are some; `may_set` targets for it as its superior, `may_propose` its own, `may_split` over those below.
    """

    organisation: Named
    level: Level
    year: int
    lines: Sequence[Line]
    titles: Sequence[TitleLine]
    split: Mapping[str, Together]
    has_below: bool
    may_set: bool
    may_propose: bool
    may_split: bool

    @property
    def at_risk(self) -> list[Line]:
        return [line for line in self.lines if line.verdict.is_bad]


def targets_of(*, organisation: str, year: int, person: Person, today: date) -> Shown:
    """Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    aims = [*aims_of([subject.pk], year), *aims_of_plans(subject, year)]
    own = [aim for aim in aims if not aim.scope]
    scoped = [aim for aim in aims if aim.scope]
    lines = _lines(subject, own, year, today, person) + [_scoped(subject, aim, today, person) for aim in scoped]
    below = directly_below(subject, person.on)
    return Shown(
        organisation=named([subject.pk], on=person.on)[subject.pk],
        level=Level(subject.level),
        year=year,
        lines=lines,
        titles=_titles(subject, today),
        split=_splits(subject, [aim for aim in aims if aim.can_be_split], below, today, person),
        has_below=bool(below),
        may_set=bool(set_from_above([subject.pk], person)),
        may_propose=_may(person, subject, Right.AIM),
        may_split=bool(below) and _may_split(subject, person),
    )


def _may(person: Person, subject: Organisation, right: Right) -> bool:
    paths = person.paths(right)
    placed = Placement.objects.filter(organisation=subject, since__lte=person.on, until__gt=person.on)
    return any(path.startswith(top) for path in placed.values_list("path", flat=True) for top in paths)


def _may_split(subject: Organisation, person: Person) -> bool:
    """A place's targets whoever directs it splits, a unit's whoever enters them for it."""
    return _may(person, subject, Right.SHAPE if Level(subject.level).is_place else Right.AIM)


def _lines(subject: Organisation, aims: Sequence[Aim], year: int, today: date, person: Person) -> list[Line]:
    if not aims:
        return []
    years = {year, year - 1, *(aim.base_year for aim in aims)}
    return lines_of(aims, figures_of(Members.of(subject, person.on), years=years, tops=[subject.pk], today=today))


def _scoped(subject: Organisation, aim: Aim, today: date, person: Person) -> Line:
    """A share of those at some levels: of the organs that belong to a place of these themselves."""
    share = share_of_levels(subject, aim.scope, min(today, aim.until), person=person)
    return share_line(aim, share.percent, today=today)


def _titles(subject: Organisation, today: date) -> list[TitleLine]:
    """Those of the plans in force, and the unit's own, whose day is its own."""
    names = {word.key: word.name for word in policy().ledgers.words.get("titles", ())}
    rows = Title.objects.filter(organisation=subject, taken_on=None, given_on__lte=today).order_by("-given_on")
    held = dict(rows.values_list("title", "given_on"))
    own = TitleAim.objects.filter(organisation=subject).order_by("due_on", "id")
    told = [(each.title, each.due_on, each.document) for each in own]
    told += [(title, by, f"《{plan.title}》") for plan, title, by in titles_of_plans(subject, today)]
    return [TitleLine(names.get(title, ""), by, document, held.get(title), today) for title, by, document in told]


def _splits(
    subject: Organisation, aims: Sequence[Aim], below: Collection[int], today: date, person: Person
) -> dict[str, Together]:
    """Of those targets of which somebody below has a part."""
    if not aims or not below:
        return {}
    set_below = {(aim.key, aim.organisation) for aim in aims_of(below, aims[0].year)}
    wanted = [aim for aim in aims if any(key == aim.key for key, _ in set_below)]
    if not wanted:
        return {}
    figures = _below(subject, below, {aim.base_year for aim in wanted}, today, person)
    return {aim.key: together(aim, parts_of(aim, below, figures), figures) for aim in wanted}


def _below(
    subject: Organisation, below: Collection[int], years: Collection[int], today: date, person: Person
) -> Figures:
    members = Members.of(subject, person.on, below=set(below))
    return figures_of(members, years=years, tops=[subject.pk], today=today)


@dataclass(frozen=True)
class Split:
    """A target and its parts below, some of them listed. `seen` is the digest of what stood there."""

    organisation: Named
    line: Line
    parts: Sequence[tuple[Named, Part]]
    count: int
    together: Together
    seen: str
    may_split: bool


def split_of(
    *, organisation: str, year: int, measure: str, person: Person, today: date, first: int = 0, many: int = 50
) -> Split:
    """Raises OrganisationUnknown, and TargetUnknown where the organisation has no such target of the year."""
    subject = organisation_within(organisation, person)
    aim = aim_of(subject, year, measure)
    below = directly_below(subject, person.on)
    figures = _figures_for(subject, aim, below, person, today)
    parts = parts_of(aim, below, figures)
    listed = parts[first : first + many]
    names = named([part.organisation for part in listed], on=person.on)
    return Split(
        organisation=named([subject.pk], on=person.on)[subject.pk],
        line=_lines(subject, [aim], year, today, person)[0],
        parts=[(names[part.organisation], part) for part in listed],
        count=len(parts),
        together=together(aim, parts, figures),
        seen=seen_of_parts(aim, parts),
        may_split=bool(below) and _may_split(subject, person),
    )


@dataclass(frozen=True)
class OnePart:
    """One of those below, its part, and the split it is a part of."""

    name: Named
    part: Part
    split: Split


def part_of(*, organisation: str, year: int, measure: str, below: str, person: Person, today: date) -> OnePart:
    """Raises TargetUnknown also where `below` is none of those directly below."""
    found = split_of(organisation=organisation, year=year, measure=measure, person=person, today=today, many=EVERYBODY)
    part = next((each for each in found.parts if each[0].code == below), None)
    if part is None:
        raise TargetUnknown(f"{below} 不是它的直接下级。", do="请从分解表中打开。")
    return OnePart(*part, found)


def _figures_for(subject: Organisation, aim: Aim, below: Collection[int], person: Person, today: date) -> Figures:
    return _below(subject, below, {aim.year, aim.base_year}, today, person)


def parts_below(subject: Organisation, aim: Aim, *, person: Person, today: date) -> list[Part]:
    below = directly_below(subject, person.on)
    return parts_of(aim, below, _figures_for(subject, aim, below, person, today))


def aim_of(subject: Organisation, year: int, measure: str) -> Aim:
    """That of the registers, else of the first plan that has one. Raises TargetUnknown."""
    found = [*aims_of([subject.pk], year), *aims_of_plans(subject, year)]
    own = [aim for aim in found if aim.key == measure and aim.can_be_split]
    if not own:
        name = measures()[measure].name if measure in measures() else measure
        raise TargetUnknown(f"没有登记 {year} 年的“{name}”目标。", do="请先登记本级的目标，再向下分解。")
    return own[0]


def seen_of_parts(aim: Aim, parts: Sequence[Part]) -> str:
    told = {str(part.organisation): [str(part.value), part.form and part.form.value, part.because] for part in parts}
    return digest_of({"form": aim.form.value, "value": str(aim.value), "base": str(aim.base_year), "parts": told})


@dataclass(frozen=True)
class Standing:
    """One of those below with its targets, the worst first."""

    organisation: Named
    lines: Sequence[Line]

    @property
    def worst(self) -> Verdict:
        return self.lines[0].verdict


@dataclass(frozen=True)
class Standings:
    """Those directly below that have targets, those that will not keep them first."""

    rows: Sequence[Standing]
    count: int
    at_risk: int
    without: int


def standings_below(
    *, organisation: str, year: int, person: Person, today: date, first: int = 0, many: int = 50
) -> Standings:
    subject = organisation_within(organisation, person)
    below = directly_below(subject, person.on)
    aims = aims_of(below, year)
    having = {aim.organisation for aim in aims}
    if not having:
        return Standings([], 0, 0, len(below))
    years = {year, year - 1, *(aim.base_year for aim in aims)}
    figures = _below(subject, having, years, today, person)
    by_unit: dict[int, list[Line]] = {}
    for line in lines_of(aims, figures):
        by_unit.setdefault(line.aim.organisation, []).append(line)
    ordered = sorted(by_unit.items(), key=lambda each: min(map(_rank, each[1])))
    listed = ordered[first : first + many]
    names = named([id_ for id_, _ in listed], on=person.on)
    return Standings(
        rows=[Standing(names[id_], sorted(lines, key=_rank)) for id_, lines in listed],
        count=len(ordered),
        at_risk=sum(any(line.verdict.is_bad for line in lines) for lines in by_unit.values()),
        without=len(below) - len(having),
    )


def _rank(line: Line) -> int:
    return WORST_FIRST.index(line.verdict)


@dataclass(frozen=True)
class Warnings:
    """Its targets that will not be kept, and how many directly below (if it `has_below`) will not keep theirs."""

    own: Sequence[Line]
    below: int
    year: int
    has_below: bool = False


def warnings(*, organisation: str, year: int, person: Person, today: date) -> Warnings:
    """For the first page."""
    shown = targets_of(organisation=organisation, year=year, person=person, today=today)
    below = standings_below(organisation=organisation, year=year, person=person, today=today, many=0)
    return Warnings(shown.at_risk[:MOST_AT_RISK], below.at_risk, year, shown.has_below)
