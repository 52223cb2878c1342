"""What the system's own lists have of what a sentence orders: improvement lists, spot checks, letters, savings."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jieyue.programme.duties.concluded import concluded, held
from jieyue.programme.evaluation.improving import improvements
from jieyue.programme.organisations.naming import named
from jieyue.programme.savings.lines import lines
from jieyue.programme.savings.of_unit import Change, savings_of_unit
from jieyue.programme.sentences.telling import Now, Told
from jieyue.rules.gaining import Progress
from jieyue.rules.letters import LETTERS, LetterState
from jieyue.rules.own_lists import IMPROVEMENTS, SAVINGS, SPOT_CHECKS
from jieyue.rules.person import Person
from jieyue.rules.savings.judging import Conclusion
from jieyue.rules.values import Level
from jieyue.store.letters.models import Letter
from jieyue.store.orgs.models import Organisation
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.orgs.tree import path_on, under
from jieyue.store.scores.models import Improvement


@dataclass(frozen=True)
class Place:
    """The organisation that is asked for, and the ids of itself and of all below it."""

    subject: Organisation
    below: QuerySet
    person: Person
    today: date

    @property
    def is_place(self) -> bool:
        return Level(self.subject.level).is_place

    @property
    def name(self) -> str:
        return named([self.subject.pk], on=self.person.on)[self.subject.pk].name


def place_of(organisation: str, person: Person, today: date) -> Place:
    """Raises OrganisationUnknown."""
    subject = organisation_within(organisation, person)
    below = under(path_on(subject.pk, person.on), person.on).values("organisation_id")
    return Place(subject, below, person, today)


def of_list(name: str, place: Place) -> Iterator[Told]:
    yield from OF_LISTS[name](place)


def _improvements(place: Place) -> Iterator[Told]:
    """Of a unit each line by the records, of its latest list; of a place how many units have one."""
    kept = Improvement.objects.filter(organisation__in=place.below)
    code = place.subject.code
    if place.is_place:
        units = kept.values("organisation").distinct().count()
        says = f"下属 {units} 家列了改进清单" if units else "下属没有列改进清单"
        yield Told(says, Now.KEPT if units else Now.NOTHING, "sheets", (code,))
        return
    year = kept.order_by("-year").values_list("year", flat=True).first()
    page = ("improvements", (code, str(year or place.today.year)))
    if year is None:
        yield Told("没有列改进清单", Now.NOTHING, *page)
        return
    found = improvements(organisation=code, year=year, person=place.person, today=place.today)
    counts = {state: count for state, count in found.counts if count}
    says = "，".join(f"{state.zh} {count} 项" for state, count in counts.items())
    now = Now.UNMET if counts.get(Progress.OVERDUE) else Now.MET if counts.keys() == {Progress.DONE} else Now.OPEN
    yield Told(f"{year} 年改进清单：{says}", now, *page)


def _spot_checks(place: Place) -> Iterator[Told]:
    if place.is_place:
        last = list(held([place.subject.pk], only_drawn=True))[-1:]
        for each in last:
            yield Told(each.says, Now.MET, "round", (str(each.round),))
    else:
        last = list(concluded([place.subject.pk], only_drawn=True))[-1:]
        for each in last:
            yield Told(f"{each.on} 抽查，{each.says}", Now.KEPT, "conclusion", (str(each.round), place.subject.code))
    if not last:
        yield Told("没有作出结论的抽查", Now.NONE, "rounds", (place.subject.code,))


def _letters(place: Place) -> Iterator[Told]:
    own = Letter.objects.filter(organisation=place.subject).exclude(state=LetterState.TAKEN_BACK)
    last = own.order_by("-year", "-number").first()
    if last is None:
        yield Told("没有签订目标责任书", Now.NOTHING, "letters", (place.subject.code,))
        return
    is_signed = last.state == LetterState.SIGNED
    says = f"{last.year} 年目标责任书：{LetterState(last.state).zh}"
    yield Told(says, Now.MET if is_signed else Now.OPEN, "letter", (str(last.pk),))


def _savings(place: Place) -> Iterator[Told]:
    """Of a unit last year against the one before, account by account: kept where one saved and none rose. Of a place
    it is seen at its units.
    """
    code = place.subject.code
    if place.is_place:
        yield Told("按气温折算用量的增减，到各单位的节能量核算页看", Now.NONE)
        return
    first = date(place.today.year - 1, 1, 1)
    found = savings_of_unit(organisation=code, change=Change.of(first, None), person=place.person)
    counts = Counter(line.conclusion for line in lines(found))
    says = "，".join(f"{each.zh} {counts[each]} 户" for each in Conclusion if counts[each])
    about = f"{first.year} 年起一年与此前一年相比，按气温折算："
    yield Told(about + (says or "没有可以核算的票据"), _of_savings(counts), "savings", (code, first.isoformat()))


def _of_savings(counts: Mapping[Conclusion, int]) -> Now:
    if counts[Conclusion.RISEN]:
        return Now.UNMET
    if counts[Conclusion.SAVED]:
        return Now.MET
    return Now.KEPT if counts[Conclusion.UNSURE] else Now.NOTHING


OF_LISTS: Mapping[str, Callable[[Place], Iterator[Told]]] = {
    IMPROVEMENTS: _improvements,
    SPOT_CHECKS: _spot_checks,
    LETTERS: _letters,
    SAVINGS: _savings,
}
