"""引用的上级制度: rules of others that plans cite, beside what an organisation has entered of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from jieyue.programme.duties.queries import plans_of
from jieyue.programme.sentences.lists import Place, place_of
from jieyue.programme.sentences.telling import Now, Told
from jieyue.rules.person import Person
from jieyue.rules.plan import Cited, Entry, plain_title
from jieyue.store.registers.cited_rules.models import CitedRule

KEY = "cited_rules"


Entered = Mapping[str, tuple[Sequence[str], int]]
"""By the title of a rule the versions of it that hold today, and how many organisations have entered one."""


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
    """Of the plans that hold today, in four questions and those for the plans. Raises OrganisationUnknown."""
    place = place_of(organisation, person, today)
    plans = plans_of(organisation=organisation, person=person, today=today)
    held = [each for each in plans if each.since <= today and (each.until is None or today < each.until)]
    entered = entered_of([rule for each in held for rule in each.plan.cited], place)
    lines = [
        Line(each.plan.key, each.plan.title, rule, _sentences(each.plan.entries, rule), *entered[rule.title])
        for each in held
        for rule in each.plan.cited
    ]
    return CitedRules(organisation, place.name, lines)


def told_of_cited(entry: Entry, entered: Entered, place: Place) -> Iterator[Told]:
    """Of each rule that the sentence cites, whether it is entered."""
    for rule in entry.cites:
        line = Line("", "", rule, (), *entered[rule.title])
        if line.is_missing:
            yield Told(f"没有登记《{rule.title}》", Now.NOTHING, "rows", (KEY, place.subject.code))
            continue
        many = f"（{line.entered} 家）" if place.is_place else ""
        other = f"，方案引用的是{rule.version or rule.number}" if line.is_other else ""
        says = f"《{rule.title}》已登记{many}：{'、'.join(line.versions)}{other}"
        yield Told(says, Now.OPEN if line.is_other else Now.KEPT, "rows", (KEY, place.subject.code))


def _sentences(entries: Sequence[Entry], rule: Cited) -> list[int]:
    return sorted({entry.sentence.number for entry in entries if rule in entry.cites})


def entered_of(rules: Sequence[Cited], place: Place) -> Entered:
    """What is entered of each of them. A title is read once however many organisations have written it so."""
    rows = CitedRule.objects.filter(organisation__in=place.below, starts_on__lte=place.today)
    rows = rows.exclude(ends_on__lt=place.today)
    written: dict[str, list[tuple[str, str]]] = {}
    for title, version in rows.values_list("title", "version").distinct() if rules else ():
        written.setdefault(plain_title(title), []).append((title, version))
    own = {rule.title: written.get(plain_title(rule.title), []) for rule in rules}
    having = {
        f"having_{number}": Count("organisation", distinct=True, filter=Q(title__in={title for title, _ in called}))
        for number, called in enumerate(own.values())
        if called
    }
    counts = rows.aggregate(**having) if having else {}
    return {
        title: (sorted({version for _, version in called}), counts.get(f"having_{number}", 0))
        for number, (title, called) in enumerate(own.items())
    }
