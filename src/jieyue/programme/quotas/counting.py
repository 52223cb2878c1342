"""怎么数: what policy says of the area and the persons of such an institution, and what it makes of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jieyue.rules.counting import Counted, CountingRule, PersonsCounted
from jieyue.rules.person import Person
from jieyue.store.orgs.models import Profile
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.registers.person_parts.counting import persons_counted, rules_of
from jieyue.store.registers.person_parts.models import PersonParts
from jieyue.store.registers.quota_facts.institutions import described


@dataclass(frozen=True)
class Counting:
    """A rule as it stands, and what it makes of the year's parts: None where it is no formula."""

    rule: CountingRule
    persons: PersonsCounted | None
    typed: Decimal | None

    @property
    def differs(self) -> bool:
        return self.persons is not None and self.persons.differs(self.typed)


@dataclass(frozen=True)
class Countings:
    """`class_zh` is blank where nobody knows what kind of institution it is. `parts` is the id of the year's row of
    parts, None where there is none.
    """

    class_zh: str
    year: int
    lines: Sequence[Counting]
    parts: int | None

    @property
    def computes(self) -> bool:
        """Whether persons of such an institution are computed from parts at all."""
        return any(each.persons for each in self.lines)

    def value(self, what: Counted) -> Decimal | None:
        """As computed; None where it is not."""
        found = (each.persons for each in self.lines if each.rule.what is what)
        return next((each.value for each in found if each and each.value is not None), None)


def counting(*, organisation: str, person: Person, today: date, year: int | None = None) -> Countings:
    """Of this year where none is given. Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person)
    asked = year or today.year
    about = described(unit, year=asked, on=today)
    row = PersonParts.objects.filter(organisation=unit, year=asked).first()
    made = {each.rule: each for each in persons_counted(about, row)}
    profile = Profile.objects.filter(organisation=unit, year=asked).first()
    typed = _typed(profile) if profile else {}
    lines = [Counting(rule, made.get(rule), typed.get(rule.what)) for rule in rules_of(about)]
    return Countings(about.class_zh, asked, lines, row and row.pk)


def _typed(profile: Profile) -> dict[Counted, Decimal]:
    """Where nothing else is said, who uses energy uses water."""
    water = profile.persons if profile.persons_water is None else profile.persons_water
    return {Counted.PERSONS: profile.persons, Counted.WATER: water}
