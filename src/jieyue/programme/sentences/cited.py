"""引用的上级制度: rules of others that plans cite, beside what an organisation has entered of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.duties.queries import plans_of
from jieyue.programme.sentences.lists import Place, place_of
from jieyue.programme.sentences.telling import Now, Told
from jieyue.rules.person import Person
from jieyue.rules.plan import Cited, Entry
from jieyue.store.registers.cited_rules.models import CitedRule

KEY = "cited_rules"


@dataclass(frozen=True)
class Line:
    """A rule that a plan cites, in which sentences, and what is entered of it: `versions` that hold today, of how many
    organisations at and below the one asked for.
    """

    plan: str
    plan_title: str
    rule: Cited
    sentences: Sequence[int]
    versions: Sequence[str]
    entered: int

    @property
    def is_missing(self) -> bool:
        return not self.entered

    @property
    def is_other(self) -> bool:
        """Whether what is entered is another version than the plan cites, where that is known."""
        known = {each for each in (self.rule.version, self.rule.number) if each}
        return bool(known and self.versions) and not any(each in known for each in self.versions)


@dataclass(frozen=True)
class CitedRules:
    """What the plans in force for an organisation cite."""

    code: str
    name: str
    lines: Sequence[Line]

    @property
    def missing(self) -> int:
        return sum(1 for each in self.lines if each.is_missing)


def cited_rules(*, organisation: str, person: Person, today: date) -> CitedRules:
    """Of the plans that hold today, in three questions and those for the plans. Raises OrganisationUnknown."""
    place = place_of(organisation, person, today)
    plans = plans_of(organisation=organisation, person=person, today=today)
    held = [each for each in plans if each.since <= today and (each.until is None or today < each.until)]
    entered = _entered(place) if held else []
    lines = [
        _line(each.plan.key, each.plan.title, rule, _sentences(each.plan.entries, rule), entered)
        for each in held
        for rule in each.plan.cited
    ]
    return CitedRules(organisation, place.name, lines)


def told_of_cited(entry: Entry, place: Place) -> Iterator[Told]:
    """Of each rule that the sentence cites, whether it is entered."""
    entered = _entered(place)
    for rule in entry.cites:
        line = _line("", "", rule, (), entered)
        if line.is_missing:
            yield Told(f"没有登记《{rule.title}》", Now.NOTHING, "rows", (KEY, place.subject.code))
            continue
        many = f"（{line.entered} 家）" if place.is_place else ""
        other = f"，方案引用的是{rule.version or rule.number}" if line.is_other else ""
        says = f"《{rule.title}》已登记{many}：{'、'.join(line.versions)}{other}"
        yield Told(says, Now.OPEN if line.is_other else Now.KEPT, "rows", (KEY, place.subject.code))


def _line(
    plan: str, title: str, rule: Cited, sentences: Sequence[int], entered: Sequence[tuple[int, str, str]]
) -> Line:
    own = [(unit, version) for unit, name, version in entered if rule.is_called(name)]
    versions = sorted({version for _, version in own})
    return Line(plan, title, rule, sentences, versions, len({unit for unit, _ in own}))


def _sentences(entries: Sequence[Entry], rule: Cited) -> list[int]:
    return sorted({entry.sentence.number for entry in entries if rule in entry.cites})


def _entered(place: Place) -> list[tuple[int, str, str]]:
    """Organisation, title and version of what holds today."""
    rows = CitedRule.objects.filter(organisation__in=place.below, starts_on__lte=place.today)
    rows = rows.exclude(ends_on__lt=place.today)
    return list(rows.values_list("organisation_id", "title", "version"))
