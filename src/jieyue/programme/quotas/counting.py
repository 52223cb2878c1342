"""怎么数: what policy says of the floor area and the persons of an institution like this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jieyue.programme.quotas.institutions import described
from jieyue.rules.counting import CountingRule, rules_for
from jieyue.rules.person import Person
from jieyue.store.orgs.reach import organisation_within
from jieyue.store.policies import policy


@dataclass(frozen=True)
class Counting:
    """`class_zh` is blank where nobody knows what kind of institution it is."""

    class_zh: str
    rules: Sequence[CountingRule]


def counting(*, organisation: str, person: Person, today: date) -> Counting:
    """Raises OrganisationUnknown."""
    unit = organisation_within(organisation, person)
    about = described(unit, year=today.year, on=today)
    return Counting(about.class_zh, rules_for(about.institution, policy().counting_rules))
