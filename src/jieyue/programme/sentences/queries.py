"""逐句对照: where each sentence of a plan stands today at one organisation, with the thing that carries it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from jieyue.programme.duties import queries as duties
from jieyue.programme.duties.queries import AtPlace, Shown, Tally
from jieyue.programme.sentences.cited import KEY, Entered, entered_of, told_of_cited
from jieyue.programme.sentences.lists import Place, of_list, place_of
from jieyue.programme.sentences.rows import checked, kept
from jieyue.programme.sentences.telling import Now, Told
from jieyue.programme.targets.queries import Shown as Aims
from jieyue.programme.targets.queries import targets_of
from jieyue.rules.duties import DutyState
from jieyue.rules.own_lists import OWN_LISTS
from jieyue.rules.person import Person
from jieyue.rules.plan import Carried, Conclusion, Entry, Form, Plan
from jieyue.rules.targets import Verdict
from jieyue.rules.values import Kind, Level
from jieyue.store.duties.models import Designation
from jieyue.store.policies import policy
from jieyue.store.registers.titles.models import Title

IN_TONE = {
    Verdict.MET: Now.MET,
    Verdict.ON_COURSE: Now.OPEN,
    Verdict.OPEN: Now.OPEN,
    Verdict.AT_RISK: Now.UNMET,
    Verdict.MISSED: Now.UNMET,
}
UNDONE = (DutyState.DUE, DutyState.SENT, DutyState.AHEAD)


@dataclass(frozen=True)
class Standing:
    """A plan at an organisation: by entry, where each stands. `is_in_force`: it asks for it today at all."""

    name: str
    is_in_force: bool
    by_entry: Mapping[str, Sequence[Told]]

    @property
    def count(self) -> int:
        """Of how many entries something is told."""
        return sum(map(bool, self.by_entry.values()))

    @property
    def counts(self) -> list[tuple[Now, int]]:
        """How many entries stand how, each as the worst of what is told of it."""
        found = [max((each.now for each in told), key=list(Now).index) for told in self.by_entry.values() if told]
        return [(now, found.count(now)) for now in Now if now in found]


def standing(*, plan: str, organisation: str, person: Person, today: date) -> Standing:
    """Raises OrganisationUnknown. The questions are as many as the plan names things, however many rows there are."""
    found, asked = policy().plan(plan), {"organisation": organisation, "person": person, "today": today}
    place = place_of(organisation, person, today)
    in_force = any(each.plan.key == plan for each in duties.plans_of(**asked))
    desk = _Desk(found, place, *_duties(found, place, asked))
    told = {entry.key: list(desk.told(entry)) for entry in found.entries}
    return Standing(place.name, in_force, told)


def _duties(plan: Plan, place: Place, asked: dict) -> tuple[dict[str, list[Shown]], dict[str, list[Tally]]]:
    """By entry: what the organisation itself has to do, and of a place what those below it have."""
    there = duties.at_place(**asked) if place.is_place else AtPlace([], duties.duties(**asked, years=1))
    own: dict[str, list[Shown]] = {}
    for each in there.own:
        if each.duty.plan == plan.key and each.organisation.code == place.subject.code:
            own.setdefault(each.duty.entry.key, []).append(each)
    below: dict[str, list[Tally]] = {}
    for each in there.tallies:
        if each.duty.plan == plan.key:
            below.setdefault(each.duty.entry.key, []).append(each)
    return own, below


class _Desk:
    """What is looked up once for all sentences, however many of them order the same."""

    def __init__(
        self, plan: Plan, place: Place, own: Mapping[str, Sequence[Shown]], below: Mapping[str, Sequence[Tally]]
    ) -> None:
        self.plan, self.place, self.own, self.below = plan, place, own, below
        self._aims: dict[int, Aims] = {}
        self._kept: dict[str, list[Told]] = {}

    def aims(self, year: int) -> Aims:
        place = self.place
        if year not in self._aims:
            about = {"organisation": place.subject.code, "person": place.person, "today": place.today}
            self._aims[year] = targets_of(**about, year=year)
        return self._aims[year]

    @cached_property
    def entered(self) -> Entered:
        return entered_of(self.plan.cited, self.place)

    def told(self, entry: Entry) -> Iterator[Told]:
        if entry.carried in (Carried.SHOWN, Carried.WAITS):
            return
        if not self._is_addressed(entry):
            yield Told("不由这一级的机构办理", Now.NONE)
            return
        if entry.owed:
            yield from self._of_duties(entry)
        if entry.cites:
            yield from told_of_cited(entry, self.entered, self.place)
        for name in (each for each in entry.kept if each != KEY or not entry.cites):
            yield from self._of_kept(name)
        if entry.check and entry.check.at:
            at, items = entry.check.at, entry.check.items
            yield from of_list(at, self.place) if at in OWN_LISTS else checked(at, items, self.place)
        if entry.target:
            yield from self._of_target(entry)
        if entry.conclusion:
            yield from self._of_conclusion(entry.conclusion)

    def _of_kept(self, name: str) -> list[Told]:
        if name not in self._kept:
            self._kept[name] = list((of_list if name in OWN_LISTS else kept)(name, self.place))
        return self._kept[name]

    def _is_addressed(self, entry: Entry) -> bool:
        """A place answers for what those below it have to do, too."""
        subject = self.place.subject
        kind = Kind(subject.kind) if subject.kind else None
        if self.plan.addresses.includes(Level(subject.level), kind, entry.who):
            return True
        return self.place.is_place and Level.UNIT in (entry.who.levels or self.plan.addresses.levels)

    def _of_duties(self, entry: Entry) -> Iterator[Told]:
        own, below = self.own.get(entry.key, ()), self.below.get(entry.key, ())
        late = [each for each in own if each.state is DutyState.OVERDUE]
        if late:
            yield Told(f"逾期 {len(late)} 项，最早的应在 {late[0].duty.due_on} 前办", Now.UNMET, shown=late[0])
        nearest = min((each for each in own if each.state in UNDONE), key=lambda each: each.duty.due_on, default=None)
        if nearest:
            yield Told(f"{nearest.state.zh}，{nearest.duty.due_on} 前", Now.OPEN, shown=nearest)
        done = [each for each in own if each.done]
        if done and done[-1].done:
            yield Told(done[-1].done.says, Now.MET, shown=done[-1])
        if exempt := next((each for each in own if each.state is DutyState.EXEMPT), None):
            yield Told(f"免办：{exempt.exempt_because}", Now.MET)
        yield from _below(below, self.place)
        if not own and not below:
            yield Told("现在没有要办的", Now.NONE)

    def _of_target(self, entry: Entry) -> Iterator[Told]:
        target, year = entry.target, self.place.today.year
        assert target is not None  # noqa: S101 (whoever calls has looked)
        year = min(year, target.by.year) if target.by else year
        page, aims = (self.place.subject.code, str(year)), self.aims(year)
        if target.title:
            of_plan = [each for each in aims.titles if each.document == f"《{self.plan.title}》"]
            name = _title(target.title)
            lines = [(each.verdict, f"“{each.title}”") for each in of_plan if each.title == name]
        elif target.measure:
            own = [each for each in aims.lines if each.aim.origin == "plan" and each.aim.says == entry.what]
            lines = [(each.verdict, entry.what) for each in own if each.aim.document == f"《{self.plan.title}》"]
        elif target.form is Form.GIVEN:
            own = [each for each in aims.lines if each.aim.origin == "superior"]
            lines = [(each.verdict, each.aim.word.name) for each in own]
        else:
            return
        for verdict, what in lines:
            yield Told(f"{what}：{verdict.zh}", IN_TONE[verdict], "aims", page)
        if not lines:
            yield Told(f"{year} 年没有这项目标", Now.NONE, "aims", page)

    def _of_conclusion(self, conclusion: Conclusion) -> Iterator[Told]:
        if conclusion.name == "designated":
            years = Designation.objects.filter(organisation__in=self.place.below).order_by("year")
            told = [f"{year} 年度" for year in sorted(set(years.values_list("year", flat=True)))]
            yield Told(f"被确定为创建单位：{'、'.join(told)}" if told else "没有被确定为创建单位", _there(told))
            return
        held = Title.objects.filter(organisation__in=self.place.below, title__in=conclusion.titles, taken_on=None)
        count, names = held.count(), "”或“".join(conclusion.titles.values())
        says = f"“{names}” {count} 家" if self.place.is_place else f"有“{names}”称号"
        yield Told(says if count else f"没有“{names}”称号", _there(count), "titles", (self.place.subject.code,))


def _there(found: object) -> Now:
    return Now.KEPT if found else Now.NONE


def _below(tallies: Sequence[Tally], place: Place) -> Iterator[Told]:
    """What those below have not done in time, then what is next; where nothing is left, the last that was done."""
    page = ("duties", (place.subject.code,))
    late = [each for each in tallies if each.late_count]
    if late:
        first = min(late, key=lambda each: each.duty.due_on)
        who = f"{first.owed} 家中 {first.late_count} 家没有办"
        yield Told(f"下属逾期 {len(late)} 项，最早的应在 {first.duty.due_on} 前办，{who}", Now.UNMET, *page)
    ahead = [each for each in tallies if each.undone and not each.late_count]
    shown = min(ahead, key=lambda each: each.duty.due_on) if ahead else tallies[-1] if tallies and not late else None
    if shown:
        says = f"下属 {shown.owed} 家，已办 {shown.done} 家（{shown.duty.due_on} 前）"
        yield Told(says, Now.OPEN if shown.undone else Now.MET, *page)


def _title(key: str) -> str:
    return next((word.name for word in policy().ledgers.words.get("titles", ()) if word.key == key), key)
